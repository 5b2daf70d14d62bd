"""Comments become claims in the order of the room's log, each once."""

import asyncio
import random
from contextlib import suppress
from datetime import timedelta

import pytest

from nightmarket_claim.application.by_hand import AddClaim, RemoveClaim, add_claim, remove_claim
from nightmarket_claim.application.holds import sweep
from nightmarket_claim.application.listings import finish_moves
from nightmarket_claim.application.ports import Product, Room
from nightmarket_claim.domain.receipts import root_of
from nightmarket_kit.core.errors import DomainError, Unavailable
from nightmarket_kit.core.ids import new_id
from services.claim.tests.driver import HOST, Person, World

pytestmark = [pytest.mark.pg, pytest.mark.valkey, pytest.mark.asyncio]
MING, MEI, AI, TOM = Person("阿明"), Person("小美"), Person("愛子"), Person("Tom")


async def opened(world: World, *titles: str, units: int = 2, **rules: int) -> Product:
    product = world.product(*titles)
    await world.listed(product, "A1", **rules)
    await world.open(product, units)
    await world.read()
    return product


async def test_places_follow_the_log_and_the_rest_waits_in_line(world: World) -> None:
    await opened(world)
    for person in (MING, MEI, AI, TOM):
        await world.say(person, "A1+1")
    await world.say(TOM, "好可愛")
    assert await world.read() == ["yours 1/0 1", "yours 2/0 1", "waiting 3/1 0", "waiting 4/2 0"]
    assert [row[:3] for row in await world.table()] == [
        ("阿明", 1, "held"),
        ("小美", 2, "held"),
        ("愛子", 3, "waiting"),
        ("Tom", 4, "waiting"),
    ]


async def test_a_log_that_is_read_again_claims_nothing_again(world: World) -> None:
    await opened(world)
    await world.say(MING, "A1+1")
    await world.read()
    await world.database.pool.execute("UPDATE rooms SET cursor = '0-0'")
    with pytest.raises(Exception, match="claims_comment_key"):
        await world.read()
    assert len(await world.table()) == 1


async def test_readers_side_by_side_take_each_comment_once(world: World) -> None:
    await opened(world, units=30, most_waiting=100)
    people = [Person(f"p{n}") for n in range(60)]
    for person in people:
        await world.say(person, "+1")
    readers = [world.new_reader() for _ in range(3)]
    await asyncio.gather(*(reader.step() for reader in readers))
    await world.read()
    table = await world.table()
    assert [row[:2] for row in table] == [(f"p{n}", n + 1) for n in range(60)]
    assert [row[2] for row in table] == ["held"] * 30 + ["waiting"] * 30


async def test_comments_count_between_the_entries_that_open_and_close(world: World) -> None:
    product = world.product()
    await world.listed(product, "A1")
    await world.say(MING, "A1+1")
    await world.open(product, 5)
    await world.say(MEI, "A1+1")
    await world.close(product)
    await world.say(AI, "A1+1")
    assert await world.read() == ["closed 0/0 0", "yours 1/0 1", "closed 0/0 0"]
    await finish_moves(by=world.by)
    assert world.catalog.on_hand[product.variants[0][0]] == 999


async def test_closing_publishes_the_root_over_all_receipts(world: World) -> None:
    product = await opened(world)
    for person in (MING, MEI, AI):
        await world.say(person, "A1+1")
    await world.close(product)
    await world.read()
    rows = await world.database.pool.fetch("SELECT receipt FROM claims ORDER BY place")
    root = await world.database.pool.fetchval("SELECT root FROM listings")
    assert root == root_of([row["receipt"] for row in rows])
    assert [row["receipt"].split("|")[4] for row in rows] == ["1", "2", "3"]


async def test_a_person_has_no_more_than_the_limit(world: World) -> None:
    await opened(world, units=9, limit=2)
    await world.say(MING, "A1+1")
    await world.say(MING, "A1+2")
    await world.say(MING, "A1+1")
    await world.say(MING, "A1+1")
    assert await world.read() == [
        "yours 1/0 1",
        "over_limit 0/0 0",
        "yours 2/0 1",
        "over_limit 0/0 0",
    ]


async def test_who_asks_for_more_than_is_left_gets_what_is_left(world: World) -> None:
    await opened(world, units=3)
    await world.say(MING, "A1+2")
    await world.say(MEI, "A1+2")
    await world.say(AI, "A1+1")
    assert await world.read() == ["yours 1/0 2", "yours 2/0 1", "waiting 3/1 0"]


async def test_a_line_that_is_full_takes_no_more(world: World) -> None:
    await opened(world, units=1, most_waiting=1)
    for person in (MING, MEI, AI):
        await world.say(person, "A1+1")
    assert await world.read() == ["yours 1/0 1", "waiting 2/1 0", "sold_out 0/0 0"]


async def test_what_was_not_paid_in_time_goes_down_the_line(world: World) -> None:
    await opened(world, units=1, hold_s=60)
    for person in (MING, MEI, AI):
        await world.say(person, "A1+1")
    await world.read()
    world.clock.advance(timedelta(seconds=61))
    await sweep(by=world.by, queries=world.queries)
    assert await world.answers() == ["lapsed 1/0 1", "yours 2/0 1"]
    world.clock.advance(timedelta(seconds=61))
    await sweep(by=world.by, queries=world.queries)
    assert await world.answers() == ["lapsed 2/0 1", "yours 3/0 1"]
    assert [row[2] for row in await world.table()] == ["lapsed", "lapsed", "held"]


async def test_taking_back_frees_for_the_next_and_nobody_else_passes(world: World) -> None:
    await opened(world, units=2)
    await world.say(MING, "A1+2")
    await world.say(MEI, "A1+1")
    await world.say(MING, "-1")
    await world.say(AI, "A1+1")
    answers = await world.read()
    assert answers == [
        "yours 1/0 2",
        "waiting 2/1 0",
        "taken_back 1/0 1",
        "waiting 3/2 0",
        "yours 2/0 1",
    ]
    await world.say(MING, "取消")
    assert await world.read() == ["taken_back 1/0 1", "yours 3/0 1"]


async def test_a_ban_at_its_place_in_the_log_removes_what_is_unpaid(world: World) -> None:
    await opened(world, units=1)
    await world.say(MING, "A1+1")
    await world.say(MEI, "A1+1")
    await world.put(
        {"kind": "sanction", "ts": 0, "user_id": MING.id, "state": "banned", "until": 0}
    )
    assert await world.read() == [
        "yours 1/0 1",
        "waiting 2/1 0",
        "removed 1/0 1",
        "yours 2/0 1",
    ]


async def test_a_bare_claim_is_of_what_is_held_up(world: World) -> None:
    first, second = world.product(), world.product("紅", "藍")
    await world.listed(first, "A1")
    await world.listed(second, "B2")
    await world.open(first, 5)
    await world.open(second, 5)
    await world.say(MING, "+1")
    await world.pin(first)
    await world.say(MING, "+1")
    await world.pin(second)
    await world.say(MING, "紅+1")
    await world.say(MING, "B2 藍+1")
    assert await world.read() == [
        "asked which_listing",
        "yours 1/0 1",
        "asked which_listing",
        "yours 1/0 1",
    ]


async def test_two_listings_never_have_one_keyword(world: World) -> None:
    first, second = world.product(), world.product()
    await world.listed(first, "A1")
    with pytest.raises(DomainError) as refused:
        await world.listed(second, "ａ１")
    assert refused.value.reason == "KEYWORD_TAKEN"
    with pytest.raises(DomainError) as refused:
        await world.listed(second, "cf")
    assert refused.value.reason == "KEYWORD_INVALID"


async def test_no_more_opens_than_catalog_sets_aside(world: World) -> None:
    product = world.product(on_hand=3)
    await world.listed(product, "A1")
    with pytest.raises(DomainError) as refused:
        await world.open(product, 4)
    assert refused.value.reason == "OUT_OF_STOCK"
    await finish_moves(by=world.by)
    assert (await world.queries.listings(world.show_id))[0].state == "draft"
    await world.open(product, 3)
    assert world.catalog.on_hand[product.variants[0][0]] == 0


async def test_an_opening_that_was_interrupted_is_finished_once(world: World) -> None:
    product, request_id = world.product(), new_id()
    await world.listed(product, "A1")
    world.catalog.fails.append(Unavailable(reason="SERVICE_UNAVAILABLE"))
    with pytest.raises(Unavailable):
        await world.open(product, 4, request_id=request_id)
    await world.open(product, 4, request_id=request_id)
    await world.database.pool.execute("UPDATE share_moves SET created_at = now() - interval '1 h'")
    await finish_moves(by=world.by)
    [listing] = await world.queries.listings(world.show_id)
    assert [(lot.units, lot.free) for lot in listing.lots.values()] == [(4, 4)]
    assert world.catalog.on_hand[product.variants[0][0]] == 996


async def test_the_host_adds_a_line_behind_the_others_and_moves_one_on(world: World) -> None:
    product = await opened(world, units=1)
    await world.say(MING, "A1+1")
    await world.read()
    command = AddClaim(
        request_id=new_id(),
        actor=HOST,
        show_id=world.show_id,
        product_id=product.id,
        variant_id=product.variants[0][0],
        user_id=MEI.id,
        user_name=MEI.name,
        quantity=1,
    )
    added = await add_claim(command, by=world.by)
    assert await add_claim(command, by=world.by) == added
    assert await world.answers() == ["waiting 2/1 0"]
    first = await world.database.pool.fetchval("SELECT id FROM claims WHERE place = 1")
    remove = RemoveClaim(request_id=new_id(), actor=HOST, claim_id=str(first))
    await remove_claim(remove, by=world.by)
    await remove_claim(remove, by=world.by)
    assert await world.answers() == ["removed 1/0 1", "yours 2/0 1"]


async def test_a_log_that_was_lost_goes_on_in_another_epoch(world: World) -> None:
    await opened(world, units=5)
    await world.say(MING, "A1+1")
    await world.read()
    await world.valkey.flushdb()
    await world.say(MEI, "A1+1")
    assert await world.read() == ["yours 2/0 1"]


class Died(Exception):
    pass


@pytest.mark.parametrize("seed", range(10))
async def test_whatever_dies_nothing_is_lost_or_doubled(world: World, seed: int) -> None:
    """The reader dies before a commit, or right after it, at random places; places are those of the log."""
    rng = random.Random(seed)
    await opened(world, units=20, most_waiting=500)
    said = []
    uow = world.by.uow

    def dying() -> object:
        tx = uow()
        commit = tx.commit

        async def die() -> None:
            if rng.random() < 0.4:
                raise Died
            await commit()
            if rng.random() < 0.4:
                raise Died

        tx.commit = die  # type: ignore[method-assign]
        return tx

    for n in range(60):
        person = Person(f"p{n}")
        said.append((await world.say(person, rng.choice(["A1+1", "+1", "加一"])), person.name))
        if rng.random() < 0.3:
            reader = world.new_reader()
            reader._uow = dying  # type: ignore[assignment]
            with suppress(Died):
                await reader.step()
    await world.read()
    rows = await world.database.pool.fetch(
        "SELECT entry_id, user_name, place, state FROM claims ORDER BY place"
    )
    assert [(row["entry_id"], row["user_name"]) for row in rows] == said
    assert [row["place"] for row in rows] == list(range(1, 61))
    assert [row["state"] for row in rows] == ["held"] * 20 + ["waiting"] * 40


async def test_only_what_comes_next_in_the_log_is_taken(world: World) -> None:
    await opened(world)
    await world.say(MING, "A1+1")
    stale = Room(show_id=world.show_id, shop_id=HOST.user_id)
    logs = world.reader._logs
    batch = await logs.read(stale)
    assert batch is not None
    await world.read()
    assert len(await world.table()) == 1


async def test_the_end_of_the_show_closes_what_is_open(world: World) -> None:
    await opened(world, units=2)
    other = world.product()
    await world.listed(other, "B2")
    await world.put({"kind": "status", "ts": 0, "state": "ended"})
    await world.say(MING, "A1+1")
    assert await world.read() == ["closed 0/0 0"]
    assert {one.state for one in await world.queries.listings(world.show_id)} == {"closed"}
    assert await world.queries.rooms() == []
