"""What the handlers need from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from nightmarket_kit.core.money import Money
from nightmarket_kit.core.ports import RequestLog, UnitOfWork
from nightmarket_order.domain.address import Address
from nightmarket_order.domain.checkout import Cart, Checkout, OrderedCart
from nightmarket_order.domain.coupon import Coupon
from nightmarket_order.domain.delivery import ShippingMethod
from nightmarket_order.domain.events import OrderEvent, RefundDue
from nightmarket_order.domain.order import Order, OrderLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An order that would end now."""

    order_id: str
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyNews:
    """Of orders in neither it is not known yet whether money came by their deadline."""

    unpaid: frozenset[str] = frozenset()
    paid: frozenset[str] = frozenset()


class OrderRepository(Protocol):
    async def add(self, order: Order) -> bool:
        """False when the order's number is taken (the unique key is the check)."""

    async def get_for_update(self, order_id: str) -> Order | None: ...
    async def overdue(self, *, at: datetime, after: Due | None, limit: int) -> list[Due]:
        """Placed orders whose deadline has passed, by deadline, from behind `after`. Not locked."""

    async def lock_overdue(self, order_ids: Sequence[str], *, at: datetime) -> list[Order]:
        """Those still placed and past their deadline; those that somebody else holds are left out."""

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


class OrderedCartRepository(Protocol):
    async def claim(self, cart: OrderedCart) -> bool:
        """False when an order was made of this cart that it has not taken out yet."""

    async def order_of(self, cart: OrderedCart) -> str | None:
        """The order that stands in its way."""

    async def forget(self, *, before: datetime, limit: int) -> int: ...


class ShippingRepository(Protocol):
    async def of(self, shop_id: str) -> tuple[ShippingMethod, ...]:
        """Empty when the shop set nothing."""

    async def replace(self, shop_id: str, methods: Sequence[ShippingMethod]) -> None: ...


class CouponRepository(Protocol):
    async def find(self, shop_id: str, code: str) -> Coupon | None: ...
    async def is_owner(self, coupon_id: str, user_id: str) -> bool: ...
    async def give(self, coupon_id: str, user_ids: Sequence[str]) -> None:
        """They own a personal one; who has it already has it once."""

    async def unspent(self, shop_id: str, user_id: str, *, at: datetime) -> list[Coupon]:
        """Personal ones that no order of hers uses, the first to end first; at most 20."""

    async def used_by(self, coupon_id: str, user_id: str) -> int: ...
    async def lock(self, coupon_id: str) -> Coupon | None:
        """Until the end of the transaction its uses do not change."""

    async def add(self, coupon: Coupon) -> bool:
        """False when the shop has the code already (the unique key is the check)."""

    async def stop(self, coupon: Coupon) -> None: ...
    async def take(self, coupon_id: str, order: Order) -> None:
        """One more use; the coupon is locked."""

    async def give_back(self, orders: Sequence[Order], *, at: datetime) -> None:
        """Each order's use is there again for others, once."""


class AddressRepository(Protocol):
    async def lock(self, user_id: str) -> list[Address]:
        """All of this person, the default first, then the latest; they do not change meanwhile."""

    async def put(self, user_id: str, address: Address) -> None:
        """A default one takes its place from the other."""

    async def delete(self, user_id: str, address_id: str) -> None: ...


class RefundRepository(Protocol):
    async def has(self, payment_id: str) -> bool: ...
    async def add(self, refund: RefundDue, *, at: datetime) -> bool:
        """False when this payment's refund is due already."""

    async def note(self, payment_id: str, refunded: Money) -> None:
        """So much went back of the payment in all; what was noted never shrinks."""

    async def noted(self, payment_id: str) -> Money | None: ...


class PriceTerms(Protocol):
    @property
    def shipping(self) -> ShippingRepository: ...
    @property
    def coupons(self) -> CouponRepository: ...


class OrderStatements(PriceTerms, Protocol):
    """Each call is whole by itself, and what it writes is there at once."""

    @property
    def requests(self) -> RequestLog: ...
    @property
    def checkouts(self) -> CheckoutRepository: ...
    @property
    def ordered_carts(self) -> OrderedCartRepository: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class OrderUow(UnitOfWork, PriceTerms, Protocol):
    @property
    def orders(self) -> OrderRepository: ...
    @property
    def checkouts(self) -> CheckoutRepository: ...
    @property
    def ordered_carts(self) -> OrderedCartRepository: ...
    @property
    def addresses(self) -> AddressRepository: ...
    @property
    def refunds(self) -> RefundRepository: ...
    def publish(self, event: OrderEvent) -> None: ...


class CartClient(Protocol):
    async def read(self, user_id: str, shop_id: str) -> Cart:
        """The person's cart of this shop at today's prices."""


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


class PaymentClient(Protocol):
    async def news(self, due: Sequence[Due]) -> MoneyNews:
        """Of orders past their deadline."""


UowFactory = Callable[[], OrderUow]
StatementsFactory = Callable[[], OrderStatements]
