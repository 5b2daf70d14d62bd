"""A broker of one's own, killed with -9 and started again, once with its data and once without."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.inbox import EventConsumer
from nightmarket_kit.runtime.kafka import EventProducer
from nightmarket_kit.runtime.outbox import OutboxRelay, republish
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.topics import Topic, apply_topics
from nightmarket_kit.testing.plugin import poll_until

kafka_server = pytest.importorskip("nightmarket_backends.kafka")
pytestmark = [pytest.mark.asyncio, pytest.mark.pg, pytest.mark.kafka]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    server = kafka_server.Kafka(tmp_path_factory.mktemp("broker") / "data")
    server.start()
    yield server
    server.kill()


class Chain:
    """Outbox → relay → broker → consumer → table, all running."""

    def __init__(self, scribe: Any, broker: Any) -> None:
        self.scribe = scribe
        self.broker = broker
        self._producer = EventProducer(broker.bootstrap, client_id="chain")
        self._relay = OutboxRelay(scribe.database, self._producer, source="/test")
        self._consumer = EventConsumer(
            bootstrap=broker.bootstrap,
            group=scribe.group,
            subscriptions=[scribe.subscription],
            producer=self._producer,
        )

    async def make_topic(self) -> None:
        topic = Topic(
            name=self.scribe.topic,
            partitions=2,
            retention_hours=1,
            owner="test",
            consumers=(self.scribe.group,),
        )
        await apply_topics(self.broker.bootstrap, [topic, *topic.dead_letters])

    async def start(self) -> None:
        for component in (self._producer, self._relay, self._consumer):
            await component.start()

    async def stop(self) -> None:
        for component in (self._consumer, self._relay, self._producer):
            await component.stop(3)

    async def write(self, begin: int, end: int) -> None:
        for number in range(begin, end):
            event = self.scribe.event(str(number), key=f"k{number % 5}", sequence=number)
            await self.scribe.write(event)

    async def applied(self, count: int, *, in_order: bool = True) -> None:
        """Exactly the events 0 … count - 1, each once, in order per key."""

        async def are_applied() -> bool:
            return bool(await self.scribe.count() >= count)

        await poll_until(are_applied, within_s=60)
        values = [int(value) for value in await self.scribe.values()]
        assert sorted(values) == list(range(count))
        for remainder in range(5 if in_order else 0):
            mine = [value for value in values if value % 5 == remainder]
            assert mine == sorted(mine)


@pytest_asyncio.fixture
async def chain(
    database: Database, scribe_of: Any, broker: Any, quick_sessions: None
) -> AsyncIterator[Chain]:
    chain = Chain(scribe_of(f"test.{new_id()}"), broker)
    await chain.make_topic()
    await chain.start()
    yield chain
    await chain.stop()


async def test_a_broker_that_dies_and_comes_back_loses_nothing(chain: Chain, broker: Any) -> None:
    await chain.write(0, 20)
    await chain.applied(20)
    broker.kill()
    await chain.write(20, 40)  # the shop goes on selling
    assert await chain.scribe.unpublished() == 20
    await asyncio.to_thread(broker.start)
    await chain.write(40, 60)
    await chain.applied(60)

    async def is_empty() -> bool:
        return bool(await chain.scribe.unpublished() == 0)

    await poll_until(is_empty)


async def test_a_broker_that_lost_everything_is_fed_again_and_each_event_applied_once(
    chain: Chain, broker: Any, dsn: str
) -> None:
    await chain.write(0, 20)
    await chain.applied(20)
    broker.kill()
    shutil.rmtree(Path(broker.data))
    await chain.write(20, 40)
    await asyncio.to_thread(broker.start)
    await chain.make_topic()
    await republish(dsn, hours=1)
    await chain.write(40, 60)
    # Fed again, old events follow new ones; those who keep state compare sequences.
    await chain.applied(60, in_order=False)

    async def is_empty() -> bool:
        return bool(await chain.scribe.unpublished() == 0)

    await poll_until(is_empty, within_s=20)
