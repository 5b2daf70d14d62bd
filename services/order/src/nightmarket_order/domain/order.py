"""An order's life: placed → paid | cancelled, and no way back.

Money decides by state, not by the clock: a payment that settles after the deadline but before the
sweeper came still pays the order.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from nightmarket_kit.core.money import Money
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.errors import WrongState

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER_LENGTH = 8  # 40 bits: says nothing about how much a shop sells


class OrderState(StrEnum):
    PLACED = "placed"
    PAID = "paid"
    CANCELLED = "cancelled"


class CancelCause(StrEnum):
    BUYER = "buyer"
    SHOP = "shop"
    DEADLINE = "deadline"


class RefundCause(StrEnum):
    AMOUNT = "amount"
    CANCELLED = "cancelled"
    PAID_ALREADY = "paid_already"
    UNKNOWN_ORDER = "unknown_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    variant_id: str
    product_id: str
    title: str
    quantity: int
    unit_price: Money
    show_id: str

    @property
    def amount(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    id: str
    order_no: str
    shop_id: str
    user_id: str
    lines: tuple[OrderLine, ...]
    total: Money
    contact: Contact
    placed_at: datetime
    pay_deadline: datetime
    state: OrderState = OrderState.PLACED
    paid_at: datetime | None = None
    payment_id: str | None = None
    cancelled_at: datetime | None = None
    cancel_cause: CancelCause | None = None
    version: int = 1

    def refusal_of(self, amount: Money) -> RefundCause | None:
        """Why this order cannot take a payment of `amount`; None when it can."""
        if self.state is OrderState.CANCELLED:
            return RefundCause.CANCELLED
        if self.state is OrderState.PAID:
            return RefundCause.PAID_ALREADY
        return None if amount == self.total else RefundCause.AMOUNT

    def paid(self, payment_id: str, *, at: datetime) -> "Order":
        self._require_placed()
        return replace(
            self,
            state=OrderState.PAID,
            payment_id=payment_id,
            paid_at=at,
            version=self.version + 1,
        )

    def cancelled(self, cause: CancelCause, *, at: datetime) -> "Order":
        self._require_placed()
        return replace(
            self,
            state=OrderState.CANCELLED,
            cancel_cause=cause,
            cancelled_at=at,
            version=self.version + 1,
        )

    def _require_placed(self) -> None:
        if self.state is not OrderState.PLACED:
            raise WrongState(order_id=self.id, state=self.state)


def new_order_no() -> str:
    """A number that people can read out: no I, L, O or U. The database decides whether it is free."""
    return "NM" + "".join(secrets.choice(_CROCKFORD) for _ in range(_NUMBER_LENGTH))
