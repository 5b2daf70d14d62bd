"""An order's life along the machine, each change with who made it and when.

Money decides by state, not by the clock: a payment that settles after the deadline but before the
sweeper came still pays the order. What went back in part, or after the parcel left, changes no state.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from nightmarket_kit.core.money import Money
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.delivery import HOME, Delivery
from nightmarket_order.domain.errors import WrongState
from nightmarket_order.domain.machine import Act, OrderState, after
from nightmarket_order.domain.parcel import Parcel


class CancelCause(StrEnum):
    BUYER = "buyer"
    SHOP = "shop"
    DEADLINE = "deadline"


class CancelReason(StrEnum):
    """Why the shop gave it up; told to the buyer."""

    OUT_OF_STOCK = "out_of_stock"
    BUYER_ASKED = "buyer_asked"
    UNREACHABLE = "unreachable"
    OTHER = "other"


class RefundCause(StrEnum):
    AMOUNT = "amount"
    CANCELLED = "cancelled"
    PAID_ALREADY = "paid_already"
    UNKNOWN_ORDER = "unknown_order"


class ActorKind(StrEnum):
    BUYER = "buyer"
    SHOP = "shop"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who makes a change. `source` is the request or event that asked for it."""

    kind: ActorKind = ActorKind.SYSTEM
    actor_id: str = ""
    source: str = ""


SYSTEM = By()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    version: int
    state: OrderState
    cause: Act
    at: datetime
    by: By
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    variant_id: str
    product_id: str
    title: str
    quantity: int
    unit_price: Money
    show_id: str
    deal_id: str = ""

    @property
    def amount(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`changes` led from the stored version to this one, one per version. `due_at` is when the state ends
    by itself, once the parcel left. `shipping_minor` and `discount_minor` are in the total's currency.
    """

    id: str
    order_no: str
    shop_id: str
    user_id: str
    lines: tuple[OrderLine, ...]
    total: Money
    contact: Contact
    placed_at: datetime
    pay_deadline: datetime
    refunded: Money
    delivery: Delivery = HOME
    shipping_minor: int = 0
    discount_minor: int = 0
    coupon_code: str = ""
    state: OrderState = OrderState.PLACED
    paid_at: datetime | None = None
    payment_id: str | None = None
    cancelled_at: datetime | None = None
    cancel_cause: CancelCause | None = None
    cancel_reason: CancelReason | None = None
    parcel: Parcel | None = None
    due_at: datetime | None = None
    version: int = 1
    changes: tuple[Change, ...] = ()

    @property
    def shipping(self) -> Money:
        return replace(self.total, amount_minor=self.shipping_minor)

    @property
    def discount(self) -> Money:
        return replace(self.total, amount_minor=self.discount_minor)

    @property
    def subtotal(self) -> Money:
        return self.total - self.shipping + self.discount

    def begun(self, *, by: By) -> "Order":
        """A new order, with the first line of its history."""
        first = Change(version=1, state=self.state, cause=Act.PLACE, at=self.placed_at, by=by)
        return replace(self, changes=(first,))

    def refusal_of(self, amount: Money) -> RefundCause | None:
        """Why this order cannot take a payment of `amount`; None when it can."""
        if self.state in {OrderState.CANCELLED, OrderState.EXPIRED}:
            return RefundCause.CANCELLED
        if self.state is not OrderState.PLACED:
            return RefundCause.PAID_ALREADY
        return None if amount == self.total else RefundCause.AMOUNT

    def paid(self, payment_id: str, *, at: datetime, by: By = SYSTEM) -> "Order":
        return self._moved(Act.PAY, at=at, by=by, payment_id=payment_id, paid_at=at)

    def extended(self, until: datetime, *, at: datetime, by: By = SYSTEM) -> "Order":
        """More time to pay, never less; WrongState when nothing is awaited any more."""
        if self.state is not OrderState.PLACED:
            raise WrongState(order_id=self.id, state=self.state)
        if until <= self.pay_deadline:
            return self
        return self._changed(self.state, Act.EXTEND, at=at, by=by, pay_deadline=until)

    def packed(self, *, at: datetime, by: By) -> "Order":
        return self._moved(Act.PACK, at=at, by=by)

    def shipped(self, parcel: Parcel, *, due_at: datetime, at: datetime, by: By) -> "Order":
        return self._moved(Act.SHIP, at=at, by=by, parcel=parcel, due_at=due_at)

    def delivered(self, *, due_at: datetime, at: datetime, by: By = SYSTEM) -> "Order":
        return self._moved(Act.DELIVER, at=at, by=by, due_at=due_at)

    def completed(self, *, at: datetime, by: By = SYSTEM) -> "Order":
        return self._moved(Act.COMPLETE, at=at, by=by, due_at=None)

    def expired(self, *, at: datetime, by: By = SYSTEM) -> "Order":
        return self._moved(
            Act.EXPIRE, at=at, by=by, cancel_cause=CancelCause.DEADLINE, cancelled_at=at
        )

    def cancelled(
        self,
        cause: CancelCause,
        *,
        at: datetime,
        by: By,
        reason: CancelReason | None = None,
        note: str = "",
    ) -> "Order":
        """A buyer gives up what is not paid; the shop also what is paid and not shipped."""
        if cause is CancelCause.BUYER and self.state is not OrderState.PLACED:
            raise WrongState(order_id=self.id, state=self.state)
        return self._moved(
            Act.CANCEL,
            at=at,
            by=by,
            note=note,
            cancel_cause=cause,
            cancelled_at=at,
            cancel_reason=reason,
        )

    def given_back(self, in_all: Money, *, at: datetime, by: By = SYSTEM) -> "Order":
        """So much of the payment went back by now; what is told again changes nothing."""
        if in_all.currency_code != self.total.currency_code or not self.refunded < in_all:
            return self
        state = after(self.state, Act.REFUND) if not in_all < self.total else None
        return self._changed(state or self.state, Act.REFUND, at=at, by=by, refunded=in_all)

    def _moved(self, act: Act, *, at: datetime, by: By, note: str = "", **fields: Any) -> "Order":
        state = after(self.state, act)
        if state is None:
            raise WrongState(order_id=self.id, state=self.state)
        return self._changed(state, act, at=at, by=by, note=note, **fields)

    def _changed(
        self, state: OrderState, act: Act, *, at: datetime, by: By, note: str = "", **fields: Any
    ) -> "Order":
        version = self.version + 1
        change = Change(version=version, state=state, cause=act, at=at, by=by, note=note)
        return replace(
            self, state=state, version=version, changes=(*self.changes, change), **fields
        )
