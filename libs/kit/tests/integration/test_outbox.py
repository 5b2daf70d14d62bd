import asyncio
from typing import Any

import asyncpg
import pytest
from aiokafka.errors import KafkaError

from nightmarket_kit.runtime.kafka import EventProducer, Record, read_record
from nightmarket_kit.runtime.outbox import OutboxRelay
from nightmarket_kit.runtime.postgres import Database, Transaction
from nightmarket_kit.testing.plugin import MakeTopic, poll_until

pytestmark = [pytest.mark.asyncio, pytest.mark.pg, pytest.mark.kafka]


def relay_of(database: Database, producer: EventProducer) -> OutboxRelay:
    return OutboxRelay(database, producer, source="/nightmarket/test")


class NoisyProducer(EventProducer):
    """Counts what it sends, and fails when told to."""

    def __init__(self, bootstrap: str) -> None:
        super().__init__(bootstrap, client_id="noisy")
        self.batches: list[int] = []
        self.failures = 0

    async def publish(self, records: list[Record]) -> None:
        if self.failures:
            self.failures -= 1
            raise KafkaError("not now")
        await super().publish(records)
        self.batches.append(len(records))


async def test_a_committed_event_arrives_with_its_envelope(
    database: Database,
    producer: EventProducer,
    make_topic: MakeTopic,
    scribe_of: Any,
    read_topic: Any,
    start: Any,
) -> None:
    scribe = scribe_of(await make_topic())
    await start(relay_of(database, producer))
    await scribe.write(scribe.event("ไทย", key="order-1", sequence=7))
    (record,) = await read_topic(scribe.topic, 1)
    event = read_record(record)
    row = await database.pool.fetchrow("SELECT event_id, created_at FROM outbox")
    assert row is not None
    assert (event.id, event.time) == (str(row["event_id"]), row["created_at"])
    assert (event.type, event.subject, event.sequence) == (
        "google.protobuf.StringValue",
        "order-1",
        7,
    )
    assert event.source == "/nightmarket/test"
    headers = dict(record.headers)
    assert headers["ce_specversion"] == b"1.0"
    assert headers["content-type"] == b"application/protobuf"
    assert record.key == b"order-1"


async def test_what_was_written_while_no_relay_ran_is_sent_later(
    database: Database,
    producer: EventProducer,
    make_topic: MakeTopic,
    scribe_of: Any,
    read_topic: Any,
    start: Any,
) -> None:
    scribe = scribe_of(await make_topic())
    await scribe.write(*(scribe.event(str(n), sequence=n) for n in range(1200)))  # three batches
    await start(relay_of(database, producer))
    records = await read_topic(scribe.topic, 1200)
    assert [read_record(record).sequence for record in records] == list(range(1200))

    async def is_empty() -> bool:
        return bool(await scribe.unpublished() == 0)

    await poll_until(is_empty)


async def test_a_commit_in_the_same_process_wakes_the_relay(
    database: Database, producer: EventProducer, make_topic: MakeTopic, scribe_of: Any, start: Any
) -> None:
    scribe = scribe_of(await make_topic())
    await start(relay_of(database, producer))
    loop = asyncio.get_running_loop()
    await scribe.write(scribe.event("warm"))

    async def is_empty() -> bool:
        return bool(await scribe.unpublished() == 0)

    await poll_until(is_empty)
    delays = []
    for number in range(5):
        begun = loop.time()
        await scribe.write(scribe.event(str(number)))
        await poll_until(is_empty, every_s=0.002)
        delays.append(loop.time() - begun)
    assert min(delays) < 0.2  # polling alone takes up to half a second


async def test_a_failing_broker_is_tried_again_and_nothing_is_skipped(
    database: Database,
    kafka_bootstrap: str,
    make_topic: MakeTopic,
    scribe_of: Any,
    read_topic: Any,
    start: Any,
) -> None:
    scribe = scribe_of(await make_topic())
    producer = NoisyProducer(kafka_bootstrap)
    producer.failures = 4
    await scribe.write(*(scribe.event(str(n), sequence=n) for n in range(3)))
    await start(producer, relay_of(database, producer))
    records = await read_topic(scribe.topic, 3)
    assert [read_record(record).sequence for record in records] == [0, 1, 2]
    assert producer.failures == 0


@pytest.mark.parametrize(
    "error", [asyncpg.ReadOnlySQLTransactionError, asyncpg.InternalClientError, ConnectionError]
)
async def test_a_failing_database_does_not_end_the_relay(
    database: Database,
    producer: EventProducer,
    make_topic: MakeTopic,
    scribe_of: Any,
    read_topic: Any,
    start: Any,
    error: type[Exception],
) -> None:
    class Unlucky(OutboxRelay):
        failures = 3

        async def relay_once(self) -> int:
            if self.failures:
                self.failures -= 1
                raise error
            return await super().relay_once()

    scribe = scribe_of(await make_topic())
    await scribe.write(scribe.event("late", sequence=1))
    await start(Unlucky(database, producer, source="/nightmarket/test"))
    (record,) = await read_topic(scribe.topic, 1)
    assert read_record(record).sequence == 1


async def test_two_relays_share_the_work_without_doing_it_twice_and_keep_the_order(
    database: Database, dsn: str, kafka_bootstrap: str, make_topic: MakeTopic, scribe_of: Any,
    read_topic: Any, start: Any,
) -> None:  # fmt: skip
    scribe = scribe_of(await make_topic(partitions=3))
    other = Database(dsn)
    first, second = NoisyProducer(kafka_bootstrap), NoisyProducer(kafka_bootstrap)
    await start(other, first, second)
    await start(relay_of(database, first), relay_of(other, second))
    keys = [f"key-{n}" for n in range(10)]
    for sequence in range(40):
        await scribe.write(*(scribe.event("x", key=key, sequence=sequence) for key in keys))
    records = await read_topic(scribe.topic, 400)
    seen: dict[str, list[int]] = {}
    for event in map(read_record, records):
        seen.setdefault(event.subject, []).append(event.sequence)
    assert seen == {key: list(range(40)) for key in keys}

    async def is_empty() -> bool:
        return bool(await scribe.unpublished() == 0)

    await poll_until(is_empty)
    assert sum(first.batches) + sum(second.batches) == 400


async def test_rows_that_commit_out_of_order_are_all_sent(
    database: Database, producer: EventProducer, make_topic: MakeTopic, scribe_of: Any,
    read_topic: Any, start: Any,
) -> None:  # fmt: skip
    """The row with the smaller identity commits later: a cursor would never see it."""
    scribe = scribe_of(await make_topic())
    await start(relay_of(database, producer))
    written, release = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with Transaction(database) as tx:
            tx.outbox.add(scribe.event("first", key="slow"))
            await tx.outbox.flush()
            written.set()
            await release.wait()
            await tx.commit()

    task = asyncio.create_task(slow())
    await written.wait()
    await scribe.write(scribe.event("second", key="fast"))
    assert [record.key for record in await read_topic(scribe.topic, 1)] == [b"fast"]
    release.set()
    await task
    assert [record.key for record in await read_topic(scribe.topic, 2)] == [b"fast", b"slow"]


async def test_stop_sends_what_is_left(
    database: Database, producer: EventProducer, make_topic: MakeTopic, scribe_of: Any
) -> None:
    scribe = scribe_of(await make_topic())
    relay = relay_of(database, producer)
    await relay.start()
    await scribe.write(*(scribe.event(str(n)) for n in range(700)))
    await relay.stop(10)
    assert await scribe.unpublished() == 0


async def test_stop_ends_within_its_grace_when_the_broker_never_came(
    database: Database, scribe_of: Any
) -> None:
    scribe = scribe_of("test.nowhere")
    producer = EventProducer("127.0.0.1:1", client_id="test")
    await producer.start()
    relay = relay_of(database, producer)
    await relay.start()
    await scribe.write(scribe.event("kept"))
    async with asyncio.timeout(3):
        await relay.stop(0.3)
        await producer.stop(0.3)
    assert await scribe.unpublished() == 1
