"""Facts that order tells. None of them carries the buyer's contact."""

from dataclasses import dataclass
from typing import TypeAlias

from nightmarket_kit.core.money import Money
from nightmarket_order.domain.order import Order, RefundCause


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced:
    """`cart_version` is of the cart that it was made of."""

    order: Order
    cart_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid:
    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled:
    """Given up by a person, or expired."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMoved:
    """One of the states after paying was reached."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDue:
    """`version` is the order's, 0 when there is none."""

    order_id: str
    payment_id: str
    amount: Money
    cause: RefundCause
    version: int


OrderEvent: TypeAlias = OrderPlaced | OrderPaid | OrderCancelled | OrderMoved | RefundDue
