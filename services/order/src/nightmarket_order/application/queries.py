"""Reads for screens: orders as they are, without a lock."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from nightmarket_kit.core.money import Money
from nightmarket_kit.core.pages import Page
from nightmarket_order.domain.address import Address
from nightmarket_order.domain.coupon import Coupon
from nightmarket_order.domain.delivery import ShippingMethod
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import Change, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """`number` is the start of an order number; `person` a part of the name or the phone's last digits,
    empty when the reader sees no contacts. An order fits one of the two.
    """

    show_id: str | None = None
    states: tuple[OrderState, ...] = ()
    number: str = ""
    person: str = field(default="", repr=False)
    placed_from: datetime | None = None
    placed_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencySales:
    orders: int
    units: int
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class MinuteSales:
    """By the minute in which the order was placed: that is what the show did."""

    at: datetime
    orders: int
    units: int
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSales:
    product_id: str
    title: str
    units: int
    amount: Money
    minutes: tuple[MinuteSales, ...]
    """Empty for products that are not among the best sold: they would be many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSales:
    currencies: tuple[CurrencySales, ...]
    products: tuple[ProductSales, ...]
    minutes: tuple[MinuteSales, ...]


class TermQueries(Protocol):
    async def shipping_of(self, shop_id: str) -> tuple[ShippingMethod, ...]:
        """Empty when the shop set nothing."""

    async def coupon(self, coupon_id: str) -> Coupon | None: ...
    async def coupons_of(self, shop_id: str, page: Page) -> list[Coupon]:
        """One more than the page's size when there is a next page; newest first."""


class AddressQueries(Protocol):
    async def addresses_of(self, user_id: str) -> list[Address]:
        """The default first, then the latest."""


class OrderQueries(Protocol):
    async def order(self, order_id: str) -> tuple[Order, list[Change]] | None:
        """With its history up to then, oldest first."""

    async def orders_of_user(self, user_id: str, page: Page) -> list[Order]:
        """One more than the page's size when there is a next page; newest first."""

    async def orders_of_shop(
        self, shop_id: str, filter_: OrderFilter, page: Page
    ) -> list[Order]: ...
    async def sales_of_show(self, shop_id: str, show_id: str) -> ShowSales:
        """Paid orders that were not wholly refunded, and of these the show's lines only. A refund in
        part takes nothing off: it does not say of which line.
        """
