"""Catalog's read models on Postgres: SQL straight to views, keyset pages."""

from collections.abc import Sequence

import asyncpg

from nightmarket_catalog.adapters.postgres_deals import DEAL_COLUMNS, to_deal
from nightmarket_catalog.adapters.postgres_stock import to_stock
from nightmarket_catalog.application.queries import DealView, EntryView, ProductView, VariantView
from nightmarket_catalog.domain.stock import Entry, EntryKind
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.pages import Page
from nightmarket_kit.runtime.postgres import Connection, Database

SELECT_PRODUCTS = """
SELECT id, shop_id, title, description, image_urls, version, created_at
FROM products WHERE id = ANY($1::uuid[])
"""
SELECT_PRODUCTS_OF_SHOP = """
SELECT id, shop_id, title, description, image_urls, version, created_at
FROM products WHERE shop_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
"""
VARIANT_COLUMNS = """
SELECT v.id, v.sku, v.title, p.title AS product_title, coalesce(p.image_urls[1], '') AS image_url,
       s.variant_id, s.product_id, s.shop_id, s.on_hand, s.held, s.sold, s.version, s.per_person,
       s.per_show,
       ARRAY(SELECT (currency_code, amount_minor) FROM prices c WHERE c.variant_id = v.id
             ORDER BY currency_code) AS prices,
       ARRAY(SELECT (show_id, quantity) FROM allocations a WHERE a.variant_id = v.id) AS shares,
       ARRAY(SELECT (id, show_id, shop_id, product_id, variant_id, currency_code, price_minor, was_minor,
                     quantity, per_person, from_show, starts_at, ends_at, state, version)
             FROM deals d WHERE s.sharing > 0 AND d.variant_id = v.id AND d.state = 'running') AS deals
FROM variants v JOIN products p ON p.id = v.product_id JOIN stocks s ON s.variant_id = v.id
"""
SELECT_VARIANTS_OF_PRODUCTS = (
    VARIANT_COLUMNS + "WHERE v.product_id = ANY($1::uuid[]) ORDER BY v.product_id, v.position"
)
SELECT_VARIANTS_BY_ID = VARIANT_COLUMNS + "WHERE v.id = ANY($1::uuid[])"
SELECT_ENTRIES = """
SELECT version, kind, quantity, order_id, actor, show_id, allocated, reason, created_at
FROM stock_entries
WHERE variant_id = $1 AND ($2::bigint IS NULL OR version < $2)
  AND (cardinality($3::text[]) = 0 OR kind = ANY($3))
ORDER BY version DESC LIMIT $4
"""
DEAL_VIEWS = """
SELECT d.id, d.show_id AS runs_in, d.shop_id, d.product_id, d.variant_id, d.currency_code,
       d.price_minor, d.was_minor, d.quantity, d.per_person, d.from_show, d.starts_at, d.ends_at,
       d.state, d.version, coalesce(a.quantity, 0) AS left_,
       (SELECT coalesce(sum(p.units), 0)::bigint FROM purchases p WHERE p.product_id = d.id) AS taken
FROM deals d LEFT JOIN allocations a ON a.variant_id = d.variant_id AND a.show_id = d.id
"""
SELECT_DEAL = DEAL_VIEWS + "WHERE d.id = $1"
SELECT_DEALS_OF_SHOW = DEAL_VIEWS + "WHERE d.show_id = $1 ORDER BY d.id DESC LIMIT $2"


class PostgresCatalogQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def products(self, product_ids: Sequence[str]) -> list[ProductView]:
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_PRODUCTS, list(product_ids))
            return await self._with_variants(connection, rows)

    async def products_of_shop(self, shop_id: str, page: Page) -> list[ProductView]:
        after = page.after[0] if page.after else None
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_PRODUCTS_OF_SHOP, shop_id, after, page.size + 1)
            return await self._with_variants(connection, rows)

    async def variants(self, variant_ids: Sequence[str]) -> list[VariantView]:
        rows = await self._database.pool.fetch(SELECT_VARIANTS_BY_ID, list(variant_ids))
        return [_variant_view(row) for row in rows]

    async def entries(
        self, variant_id: str, kinds: Sequence[EntryKind], page: Page
    ) -> list[EntryView]:
        after = int(page.after[0]) if page.after else None
        wanted = [kind.value for kind in kinds]
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_ENTRIES, variant_id, after, wanted, page.size + 1)
        return [_entry_view(row) for row in rows]

    async def deal(self, deal_id: str) -> DealView | None:
        row = await self._database.pool.fetchrow(SELECT_DEAL, deal_id)
        return None if row is None else _deal_view(row)

    async def deals_of_show(self, show_id: str, *, limit: int) -> list[DealView]:
        rows = await self._database.pool.fetch(SELECT_DEALS_OF_SHOW, show_id, limit)
        return [_deal_view(row) for row in rows]

    async def _with_variants(
        self, connection: Connection, rows: list[asyncpg.Record]
    ) -> list[ProductView]:
        found = await connection.fetch(SELECT_VARIANTS_OF_PRODUCTS, [row["id"] for row in rows])
        variants = [_variant_view(row) for row in found]
        return [
            ProductView(
                id=str(row["id"]),
                shop_id=str(row["shop_id"]),
                title=row["title"],
                description=row["description"],
                image_urls=tuple(row["image_urls"]),
                variants=tuple(one for one in variants if one.product_id == str(row["id"])),
                created_at=row["created_at"],
                etag=str(row["version"]),
            )
            for row in rows
        ]


def _variant_view(row: asyncpg.Record) -> VariantView:
    return VariantView(
        id=str(row["id"]),
        product_id=str(row["product_id"]),
        shop_id=str(row["shop_id"]),
        sku=row["sku"],
        title=row["title"],
        prices=tuple(
            Money(currency_code=code, amount_minor=amount) for code, amount in row["prices"]
        ),
        stock=to_stock(
            row,
            {str(show_id): quantity for show_id, quantity in row["shares"]},
            {
                str(one[0]): to_deal(dict(zip(DEAL_COLUMNS, one, strict=True)))
                for one in row["deals"]
            },
        ),
        product_title=row["product_title"],
        image_url=row["image_url"],
    )


def _deal_view(row: asyncpg.Record) -> DealView:
    return DealView(deal=to_deal(row), left=row["left_"], taken=row["taken"])


def _entry_view(row: asyncpg.Record) -> EntryView:
    return EntryView(
        version=row["version"],
        entry=Entry(
            kind=EntryKind(row["kind"]),
            quantity=row["quantity"],
            order_id=str(row["order_id"] or ""),
            actor=row["actor"],
            show_id=str(row["show_id"] or ""),
            allocated=row["allocated"],
            reason=row["reason"],
        ),
        created_at=row["created_at"],
    )
