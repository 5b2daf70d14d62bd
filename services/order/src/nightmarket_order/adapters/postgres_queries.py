"""Order's reads on Postgres, keyset pages newest first (ids are UUIDv7)."""

from nightmarket_kit.core.pages import Page
from nightmarket_kit.runtime.postgres import Database
from nightmarket_order.adapters.postgres import ORDER_COLUMNS, with_lines
from nightmarket_order.domain.order import Order

SELECT_ORDER = ORDER_COLUMNS + "WHERE id = $1"
SELECT_ORDERS_OF_USER = (
    ORDER_COLUMNS + "WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3"
)
SELECT_ORDERS_OF_SHOP = (
    ORDER_COLUMNS + "WHERE shop_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3"
)


class PostgresOrderQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def order(self, order_id: str) -> Order | None:
        found = await self._fetch(SELECT_ORDER, order_id)
        return found[0] if found else None

    async def orders_of_user(self, user_id: str, page: Page) -> list[Order]:
        return await self._page(SELECT_ORDERS_OF_USER, user_id, page)

    async def orders_of_shop(self, shop_id: str, page: Page) -> list[Order]:
        return await self._page(SELECT_ORDERS_OF_SHOP, shop_id, page)

    async def _page(self, sql: str, owner_id: str, page: Page) -> list[Order]:
        after = page.after[0] if page.after else None
        return await self._fetch(sql, owner_id, after, page.size + 1)

    async def _fetch(self, sql: str, *arguments: object) -> list[Order]:
        async with self._database.read() as connection:
            return await with_lines(connection, await connection.fetch(sql, *arguments))
