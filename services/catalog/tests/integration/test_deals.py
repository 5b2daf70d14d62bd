"""Flash deals at catalog's real port: who gets the price, how many, and until when."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from nightmarket.catalog.v1 import catalog_pb2, catalog_service_pb2, events_pb2
from nightmarket.catalog.v1 import deal_service_pb2 as pb
from nightmarket.type.v1 import money_pb2
from nightmarket_catalog.application.deals import end_due_deals
from nightmarket_catalog.application.settle_reservation import sweep_expired
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from services.catalog.tests.integration.test_sharing import (
    allocate,
    audited,
    bring_back,
    limit,
    nothing_is_held_in_the_end,
    outcomes,
    refusal,
    show_ends,
)

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
PICTURES_S = 5


async def start(world: Any, variant_id: str, **more: Any) -> catalog_pb2.Deal:
    request = pb.StartDealRequest(
        request_id=more.pop("request_id", new_id()),
        show_id=more.pop("show_id", "") or new_id(),
        variant_id=variant_id,
        price=money_pb2.Money(currency_code="TWD", amount_minor=more.pop("price", 300)),
        quantity=more.pop("quantity", 5),
        per_person=more.pop("per_person", 0),
        seconds=more.pop("seconds", 60),
    )
    role = more.pop("role", "host")
    assert not more
    return (await world.deals.StartDeal(request, metadata=world.as_(role))).deal


async def extend(world: Any, deal_id: str, seconds: int, *, role: str = "host") -> catalog_pb2.Deal:
    request = pb.ExtendDealRequest(request_id=new_id(), deal_id=deal_id, seconds=seconds)
    return (await world.deals.ExtendDeal(request, metadata=world.as_(role))).deal


async def stop(world: Any, deal_id: str, *, role: str = "host") -> catalog_pb2.Deal:
    request = pb.StopDealRequest(request_id=new_id(), deal_id=deal_id)
    return (await world.deals.StopDeal(request, metadata=world.as_(role))).deal


async def deal_of(world: Any, show_id: str) -> catalog_pb2.Deal:
    return (await world.deals.ListDeals(pb.ListDealsRequest(show_id=show_id))).deals[0]


async def offered(world: Any, variant_id: str) -> list[catalog_pb2.Deal]:
    """What carts see."""
    request = catalog_service_pb2.BatchGetVariantsRequest(variant_ids=[variant_id])
    return list((await world.catalog.BatchGetVariants(request)).variants[0].deals)


async def test_a_deal_sets_units_aside_and_tells_what_it_is(world: Any) -> None:
    (tea,) = await world.create(10)
    deal = await start(world, tea, per_person=2)
    assert (deal.left, deal.taken, deal.quantity, deal.per_person) == (5, 0, 5, 2)
    assert (deal.price.amount_minor, deal.was.amount_minor) == (300, 500)
    assert deal.end_time.seconds - deal.start_time.seconds == 60
    assert deal.close_time.seconds - deal.end_time.seconds == PICTURES_S
    assert await world.figures(tea) == (5, 0, 0)
    assert [one.deal_id for one in await offered(world, tea)] == [deal.deal_id]
    (told,) = await world.rows("SELECT * FROM outbox WHERE topic = 'deal.changed'")
    changed = events_pb2.DealChanged.FromString(told["payload"])
    assert (told["key"], told["sequence"]) == (tea, 1)
    assert (changed.deal.deal_id, changed.deal.left) == (deal.deal_id, 5)
    assert changed.deal.state == catalog_pb2.DEAL_STATE_RUNNING
    assert await audited(world) == 0


async def test_pressed_twice_it_is_one_deal(world: Any) -> None:
    (tea,) = await world.create(10)
    request_id, show_id = new_id(), new_id()
    pressed = [
        await start(world, tea, request_id=request_id, show_id=show_id, quantity=4)
        for _ in range(2)
    ]
    assert pressed[0].deal_id == pressed[1].deal_id
    assert await world.figures(tea) == (6, 0, 0)


async def test_who_may_not_run_one_and_what_is_none(world: Any) -> None:
    (tea,) = await world.create(10)
    assert (await refusal(start(world, tea, role="packer"))).reason == "ROLE_MISSING"
    assert (await refusal(start(world, new_id()))).reason == "VARIANT_NOT_FOUND"
    assert (await refusal(start(world, tea, price=500))).metadata == {"field": "price"}
    assert (await refusal(start(world, tea, seconds=9))).metadata == {"field": "seconds"}
    assert (await refusal(start(world, tea, per_person=6))).metadata == {"field": "per_person"}
    assert (await refusal(start(world, tea, quantity=11))).reason == "OUT_OF_STOCK"
    deal = await start(world, tea)
    again = await refusal(start(world, tea))
    assert (again.reason, again.metadata["deal_id"]) == ("DEAL_RUNNING", deal.deal_id)
    for call in (
        extend(world, deal.deal_id, 60, role="packer"),
        stop(world, deal.deal_id, role="packer"),
    ):
        assert (await refusal(call)).reason == "ROLE_MISSING"
    assert (await refusal(stop(world, new_id()))).reason == "DEAL_NOT_FOUND"
    show_id = new_id()
    await show_ends(world, show_id)
    assert (await refusal(start(world, tea, show_id=show_id))).reason == "SHOW_ENDED"


async def test_never_more_are_sold_at_the_price_than_there_are(world: Any) -> None:
    """64 buyers press at once, at two copies of catalog; 20 units, 100 more at the plain price."""
    (tea,) = await world.create(120)
    deal = await start(world, tea, quantity=20)
    told = await outcomes(
        [
            world.reserve(
                (tea, 1),
                user_id=new_id(),
                deal_id=deal.deal_id,
                stub=world.twin if number % 2 else world.stock,
            )
            for number in range(64)
        ]
    )
    assert told == Counter({"": 20, "DEAL_SOLD_OUT": 44})
    now = await deal_of(world, deal.show_id)
    assert (now.left, now.taken) == (0, 20)
    assert await offered(world, tea) == []  # carts show the plain price meanwhile
    assert await world.figures(tea) == (100, 20, 0)
    await nothing_is_held_in_the_end(world, tea)


async def test_no_person_has_more_than_the_deals_limit(world: Any) -> None:
    (tea,) = await world.create(50)
    deal = await start(world, tea, quantity=40, per_person=3)
    people = [new_id(), new_id()]
    told = await outcomes(
        [
            world.reserve(
                (tea, 1),
                user_id=people[number % 2],
                deal_id=deal.deal_id,
                stub=world.twin if number % 3 else world.stock,
            )
            for number in range(32)
        ]
    )
    assert told == Counter({"": 6, "PURCHASE_LIMIT_REACHED": 26})
    error = await refusal(world.reserve((tea, 2), user_id=people[0], deal_id=deal.deal_id))
    assert (error.metadata["scope"], error.metadata["limit"], error.metadata["left"]) == (
        "deal",
        "3",
        "0",
    )
    await world.reserve((tea, 2), user_id=people[0])  # at the plain price she may
    await nothing_is_held_in_the_end(world, tea)


async def test_the_window_is_the_servers_and_ends_by_itself(world: Any) -> None:
    (tea,) = await world.create(10)
    deal = await start(world, tea)
    world.clock.advance(timedelta(seconds=60 + PICTURES_S, microseconds=-1))
    inside = await world.reserve((tea, 1), deal_id=deal.deal_id)
    world.clock.advance(timedelta(microseconds=1))
    error = await refusal(world.reserve((tea, 1), deal_id=deal.deal_id))  # nobody has ended it yet
    assert (error.reason, error.metadata["variant_id"]) == ("DEAL_OVER", tea)
    assert await offered(world, tea) == []
    assert await end_due_deals(uow=world.uow, clock=world.clock) == 1
    assert await end_due_deals(uow=world.uow, clock=world.clock) == 0
    assert (await refusal(world.reserve((tea, 1), deal_id=deal.deal_id))).reason == "DEAL_OVER"
    now = await deal_of(world, deal.show_id)
    assert (now.state, now.left, now.taken) == (catalog_pb2.DEAL_STATE_TIME_UP, 0, 1)
    assert await world.figures(tea) == (9, 1, 0)
    # what was held inside is honoured: asked again, paid
    assert await world.reserve((tea, 1), order_id=inside, deal_id=deal.deal_id) == inside
    await world.commit(inside)
    assert await world.figures(tea) == (9, 0, 1)
    assert await audited(world) == 0


async def test_more_time_and_a_stop(world: Any) -> None:
    (tea,) = await world.create(10)
    deal = await start(world, tea)
    longer = await extend(world, deal.deal_id, 60)
    assert longer.end_time.seconds - deal.end_time.seconds == 60
    world.clock.advance(timedelta(seconds=100))
    await world.reserve((tea, 1), deal_id=deal.deal_id)
    stopped = await stop(world, deal.deal_id)
    assert (stopped.state, stopped.taken) == (catalog_pb2.DEAL_STATE_STOPPED, 1)
    assert (await stop(world, deal.deal_id)).state == catalog_pb2.DEAL_STATE_STOPPED
    assert (await refusal(world.reserve((tea, 1), deal_id=deal.deal_id))).reason == "DEAL_OVER"
    assert (await refusal(extend(world, deal.deal_id, 60))).reason == "DEAL_OVER"
    told = await world.rows("SELECT sequence FROM outbox WHERE topic = 'deal.changed' ORDER BY id")
    assert [row["sequence"] for row in told] == [1, 2, 3]
    second = await start(world, tea, price=200)
    assert second.version == 4
    await nothing_is_held_in_the_end(world, tea)


async def test_what_is_given_up_can_be_had_again_while_it_runs(world: Any) -> None:
    (tea,) = await world.create(10)
    deal = await start(world, tea, quantity=1, per_person=1)
    first = await world.reserve((tea, 1), deal_id=deal.deal_id)
    assert (
        await refusal(world.reserve((tea, 1), user_id=new_id(), deal_id=deal.deal_id))
    ).reason == "DEAL_SOLD_OUT"
    await world.release(first)
    second = await world.reserve((tea, 1), deal_id=deal.deal_id)  # the limit counts it no more
    await stop(world, deal.deal_id)
    await world.release(second)
    assert await world.figures(tea) == (10, 0, 0)
    assert await audited(world) == 0


async def test_a_swept_hold_that_is_paid_after_all_makes_no_unit_more(world: Any) -> None:
    (tea,) = await world.create(10)
    deal = await start(world, tea, quantity=2, seconds=43_200)
    orders = [await world.reserve((tea, 1), deal_id=deal.deal_id) for _ in range(2)]
    world.clock.advance(timedelta(hours=1))
    await sweep_expired(uow=world.uow, clock=world.clock, grace=timedelta(minutes=30))
    told = await outcomes([world.reserve((tea, 1), deal_id=deal.deal_id) for _ in range(2)])
    assert told == Counter({"DEAL_SOLD_OUT": 2})
    for order in orders:
        await world.commit(order)
    now = await deal_of(world, deal.show_id)
    assert (now.left, now.taken) == (0, 2)
    await bring_back(world, orders[0], tea, 1)
    assert (await deal_of(world, deal.show_id)).taken == 1
    assert await audited(world) == 0


async def test_the_shows_own_units_go_in_first_and_come_back(world: Any) -> None:
    (tea,) = await world.create(10)
    show_id = new_id()
    await allocate(world, tea, show_id, 4)
    deal = await start(world, tea, show_id=show_id, quantity=5)
    assert await world.figures(tea) == (5, 0, 0)
    await world.reserve((tea, 1), deal_id=deal.deal_id)
    await stop(world, deal.deal_id)
    rows = await world.rows("SELECT quantity FROM allocations WHERE show_id = $1", show_id)
    assert [row["quantity"] for row in rows] == [4]
    assert await world.figures(tea) == (5, 1, 0)
    again = await start(world, tea, show_id=show_id, quantity=9)
    await show_ends(world, show_id)
    assert await world.figures(tea) == (9, 1, 0)
    assert (await deal_of(world, show_id)).state == catalog_pb2.DEAL_STATE_SHOW_ENDED
    assert (await refusal(world.reserve((tea, 1), deal_id=again.deal_id))).reason == "DEAL_OVER"
    assert await audited(world) == 0


async def test_nobody_reaches_its_units_by_naming_it_as_a_show(world: Any) -> None:
    (tea,) = await world.create(5)
    deal = await start(world, tea, quantity=5)
    error = await refusal(world.reserve((tea, 1), show_id=deal.deal_id))
    assert (error.reason, error.metadata["available"]) == ("OUT_OF_STOCK", "0")
    error = await refusal(allocate(world, tea, deal.deal_id, 9))
    assert error.reason == "ID_INVALID"
    assert (await deal_of(world, deal.show_id)).left == 5


async def test_limits_of_the_product_hold_beside_the_deals(world: Any) -> None:
    (tea,) = await world.create(20)
    await limit(world, tea, per_person=3)
    deal = await start(world, tea, quantity=10, per_person=2)
    await world.reserve((tea, 2), deal_id=deal.deal_id)
    error = await refusal(world.reserve((tea, 2)))
    assert (error.metadata["scope"], error.metadata["left"]) == ("person", "1")
    await limit(world, tea)  # taken away: the deal's own stands
    assert (await refusal(world.reserve((tea, 1), deal_id=deal.deal_id))).metadata[
        "scope"
    ] == "deal"
    await nothing_is_held_in_the_end(world, tea)


async def test_a_stop_and_a_crowd_meet_at_the_row(world: Any) -> None:
    """Whatever comes first: what was held before the stop is kept, nothing after it."""
    (tea,) = await world.create(100)
    deal = await start(world, tea, quantity=50)

    async def press(number: int) -> None:
        await world.reserve(
            (tea, 1),
            user_id=new_id(),
            deal_id=deal.deal_id,
            stub=world.twin if number % 2 else world.stock,
        )

    results = await asyncio.gather(
        *(press(number) for number in range(20)),
        stop(world, deal.deal_id),
        *(press(number) for number in range(20)),
        return_exceptions=True,
    )
    refused = [one for one in results if isinstance(one, DomainError)]
    assert {one.reason for one in refused} <= {"DEAL_OVER"}
    kept = 40 - len(refused)
    assert (await deal_of(world, deal.show_id)).taken == kept
    assert await world.figures(tea) == (100 - kept, kept, 0)
    assert await audited(world) == 0


async def test_stock_news_tell_what_is_left_of_it(world: Any) -> None:
    (tea,) = await world.create(10)
    deal = await start(world, tea)
    await world.reserve((tea, 2), deal_id=deal.deal_id)
    rows = await world.rows("SELECT payload FROM outbox WHERE topic = 'stock.changed' ORDER BY id")
    told = events_pb2.StockChanged.FromString(rows[-1]["payload"])
    assert [(one.deal_id, one.show_id, one.left) for one in told.deals] == [
        (deal.deal_id, deal.show_id, 3)
    ]
