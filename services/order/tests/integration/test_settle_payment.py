import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from nightmarket.order.v1 import events_pb2, order_pb2
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


async def refunds(world: Any) -> list[tuple[str, str]]:
    rows = await world.rows("SELECT payment_id, cause FROM refunds_due ORDER BY created_at")
    told = await world.events("order.refund_due", events_pb2.RefundDue)
    stored = [(str(row["payment_id"]), row["cause"]) for row in rows]
    assert sorted((one.payment_id, one.cause) for one in told) == sorted(stored)
    return stored


async def paid_events(world: Any) -> list[Any]:
    return list(await world.events("order.paid", events_pb2.OrderPaid))


async def test_settled_money_pays_the_order(world: Any) -> None:
    order = await world.placed()
    payment_id = new_id()
    await world.settle(order.order_id, payment_id=payment_id)
    paid = await world.get(order.order_id)
    assert paid.state == order_pb2.ORDER_STATE_PAID
    assert (paid.version, paid.pay_time) == (2, paid.place_time)
    (event,) = await paid_events(world)
    assert (event.payment_id, event.total) == (payment_id, order.total)
    assert list(event.lines) == list(order.lines)
    assert await refunds(world) == []


async def test_the_same_event_twice_is_a_no_op(world: Any) -> None:
    order = await world.placed()
    event_id, payment_id = new_id(), new_id()
    for _ in range(2):
        await world.settle(order.order_id, payment_id=payment_id, event_id=event_id)
    assert len(await paid_events(world)) == 1
    assert await refunds(world) == []


async def test_the_same_payment_in_two_events_is_a_no_op(world: Any) -> None:
    order = await world.placed()
    payment_id = new_id()
    for _ in range(2):
        await world.settle(order.order_id, payment_id=payment_id)
    assert len(await paid_events(world)) == 1
    assert await refunds(world) == []


async def test_the_same_event_delivered_by_two_at_once_is_applied_once(world: Any) -> None:
    order = await world.placed()
    event_id, payment_id = new_id(), new_id()
    await asyncio.gather(
        *(world.settle(order.order_id, payment_id=payment_id, event_id=event_id) for _ in range(8))
    )
    assert len(await paid_events(world)) == 1
    assert await refunds(world) == []


async def test_a_second_payment_is_due_back(world: Any) -> None:
    order = await world.placed()
    second = new_id()
    await world.settle(order.order_id)
    for _ in range(2):
        await world.settle(order.order_id, payment_id=second)
    assert await refunds(world) == [(second, "paid_already")]
    assert (await world.get(order.order_id)).version == 2


@pytest.mark.parametrize("minor", [1999, 2001, 200000])
async def test_a_wrong_amount_is_due_back_and_pays_nothing(world: Any, minor: int) -> None:
    order = await world.placed()
    wrong = new_id()
    await world.settle(order.order_id, minor=minor, payment_id=wrong)
    assert await refunds(world) == [(wrong, "amount")]
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_PLACED
    # What is due back never pays later, whatever comes; another payment does.
    await world.settle(order.order_id, payment_id=wrong)
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_PLACED
    await world.settle(order.order_id)
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_PAID
    assert await refunds(world) == [(wrong, "amount")]


async def test_money_for_an_unknown_order_is_due_back(world: Any) -> None:
    unknown, payment_id = new_id(), new_id()
    for _ in range(2):
        await world.settle(unknown, payment_id=payment_id)
    assert await refunds(world) == [(payment_id, "unknown_order")]
    (event,) = await world.events("order.refund_due", events_pb2.RefundDue)
    assert (event.order_id, event.amount.amount_minor) == (unknown, 2000)


async def test_settled_after_the_deadline_cancelled_it(world: Any) -> None:
    order = await world.placed()
    world.clock.advance(timedelta(minutes=15))
    assert await world.expire() == 1
    payment_id = new_id()
    await world.settle(order.order_id, payment_id=payment_id)
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_EXPIRED
    assert await refunds(world) == [(payment_id, "cancelled")]
    assert await paid_events(world) == []


async def test_settled_after_the_deadline_but_before_the_sweeper_pays(world: Any) -> None:
    order = await world.placed()
    world.clock.advance(timedelta(minutes=20))
    await world.settle(order.order_id)
    assert await world.expire() == 0
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_PAID
    assert await refunds(world) == []


async def test_the_sweeper_steps_around_an_order_that_is_being_paid(world: Any) -> None:
    order = await world.placed()
    world.clock.advance(timedelta(minutes=20))
    entered, leave = asyncio.Event(), asyncio.Event()

    class Slow(world.uow_class):  # type: ignore[misc,name-defined]
        async def commit(self) -> None:
            entered.set()
            await leave.wait()
            await super().commit()

    good, world.uow_class = world.uow_class, Slow
    paying = asyncio.create_task(world.settle(order.order_id))
    await entered.wait()
    world.uow_class = good
    assert await world.expire() == 0  # it did not wait
    leave.set()
    await paying
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_PAID


async def test_deadline_and_payment_at_once_end_in_exactly_one_outcome(world: Any) -> None:
    world.fill()
    orders = [await world.place() for _ in range(12)]
    world.clock.advance(timedelta(minutes=15))

    async def sweep() -> None:
        await world.expire()

    calls = [world.settle(order.order_id) for order in orders]
    calls[6:6] = [sweep(), sweep()]
    await asyncio.gather(*calls)
    rows = await world.rows("SELECT state, payment_id FROM orders")
    paid = [row for row in rows if row["state"] == "paid"]
    due = await refunds(world)
    assert {row["state"] for row in rows} <= {"paid", "expired"}
    assert len(paid) + len(due) == len(orders)
    assert len(await paid_events(world)) == len(paid)
    cancelled = await world.events("order.cancelled", events_pb2.OrderCancelled)
    assert len(cancelled) == len(orders) - len(paid)


async def test_one_payment_never_pays_two_orders(world: Any) -> None:
    first, second = await world.placed(), await world.placed()
    payment_id = new_id()
    await world.settle(first.order_id, payment_id=payment_id)
    with pytest.raises(asyncpg.UniqueViolationError):  # loud: it ends in the dead letters
        await world.settle(second.order_id, payment_id=payment_id)
    assert (await world.get(second.order_id)).state == order_pb2.ORDER_STATE_PLACED
