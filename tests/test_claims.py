"""Claims from outside: a host opens a round, buyers write, all see who has which place, and one pays."""

import asyncio
import time
from typing import Any

import pytest
from claims_checker import not_in_log, wrongs_of
from support.fleet import Fleet, eventually
from support.talk import log_of, patiently

from nightmarket_local.demo.api import Api, Refused
from nightmarket_local.demo.people import CONTACT, Buyer, Host, twd
from nightmarket_room import Claims, Listing, Seat
from nightmarket_room.entries import ClaimAnswer

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(180)]


class Round:
    """One product of the host, open for claims."""

    def __init__(self, fleet: Fleet, host: Host, product: dict[str, Any]) -> None:
        self.fleet, self.host, self.product = fleet, host, product
        self.variant = product["variants"][0]["variant_id"]
        show = f"/v1/shows/{host.show_id}"
        self.path = f"{show}/claim-listings/{product['product_id']}"

    async def begin(self, room: Seat, *, keyword: str, units: int, **rules: int) -> None:
        await self.host.api.put(self.path, {"keyword": keyword, **rules})
        await self.host.api.post(
            f"{self.path}/open", {"lots": [{"variant_id": self.variant, "units": units}]}
        )
        await room.until(lambda entry: isinstance(entry, Listing) and entry.state == "open")

    async def receipts(self) -> tuple[list[str], str]:
        found = await self.host.api.get(f"{self.path}/receipts?page_size=100")
        return found["receipts"], found["root"]


def answers_in(room: Seat, user_id: str) -> list[ClaimAnswer]:
    return [
        answer
        for entry in room.seen.entries
        if isinstance(entry, Claims)
        for answer in entry.answers
        if answer.user_id == user_id
    ]


async def answered(room: Seat, user_id: str, count: int) -> list[ClaimAnswer]:
    await eventually_sync(lambda: len(answers_in(room, user_id)) >= count)
    return answers_in(room, user_id)


async def eventually_sync(condition: Any, *, within_s: float = 15.0) -> None:
    async def check() -> bool:
        return bool(condition())

    await eventually(check, within_s=within_s)


async def put_in(api: Api, host: Host, variant: str, quantity: int) -> dict[str, Any]:
    cart: dict[str, Any] = await api.post(
        f"/v1/shops/{host.shop_id}/cart/lines",
        {"variant_id": variant, "quantity": quantity, "show_id": host.show_id},
    )
    assert all(line["available"] >= line["quantity"] for line in cart["lines"])
    return cart


async def buy(api: Api, host: Host, variant: str, quantity: int, *, fee: int = 0) -> dict[str, Any]:
    """Everything that is in the cart, and this."""
    cart = await put_in(api, host, variant, quantity)
    total = twd(cart["total"]["amount_minor"] + fee)
    order: dict[str, Any] = await api.post(
        f"/v1/shops/{host.shop_id}/orders",
        {"contact": CONTACT, "expected_total": total},
    )
    return order


async def test_a_round_from_the_keyword_to_the_order(fleet: Fleet, host: Host) -> None:
    people = [await fleet.person(f"buyer{n}") for n in (1, 2, 3)]
    rooms = [fleet.room(host.show_id, api) for api in people]
    await asyncio.gather(*(room.open() for room in rooms))
    here = Round(fleet, host, host.products[0])
    await here.begin(rooms[0], keyword="A1", units=2, limit_per_person=2)
    first = await rooms[0].say("A1+1")
    started = time.monotonic()
    [told] = await answered(rooms[0], people[0].user_id, 1)
    assert time.monotonic() - started < 5
    assert (told.outcome, told.message_id, told.place, told.total) == ("yours", first, 1, 2)
    await rooms[1].say("加一")
    await rooms[2].say("เอฟ A1")
    assert [one.outcome for one in await answered(rooms[1], people[1].user_id, 1)] == ["yours"]
    [waits] = await answered(rooms[2], people[2].user_id, 1)
    assert (waits.outcome, waits.place, waits.line) == ("waiting", 3, 1)

    mine = await people[0].get(f"/v1/me/claims?show_id={host.show_id}")
    assert [(one["state"], one["place"]) for one in mine["claims"]] == [("held", 1)]
    order = await buy(people[0], host, here.variant, 1)
    claim_id = mine["claims"][0]["claim_id"]

    async def state_of(claim: str) -> str:
        rows = await fleet.rows("claim", "SELECT state FROM claims WHERE id = $1", claim)
        return str(rows[0]["state"])

    assert await state_of(claim_id) == "ordered"
    entries = await fleet.rows(
        "catalog",
        "SELECT allocated FROM stock_entries WHERE order_id = $1 AND kind = 'held'",
        order["order_id"],
    )
    assert [row["allocated"] for row in entries] == [1]

    await people[0].post(f"/v1/orders/{order['order_id']}/cancel", {})
    told_again = await answered(rooms[2], people[2].user_id, 2)
    assert (told_again[1].outcome, told_again[1].place) == ("yours", 3)
    assert await state_of(claim_id) == "lapsed"

    await host.api.post(f"{here.path}/close", {})
    await rooms[0].until(lambda entry: isinstance(entry, Listing) and bool(entry.root))
    texts, root = await here.receipts()
    assert len(texts) == 3
    assert wrongs_of(texts, root=root, units=2) == []
    epoch = texts[0].split("|")[5]
    log = [(epoch, line.id) for line in await log_of(fleet, host.show_id)]
    assert not_in_log(texts, log) == []
    await asyncio.gather(*(room.close() for room in rooms))


async def test_what_is_parked_is_one_order_with_one_fee_and_one_payment(
    fleet: Fleet, host: Host
) -> None:
    await host.api.put(f"/v1/shops/{host.shop_id}/claim-rules", {"park_s": 86_400})
    await host.api.put(
        f"/v1/shops/{host.shop_id}/shipping",
        {"methods": [{"kind": "home", "fee": twd(6_000)}]},
    )
    api = await fleet.person("buyer5")
    room = fleet.room(host.show_id, api)
    await room.open()
    rounds = [Round(fleet, host, product) for product in host.products[:2]]
    for number, one in enumerate(rounds):
        await one.begin(room, keyword=f"P{number}", units=2)
    await patiently(room, "P0+1")
    await answered(room, api.user_id, 1)
    given_up = await buy(api, host, rounds[0].variant, 1, fee=6_000)
    await patiently(room, "P1+1")
    await answered(room, api.user_id, 2)
    await api.post(f"/v1/orders/{given_up['order_id']}/cancel", {})

    async def held() -> list[dict[str, Any]]:
        mine = await api.get(f"/v1/me/claims?show_id={host.show_id}")
        return [one for one in mine["claims"] if one["state"] == "held"]

    async def is_back() -> bool:
        return len(await held()) == len(rounds)

    await eventually(is_back)
    claims = await held()
    assert all(one["is_parked"] for one in claims)
    assert len({one["due_time"] for one in claims}) == 1
    await put_in(api, host, rounds[0].variant, 1)
    order = await buy(api, host, rounds[1].variant, 1, fee=6_000)
    buyer = Buyer(api=api, room=room, order_id=order["order_id"])
    await buyer.pay()
    await buyer.until_settled()
    assert buyer.state == "paid"
    prices = [one.product["variants"][0]["prices"][0]["amount_minor"] for one in rounds]
    assert len(order["lines"]) == len(rounds)
    assert order["total"]["amount_minor"] == sum(prices) + 6_000

    async def are_paid() -> bool:
        rows = await fleet.rows(
            "claim", "SELECT state FROM claims WHERE order_id = $1", buyer.order_id
        )
        return [row["state"] for row in rows] == ["paid", "paid"]

    await eventually(are_paid)
    assert await fleet.rows("claim", "SELECT 1 FROM parcels WHERE user_id = $1", api.user_id) == []
    done = fleet.command("audit")
    assert done.returncode == 0, done.stdout
    await room.close()


async def test_who_claimed_nothing_gets_none_of_it(fleet: Fleet, host: Host) -> None:
    api = await fleet.person("buyer4")
    room = fleet.room(host.show_id, api)
    await room.open()
    here = Round(fleet, host, host.products[1])
    stock = await fleet.rows(
        "catalog", "SELECT on_hand FROM stocks WHERE variant_id = $1", here.variant
    )
    await here.begin(room, keyword="B2", units=stock[0]["on_hand"])
    cart = await api.post(
        f"/v1/shops/{host.shop_id}/cart/lines",
        {"variant_id": here.variant, "quantity": 1, "show_id": host.show_id},
    )
    with pytest.raises(Refused) as refused:
        await api.post(
            f"/v1/shops/{host.shop_id}/orders",
            {"contact": CONTACT, "expected_total": cart["total"]},
        )
    assert refused.value.reason == "OUT_OF_STOCK"
    await room.close()


async def test_nothing_is_lost_when_claim_catalog_and_kafka_are_killed(
    fleet: Fleet, host: Host
) -> None:
    people = [await fleet.person(f"buyer{n}") for n in range(1, 10)]
    rooms = [fleet.room(host.show_id, api) for api in people]
    await asyncio.gather(*(room.open() for room in rooms))
    here = Round(fleet, host, host.products[0])
    await here.begin(rooms[0], keyword="C3", units=10, most_waiting=1000)
    said: list[str] = []
    for turn in range(5):
        said += await asyncio.gather(*(patiently(room, "C3+1") for room in rooms))
        if turn in {1, 2, 3}:
            fleet.kill(("claim", "catalog", "kafka")[turn - 1])
    fleet.wait_ready(within_s=90)

    async def all_taken() -> bool:
        rows = await fleet.rows("claim", "SELECT 1 FROM claims WHERE variant_id = $1", here.variant)
        return len(rows) == len(said)

    await eventually(all_taken, within_s=60)
    texts, _ = await here.receipts()
    assert wrongs_of(texts, units=10) == []
    assert sorted(text.split("|")[6] for text in texts) == sorted(said)

    async def all_told() -> bool:
        return all(len(answers_in(rooms[0], api.user_id)) >= 5 for api in people)

    await eventually(all_told, within_s=60)
    await asyncio.gather(*(room.close() for room in rooms))
