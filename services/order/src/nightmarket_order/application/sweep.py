"""What happens by itself: unpaid orders expire, shipped ones are delivered, delivered ones completed.

Orders that somebody else holds just now are skipped, not waited for: the next turn sees the result.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeAlias

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.errors import TimedOut, Unavailable
from nightmarket_order.application.fulfil_order import Spans
from nightmarket_order.application.ports import (
    Due,
    MoneyNews,
    OrderUow,
    PaymentClient,
    UowFactory,
)
from nightmarket_order.domain.events import OrderCancelled, OrderMoved
from nightmarket_order.domain.machine import OrderState

SWEEP_BATCH = 100
CHECKOUTS_KEPT = timedelta(days=7)  # as long as the requests that they belong to
Turn: TypeAlias = Callable[[OrderUow], Awaitable[int]]


async def sweep_overdue(
    *, uow: UowFactory, payments: PaymentClient, patience: timedelta, clock: Clock
) -> int:
    """End placed orders that nobody paid by their deadline; `order.cancelled` returns the stock, and the
    uses of their codes are there again.

    Payment is asked first, with no transaction open: money that came in time may be news that is held
    up. While that is not known the order waits, at most `patience`; while money is known to have come,
    for as long as its event takes.
    """
    count, after = 0, None
    while True:
        now = clock.now()
        async with uow() as tx:
            due = await tx.orders.overdue(at=now, after=after, limit=SWEEP_BATCH)
        if due:
            news = await _news(due, payments=payments)
            ends = [
                one.order_id
                for one in due
                if one.order_id in news.unpaid
                or (one.order_id not in news.paid and one.deadline + patience <= now)
            ]
            count += await _end(ends, uow=uow, clock=clock)
        if len(due) < SWEEP_BATCH:
            return count
        after = due[-1]


async def _news(due: Sequence[Due], *, payments: PaymentClient) -> MoneyNews:
    """Nothing is known while payment is away."""
    try:
        return await payments.news(due)
    except (Unavailable, TimedOut):
        return MoneyNews()


async def _end(order_ids: Sequence[str], *, uow: UowFactory, clock: Clock) -> int:
    if not order_ids:
        return 0
    async with uow() as tx:
        now = clock.now()
        overdue = await tx.orders.lock_overdue(order_ids, at=now)
        for order in overdue:
            expired = order.expired(at=now)
            await tx.orders.save(expired)
            tx.publish(OrderCancelled(order=expired))
        if with_coupon := [order for order in overdue if order.coupon_code]:
            await tx.coupons.give_back(with_coupon, at=now)
        await tx.commit()
    return len(overdue)


async def sweep_parcels(*, uow: UowFactory, clock: Clock, spans: Spans) -> int:
    """Nobody said that a parcel arrived, or that something is wrong with it: time says so."""

    async def turn(tx: OrderUow) -> int:
        now = clock.now()
        due = await tx.orders.lock_due(at=now, limit=SWEEP_BATCH)
        for order in due:
            moved = (
                order.delivered(due_at=now + spans.completed_after, at=now)
                if order.state is OrderState.SHIPPED
                else order.completed(at=now)
            )
            await tx.orders.save(moved)
            tx.publish(OrderMoved(order=moved))
        return len(due)

    return await _turns(turn, uow=uow)


async def forget_checkouts(*, uow: UowFactory, clock: Clock) -> int:
    """Drop old checkouts and what they ordered of carts, a batch at a time."""
    count = 0
    while True:
        async with uow() as tx:
            before = clock.now() - CHECKOUTS_KEPT
            gone = await tx.checkouts.forget(before=before, limit=1000)
            carts = await tx.ordered_carts.forget(before=before, limit=1000)
            await tx.commit()
        count += gone
        if not gone and not carts:
            return count


async def _turns(turn: Turn, *, uow: UowFactory) -> int:
    count = 0
    while True:
        async with uow() as tx:
            moved = await turn(tx)
            await tx.commit()
        count += moved
        if moved < SWEEP_BATCH:
            return count
