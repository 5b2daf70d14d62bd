"""Catalog's unit of work on Postgres."""

import asyncpg

from nightmarket_catalog.adapters.events_proto import to_outgoing
from nightmarket_catalog.adapters.postgres_deals import PostgresDeals
from nightmarket_catalog.adapters.postgres_reservations import PostgresReservations
from nightmarket_catalog.adapters.postgres_stock import (
    PostgresPurchases,
    PostgresShows,
    PostgresStocks,
)
from nightmarket_catalog.domain.errors import ProductInvalid
from nightmarket_catalog.domain.events import Event
from nightmarket_catalog.domain.product import Product, Variant
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
SELECT_PRICE = "SELECT amount_minor FROM prices WHERE variant_id = $1 AND currency_code = $2"
SELECT_PRODUCT_ID = "SELECT product_id FROM variants WHERE id = $1"
UPDATE_PRODUCT_VERSION = "UPDATE products SET version = $2 WHERE id = $1"


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

    async def price_of(self, variant_id: str, currency_code: str) -> Money | None:
        found = await self._connection.fetchval(SELECT_PRICE, variant_id, currency_code)
        return None if found is None else Money(currency_code=currency_code, amount_minor=found)

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


class PostgresCatalogUow(Transaction):
    def _open(self, connection: Connection) -> None:
        self.products = PostgresProducts(connection)
        self.stocks = PostgresStocks(connection)
        self.reservations = PostgresReservations(connection)
        self.purchases = PostgresPurchases(connection)
        self.shows = PostgresShows(connection)
        self.deals = PostgresDeals(connection)

    def publish(self, event: Event) -> None:
        self.outbox.add(to_outgoing(event))


def to_money(row: asyncpg.Record) -> Money:
    return Money(currency_code=row["currency_code"], amount_minor=row["amount_minor"])
