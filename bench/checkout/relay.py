"""The outbox relay against its limit: the same records sent by the bare producer, same broker, same run.

Both sides send the same envelopes with acks=all and idempotence. The relay also reads the rows and
marks them, with fsync on. Interleaved rounds, medians; the figure is relay ÷ bare.
"""

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from nightmarket_backends import kafka, postgres
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.kafka import EventProducer, Record, envelope
from nightmarket_kit.runtime.migrate import migrate, migrations_of
from nightmarket_kit.runtime.outbox import BATCH, OutboxRelay
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.topics import Topic, apply_topics

EVENTS, ROUNDS, PAYLOAD = 20_000, 3, 200
TOPIC = "bench.events"
FILL = """
INSERT INTO outbox (event_id, topic, key, type, sequence, headers, payload)
SELECT gen_random_uuid(), $1, (n % 1000)::text, 'bench.v1.Event', n, '', decode(repeat('ab', $2), 'hex')
FROM generate_series(1, $3) AS n
"""


async def bare(producer: EventProducer) -> float:
    """Seconds for the producer alone."""
    now = datetime.now(UTC)
    records = [
        Record(
            topic=TOPIC,
            key=str(number % 1000).encode(),
            value=b"\xab" * PAYLOAD,
            headers=envelope(
                event_id=new_id(),
                source="/bench",
                type_="bench.v1.Event",
                subject=str(number % 1000),
                sequence=number,
                time=now,
                trace={},
            ),
        )
        for number in range(EVENTS)
    ]
    begun = time.perf_counter()
    for start in range(0, EVENTS, BATCH):
        await producer.publish(records[start : start + BATCH])
    return time.perf_counter() - begun


async def relayed(database: Database, relay: OutboxRelay) -> float:
    """Seconds to drain an outbox of as many rows."""
    await database.pool.execute(FILL, TOPIC, PAYLOAD, EVENTS)
    begun = time.perf_counter()
    sent = 0
    while sent < EVENTS:
        sent += await relay.relay_once()
    return time.perf_counter() - begun


async def run(dsn: str, bootstrap: str) -> tuple[list[float], list[float]]:
    await apply_topics(
        bootstrap, [Topic(name=TOPIC, partitions=4, retention_hours=1, owner="bench")]
    )
    await migrate(dsn, migrations_of("nightmarket_catalog"))
    database, producer = Database(dsn), EventProducer(bootstrap, client_id="bench")
    await database.start()
    await producer.start()
    relay = OutboxRelay(database, producer, source="/bench")
    sides: tuple[list[float], list[float]] = ([], [])
    await bare(producer)  # warm both ends
    for _ in range(ROUNDS):
        sides[0].append(await bare(producer))
        sides[1].append(await relayed(database, relay))
    await producer.stop(5)
    await database.stop(5)
    return sides


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        store = postgres.Postgres(root / "postgres")
        broker = kafka.Kafka(root / "kafka")
        store.start()
        broker.start()
        try:
            connection = await asyncpg.connect(store.url())
            await connection.execute("CREATE DATABASE bench")
            await connection.close()
            plain, through = await run(store.url("bench"), broker.bootstrap)
        finally:
            broker.stop()
            store.stop()
            store.remove()
    limit, ours = statistics.median(plain), statistics.median(through)
    print(f"outbox relay, {EVENTS} events of {PAYLOAD} B, {ROUNDS} rounds, medians")
    print(f"  bare producer   {EVENTS / limit:9.0f} events/s   {[round(s, 2) for s in plain]}")
    print(f"  outbox relay    {EVENTS / ours:9.0f} events/s   {[round(s, 2) for s in through]}")
    print(f"  relay ÷ bare    {limit / ours:9.2f}")
