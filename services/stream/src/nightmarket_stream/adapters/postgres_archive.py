"""The archive of the chat on Postgres.

Archiving and erasing exclude each other by an advisory lock (many archive, one erases): a message in a
transaction that has not ended is seen by no DELETE.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import asyncpg

from nightmarket_kit.core.pages import Page
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.postgres import Connection, Database
from nightmarket_stream.application.archive_ports import Stretch
from nightmarket_stream.domain.archive import Cut, Erasure, Message, Place, Quote

log = get_logger(__name__)
ERASE_LOCK: Final = 0x63686174  # "chat"
TEND_LOCK: Final = 0x6D6F6E74  # "mont"
MONTHS_AHEAD: Final = 2

HOLD = "SELECT pg_advisory_xact_lock_shared($1)"
HOLD_ALONE = "SELECT pg_advisory_xact_lock($1)"
TRY_HOLD = "SELECT pg_try_advisory_xact_lock($1)"
MAKE_MONTHS = "SELECT make_chat_month(month) FROM unnest($1::date[]) AS month"
DROP_MONTHS = "SELECT drop_chat_months($1)"
DELETE_OLD_CUTS = "DELETE FROM chat_cuts WHERE said_at < $1"
SELECT_SHOPS = "SELECT id, shop_id FROM shows WHERE id = ANY($1::uuid[])"
SELECT_ERASURES = "SELECT user_id, until FROM chat_erasures WHERE user_id = ANY($1::uuid[])"
INSERT_MESSAGES = """
INSERT INTO chat_messages
       (show_id, said_at, number, epoch, sent_at, user_id, user_name, text, client_id,
        answers_at, answers_number)
SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::text[], $5::timestamptz[],
                     $6::uuid[], $7::text[], $8::text[], $9::text[], $10::timestamptz[], $11::bigint[])
ON CONFLICT DO NOTHING RETURNING epoch, show_id, said_at, number
"""
INSERT_CUTS = """
INSERT INTO chat_cuts (act_id, show_id, said_at, number)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[])
ON CONFLICT DO NOTHING
"""
UPSERT_ERASURE = """
INSERT INTO chat_erasures (user_id, until) VALUES ($1, $2)
ON CONFLICT (user_id) DO UPDATE SET until = greatest(chat_erasures.until, excluded.until)
"""
DELETE_MESSAGES = """
WITH gone AS (DELETE FROM chat_messages WHERE user_id = $1 AND said_at <= $2 RETURNING show_id)
SELECT DISTINCT show_id FROM gone
"""
# What moderators took away and did not bring back is left out. A person's lines are gone up to the
# deletion's place in the room, or to its time while the room's log has not told the place.
# What is answered is looked up: nobody's words are kept twice, and what is gone is not quoted.
SAID = """
WITH acts AS (
    SELECT a.id, a.kind, a.user_id, a.acted_at, a.message_id ~ '^[0-9]{1,15}-[0-9]{1,18}$' AS is_place,
           string_to_array(a.message_id, '-') AS place
    FROM moderation_acts a
    WHERE a.show_id = $1 AND a.kind IN ('delete_message', 'delete_person')
      AND NOT EXISTS (SELECT 1 FROM moderation_acts u WHERE u.undoes = a.id)
), lines AS MATERIALIZED (
    SELECT timestamptz 'epoch' + place[1]::bigint * interval '1 millisecond' AS said_at,
           place[2]::bigint AS number
    FROM acts WHERE kind = 'delete_message' AND is_place
), people AS MATERIALIZED (
    SELECT a.user_id, coalesce(c.said_at, a.acted_at) AS said_at,
           coalesce(c.number, 9223372036854775807) AS number
    FROM acts a LEFT JOIN chat_cuts c ON c.act_id = a.id WHERE a.kind = 'delete_person'
), there AS NOT MATERIALIZED (
    SELECT m.* FROM chat_messages m
    WHERE m.show_id = $1
      AND NOT EXISTS (SELECT 1 FROM lines g WHERE g.said_at = m.said_at AND g.number = m.number)
      AND NOT EXISTS (SELECT 1 FROM people g WHERE g.user_id = m.user_id
                        AND (m.said_at, m.number) <= (g.said_at, g.number))
)
SELECT m.show_id, m.said_at, m.number, m.epoch, m.sent_at, m.user_id, m.user_name, m.text, m.client_id,
       q.said_at AS quoted_at, q.number AS quoted_number, q.user_id AS quoted_user_id,
       q.user_name AS quoted_user_name, q.text AS quoted_text
FROM there m LEFT JOIN LATERAL (
    SELECT * FROM there q
    WHERE q.said_at = m.answers_at AND q.number = m.answers_number LIMIT 1
) q ON true
WHERE m.said_at >= $2 AND m.said_at < $3
"""
SAID_BACK = SAID + (
    "AND m.said_at <= $4 AND (m.said_at, m.number) < ($4, $5::bigint)"
    " ORDER BY m.said_at DESC, m.number DESC LIMIT $6"
)
SAID_ON = SAID + (
    "AND m.said_at >= $4 AND (m.said_at, m.number) > ($4, $5::bigint)"
    " ORDER BY m.said_at, m.number LIMIT $6"
)
# Open ends are times, too: a plan with "or there is none" would not use the index.
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


class PostgresArchive:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold(self) -> None:
        await self._connection.execute(HOLD, ERASE_LOCK)

    async def hold_alone(self) -> None:
        await self._connection.execute(HOLD_ALONE, ERASE_LOCK)

    async def shops_of(self, show_ids: Sequence[str]) -> dict[str, str]:
        rows = await self._connection.fetch(SELECT_SHOPS, show_ids)
        return {str(row["id"]): str(row["shop_id"]) for row in rows}

    async def erasures(self, user_ids: Sequence[str]) -> dict[str, Erasure]:
        rows = await self._connection.fetch(SELECT_ERASURES, user_ids)
        return {
            str(row["user_id"]): Erasure(user_id=str(row["user_id"]), until=row["until"])
            for row in rows
        }

    async def add(self, messages: Sequence[Message]) -> set[tuple[str, str, Place]]:
        if not messages:
            return set()
        await self._connection.execute(
            MAKE_MONTHS, sorted({one.place.at.date().replace(day=1) for one in messages})
        )
        rows = await self._connection.fetch(
            INSERT_MESSAGES,
            [one.show_id for one in messages],
            [one.place.at for one in messages],
            [one.place.number for one in messages],
            [one.epoch for one in messages],
            [one.sent_at for one in messages],
            [one.user_id for one in messages],
            [one.user_name for one in messages],
            [one.text for one in messages],
            [one.client_id for one in messages],
            [one.reply_to.at if one.reply_to else None for one in messages],
            [one.reply_to.number if one.reply_to else None for one in messages],
        )
        return {
            (row["epoch"], str(row["show_id"]), Place.of(row["said_at"], row["number"]))
            for row in rows
        }

    async def add_cuts(self, cuts: Sequence[Cut]) -> None:
        if cuts:
            await self._connection.execute(
                INSERT_CUTS,
                [one.act_id for one in cuts],
                [one.show_id for one in cuts],
                [one.place.at for one in cuts],
                [one.place.number for one in cuts],
            )

    async def erase(self, erasure: Erasure) -> list[str]:
        await self._connection.execute(UPSERT_ERASURE, erasure.user_id, erasure.until)
        rows = await self._connection.fetch(
            DELETE_MESSAGES, erasure.user_id, erasure.until, timeout=60
        )
        return [str(row["show_id"]) for row in rows]


class PostgresArchiveQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def said(
        self, show_id: str, page: Page, *, stretch: Stretch, past: Place | None, is_forward: bool
    ) -> list[tuple[Message, Quote | None]]:
        async with self._database.read() as connection:
            rows = await connection.fetch(
                SAID_ON if is_forward else SAID_BACK,
                show_id,
                stretch.start or FIRST,
                stretch.end or LAST,
                (FIRST if is_forward else LAST) if past is None else past.at,
                -1 if past is None else past.number,
                page.size + 1,
            )
        return [(_to_message(row), _to_quote(row)) for row in rows]


class PostgresMonths:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def tend(self, *, at: datetime, kept: timedelta) -> None:
        async with self._database.pool.acquire() as connection, connection.transaction():
            if not await connection.fetchval(TRY_HOLD, TEND_LOCK):
                return  # another process does it
            await connection.execute("SET LOCAL lock_timeout = '2s'")
            await connection.execute(MAKE_MONTHS, _months(at, MONTHS_AHEAD))
            dropped = await connection.fetchval(DROP_MONTHS, at - kept)
            await connection.execute(DELETE_OLD_CUTS, at - kept)
        if dropped:
            log.info("old chat dropped", months=dropped)


def _months(at: datetime, ahead: int) -> list[date]:
    first = at.astimezone(UTC).date().replace(day=1)
    months = [first]
    for _ in range(ahead):
        months.append((months[-1] + timedelta(days=31)).replace(day=1))
    return months


def _to_message(row: asyncpg.Record) -> Message:
    return Message(
        show_id=str(row["show_id"]),
        place=Place.of(row["said_at"], row["number"]),
        epoch=row["epoch"],
        sent_at=row["sent_at"],
        user_id=str(row["user_id"]),
        user_name=row["user_name"],
        text=row["text"],
        client_id=row["client_id"],
    )


def _to_quote(row: asyncpg.Record) -> Quote | None:
    if row["quoted_at"] is None:
        return None
    return Quote(
        place=Place.of(row["quoted_at"], row["quoted_number"]),
        user_id=str(row["quoted_user_id"]),
        user_name=row["quoted_user_name"],
        text=row["quoted_text"],
    )
