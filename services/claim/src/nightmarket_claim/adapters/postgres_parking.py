"""Which shops let people park, and until when each buyer's parcel is open."""

from collections.abc import Sequence
from datetime import datetime

from nightmarket_kit.runtime.postgres import Connection

SELECT_PARK_S = "SELECT park_s FROM shop_rules WHERE shop_id = $1"
UPSERT_RULES = """
INSERT INTO shop_rules (shop_id, park_s) VALUES ($1, $2)
ON CONFLICT (shop_id) DO UPDATE SET park_s = excluded.park_s
"""
# In the order of people: two shows of a shop may do this side by side.
JOIN_PARCELS = """
INSERT INTO parcels (shop_id, user_id, due_at)
SELECT $1, u, $4 FROM unnest($2::uuid[]) AS u ORDER BY u
ON CONFLICT (shop_id, user_id) DO UPDATE SET
    due_at = CASE WHEN parcels.due_at > $3 THEN parcels.due_at ELSE excluded.due_at END
RETURNING user_id, due_at
"""
DELETE_PARCELS = """
DELETE FROM parcels p WHERE p.shop_id = $1 AND p.user_id = ANY($2::uuid[])
AND NOT EXISTS (SELECT FROM claims c WHERE c.user_id = p.user_id AND c.shop_id = p.shop_id
                AND c.is_parked AND c.state IN ('held', 'ordered'))
"""


class PostgresParking:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def park_s(self, shop_id: str) -> int:
        return await self._connection.fetchval(SELECT_PARK_S, shop_id) or 0

    async def set(self, shop_id: str, *, park_s: int) -> None:
        await self._connection.execute(UPSERT_RULES, shop_id, park_s)

    async def join(
        self, shop_id: str, user_ids: Sequence[str], *, at: datetime, until: datetime
    ) -> dict[str, datetime]:
        rows = await self._connection.fetch(JOIN_PARCELS, shop_id, list(user_ids), at, until)
        return {str(row["user_id"]): row["due_at"] for row in rows}

    async def close(self, shop_id: str, user_ids: Sequence[str]) -> None:
        await self._connection.execute(DELETE_PARCELS, shop_id, list(user_ids))
