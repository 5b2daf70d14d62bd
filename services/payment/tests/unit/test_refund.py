"""Refunds, alone: never more than came, never forgotten, and the books stay even."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket_kit.core.money import Money, total
from nightmarket_payment.domain.errors import RefundNotByHand, RefundTooLarge
from nightmarket_payment.domain.ledger import Posting, PostingKind
from nightmarket_payment.domain.payment import Attempt, AttemptState, Payment, PaymentState
from nightmarket_payment.domain.refund import (
    Refund,
    RefundCause,
    RefundState,
    Step,
    StepKind,
    advanced,
    left,
    open_refund,
    paid_out,
)

AT = datetime(2026, 1, 1, tzinfo=UTC)
AMOUNT = Money(currency_code="TWD", amount_minor=1_000_00)
ATTEMPT = Attempt(
    id="a",
    payment_id="p",
    number=1,
    provider="ecpay",
    reference="T1",
    amount=AMOUNT,
    state=AttemptState.SETTLED,
    order_no="1",
    items=(),
    return_to="/",
    created_at=AT,
    next_check_at=None,
)
PAYMENT = Payment(
    id="p",
    order_id="o",
    shop_id="s",
    user_id="u",
    amount=AMOUNT,
    state=PaymentState.SETTLED,
    provider="ecpay",
    attempts=1,
    version=2,
    created_at=AT,
    refunded=AMOUNT * 0,
    settled_at=AT,
)


def dollars(amount: int) -> Money:
    return Money(currency_code="TWD", amount_minor=amount * 100)


def asked(amount: int, *others: Refund, cause: RefundCause = RefundCause.SHOP) -> Refund:
    return open_refund(
        ATTEMPT,
        others,
        id_=f"r{len(others)}",
        amount=dollars(amount),
        cause=cause,
        reason="  broken ",
        actor="u",
        at=AT,
    )


@given(
    st.lists(
        st.tuples(st.integers(-1, 1_200), st.sampled_from([*StepKind, None])),
        max_size=12,
    )
)
def test_what_goes_back_is_never_more_than_what_came(
    steps: list[tuple[int, StepKind | None]],
) -> None:
    payment, refunds, postings = PAYMENT, list[Refund](), list[Posting]()
    for amount, answer in steps:
        before = left(ATTEMPT, refunds)
        try:
            refund = asked(amount, *refunds)
        except RefundTooLarge:
            assert not 0 < dollars(amount).amount_minor <= before.amount_minor
            continue
        if answer is not None:
            change = advanced(payment, refund, Step(kind=answer, code="c", at=AT), at=AT)
            payment, refund = change.payment, change.refund
            postings += change.postings
        refunds.append(refund)
    done = [one.amount for one in refunds if one.state is RefundState.DONE]
    assert payment.refunded == total(done, currency_code="TWD")
    assert (payment.state is PaymentState.REFUNDED) == (payment.refunded == AMOUNT)
    assert left(ATTEMPT, refunds).amount_minor >= 0
    out = sum(
        amount.amount_minor for one in postings for name, amount in one.entries if ":ec" in name
    )
    assert out == -payment.refunded.amount_minor


def test_without_an_answer_it_stays_open_and_is_asked_for_ever_less_often() -> None:
    refund, waits = asked(10), []
    for _ in range(12):
        change = advanced(PAYMENT, refund, Step(kind=StepKind.UNKNOWN), at=AT)
        refund = change.refund
        assert refund.state is RefundState.OPEN
        assert refund.next_try_at is not None
        waits.append(refund.next_try_at - AT)
    assert waits[0] == timedelta(minutes=1)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=8)


def test_a_refusal_frees_the_money_unless_it_must_go_back() -> None:
    step = Step(kind=StepKind.REFUSED, code="error_balance")
    refused = advanced(PAYMENT, asked(400), step, at=AT).refund
    assert (refused.state, refused.code) == (RefundState.FAILED, "error_balance")
    assert left(ATTEMPT, [refused]) == AMOUNT
    due = advanced(PAYMENT, asked(400, cause=RefundCause.PAID_TWICE), step, at=AT).refund
    assert due.state is RefundState.BY_HAND
    assert left(ATTEMPT, [due]) == dollars(600)


def test_a_person_pays_out_only_what_waits_for_her() -> None:
    refund = asked(400)
    with pytest.raises(RefundNotByHand):
        paid_out(PAYMENT, refund, by="u", note="", at=AT)
    waiting = advanced(PAYMENT, refund, Step(kind=StepKind.BY_HAND, code="no_refund_call"), at=AT)
    change = paid_out(PAYMENT, waiting.refund, by="u9", note=" bank 004 ", at=AT)
    assert change.is_done
    assert (change.refund.paid_by, change.refund.note) == ("u9", "bank 004")
    (posting,) = change.postings
    assert dict(posting.entries) == {"shop:s": dollars(400), "bank": dollars(-400)}


def test_money_that_came_twice_is_not_the_payments_own() -> None:
    refund = asked(1_000, cause=RefundCause.PAID_TWICE)
    change = advanced(PAYMENT, refund, Step(kind=StepKind.DONE), at=AT)
    assert change.payment == PAYMENT
    assert dict(change.postings[0].entries)["due_back"] == AMOUNT


def test_nothing_uneven_is_posted() -> None:
    lines = (("a", dollars(1)), ("b", dollars(-2)))
    with pytest.raises(ValueError, match="sum to zero"):
        Posting(kind=PostingKind.SETTLED, source_id="x", payment_id="p", entries=lines)
