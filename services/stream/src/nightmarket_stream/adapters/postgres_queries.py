"""Stream's read models on Postgres: SQL straight to views, keyset pages."""

from collections import defaultdict
from datetime import datetime

import asyncpg

from nightmarket_kit.core.pages import Page
from nightmarket_kit.runtime.postgres import Connection, Database
from nightmarket_stream.adapters.postgres_pins import find_pins
from nightmarket_stream.adapters.postgres_tickets import find_ticket
from nightmarket_stream.application.queries import (
    ChannelView,
    Held,
    RecordingView,
    ShowCursor,
    ShowFilter,
    ShowView,
    Unrecorded,
)
from nightmarket_stream.domain.broadcast import Broadcast
from nightmarket_stream.domain.channel import MEDIA_PREFIX
from nightmarket_stream.domain.pin import PinChange
from nightmarket_stream.domain.recording import HEAD
from nightmarket_stream.domain.show import ShowState, Starts
from nightmarket_stream.domain.ticket import MediaTicket

SHOW_COLUMNS = """
SELECT s.id, s.shop_id, s.channel_id, c.path, s.title, s.state, s.starts, s.source_id, s.schedule_at,
       s.live_at, s.end_at, s.resume_until, s.sort_at, s.pinned_product_id, s.created_at, s.version
FROM shows s JOIN channels c ON c.id = s.channel_id
"""
SELECT_SHOW = SHOW_COLUMNS + "WHERE s.id = $1"
PAGE_TAIL = """
  AND (cardinality($1::text[]) = 0 OR s.state = ANY($1::text[]))
  AND ($2::boolean IS NULL OR (s.on_air, s.sort_at, s.id) < ($2, $3::timestamptz, $4::uuid))
ORDER BY s.on_air DESC, s.sort_at DESC, s.id DESC LIMIT $5
"""
SELECT_SHOWS = SHOW_COLUMNS + "WHERE true" + PAGE_TAIL
SELECT_SHOWS_OF_SHOP = SHOW_COLUMNS + "WHERE s.shop_id = $6" + PAGE_TAIL
SELECT_LISTINGS = """
SELECT show_id, product_id FROM listings WHERE show_id = ANY($1::uuid[]) ORDER BY show_id, position
"""
SELECT_RECORDINGS = """
SELECT show_id, key, start_at, duration, preview FROM recordings
WHERE show_id = ANY($1::uuid[]) ORDER BY show_id, start_at
"""
# A publisher who was let in has a picture before we are told, so being let in closes the path already.
SELECT_CHANNEL = """
SELECT c.id, coalesce(h.id::text, '') AS held_show_id,
       CASE WHEN h.state = 'live' THEN h.id::text ELSE '' END AS live_show_id,
       h.state IS DISTINCT FROM 'live' AND (
           h.id IS NOT NULL
           OR EXISTS (SELECT 1 FROM sources o JOIN shows s ON s.id = o.show_id
                      WHERE o.channel_id = c.id AND NOT o.is_over
                        AND s.state = 'scheduled' AND s.starts = 'host')
           OR (EXISTS (SELECT 1 FROM shows s WHERE s.channel_id = c.id
                         AND s.state = 'scheduled' AND s.starts = 'host')
               AND NOT EXISTS (SELECT 1 FROM shows s WHERE s.channel_id = c.id
                                 AND s.resume_until > $2))
       ) AS is_closed
FROM channels c LEFT JOIN shows h ON h.channel_id = c.id AND h.source_id <> '' WHERE c.path = $1
"""
SELECT_HELD = """
SELECT s.id, c.path, s.source_id, coalesce(o.is_over, false) AS is_over
FROM shows s JOIN channels c ON c.id = s.channel_id
LEFT JOIN sources o ON o.channel_id = s.channel_id AND o.source_id = s.source_id
WHERE s.source_id <> ''
"""
# The wait doubles: 5 s after the show's end, then each time as long again as it is since the end.
# A file begins with its broadcast's picture, or up to HEAD before: then it is not the one before's.
SELECT_UNRECORDED = """
SELECT b.show_id, b.source_id, b.channel_id, b.start_at, p.picture_at, b.end_at, c.path
FROM shows s JOIN broadcasts b ON b.show_id = s.id JOIN channels c ON c.id = s.channel_id
CROSS JOIN LATERAL (SELECT coalesce(b.picture_at, b.start_at) AS picture_at) p
WHERE s.state = 'ended' AND s.live_at IS NOT NULL
  AND s.end_at BETWEEN $1::timestamptz - interval '1 day' AND $1 - interval '5 seconds'
  AND b.end_at IS NOT NULL
  AND (b.checked_at IS NULL OR b.checked_at + (b.checked_at - s.end_at) <= $1)
  AND NOT EXISTS (SELECT 1 FROM recordings r WHERE r.show_id = b.show_id
                  AND r.start_at >= p.picture_at - $3::interval AND r.start_at < b.end_at - $3::interval)
ORDER BY s.end_at DESC, b.start_at LIMIT $2
"""


class PostgresStreamQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def show(self, show_id: str) -> ShowView | None:
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_SHOW, show_id)
            found = await _views(connection, rows)
        return found[0] if found else None

    async def shows(
        self, filter_: ShowFilter, page: Page, after: ShowCursor | None
    ) -> list[ShowView]:
        arguments = (
            [state.value for state in filter_.states],
            after.on_air if after else None,
            after.sort_at if after else None,
            after.id if after else None,
            page.size + 1,
        )
        async with self._database.read() as connection:
            rows = (
                await connection.fetch(SELECT_SHOWS, *arguments)
                if filter_.shop_id is None
                else await connection.fetch(SELECT_SHOWS_OF_SHOP, *arguments, filter_.shop_id)
            )
            return await _views(connection, rows)

    async def channel(self, media_path: str, *, at: datetime) -> ChannelView | None:
        if not media_path.startswith(MEDIA_PREFIX):
            return None
        path = media_path.removeprefix(MEDIA_PREFIX)
        row = await self._database.pool.fetchrow(SELECT_CHANNEL, path, at)
        if row is None:
            return None
        return ChannelView(
            id=str(row["id"]),
            live_show_id=row["live_show_id"],
            held_show_id=row["held_show_id"],
            is_closed=row["is_closed"],
        )

    async def pins(self, show_id: str) -> list[PinChange]:
        async with self._database.read() as connection:
            return await find_pins(connection, show_id)

    async def ticket(self, token_hash: bytes) -> MediaTicket | None:
        async with self._database.read() as connection:
            return await find_ticket(connection, token_hash)

    async def held(self) -> list[Held]:
        rows = await self._database.pool.fetch(SELECT_HELD)
        return [
            Held(
                show_id=str(row["id"]),
                media_path=MEDIA_PREFIX + row["path"],
                source_id=row["source_id"],
                is_over=row["is_over"],
            )
            for row in rows
        ]

    async def unrecorded(self, *, at: datetime, limit: int) -> list[Unrecorded]:
        rows = await self._database.pool.fetch(SELECT_UNRECORDED, at, limit, HEAD)
        return [
            Unrecorded(
                broadcast=Broadcast(
                    channel_id=str(row["channel_id"]),
                    show_id=str(row["show_id"]),
                    source_id=row["source_id"],
                    start_at=row["start_at"],
                    picture_at=row["picture_at"],
                    end_at=row["end_at"],
                ),
                media_path=MEDIA_PREFIX + row["path"],
                end_at=row["end_at"],
            )
            for row in rows
        ]


async def _views(connection: Connection, rows: list[asyncpg.Record]) -> list[ShowView]:
    ids = [row["id"] for row in rows]
    listings: defaultdict[object, list[str]] = defaultdict(list)
    for one in await connection.fetch(SELECT_LISTINGS, ids):
        listings[one["show_id"]].append(str(one["product_id"]))
    recordings: defaultdict[object, list[RecordingView]] = defaultdict(list)
    for one in await connection.fetch(SELECT_RECORDINGS, ids):
        recordings[one["show_id"]].append(
            RecordingView(
                key=one["key"],
                start_at=one["start_at"],
                duration=one["duration"],
                preview=one["preview"],
            )
        )
    return [_to_view(row, listings[row["id"]], recordings[row["id"]]) for row in rows]


def _to_view(
    row: asyncpg.Record, product_ids: list[str], recordings: list[RecordingView]
) -> ShowView:
    return ShowView(
        id=str(row["id"]),
        shop_id=str(row["shop_id"]),
        channel_id=str(row["channel_id"]),
        path=row["path"],
        title=row["title"],
        state=ShowState(row["state"]),
        starts=Starts(row["starts"]),
        source_id=row["source_id"],
        schedule_at=row["schedule_at"],
        live_at=row["live_at"],
        end_at=row["end_at"],
        resume_until=row["resume_until"],
        sort_at=row["sort_at"],
        product_ids=tuple(product_ids),
        pinned_product_id="" if row["pinned_product_id"] is None else str(row["pinned_product_id"]),
        recordings=tuple(recordings),
        created_at=row["created_at"],
        version=row["version"],
    )
