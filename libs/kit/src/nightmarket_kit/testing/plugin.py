"""Pytest fixtures: a real Postgres database, Valkey and Kafka for any package.

make_database("nightmarket_order")  → DSN of a fresh, migrated database, dropped afterwards
valkey_url                          → an empty Valkey of this worker
kafka_bootstrap                     → a broker; make_topic() gives topics of one's own
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import pytest_asyncio
import structlog
from redis.asyncio import Redis

from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.migrate import (
    Migration,
    migrate,
    migrations_of,
    read_migrations,
)
from nightmarket_kit.runtime.topics import Topic, apply_topics
from nightmarket_kit.testing.backends import start_kafka, start_postgres, start_valkey

MakeDatabase = Callable[[str], Awaitable[str]]
MakeTopic = Callable[..., Awaitable[str]]


def pytest_configure(config: pytest.Config) -> None:
    # The Valkey wheel brings a plugin whose `valkey_url` would replace ours: take it out.
    plugin = config.pluginmanager.get_plugin("valkey")
    if plugin is not None and hasattr(plugin, "valkey_url"):
        del plugin.valkey_url
    # structlog's default draws every traceback with all its variables, which takes a second each.
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture(scope="session")
def postgres_url() -> str:
    return start_postgres()


@pytest.fixture(scope="session")
def _templates() -> dict[str, str]:
    return {}


def _named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _migrations(package: str) -> list[Migration]:
    """Those of a service; of the kit itself only its own tables."""
    if package == "nightmarket_kit":
        return read_migrations("kit", files(package) / "migrations")
    return migrations_of(package)


async def _admin(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest_asyncio.fixture
async def make_database(
    postgres_url: str, _templates: dict[str, str]
) -> AsyncIterator[MakeDatabase]:
    """Make databases by package name: migrated once into a template, cloned per test."""
    made: list[str] = []

    async def make(package: str) -> str:
        if package not in _templates:
            template = f"template_{new_id().replace('-', '')}"
            await _admin(postgres_url, f'CREATE DATABASE "{template}"')
            await migrate(_named(postgres_url, template), _migrations(package))
            _templates[package] = template
        name = f"test_{new_id().replace('-', '')}"
        await _admin(
            postgres_url,
            f'CREATE DATABASE "{name}" TEMPLATE "{_templates[package]}" STRATEGY file_copy',
        )
        made.append(name)
        return _named(postgres_url, name)

    yield make
    for name in made:
        await _admin(postgres_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def _valkey_server() -> str:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")  # noqa: TID251 - pytest's own variable
    return _named(start_valkey(), str(int(worker.removeprefix("gw")) % 16))


@pytest_asyncio.fixture
async def valkey_url(_valkey_server: str) -> str:
    async with Redis.from_url(_valkey_server) as client:
        await client.flushdb()
    return _valkey_server


@pytest.fixture(scope="session")
def kafka_bootstrap() -> str:
    return start_kafka()


@pytest_asyncio.fixture
async def make_topic(kafka_bootstrap: str) -> MakeTopic:
    """Make a topic with a name of its own; `consumers` get dead-letter topics."""

    async def make(*consumers: str, partitions: int = 1) -> str:
        topic = Topic(
            name=f"test.{new_id()}",
            partitions=partitions,
            retention_hours=1,
            owner="test",
            consumers=consumers,
        )
        await apply_topics(kafka_bootstrap, [topic, *topic.dead_letters])
        return topic.name

    return make


async def poll_until(
    condition: Callable[[], Awaitable[bool]], *, within_s: float = 10.0, every_s: float = 0.02
) -> None:
    """Return when `condition` holds; AssertionError after `within_s` seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within_s
    while not await condition():
        if loop.time() > end:
            raise AssertionError(f"not true within {within_s} s")
        await asyncio.sleep(every_s)
