"""The provider's word for a day beside ours; every difference has a name.

Invariants
- `judge` is a pure function of what both sides hold of one payment, so the same books give the same
  differences however often and in which order days are compared.
- Nothing is missing before its day's file is there: no file is unknown, never empty.
- A difference closes itself when the books agree again; a person's word holds as long as the amounts
  are those that she saw. Every change of it is a line of its history.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from nightmarket_kit.core.money import Money, total
from nightmarket_payment.domain.errors import DifferenceNotOpen
from nightmarket_payment.domain.payment import Attempt, AttemptState
from nightmarket_payment.domain.provider_file import ProviderRow, RowKind
from nightmarket_payment.domain.refund import Refund, RefundState

BACK_LATE: Final = timedelta(days=5)  # bank days: what went back is in a file by then
MOVED_DAYS: Final = timedelta(days=6)  # how far back each day's file is read again for it
MAX_NOTE: Final = 200
PAID: Final = frozenset({AttemptState.SETTLED, AttemptState.REFUND_DUE})


class DifferenceKind(StrEnum):
    MISSING_AT_PROVIDER = "missing_at_provider"  # we booked it, no file has it
    MISSING_WITH_US = "missing_with_us"  # a file has it, we have no such attempt
    STATE_DIFFERS = "state_differs"  # paid there, not paid with us: its notice was lost
    AMOUNT_DIFFERS = "amount_differs"
    DOUBLED = "doubled"  # paid there more than once
    REFUND_MISSING_AT_PROVIDER = "refund_missing_at_provider"
    REFUND_MISSING_WITH_US = "refund_missing_with_us"
    REFUND_AMOUNT_DIFFERS = "refund_amount_differs"


class DifferenceState(StrEnum):
    OPEN = "open"
    EXPLAINED = "explained"  # a later file or notice made the books agree
    SETTLED = "settled"  # a person said what became of it


class Settlement(StrEnum):
    """How a person settled it."""

    PROVIDER_WRONG = "provider_wrong"
    OURS_WRONG = "ours_wrong"
    ACCEPTED = "accepted"
    OTHER = "other"


class DifferenceAct(StrEnum):
    OPENED = "opened"
    CHANGED = "changed"
    EXPLAINED = "explained"
    REOPENED = "reopened"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with one payment. `ours` and `theirs` are None where a side has nothing."""

    kind: DifferenceKind
    ours: Money | None
    theirs: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An attempt as we hold it. `booked_on` is the provider's day at which its money was posted."""

    attempt: Attempt
    shop_id: str
    booked_on: date | None
    refunds: tuple[tuple[Refund, date | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceEntry:
    number: int
    act: DifferenceAct
    at: datetime
    actor: str = ""
    settlement: Settlement | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`day` is the first at which it was seen. `entries` are those that are not stored yet."""

    id: str
    provider: str
    day: date
    kind: DifferenceKind
    reference: str
    payment_id: str | None
    shop_id: str | None
    ours: Money | None
    theirs: Money | None
    state: DifferenceState
    changed_at: datetime
    version: int = 0
    entries: tuple[DifferenceEntry, ...] = ()

    def found(self, finding: Finding, *, at: datetime) -> "Difference":
        """It is (still) there."""
        same = (self.ours, self.theirs) == (finding.ours, finding.theirs)
        if self.state is not DifferenceState.EXPLAINED and same:
            return self
        act = (
            DifferenceAct.CHANGED if self.state is DifferenceState.OPEN else DifferenceAct.REOPENED
        )
        changed = replace(self, ours=finding.ours, theirs=finding.theirs)
        return _moved(changed, DifferenceState.OPEN, act, at=at)

    def gone(self, *, at: datetime) -> "Difference":
        if self.state is not DifferenceState.OPEN:
            return self
        return _moved(self, DifferenceState.EXPLAINED, DifferenceAct.EXPLAINED, at=at)

    def settled(self, settlement: Settlement, *, by: str, note: str, at: datetime) -> "Difference":
        """A person's word. DifferenceNotOpen when it is not open any more."""
        if self.state is not DifferenceState.OPEN:
            raise DifferenceNotOpen(difference_id=self.id, state=self.state)
        return _moved(
            self,
            DifferenceState.SETTLED,
            DifferenceAct.SETTLED,
            at=at,
            actor=by,
            settlement=settlement,
            note=note.strip()[:MAX_NOTE],
        )


def _moved(
    difference: Difference,
    state: DifferenceState,
    act: DifferenceAct,
    *,
    at: datetime,
    actor: str = "",
    settlement: Settlement | None = None,
    note: str = "",
) -> Difference:
    number = difference.version + 1
    entry = DifferenceEntry(
        number=number, act=act, at=at, actor=actor, settlement=settlement, note=note
    )
    entries = (*difference.entries, entry)
    return replace(difference, state=state, version=number, changed_at=at, entries=entries)


def opened(
    finding: Finding,
    *,
    id_: str,
    provider: str,
    day: date,
    reference: str,
    booked: Booked | None,
    at: datetime,
) -> Difference:
    new = Difference(
        id=id_,
        provider=provider,
        day=day,
        kind=finding.kind,
        reference=reference,
        payment_id=booked.attempt.payment_id if booked else None,
        shop_id=booked.shop_id if booked else None,
        ours=finding.ours,
        theirs=finding.theirs,
        state=DifferenceState.OPEN,
        changed_at=at,
    )
    return _moved(new, DifferenceState.OPEN, DifferenceAct.OPENED, at=at)


def judge(
    booked: Booked | None, rows: Sequence[ProviderRow], *, read: Collection[date]
) -> list[Finding]:
    """What differs of one payment. `rows` are all that any file says of it; `read` the days whose
    files were read.
    """
    paid = [row.amount for row in rows if row.kind is RowKind.PAID]
    found = _payment(booked, paid, read)
    return (
        found if any(one.kind in WHOLE for one in found) else found + _refunds(booked, rows, read)
    )


def amount_differs(attempt: Attempt, theirs: Money) -> Finding:
    return Finding(kind=DifferenceKind.AMOUNT_DIFFERS, ours=attempt.amount, theirs=theirs)


WHOLE: Final = frozenset(
    {DifferenceKind.MISSING_AT_PROVIDER, DifferenceKind.MISSING_WITH_US, DifferenceKind.DOUBLED}
)


def _payment(booked: Booked | None, paid: Sequence[Money], read: Collection[date]) -> list[Finding]:
    theirs = total(list(paid), currency_code=paid[0].currency_code) if paid else None
    if booked is None:
        if theirs is None:
            return []
        return [Finding(kind=DifferenceKind.MISSING_WITH_US, ours=None, theirs=theirs)]
    is_paid = booked.attempt.state in PAID
    ours = booked.attempt.amount if is_paid else None
    if theirs is None:
        # told after midnight, it may stand in the file of the day before
        on = booked.booked_on
        if on is None or on not in read or on - timedelta(days=1) not in read:
            return []
        return [Finding(kind=DifferenceKind.MISSING_AT_PROVIDER, ours=ours, theirs=None)]
    if len(paid) > 1:
        return [Finding(kind=DifferenceKind.DOUBLED, ours=ours, theirs=theirs)]
    if booked.attempt.amount != theirs:  # such money never settles anything: a person looks at it
        return [amount_differs(booked.attempt, theirs)]
    if ours is None:
        return [Finding(kind=DifferenceKind.STATE_DIFFERS, ours=None, theirs=theirs)]
    return []


def _refunds(
    booked: Booked | None, rows: Sequence[ProviderRow], read: Collection[date]
) -> list[Finding]:
    taken = [row.amount for row in rows if row.kind is RowKind.TAKEN]
    back = sorted(row.amount.amount_minor for row in rows if row.kind is RowKind.BACK)
    if booked is None:
        if not back:
            return []
        money = next(row.amount for row in rows if row.kind is RowKind.BACK)
        return [
            Finding(kind=DifferenceKind.REFUND_MISSING_WITH_US, ours=None, theirs=_of(money, back))
        ]
    amount = booked.attempt.amount
    done = [
        (refund.amount.amount_minor, day)
        for refund, day in booked.refunds
        if refund.state is RefundState.DONE and not refund.paid_by
    ]
    # a bank may be told the rest alone instead of the whole and what went back of it
    net = sum(one.amount_minor for one in taken) - sum(back)
    if taken and net == amount.amount_minor - sum(minor for minor, _ in done):
        return []
    ours, theirs = _unmatched(done, back)
    on_the_way = sorted(
        refund.amount.amount_minor
        for refund, _ in booked.refunds
        if refund.state is RefundState.OPEN
    )
    for minor in on_the_way:  # its own loop asks what became of it
        if minor in theirs:
            theirs.remove(minor)
    if ours and theirs:
        return [
            Finding(
                kind=DifferenceKind.REFUND_AMOUNT_DIFFERS,
                ours=_of(amount, [minor for minor, _ in ours]),
                theirs=_of(amount, theirs),
            )
        ]
    if theirs:
        return [
            Finding(
                kind=DifferenceKind.REFUND_MISSING_WITH_US, ours=None, theirs=_of(amount, theirs)
            )
        ]
    last = max(read, default=None)
    late = [minor for minor, on in ours if on and last and on + BACK_LATE <= last]
    if late and taken:  # what was never taken was given up whole, and no file tells of that
        return [
            Finding(
                kind=DifferenceKind.REFUND_MISSING_AT_PROVIDER, ours=_of(amount, late), theirs=None
            )
        ]
    return []


def _unmatched(
    ours: Sequence[tuple[int, date | None]], theirs: Sequence[int]
) -> tuple[list[tuple[int, date | None]], list[int]]:
    left = list(theirs)
    alone = []
    for minor, day in ours:
        if minor in left:
            left.remove(minor)
        else:
            alone.append((minor, day))
    return alone, left


def _of(like: Money, minors: Sequence[int]) -> Money:
    return Money(currency_code=like.currency_code, amount_minor=sum(minors))
