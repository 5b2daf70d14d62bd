"""Held units go over to an order and come back from it; nobody's unit is promised twice."""

from datetime import timedelta

import pytest

from nightmarket_claim.application.holds import (
    Line,
    OrderNews,
    TakeHolds,
    note_order,
    sweep,
    take_holds,
)
from nightmarket_claim.application.listings import share_of
from nightmarket_claim.application.ports import Product
from nightmarket_claim.domain.claim import ClaimState
from nightmarket_kit.core.ids import new_id
from services.claim.tests.driver import START, Person, World

pytestmark = [pytest.mark.pg, pytest.mark.valkey, pytest.mark.asyncio]
MING, MEI = Person("阿明"), Person("小美")


async def claimed(world: World, *texts: str, units: int = 2) -> Product:
    product = world.product()
    await world.listed(product, "A1", hold_s=600)
    await world.open(product, units)
    for text in texts:
        await world.say(MING, text)
    await world.say(MEI, "A1+1")
    await world.read()
    return product


async def take(
    world: World, product: Product, quantity: int, *, order_id: str, person: Person = MING
) -> int:
    line = Line(variant_id=product.variants[0][0], quantity=quantity, show_id=world.show_id)
    command = TakeHolds(
        order_id=order_id, user_id=person.id, lines=(line,), until=START + timedelta(minutes=15)
    )
    holds = await take_holds(command, by=world.by)
    assert await take_holds(command, by=world.by) == holds
    assert {hold.share_id for hold in holds} <= {share_of(world.show_id)}
    return sum(hold.quantity for hold in holds)


async def news(world: World, order_id: str, state: ClaimState, *, was_paid: bool = False) -> None:
    told = OrderNews(
        consumer="claim", event_id=new_id(), order_id=order_id, state=state, was_paid=was_paid
    )
    for _ in range(2):
        await note_order(told, by=world.by)


async def states(world: World) -> list[str]:
    return [f"{name} {state} {units}" for name, _, state, units in await world.table()]


async def test_a_share_is_named_after_its_show() -> None:
    assert share_of("01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d") == (
        "01995e2a-7c1e-8b9a-8c1d-3f1d2a5b6c7d"
    )


async def test_an_order_takes_what_its_buyer_holds_and_no_more(world: World) -> None:
    product = await claimed(world, "A1+2", units=2)
    assert await take(world, product, 5, order_id=new_id()) == 2
    assert await take(world, product, 1, order_id=new_id()) == 0
    assert await take(world, product, 1, order_id=new_id(), person=MEI) == 0
    assert await states(world) == ["阿明 ordered 2", "小美 waiting 0"]


async def test_what_an_order_leaves_is_offered_on(world: World) -> None:
    product = await claimed(world, "A1+2", units=2)
    assert await take(world, product, 1, order_id=new_id()) == 1
    assert await states(world) == ["阿明 ordered 1", "小美 held 1"]


async def test_a_paid_order_keeps_its_units_for_good(world: World) -> None:
    product = await claimed(world, "A1+1", units=1)
    order_id = new_id()
    await take(world, product, 1, order_id=order_id)
    await news(world, order_id, ClaimState.PAID)
    await news(world, order_id, ClaimState.ORDERED)
    world.clock.advance(timedelta(hours=1))
    await sweep(by=world.by, queries=world.queries)
    assert await states(world) == ["阿明 paid 1", "小美 waiting 0"]


async def test_an_order_that_was_given_up_passes_its_units_on(world: World) -> None:
    product = await claimed(world, "A1+1", units=1)
    order_id = new_id()
    await take(world, product, 1, order_id=order_id)
    await news(world, order_id, ClaimState.ORDERED)
    await news(world, order_id, ClaimState.LAPSED)
    assert await states(world) == ["阿明 lapsed 1", "小美 held 1"]


async def test_units_that_were_sold_and_came_back_are_not_the_rounds_any_more(
    world: World,
) -> None:
    product = await claimed(world, "A1+1", units=1)
    order_id = new_id()
    await take(world, product, 1, order_id=order_id)
    await news(world, order_id, ClaimState.PAID)
    await news(world, order_id, ClaimState.LAPSED, was_paid=True)
    assert await states(world) == ["阿明 lapsed 0", "小美 waiting 0"]


async def test_an_order_that_was_never_placed_gives_its_units_back(world: World) -> None:
    product = await claimed(world, "A1+1", units=1)
    await take(world, product, 1, order_id=new_id())
    world.clock.advance(timedelta(minutes=17))
    await sweep(by=world.by, queries=world.queries)
    assert await states(world) == ["阿明 lapsed 1", "小美 held 1"]


async def test_what_lapsed_is_taken_over_by_no_order(world: World) -> None:
    product = await claimed(world, "A1+1", units=1)
    world.clock.advance(timedelta(seconds=601))
    assert await take(world, product, 1, order_id=new_id()) == 0
