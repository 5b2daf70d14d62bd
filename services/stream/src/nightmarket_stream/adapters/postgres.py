"""Stream's unit of work on Postgres."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from nightmarket_kit.runtime.postgres import Connection, Transaction
from nightmarket_stream.adapters.events_proto import to_outgoing
from nightmarket_stream.adapters.postgres_archive import PostgresArchive
from nightmarket_stream.adapters.postgres_chat import PostgresChat
from nightmarket_stream.adapters.postgres_pins import PostgresPins
from nightmarket_stream.adapters.postgres_tickets import PostgresTickets
from nightmarket_stream.domain.broadcast import Broadcast
from nightmarket_stream.domain.channel import MEDIA_PREFIX, Channel
from nightmarket_stream.domain.events import ChatEvent, Event
from nightmarket_stream.domain.recording import Recording
from nightmarket_stream.domain.show import Show, ShowState, Starts
from nightmarket_stream.domain.source import Source

INSERT_CHANNEL = """
INSERT INTO channels (id, shop_id, path, key_hash, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (shop_id) DO NOTHING
"""
SELECT_CHANNEL_OF_SHOP = """
SELECT id, shop_id, path, key_hash, created_at FROM channels WHERE shop_id = $1
"""
SELECT_CHANNEL_BY_PATH = """
SELECT id, shop_id, path, key_hash, created_at FROM channels WHERE path = $1
"""
SELECT_CHANNEL_FOR_UPDATE = """
SELECT id, shop_id, path, key_hash, created_at FROM channels WHERE id = $1 FOR NO KEY UPDATE
"""
UPDATE_CHANNEL_KEY = "UPDATE channels SET key_hash = $2 WHERE id = $1"
INSERT_SHOW = """
INSERT INTO shows (id, shop_id, channel_id, title, state, schedule_at, starts, version, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
SHOW_COLUMNS = """
SELECT id, shop_id, channel_id, title, state, schedule_at, live_at, end_at, resume_until,
       pinned_product_id, source_id, source_since, starts, version, created_at
FROM shows
"""
SELECT_SHOW = SHOW_COLUMNS + "WHERE id = $1"
SELECT_SHOW_FOR_UPDATE = SHOW_COLUMNS + "WHERE id = $1 FOR NO KEY UPDATE"
SELECT_HELD_FOR_UPDATE = SHOW_COLUMNS + (
    "WHERE channel_id = $1 AND source_id <> '' FOR NO KEY UPDATE"
)
SELECT_RESUMABLE_FOR_UPDATE = SHOW_COLUMNS + (
    "WHERE channel_id = $1 AND resume_until > $2 ORDER BY end_at DESC, id DESC LIMIT 1 FOR NO KEY UPDATE"
)
SELECT_NEXT_FOR_UPDATE = SHOW_COLUMNS + (
    "WHERE channel_id = $1 AND state = 'scheduled' ORDER BY schedule_at, id LIMIT 1 FOR NO KEY UPDATE"
)
SELECT_LISTINGS = "SELECT product_id FROM listings WHERE show_id = $1 ORDER BY position"
UPDATE_SHOW = """
UPDATE shows SET state = $2, live_at = $3, end_at = $4, resume_until = $5, pinned_product_id = $6,
       source_id = $7, source_since = $8, version = $9, title = $10, schedule_at = $11, starts = $12
WHERE id = $1
"""
DELETE_LISTINGS = "DELETE FROM listings WHERE show_id = $1"
INSERT_LISTINGS = """
INSERT INTO listings (show_id, product_id, position)
SELECT $1, l.product_id, l.position FROM unnest($2::uuid[]) WITH ORDINALITY AS l (product_id, position)
"""
SELECT_SOURCE = """
SELECT channel_id, source_id, show_id, is_over, created_at FROM sources
WHERE channel_id = $1 AND source_id = $2
"""
UPSERT_SOURCE = """
INSERT INTO sources (channel_id, source_id, show_id, is_over, created_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (channel_id, source_id) DO UPDATE SET is_over = sources.is_over OR excluded.is_over
"""
DELETE_OLD_SOURCES = """
DELETE FROM sources WHERE channel_id = $1 AND created_at < $2::timestamptz - interval '7 days'
"""
END_SOURCES = """
UPDATE sources SET is_over = true
WHERE channel_id = $1 AND NOT is_over AND ($2::uuid IS NULL OR show_id = $2)
  AND ($3::text IS NULL OR source_id <> $3)
"""
# A clock that is set back ends nothing before its beginning.
END_BROADCAST_OF_CHANNEL = """
UPDATE broadcasts SET end_at = greatest(start_at, $2) WHERE channel_id = $1 AND end_at IS NULL
"""
END_BROADCAST_OF_SHOW = """
UPDATE broadcasts SET end_at = greatest(start_at, $2) WHERE show_id = $1 AND end_at IS NULL
"""
INSERT_BROADCAST = """
INSERT INTO broadcasts (show_id, source_id, channel_id, start_at, picture_at)
VALUES ($1, $2, $3, $4::timestamptz, least($4::timestamptz, $5::timestamptz))
ON CONFLICT (show_id, source_id) DO UPDATE SET end_at = NULL
"""
SELECT_BROADCASTS = """
SELECT show_id, source_id, channel_id, start_at, coalesce(picture_at, start_at) AS picture_at, end_at
FROM broadcasts
WHERE channel_id = $1 AND start_at <= $3 AND (end_at IS NULL OR end_at >= $2) ORDER BY start_at
"""
UPDATE_BROADCAST_CHECKED = """
UPDATE broadcasts SET checked_at = $3 WHERE show_id = $1 AND source_id = $2
"""
INSERT_RECORDING = """
INSERT INTO recordings (key, show_id, start_at, duration, preview) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO NOTHING
"""


class PostgresChannels:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ensure(self, channel: Channel) -> Channel:
        await self._connection.execute(
            INSERT_CHANNEL,
            channel.id,
            channel.shop_id,
            channel.path,
            channel.key_hash,
            channel.created_at,
        )
        row = await self._connection.fetchrow(SELECT_CHANNEL_OF_SHOP, channel.shop_id)
        return _to_channel(row) if row is not None else channel

    async def by_path(self, media_path: str) -> Channel | None:
        if not media_path.startswith(MEDIA_PREFIX):
            return None
        path = media_path.removeprefix(MEDIA_PREFIX)
        row = await self._connection.fetchrow(SELECT_CHANNEL_BY_PATH, path)
        return None if row is None else _to_channel(row)

    async def get_for_update(self, channel_id: str) -> Channel | None:
        row = await self._connection.fetchrow(SELECT_CHANNEL_FOR_UPDATE, channel_id)
        return None if row is None else _to_channel(row)

    async def save_key(self, channel: Channel) -> None:
        await self._connection.execute(UPDATE_CHANNEL_KEY, channel.id, channel.key_hash)


class PostgresShows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, show: Show) -> None:
        await self._connection.execute(
            INSERT_SHOW,
            show.id,
            show.shop_id,
            show.channel_id,
            show.title,
            show.state.value,
            show.schedule_at,
            show.starts.value,
            show.version,
            show.created_at,
        )

    async def get(self, show_id: str) -> Show | None:
        return await self._one(SELECT_SHOW, show_id)

    async def get_for_update(self, show_id: str) -> Show | None:
        return await self._one(SELECT_SHOW_FOR_UPDATE, show_id)

    async def held_of(self, channel_id: str) -> Show | None:
        return await self._one(SELECT_HELD_FOR_UPDATE, channel_id)

    async def resumable_of(self, channel_id: str, *, at: datetime) -> Show | None:
        return await self._one(SELECT_RESUMABLE_FOR_UPDATE, channel_id, at)

    async def next_of(self, channel_id: str) -> Show | None:
        return await self._one(SELECT_NEXT_FOR_UPDATE, channel_id)

    async def save(self, show: Show) -> None:
        await self._connection.execute(
            UPDATE_SHOW,
            show.id,
            show.state.value,
            show.live_at,
            show.end_at,
            show.resume_until,
            show.pinned_product_id or None,
            show.source_id,
            show.source_since,
            show.version,
            show.title,
            show.schedule_at,
            show.starts.value,
        )

    async def save_listings(self, show: Show) -> None:
        await self._connection.execute(DELETE_LISTINGS, show.id)
        await self._connection.execute(INSERT_LISTINGS, show.id, list(show.listings))

    async def _one(self, sql: str, *arguments: object) -> Show | None:
        row = await self._connection.fetchrow(sql, *arguments)
        if row is None:
            return None
        listings = await self._connection.fetch(SELECT_LISTINGS, row["id"])
        return _to_show(row, [str(one["product_id"]) for one in listings])


class PostgresSources:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, channel_id: str, source_id: str) -> Source | None:
        row = await self._connection.fetchrow(SELECT_SOURCE, channel_id, source_id)
        if row is None:
            return None
        return Source(
            channel_id=str(row["channel_id"]),
            id=row["source_id"],
            show_id=None if row["show_id"] is None else str(row["show_id"]),
            is_over=row["is_over"],
            created_at=row["created_at"],
        )

    async def put(self, source: Source) -> None:
        await self._connection.execute(
            UPSERT_SOURCE,
            source.channel_id,
            source.id,
            source.show_id,
            source.is_over,
            source.created_at,
        )
        await self._connection.execute(DELETE_OLD_SOURCES, source.channel_id, source.created_at)

    async def end_all(
        self, channel_id: str, *, show_id: str | None = None, but: str | None = None
    ) -> None:
        await self._connection.execute(END_SOURCES, channel_id, show_id, but)


class PostgresBroadcasts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def begin(self, broadcast: Broadcast) -> None:
        await self._connection.execute(
            END_BROADCAST_OF_CHANNEL, broadcast.channel_id, broadcast.start_at
        )
        await self._connection.execute(
            INSERT_BROADCAST,
            broadcast.show_id,
            broadcast.source_id,
            broadcast.channel_id,
            broadcast.start_at,
            broadcast.picture_at,
        )

    async def end(self, show_id: str, *, at: datetime) -> None:
        await self._connection.execute(END_BROADCAST_OF_SHOW, show_id, at)

    async def between(self, channel_id: str, start: datetime, end: datetime) -> list[Broadcast]:
        rows = await self._connection.fetch(SELECT_BROADCASTS, channel_id, start, end)
        return [
            Broadcast(
                channel_id=str(row["channel_id"]),
                show_id=str(row["show_id"]),
                source_id=row["source_id"],
                start_at=row["start_at"],
                picture_at=row["picture_at"],
                end_at=row["end_at"],
            )
            for row in rows
        ]

    async def set_checked(self, broadcast: Broadcast, *, at: datetime) -> None:
        await self._connection.execute(
            UPDATE_BROADCAST_CHECKED, broadcast.show_id, broadcast.source_id, at
        )


class PostgresRecordings:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, recording: Recording) -> bool:
        status = await self._connection.execute(
            INSERT_RECORDING,
            recording.key,
            recording.show_id,
            recording.start_at,
            recording.duration,
            recording.preview,
        )
        return status == "INSERT 0 1"


class PostgresStreamUow(Transaction):
    def _open(self, connection: Connection) -> None:
        self.channels = PostgresChannels(connection)
        self.shows = PostgresShows(connection)
        self.sources = PostgresSources(connection)
        self.pins = PostgresPins(connection)
        self.tickets = PostgresTickets(connection)
        self.broadcasts = PostgresBroadcasts(connection)
        self.recordings = PostgresRecordings(connection)
        self.chat = PostgresChat(connection)
        self.archive = PostgresArchive(connection)

    def publish(self, event: Event | ChatEvent) -> None:
        self.outbox.add(to_outgoing(event))


def _to_channel(row: asyncpg.Record) -> Channel:
    return Channel(
        id=str(row["id"]),
        shop_id=str(row["shop_id"]),
        path=row["path"],
        key_hash=row["key_hash"],
        created_at=row["created_at"],
    )


def _to_show(row: asyncpg.Record, listings: Sequence[str]) -> Show:
    return Show(
        id=str(row["id"]),
        shop_id=str(row["shop_id"]),
        channel_id=str(row["channel_id"]),
        title=row["title"],
        state=ShowState(row["state"]),
        schedule_at=row["schedule_at"],
        created_at=row["created_at"],
        live_at=row["live_at"],
        end_at=row["end_at"],
        resume_until=row["resume_until"],
        listings=tuple(listings),
        pinned_product_id="" if row["pinned_product_id"] is None else str(row["pinned_product_id"]),
        source_id=row["source_id"],
        source_since=row["source_since"],
        starts=Starts(row["starts"]),
        version=row["version"],
    )
