"""A flash deal from outside: the host runs it, the room tells it, people buy, and the books agree."""

import asyncio
from typing import Any

import pytest
from support.fleet import Fleet, eventually

from nightmarket_local.demo.api import Api, Refused, new_key
from nightmarket_local.demo.people import CONTACT, Buyer, Host, twd
from nightmarket_room import Deal, Seat, Stock

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(180)]
PRICE = 9900
UNITS = 3
PEOPLE = 6


def product(host: Host) -> dict[str, Any]:
    return host.products[0]


def variant_id(host: Host) -> str:
    return str(product(host)["variants"][0]["variant_id"])


async def start(host: Host, *, quantity: int = UNITS, seconds: int = 120) -> dict[str, Any]:
    body = {
        "variant_id": variant_id(host),
        "price": twd(PRICE),
        "quantity": quantity,
        "per_person": 1,
        "seconds": seconds,
    }
    return dict(await host.api.post(f"/v1/shows/{host.show_id}/deals", body))


async def put_in(api: Api, host: Host, quantity: int = 1) -> dict[str, Any]:
    line = {"variant_id": variant_id(host), "quantity": quantity, "show_id": host.show_id}
    return dict(await api.post(f"/v1/shops/{host.shop_id}/cart/lines", line))


async def order(api: Api, host: Host, total: int) -> dict[str, Any]:
    body = {"contact": CONTACT, "expected_total": twd(total)}
    return dict(await api.post(f"/v1/shops/{host.shop_id}/orders", body, key=new_key()))


async def reason_of(call: Any) -> str:
    try:
        await call
    except Refused as refused:
        return str(refused.reason)
    return ""


async def told(room: Seat, state: str) -> Deal:
    entry, _ = await room.until(lambda one: isinstance(one, Deal) and one.state == state)
    assert isinstance(entry, Deal)
    return entry


async def test_a_deal_from_its_start_to_the_books(fleet: Fleet, host: Host) -> None:
    plain = product(host)["variants"][0]["prices"][0]["amount_minor"]
    people = [await fleet.person(f"buyer{number}") for number in range(1, PEOPLE + 1)]
    room = fleet.room(host.show_id, people[0])
    await room.open()
    deal = await start(host)
    begun = await told(room, "running")
    assert (begun.deal_id, begun.price.amount_minor, begun.left) == (deal["deal_id"], PRICE, UNITS)

    carts = [await put_in(api, host) for api in people]
    assert {cart["lines"][0]["unit_price"]["amount_minor"] for cart in carts} == {PRICE}
    assert all(cart["lines"][0]["deal_end_time"] for cart in carts)
    pressed = await asyncio.gather(*(reason_of(order(api, host, PRICE)) for api in people))
    assert sorted(pressed) == [""] * UNITS + ["DEAL_SOLD_OUT"] * (PEOPLE - UNITS)
    gone, _ = await room.until(
        lambda one: isinstance(one, Stock) and one.deal is not None and one.deal.left == 0
    )
    assert isinstance(gone, Stock)
    loser = people[pressed.index("DEAL_SOLD_OUT")]
    (line,) = (await loser.get(f"/v1/shops/{host.shop_id}/cart"))["lines"]
    assert (line["unit_price"]["amount_minor"], line["price_changed"]) == (plain, True)
    assert await reason_of(order(loser, host, plain)) == "TOTAL_CHANGED"

    winner = people[pressed.index("")]
    (mine,) = (await winner.get("/v1/me/orders"))["orders"][:1]
    assert mine["total"]["amount_minor"] == PRICE
    paying = Buyer(api=winner, room=room, order_id=mine["order_id"])
    await paying.pay()
    await paying.until_settled()
    assert paying.state == "paid"

    await host.api.post(f"/v1/deals/{deal['deal_id']}/extend", {"seconds": 60})
    await host.api.post(f"/v1/deals/{deal['deal_id']}/stop", {})
    await told(room, "stopped")
    assert await reason_of(order(loser, host, PRICE)) == "DEAL_OVER"
    (kept,) = (await host.api.get(f"/v1/shows/{host.show_id}/deals"))["deals"]
    assert kept["state"] == "stopped"
    assert 1 <= kept["taken"] <= UNITS  # unpaid ones end within seconds here
    accept = f"/v1/shops/{host.shop_id}/cart/lines/{variant_id(host)}"
    await loser.put(accept, {"quantity": 1})
    assert (await order(loser, host, plain))["total"]["amount_minor"] == plain
    await room.close()
    done = await asyncio.to_thread(fleet.command, "audit")
    assert done.returncode == 0, done.stdout


async def test_a_deal_ends_by_itself_and_gives_back_what_it_did_not_sell(
    fleet: Fleet, host: Host
) -> None:
    before = (await host.stock())[0]["on_hand"]
    deal = await start(host, quantity=2, seconds=10)
    assert (await host.stock())[0]["on_hand"] == before - 2

    async def is_over() -> bool:
        (now,) = (await host.api.get(f"/v1/shows/{host.show_id}/deals"))["deals"]
        return bool(now["state"] == "time_up")

    await eventually(is_over, within_s=40)
    assert (await host.stock())[0]["on_hand"] == before
    late = await fleet.person("buyer7")
    cart = await put_in(late, host)
    assert cart["lines"][0]["unit_price"]["amount_minor"] > PRICE
    assert deal["close_time"] > deal["end_time"]
