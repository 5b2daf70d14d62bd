"""Topics are declared in one file and created from it: `python -m nightmarket_kit.runtime.topics apply`.

A row: name, partitions, retention_hours, owner, consumers. Each consumer has a dead-letter topic
beside the topic. Applying adds what is missing and never removes or shrinks.
"""

import argparse
import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, NoError, TopicAlreadyExistsError, for_code

from nightmarket_kit.runtime.inbox import dead_letter_topic
from nightmarket_kit.runtime.settings import SharedSettings

DEAD_LETTER_RETENTION_HOURS = 24 * 30
KNOWN_WITHIN_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    name: str
    partitions: int
    retention_hours: int
    owner: str
    consumers: tuple[str, ...] = ()

    @property
    def dead_letters(self) -> list["Topic"]:
        return [
            Topic(
                name=dead_letter_topic(self.name, consumer),
                partitions=1,
                retention_hours=DEAD_LETTER_RETENTION_HOURS,
                owner=consumer,
            )
            for consumer in self.consumers
        ]


def read_topics(file: Path) -> list[Topic]:
    """The topics of the file, dead-letter topics included."""
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))["topics"]
    topics = [
        Topic(
            name=row["name"],
            partitions=row["partitions"],
            retention_hours=row["retention_hours"],
            owner=row["owner"],
            consumers=tuple(row.get("consumers", ())),
        )
        for row in rows
    ]
    return topics + [letter for topic in topics for letter in topic.dead_letters]


async def apply_topics(bootstrap: str, topics: list[Topic], *, replication: int = 1) -> list[str]:
    """Create what is missing; returns the names that were created."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        there = set(await admin.list_topics())
        missing = [topic for topic in topics if topic.name not in there]
        if missing:
            answer: Any = await admin.create_topics(
                [
                    NewTopic(
                        name=topic.name,
                        num_partitions=topic.partitions,
                        replication_factor=replication,
                        topic_configs={"retention.ms": str(topic.retention_hours * 3_600_000)},
                    )
                    for topic in missing
                ]
            )
            made = _created(answer.topic_errors)
            await _until_known(admin, {topic.name for topic in missing})
            return made
        return []
    finally:
        await admin.close()


async def _until_known(admin: AIOKafkaAdminClient, names: set[str]) -> None:
    """A broker that made a topic does not know it at once; who starts next would not find it."""
    async with asyncio.timeout(KNOWN_WITHIN_S):
        while not names <= set(await admin.list_topics()):
            await asyncio.sleep(0.02)


def _created(results: list[tuple[Any, ...]]) -> list[str]:
    """The client does not raise what the broker says of each topic: (name, error code, text)."""
    made = []
    for name, code, *text in results:
        error = for_code(code)
        if error is NoError:
            made.append(name)
        elif error is not TopicAlreadyExistsError:  # somebody else applied the same file just now
            raise error(f"{name}: {' '.join(map(str, text))}")
    return made


def main() -> None:
    parser = argparse.ArgumentParser(prog="topics")
    parser.add_argument("verb", choices=["apply"])
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--replication", type=int, default=1)
    parser.add_argument("--bootstrap", default="")
    arguments = parser.parse_args()
    bootstrap = arguments.bootstrap or SharedSettings().kafka_bootstrap
    try:
        made = asyncio.run(
            apply_topics(bootstrap, read_topics(arguments.file), replication=arguments.replication)
        )
    except (KafkaError, OSError) as error:
        sys.exit(f"topics: {error!r}")
    sys.stdout.write(f"topics: {len(made)} created\n")


if __name__ == "__main__":
    main()
