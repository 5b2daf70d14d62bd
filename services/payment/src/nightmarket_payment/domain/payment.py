"""One order's money: a payment, its attempts, and the one reducer that every notice goes through.

Invariants
- A payment settles at most once; `PaymentSettled` is told at that moment and never again.
- An attempt only climbs: created → pending → failed → settled (or refund_due, when another attempt
  settled the payment before). So any order and any number of copies of the same notices end alike,
  and a late success after a failure is never lost.
- Money counts only when it is ours, of the attempt's amount and currency, and not simulated.
- What came through the buyer's browser moves nothing; it only brings the next query forward.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from nightmarket_kit.core.money import Money
from nightmarket_payment.domain.errors import OrderNotPayable, PaymentNotFound
from nightmarket_payment.domain.events import Event, PaymentAwaited, PaymentFailed, PaymentSettled
from nightmarket_payment.domain.ledger import (
    DUE_BACK,
    Posting,
    PostingKind,
    moved,
    provider_account,
    shop_account,
)
from nightmarket_payment.domain.method import Method
from nightmarket_payment.domain.notice import Kind, Notice, Outcome, Verdict

MAX_ATTEMPTS: Final = 20
CODE_CHECK_EVERY: Final = timedelta(days=1)
CODE_CHECK_UNTIL: Final = timedelta(days=10)  # codes live 7 days, their notices come up to 3 later
MISS_MIN: Final = timedelta(seconds=60)
MISS_MAX: Final = timedelta(hours=1)


class PaymentState(StrEnum):
    PENDING = "pending"
    SETTLED = "settled"
    FAILED = "failed"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"


class AttemptState(StrEnum):
    CREATED = "created"
    PENDING = "pending"
    FAILED = "failed"
    SETTLED = "settled"
    REFUND_DUE = "refund_due"


OPEN: Final = frozenset({AttemptState.CREATED, AttemptState.PENDING, AttemptState.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When open attempts are asked about: so long after they began."""

    after: tuple[timedelta, ...]

    def next(self, began: datetime, state: AttemptState, at: datetime) -> datetime | None:
        """The first moment after `at`; None when it is the notices' turn alone."""
        if state not in OPEN:
            return None
        for delay in self.after:
            if began + delay > at:
                return began + delay
        if state is AttemptState.PENDING and at < began + CODE_CHECK_UNTIL:
            return at + CODE_CHECK_EVERY
        return None

    def after_miss(self, misses: int, at: datetime) -> datetime:
        """When to ask again after the n-th answer in a row that told nothing."""
        first = min([MISS_MIN, *self.after])
        return at + min(MISS_MAX, first * (1 << min(misses - 1, 10)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at a provider. `reference` is never used again, whatever becomes of it. Without a `method`
    the buyer chooses one at the provider's page.
    """

    id: str
    payment_id: str
    number: int
    provider: str
    reference: str
    amount: Money
    state: AttemptState
    order_no: str
    items: tuple[str, ...]
    return_to: str
    created_at: datetime
    next_check_at: datetime | None
    method: Method | None = None
    misses: int = 0
    provider_ref: str = ""
    checked_at: datetime | None = None  # the provider's last trusted answer is of then, or later
    refund_handle: str = ""  # what the provider asks for when money goes back; empty: no such call
    pay_until: datetime | None = None  # of the code that was issued

    def hinted(self, at: datetime) -> "Attempt":
        """Ask the provider now."""
        return replace(self, next_check_at=at) if self.state in OPEN else self

    def checked(self, schedule: Schedule, at: datetime, *, asked_at: datetime) -> "Attempt":
        """The provider answered: ask again by the schedule."""
        next_at = schedule.next(self.created_at, self.state, at)
        return replace(self, next_check_at=next_at, misses=0, checked_at=asked_at)

    def is_unpaid_by(self, deadline: datetime) -> bool:
        """The provider said after `deadline` that no money has come."""
        return self.state in OPEN and self.checked_at is not None and self.checked_at >= deadline

    def is_payable_after(self, deadline: datetime, *, at: datetime) -> bool:
        """A code was issued for longer than the order knows; it has yet to hear of it."""
        return (
            self.state is AttemptState.PENDING
            and self.pay_until is not None
            and self.pay_until > max(deadline, at)
        )

    def missed(self, schedule: Schedule, at: datetime) -> "Attempt":
        """No answer that can be trusted: unknown, never unpaid."""
        if self.state not in OPEN:
            return replace(self, next_check_at=None)
        misses = self.misses + 1
        return replace(self, misses=misses, next_check_at=schedule.after_miss(misses, at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """`attempts` counts them; the newest has that number. `provider` is the newest's, or the payer's.

    `refunded` is what of this payment's own money went back.
    """

    id: str
    order_id: str
    shop_id: str
    user_id: str
    amount: Money
    state: PaymentState
    provider: str
    attempts: int
    version: int
    created_at: datetime
    refunded: Money
    settled_at: datetime | None = None

    def with_attempt(self, provider: str) -> "Payment":
        if self.settled_at is not None:
            raise OrderNotPayable(order_id=self.order_id, state="paid")
        if self.attempts >= MAX_ATTEMPTS:
            raise OrderNotPayable(order_id=self.order_id, state="too_many_attempts")
        return replace(
            self,
            state=PaymentState.PENDING,
            provider=provider,
            attempts=self.attempts + 1,
            version=self.version + 1,
        )

    def refund_due(self) -> "Payment":
        """The order cannot take the money. PaymentNotFound when none came."""
        if self.settled_at is None:
            raise PaymentNotFound("no settled payment of that id", payment_id=self.id)
        if self.state is PaymentState.REFUNDED:
            return self
        return replace(self, state=PaymentState.REFUND_DUE, version=self.version + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    payment: Payment
    attempt: Attempt
    verdict: Verdict
    events: tuple[Event, ...] = ()
    postings: tuple[Posting, ...] = ()


def take_in(
    payment: Payment, attempt: Attempt, notice: Notice, *, at: datetime, accept_simulated: bool
) -> Change:
    """What `notice` makes of the attempt it speaks of."""
    same = Change(payment=payment, attempt=attempt, verdict=Verdict.UNCHANGED)
    if not notice.is_ours:
        return replace(same, verdict=Verdict.FOREIGN_MERCHANT)
    if notice.amount not in {None, attempt.amount}:
        return replace(same, verdict=Verdict.AMOUNT_MISMATCH)
    if notice.kind is Kind.RESULT or notice.amount is None:
        return replace(same, attempt=attempt.hinted(at), verdict=Verdict.HINT)
    if notice.simulated and not accept_simulated:
        return replace(same, verdict=Verdict.SIMULATED)
    if attempt.state not in OPEN:
        return same
    match notice.outcome:
        case Outcome.PAID:
            return _paid(payment, attempt, notice, at)
        case Outcome.FAILED:
            return _failed(payment, attempt, notice)
        case Outcome.PENDING if attempt.state is AttemptState.CREATED:
            return _awaited(payment, attempt, notice, at)
        case _:
            return same


def _awaited(payment: Payment, attempt: Attempt, notice: Notice, at: datetime) -> Change:
    """A code was issued: the order is told until when it can be paid, unless the money is in."""
    events: tuple[Event, ...] = ()
    if payment.settled_at is None and notice.pay_until is not None and notice.pay_until > at:
        event = PaymentAwaited(
            payment_id=payment.id,
            order_id=payment.order_id,
            provider=attempt.provider,
            pay_until=notice.pay_until,
            version=payment.version,
        )
        events = (event,)
    pending = replace(attempt, state=AttemptState.PENDING, pay_until=notice.pay_until)
    return Change(payment=payment, attempt=pending, verdict=Verdict.PENDING, events=events)


def _paid(payment: Payment, attempt: Attempt, notice: Notice, at: datetime) -> Change:
    attempt = replace(
        attempt,
        provider_ref=notice.provider_ref,
        refund_handle=notice.refund_handle,
        next_check_at=None,
        misses=0,
    )
    if payment.settled_at is not None:
        return Change(
            payment=payment,
            attempt=replace(attempt, state=AttemptState.REFUND_DUE),
            verdict=Verdict.REFUND_DUE,
            postings=(_came(PostingKind.PAID_TWICE, attempt, to=DUE_BACK),),
        )
    payment = replace(
        payment,
        state=PaymentState.SETTLED,
        provider=attempt.provider,
        settled_at=at,
        version=payment.version + 1,
    )
    event = PaymentSettled(
        payment_id=payment.id,
        order_id=payment.order_id,
        amount=attempt.amount,
        provider=attempt.provider,
        settled_at=at,
        version=payment.version,
    )
    return Change(
        payment=payment,
        attempt=replace(attempt, state=AttemptState.SETTLED),
        verdict=Verdict.SETTLED,
        events=(event,),
        postings=(_came(PostingKind.SETTLED, attempt, to=shop_account(payment.shop_id)),),
    )


def _came(kind: PostingKind, attempt: Attempt, *, to: str) -> Posting:
    """The provider holds the money, and we owe it to somebody."""
    return moved(
        kind,
        source_id=attempt.id,
        payment_id=attempt.payment_id,
        debit=provider_account(attempt.provider),
        credit=to,
        amount=attempt.amount,
    )


def _failed(payment: Payment, attempt: Attempt, notice: Notice) -> Change:
    """The attempt stays open: the buyer may try another card on the same page."""
    if attempt.state is AttemptState.FAILED:
        return Change(payment=payment, attempt=attempt, verdict=Verdict.UNCHANGED)
    attempt = replace(attempt, state=AttemptState.FAILED)
    if payment.settled_at is not None:
        return Change(payment=payment, attempt=attempt, verdict=Verdict.FAILED)
    is_newest = attempt.number == payment.attempts
    payment = replace(
        payment,
        state=PaymentState.FAILED if is_newest else payment.state,
        version=payment.version + 1,
    )
    event = PaymentFailed(
        payment_id=payment.id,
        order_id=payment.order_id,
        provider=attempt.provider,
        code=notice.code,
        version=payment.version,
    )
    return Change(payment=payment, attempt=attempt, verdict=Verdict.FAILED, events=(event,))
