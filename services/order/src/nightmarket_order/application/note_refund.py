"""Money went back: the order knows how much, and ends when it is all of it and nothing was shipped.

The total that went back is told each time and only grows, so events may be doubled and out of order,
and may come before the payment's own: settling looks here.
"""

from dataclasses import dataclass

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.money import Money
from nightmarket_order.application.ports import OrderUow, UowFactory
from nightmarket_order.domain.events import OrderMoved
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import By, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRefund:
    """`refunded` is all that went back of the payment so far."""

    consumer: str
    event_id: str
    payment_id: str
    order_id: str
    refunded: Money


async def note_refund(command: NoteRefund, *, uow: UowFactory, clock: Clock) -> None:
    async with uow() as tx:
        if not await tx.claim_event(command.consumer, command.event_id):
            return
        # The order's lock first: settling its payment takes the same, so one of them sees the other.
        order = await tx.orders.get_for_update(command.order_id)
        await tx.refunds.note(command.payment_id, command.refunded)
        if order is not None and order.payment_id == command.payment_id:
            await give_back(
                tx, order, command.refunded, by=By(source=command.event_id), clock=clock
            )
        await tx.commit()


async def give_back(tx: OrderUow, order: Order, in_all: Money, *, by: By, clock: Clock) -> None:
    changed = order.given_back(in_all, at=clock.now(), by=by)
    if changed is order:
        return
    await tx.orders.save(changed)
    if changed.state is OrderState.REFUNDED:
        tx.publish(OrderMoved(order=changed))
