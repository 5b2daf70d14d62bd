"""Money that goes back, whole or in part.

Invariants
- The refunds of an attempt that did not fail never sum to more than the attempt: a refund counts
  from the moment it is asked for.
- One refund of an attempt is at the provider at a time, so that what the provider has given back
  tells whether the last one happened.
- Without a trusted answer a refund is unknown: the provider is asked what it did before it is told
  again. After `MISSES_TOLD` of these a person is told, and it goes on being asked.
- A way to pay without a refund call ends in `BY_HAND`, and so does one whose books differ from
  ours: a person pays it out and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from nightmarket_kit.core.money import Money, total
from nightmarket_payment.domain.errors import RefundNotByHand, RefundTooLarge
from nightmarket_payment.domain.ledger import (
    BANK,
    DUE_BACK,
    Posting,
    PostingKind,
    moved,
    provider_account,
    shop_account,
)
from nightmarket_payment.domain.payment import Attempt, Payment, PaymentState

MAX_REASON: Final = 200
MISSES_TOLD: Final = 3
AGAIN_FIRST: Final = timedelta(minutes=1)
AGAIN_MOST: Final = timedelta(hours=8)


class RefundState(StrEnum):
    OPEN = "open"
    BY_HAND = "by_hand"
    DONE = "done"
    FAILED = "failed"


class RefundCause(StrEnum):
    SHOP = "shop"  # somebody of the shop asked for it
    ORDER = "order"  # the order cannot take the money
    PAID_TWICE = "paid_twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """`actor` is the person who asked, empty for ourselves; `code` why it failed or waits for hands;
    `paid_by` the person who paid it out by hand, and `note` what she wrote.
    """

    id: str
    payment_id: str
    attempt_id: str
    provider: str
    amount: Money
    cause: RefundCause
    reason: str
    actor: str
    created_at: datetime
    next_try_at: datetime | None
    state: RefundState = RefundState.OPEN
    misses: int = 0
    code: str = ""
    done_at: datetime | None = None
    paid_by: str = ""
    note: str = ""


class StepKind(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    LATER = "later"  # the provider does it at another hour
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the provider made of a refund. `at` is when to ask again, for LATER."""

    kind: StepKind
    code: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundChange:
    payment: Payment
    refund: Refund
    postings: tuple[Posting, ...] = ()

    @property
    def is_done(self) -> bool:
        return self.refund.state is RefundState.DONE


def left(attempt: Attempt, refunds: Sequence[Refund]) -> Money:
    """What of the attempt's money nobody has asked back yet."""
    asked = [
        refund.amount
        for refund in refunds
        if refund.attempt_id == attempt.id and refund.state is not RefundState.FAILED
    ]
    return attempt.amount - total(asked, currency_code=attempt.amount.currency_code)


def open_refund(
    attempt: Attempt,
    refunds: Sequence[Refund],
    *,
    id_: str,
    amount: Money,
    cause: RefundCause,
    reason: str,
    actor: str,
    at: datetime,
) -> Refund:
    """RefundTooLarge unless so much is left."""
    available = left(attempt, refunds)
    if amount.currency_code != available.currency_code or not (
        0 < amount.amount_minor <= available.amount_minor
    ):
        raise RefundTooLarge(
            currency_code=available.currency_code, available=available.amount_minor
        )
    return Refund(
        id=id_,
        payment_id=attempt.payment_id,
        attempt_id=attempt.id,
        provider=attempt.provider,
        amount=amount,
        cause=cause,
        reason=reason.strip()[:MAX_REASON],
        actor=actor,
        created_at=at,
        next_try_at=at,
    )


def due_back(payment: Payment, refund: Refund) -> Posting:
    """The order cannot take it: the shop never had it."""
    return moved(
        PostingKind.DUE_BACK,
        source_id=refund.id,
        payment_id=payment.id,
        debit=shop_account(payment.shop_id),
        credit=DUE_BACK,
        amount=refund.amount,
    )


def advanced(payment: Payment, refund: Refund, step: Step, *, at: datetime) -> RefundChange:
    """What the provider's answer makes of an open refund."""
    match step.kind:
        case StepKind.DONE:
            return _done(payment, refund, paid_from=provider_account(refund.provider), at=at)
        case StepKind.REFUSED | StepKind.BY_HAND:
            state = (
                RefundState.FAILED
                # what must go back is not forgotten because a provider refuses
                if step.kind is StepKind.REFUSED and refund.cause is RefundCause.SHOP
                else RefundState.BY_HAND
            )
            changed = replace(refund, state=state, code=step.code, next_try_at=None)
        case StepKind.LATER:
            changed = replace(refund, misses=0, code=step.code, next_try_at=step.at)
        case StepKind.UNKNOWN:
            wait = min(AGAIN_MOST, AGAIN_FIRST * (1 << min(refund.misses, 10)))
            changed = replace(
                refund, misses=refund.misses + 1, code=step.code, next_try_at=at + wait
            )
    return RefundChange(payment=payment, refund=changed)


def paid_out(payment: Payment, refund: Refund, *, by: str, note: str, at: datetime) -> RefundChange:
    """A person has paid it out. RefundNotByHand for any other state."""
    if refund.state is not RefundState.BY_HAND:
        raise RefundNotByHand(refund_id=refund.id, state=refund.state)
    refund = replace(refund, paid_by=by, note=note.strip()[:MAX_REASON])
    return _done(payment, refund, paid_from=BANK, at=at)


def _done(payment: Payment, refund: Refund, *, paid_from: str, at: datetime) -> RefundChange:
    changed = replace(refund, state=RefundState.DONE, next_try_at=None, done_at=at, code="")
    is_shops = refund.cause is RefundCause.SHOP
    posting = moved(
        PostingKind.REFUNDED,
        source_id=refund.id,
        payment_id=payment.id,
        debit=shop_account(payment.shop_id) if is_shops else DUE_BACK,
        credit=paid_from,
        amount=refund.amount,
    )
    if refund.cause is not RefundCause.PAID_TWICE:  # that was never the payment's own money
        refunded = payment.refunded + refund.amount
        payment = replace(
            payment,
            refunded=refunded,
            state=PaymentState.REFUNDED if refunded == payment.amount else payment.state,
            version=payment.version + 1,
        )
    return RefundChange(payment=payment, refund=changed, postings=(posting,))
