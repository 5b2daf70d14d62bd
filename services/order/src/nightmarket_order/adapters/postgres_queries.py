"""Order's reads on Postgres, keyset pages newest first (ids are UUIDv7)."""

from collections import defaultdict

import asyncpg

from nightmarket_kit.core.money import Money
from nightmarket_kit.core.pages import Page
from nightmarket_kit.runtime.postgres import Database
from nightmarket_order.adapters.postgres import ORDER_COLUMNS, with_lines
from nightmarket_order.application.queries import (
    CurrencySales,
    MinuteSales,
    ProductSales,
    ShowSales,
)
from nightmarket_order.domain.order import Order

SELECT_ORDER = ORDER_COLUMNS + "WHERE id = $1"
SELECT_ORDERS_OF_USER = (
    ORDER_COLUMNS + "WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3"
)
SELECT_ORDERS_OF_SHOP = (
    ORDER_COLUMNS + "WHERE shop_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3"
)
# Whose show it is, a line does not prove: it came with the cart. So the shop is asked for, too.
SELECT_IDS_OF_SHOW = """
SELECT DISTINCT l.order_id FROM order_lines l JOIN orders o ON o.id = l.order_id
WHERE l.show_id = $2 AND l.show_id <> '' AND o.shop_id = $1
  AND ($3::uuid IS NULL OR l.order_id < $3)
ORDER BY l.order_id DESC LIMIT $4
"""
SELECT_ORDERS = ORDER_COLUMNS + "WHERE id = ANY($1::uuid[]) ORDER BY id DESC"
# One statement, so that the sums agree.
SELECT_SALES = """
WITH sums AS (
  SELECT GROUPING(m.minute, l.product_id) AS part, o.currency_code, l.product_id, m.minute,
         count(DISTINCT o.id) AS orders, sum(l.quantity)::bigint AS units,
         sum(l.quantity * l.unit_minor)::bigint AS amount_minor,
         (array_agg(l.title ORDER BY o.id DESC, l.position))[1] AS title
  FROM order_lines l JOIN orders o ON o.id = l.order_id
  CROSS JOIN LATERAL (SELECT date_trunc('minute', o.placed_at) AS minute) m
  WHERE l.show_id = $2 AND l.show_id <> '' AND o.shop_id = $1 AND o.state = 'paid'
    AND NOT EXISTS (SELECT 1 FROM refunded_payments r
                    WHERE r.payment_id = o.payment_id AND r.refunded_minor >= o.total_minor)
  GROUP BY GROUPING SETS ((o.currency_code), (o.currency_code, l.product_id),
                          (o.currency_code, m.minute), (o.currency_code, l.product_id, m.minute))
), places AS (
  SELECT currency_code, product_id,
         row_number() OVER (PARTITION BY currency_code ORDER BY amount_minor DESC, product_id) AS place
  FROM sums WHERE part = 2
)
SELECT s.part, s.currency_code, s.product_id, s.minute, s.orders, s.units, s.amount_minor, s.title
FROM sums s LEFT JOIN places p ON s.part = 0
  AND p.currency_code = s.currency_code AND p.product_id = s.product_id
WHERE s.part > 0 OR p.place <= $4
ORDER BY s.part DESC, s.minute, s.amount_minor DESC, s.currency_code, s.product_id
LIMIT $3
"""
# What a row of SELECT_SALES is summed by, beside the currency.
BY_CURRENCY, BY_PRODUCT, BY_MINUTE, BY_PRODUCT_MINUTE = 3, 2, 1, 0
# So many products come with their minutes: more could not be told apart in a plot.
BEST_SOLD = 5
# A day of minutes, of the best sold too, beside a long shelf; what is sold later, from the replay,
# may fall off the end.
MAX_SUMS = 10_000


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

    async def orders_of_show(self, shop_id: str, show_id: str, page: Page) -> list[Order]:
        after = page.after[0] if page.after else None
        async with self._database.read() as connection:
            rows = await connection.fetch(
                SELECT_IDS_OF_SHOW, shop_id, show_id, after, page.size + 1
            )
            ids = [row["order_id"] for row in rows]
            return await with_lines(connection, await connection.fetch(SELECT_ORDERS, ids))

    async def sales_of_show(self, shop_id: str, show_id: str) -> ShowSales:
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_SALES, shop_id, show_id, MAX_SUMS, BEST_SOLD)
        over_time: defaultdict[tuple[str, str], list[MinuteSales]] = defaultdict(list)
        for row in rows:
            if row["part"] == BY_PRODUCT_MINUTE:
                over_time[row["product_id"], row["currency_code"]].append(_minute(row))
        return ShowSales(
            currencies=tuple(
                CurrencySales(orders=row["orders"], units=row["units"], amount=_amount(row))
                for row in rows
                if row["part"] == BY_CURRENCY
            ),
            products=tuple(
                ProductSales(
                    product_id=str(row["product_id"]),
                    title=row["title"],
                    units=row["units"],
                    amount=_amount(row),
                    minutes=tuple(over_time[row["product_id"], row["currency_code"]]),
                )
                for row in rows
                if row["part"] == BY_PRODUCT
            ),
            minutes=tuple(_minute(row) for row in rows if row["part"] == BY_MINUTE),
        )

    async def _page(self, sql: str, owner_id: str, page: Page) -> list[Order]:
        after = page.after[0] if page.after else None
        return await self._fetch(sql, owner_id, after, page.size + 1)

    async def _fetch(self, sql: str, *arguments: object) -> list[Order]:
        async with self._database.read() as connection:
            return await with_lines(connection, await connection.fetch(sql, *arguments))


def _minute(row: asyncpg.Record) -> MinuteSales:
    return MinuteSales(
        at=row["minute"], orders=row["orders"], units=row["units"], amount=_amount(row)
    )


def _amount(row: asyncpg.Record) -> Money:
    return Money(currency_code=row["currency_code"], amount_minor=row["amount_minor"])
