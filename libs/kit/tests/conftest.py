"""What several test files share: a database with two tables of its own, a signer, started components."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol

import asyncpg
import pytest
import pytest_asyncio
from google.protobuf.wrappers_pb2 import StringValue
from joserfc import jwt
from joserfc.jwk import ECKey

from nightmarket_kit.core.events import OutgoingEvent
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.inbox import Subscription
from nightmarket_kit.runtime.kafka import EventProducer, IncomingEvent
from nightmarket_kit.runtime.postgres import Database, Transaction
from nightmarket_kit.testing.plugin import MakeDatabase

TABLES = """
CREATE TABLE things (id text PRIMARY KEY, value text NOT NULL DEFAULT '');
CREATE TABLE applied (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer text NOT NULL, topic text NOT NULL, partition integer NOT NULL,
    event_id uuid NOT NULL, key text NOT NULL, sequence bigint NOT NULL, value text NOT NULL
);
"""
INSERT_APPLIED = """
INSERT INTO applied (consumer, topic, partition, event_id, key, sequence, value)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


class _Component(Protocol):
    async def start(self) -> None: ...
    async def stop(self, grace_s: float) -> None: ...


Start = Callable[..., Awaitable[None]]


@pytest_asyncio.fixture
async def dsn(make_database: MakeDatabase) -> str:
    """A database with the kit's tables and two more."""
    address = await make_database("nightmarket_kit")
    connection = await asyncpg.connect(address)
    await connection.execute(TABLES)
    await connection.close()
    return address


@pytest_asyncio.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    database = Database(dsn, max_size=25)
    await database.start()
    yield database
    await database.stop(5.0)


@pytest_asyncio.fixture
async def start() -> AsyncIterator[Start]:
    """Start components; they stop in reverse order when the test ends."""
    async with AsyncExitStack() as stack:

        async def start(*components: _Component) -> None:
            for component in components:
                await component.start()
                stack.push_async_callback(component.stop, 5.0)

        yield start


@pytest_asyncio.fixture
async def producer(kafka_bootstrap: str) -> AsyncIterator[EventProducer]:
    producer = EventProducer(kafka_bootstrap, client_id="test")
    await producer.start()
    yield producer
    await producer.stop(5.0)


@dataclass
class Scribe:
    """Writes events of one topic into the outbox and applies them into `applied`."""

    database: Database
    topic: str
    group: str = field(default_factory=lambda: f"test-{new_id()}")

    def event(self, value: str, *, key: str = "a", sequence: int = 1) -> OutgoingEvent:
        return OutgoingEvent(
            topic=self.topic,
            key=key,
            type="google.protobuf.StringValue",
            sequence=sequence,
            payload=StringValue(value=value).SerializeToString(),
        )

    async def write(self, *events: OutgoingEvent) -> None:
        async with Transaction(self.database) as tx:
            for event in events:
                tx.outbox.add(event)
            await tx.commit()

    async def apply(self, message: StringValue, event: IncomingEvent) -> None:
        async with Transaction(self.database) as tx:
            if not await tx.claim_event(self.group, event.id):
                return
            await tx.connection.execute(
                INSERT_APPLIED,
                self.group,
                event.topic,
                event.partition,
                event.id,
                event.subject,
                event.sequence,
                message.value,
            )
            await tx.commit()

    @property
    def subscription(self) -> Subscription:
        return Subscription(topic=self.topic, message=StringValue, handle=self.apply)

    async def values(self) -> list[str]:
        rows = await self.database.pool.fetch("SELECT value FROM applied ORDER BY number")
        return [row["value"] for row in rows]

    async def count(self) -> int:
        return int(await self.database.pool.fetchval("SELECT count(*) FROM applied"))

    async def unpublished(self) -> int:
        return int(
            await self.database.pool.fetchval(
                "SELECT count(*) FROM outbox WHERE published_at IS NULL"
            )
        )


@pytest.fixture
def scribe_of(database: Database) -> Callable[[str], Scribe]:
    return lambda topic: Scribe(database=database, topic=topic)


def _part(value: dict[str, Any] | bytes) -> bytes:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


class Signer:
    """Signs access tokens, good and bad, and shows the public keys."""

    issuer = "https://id.test"
    audience = "nightmarket"

    def __init__(self) -> None:
        self.key = self.new_key("k1")

    @staticmethod
    def new_key(kid: str) -> ECKey:
        return ECKey.generate_key("P-256", {"kid": kid})

    def jwks(self, *more: ECKey) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in (self.key, *more)]}

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        good = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": "user-1",
            "sid": "session-1",
            "roles": {"shop-1": "owner"},
            "iat": now,
            "exp": now + 300,
        }
        return {name: value for name, value in (good | changes).items() if value is not None}

    def header(self, **changes: Any) -> dict[str, Any]:
        good = {"alg": "ES256", "typ": "at+jwt", "kid": self.key.kid}
        return {name: value for name, value in (good | changes).items() if value is not None}

    def token(self, *, by: ECKey | None = None, **changes: Any) -> str:
        key = by or self.key
        return jwt.encode(self.header(kid=key.kid), self.claims(**changes), key)

    def signed(self, header: dict[str, Any], payload: dict[str, Any] | bytes) -> str:
        """A token with any header and body, really signed with our key."""
        head = _part(header) + b"." + _part(payload)
        from joserfc.jws import JWSRegistry  # noqa: PLC0415 - this one test helper only

        signature = JWSRegistry.algorithms["ES256"].sign(head, self.key)
        return (head + b"." + _part(signature)).decode()

    def unsigned(self, header: dict[str, Any], payload: dict[str, Any] | bytes) -> str:
        return (_part(header) + b"." + _part(payload) + b".").decode()

    def with_hmac(self, header: dict[str, Any], secret: bytes) -> str:
        """The classic confusion: signed with the public key as if it were a shared secret."""
        head = _part(header) + b"." + _part(self.claims())
        return (head + b"." + _part(hmac.new(secret, head, hashlib.sha256).digest())).decode()


@pytest.fixture
def signer() -> Signer:
    return Signer()
