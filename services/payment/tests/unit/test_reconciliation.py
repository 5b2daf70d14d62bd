"""What differs between the provider's word and ours, by name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from nightmarket_kit.core.money import Money
from nightmarket_payment.domain.errors import DifferenceNotOpen
from nightmarket_payment.domain.payment import Attempt, AttemptState
from nightmarket_payment.domain.provider_file import ProviderRow, RowKind
from nightmarket_payment.domain.reconciliation import (
    Booked,
    Difference,
    DifferenceAct,
    DifferenceKind,
    DifferenceState,
    Finding,
    Settlement,
    judge,
    opened,
)
from nightmarket_payment.domain.refund import Refund, RefundCause, RefundState

DAY = date(2026, 1, 2)
READ = frozenset(DAY + timedelta(days=n) for n in range(-1, 1))
LATER = frozenset(DAY + timedelta(days=n) for n in range(-1, 10))
AT = datetime(2026, 1, 3, 8, tzinfo=UTC)


def twd(dollars: int) -> Money:
    return Money(currency_code="TWD", amount_minor=dollars * 100)


def row(kind: RowKind, dollars: int, day: date = DAY) -> ProviderRow:
    return ProviderRow(kind=kind, day=day, reference="D1", amount=twd(dollars))


def refund(dollars: int, state: RefundState = RefundState.DONE, paid_by: str = "") -> Refund:
    return Refund(
        id="r",
        payment_id="p",
        attempt_id="a",
        provider="ecpay",
        amount=twd(dollars),
        cause=RefundCause.SHOP,
        reason="",
        actor="",
        created_at=AT,
        next_try_at=None,
        state=state,
        paid_by=paid_by,
    )


def booked(state: AttemptState = AttemptState.SETTLED, *refunds: Refund) -> Booked:
    attempt = Attempt(
        id="a",
        payment_id="p",
        number=1,
        provider="ecpay",
        reference="D1",
        amount=twd(1688),
        state=state,
        order_no="NM1",
        items=(),
        return_to="/",
        created_at=AT,
        next_check_at=None,
    )
    is_paid = state in {AttemptState.SETTLED, AttemptState.REFUND_DUE}
    return Booked(
        attempt=attempt,
        shop_id="s",
        booked_on=DAY if is_paid else None,
        refunds=tuple((one, DAY) for one in refunds),
    )


PAID = row(RowKind.PAID, 1688)
TAKEN = row(RowKind.TAKEN, 1688)


def names(case: Booked | None, *rows: ProviderRow, read: frozenset[date] = READ) -> list[str]:
    return [one.kind.value for one in judge(case, rows, read=read)]


def test_the_same_on_both_sides_is_no_difference() -> None:
    assert names(booked(), PAID) == []
    assert names(booked(), PAID, TAKEN) == []
    assert names(booked(AttemptState.CREATED)) == []
    assert names(booked(AttemptState.REFUND_DUE), PAID) == []


@pytest.mark.parametrize(
    ("case", "rows", "name"),
    [
        (booked(), (), "missing_at_provider"),
        (None, (PAID,), "missing_with_us"),
        (booked(AttemptState.FAILED), (PAID,), "state_differs"),
        (booked(AttemptState.PENDING), (PAID,), "state_differs"),
        (booked(), (row(RowKind.PAID, 1600),), "amount_differs"),
        (booked(AttemptState.CREATED), (row(RowKind.PAID, 1600),), "amount_differs"),
        (booked(), (PAID, PAID), "doubled"),
        (booked(), (PAID, TAKEN, row(RowKind.BACK, 100)), "refund_missing_with_us"),
        (None, (row(RowKind.BACK, 100),), "refund_missing_with_us"),
        (
            booked(AttemptState.SETTLED, refund(200)),
            (PAID, TAKEN, row(RowKind.BACK, 100)),
            "refund_amount_differs",
        ),
    ],
)
def test_each_difference_has_its_name(
    case: Booked | None, rows: tuple[ProviderRow, ...], name: str
) -> None:
    assert names(case, *rows) == [name]


def test_nothing_is_missing_before_its_file_is_there() -> None:
    assert names(booked(), read=frozenset({DAY - timedelta(days=1)})) == []
    assert names(booked(), read=frozenset({DAY})) == []


def test_what_was_booked_after_midnight_may_stand_in_the_day_before() -> None:
    assert names(booked(), row(RowKind.PAID, 1688, DAY - timedelta(days=1))) == []


def test_a_refund_is_missing_only_when_the_bank_had_its_days() -> None:
    case = booked(AttemptState.SETTLED, refund(200))
    assert names(case, PAID, TAKEN) == []
    assert names(case, PAID, TAKEN, read=LATER) == ["refund_missing_at_provider"]
    assert names(case, PAID, TAKEN, row(RowKind.BACK, 200), read=LATER) == []


def test_what_was_given_up_before_the_close_is_in_no_file() -> None:
    assert names(booked(AttemptState.SETTLED, refund(1688)), PAID, read=LATER) == []


def test_a_rest_told_alone_is_the_same_money() -> None:
    case = booked(AttemptState.SETTLED, refund(688))
    assert names(case, PAID, row(RowKind.TAKEN, 1000), read=LATER) == []


def test_a_refund_on_its_way_and_one_by_hand_are_no_difference() -> None:
    case = booked(AttemptState.SETTLED, refund(200, RefundState.OPEN))
    assert names(case, PAID, TAKEN, row(RowKind.BACK, 200)) == []
    by_hand = booked(AttemptState.SETTLED, refund(200, paid_by="owner"))
    assert names(by_hand, PAID, TAKEN, read=LATER) == []


FOUND = Finding(kind=DifferenceKind.AMOUNT_DIFFERS, ours=twd(1688), theirs=twd(1600))


def difference() -> Difference:
    new = opened(FOUND, id_="d", provider="ecpay", day=DAY, reference="D1", booked=booked(), at=AT)
    return replace(new, entries=())


def test_found_again_is_the_same_difference() -> None:
    assert difference().found(FOUND, at=AT) == difference()


def test_it_closes_itself_and_comes_back() -> None:
    closed = difference().gone(at=AT)
    assert closed.state is DifferenceState.EXPLAINED
    assert closed.gone(at=AT) is closed
    again = closed.found(FOUND, at=AT)
    assert (again.state, again.version) == (DifferenceState.OPEN, 3)
    assert [one.act for one in again.entries] == [DifferenceAct.EXPLAINED, DifferenceAct.REOPENED]


def test_a_persons_word_holds_until_the_amounts_change() -> None:
    settled = difference().settled(Settlement.ACCEPTED, by="u", note=" gone ", at=AT)
    assert (settled.state, settled.entries[-1].note) == (DifferenceState.SETTLED, "gone")
    assert settled.found(FOUND, at=AT) is settled
    assert settled.gone(at=AT) is settled
    other = settled.found(replace(FOUND, theirs=twd(1500)), at=AT)
    assert other.state is DifferenceState.OPEN
    with pytest.raises(DifferenceNotOpen):
        settled.settled(Settlement.ACCEPTED, by="u", note="", at=AT)


def test_another_currency_is_another_amount() -> None:
    baht = Money(currency_code="THB", amount_minor=168_800)
    paid = replace(PAID, amount=baht)
    (found,) = judge(booked(AttemptState.CREATED), [paid], read=READ)
    assert (found.kind, found.ours, found.theirs) == (
        DifferenceKind.AMOUNT_DIFFERS,
        twd(1688),
        baht,
    )
