"""Facts that payment tells."""

from dataclasses import dataclass
from datetime import datetime

from nightmarket_kit.core.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSettled:
    payment_id: str
    order_id: str
    amount: Money
    provider: str
    settled_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed:
    payment_id: str
    order_id: str
    provider: str
    code: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAwaited:
    """The buyer has a code and until `pay_until` to pay it."""

    payment_id: str
    order_id: str
    provider: str
    pay_until: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded:
    """`refunded` is what of the payment went back in all; another attempt's money is not of it."""

    payment_id: str
    order_id: str
    refund_id: str
    amount: Money
    refunded: Money
    cause: str
    done_at: datetime
    version: int


Event = PaymentSettled | PaymentFailed | PaymentAwaited | PaymentRefunded
