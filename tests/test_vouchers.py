"""Vouchers from outside: a host drops one in a live show, the first who write have it, one spends it."""

import asyncio
from typing import Any

import pytest
from claims_checker import not_in_log, wrongs_of
from support.fleet import Fleet, eventually
from support.talk import log_of

from nightmarket_local.demo.api import Api, Refused, new_key
from nightmarket_local.demo.people import CONTACT, Buyer, Host, twd
from nightmarket_local.demo.video import Encoder
from nightmarket_room import Claims, Seat, Status, Voucher

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(240)]
OFF = 5000
UNITS = 2


async def reason_of(call: Any) -> str:
    try:
        await call
    except Refused as refused:
        return str(refused.reason)
    return ""


def dropped(**more: Any) -> dict[str, Any]:
    usual = {"keyword": "紅包", "amount_off": twd(OFF), "minimum": twd(0)}
    return usual | {"units": UNITS, "window_s": 120, "valid_s": 3600} | more


async def outcome_of(room: Seat, message_id: str) -> str:
    entry, _ = await room.until(
        lambda one: (
            isinstance(one, Claims)
            and any(answer.message_id == message_id for answer in one.answers)
        )
    )
    assert isinstance(entry, Claims)
    return next(one.outcome for one in entry.answers if one.message_id == message_id)


async def quote(api: Api, host: Host) -> dict[str, Any]:
    return dict(await api.get(f"/v1/shops/{host.shop_id}/quote?best_voucher=true"))


async def order(api: Api, host: Host, total: int, code: str) -> dict[str, Any]:
    body = {"contact": CONTACT, "expected_total": twd(total), "coupon_code": code}
    return dict(await api.post(f"/v1/shops/{host.shop_id}/orders", body, key=new_key()))


async def check_receipts(fleet: Fleet, host: Host, room: Seat, voucher_id: str) -> None:
    """Closed by the host; whoever kept the root can check the places."""
    listing = f"/v1/shows/{host.show_id}/claim-listings/{voucher_id}"
    await host.api.post(f"{listing}/close", {})
    closed, _ = await room.until(lambda one: isinstance(one, Voucher) and bool(one.root))
    receipts = await host.api.get(f"{listing}/receipts?page_size=100")
    texts = receipts["receipts"]
    assert isinstance(closed, Voucher)
    assert closed.root == receipts["root"]
    assert wrongs_of(texts, root=receipts["root"], units=UNITS) == []
    log = [(texts[0].split("|")[5], one.id) for one in await log_of(fleet, host.show_id)]
    assert not_in_log(texts, log) == []
    goods = await host.api.get(f"/v1/shows/{host.show_id}/claim-listings")
    assert goods["listings"] == []


async def test_a_voucher_from_the_drop_to_the_books(fleet: Fleet, host: Host) -> None:
    path = f"/v1/shows/{host.show_id}/vouchers"
    assert await reason_of(host.api.post(path, dropped())) == "SHOW_NOT_LIVE"
    people = [await fleet.person(f"buyer{number}") for number in (1, 2, 3)]
    rooms = [fleet.room(host.show_id, api) for api in people]
    await asyncio.gather(*(room.open() for room in rooms))
    encoder = Encoder(
        server=host.credentials["rtmp_server"],
        stream_key=host.credentials["stream_key"],
        log=fleet.state / "vouchers.log",
    )
    await encoder.start()
    await rooms[0].until(lambda one: isinstance(one, Status) and one.state == "live", within_s=30)
    made = await host.api.post(path, dropped())
    for room in rooms:
        begun, _ = await room.until(lambda one: isinstance(one, Voucher) and one.state == "open")
        assert isinstance(begun, Voucher)
        assert (begun.voucher_id, begun.left, begun.keyword) == (made["voucher_id"], UNITS, "紅包")
    said = [
        await room.say(text) for room, text in zip(rooms, ("紅包", "紅包 +1", "紅包"), strict=True)
    ]
    assert [await outcome_of(rooms[0], one) for one in said] == ["yours", "yours", "sold_out"]
    again = await rooms[0].say("紅包")
    assert await outcome_of(rooms[0], again) == "over_limit"

    winner, loser = people[0], people[2]
    line = {
        "variant_id": host.products[0]["variants"][0]["variant_id"],
        "quantity": 1,
        "show_id": host.show_id,
    }
    for api in (winner, loser):
        await api.post(f"/v1/shops/{host.shop_id}/cart/lines", line)

    async def is_there() -> bool:
        return bool((await quote(winner, host))["vouchers"])

    await eventually(is_there)
    offered = await quote(winner, host)
    (mine,) = offered["vouchers"]
    price = offered["price"]
    assert (offered["coupon_code"], price["discount"]) == (mine["code"], twd(OFF))
    total = price["total"]["amount_minor"]
    assert (await quote(loser, host))["vouchers"] == []
    assert await reason_of(order(loser, host, total, mine["code"])) == "COUPON_UNKNOWN"
    bought = await order(winner, host, total, mine["code"])
    await winner.post(f"/v1/orders/{bought['order_id']}/cancel", {})

    await eventually(is_there)
    await winner.post(f"/v1/shops/{host.shop_id}/cart/lines", line)
    total = (await quote(winner, host))["price"]["total"]["amount_minor"]
    bought = await order(winner, host, total, mine["code"])
    paying = Buyer(api=winner, room=rooms[0], order_id=bought["order_id"])
    await paying.pay()
    await paying.until_settled()
    assert paying.state == "paid"

    await check_receipts(fleet, host, rooms[0], made["voucher_id"])
    (listed,) = (await winner.get(path))["vouchers"]
    assert (listed["state"], listed["left"]) == ("closed", 0)
    await encoder.stop()
    await asyncio.gather(*(room.close() for room in rooms))
    done = await asyncio.to_thread(fleet.command, "audit")
    assert done.returncode == 0, done.stdout
