"""Read models: what screens ask for. No lock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nightmarket_kit.core.money import Money
from nightmarket_payment.domain.payment import PaymentState
from nightmarket_payment.domain.reconciliation import Difference
from nightmarket_payment.domain.refund import Refund


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


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """Where the buyer goes after the provider's page; both empty for an unknown attempt."""

    payment_id: str = ""
    return_to: str = ""


class PaymentQueries(Protocol):
    async def payment(self, payment_id: str) -> PaymentView | None: ...
    async def payment_of_order(self, order_id: str) -> PaymentView | None: ...
    async def refunds(self, payment_id: str) -> list[Refund]: ...
    async def open_differences(self, provider: str) -> list[Difference]: ...
    async def way_back(self, provider: str, reference: str) -> WayBack: ...
