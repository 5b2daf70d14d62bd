import asyncio
from datetime import timedelta
from typing import Any

import pytest

from nightmarket.catalog.v1 import catalog_pb2, events_pb2
from nightmarket.order.v1 import events_pb2 as order_events
from nightmarket_catalog.application.settle_reservation import sweep_expired
from nightmarket_catalog.entrypoints.consumers import subscriptions
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.kafka import IncomingEvent

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


async def deliver(world: Any, message: Any, event_id: str) -> None:
    event = IncomingEvent(
        id=event_id,
        type=message.DESCRIPTOR.full_name,
        source="/nightmarket/order",
        subject=message.order_id,
        sequence=2,
        time=world.clock.now(),
        topic="",
        partition=0,
        offset=0,
        payload=b"",
    )
    by_type = {one.type: one for one in subscriptions(world.uow)}
    await by_type[event.type].handle(message, event)


async def test_fifty_at_once_for_the_last_units_never_oversell(world: Any) -> None:
    (variant_id,) = await world.create(10)
    results = await asyncio.gather(
        *(world.reserve((variant_id, 1)) for _ in range(50)), return_exceptions=True
    )
    refused = [one for one in results if isinstance(one, BaseException)]
    assert len(refused) == 40
    assert {getattr(one, "reason", repr(one)) for one in refused} == {"OUT_OF_STOCK"}
    assert await world.figures(variant_id) == (0, 10, 0)


async def test_reserving_again_for_one_order_holds_once(world: Any) -> None:
    (variant_id,) = await world.create(10)
    order_id = new_id()
    await asyncio.gather(*(world.reserve((variant_id, 3), order_id=order_id) for _ in range(20)))
    assert await world.figures(variant_id) == (7, 3, 0)
    told = await world.rows("SELECT payload FROM outbox ORDER BY id")
    assert len(told) == 2  # the first stock, and one hold
    last = events_pb2.StockChanged.FromString(told[-1]["payload"])
    assert (last.on_hand, last.held, last.sold) == (7, 3, 0)


async def test_other_lines_for_the_same_order_are_refused(world: Any) -> None:
    tea, rice = await world.create(5, 5)
    order_id = await world.reserve((tea, 1))
    for lines in ([(tea, 2)], [(rice, 1)], [(tea, 1), (rice, 1)]):
        error = await refusal(world.reserve(*lines, order_id=order_id))
        assert (error.reason, error.metadata) == ("RESERVATION_DIFFERS", {"order_id": order_id})
    assert await world.figures(tea) == (4, 1, 0)
    assert await world.figures(rice) == (5, 0, 0)


async def test_one_order_with_two_sets_of_lines_at_once_disturbs_nobody(world: Any) -> None:
    """They lock different rows, so only the insert of the second finds the first."""
    tea, rice = await world.create(50, 50)
    order_id = new_id()
    calls = [
        world.reserve((tea, 1), order_id=order_id),
        world.reserve((rice, 1), order_id=order_id),
    ]
    others = [world.reserve((variant, 1)) for variant in (tea, rice) * 20]
    results = await asyncio.gather(*calls, *others, return_exceptions=True)
    refused = [one for one in results if isinstance(one, BaseException)]
    assert [getattr(one, "reason", repr(one)) for one in refused] == ["RESERVATION_DIFFERS"]
    assert sum([(await world.figures(variant))[1] for variant in (tea, rice)]) == 41


async def test_all_lines_or_none(world: Any) -> None:
    tea, rice = await world.create(5, 1)
    order_id = new_id()
    error = await refusal(world.reserve((tea, 2), (rice, 2), order_id=order_id))
    assert (error.reason, error.metadata) == (
        "OUT_OF_STOCK",
        {"variant_id": rice, "available": "1", "asked": "2"},
    )
    assert await world.figures(tea) == (5, 0, 0)
    assert await world.rows("SELECT 1 FROM reservations") == []
    await world.adjust(rice, 1)  # more came in: the same order may try again
    await world.reserve((tea, 2), (rice, 2), order_id=order_id)
    assert await world.figures(rice) == (0, 2, 0)


async def test_opposite_line_orders_do_not_lock_each_other_out(world: Any) -> None:
    variants = await world.create(100, 100, 100)
    forth = [(variant_id, 1) for variant_id in variants]
    await asyncio.gather(
        *(world.reserve(*(forth if n % 2 else reversed(forth))) for n in range(40))
    )
    for variant_id in variants:
        assert await world.figures(variant_id) == (60, 40, 0)


async def test_reserving_again_while_settling_does_not_deadlock(world: Any) -> None:
    """A late repetition of Reserve meets the end of the same reservation."""
    variants = await world.create(100, 100)
    lines = [(variant_id, 1) for variant_id in variants]
    orders = [await world.reserve(*lines) for _ in range(20)]
    calls = [world.reserve(*lines, order_id=order_id) for order_id in orders]
    calls += [world.release(order_id) for order_id in orders]
    await asyncio.gather(
        *(call for pair in zip(calls[20:], calls[:20], strict=True) for call in pair)
    )
    assert await world.figures(variants[0]) == (100, 0, 0)


async def test_a_repetition_of_reserve_does_not_wait_for_a_settlement(world: Any) -> None:
    """The exact interleaving: the settlement has the reservation and wants the stock."""
    (variant_id,) = await world.create(5)
    order_id = await world.reserve((variant_id, 1))
    lock = "SELECT 1 FROM reservations WHERE order_id = $1 FOR NO KEY UPDATE"
    async with world.database.pool.acquire() as settling, settling.transaction():
        await settling.execute(lock, order_id)
        async with asyncio.timeout(5):
            await world.reserve((variant_id, 1), order_id=order_id)


async def test_reserving_checks_shop_shape_and_caller(world: Any) -> None:
    (variant_id,) = await world.create(5)
    for call, reason in (
        (world.reserve((variant_id, 1), shop_id=new_id()), "VARIANT_NOT_FOUND"),
        (world.reserve((new_id(), 1)), "VARIANT_NOT_FOUND"),
        (world.reserve((variant_id, 0)), "QUANTITY_INVALID"),
        (world.reserve((variant_id, 1), (variant_id, 1)), "QUANTITY_INVALID"),
        (world.reserve(), "QUANTITY_INVALID"),
        (world.reserve(("nonsense", 1)), "ID_INVALID"),
        (world.reserve((variant_id, 1), stub=world.outside), "SERVICE_ONLY"),
    ):
        assert (await refusal(call)).reason == reason
    assert await world.figures(variant_id) == (5, 0, 0)


async def test_commit_and_release_are_idempotent_and_exclude_each_other(world: Any) -> None:
    (variant_id,) = await world.create(5)
    sold, back = await world.reserve((variant_id, 2)), await world.reserve((variant_id, 1))
    for _ in range(2):
        assert await world.commit(sold) == catalog_pb2.RESERVATION_STATE_COMMITTED
        assert await world.release(back) == catalog_pb2.RESERVATION_STATE_RELEASED
    assert await world.figures(variant_id) == (3, 0, 2)
    error = await refusal(world.release(sold))
    assert error.metadata == {"order_id": sold, "state": "committed"}
    assert (await refusal(world.commit(new_id()))).reason == "RESERVATION_NOT_FOUND"


async def test_a_late_payment_takes_the_units_again_if_they_are_there(world: Any) -> None:
    (variant_id,) = await world.create(2)
    first, second = await world.reserve((variant_id, 1)), await world.reserve((variant_id, 1))
    for order_id in (first, second):
        await world.release(order_id)
    await world.commit(first)
    assert await world.figures(variant_id) == (1, 0, 1)
    await world.reserve((variant_id, 1))
    assert (await refusal(world.commit(second))).reason == "OUT_OF_STOCK"
    assert await world.figures(variant_id) == (0, 1, 1)


async def test_order_events_settle_reservations_once(world: Any) -> None:
    (variant_id,) = await world.create(5)
    sold, back = await world.reserve((variant_id, 2)), await world.reserve((variant_id, 1))
    paid, cancelled = new_id(), new_id()
    for _ in range(2):
        await deliver(world, order_events.OrderPaid(order_id=sold), paid)
        await deliver(world, order_events.OrderCancelled(order_id=back), cancelled)
    assert await world.figures(variant_id) == (3, 0, 2)


async def test_orphans_are_swept_after_their_grace(world: Any) -> None:
    (variant_id,) = await world.create(5)
    await world.reserve((variant_id, 2))
    kept = await world.reserve((variant_id, 1))
    await world.commit(kept)
    grace = timedelta(minutes=30)
    world.clock.advance(timedelta(minutes=45))
    assert await sweep_expired(uow=world.uow, clock=world.clock, grace=grace) == 0
    world.clock.advance(timedelta(seconds=1))
    assert await sweep_expired(uow=world.uow, clock=world.clock, grace=grace) == 1
    assert await world.figures(variant_id) == (4, 0, 1)


async def test_adjusting_is_for_managers_and_happens_once(world: Any) -> None:
    (variant_id,) = await world.create(5)
    request_id = new_id()
    answers = await asyncio.gather(
        *(world.adjust(variant_id, 4, request_id=request_id) for _ in range(5))
    )
    assert {answer.on_hand for answer in answers} == {9}
    assert (await refusal(world.adjust(variant_id, 5, request_id=request_id))).reason == (
        "REQUEST_ID_REUSED"
    )
    for role in ("host", "packer", None):
        assert (await refusal(world.adjust(variant_id, 1, role=role))).reason == "ROLE_MISSING"
    error = await refusal(world.adjust(variant_id, -10))
    assert (error.reason, error.metadata["on_hand"]) == ("STOCK_NEGATIVE", "9")
    assert (await refusal(world.adjust(variant_id, 0))).reason == "QUANTITY_INVALID"
    assert (await refusal(world.adjust(new_id(), 1))).reason == "VARIANT_NOT_FOUND"
    assert await world.figures(variant_id) == (9, 0, 0)
