"""The outbox relay: every committed event reaches its topic at least once, in order per key.

Invariants
- One relay per database is active at a time (`pg_try_advisory_xact_lock`); others stand by.
- Rows are taken by `published_at IS NULL`, never by `id > cursor`: identities commit out of order.
- A batch is marked only after the broker acknowledged all of it; killed in between, it is sent again
  with the same event ids, and the inbox makes the second time harmless.
- Failures back off and never skip a row.
- It wakes at once after a commit in its own process and polls for commits of others; there is no
  NOTIFY (it costs two thirds of the commit rate).
The relay is the one place that awaits the broker inside a transaction: that transaction holds only
the advisory lock and rows that nobody else updates.
"""

import asyncio
from contextlib import suppress

import asyncpg
from opentelemetry import metrics

from nightmarket_kit.runtime.kafka import EventProducer, KafkaError, Record, envelope
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.postgres import DATABASE_ERRORS, Database
from nightmarket_kit.runtime.telemetry import pass_on, read_trace_text

log = get_logger(__name__)
BATCH = 2_000  # of a backlog; a pass costs five round trips and a flush to disk, whatever its size
LOCK_KEY = 0x6F757462  # "outb"
IDLE_MIN_S, IDLE_MAX_S = 0.01, 0.5
FAILURE_MAX_S = 5.0

TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1)"
SELECT_UNPUBLISHED = """
SELECT id, event_id, topic, key, type, sequence, headers, payload, created_at
FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT $1
"""
MARK_PUBLISHED = "UPDATE outbox SET published_at = now() WHERE id = ANY($1::bigint[])"
UNPUBLISH_SINCE = """
UPDATE outbox SET published_at = NULL
WHERE published_at IS NOT NULL AND created_at >= now() - make_interval(hours => $1)
"""


class OutboxRelay:
    """A component. `source` is the CloudEvents source: /nightmarket/order."""

    name = "outbox"

    def __init__(self, database: Database, producer: EventProducer, *, source: str) -> None:
        self._database = database
        self._producer = producer
        self._source = source
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._published = metrics.get_meter("nightmarket").create_counter(
            "outbox.published", description="events that the broker acknowledged"
        )
        database.on_events(self._wake.set)

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def wait(self) -> None:
        if self._task is not None:
            await self._task

    async def stop(self, grace_s: float) -> None:
        """Send what is left, within `grace_s` seconds; the rest waits for the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)  # `wait` tells how it ended
        try:
            async with asyncio.timeout(grace_s):
                while await self.relay_once():
                    pass
        except (KafkaError, *DATABASE_ERRORS):
            log.warning("outbox not empty at stop")

    async def _run(self) -> None:
        idle, failure = IDLE_MIN_S, IDLE_MIN_S
        while True:
            self._wake.clear()
            try:
                count = await self.relay_once()
            except (KafkaError, *DATABASE_ERRORS) as error:
                log.warning("outbox pass failed", error=type(error).__name__)
                await asyncio.sleep(failure)
                failure = min(failure * 2, FAILURE_MAX_S)
                continue
            failure = IDLE_MIN_S
            if count:
                idle = IDLE_MIN_S
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(idle):
                    await self._wake.wait()
            idle = IDLE_MIN_S if self._wake.is_set() else min(idle * 2, IDLE_MAX_S)

    async def relay_once(self) -> int:
        """Publish one batch; returns its size, 0 also when another relay is active."""
        async with self._database.pool.acquire() as connection, connection.transaction():
            if not await connection.fetchval(TRY_LOCK, LOCK_KEY):
                return 0
            rows = await connection.fetch(SELECT_UNPUBLISHED, BATCH)
            if not rows:
                return 0
            await self._producer.publish([self._record(row) for row in rows])
            await connection.execute(MARK_PUBLISHED, [row["id"] for row in rows], timeout=30)
        self._published.add(len(rows))
        return len(rows)

    def _record(self, row: asyncpg.Record) -> Record:
        return Record(
            topic=row["topic"],
            key=row["key"].encode(),
            value=row["payload"],
            headers=envelope(
                event_id=str(row["event_id"]),
                source=self._source,
                type_=row["type"],
                subject=row["key"],
                sequence=row["sequence"],
                time=row["created_at"],
                trace=pass_on(f"publish {row['topic']}", read_trace_text(row["headers"])),
            ),
        )


async def republish(dsn: str, *, hours: int) -> int:
    """Mark the events of the last hours as unpublished, for a broker that lost its data."""
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(dsn)
    try:
        status = await connection.execute(UNPUBLISH_SINCE, hours)
    finally:
        await connection.close()
    return int(status.rsplit(" ", 1)[-1])
