import json
from datetime import UTC, datetime, timedelta

import pytest

from nightmarket_payment.adapters.ecpay_refund import (
    Action,
    CardState,
    Detail,
    decide,
    read_action,
    read_detail,
)
from nightmarket_payment.domain.refund import Step, StepKind

NOON = datetime(2026, 1, 1, 4, 0, tzinfo=UTC)  # in Taipei


def step(
    state: CardState, amount: int, *, back: int = 0, before: int = 0, at: datetime = NOON
) -> object:
    detail = Detail(state=state, given_back=back)
    answer = decide(detail, paid=1_000, amount=amount, given_back=before, at=at)
    return answer.kind if isinstance(answer, Step) else answer


@pytest.mark.parametrize(
    ("state", "amount", "expected"),
    [
        (CardState.AUTHORISED, 1_000, Action.ABANDON),
        (CardState.AUTHORISED, 400, StepKind.LATER),
        (CardState.CLOSING, 1_000, Action.UNDO_CLOSE),
        (CardState.CLOSING, 400, Action.REFUND),
        (CardState.CLOSED, 1_000, Action.REFUND),
        (CardState.CLOSED, 400, Action.REFUND),
        (CardState.ABANDONED, 400, StepKind.BY_HAND),
    ],
)
def test_each_state_has_its_action(state: CardState, amount: int, expected: object) -> None:
    assert step(state, amount) == expected


def test_what_has_happened_is_not_done_again() -> None:
    assert step(CardState.CLOSED, 400, back=400) is StepKind.DONE
    assert step(CardState.CLOSED, 400, back=700, before=300) is StepKind.DONE
    assert step(CardState.CLOSED, 400, back=300, before=300) == Action.REFUND
    # somebody gave money back in the back office: a person looks
    assert step(CardState.CLOSED, 400, back=100) is StepKind.BY_HAND
    assert step(CardState.ABANDONED, 1_000, back=1_000) is StepKind.DONE


def test_nobody_calls_while_the_day_is_closed() -> None:
    evening = datetime(2026, 1, 1, 12, 15, tzinfo=UTC)  # 20:15 in Taipei
    answer = decide(
        Detail(state=CardState.CLOSED, given_back=0), paid=1, amount=1, given_back=0, at=evening
    )
    assert isinstance(answer, Step)
    assert answer.at == evening + timedelta(minutes=20)
    assert step(CardState.CLOSED, 400, at=evening + timedelta(minutes=20)) == Action.REFUND
    # but what happened before it is seen
    assert step(CardState.CLOSED, 400, back=400, at=evening) is StepKind.DONE


def test_a_part_waits_for_the_close() -> None:
    detail = Detail(state=CardState.AUTHORISED, given_back=0)
    late = datetime(2026, 1, 1, 15, tzinfo=UTC)  # 23:00 in Taipei
    for at, close in (
        (NOON, datetime(2026, 1, 1, 12, 35, tzinfo=UTC)),
        (late, datetime(2026, 1, 2, 12, 35, tzinfo=UTC)),
    ):
        answer = decide(detail, paid=1_000, amount=400, given_back=0, at=at)
        assert isinstance(answer, Step)
        assert answer.at == close


def detail_of(**changes: object) -> bytes:
    value = {
        "TradeID": "1",
        "amount": "1000",
        "clsamt": "600",
        "status": "已關帳",
        "close_data": [{"amount": "1000"}, {"amount": "-400"}],
    }
    return json.dumps({"RtnMsg": "", "RtnValue": value | changes}).encode()


def test_a_detail_is_believed_only_when_it_is_whole() -> None:
    assert read_detail(detail_of(), amount=1_000) == Detail(state=CardState.CLOSED, given_back=400)
    assert read_detail(detail_of(), amount=999) is None
    for body in (
        b"",
        b"[]",
        b"403 Forbidden",
        json.dumps({"RtnMsg": "error_Stop", "RtnValue": None}).encode(),
        detail_of(status="新狀態"),
        detail_of(close_data=None),
        detail_of(amount="many"),
    ):
        assert read_detail(body, amount=1_000) is None


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        ("MerchantID=1&RtnCode=1&RtnMsg=Succeeded", StepKind.DONE, ""),
        ("1|OK", StepKind.DONE, ""),
        ("RtnCode=0&RtnMsg=error_balance", StepKind.REFUSED, "error_balance"),
        ("0|error", StepKind.REFUSED, "0"),
        ("", StepKind.UNKNOWN, "unreadable"),
        ("<html>busy</html>", StepKind.UNKNOWN, "unreadable"),
    ],
)
def test_an_action_is_done_refused_or_unknown(body: str, kind: StepKind, code: str) -> None:
    answer = read_action(body.encode())
    assert (answer.kind, answer.code) == (kind, code)
