import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from google.protobuf.wrappers_pb2 import Int64Value, StringValue

from nightmarket_kit.core.errors import Invalid, Unavailable
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime import inbox
from nightmarket_kit.runtime.inbox import EventConsumer, Subscription
from nightmarket_kit.runtime.kafka import EventProducer, IncomingEvent, Record, envelope
from nightmarket_kit.runtime.postgres import Database, Transaction
from nightmarket_kit.testing.plugin import MakeTopic, poll_until

pytestmark = [pytest.mark.asyncio, pytest.mark.pg, pytest.mark.kafka]
Handle = Callable[[StringValue, IncomingEvent], Awaitable[None]]


class SoldOut(Invalid):
    reason = "SOLD_OUT"


class Rig:
    """A topic with a consumer group, events by hand, and handlers that misbehave by value."""

    def __init__(self, scribe: Any, producer: EventProducer, bootstrap: str, start: Any) -> None:
        self.scribe = scribe
        self.producer = producer
        self.bootstrap = bootstrap
        self.start = start
        self.calls: Counter[str] = Counter()

    def record(
        self, text: str, *, event_id: str = "", key: str = "a", sequence: int = 1, **changes: Any
    ) -> Record:
        headers = envelope(
            event_id=event_id or new_id(),
            source="/test",
            type_="google.protobuf.StringValue",
            subject=key,
            sequence=sequence,
            time=datetime.now(UTC),
            trace={},
        )
        good = {
            "topic": self.scribe.topic,
            "key": key.encode(),
            "value": StringValue(value=text).SerializeToString(),
            "headers": headers,
        }
        return Record(**(good | changes))

    async def send(self, *records: Record) -> None:
        await self.producer.publish(list(records))

    async def consume(self, handle: Handle | None = None) -> EventConsumer:
        async def counted(message: StringValue, event: IncomingEvent) -> None:
            self.calls[message.value] += 1
            await (handle or self.scribe.apply)(message, event)

        consumer = EventConsumer(
            bootstrap=self.bootstrap,
            group=self.scribe.group,
            subscriptions=[
                Subscription(topic=self.scribe.topic, message=StringValue, handle=counted)
            ],
            producer=self.producer,
        )
        await self.start(consumer)
        return consumer

    async def applied(self, *values: str, within_s: float = 20.0) -> None:
        async def are_applied() -> bool:
            return bool(await self.scribe.values() == list(values))

        try:
            await poll_until(are_applied, within_s=within_s)
        except AssertionError:
            assert await self.scribe.values() == list(values)
            raise


@pytest.fixture
def make_rig(
    scribe_of: Any, producer: EventProducer, kafka_bootstrap: str, make_topic: MakeTopic, start: Any
) -> Callable[..., Awaitable[Rig]]:
    async def make(*, partitions: int = 1) -> Rig:
        scribe = scribe_of("")
        scribe.topic = await make_topic(scribe.group, partitions=partitions)
        return Rig(scribe, producer, kafka_bootstrap, start)

    return make


async def test_an_event_delivered_twice_is_applied_once(make_rig: Any) -> None:
    rig = await make_rig()
    twice = rig.record("one")
    await rig.send(twice, twice, rig.record("two"), twice)
    await rig.consume()
    await rig.applied("one", "two")

    async def delivered() -> bool:
        return bool(rig.calls["one"] == 3)

    await poll_until(delivered)
    assert await rig.scribe.values() == ["one", "two"]


async def test_the_handler_can_tell_what_is_older_than_what_it_has(make_rig: Any) -> None:
    rig = await make_rig()
    versions: dict[str, int] = {}

    async def keep_newest(message: StringValue, event: IncomingEvent) -> None:
        if event.sequence <= versions.get(event.subject, 0):
            return
        versions[event.subject] = event.sequence
        await rig.scribe.apply(message, event)

    await rig.send(
        rig.record("v2", sequence=2), rig.record("v1", sequence=1), rig.record("v3", sequence=3)
    )
    await rig.consume(keep_newest)
    await rig.applied("v2", "v3")


async def test_other_types_on_the_topic_are_passed_over(make_rig: Any) -> None:
    rig = await make_rig()
    headers = [
        (name, b"google.protobuf.Int64Value" if name == "ce_type" else value)
        for name, value in rig.record("x").headers
    ]
    other = rig.record("x", headers=headers, value=Int64Value(value=5).SerializeToString())
    await rig.send(other, rig.record("mine"))
    await rig.consume()
    await rig.applied("mine")
    assert sum(rig.calls.values()) == 1


def undecodable(rig: Rig) -> dict[str, Record]:
    good = rig.record("x").headers

    def changed(**changes: bytes | None) -> list[tuple[str, Any]]:
        return [(name, changes.get(name.replace("-", "_"), value)) for name, value in good]

    return {
        "no headers": rig.record("x", headers=[]),
        "bad protobuf": rig.record("x", value=b"\xff\xff\xff"),
        "no id": rig.record("x", headers=[(n, v) for n, v in good if n != "ce_id"]),
        "bad sequence": rig.record("x", headers=changed(ce_sequence=b"seven")),
        "bad time": rig.record("x", headers=changed(ce_time=b"yesterday")),
        "other version": rig.record("x", headers=changed(ce_specversion=b"2.0")),
        "other content": rig.record("x", headers=changed(content_type=b"application/json")),
        "not utf-8": rig.record("x", headers=changed(ce_source=b"\xff\xfe")),
        "id is no uuid": rig.record("x", headers=changed(ce_id=b"17")),
        "null header": rig.record("x", headers=changed(ce_id=None)),
    }


async def test_undecodable_records_are_set_aside_with_reason_and_headers_and_the_rest_goes_on(
    make_rig: Any, read_topic: Any
) -> None:
    rig = await make_rig()
    bad = undecodable(rig)
    await rig.send(*bad.values(), rig.record("good"))
    await rig.consume()
    await rig.applied("good")
    letters = await read_topic(f"{rig.scribe.topic}.{rig.scribe.group}.dlq", len(bad))
    for number, (record, letter) in enumerate(zip(bad.values(), letters, strict=True)):
        headers = dict(letter.headers)
        assert headers["dlq_reason"] == b"UNDECODABLE"
        assert headers["dlq_topic"].decode() == rig.scribe.topic
        assert headers["dlq_group"].decode() == rig.scribe.group
        assert (headers["dlq_partition"], headers["dlq_offset"]) == (b"0", str(number).encode())
        assert headers["dlq_error"] is not None
        assert letter.value == record.value
        assert letter.key == record.key
        kept = [(name, value) for name, value in letter.headers if not name.startswith("dlq_")]
        assert kept == list(record.headers)


async def test_a_header_of_nothing_does_not_spoil_an_event(make_rig: Any) -> None:
    rig = await make_rig()
    await rig.send(rig.record("x", headers=[*rig.record("x").headers, ("ce_extra", None)]))
    await rig.consume()
    await rig.applied("x")


async def test_what_the_domain_refuses_is_set_aside_at_once(make_rig: Any, read_topic: Any) -> None:
    rig = await make_rig()

    async def refuse(message: StringValue, event: IncomingEvent) -> None:
        if message.value == "bad":
            raise SoldOut(listing_id="l1")
        await rig.scribe.apply(message, event)

    await rig.send(rig.record("bad"), rig.record("good"))
    await rig.consume(refuse)
    await rig.applied("good")
    (letter,) = await read_topic(f"{rig.scribe.topic}.{rig.scribe.group}.dlq", 1)
    assert dict(letter.headers)["dlq_reason"] == b"SOLD_OUT"
    assert rig.calls["bad"] == 1


class Remote(Unavailable):
    reason = "REMOTE_UNAVAILABLE"


@pytest.mark.parametrize(
    "error",
    [
        Remote,
        ConnectionRefusedError,
        TimeoutError,
        asyncpg.DiskFullError,
        asyncpg.InternalClientError,
        asyncpg.PostgresIOError,
        asyncpg.ReadOnlySQLTransactionError,
    ],
)
async def test_what_may_pass_is_tried_until_it_works_and_order_is_kept(
    make_rig: Any, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "BACKOFF_MAX_S", 0.05)
    rig = await make_rig()
    tries = inbox.TRIES + 3

    async def fail(message: StringValue, event: IncomingEvent) -> None:
        if message.value == "slow" and rig.calls["slow"] < tries:
            raise error
        await rig.scribe.apply(message, event)

    await rig.send(rig.record("slow"), rig.record("next"))
    await rig.consume(fail)
    await rig.applied("slow", "next")
    assert rig.calls["slow"] == tries


@pytest.mark.parametrize("bug", ["key error", "wrong type for a column", "constraint"])
async def test_a_bug_is_tried_a_few_times_and_then_set_aside(
    make_rig: Any,
    read_topic: Any,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    bug: str,
) -> None:
    monkeypatch.setattr(inbox, "BACKOFF_MAX_S", 0.05)
    rig = await make_rig()

    async def fail(message: StringValue, event: IncomingEvent) -> None:
        if message.value != "bad":
            await rig.scribe.apply(message, event)
        elif bug == "key error":
            raise KeyError("price")
        else:
            arguments = {"wrong type for a column": 5, "constraint": None}
            async with Transaction(database) as tx:
                await tx.connection.execute(
                    "INSERT INTO things (id, value) VALUES ('x', $1)", arguments[bug]
                )

    await rig.send(rig.record("bad"), rig.record("good"))
    await rig.consume(fail)
    await rig.applied("good")
    assert rig.calls["bad"] == inbox.TRIES
    (letter,) = await read_topic(f"{rig.scribe.topic}.{rig.scribe.group}.dlq", 1)
    assert dict(letter.headers)["dlq_reason"] == b"HANDLER_FAILED"


async def test_a_worker_that_dies_ends_the_component_and_does_not_stall_silently(
    make_rig: Any,
) -> None:
    rig = await make_rig()

    async def die(message: StringValue, event: IncomingEvent) -> None:
        raise asyncio.CancelledError  # as a library that mixes up whom it cancels

    await rig.send(rig.record("x"))
    consumer = await rig.consume(die)
    with pytest.raises(RuntimeError, match="worker"):
        async with asyncio.timeout(15):
            await consumer.wait()


async def test_a_slow_partition_is_paused_and_holds_up_nobody(make_rig: Any) -> None:
    rig = await make_rig(partitions=2)
    release = asyncio.Event()
    seen: dict[int, list[str]] = {0: [], 1: []}
    slow_partition = 0

    async def handle(message: StringValue, event: IncomingEvent) -> None:
        if event.partition == slow_partition:
            await release.wait()
        seen[event.partition].append(message.value)

    keys = {partition: key for key, partition in _partition_of(["a", "b", "c", "d", "e"]).items()}
    many = 4 * inbox.BUFFER
    await rig.send(*(rig.record(str(n), key=keys[0]) for n in range(many)))
    consumer = await rig.consume(handle)

    async def is_paused() -> bool:
        return any(state.paused for state in consumer._partitions.values())

    await poll_until(is_paused)
    await rig.send(*(rig.record(str(n), key=keys[1]) for n in range(many)))

    async def other_is_done() -> bool:
        return len(seen[1]) == many

    await poll_until(other_is_done, within_s=20)
    assert seen[0] == []
    release.set()

    async def all_done() -> bool:
        return len(seen[0]) >= many

    await poll_until(all_done, within_s=20)
    assert seen[0] == seen[1] == [str(n) for n in range(many)]


def _partition_of(keys: list[str]) -> dict[str, int]:
    from aiokafka.partitioner import DefaultPartitioner  # noqa: PLC0415 - only here

    partition = DefaultPartitioner()
    return {key: partition(key.encode(), [0, 1], [0, 1]) for key in keys}


async def test_offsets_are_committed_so_that_a_successor_starts_where_the_first_ended(
    make_rig: Any,
) -> None:
    rig = await make_rig()
    await rig.send(rig.record("one"), rig.record("two"))
    first = await rig.consume()
    await rig.applied("one", "two")
    await first.stop(5)
    rig.calls.clear()
    await rig.send(rig.record("three"))
    await rig.consume()
    await rig.applied("one", "two", "three")
    assert rig.calls == {"three": 1}


async def test_stop_abandons_a_handler_that_hangs_and_the_event_comes_again(make_rig: Any) -> None:
    rig = await make_rig()
    entered = asyncio.Event()

    async def hang(message: StringValue, event: IncomingEvent) -> None:
        async with Transaction(rig.scribe.database) as tx:
            await tx.claim_event(rig.scribe.group, event.id)
            entered.set()
            await asyncio.Event().wait()

    await rig.send(rig.record("one"))
    first = await rig.consume(hang)
    async with asyncio.timeout(10):
        await entered.wait()
    async with asyncio.timeout(3):
        await first.stop(2)
    await rig.consume()
    await rig.applied("one")


async def test_members_that_come_and_go_lose_nothing_and_double_nothing(
    make_rig: Any, quick_sessions: None
) -> None:
    rig = await make_rig(partitions=4)
    total = 400
    values = [str(n) for n in range(total)]

    async def slowly(message: StringValue, event: IncomingEvent) -> None:
        await asyncio.sleep(0.005)  # so that every change of members meets work under way
        await rig.scribe.apply(message, event)

    async def has(consumer: EventConsumer, count: int) -> None:
        async def it_has() -> bool:
            return len(consumer._partitions) == count

        await poll_until(it_has)

    await rig.send(*(rig.record(value, key=f"k{int(value) % 13}") for value in values))
    first = await rig.consume(slowly)
    await has(first, 4)
    second = await rig.consume(slowly)
    await has(second, 2)
    await has(first, 2)
    await first.stop(5)
    await has(second, 4)
    assert await rig.scribe.count() < total

    async def all_applied() -> bool:
        return bool(await rig.scribe.count() >= total)

    await poll_until(all_applied, within_s=30)
    assert sorted(await rig.scribe.values(), key=int) == values
    for key in {f"k{n}" for n in range(13)}:
        rows = await rig.scribe.database.pool.fetch(
            "SELECT value FROM applied WHERE key = $1 ORDER BY number", key
        )
        mine = [int(row["value"]) for row in rows]
        assert mine == sorted(mine)


async def test_a_consumer_stops_in_time_when_the_broker_never_came() -> None:
    producer = EventProducer("127.0.0.1:1", client_id="test")
    consumer = EventConsumer(
        bootstrap="127.0.0.1:1", group="g", subscriptions=[], producer=producer
    )
    await producer.start()
    await consumer.start()
    await asyncio.sleep(0)
    async with asyncio.timeout(3):
        await consumer.stop(1)
        await producer.stop(1)
