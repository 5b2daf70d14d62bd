"""A buyer asks for her money back, and the shop answers.

Invariants
- A payment has at most one open request, and never one for more than is left of its money.
- An answer is given once. Accepting makes the refund, or, of all that is left before the parcel
  leaves, gives the order up: the order decides whether it was faster than the parcel.
- When the order's money goes back by another way, the request ends with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from nightmarket_kit.core.money import Money
from nightmarket_payment.domain.errors import (
    RefundAskNotOpen,
    RefundNotAskable,
    RefundReasonInvalid,
    RefundTooLarge,
)
from nightmarket_payment.domain.payment import Attempt, Payment, PaymentState
from nightmarket_payment.domain.refund import Refund, left

MAX_NOTE: Final = 300
MAX_ASKS: Final = 5


class AskState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"


class AskReason(StrEnum):
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    NOT_AS_DESCRIBED = "not_as_described"
    NOT_ARRIVED = "not_arrived"
    CHANGED_MIND = "changed_mind"
    OTHER = "other"


class DeclineReason(StrEnum):
    OUTSIDE_TERMS = "outside_terms"
    USED = "used"
    NOT_SENT_BACK = "not_sent_back"
    SORTED_OUT = "sorted_out"
    OTHER = "other"


class Unaskable(StrEnum):
    NOT_PAID = "not_paid"
    ALL_BACK = "all_back"
    ASKED_ALREADY = "asked_already"
    TOO_OFTEN = "too_often"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundTerms:
    """`ask_for` counts from the parcel's arrival; until then she may ask at any time."""

    ask_for: timedelta
    answer_within: timedelta
    manager_most_minor: int

    def ask_until(self, delivered_at: datetime | None) -> datetime | None:
        return None if delivered_at is None else delivered_at + self.ask_for


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAsk:
    id: str
    payment_id: str
    order_id: str
    order_no: str
    shop_id: str
    user_id: str
    amount: Money
    reason: AskReason
    note: str
    asked_at: datetime
    answer_by: datetime
    state: AskState = AskState.OPEN
    answered_at: datetime | None = None
    answered_by: str = ""
    decline_reason: DeclineReason | None = None
    answer_note: str = ""
    refund_id: str | None = None

    def accepted(
        self, *, by: str, note: str, at: datetime, refund_id: str | None = None
    ) -> "RefundAsk":
        return self._ended(AskState.ACCEPTED, by=by, note=note, at=at, refund_id=refund_id)

    def declined(self, reason: DeclineReason, *, by: str, note: str, at: datetime) -> "RefundAsk":
        return self._ended(AskState.DECLINED, by=by, note=note, at=at, decline_reason=reason)

    def withdrawn(self, *, at: datetime) -> "RefundAsk":
        return self._ended(AskState.WITHDRAWN, by=self.user_id, note="", at=at)

    def order_given_up(self, refund_id: str | None, *, at: datetime) -> "RefundAsk":
        """All that was left goes back with `refund_id`; None when nothing was left."""
        if self.state is AskState.ACCEPTED and self.refund_id is None:
            state = AskState.OVERTAKEN if refund_id is None else self.state
            return replace(self, state=state, refund_id=refund_id)
        if self.state is not AskState.OPEN:
            return self
        state = AskState.OVERTAKEN if refund_id is None else AskState.ACCEPTED
        return self._ended(state, by="", note="", at=at, refund_id=refund_id)

    def overtaken(self, rest: Money, *, at: datetime) -> "RefundAsk":
        """So little is left that it cannot be accepted any more."""
        if self.state is not AskState.OPEN or not rest < self.amount:
            return self
        return self._ended(AskState.OVERTAKEN, by="", note="", at=at)

    def _ended(
        self,
        state: AskState,
        *,
        by: str,
        note: str,
        at: datetime,
        decline_reason: DeclineReason | None = None,
        refund_id: str | None = None,
    ) -> "RefundAsk":
        if self.state is not AskState.OPEN:
            raise RefundAskNotOpen(ask_id=self.id, state=self.state)
        return replace(
            self,
            state=state,
            answered_at=at,
            answered_by=by,
            decline_reason=decline_reason,
            answer_note=note.strip()[:MAX_NOTE],
            refund_id=refund_id,
        )


def unaskable(
    payment: Payment,
    attempt: Attempt | None,
    refunds: Sequence[Refund],
    asks: Sequence[RefundAsk],
    *,
    until: datetime | None,
    at: datetime,
) -> Unaskable | None:
    """Why the buyer cannot ask now; None when she can."""
    if attempt is None or payment.settled_at is None:
        return Unaskable.NOT_PAID
    if payment.state is not PaymentState.SETTLED or not left(attempt, refunds).amount_minor:
        return Unaskable.ALL_BACK
    if any(one.state is AskState.OPEN for one in asks):
        return Unaskable.ASKED_ALREADY
    if len(asks) >= MAX_ASKS:
        return Unaskable.TOO_OFTEN
    if until is not None and at >= until:
        return Unaskable.TOO_LATE
    return None


def open_ask(
    payment: Payment,
    attempt: Attempt | None,
    refunds: Sequence[Refund],
    asks: Sequence[RefundAsk],
    *,
    id_: str,
    amount: Money,
    reason: AskReason,
    note: str,
    delivered_at: datetime | None,
    terms: RefundTerms,
    at: datetime,
) -> RefundAsk:
    """RefundNotAskable or RefundTooLarge when she cannot ask, or not for so much."""
    until = terms.ask_until(delivered_at)
    cause = unaskable(payment, attempt, refunds, asks, until=until, at=at)
    if attempt is None or cause is not None:
        raise RefundNotAskable(order_id=payment.order_id, cause=cause or Unaskable.NOT_PAID)
    rest = left(attempt, refunds)
    if amount.currency_code != rest.currency_code or not (
        0 < amount.amount_minor <= rest.amount_minor
    ):
        raise RefundTooLarge(currency_code=rest.currency_code, available=rest.amount_minor)
    return RefundAsk(
        id=id_,
        payment_id=payment.id,
        order_id=payment.order_id,
        order_no=attempt.order_no,
        shop_id=payment.shop_id,
        user_id=payment.user_id,
        amount=amount,
        reason=reason,
        note=note.strip()[:MAX_NOTE],
        asked_at=at,
        answer_by=at + terms.answer_within,
    )


Reason = TypeVar("Reason", AskReason, DeclineReason)


def read_reason(kind: type[Reason], text: str, note: str) -> Reason:
    """RefundReasonInvalid for what is not in the list, and for `other` without a note."""
    try:
        reason = kind(text)
    except ValueError as error:
        raise RefundReasonInvalid("not a reason", given=text) from error
    if reason.value == "other" and not note.strip():
        raise RefundReasonInvalid("a note says why", given=text)
    return reason
