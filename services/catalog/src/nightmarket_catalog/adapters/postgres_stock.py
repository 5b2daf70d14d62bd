"""Stock rows, their allocations and their ledger; counts of limited products; shows that ended."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import asyncpg

from nightmarket_catalog.adapters.postgres_deals import to_deal
from nightmarket_catalog.domain.deal import Deal
from nightmarket_catalog.domain.limits import ALL_SHOWS, Count, Limits
from nightmarket_catalog.domain.stock import EntryKind, Stock
from nightmarket_kit.runtime.postgres import Connection

INSERT_STOCK = """
INSERT INTO stocks (variant_id, product_id, shop_id, on_hand, held, sold, received, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
STOCK_COLUMNS = """
SELECT variant_id, product_id, shop_id, on_hand, held, sold, version, per_person, per_show, sharing
FROM stocks
"""
IN_LOCK_ORDER = " ORDER BY variant_id FOR NO KEY UPDATE"
LOCK_STOCKS = STOCK_COLUMNS + "WHERE variant_id = ANY($1::uuid[])" + IN_LOCK_ORDER
LOCK_PRODUCT = STOCK_COLUMNS + "WHERE product_id = $1" + IN_LOCK_ORDER
OF_SHOW = """
WHERE variant_id IN (SELECT variant_id FROM allocations WHERE show_id = $1 UNION ALL
                     SELECT variant_id FROM deals WHERE show_id = $1 AND state = 'running')
"""
LOCK_SHOW = STOCK_COLUMNS + OF_SHOW + IN_LOCK_ORDER
# A statement of its own after the lock: it sees what the one that had the lock before wrote.
SELECT_ALLOCATIONS = """
SELECT a.variant_id, a.show_id, a.quantity AS share, d.* FROM allocations a
LEFT JOIN LATERAL (
    SELECT id, show_id AS runs_in, shop_id, product_id, currency_code, price_minor, was_minor, quantity,
           per_person, from_show, starts_at, ends_at, state, version
    FROM deals WHERE id = a.show_id
) AS d ON true
WHERE a.variant_id = ANY($1::uuid[])
"""
UPDATE_STOCKS = """
UPDATE stocks SET on_hand = n.on_hand, allocated = n.allocated, held = n.held, sold = n.sold,
       received = n.on_hand + n.allocated + n.held + n.sold, version = n.version, sharing = n.sharing
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
            $7::integer[]) AS n (variant_id, on_hand, allocated, held, sold, version, sharing)
WHERE stocks.variant_id = n.variant_id
"""
UPDATE_LIMITS = "UPDATE stocks SET per_person = $2, per_show = $3 WHERE product_id = $1"
DELETE_ALLOCATIONS = """
DELETE FROM allocations WHERE variant_id = ANY($1::uuid[]) AND (variant_id, show_id) NOT IN
    (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
"""
UPSERT_ALLOCATIONS = """
INSERT INTO allocations (variant_id, show_id, quantity)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[])
ON CONFLICT (variant_id, show_id) DO UPDATE SET quantity = excluded.quantity
"""
# Most entries are an order's outside of a show: they say nothing of the columns after `actor`.
INSERT_PLAIN_ENTRIES = """
INSERT INTO stock_entries (variant_id, version, kind, quantity, order_id, actor)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::uuid[], $6::text[])
"""
INSERT_ENTRIES = """
INSERT INTO stock_entries
    (variant_id, version, kind, quantity, order_id, actor, show_id, allocated, reason)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::uuid[], $6::text[],
                     $7::uuid[], $8::bigint[], $9::text[])
"""
# The update of what is there changes nothing: it is what locks the row.
LOCK_PURCHASES = """
INSERT INTO purchases (product_id, person_id, show_id, units)
SELECT *, 0 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])
ON CONFLICT (product_id, person_id, show_id) DO UPDATE SET units = purchases.units
RETURNING product_id, person_id, show_id, units
"""
UPDATE_PURCHASES = """
UPDATE purchases p SET units = n.units
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[])
     AS n (product_id, person_id, show_id, units)
WHERE (p.product_id, p.person_id, p.show_id) = (n.product_id, n.person_id, n.show_id)
"""
DELETE_PURCHASES = "DELETE FROM purchases WHERE product_id = $1"
# What is kept of every line; units that were released and taken again are held twice in the ledger.
INSERT_PURCHASES = """
WITH lines AS (
    SELECT DISTINCT ON (e.order_id, e.variant_id) e.order_id, e.quantity, e.show_id,
           (SELECT coalesce(sum(b.quantity), 0) FROM stock_entries b
            WHERE b.order_id = e.order_id AND b.variant_id = e.variant_id
              AND b.kind = 'returned') AS returned
    FROM stock_entries e JOIN variants v ON v.id = e.variant_id
    WHERE v.product_id = $1 AND e.kind = 'held'
    ORDER BY e.order_id, e.variant_id, e.version DESC
)
INSERT INTO purchases (product_id, person_id, show_id, units)
SELECT $1, r.person_id, counted.show_id, sum(l.quantity - l.returned)
FROM lines l JOIN reservations r ON r.order_id = l.order_id
CROSS JOIN LATERAL (VALUES ($2::uuid), (l.show_id)) AS counted (show_id)
WHERE r.state IN ('held', 'committed') AND r.person_id IS NOT NULL AND counted.show_id IS NOT NULL
GROUP BY r.person_id, counted.show_id
"""
LOCK_SHOW_ROW = """
INSERT INTO shows (show_id, ended) VALUES ($1, $2)
ON CONFLICT (show_id) DO UPDATE SET ended = shows.ended OR excluded.ended
RETURNING ended
"""
SHARED = {EntryKind.ALLOCATED, EntryKind.DEALLOCATED}


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
        return await self._with_shares(await self._connection.fetch(LOCK_STOCKS, list(variant_ids)))

    async def lock_product(self, product_id: str) -> dict[str, Stock]:
        return await self._with_shares(await self._connection.fetch(LOCK_PRODUCT, product_id))

    async def lock_show(self, show_id: str) -> dict[str, Stock]:
        return await self._with_shares(await self._connection.fetch(LOCK_SHOW, show_id))

    async def _with_shares(self, rows: list[asyncpg.Record]) -> dict[str, Stock]:
        sharing = [row["variant_id"] for row in rows if row["sharing"]]
        shares = await self._connection.fetch(SELECT_ALLOCATIONS, sharing) if sharing else []
        allocations: dict[object, dict[str, int]] = defaultdict(dict)
        deals: dict[object, dict[str, Deal]] = defaultdict(dict)
        for one in shares:
            allocations[one["variant_id"]][str(one["show_id"])] = one["share"]
            if one["id"] is not None:
                deals[one["variant_id"]][str(one["id"])] = to_deal(one)
        return {
            str(row["variant_id"]): to_stock(
                row, allocations.get(row["variant_id"], {}), deals.get(row["variant_id"], {})
            )
            for row in rows
        }

    async def save(self, stocks: Sequence[Stock]) -> None:
        await self._connection.execute(
            UPDATE_STOCKS,
            [stock.variant_id for stock in stocks],
            [stock.on_hand for stock in stocks],
            [stock.allocated for stock in stocks],
            [stock.held for stock in stocks],
            [stock.sold for stock in stocks],
            [stock.version for stock in stocks],
            [len(stock.allocations) for stock in stocks],
        )
        await self._write_entries(stocks)
        await self._write_shares([stock for stock in stocks if _shares_changed(stock)])

    async def set_limits(self, product_id: str, limits: Limits) -> None:
        await self._connection.execute(
            UPDATE_LIMITS, product_id, limits.per_person, limits.per_show
        )

    async def _write_shares(self, stocks: Sequence[Stock]) -> None:
        if not stocks:
            return
        rows = [
            (stock.variant_id, show_id, left)
            for stock in stocks
            for show_id, left in stock.allocations.items()
        ]
        variant_ids = [variant_id for variant_id, _, _ in rows]
        show_ids = [show_id for _, show_id, _ in rows]
        await self._connection.execute(
            DELETE_ALLOCATIONS, [stock.variant_id for stock in stocks], variant_ids, show_ids
        )
        await self._connection.execute(
            UPSERT_ALLOCATIONS, variant_ids, show_ids, [left for _, _, left in rows]
        )

    async def _write_entries(self, stocks: Sequence[Stock]) -> None:
        rows = [
            (stock.variant_id, version, entry)
            for stock in stocks
            for version, entry in enumerate(stock.entries, stock.version - len(stock.entries) + 1)
        ]
        plain = (
            [variant_id for variant_id, _, _ in rows],
            [version for _, version, _ in rows],
            [entry.kind for _, _, entry in rows],
            [entry.quantity for _, _, entry in rows],
            [entry.order_id or None for _, _, entry in rows],
            [entry.actor for _, _, entry in rows],
        )
        if not any(entry.show_id or entry.reason for _, _, entry in rows):
            await self._connection.execute(INSERT_PLAIN_ENTRIES, *plain)
            return
        await self._connection.execute(
            INSERT_ENTRIES,
            *plain,
            [entry.show_id or None for _, _, entry in rows],
            [entry.allocated for _, _, entry in rows],
            [entry.reason for _, _, entry in rows],
        )


def _shares_changed(stock: Stock) -> bool:
    """A show that was given nothing back has no entry, and still takes no more: always written."""
    return not stock.entries or any(
        entry.allocated or entry.kind in SHARED for entry in stock.entries
    )


class PostgresPurchases:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, counts: Iterable[Count]) -> dict[Count, int]:
        ordered = sorted(counts)
        if not ordered:
            return {}
        rows = await self._connection.fetch(LOCK_PURCHASES, *_columns(ordered))
        return {
            Count(str(row["product_id"]), str(row["person_id"]), str(row["show_id"])): row["units"]
            for row in rows
        }

    async def save(self, counts: Mapping[Count, int]) -> None:
        if counts:
            await self._connection.execute(
                UPDATE_PURCHASES, *_columns(counts), list(counts.values())
            )

    async def recount(self, product_id: str) -> None:
        await self.forget(product_id)
        await self._connection.execute(INSERT_PURCHASES, product_id, ALL_SHOWS)

    async def forget(self, product_id: str) -> None:
        await self._connection.execute(DELETE_PURCHASES, product_id)


def _columns(counts: Iterable[Count]) -> tuple[list[str], list[str], list[str]]:
    listed = list(counts)
    return (
        [count.product_id for count in listed],
        [count.person_id for count in listed],
        [count.show_id for count in listed],
    )


class PostgresShows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def is_over(self, show_id: str) -> bool:
        return bool(await self._connection.fetchval(LOCK_SHOW_ROW, show_id, False))

    async def end(self, show_id: str) -> None:
        await self._connection.execute(LOCK_SHOW_ROW, show_id, True)


def to_stock(
    row: asyncpg.Record, allocations: Mapping[str, int], deals: Mapping[str, Deal]
) -> Stock:
    return Stock(
        variant_id=str(row["variant_id"]),
        product_id=str(row["product_id"]),
        shop_id=str(row["shop_id"]),
        on_hand=row["on_hand"],
        held=row["held"],
        sold=row["sold"],
        version=row["version"],
        allocations=allocations,
        limits=Limits(row["per_person"], row["per_show"]),
        deals=deals,
    )
