"""Reading, without locks."""

from datetime import datetime

import asyncpg

from nightmarket_claim.adapters.postgres import read_listings
from nightmarket_claim.adapters.postgres_parking import SELECT_PARK_S
from nightmarket_claim.adapters.rows import to_claim, to_room
from nightmarket_claim.application.ports import Room
from nightmarket_claim.domain.claim import Claim
from nightmarket_claim.domain.listing import Listing
from nightmarket_kit.core.pages import Page
from nightmarket_kit.runtime.postgres import Database

# A listing without a root was not read up to its closing.
SELECT_ROOMS = """
SELECT show_id, shop_id, epoch, cursor, pinned, pinned_before, pinned_ms, version FROM rooms r
WHERE EXISTS (SELECT FROM listings l WHERE l.show_id = r.show_id
              AND (l.is_taking OR l.state <> 'closed' OR l.root = ''))
   OR EXISTS (SELECT FROM claims c WHERE c.show_id = r.show_id AND c.state IN ('held', 'waiting'))
"""
SELECT_DUE = """
SELECT DISTINCT show_id FROM claims
WHERE (state = 'held' AND due_at <= $1)
   OR (state = 'ordered' AND NOT is_placed AND order_until <= $1)
UNION SELECT show_id FROM listings WHERE state = 'open' AND closes_at <= $1
"""
WITH_AHEAD = """
SELECT c.id, c.show_id, c.shop_id, c.product_id, c.variant_id, c.user_id, c.user_name, c.quantity,
       c.units, c.place, c.state, c.epoch, c.entry_id, c.item, c.by_hand, c.made_at, c.due_at,
       c.order_id, c.order_until, c.is_placed, c.is_parked, c.receipt, c.signature,
       CASE WHEN c.state = 'waiting' THEN (
           SELECT count(*) FROM claims w WHERE w.show_id = c.show_id
           AND w.variant_id = c.variant_id AND w.state = 'waiting' AND w.place < c.place
       ) ELSE 0 END AS ahead
FROM claims c
"""
SELECT_TABLE = (
    WITH_AHEAD
    + """
WHERE c.show_id = $1 AND ($2::uuid IS NULL OR c.product_id = $2)
  AND ($3::uuid IS NULL OR (c.product_id, c.variant_id, c.place) > ($3, $4, $5))
ORDER BY c.product_id, c.variant_id, c.place LIMIT $6
"""
)
SELECT_MINE = (
    WITH_AHEAD
    + """
WHERE c.user_id = $1 AND ($2::uuid IS NULL OR c.show_id = $2) AND ($3::uuid IS NULL OR c.id < $3)
ORDER BY c.id DESC LIMIT $4
"""
)
SELECT_ONE = WITH_AHEAD + "WHERE c.id = $1"
SELECT_RECEIPTS = """
SELECT variant_id, place, receipt FROM claims
WHERE show_id = $1 AND product_id = $2 AND ($3::uuid IS NULL OR (variant_id, place) > ($3, $4))
ORDER BY variant_id, place LIMIT $5
"""


class PostgresClaimQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def rooms(self) -> list[Room]:
        async with self._database.read() as connection:
            return [to_room(row) for row in await connection.fetch(SELECT_ROOMS)]

    async def due_shows(self, *, at: datetime) -> list[str]:
        async with self._database.read() as connection:
            return [str(row["show_id"]) for row in await connection.fetch(SELECT_DUE, at)]

    async def listings(self, show_id: str) -> list[Listing]:
        async with self._database.read() as connection:
            return await read_listings(connection, show_id)

    async def park_s(self, shop_id: str) -> int:
        async with self._database.read() as connection:
            return await connection.fetchval(SELECT_PARK_S, shop_id) or 0

    async def claims(self, show_id: str, product_id: str, page: Page) -> list[tuple[Claim, int]]:
        product, variant, place = page.after or (None, None, None)
        async with self._database.read() as connection:
            rows = await connection.fetch(
                SELECT_TABLE,
                show_id,
                product_id or None,
                product,
                variant,
                int(place) if place else None,
                page.size + 1,
            )
        return [_with_ahead(row) for row in rows]

    async def claims_of(self, user_id: str, show_id: str, page: Page) -> list[tuple[Claim, int]]:
        (before,) = page.after or (None,)
        async with self._database.read() as connection:
            rows = await connection.fetch(
                SELECT_MINE, user_id, show_id or None, before, page.size + 1
            )
        return [_with_ahead(row) for row in rows]

    async def claim(self, claim_id: str) -> tuple[Claim, int] | None:
        async with self._database.read() as connection:
            row = await connection.fetchrow(SELECT_ONE, claim_id)
        return None if row is None else _with_ahead(row)

    async def receipts(
        self, show_id: str, product_id: str, page: Page
    ) -> list[tuple[str, int, str]]:
        variant, place = page.after or (None, None)
        async with self._database.read() as connection:
            rows = await connection.fetch(
                SELECT_RECEIPTS,
                show_id,
                product_id,
                variant,
                int(place) if place else None,
                page.size + 1,
            )
        return [(str(row["variant_id"]), row["place"], row["receipt"]) for row in rows]


def _with_ahead(row: asyncpg.Record) -> tuple[Claim, int]:
    return to_claim(row), row["ahead"]
