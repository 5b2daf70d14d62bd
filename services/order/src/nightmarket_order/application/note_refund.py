"""Money went back: what is left of a payment decides whether its order is a sale.

The total that went back is told each time and only grows, so events may be doubled and out of order,
and may come before the payment's own.
"""

from dataclasses import dataclass

from nightmarket_kit.core.money import Money
from nightmarket_order.application.ports import UowFactory


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRefund:
    """`refunded` is all that went back of the payment so far."""

    consumer: str
    event_id: str
    payment_id: str
    refunded: Money


async def note_refund(command: NoteRefund, *, uow: UowFactory) -> None:
    async with uow() as tx:
        if not await tx.claim_event(command.consumer, command.event_id):
            return
        await tx.refunds.note(command.payment_id, command.refunded)
        await tx.commit()
