import pytest

from nightmarket_kit.runtime.janitor import Janitor
from nightmarket_kit.runtime.outbox import republish
from nightmarket_kit.runtime.postgres import Database

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
OUTBOX = """
INSERT INTO outbox (event_id, topic, key, type, sequence, headers, payload, created_at, published_at)
SELECT gen_random_uuid(), $1, 'k', 'T', 1, '', '', now() - $2::text::interval, now() - $3::text::interval
FROM generate_series(1, $4)
"""
INBOX = """
INSERT INTO inbox (consumer, event_id, applied_at)
SELECT $1, gen_random_uuid(), now() - $2::text::interval FROM generate_series(1, $3)
"""
REQUESTS = """
INSERT INTO requests (method, request_id, digest, created_at)
SELECT $1, 'request-' || n, 'd', now() - $2::text::interval FROM generate_series(1, $3) n
"""


async def names(database: Database, column: str, table: str) -> set[str]:
    rows = await database.pool.fetch(f"SELECT DISTINCT {column} AS name FROM {table}")  # noqa: S608
    return {row["name"] for row in rows}


async def test_only_rows_that_are_old_enough_go_however_many(database: Database) -> None:
    pool = database.pool
    await pool.execute(OUTBOX, "old", "9 days", "8 days", 2500)
    await pool.execute(OUTBOX, "young", "9 days", "6 days", 3)
    await pool.execute(OUTBOX, "unpublished", "90 days", None, 3)
    await pool.execute(INBOX, "old", "15 days", 1001)
    await pool.execute(INBOX, "young", "13 days", 3)
    await pool.execute(REQUESTS, "old", "8 days", 1000)
    await pool.execute(REQUESTS, "young", "6 days", 3)
    janitor = Janitor(database)
    assert await janitor.clean() == 2500 + 1001 + 1000
    assert await names(database, "topic", "outbox") == {"young", "unpublished"}
    assert await names(database, "consumer", "inbox") == {"young"}
    assert await names(database, "method", "requests") == {"young"}
    assert await janitor.clean() == 0


async def test_republish_takes_the_events_of_the_last_hours_only(
    database: Database, dsn: str
) -> None:
    await database.pool.execute(OUTBOX, "recent", "1 hour", "1 hour", 3)
    await database.pool.execute(OUTBOX, "older", "30 hours", "30 hours", 3)
    assert await republish(dsn, hours=24) == 3
    rows = await database.pool.fetch("SELECT DISTINCT topic FROM outbox WHERE published_at IS NULL")
    assert [row["topic"] for row in rows] == ["recent"]
    assert await republish(dsn, hours=24) == 0
