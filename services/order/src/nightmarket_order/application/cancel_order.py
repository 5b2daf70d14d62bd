"""Give a placed order up: its buyer, its shop, or the deadline. `order.cancelled` returns the stock."""

from dataclasses import dataclass
from datetime import timedelta

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_order.application.access import cancel_cause_of
from nightmarket_order.application.ports import OrderUow, UowFactory
from nightmarket_order.domain.errors import OrderNotFound
from nightmarket_order.domain.events import OrderCancelled
from nightmarket_order.domain.order import CancelCause, Order

SWEEP_BATCH = 100
CHECKOUTS_KEPT = timedelta(days=7)  # as long as the requests that they belong to


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    request_id: str
    actor: Principal
    order_id: str


async def cancel_order(command: CancelOrder, *, uow: UowFactory, clock: Clock) -> None:
    async with uow() as tx:
        order = await tx.orders.get_for_update(command.order_id)
        if order is None:
            raise OrderNotFound(order_id=command.order_id)
        cause = cancel_cause_of(command.actor, order)
        if await tx.requests.claim(command) is not None:
            return
        await _cancel(tx, order, cause, clock=clock)
        await tx.requests.finish(command, result_id=order.id)
        await tx.commit()


async def sweep_overdue(*, uow: UowFactory, clock: Clock) -> int:
    """Cancel placed orders whose deadline has passed; returns how many.

    Orders that a payment holds just now are skipped, not waited for: the next turn sees its result.
    """
    count = 0
    while True:
        async with uow() as tx:
            overdue = await tx.orders.lock_overdue(at=clock.now(), limit=SWEEP_BATCH)
            for order in overdue:
                await _cancel(tx, order, CancelCause.DEADLINE, clock=clock)
            await tx.commit()
        count += len(overdue)
        if len(overdue) < SWEEP_BATCH:
            return count


async def forget_checkouts(*, uow: UowFactory, clock: Clock) -> int:
    """Drop old checkouts, a batch at a time."""
    count = 0
    while True:
        async with uow() as tx:
            gone = await tx.checkouts.forget(before=clock.now() - CHECKOUTS_KEPT, limit=1000)
            await tx.commit()
        count += gone
        if not gone:
            return count


async def _cancel(tx: OrderUow, order: Order, cause: CancelCause, *, clock: Clock) -> None:
    cancelled = order.cancelled(cause, at=clock.now())
    await tx.orders.save(cancelled)
    tx.publish(OrderCancelled(order=cancelled))
