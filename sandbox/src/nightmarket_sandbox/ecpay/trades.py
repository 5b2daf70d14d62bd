"""ECPay's books: trades by number, what happened to each, what was delivered.

Guarantees: a MerchantTradeNo is unique for ever, also after failure and after the trade itself was
forgotten; a trade becomes paid at most once.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from nightmarket_sandbox.bounded import Bounded
from nightmarket_sandbox.ecpay.methods import METHODS, Method
from nightmarket_sandbox.ids import ecpay_trade_no, opaque

Clock = Callable[[], float]
MAX_TRADES: Final = 5_000
MAX_NUMBERS: Final = 200_000
MAX_NOTICES: Final = 60


class Status(Enum):
    UNPAID = "unpaid"
    PAID = "paid"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One POST of a notice and how the merchant's server answered."""

    at: float
    status_code: int | None
    answer: str
    acknowledged: bool
    error: str | None = None


@dataclass(slots=True, kw_only=True)
class Notice:
    """One thing told to the merchant; several deliveries if it is not acknowledged."""

    kind: str
    url: str
    silent: bool = False
    deliveries: list[Delivery] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Refund:
    amount: int
    at: float


@dataclass(slots=True, kw_only=True)
class Card:
    """What became of a paid card payment by hand; the daily close is told by the clock."""

    undone: bool = False
    closed_by_hand: bool = False
    abandoned: bool = False
    refunds: list[Refund] = field(default_factory=list)

    @property
    def given_back(self) -> int:
        return sum(refund.amount for refund in self.refunds)


@dataclass(slots=True, kw_only=True)
class Trade:
    trade_no: str
    serial: int
    token: str
    form: Mapping[str, str]
    amount: int
    created_at: float
    method: Method | None
    status: Status = Status.UNPAID
    paid_at: float | None = None
    cancelled: bool = False
    code_info: dict[str, str] | None = None
    queries: int = 0
    card: Card = field(default_factory=Card)
    notices: deque[Notice] = field(default_factory=lambda: deque(maxlen=MAX_NOTICES))

    @property
    def merchant_trade_no(self) -> str:
        return self.form["MerchantTradeNo"]

    @property
    def items(self) -> list[str]:
        return [item for item in self.form["ItemName"].split("#") if item.strip()]

    def pay(self, method: Method, *, at: float) -> None:
        self.method = method
        self.status = Status.PAID
        self.paid_at = at

    def fail(self, method: Method) -> None:
        """Record a failed try. It closes nothing: the next try on the same page may succeed."""
        if self.status is Status.UNPAID:
            self.method = method
            self.status = Status.FAILED


class Trades:
    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._by_number: Bounded[str, Trade] = Bounded(MAX_TRADES)
        self._by_token: Bounded[str, Trade] = Bounded(MAX_TRADES)
        self._used: Bounded[bytes, None] = Bounded(MAX_NUMBERS)
        self._serial = 0

    def open(self, form: Mapping[str, str], amount: int) -> Trade | None:
        """Create the trade; None if its number was ever used."""
        number = form["MerchantTradeNo"]
        digest = hashlib.sha256(number.encode()).digest()[:12]
        if digest in self._used:
            return None
        self._used.put(digest, None)
        self._serial += 1
        now = self._clock()
        trade = Trade(
            trade_no=ecpay_trade_no(now, self._serial),
            serial=self._serial,
            token=opaque(24),
            form=dict(form),
            amount=amount,
            created_at=now,
            method=METHODS.get(form["ChoosePayment"]),
        )
        self._by_number.put(number, trade)
        self._by_token.put(trade.token, trade)
        return trade

    def numbered(self, merchant_trade_no: str) -> Trade | None:
        return self._by_number.get(merchant_trade_no)

    def behind(self, token: str) -> Trade | None:
        """Return the trade whose cashier page has this secret in its address."""
        return self._by_token.get(token)

    def all(self) -> list[Trade]:
        return list(self._by_number.values())
