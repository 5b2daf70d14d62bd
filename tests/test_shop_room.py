"""A shop's own room, from outside: a purchase seen as it happens, by who works there and nobody else."""

import asyncio

import pytest
from support.fleet import Fleet

from nightmarket_local.demo.people import Buyer, Host
from nightmarket_room import Order, Refused, RoomClient, Transcript

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(120)]


async def refusal(fleet: Fleet, shop_id: str, token: str = "") -> str:
    async with RoomClient(fleet.socket_url, token=token) as client, asyncio.timeout(10):
        with pytest.raises(Refused) as refused:
            await client.join(shop_id, Transcript()).entered()
        return refused.value.reason


async def test_the_shop_sees_a_purchase_and_nobody_else_does(fleet: Fleet, host: Host) -> None:
    till, crowd = fleet.room(host.shop_id, host.api), fleet.room(host.show_id)
    api = await fleet.person("buyer7")
    buyer = Buyer(api=api, room=crowd)
    await asyncio.gather(till.open(), crowd.open())
    await buyer.buy(host, product=host.products[0], quantity=2)
    await till.until(lambda entry: isinstance(entry, Order) and entry.state == "paid")
    told = [entry for entry in till.seen.entries if isinstance(entry, Order)]
    assert {entry.order_id for entry in told} == {buyer.order_id}
    assert [entry.state for entry in told] in (["placed", "paid"], ["paid"])
    order = await api.get(f"/v1/orders/{buyer.order_id}")
    last = told[-1]
    assert last.order_number == order["order_no"]
    assert last.show_ids == (host.show_id,)
    assert last.total.amount == order["total"]["amount_minor"]
    assert [line.quantity for line in last.lines] == [2]
    assert api.user_id not in repr(till.seen.entries)
    assert not [entry for entry in crowd.seen.entries if isinstance(entry, Order)]
    assert await refusal(fleet, host.shop_id) == "TOKEN_MISSING"
    assert await refusal(fleet, host.shop_id, api.token) == "ROLE_MISSING"
    await asyncio.gather(till.close(), crowd.close())
