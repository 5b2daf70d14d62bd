"""What the handlers need from outside."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from nightmarket_kit.core.money import Money
from nightmarket_kit.core.ports import UnitOfWork
from nightmarket_order.domain.checkout import CartLine, Checkout
from nightmarket_order.domain.events import OrderEvent, RefundDue
from nightmarket_order.domain.order import Order, OrderLine


class OrderRepository(Protocol):
    async def add(self, order: Order) -> bool:
        """False when the order's number is taken (the unique key is the check)."""

    async def get_for_update(self, order_id: str) -> Order | None: ...
    async def lock_overdue(self, *, at: datetime, limit: int) -> list[Order]:
        """Placed orders whose deadline has passed; those that somebody else holds are left out."""

    async def lock_due(self, *, at: datetime, limit: int) -> list[Order]:
        """Shipped and delivered orders whose state ends by itself now; held ones are left out."""

    async def save(self, order: Order) -> None:
        """Store what changed, and the changes as history."""


class CheckoutRepository(Protocol):
    async def claim(self, checkout: Checkout) -> Checkout:
        """The checkout of this request id: the given one, or the one that was there before."""

    async def lock(self, order_id: str) -> Checkout | None: ...
    async def give_up(self, order_id: str) -> None: ...
    async def forget(self, *, before: datetime, limit: int) -> int: ...


class RefundRepository(Protocol):
    async def has(self, payment_id: str) -> bool: ...
    async def add(self, refund: RefundDue, *, at: datetime) -> bool:
        """False when this payment's refund is due already."""

    async def note(self, payment_id: str, refunded: Money) -> None:
        """So much went back of the payment in all; what was noted never shrinks."""

    async def noted(self, payment_id: str) -> Money | None: ...


class OrderUow(UnitOfWork, Protocol):
    @property
    def orders(self) -> OrderRepository: ...
    @property
    def checkouts(self) -> CheckoutRepository: ...
    @property
    def refunds(self) -> RefundRepository: ...
    def publish(self, event: OrderEvent) -> None: ...


class CartClient(Protocol):
    async def lines(self, shop_id: str) -> tuple[CartLine, ...]:
        """The caller's cart of this shop at today's prices."""


class CatalogClient(Protocol):
    async def reserve(
        self,
        *,
        order_id: str,
        shop_id: str,
        user_id: str,
        lines: Sequence[OrderLine],
        expires_at: datetime,
    ) -> bool:
        """False when an earlier reservation of this order has ended.

        OutOfStock and PurchaseLimitReached name a line.
        """

    async def extend(self, order_id: str, *, expires_at: datetime) -> bool:
        """False when its units are not held any more."""

    async def release(self, order_id: str) -> None: ...


UowFactory = Callable[[], OrderUow]
