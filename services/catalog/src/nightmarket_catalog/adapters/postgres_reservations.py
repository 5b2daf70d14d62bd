"""Reservations; their lines are the ledger's held entries of their order."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import asyncpg

from nightmarket_catalog.domain.reservation import Reservation, ReservationState, ReservedLine
from nightmarket_kit.runtime.postgres import Connection

INSERT_RESERVATIONS = """
INSERT INTO reservations (order_id, shop_id, person_id, state, expires_at, created_at)
SELECT order_id, shop_id, person_id, state, expires_at, $6
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[])
     AS n (order_id, shop_id, person_id, state, expires_at)
"""
SELECT_RESERVATIONS = """
SELECT order_id, shop_id, person_id, state, expires_at FROM reservations
WHERE order_id = ANY($1::uuid[])
"""
SELECT_RESERVATION_FOR_UPDATE = """
SELECT order_id, shop_id, person_id, state, expires_at FROM reservations
WHERE order_id = $1 FOR NO KEY UPDATE
"""
# The last of each: units that were released and taken again are held twice in the ledger.
SELECT_LINES = """
SELECT DISTINCT ON (e.order_id, e.variant_id) e.order_id, e.variant_id, e.quantity, e.show_id,
       e.allocated, d.id IS NOT NULL AS is_deal
FROM stock_entries e LEFT JOIN deals d ON d.id = e.show_id
WHERE e.order_id = ANY($1::uuid[]) AND e.kind = 'held'
ORDER BY e.order_id, e.variant_id, e.version DESC
"""
SELECT_RETURNED = """
SELECT order_id, variant_id, sum(quantity)::bigint AS quantity FROM stock_entries
WHERE order_id = ANY($1::uuid[]) AND kind = 'returned' GROUP BY order_id, variant_id
"""
UPDATE_RESERVATION = "UPDATE reservations SET state = $2 WHERE order_id = $1"
UPDATE_EXPIRY = "UPDATE reservations SET expires_at = $2 WHERE order_id = $1"
SELECT_EXPIRED = """
SELECT order_id FROM reservations WHERE state = 'held' AND expires_at < $1
ORDER BY expires_at LIMIT $2
"""


class PostgresReservations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, reservations: Sequence[Reservation], *, at: datetime) -> None:
        await self._connection.execute(
            INSERT_RESERVATIONS,
            [reservation.order_id for reservation in reservations],
            [reservation.shop_id for reservation in reservations],
            [reservation.person_id for reservation in reservations],
            [reservation.state for reservation in reservations],
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
        order_ids = [row["order_id"] for row in rows]
        found = await self._connection.fetch(SELECT_LINES, order_ids)
        sold = [row["order_id"] for row in rows if row["state"] == ReservationState.COMMITTED]
        back = await self._connection.fetch(SELECT_RETURNED, sold) if sold else []
        returned = {(row["order_id"], row["variant_id"]): row["quantity"] for row in back}
        lines: dict[object, list[ReservedLine]] = defaultdict(list)
        for line in found:
            lines[line["order_id"]].append(
                ReservedLine(
                    variant_id=str(line["variant_id"]),
                    quantity=line["quantity"],
                    show_id=_text(line["show_id"]),
                    allocated=line["allocated"],
                    is_deal=line["is_deal"],
                    returned=returned.get((line["order_id"], line["variant_id"]), 0),
                )
            )
        return {
            str(row["order_id"]): Reservation(
                order_id=str(row["order_id"]),
                shop_id=str(row["shop_id"]),
                person_id=_text(row["person_id"]),
                lines=tuple(lines[row["order_id"]]),
                state=ReservationState(row["state"]),
                expires_at=row["expires_at"],
            )
            for row in rows
        }

    async def set_state(self, order_id: str, state: ReservationState) -> None:
        await self._connection.execute(UPDATE_RESERVATION, order_id, state.value)

    async def set_expiry(self, order_id: str, at: datetime) -> None:
        await self._connection.execute(UPDATE_EXPIRY, order_id, at)

    async def expired(self, *, before: datetime, limit: int) -> list[str]:
        rows = await self._connection.fetch(SELECT_EXPIRED, before, limit)
        return [str(row["order_id"]) for row in rows]


def _text(value: object) -> str:
    return "" if value is None else str(value)
