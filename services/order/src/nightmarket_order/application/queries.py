"""Reads for screens: orders as they are, without a lock."""

from typing import Protocol

from nightmarket_kit.core.pages import Page
from nightmarket_order.domain.order import Order


class OrderQueries(Protocol):
    async def order(self, order_id: str) -> Order | None: ...
    async def orders_of_user(self, user_id: str, page: Page) -> list[Order]:
        """One more than the page's size when there is a next page; newest first."""

    async def orders_of_shop(self, shop_id: str, page: Page) -> list[Order]: ...
