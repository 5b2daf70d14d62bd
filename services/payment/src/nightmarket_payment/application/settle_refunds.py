"""Carry open refunds to their providers; a person's word ends those that are paid out by hand.

The provider is asked with no transaction open; a lease keeps others from asking the same meanwhile.
When the lease ends before the answer is stored, the next turn asks what the provider did first.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.money import Money, total
from nightmarket_kit.core.principal import Principal
from nightmarket_payment.application.access import require_manager
from nightmarket_payment.application.ports import (
    PaymentProvider,
    PaymentUow,
    Providers,
    UowFactory,
    Watch,
)
from nightmarket_payment.domain.errors import PaymentNotFound, RefundNotFound
from nightmarket_payment.domain.events import PaymentRefunded
from nightmarket_payment.domain.payment import Attempt
from nightmarket_payment.domain.refund import (
    MISSES_TOLD,
    Refund,
    RefundCause,
    RefundChange,
    RefundState,
    StepKind,
    advanced,
    paid_out,
)

LEASE: Final = timedelta(minutes=2)  # longer than a provider's whole conversation
BATCH: Final = 20


async def settle_refunds(
    *, uow: UowFactory, providers: Providers, watch: Watch, clock: Clock
) -> int:
    """Carry what is due; returns how many were carried."""
    count = 0
    for provider in providers.values():
        if not provider.can_query():
            continue
        now = clock.now()
        async with uow() as tx:
            due = await tx.refunds.lease_due(provider.name, at=now, until=now + LEASE, limit=BATCH)
            await tx.commit()
        for refund in due:
            await _carry(provider, refund, uow=uow, watch=watch, clock=clock)
            count += 1
    return count


async def _carry(
    provider: PaymentProvider, refund: Refund, *, uow: UowFactory, watch: Watch, clock: Clock
) -> None:
    async with uow() as tx:
        attempt, given_back = await _books(tx, refund)
    step = await provider.refund(attempt, refund, given_back=given_back)
    async with uow() as tx:
        payment = await tx.payments.get_for_update(refund.payment_id)
        stored = await tx.refunds.get(refund.id)
        if payment is None or stored is None or stored.next_try_at != refund.next_try_at:
            return  # somebody else carried it after the lease had ended
        change = advanced(payment, stored, step, at=clock.now())
        await _store(tx, change, clock=clock)
        await tx.commit()
    is_lost = step.kind is StepKind.UNKNOWN and change.refund.misses >= MISSES_TOLD
    if is_lost or change.refund.state in {RefundState.FAILED, RefundState.BY_HAND}:
        watch.refund_needs_person(refund=change.refund)


async def _books(tx: PaymentUow, refund: Refund) -> tuple[Attempt, Money]:
    """The attempt, and what by our books its provider has given back of it."""
    attempt = await tx.attempts.get(refund.attempt_id)
    if attempt is None:
        raise PaymentNotFound(attempt_id=refund.attempt_id)
    done = [
        one.amount
        for one in await tx.refunds.of_payment(refund.payment_id)
        if one.attempt_id == attempt.id and one.state is RefundState.DONE and not one.paid_by
    ]
    return attempt, total(done, currency_code=attempt.amount.currency_code)


async def _store(tx: PaymentUow, change: RefundChange, *, clock: Clock) -> None:
    await tx.refunds.save(change.refund)
    await tx.payments.save(change.payment)
    await tx.ledger.post(change.postings, at=clock.now())
    if change.is_done and change.refund.cause is not RefundCause.PAID_TWICE:
        tx.publish([_told(change)])


def _told(change: RefundChange) -> PaymentRefunded:
    payment, refund = change.payment, change.refund
    if refund.done_at is None:
        raise ValueError("a refund that is done has its time")
    return PaymentRefunded(
        payment_id=payment.id,
        order_id=payment.order_id,
        refund_id=refund.id,
        amount=refund.amount,
        refunded=payment.refunded,
        cause=refund.cause.value,
        done_at=refund.done_at,
        version=payment.version,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishRefund:
    """A person has paid it out at the bank."""

    request_id: str
    actor: Principal
    refund_id: str
    note: str


async def finish_refund(command: FinishRefund, *, uow: UowFactory, clock: Clock) -> str:
    """Returns the payment's id."""
    async with uow() as tx:
        refund = await tx.refunds.get(command.refund_id)
        if refund is None:
            raise RefundNotFound(refund_id=command.refund_id)
        payment = await tx.payments.get_for_update(refund.payment_id)
        if payment is None:
            raise PaymentNotFound(payment_id=refund.payment_id)
        require_manager(command.actor, payment.shop_id)
        if await tx.requests.claim(command) is not None:
            return payment.id
        stored = await tx.refunds.get(command.refund_id)  # as it is under the payment's lock
        if stored is None:
            raise RefundNotFound(refund_id=command.refund_id)
        change = paid_out(
            payment, stored, by=command.actor.user_id, note=command.note, at=clock.now()
        )
        await _store(tx, change, clock=clock)
        await tx.requests.finish(command, result_id=refund.id)
        await tx.commit()
    return payment.id
