"""Money back through ECPay: what to do in which state of the card payment (payments sheet 1.11).

There is no idempotency key. What ECPay has given back so far tells whether the refund in hand has
happened: equal to our books, it has not; more by its amount, it has; anything else is for a person.
Between 20:15 and 20:30 in Taipei ECPay closes the day and wants no calls.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl

from nightmarket_payment.adapters.ecpay_form import TAIPEI
from nightmarket_payment.domain.refund import Step, StepKind

PAUSE_BEGIN: Final = timedelta(hours=20, minutes=10)  # five minutes of grace for clocks
PAUSE_END: Final = timedelta(hours=20, minutes=35)
DONE: Final = "1"
BOOKS_DIFFER: Final = "books_differ"
NOT_CLOSED: Final = "not_closed_yet"


class CardState(StrEnum):
    AUTHORISED = "已授權"
    CLOSING = "要關帳"
    CLOSED = "已關帳"
    ABANDONED = "已取消"


class Action(StrEnum):
    REFUND = "R"
    UNDO_CLOSE = "E"
    ABANDON = "N"


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A card payment at ECPay; `given_back` in whole dollars."""

    state: CardState
    given_back: int


def read_detail(body: bytes, *, amount: int) -> Detail | None:
    """QueryTrade/V2's answer; None unless it is one that we understand."""
    try:
        answer = json.loads(body)
        value = answer["RtnValue"]
        if answer["RtnMsg"] or int(value["amount"]) != amount:
            return None
        state = CardState(value["status"])
        back = -sum(min(0, int(one["amount"])) for one in value["close_data"])
    except (ValueError, KeyError, TypeError):
        return None
    return Detail(state=state, given_back=amount if state is CardState.ABANDONED else back)


def decide(
    detail: Detail, *, paid: int, amount: int, given_back: int, at: datetime
) -> Step | Action:
    """What to do for a refund of `amount` when our books say that `given_back` went back before."""
    if detail.given_back == given_back + amount:
        return Step(kind=StepKind.DONE)
    if detail.given_back != given_back:
        return Step(kind=StepKind.BY_HAND, code=BOOKS_DIFFER)
    if (pause_over := _pause_over(at)) is not None:
        return Step(kind=StepKind.LATER, code="closing_the_day", at=pause_over)
    match detail.state:
        case CardState.AUTHORISED if amount == paid:
            return Action.ABANDON
        case CardState.AUTHORISED:
            # part of it: only once it is closed, at the end of the day
            return Step(kind=StepKind.LATER, code=NOT_CLOSED, at=_next_close(at))
        case CardState.CLOSING if amount == paid:
            return Action.UNDO_CLOSE
        case CardState.CLOSING | CardState.CLOSED:
            return Action.REFUND
        case CardState.ABANDONED:
            return Step(kind=StepKind.BY_HAND, code=BOOKS_DIFFER)


def read_action(body: bytes) -> Step:
    """DoAction's answer: form text, or `1|OK` as some pages show it."""
    text = body.decode("utf-8", errors="replace").strip()
    fields = dict(parse_qsl(text, keep_blank_values=True))
    code = fields.get("RtnCode") or text.partition("|")[0]
    if code == DONE:
        return Step(kind=StepKind.DONE)
    if not code.lstrip("-").isdecimal():
        return Step(kind=StepKind.UNKNOWN, code="unreadable")
    return Step(kind=StepKind.REFUSED, code=(fields.get("RtnMsg") or code)[:100])


def _pause_over(at: datetime) -> datetime | None:
    midnight = _midnight(at)
    if PAUSE_BEGIN <= at - midnight < PAUSE_END:
        return midnight + PAUSE_END
    return None


def _next_close(at: datetime) -> datetime:
    end = _midnight(at) + PAUSE_END
    return end if at < end else end + timedelta(days=1)


def _midnight(at: datetime) -> datetime:
    return at.astimezone(TAIPEI).replace(hour=0, minute=0, second=0, microsecond=0)
