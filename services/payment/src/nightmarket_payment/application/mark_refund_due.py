"""The order cannot take the money that settled: what is left of it goes back."""

from dataclasses import dataclass

from nightmarket_kit.core.clock import Clock
from nightmarket_payment.application.ports import UowFactory
from nightmarket_payment.application.request_refund import give_back_rest
from nightmarket_payment.domain.errors import PaymentNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRefundDue:
    payment_id: str
    consumer: str
    event_id: str


async def mark_refund_due(command: MarkRefundDue, *, uow: UowFactory, clock: Clock) -> None:
    async with uow() as tx:
        if not await tx.claim_event(command.consumer, command.event_id):
            return
        payment = await tx.payments.get_for_update(command.payment_id)
        if payment is None:
            raise PaymentNotFound(payment_id=command.payment_id)
        now = clock.now()
        refund = await give_back_rest(tx, payment, at=now)
        for ask in await tx.asks.of_payment(payment.id):
            ended = ask.order_given_up(refund.id if refund else None, at=now)
            if ended is not ask:
                await tx.asks.save(ended)
        await tx.payments.save(payment.refund_due())
        await tx.commit()
