"""A shop's own room, from outside: a purchase seen as it happens, by who works there and nobody else."""

import asyncio
import json

import pytest
from support.fleet import Fleet
from websockets.asyncio.client import connect

from nightmarket_local.demo.people import Buyer, Host

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(120)]


async def refusal(fleet: Fleet, shop_id: str, token: str = "") -> str:
    async with connect(fleet.socket_url) as socket, asyncio.timeout(10):
        if token:
            await socket.send(json.dumps({"type": "auth", "token": token}))
        await socket.send(json.dumps({"type": "join", "room": shop_id}))
        while True:
            frame = json.loads(await socket.recv())
            assert frame["type"] != "joined"
            if frame["type"] == "error":
                return str(frame["reason"])


async def test_the_shop_sees_a_purchase_and_nobody_else_does(fleet: Fleet, host: Host) -> None:
    till, crowd = fleet.room(host.shop_id, host.api), fleet.room(host.show_id)
    api = await fleet.person("buyer7")
    buyer = Buyer(api=api, room=crowd)
    await asyncio.gather(till.open(), crowd.open())
    await buyer.buy(host, product=host.products[0], quantity=2)
    await till.until(lambda event: event["kind"] == "order" and event["state"] == "paid")
    told = [event for event in till.events if event["kind"] == "order"]
    assert {event["order_id"] for event in told} == {buyer.order_id}
    assert [event["state"] for event in told] in (["placed", "paid"], ["paid"])
    order = await api.get(f"/v1/orders/{buyer.order_id}")
    last = told[-1]
    assert last["order_number"] == order["order_no"]
    assert last["show_ids"] == [host.show_id]
    assert last["total"]["amount"] == order["total"]["amount_minor"]
    assert [line["quantity"] for line in last["lines"]] == [2]
    assert api.user_id not in json.dumps(till.events)
    assert not [event for event in crowd.events if event["kind"] == "order"]
    assert await refusal(fleet, host.shop_id) == "TOKEN_MISSING"
    assert await refusal(fleet, host.shop_id, api.token) == "ROLE_MISSING"
    await asyncio.gather(till.close(), crowd.close())
