"""Order's reads on Postgres, keyset pages newest first (ids are UUIDv7)."""

from collections import defaultdict

import asyncpg

from nightmarket_kit.core.money import Money
from nightmarket_kit.core.pages import Page
from nightmarket_kit.runtime.postgres import Database
from nightmarket_order.adapters.postgres import ORDER_COLUMNS, with_lines
from nightmarket_order.adapters.postgres_addresses import PostgresAddresses
from nightmarket_order.adapters.postgres_coupons import COUPON_COLUMNS, to_coupon
from nightmarket_order.adapters.postgres_terms import PostgresShipping
from nightmarket_order.application.queries import (
    CurrencySales,
    MinuteSales,
    OrderFilter,
    ProductSales,
    ShowSales,
)
from nightmarket_order.domain.address import Address
from nightmarket_order.domain.coupon import Coupon
from nightmarket_order.domain.delivery import ShippingMethod
from nightmarket_order.domain.machine import Act, OrderState
from nightmarket_order.domain.order import ActorKind, By, Change, Order

SELECT_ORDER = ORDER_COLUMNS + "WHERE id = $1"
SELECT_ORDERS_OF_USER = (
    ORDER_COLUMNS + "WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3"
)
# Whose show it is, a line does not prove: it came with the cart. So the shop is asked for, too.
# Digits of a phone are its last ones; an order number is told from its start.
FILTER = """
WHERE shop_id = $1 AND ($2::uuid IS NULL OR id < $2)
  AND (cardinality($4::text[]) = 0 OR state = ANY($4))
  AND ($5::timestamptz IS NULL OR placed_at >= $5)
  AND ($6::timestamptz IS NULL OR placed_at < $6)
  AND (($7 = '' AND $8 = '')
       OR ($7 <> '' AND (starts_with(order_no, $7) OR starts_with(order_no, 'NM' || $7)))
       OR ($8 <> '' AND strpos(lower(contact_name), lower($8)) > 0)
       OR ($8 ~ '^[0-9]{3,}$' AND right(contact_phone, length($8)) = $8))
"""
SELECT_ORDERS_OF_SHOP = ORDER_COLUMNS + FILTER + "ORDER BY id DESC LIMIT $3"
OF_SHOW = """
  AND id IN (SELECT order_id FROM order_lines WHERE show_id = $9 AND show_id <> '')
ORDER BY id DESC LIMIT $3
"""
SELECT_ORDERS_OF_SHOW = ORDER_COLUMNS + FILTER + OF_SHOW
SELECT_HISTORY = """
SELECT version, state, cause, actor, actor_id, note, source, changed_at FROM order_history
WHERE order_id = $1 ORDER BY version
"""
SELECT_COUPON = COUPON_COLUMNS + "WHERE id = $1"
SELECT_COUPONS = (
    COUPON_COLUMNS + "WHERE shop_id = $1 AND NOT is_personal AND ($2::uuid IS NULL OR id < $2) "
    "ORDER BY id DESC LIMIT $3"
)
# One statement, so that the sums agree.
SELECT_SALES = """
WITH sums AS (
  SELECT GROUPING(m.minute, l.product_id) AS part, o.currency_code, l.product_id, m.minute,
         count(DISTINCT o.id) AS orders, sum(l.quantity)::bigint AS units,
         sum(l.quantity * l.unit_minor)::bigint AS amount_minor,
         (array_agg(l.title ORDER BY o.id DESC, l.position))[1] AS title
  FROM order_lines l JOIN orders o ON o.id = l.order_id
  CROSS JOIN LATERAL (SELECT date_trunc('minute', o.placed_at) AS minute) m
  WHERE l.show_id = $2 AND l.show_id <> '' AND o.shop_id = $1
    AND o.state IN ('paid', 'packed', 'shipped', 'delivered', 'completed')
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

    async def order(self, order_id: str) -> tuple[Order, list[Change]] | None:
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_ORDER, order_id)
            found = await with_lines(connection, rows)
            changes = await connection.fetch(SELECT_HISTORY, order_id) if found else []
        return (found[0], [_to_change(row) for row in changes]) if found else None

    async def orders_of_user(self, user_id: str, page: Page) -> list[Order]:
        after = page.after[0] if page.after else None
        return await self._fetch(SELECT_ORDERS_OF_USER, user_id, after, page.size + 1)

    async def orders_of_shop(self, shop_id: str, filter_: OrderFilter, page: Page) -> list[Order]:
        arguments = (
            shop_id,
            page.after[0] if page.after else None,
            page.size + 1,
            [state.value for state in filter_.states],
            filter_.placed_from,
            filter_.placed_before,
            filter_.number,
            filter_.person,
        )
        if filter_.show_id is None:
            return await self._fetch(SELECT_ORDERS_OF_SHOP, *arguments)
        return await self._fetch(SELECT_ORDERS_OF_SHOW, *arguments, filter_.show_id)

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

    async def _fetch(self, sql: str, *arguments: object) -> list[Order]:
        async with self._database.read() as connection:
            return await with_lines(connection, await connection.fetch(sql, *arguments))


class PostgresTermQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def shipping_of(self, shop_id: str) -> tuple[ShippingMethod, ...]:
        async with self._database.read() as connection:
            return await PostgresShipping(connection).of(shop_id)

    async def coupon(self, coupon_id: str) -> Coupon | None:
        async with self._database.read() as connection:
            row = await connection.fetchrow(SELECT_COUPON, coupon_id)
        return None if row is None else to_coupon(row)

    async def coupons_of(self, shop_id: str, page: Page) -> list[Coupon]:
        after = page.after[0] if page.after else None
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_COUPONS, shop_id, after, page.size + 1)
        return [to_coupon(row) for row in rows]

    async def addresses_of(self, user_id: str) -> list[Address]:
        async with self._database.read() as connection:
            return await PostgresAddresses(connection).of(user_id)


def _minute(row: asyncpg.Record) -> MinuteSales:
    return MinuteSales(
        at=row["minute"], orders=row["orders"], units=row["units"], amount=_amount(row)
    )


def _amount(row: asyncpg.Record) -> Money:
    return Money(currency_code=row["currency_code"], amount_minor=row["amount_minor"])


def _to_change(row: asyncpg.Record) -> Change:
    return Change(
        version=row["version"],
        state=OrderState(row["state"]),
        cause=Act(row["cause"]),
        at=row["changed_at"],
        by=By(kind=ActorKind(row["actor"]), actor_id=row["actor_id"], source=row["source"]),
        note=row["note"],
    )
