import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord

from nightmarket_kit.runtime import inbox

Spawn = Callable[..., Awaitable[asyncio.subprocess.Process]]
WORKER = Path(__file__).with_name("worker.py")


@pytest_asyncio.fixture
async def spawn() -> AsyncIterator[Spawn]:
    """Start worker.py in a process of its own; what still lives at the end is killed."""
    started: list[asyncio.subprocess.Process] = []

    async def spawn(*arguments: str) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(sys.executable, WORKER, *arguments)
        started.append(process)
        return process

    yield spawn
    for process in started:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()


@pytest.fixture
def quick_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead member is noticed after 2 s and not after 10, a new topic after 1 s and not after 30."""

    def consumer(**options: Any) -> AIOKafkaConsumer:
        quick = {
            "session_timeout_ms": 2_000,
            "heartbeat_interval_ms": 300,
            "metadata_max_age_ms": 1_000,
        }
        return AIOKafkaConsumer(**(options | quick))

    monkeypatch.setattr(inbox, "AIOKafkaConsumer", consumer)


ReadTopic = Callable[..., Awaitable[list["ConsumerRecord[bytes, bytes]"]]]


@pytest.fixture
def read_topic(kafka_bootstrap: str) -> ReadTopic:
    """Read `count` records of a topic from its beginning, as a client that is not ours."""

    async def read(topic: str, count: int, *, within_s: float = 20.0) -> list[Any]:
        consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=kafka_bootstrap, auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            async with asyncio.timeout(within_s):
                return [await consumer.getone() for _ in range(count)]
        finally:
            await consumer.stop()

    return read
