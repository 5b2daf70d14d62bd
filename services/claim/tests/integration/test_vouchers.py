"""Vouchers are taken in the order of the room's log: the first N people, one each, until their end."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nightmarket.claim.v1 import events_pb2
from nightmarket_claim.application.by_hand import AddClaim, RemoveClaim, add_claim, remove_claim
from nightmarket_claim.application.holds import sweep
from nightmarket_claim.application.listings import OpenListing, finish_moves, open_listing
from nightmarket_claim.domain.receipts import root_of
from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from services.claim.tests.driver import FIFTY_OFF, HOST, SHOP, START, Person, World

pytestmark = [pytest.mark.pg, pytest.mark.valkey, pytest.mark.asyncio]
MING, MEI, AI, TOM = Person("阿明"), Person("小美"), Person("愛子"), Person("Tom")
SECOND = timedelta(seconds=1)


def twd(minor: int) -> Money:
    return Money(currency_code="TWD", amount_minor=minor)


@pytest.fixture
def room(world: World) -> World:
    """The log's time is a clock of its own."""
    world.log_clock = FixedClock(START)
    return world


async def reason(call: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value.reason


async def test_the_first_who_write_have_it_one_each_and_the_others_hear_why_not(
    room: World,
) -> None:
    await room.drop(units=2)
    for person, text in ((MING, "紅包"), (MING, "紅包+1"), (MEI, "紅包 +3"), (AI, "cf 紅包")):
        await room.say(person, text)
    await room.say(TOM, "紅包好大")
    assert await room.read() == [
        "yours 1/0 1",
        "over_limit 0/0 0",
        "yours 2/0 1",
        "sold_out 0/0 0",
    ]
    assert await room.table() == [("阿明", 1, "taken", 1), ("小美", 2, "taken", 1)]


async def test_one_comment_takes_two_vouchers(room: World) -> None:
    for keyword in ("福", "壽"):
        await room.drop(units=1, keyword=keyword)
    await room.say(MING, "壽 +1 福 +1")
    await room.say(MEI, "福")
    assert await room.read() == ["yours 1/0 1", "yours 1/0 1", "sold_out 0/0 0"]


async def test_who_took_one_is_told_once_with_what_it_is_worth(room: World) -> None:
    worth = replace(
        FIFTY_OFF, amount_off=None, percent_off=10, most_off=twd(10_000), minimum=twd(50_000)
    )
    voucher_id = await room.drop(units=300, worth=worth)
    people = [Person(f"p{n}") for n in range(250)]
    for person in people:
        await room.say(person, "紅包")
    readers = [room.new_reader() for _ in range(3)]
    await asyncio.gather(*(reader.step() for reader in readers))
    while await room.reader.step():
        pass
    told = [one for one in await room.events() if isinstance(one, events_pb2.VouchersTaken)]
    assert [taker.user_id for one in told for taker in one.takers] == [one.id for one in people]
    assert max(len(one.takers) for one in told) <= 200
    first = told[0]
    assert (first.voucher_id, first.shop_id, first.units) == (voucher_id, SHOP, 300)
    assert first.voucher.percent_off == 10
    assert not first.voucher.HasField("amount_off")
    assert first.voucher.most_off.amount_minor == 10_000
    assert first.voucher.minimum.amount_minor == 50_000
    assert first.voucher.until_time.ToDatetime(tzinfo=START.tzinfo) == START + timedelta(days=1)


async def test_its_end_is_a_place_in_the_log_whatever_other_clocks_say(room: World) -> None:
    await room.drop(units=9, window_s=60)
    room.clock.advance(timedelta(hours=3))  # the reader's clock is far ahead
    log = room.log_clock
    assert log is not None
    log.advance(60 * SECOND - timedelta(milliseconds=1))
    await room.say(MING, "紅包")
    log.advance(timedelta(milliseconds=1))
    await room.say(MEI, "紅包")
    log.advance(61 * SECOND)
    await room.say(AI, "紅包")
    assert await room.read() == ["yours 1/0 1", "closed 0/0 0"]


async def test_it_closes_by_itself_and_publishes_the_root(room: World) -> None:
    voucher_id = await room.drop(units=5, window_s=60)
    for person in (MING, MEI):
        await room.say(person, "紅包")
    await room.read()
    await sweep(by=room.by, queries=room.queries)
    assert await room.database.pool.fetchval("SELECT state FROM listings") == "open"
    room.clock.advance(60 * SECOND)
    await sweep(by=room.by, queries=room.queries)
    await room.relay()
    await room.read()
    listing = await room.database.pool.fetchrow("SELECT state, root, version FROM listings")
    rows = await room.database.pool.fetch("SELECT receipt FROM claims ORDER BY place")
    assert listing["state"] == "closed"
    assert listing["root"] == root_of([row["receipt"] for row in rows])
    assert {row["receipt"].split("|")[2] for row in rows} == {voucher_id}
    assert await room.queries.rooms() == []
    await finish_moves(by=room.by)
    assert room.catalog.done == {}


async def test_what_was_said_before_it_was_dropped_is_talk(room: World) -> None:
    await room.say(MING, "紅包")
    await room.drop()
    await room.say(MEI, "紅包")
    assert await room.read() == ["yours 1/0 1"]


async def test_stopped_by_the_host_it_takes_nothing_more_and_never_opens_again(
    room: World,
) -> None:
    voucher_id = await room.drop()
    await room.stop(voucher_id)
    await room.say(MING, "紅包")
    await room.put({"kind": "voucher", "voucher_id": voucher_id, "state": "open"})  # told late
    await room.say(MEI, "紅包")
    assert await room.read() == ["closed 0/0 0", "closed 0/0 0"]
    command = OpenListing(
        request_id=new_id(),
        actor=HOST,
        show_id=room.show_id,
        product_id=voucher_id,
        units=((voucher_id, 5),),
    )
    assert await reason(open_listing(command, by=room.by)) == "LISTING_NOT_FOUND"


async def test_the_keyword_of_one_that_is_over_may_be_given_again(room: World) -> None:
    first = await room.drop(units=1)
    assert await reason(room.drop()) == "KEYWORD_TAKEN"
    await room.say(MING, "紅包")
    await room.stop(first)
    second = await room.drop(units=1)
    for person in (MING, MEI):
        await room.say(person, "紅包")
    assert await room.read() == ["yours 1/0 1", "yours 1/0 1", "sold_out 0/0 0"]
    rows = await room.database.pool.fetch("SELECT product_id FROM claims ORDER BY id")
    assert [str(row["product_id"]) for row in rows] == [first, second]


async def test_a_bare_plus_one_means_what_is_sold_and_never_the_voucher(room: World) -> None:
    await room.drop()
    await room.say(MING, "+1")
    assert await room.read() == []
    product = room.product()
    await room.listed(product, "A1")
    await room.open(product, 1)
    await room.say(MING, "+1")
    await room.say(MEI, "A1+1 紅包+1")
    assert await room.read() == ["yours 1/0 1", "waiting 2/1 0", "yours 1/0 1"]


async def test_what_was_taken_stays_taken(room: World) -> None:
    voucher_id = await room.drop()
    await room.say(MING, "紅包")
    await room.say(MING, "取消")
    await room.say(MING, "紅包-1")
    await room.put({"kind": "sanction", "user_id": MING.id, "state": "banned", "until": 0})
    assert await room.read() == ["yours 1/0 1"]
    claim_id = str(await room.database.pool.fetchval("SELECT id FROM claims"))
    remove = RemoveClaim(request_id=new_id(), actor=HOST, claim_id=claim_id)
    assert await reason(remove_claim(remove, by=room.by)) == "CLAIM_STATE"
    by_hand = AddClaim(
        request_id=new_id(),
        actor=HOST,
        show_id=room.show_id,
        product_id=voucher_id,
        variant_id=voucher_id,
        user_id=MEI.id,
        user_name="",
        quantity=1,
    )
    assert await reason(add_claim(by_hand, by=room.by)) == "LISTING_NOT_FOUND"
    room.clock.advance(timedelta(days=2))
    await sweep(by=room.by, queries=room.queries)
    assert await room.table() == [("阿明", 1, "taken", 1)]


async def test_the_end_of_the_show_ends_it(room: World) -> None:
    await room.drop()
    await room.put({"kind": "status", "ts": 0, "state": "ended"})
    await room.say(MING, "紅包")
    assert await room.read() == ["closed 0/0 0"]
    assert await room.database.pool.fetchval("SELECT state FROM listings") == "closed"


async def test_a_press_that_comes_again_drops_one(room: World) -> None:
    request_id = new_id()
    first = await room.drop(request_id=request_id, keyword="")
    assert await room.drop(request_id=request_id, keyword="") == first
    assert await reason(room.drop(request_id=request_id, units=3)) == "REQUEST_ID_REUSED"
    rows = await room.database.pool.fetch("SELECT keyword FROM listings")
    assert [row["keyword"] for row in rows] == ["GIFT"]


async def test_who_may_drop_and_where(room: World) -> None:
    nobody = Principal(user_id=new_id(), session_id="s", roles={SHOP: "packer"})
    assert await reason(room.drop(actor=nobody)) == "ROLE_MISSING"
    room.shows.is_live = False
    assert await reason(room.drop()) == "SHOW_NOT_LIVE"


@pytest.mark.parametrize(
    ("field", "worth"),
    [
        ("percent_off", {"percent_off": 10}),
        ("percent_off", {"amount_off": None}),
        ("percent_off", {"amount_off": None, "percent_off": 101}),
        ("amount_off", {"amount_off": twd(5050)}),
        ("amount_off", {"amount_off": Money(currency_code="THB", amount_minor=100)}),
        ("amount_off", {"amount_off": twd(0)}),
        ("most_off", {"most_off": twd(100)}),
        ("most_off", {"amount_off": None, "percent_off": 10, "most_off": twd(150)}),
        ("minimum", {"minimum": twd(-100)}),
        ("minimum", {"minimum": twd(150)}),
    ],
)
async def test_what_order_would_refuse_is_never_dropped(
    room: World, field: str, worth: dict[str, Any]
) -> None:
    with pytest.raises(DomainError) as caught:
        await room.drop(worth=replace(FIFTY_OFF, **worth))
    assert (caught.value.reason, caught.value.metadata["field"]) == ("VOUCHER_INVALID", field)


@pytest.mark.parametrize(("units", "window_s"), [(0, 60), (100_001, 60), (1, 9), (1, 3601)])
async def test_numbers_have_their_bounds(room: World, units: int, window_s: int) -> None:
    assert await reason(room.drop(units=units, window_s=window_s)) == "VOUCHER_INVALID"
