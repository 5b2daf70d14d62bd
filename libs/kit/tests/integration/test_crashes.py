"""Real SIGKILLs at chosen points: what was committed is published at least once and applied once."""

import asyncio
import signal
from typing import Any

import pytest

from nightmarket_kit.runtime.inbox import EventConsumer
from nightmarket_kit.runtime.kafka import EventProducer, read_record
from nightmarket_kit.runtime.outbox import OutboxRelay
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.testing.plugin import MakeTopic, poll_until

pytestmark = [pytest.mark.asyncio, pytest.mark.pg, pytest.mark.kafka]


async def ended(process: asyncio.subprocess.Process) -> int:
    async with asyncio.timeout(30):
        return await process.wait()


def consumer_of(scribe: Any, producer: EventProducer, bootstrap: str) -> EventConsumer:
    return EventConsumer(
        bootstrap=bootstrap,
        group=scribe.group,
        subscriptions=[scribe.subscription],
        producer=producer,
    )


async def until_applied(scribe: Any, *values: str) -> None:
    async def are_applied() -> bool:
        return bool(len(await scribe.values()) >= len(values))

    await poll_until(are_applied, within_s=30)
    assert await scribe.values() == list(values)


async def test_a_relay_killed_between_publish_and_mark_sends_the_same_ids_again(
    database: Database, dsn: str, kafka_bootstrap: str, producer: EventProducer,
    make_topic: MakeTopic, scribe_of: Any, spawn: Any, read_topic: Any, start: Any,
) -> None:  # fmt: skip
    scribe = scribe_of(await make_topic())
    await scribe.write(scribe.event("one", sequence=1), scribe.event("two", sequence=2))
    killed = await spawn("relay", dsn, kafka_bootstrap, scribe.topic, scribe.group, "published")
    assert await ended(killed) == -signal.SIGKILL
    assert await scribe.unpublished() == 2
    assert len(await read_topic(scribe.topic, 2)) == 2  # the broker has them already

    await start(OutboxRelay(database, producer, source="/test"))
    first, second = (
        [read_record(record).id for record in await read_topic(scribe.topic, 4)][:2],
        [read_record(record).id for record in await read_topic(scribe.topic, 4)][2:],
    )
    assert first == second
    await start(consumer_of(scribe, producer, kafka_bootstrap))
    await until_applied(scribe, "one", "two")

    async def is_marked() -> bool:
        return bool(await scribe.unpublished() == 0)

    await poll_until(is_marked)
    await scribe.write(scribe.event("three", sequence=3))
    await until_applied(scribe, "one", "two", "three")


async def test_a_consumer_killed_between_apply_and_offset_commit_applies_once(
    dsn: str, kafka_bootstrap: str, producer: EventProducer, database: Database,
    make_topic: MakeTopic, scribe_of: Any, spawn: Any, start: Any, quick_sessions: None,
) -> None:  # fmt: skip
    scribe = scribe_of(await make_topic())
    await start(OutboxRelay(database, producer, source="/test"))
    await scribe.write(scribe.event("one"), scribe.event("two"))
    for survived in ("one",), ("one", "two"):  # each life applies one more and dies of it
        killed = await spawn("consume", dsn, kafka_bootstrap, scribe.topic, scribe.group, "applied")
        assert await ended(killed) == -signal.SIGKILL
        assert await scribe.values() == list(survived)

    deliveries: list[str] = []
    apply = scribe.apply

    async def counted(message: Any, event: Any) -> None:
        deliveries.append(message.value)
        await apply(message, event)

    scribe.apply = counted
    await start(consumer_of(scribe, producer, kafka_bootstrap))
    await scribe.write(scribe.event("three"))
    await until_applied(scribe, "one", "two", "three")
    assert deliveries == ["one", "two", "three"]  # delivered again, and nothing came of it


async def test_a_named_member_takes_over_from_its_dead_self(
    database: Database, dsn: str, kafka_bootstrap: str, producer: EventProducer,
    make_topic: MakeTopic, scribe_of: Any, spawn: Any, start: Any,
) -> None:  # fmt: skip
    """The broker would wait a minute for the dead one, longer than anybody waits here."""
    scribe = scribe_of(await make_topic())
    await start(OutboxRelay(database, producer, source="/test"))
    await scribe.write(scribe.event("one", sequence=1))
    arguments = (dsn, kafka_bootstrap, scribe.topic, scribe.group, "applied", "named")
    killed = await spawn("consume", *arguments)
    assert await ended(killed) == -signal.SIGKILL
    await scribe.write(scribe.event("two", sequence=2))
    await start(
        EventConsumer(
            bootstrap=kafka_bootstrap,
            group=scribe.group,
            subscriptions=[scribe.subscription],
            producer=producer,
            instance="worker-0",
        )
    )
    await until_applied(scribe, "one", "two")


async def test_a_member_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    dsn: str, kafka_bootstrap: str, producer: EventProducer, database: Database,
    make_topic: MakeTopic, scribe_of: Any, spawn: Any, start: Any, quick_sessions: None,
) -> None:  # fmt: skip
    scribe = scribe_of(await make_topic(partitions=2))
    await start(OutboxRelay(database, producer, source="/test"))
    await start(consumer_of(scribe, producer, kafka_bootstrap))
    victim = await spawn("consume", dsn, kafka_bootstrap, scribe.topic, scribe.group)
    total = 300

    async def write() -> None:
        for number in range(total):
            await scribe.write(scribe.event(str(number), key=f"k{number % 7}", sequence=number))

    writing = asyncio.create_task(write())

    async def is_under_way() -> bool:
        return bool(await scribe.count() > total // 3)

    await poll_until(is_under_way, within_s=20)
    victim.send_signal(signal.SIGKILL)
    await writing

    async def all_applied() -> bool:
        return bool(await scribe.count() >= total)

    await poll_until(all_applied, within_s=30)
    assert sorted(map(int, await scribe.values())) == list(range(total))


@pytest.mark.parametrize("verb", ["relay", "consume"])
async def test_a_worker_told_to_stop_ends_with_zero(
    dsn: str, kafka_bootstrap: str, producer: EventProducer, database: Database,
    make_topic: MakeTopic, scribe_of: Any, spawn: Any, start: Any, verb: str,
) -> None:  # fmt: skip
    scribe = scribe_of(await make_topic())
    await scribe.write(scribe.event("one"))
    process = await spawn(verb, dsn, kafka_bootstrap, scribe.topic, scribe.group)
    if verb == "relay":

        async def works() -> bool:
            return bool(await scribe.unpublished() == 0)
    else:
        await start(OutboxRelay(database, producer, source="/test"))

        async def works() -> bool:
            return bool(await scribe.count() == 1)

    await poll_until(works, within_s=20)
    process.send_signal(signal.SIGTERM)
    assert await ended(process) == 0
