"""Catalog's unit of work on Postgres."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import asyncpg

from nightmarket_catalog.adapters.events_proto import to_outgoing
from nightmarket_catalog.domain.errors import ProductInvalid
from nightmarket_catalog.domain.events import StockChanged
from nightmarket_catalog.domain.product import Product, Variant
from nightmarket_catalog.domain.stock import Reservation, ReservationState, ReservedLine, Stock
from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.postgres import Connection, Transaction

INSERT_PRODUCT = """
INSERT INTO products (id, shop_id, title, description, image_urls, version, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
INSERT_VARIANTS = """
INSERT INTO variants (id, product_id, shop_id, sku, title, position)
SELECT v.id, $1, $2, v.sku, v.title, v.position
FROM unnest($3::uuid[], $4::text[], $5::text[]) WITH ORDINALITY AS v (id, sku, title, position)
"""
UPSERT_PRICES = """
INSERT INTO prices (variant_id, currency_code, amount_minor)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[])
ON CONFLICT (variant_id, currency_code) DO UPDATE SET amount_minor = excluded.amount_minor
"""
SELECT_PRODUCT_FOR_UPDATE = """
SELECT id, shop_id, title, description, image_urls, version, created_at
FROM products WHERE id = $1 FOR NO KEY UPDATE
"""
SELECT_VARIANTS = "SELECT id, sku, title FROM variants WHERE product_id = $1 ORDER BY position"
SELECT_PRICES = """
SELECT variant_id, currency_code, amount_minor FROM prices
WHERE variant_id = ANY($1::uuid[]) ORDER BY currency_code
"""
SELECT_PRODUCT_ID = "SELECT product_id FROM variants WHERE id = $1"
UPDATE_PRODUCT_VERSION = "UPDATE products SET version = $2 WHERE id = $1"
INSERT_STOCK = """
INSERT INTO stocks (variant_id, product_id, shop_id, on_hand, held, sold, received, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
LOCK_STOCKS = """
SELECT variant_id, product_id, shop_id, on_hand, held, sold, version FROM stocks
WHERE variant_id = ANY($1::uuid[]) ORDER BY variant_id FOR NO KEY UPDATE
"""
UPDATE_STOCKS = """
UPDATE stocks SET on_hand = n.on_hand, held = n.held, sold = n.sold,
       received = n.on_hand + n.held + n.sold, version = n.version
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
     AS n (variant_id, on_hand, held, sold, version)
WHERE stocks.variant_id = n.variant_id
"""
INSERT_ENTRIES = """
INSERT INTO stock_entries (variant_id, version, kind, quantity, order_id, actor)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::uuid[], $6::text[])
"""
INSERT_RESERVATIONS = """
INSERT INTO reservations (order_id, shop_id, state, expires_at, created_at)
SELECT order_id, shop_id, state, expires_at, $5
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[])
     AS n (order_id, shop_id, state, expires_at)
"""
SELECT_RESERVATIONS = """
SELECT order_id, shop_id, state, expires_at FROM reservations WHERE order_id = ANY($1::uuid[])
"""
SELECT_RESERVATION_FOR_UPDATE = """
SELECT order_id, shop_id, state, expires_at FROM reservations WHERE order_id = $1 FOR NO KEY UPDATE
"""
# distinct: units that were released and taken again are held twice in the ledger
SELECT_LINES = """
SELECT DISTINCT order_id, variant_id, quantity FROM stock_entries
WHERE order_id = ANY($1::uuid[]) AND kind = 'held' ORDER BY order_id, variant_id
"""
UPDATE_RESERVATION = "UPDATE reservations SET state = $2 WHERE order_id = $1"
SELECT_EXPIRED = """
SELECT order_id FROM reservations WHERE state = 'held' AND expires_at < $1
ORDER BY expires_at LIMIT $2
"""


class PostgresProducts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, product: Product) -> None:
        await self._connection.execute(
            INSERT_PRODUCT,
            product.id,
            product.shop_id,
            product.title,
            product.description,
            list(product.image_urls),
            product.version,
            product.created_at,
        )
        try:
            await self._connection.execute(
                INSERT_VARIANTS,
                product.id,
                product.shop_id,
                [variant.id for variant in product.variants],
                [variant.sku for variant in product.variants],
                [variant.title for variant in product.variants],
            )
        except asyncpg.UniqueViolationError as error:
            raise ProductInvalid("the shop has this sku already", field="sku") from error
        await self._save_prices(product)

    async def get_for_update(self, product_id: str) -> Product | None:
        row = await self._connection.fetchrow(SELECT_PRODUCT_FOR_UPDATE, product_id)
        if row is None:
            return None
        variants = await self._connection.fetch(SELECT_VARIANTS, product_id)
        prices = await self._connection.fetch(SELECT_PRICES, [one["id"] for one in variants])
        return Product(
            id=str(row["id"]),
            shop_id=str(row["shop_id"]),
            title=row["title"],
            description=row["description"],
            image_urls=tuple(row["image_urls"]),
            variants=tuple(
                Variant(
                    id=str(one["id"]),
                    sku=one["sku"],
                    title=one["title"],
                    prices=tuple(
                        to_money(price) for price in prices if price["variant_id"] == one["id"]
                    ),
                )
                for one in variants
            ),
            version=row["version"],
            created_at=row["created_at"],
        )

    async def product_id_of(self, variant_id: str) -> str | None:
        found = await self._connection.fetchval(SELECT_PRODUCT_ID, variant_id)
        return None if found is None else str(found)

    async def save_prices(self, product: Product) -> None:
        await self._save_prices(product)
        await self._connection.execute(UPDATE_PRODUCT_VERSION, product.id, product.version)

    async def _save_prices(self, product: Product) -> None:
        rows = [(variant.id, price) for variant in product.variants for price in variant.prices]
        await self._connection.execute(
            UPSERT_PRICES,
            [variant_id for variant_id, _ in rows],
            [price.currency_code for _, price in rows],
            [price.amount_minor for _, price in rows],
        )


class PostgresStocks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, stock: Stock) -> None:
        await self._connection.execute(
            INSERT_STOCK,
            stock.variant_id,
            stock.product_id,
            stock.shop_id,
            stock.on_hand,
            stock.held,
            stock.sold,
            stock.received,
            stock.version,
        )
        await self._write_entries([stock])

    async def lock(self, variant_ids: Sequence[str]) -> dict[str, Stock]:
        rows = await self._connection.fetch(LOCK_STOCKS, list(variant_ids))
        return {str(row["variant_id"]): to_stock(row) for row in rows}

    async def save(self, stocks: Sequence[Stock]) -> None:
        await self._connection.execute(
            UPDATE_STOCKS,
            [stock.variant_id for stock in stocks],
            [stock.on_hand for stock in stocks],
            [stock.held for stock in stocks],
            [stock.sold for stock in stocks],
            [stock.version for stock in stocks],
        )
        await self._write_entries(stocks)

    async def _write_entries(self, stocks: Sequence[Stock]) -> None:
        rows = [
            (stock.variant_id, version, entry)
            for stock in stocks
            for version, entry in enumerate(stock.entries, stock.version - len(stock.entries) + 1)
        ]
        await self._connection.execute(
            INSERT_ENTRIES,
            [variant_id for variant_id, _, _ in rows],
            [version for _, version, _ in rows],
            [entry.kind.value for _, _, entry in rows],
            [entry.quantity for _, _, entry in rows],
            [entry.order_id or None for _, _, entry in rows],
            [entry.actor for _, _, entry in rows],
        )


class PostgresReservations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, reservations: Sequence[Reservation], *, at: datetime) -> None:
        await self._connection.execute(
            INSERT_RESERVATIONS,
            [reservation.order_id for reservation in reservations],
            [reservation.shop_id for reservation in reservations],
            [reservation.state.value for reservation in reservations],
            [reservation.expires_at for reservation in reservations],
            at,
        )

    async def find(self, order_ids: Sequence[str]) -> dict[str, Reservation]:
        rows = await self._connection.fetch(SELECT_RESERVATIONS, list(order_ids))
        return await self._with_lines(rows) if rows else {}

    async def get_for_update(self, order_id: str) -> Reservation | None:
        rows = await self._connection.fetch(SELECT_RESERVATION_FOR_UPDATE, order_id)
        return (await self._with_lines(rows)).get(order_id)

    async def _with_lines(self, rows: Sequence[asyncpg.Record]) -> dict[str, Reservation]:
        found = await self._connection.fetch(SELECT_LINES, [row["order_id"] for row in rows])
        lines: dict[object, list[ReservedLine]] = defaultdict(list)
        for line in found:
            lines[line["order_id"]].append(
                ReservedLine(variant_id=str(line["variant_id"]), quantity=line["quantity"])
            )
        return {
            str(row["order_id"]): Reservation(
                order_id=str(row["order_id"]),
                shop_id=str(row["shop_id"]),
                lines=tuple(lines[row["order_id"]]),
                state=ReservationState(row["state"]),
                expires_at=row["expires_at"],
            )
            for row in rows
        }

    async def set_state(self, order_id: str, state: ReservationState) -> None:
        await self._connection.execute(UPDATE_RESERVATION, order_id, state.value)

    async def expired(self, *, before: datetime, limit: int) -> list[str]:
        rows = await self._connection.fetch(SELECT_EXPIRED, before, limit)
        return [str(row["order_id"]) for row in rows]


class PostgresCatalogUow(Transaction):
    def _open(self, connection: Connection) -> None:
        self.products = PostgresProducts(connection)
        self.stocks = PostgresStocks(connection)
        self.reservations = PostgresReservations(connection)

    def publish(self, event: StockChanged) -> None:
        self.outbox.add(to_outgoing(event))


def to_stock(row: asyncpg.Record) -> Stock:
    return Stock(
        variant_id=str(row["variant_id"]),
        product_id=str(row["product_id"]),
        shop_id=str(row["shop_id"]),
        on_hand=row["on_hand"],
        held=row["held"],
        sold=row["sold"],
        version=row["version"],
    )


def to_money(row: asyncpg.Record) -> Money:
    return Money(currency_code=row["currency_code"], amount_minor=row["amount_minor"])
