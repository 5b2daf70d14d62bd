"""A bank that takes money, loses words and repeats itself: the truth that payment must arrive at."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_payment.adapters.ecpay_refund import Action, CardState, Detail, decide
from nightmarket_payment.application.ports import Opened, Redirect
from nightmarket_payment.domain.method import Offer
from nightmarket_payment.domain.notice import Kind, Notice, Outcome
from nightmarket_payment.domain.payment import Attempt
from nightmarket_payment.domain.provider_file import DayFile, NoFile
from nightmarket_payment.domain.refund import Refund, Step, StepKind

DOLLARS = 1_000
TOTAL = Money(currency_code="TWD", amount_minor=DOLLARS * 100)
NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)  # in Taipei; nothing here lasts until the day is closed
GAP_S = 0.003


class CarrierDiedError(Exception):
    """The process that talked to the bank is gone."""


@dataclass(slots=True)
class Trade:
    is_paid: bool = False
    given_back: int = 0  # whole dollars


@dataclass(slots=True)
class Bank:
    """A provider: `words` are answers that get lost, one after the other, before one arrives."""

    trades: dict[str, Trade] = field(default_factory=dict)
    words_lost: int = 0
    dies: str = ""
    """Whoever asks for a refund dies `before` or `after` it was done."""
    busy: set[str] = field(default_factory=set)
    name: str = "bank"
    accepted: str = "OK"
    refused: str = "NO"

    def charge_unit(self, currency_code: str) -> int | None:
        return 100 if currency_code == "TWD" else None

    def bounds(self, currency_code: str) -> tuple[Money, Money]:
        return Money(currency_code=currency_code, amount_minor=100), TOTAL

    def offers(self, currency_code: str) -> list[Offer]:
        return []

    def new_reference(self, at: datetime) -> str:
        reference = new_id()
        self.trades[reference] = Trade()
        return reference

    async def open(self, attempt: Attempt) -> Opened:
        return Opened(
            redirect=Redirect(url="https://bank.test", fields={"reference": attempt.reference})
        )

    def read_notice(self, body: bytes, *, kind: Kind, content_type: str) -> Notice:
        raise NotImplementedError

    def can_query(self) -> bool:
        return True

    @property
    def zone(self) -> tzinfo:
        return UTC

    def has_files(self) -> bool:
        return False

    async def read_day(self, day: date, ours: Sequence[Attempt]) -> DayFile | NoFile:
        raise NotImplementedError

    def is_lost(self) -> bool:
        self.words_lost -= self.words_lost > 0
        return self.words_lost > 0

    async def query(self, attempt: Attempt) -> Notice | None:
        outcome = Outcome.PAID if self.trades[attempt.reference].is_paid else Outcome.UNPAID
        return None if self.is_lost() else told(attempt.reference, outcome, kind=Kind.QUERY)

    async def refund(self, attempt: Attempt, refund: Refund, *, given_back: Money) -> Step:
        """As ECPay: no key that makes it once, only what it has given back so far, and between the
        look and the act there is time. So nobody else may talk about the same payment meanwhile.
        """
        assert attempt.reference not in self.busy, "two carry refunds of one payment at once"
        self.busy.add(attempt.reference)
        try:
            return await self._refund(self.trades[attempt.reference], refund, given_back)
        finally:
            self.busy.remove(attempt.reference)

    async def _refund(self, trade: Trade, refund: Refund, given_back: Money) -> Step:
        dollars = refund.amount.amount_minor // 100
        step = decide(
            Detail(state=CardState.CLOSED, given_back=trade.given_back),
            paid=DOLLARS,
            amount=dollars,
            given_back=given_back.amount_minor // 100,
            at=NOON,
        )
        await asyncio.sleep(GAP_S)
        if self.dies == "before":
            raise CarrierDiedError
        if step is Action.REFUND:
            trade.given_back += dollars
            step = Step(kind=StepKind.DONE)
        if self.dies:
            raise CarrierDiedError
        assert isinstance(step, Step)
        return Step(kind=StepKind.UNKNOWN, code="lost") if self.is_lost() else step


def told(reference: str, outcome: Outcome, *, kind: Kind = Kind.NOTICE) -> Notice:
    return Notice(
        provider="bank",
        kind=kind,
        reference=reference,
        provider_ref=f"b{reference}",
        outcome=outcome,
        code=outcome.value,
        amount=TOTAL,
        simulated=False,
        is_ours=True,
        dedupe_key=f"{kind} {reference} {outcome}",
        body=b"",
    )
