import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.topics import Topic, apply_topics, read_topics

pytestmark = [pytest.mark.asyncio, pytest.mark.kafka]
FILE = """
topics:
  - {{name: {name}, partitions: 3, retention_hours: 5, owner: order, consumers: [cart, stream]}}
  - {{name: {name}.quiet, partitions: 1, retention_hours: 5, owner: order}}
"""


@pytest.fixture
def name() -> str:
    return f"test.{new_id()}"


@pytest.fixture
def file(tmp_path: Path, name: str) -> Path:
    path = tmp_path / "topics.yaml"
    path.write_text(FILE.format(name=name))
    return path


async def partitions(bootstrap: str, *names: str) -> dict[str, int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        found = await admin.describe_topics(list(names))
    finally:
        await admin.close()
    return {one["topic"]: len(one["partitions"]) for one in found if not one["error_code"]}


async def test_every_consumer_has_a_dead_letter_topic(file: Path, name: str) -> None:
    names = [topic.name for topic in read_topics(file)]
    assert names == [name, f"{name}.quiet", f"{name}.cart.dlq", f"{name}.stream.dlq"]


async def test_applying_creates_what_is_missing_and_then_nothing(
    kafka_bootstrap: str, file: Path, name: str
) -> None:
    topics = read_topics(file)
    assert await apply_topics(kafka_bootstrap, topics[:2]) == [name, f"{name}.quiet"]
    assert await apply_topics(kafka_bootstrap, topics) == [f"{name}.cart.dlq", f"{name}.stream.dlq"]
    assert await apply_topics(kafka_bootstrap, topics) == []
    found = await partitions(kafka_bootstrap, *(topic.name for topic in topics))
    assert found == {name: 3, f"{name}.quiet": 1, f"{name}.cart.dlq": 1, f"{name}.stream.dlq": 1}


async def test_two_who_apply_at_once_both_succeed(
    kafka_bootstrap: str, file: Path, name: str
) -> None:
    topics = read_topics(file)
    await asyncio.gather(*(apply_topics(kafka_bootstrap, topics) for _ in range(4)))
    assert len(await partitions(kafka_bootstrap, *(topic.name for topic in topics))) == 4


async def test_a_topic_that_the_broker_refuses_is_an_error(kafka_bootstrap: str, name: str) -> None:
    topic = Topic(name=name, partitions=1, retention_hours=1, owner="test")
    with pytest.raises(KafkaError):
        await apply_topics(kafka_bootstrap, [topic], replication=3)  # there is one broker


async def test_the_command_applies_and_fails_with_a_word_and_a_code(
    kafka_bootstrap: str, file: Path
) -> None:
    command = [sys.executable, "-m", "nightmarket_kit.runtime.topics", "apply", "--file", str(file)]

    def run(bootstrap: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, "--bootstrap", bootstrap],
            env={},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    done = await asyncio.to_thread(run, kafka_bootstrap)
    assert (done.returncode, done.stdout) == (0, "topics: 4 created\n")
    failed = await asyncio.to_thread(run, "127.0.0.1:1")
    assert failed.returncode == 1
    assert "topics: " in failed.stderr
    assert "Traceback" not in failed.stderr
