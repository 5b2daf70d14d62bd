"""Whether money came for orders that would end now. What our books do not know, the provider is asked.

An order is unpaid when of each attempt the provider said so after the deadline: a notice may be on its
way, or held up. Until then nothing is said of the order, and the attempts' turn comes at once. Nor is
anything said of one that will hear of a code that can be paid for longer.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nightmarket_kit.core.clock import Clock
from nightmarket_payment.application.poll_attempts import LEASE
from nightmarket_payment.application.ports import UowFactory
from nightmarket_payment.domain.payment import OPEN, Attempt, PaymentState


@dataclass(frozen=True, slots=True, kw_only=True)
class DueOrder:
    order_id: str
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Of those in neither it is not known yet."""

    unpaid: tuple[str, ...]
    paid: tuple[str, ...]


async def check_unpaid(due: Sequence[DueOrder], *, uow: UowFactory, clock: Clock) -> Checked:
    unpaid, paid, open_ = list[str](), list[str](), list[str]()
    now = clock.now()
    async with uow() as tx:
        payments = {
            one.order_id: one for one in await tx.payments.of_orders([o.order_id for o in due])
        }
        attempts = defaultdict[str, list[Attempt]](list)
        for attempt in await tx.attempts.of_payments([one.id for one in payments.values()]):
            attempts[attempt.payment_id].append(attempt)
        for order in due:
            payment = payments.get(order.order_id)
            if payment is None:
                unpaid.append(order.order_id)
            elif payment.state is PaymentState.SETTLED:
                paid.append(order.order_id)
            else:
                tries = attempts[payment.id]
                asks = [
                    one.id
                    for one in tries
                    if one.state in OPEN and not one.is_unpaid_by(order.deadline)
                ]
                open_ += asks
                if not asks and not any(
                    one.is_payable_after(order.deadline, at=now) for one in tries
                ):
                    unpaid.append(order.order_id)
        if open_:
            await tx.attempts.bring_forward(open_, at=now, from_=now + LEASE)
            await tx.commit()
    return Checked(unpaid=tuple(unpaid), paid=tuple(paid))
