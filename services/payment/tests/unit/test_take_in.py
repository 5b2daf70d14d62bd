"""The reducer, alone: any order and any copies of the same notices end alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nightmarket_kit.core.money import Money
from nightmarket_payment.domain.events import Event, PaymentFailed, PaymentSettled
from nightmarket_payment.domain.notice import Kind, Notice, Outcome, Verdict
from nightmarket_payment.domain.payment import (
    Attempt,
    AttemptState,
    Payment,
    PaymentState,
    Schedule,
    take_in,
)

AT = datetime(2026, 1, 1, tzinfo=UTC)
AMOUNT = Money(currency_code="TWD", amount_minor=168_800)
SCHEDULE = Schedule(after=(timedelta(minutes=10), timedelta(hours=2)))


def attempt(number: int = 1) -> Attempt:
    return Attempt(
        id=f"a{number}",
        payment_id="p",
        number=number,
        provider="ecpay",
        reference=f"T{number}",
        amount=AMOUNT,
        state=AttemptState.CREATED,
        order_no="1",
        items=(),
        return_to="/",
        created_at=AT,
        next_check_at=AT,
    )


def payment(attempts: int = 1) -> Payment:
    return Payment(
        id="p",
        order_id="o",
        shop_id="s",
        user_id="u",
        amount=AMOUNT,
        state=PaymentState.PENDING,
        provider="ecpay",
        attempts=attempts,
        version=1,
        created_at=AT,
        refunded=AMOUNT * 0,
    )


def notice(outcome: Outcome = Outcome.PAID, number: int = 1, kind: Kind = Kind.NOTICE) -> Notice:
    return Notice(
        provider="ecpay",
        kind=kind,
        reference=f"T{number}",
        provider_ref="26",
        outcome=outcome,
        code="x",
        amount=AMOUNT,
        simulated=False,
        is_ours=True,
        dedupe_key="",
        body=b"",
    )


NOTICES = st.lists(
    st.builds(
        lambda outcome, number, kind, wrong, simulated, ours: replace(
            notice(outcome, number, kind),
            amount=Money(currency_code="TWD", amount_minor=100) if wrong else AMOUNT,
            simulated=simulated,
            is_ours=ours,
        ),
        st.sampled_from(Outcome),
        st.sampled_from([1, 2, 3]),
        st.sampled_from(Kind),
        st.integers(0, 4).map(lambda one: one == 0),
        st.integers(0, 4).map(lambda one: one == 0),
        st.integers(0, 4).map(lambda one: one != 0),
    ),
    max_size=8,
)


def run(notices: list[Notice]) -> tuple[Payment, dict[int, Attempt], list[Event]]:
    paid, attempts = payment(3), {number: attempt(number) for number in (1, 2, 3)}
    events: list[Event] = []
    for one in notices:
        number = int(one.reference[1:])
        change = take_in(paid, attempts[number], one, at=AT, accept_simulated=False)
        paid, attempts[number] = change.payment, change.attempt
        events += change.events
    return paid, attempts, events


@given(NOTICES, st.data())
def test_any_permutation_with_copies_ends_alike(notices: list[Notice], data: st.DataObject) -> None:
    copies = data.draw(st.lists(st.sampled_from(notices), max_size=6)) if notices else []
    shuffled = data.draw(st.permutations(notices + copies))
    one, one_attempts, _ = run(notices)
    other, other_attempts, events = run(shuffled)
    assert (one.state, one.settled_at) == (other.state, other.settled_at)
    # Which of two paid attempts counts depends on who came first; how many do does not.
    assert sorted(a.state for a in one_attempts.values()) == sorted(
        a.state for a in other_attempts.values()
    )
    settled = [event for event in events if isinstance(event, PaymentSettled)]
    assert len(settled) == (1 if other.settled_at else 0)


@given(NOTICES)
def test_money_counts_once_and_only_real_money_of_the_right_amount(notices: list[Notice]) -> None:
    paid, attempts, _ = run(notices)
    real = {
        one.reference
        for one in notices
        if one.outcome is Outcome.PAID
        and one.kind is not Kind.RESULT
        and one.amount == AMOUNT
        and one.is_ours
        and not one.simulated
    }
    states = [one.state for one in attempts.values()]
    assert (paid.state is PaymentState.SETTLED) == bool(real)
    assert states.count(AttemptState.SETTLED) == (1 if real else 0)
    assert states.count(AttemptState.REFUND_DUE) == max(0, len(real) - 1)


def test_late_success_after_failure_settles() -> None:
    paid, attempts, events = run([notice(Outcome.FAILED, 3), notice(Outcome.PAID, 3)])
    assert paid.state is PaymentState.SETTLED
    assert attempts[3].state is AttemptState.SETTLED
    assert [type(event) for event in events] == [PaymentFailed, PaymentSettled]
    assert [event.version for event in events] == [2, 3]


def test_an_old_attempts_failure_does_not_fail_the_payment() -> None:
    paid, _, events = run([notice(Outcome.FAILED, 1)])
    assert paid.state is PaymentState.PENDING
    assert len(events) == 1
    assert run([notice(Outcome.FAILED, 3)])[0].state is PaymentState.FAILED


def test_failure_after_settlement_changes_nothing_and_tells_nobody() -> None:
    paid, attempts, events = run([notice(Outcome.PAID, 3), notice(Outcome.FAILED, 3)])
    assert (paid.state, attempts[3].state) == (PaymentState.SETTLED, AttemptState.SETTLED)
    assert len(events) == 1
    assert len(run([notice(Outcome.PAID, 1), notice(Outcome.FAILED, 3)])[2]) == 1


def test_verdicts_name_security_events() -> None:
    wrong = replace(notice(), amount=Money(currency_code="TWD", amount_minor=100))
    baht = replace(notice(), amount=Money(currency_code="THB", amount_minor=168_800))
    foreign = replace(notice(), is_ours=False)
    for one in (wrong, baht, foreign):
        change = take_in(payment(), attempt(), one, at=AT, accept_simulated=True)
        assert change.verdict.is_security_event
        assert (change.payment, change.attempt) == (payment(), attempt())


def test_simulated_settles_only_when_that_is_asked_for() -> None:
    test = replace(notice(), simulated=True)
    refused = take_in(payment(), attempt(), test, at=AT, accept_simulated=False)
    assert refused.verdict is Verdict.SIMULATED
    assert refused.payment.state is PaymentState.PENDING
    taken = take_in(payment(), attempt(), test, at=AT, accept_simulated=True)
    assert taken.payment.state is PaymentState.SETTLED


def test_the_browsers_word_is_a_hint_to_ask() -> None:
    later = AT + timedelta(minutes=1)
    change = take_in(
        payment(), attempt(), notice(kind=Kind.RESULT), at=later, accept_simulated=True
    )
    assert change.verdict is Verdict.HINT
    assert change.attempt == replace(attempt(), next_check_at=later)
    assert change.payment == payment()


def test_checks_go_by_the_schedule_and_end() -> None:
    began = attempt()
    first = began.checked(SCHEDULE, AT, asked_at=AT)
    assert first.next_check_at == AT + timedelta(minutes=10)
    second = first.checked(SCHEDULE, AT + timedelta(minutes=11), asked_at=AT)
    assert second.next_check_at == AT + timedelta(hours=2)
    assert second.checked(SCHEDULE, AT + timedelta(hours=3), asked_at=AT).next_check_at is None
    code = replace(began, state=AttemptState.PENDING)
    assert code.checked(
        SCHEDULE, AT + timedelta(days=3), asked_at=AT
    ).next_check_at == AT + timedelta(days=4)
    assert code.checked(SCHEDULE, AT + timedelta(days=11), asked_at=AT).next_check_at is None


def test_unknown_is_asked_again_ever_more_rarely_and_never_given_up() -> None:
    one, gaps = attempt(), []
    for _ in range(10):
        one = one.missed(SCHEDULE, AT)
        assert one.next_check_at is not None
        gaps.append((one.next_check_at - AT).total_seconds())
    assert gaps[:3] == [60, 120, 240]
    assert gaps[-1] == 3600
    assert one.checked(SCHEDULE, AT, asked_at=AT).misses == 0


def test_a_notice_that_names_no_amount_only_brings_the_question_forward() -> None:
    later = AT + timedelta(hours=1)
    told = replace(notice(), amount=None)
    change = take_in(payment(), attempt(), told, at=later, accept_simulated=True)
    assert (change.verdict, change.attempt.next_check_at) == (Verdict.HINT, later)
    assert (change.events, change.postings) == ((), ())


def test_unpaid_by_a_deadline_is_what_the_provider_said_after_it() -> None:
    deadline = AT + timedelta(minutes=15)
    before = attempt().checked(SCHEDULE, AT, asked_at=deadline - timedelta(seconds=1))
    after = before.checked(SCHEDULE, AT, asked_at=deadline)
    assert not attempt().is_unpaid_by(deadline)  # never asked
    assert not before.is_unpaid_by(deadline)
    assert after.is_unpaid_by(deadline)
    assert not after.missed(SCHEDULE, AT).is_unpaid_by(deadline + timedelta(seconds=1))
    assert not replace(after, state=AttemptState.SETTLED).is_unpaid_by(deadline)
