"""Money came in: it pays its order, or a refund is due. Each payment ends in exactly one of the two.

Applied once per event (inbox) and once per payment: an order knows the payment that paid it, and
`refunds_due` has one row per payment. A payment whose refund is due never pays an order later.
"""

from dataclasses import dataclass, replace

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.money import Money
from nightmarket_order.application.note_refund import give_back
from nightmarket_order.application.ports import OrderUow, UowFactory
from nightmarket_order.domain.events import OrderPaid, RefundDue
from nightmarket_order.domain.order import By, Order, RefundCause


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePayment:
    consumer: str
    event_id: str
    payment_id: str
    order_id: str
    amount: Money


async def settle_payment(command: SettlePayment, *, uow: UowFactory, clock: Clock) -> None:
    async with uow() as tx:
        if not await tx.claim_event(command.consumer, command.event_id):
            return
        order = await tx.orders.get_for_update(command.order_id)
        if not await _known(tx, command, order):
            await _settle(tx, command, order, clock=clock)
        await tx.commit()


async def _known(tx: OrderUow, command: SettlePayment, order: Order | None) -> bool:
    if order is not None and order.payment_id == command.payment_id:
        return True
    return await tx.refunds.has(command.payment_id)


async def _settle(
    tx: OrderUow, command: SettlePayment, order: Order | None, *, clock: Clock
) -> None:
    cause = RefundCause.UNKNOWN_ORDER if order is None else order.refusal_of(command.amount)
    if order is not None and cause is None:
        by = By(source=command.event_id)
        paid = order.paid(command.payment_id, at=clock.now(), by=by)
        await tx.orders.save(paid)
        tx.publish(OrderPaid(order=paid))
        if (back := await tx.refunds.noted(command.payment_id)) is not None:
            await give_back(tx, replace(paid, changes=()), back, by=by, clock=clock)
        return
    refund = RefundDue(
        order_id=command.order_id,
        payment_id=command.payment_id,
        amount=command.amount,
        cause=cause or RefundCause.UNKNOWN_ORDER,
        version=0 if order is None else order.version,
    )
    if await tx.refunds.add(refund, at=clock.now()):
        tx.publish(refund)
