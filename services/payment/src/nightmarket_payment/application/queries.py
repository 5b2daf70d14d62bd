"""Read models: what screens ask for. No lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from nightmarket_kit.core.money import Money
from nightmarket_kit.core.pages import Page
from nightmarket_payment.domain.notice import PayCode
from nightmarket_payment.domain.payment import Attempt, Payment, PaymentState
from nightmarket_payment.domain.reconciliation import Difference, DifferenceEntry
from nightmarket_payment.domain.refund import Refund
from nightmarket_payment.domain.refund_ask import RefundAsk


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """A code that the buyer holds."""

    code: PayCode
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    id: str
    order_id: str
    shop_id: str
    user_id: str
    provider: str
    state: PaymentState
    amount: Money
    created_at: datetime
    settled_at: datetime | None
    refunded: Money
    method: str
    """That was chosen; empty: at the provider's page."""
    payable: Payable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyEntry:
    """`kind` is started, or what a notice came to: code_issued, failed, paid, paid_twice, held."""

    kind: str
    at: datetime
    attempt: int
    provider: str
    amount: Money
    pay_until: datetime | None
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMoney:
    """One snapshot. `attempt` is the one that settled the payment."""

    payment: Payment
    method: str
    attempt: Attempt | None
    payable: Payable | None
    entries: list[MoneyEntry]
    refunds: list[Refund]
    asks: list[RefundAsk]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPayment:
    """`by_hand` counts its refunds that wait for a person."""

    payment: PaymentView
    order_no: str
    day: date
    by_hand: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySum:
    day: date
    came: Money
    went_back: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceView:
    difference: Difference
    order_id: str
    order_no: str
    history: tuple[DifferenceEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedDay:
    provider: str
    day: date
    compared_at: datetime | None
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """Where the buyer goes after the provider's page; both empty for an unknown attempt."""

    payment_id: str = ""
    return_to: str = ""


class PaymentQueries(Protocol):
    async def payment(self, payment_id: str) -> PaymentView | None: ...
    async def payment_of_order(self, order_id: str) -> PaymentView | None: ...
    async def refunds(self, payment_id: str) -> list[Refund]: ...
    async def order_money(self, order_id: str) -> OrderMoney | None: ...
    async def ask(self, ask_id: str) -> RefundAsk | None: ...
    async def asks_of_shop(self, shop_id: str, *, answered: bool, page: Page) -> list[RefundAsk]:
        """One more than the page holds, when there is one; open ones oldest first, others newest."""

    async def payments_of_shop(
        self, shop_id: str, states: Sequence[PaymentState], *, page: Page
    ) -> list[ShopPayment]: ...
    async def day_sums(self, shop_id: str, days: Sequence[date]) -> list[DaySum]: ...
    async def differences_of_shop(
        self, shop_id: str, *, closed: bool, page: Page
    ) -> list[DifferenceView]: ...
    async def difference(self, difference_id: str) -> DifferenceView | None: ...
    async def last_days(self) -> list[ComparedDay]: ...
    async def open_differences(self, provider: str) -> list[Difference]: ...
    async def way_back(self, provider: str, reference: str) -> WayBack: ...
