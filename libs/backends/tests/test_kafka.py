# mypy: allow-untyped-calls
from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from nightmarket_backends.kafka import Kafka
from nightmarket_backends.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]  # the first run fetches the jars


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Kafka]:
    server = Kafka(tmp_path / "kafka")
    server.start()
    yield server
    server.stop()


async def create_topic(server: Kafka, name: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=server.bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def produce(server: Kafka, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(
        bootstrap_servers=server.bootstrap, acks="all", enable_idempotence=True
    ) as producer:
        await producer.send_and_wait(topic, value)


async def consume(server: Kafka, topic: str, count: int) -> list[bytes]:
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=server.bootstrap, auto_offset_reset="earliest"
    ) as consumer:
        return [(await consumer.getone()).value for _ in range(count)]


def test_acknowledged_records_survive_kill_stop_and_new_ports(server: Kafka) -> None:
    asyncio.run(create_topic(server, "kept"))
    asyncio.run(produce(server, "kept", b"before kill"))
    server.kill()
    begun = time.monotonic()
    server.start()
    assert time.monotonic() - begun < 10  # 3.2 s on an idle machine; the old session is 2 s
    asyncio.run(produce(server, "kept", b"before stop"))
    server.stop()
    server.port, server.controller_port = free_port(), free_port()
    server.start()
    assert asyncio.run(consume(server, "kept", 2)) == [b"before kill", b"before stop"]
