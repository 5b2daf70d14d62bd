"""What a person claims in a shop that lets people park has one deadline, and comes back until it is paid."""

from datetime import datetime, timedelta

import pytest

from nightmarket.claim.v1 import claim_pb2, events_pb2
from nightmarket_claim.application.holds import (
    Line,
    OrderNews,
    TakeHolds,
    note_order,
    sweep,
    take_holds,
)
from nightmarket_claim.application.parking import SetShopRules, set_shop_rules
from nightmarket_claim.application.ports import Product
from nightmarket_claim.domain.claim import ClaimState
from nightmarket_claim.domain.errors import ClaimInvalid, RoleMissing
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal
from services.claim.tests.driver import HOST, SHOP, START, Person, World

pytestmark = [pytest.mark.pg, pytest.mark.valkey, pytest.mark.asyncio]
MING, MEI = Person("阿明"), Person("小美")
DAY = timedelta(days=1)
WEEK_S = 7 * 24 * 3600


async def park(world: World, *, park_s: int = WEEK_S, actor: Principal = HOST) -> None:
    command = SetShopRules(request_id=new_id(), actor=actor, shop_id=SHOP, park_s=park_s)
    for _ in range(2):
        await set_shop_rules(command, uow=world.by.uow)


async def opened(world: World, keyword: str, *, units: int = 2, hold_s: int = 600) -> Product:
    product = world.product()
    await world.listed(product, keyword, hold_s=hold_s)
    await world.open(product, units)
    return product


async def due_of(world: World, person: Person) -> list[datetime]:
    rows = await world.database.pool.fetch(
        "SELECT due_at FROM claims WHERE user_id = $1 AND state = 'held' ORDER BY id", person.id
    )
    return [row["due_at"] for row in rows]


async def order(world: World, *products: Product) -> str:
    order_id = new_id()
    lines = tuple(
        Line(variant_id=one.variants[0][0], quantity=1, show_id=world.show_id) for one in products
    )
    until = world.clock.now() + timedelta(minutes=15)
    command = TakeHolds(order_id=order_id, user_id=MING.id, lines=lines, until=until)
    assert sum(hold.quantity for hold in await take_holds(command, by=world.by)) == len(products)
    await news(world, order_id, ClaimState.ORDERED)
    return order_id


async def news(world: World, order_id: str, state: ClaimState) -> None:
    told = OrderNews(consumer="claim", event_id=new_id(), order_id=order_id, state=state)
    for _ in range(2):
        await note_order(told, by=world.by)


async def states(world: World) -> list[str]:
    return sorted(f"{name} {state}" for name, _, state, _ in await world.table())


async def test_what_comes_later_has_the_deadline_of_the_first(world: World) -> None:
    await park(world)
    await opened(world, "A1")
    await opened(world, "B2")
    await world.say(MING, "A1+1")
    await world.read()
    world.clock.advance(DAY)
    await world.say(MING, "B2+1")
    await world.say(MEI, "B2+1")
    await world.reader.step()
    answers = [
        one for event in await world.events() if isinstance(event, events_pb2.ClaimsAnswered)
        for one in event.answers if one.outcome == claim_pb2.OUTCOME_YOURS
    ]  # fmt: skip
    first = START + timedelta(seconds=WEEK_S)
    assert await due_of(world, MING) == [first, first]
    assert await due_of(world, MEI) == [first + DAY]
    assert [one.due_time.ToDatetime(first.tzinfo) for one in answers] == [first, first + DAY]


async def test_another_show_of_the_shop_joins_and_another_shop_does_not(world: World) -> None:
    await park(world)
    await opened(world, "A1")
    await world.say(MING, "A1+1")
    await world.read()
    world.clock.advance(DAY)
    world.show_id = new_id()
    await opened(world, "A1")
    await world.say(MING, "A1+1")
    await world.read()
    assert len(set(await due_of(world, MING))) == 1
    await world.database.pool.execute("UPDATE rooms SET shop_id = $1", new_id())
    await world.say(MING, "A1+1")
    await world.read()
    assert (await due_of(world, MING))[-1] == world.clock.now() + timedelta(seconds=600)


async def test_nobody_has_less_time_than_the_listing_gives(world: World) -> None:
    await park(world, park_s=3600)
    await opened(world, "A1", hold_s=1800)
    await world.say(MING, "A1+1")
    await world.read()
    world.clock.advance(timedelta(minutes=50))
    await world.say(MING, "A1+1")
    await world.read()
    first, second = await due_of(world, MING)
    assert (first, second) == (START + timedelta(hours=1), START + timedelta(minutes=80))


async def test_an_unpaid_order_that_is_given_up_comes_back_and_takes_more_along(
    world: World,
) -> None:
    await park(world)
    first, second = await opened(world, "A1", units=1), await opened(world, "B2")
    await world.say(MING, "A1+1")
    await world.say(MEI, "A1+1")
    await world.read()
    before = await due_of(world, MING)
    given_up = await order(world, first)
    await world.say(MING, "B2+1")
    await world.read()
    await news(world, given_up, ClaimState.LAPSED)
    assert await due_of(world, MING) == before * 2
    assert await states(world) == ["小美 waiting", "阿明 held", "阿明 held"]
    whole = await order(world, first, second)
    await news(world, given_up, ClaimState.LAPSED)
    await news(world, whole, ClaimState.PAID)
    assert await states(world) == ["小美 waiting", "阿明 paid", "阿明 paid"]


async def test_what_was_paid_is_done_and_the_next_claim_begins_anew(world: World) -> None:
    await park(world)
    product = await opened(world, "A1")
    await world.say(MING, "A1+1")
    await world.read()
    await news(world, await order(world, product), ClaimState.PAID)
    world.clock.advance(DAY)
    await world.say(MING, "A1+1")
    await world.read()
    assert await due_of(world, MING) == [START + DAY + timedelta(seconds=WEEK_S)]


async def test_what_nobody_paid_goes_down_the_line_and_is_parked_there(world: World) -> None:
    await park(world)
    await opened(world, "A1", units=1)
    await world.say(MING, "A1+1")
    await world.say(MEI, "A1+1")
    await world.read()
    world.clock.advance(timedelta(seconds=WEEK_S + 1))
    await sweep(by=world.by, queries=world.queries)
    assert await states(world) == ["小美 held", "阿明 lapsed"]
    assert await due_of(world, MEI) == [world.clock.now() + timedelta(seconds=WEEK_S)]


async def test_an_order_that_is_given_up_after_the_deadline_goes_down_the_line(
    world: World,
) -> None:
    await park(world, park_s=3600)
    product = await opened(world, "A1", units=1)
    await world.say(MING, "A1+1")
    await world.say(MEI, "A1+1")
    await world.read()
    world.clock.advance(timedelta(minutes=59))
    order_id = await order(world, product)
    world.clock.advance(timedelta(minutes=15))
    await news(world, order_id, ClaimState.LAPSED)
    assert await states(world) == ["小美 held", "阿明 lapsed"]


async def test_the_host_decides_within_bounds(world: World) -> None:
    await park(world)
    assert await world.queries.park_s(SHOP) == WEEK_S
    await park(world, park_s=0)
    assert await world.queries.park_s(SHOP) == 0
    for park_s in (-1, 3599, 14 * 24 * 3600 + 1):
        with pytest.raises(ClaimInvalid):
            await park(world, park_s=park_s)
    with pytest.raises(RoleMissing):
        await park(world, actor=Principal(user_id=new_id(), session_id="s"))
