"""CloudEvents 1.0 over Kafka in binary mode: the one place that knows aiokafka.

Headers: ce_specversion, ce_id, ce_source, ce_type (the full protobuf name), ce_subject, ce_time,
ce_sequence, content-type and traceparent; the value is the bare protobuf. The producer is
idempotent with acks=all: an acknowledged event is on disk at the broker, in order per key.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from nightmarket_kit.core.ids import is_id

__all__ = ["EnvelopeError", "EventProducer", "IncomingEvent", "KafkaError", "Record"]

CONTENT_TYPE = "application/protobuf"


class EnvelopeError(ValueError):
    """A record without the headers of an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What goes onto a topic."""

    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingEvent:
    id: str
    type: str
    source: str
    subject: str
    sequence: int
    time: datetime
    topic: str
    partition: int
    offset: int
    payload: bytes = field(repr=False)
    trace: Mapping[str, str] = field(default_factory=dict, repr=False)


def envelope(
    *,
    event_id: str,
    source: str,
    type_: str,
    subject: str,
    sequence: int,
    time: datetime,
    trace: Mapping[str, str],
) -> list[tuple[str, bytes]]:
    headers = {
        "ce_specversion": "1.0",
        "ce_id": event_id,
        "ce_source": source,
        "ce_type": type_,
        "ce_subject": subject,
        "ce_time": time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "ce_sequence": str(sequence),
        "content-type": CONTENT_TYPE,
        **trace,
    }
    return [(name, value.encode()) for name, value in headers.items()]


def read_record(record: "ConsumerRecord[bytes, bytes]") -> IncomingEvent:
    """The event in a record; EnvelopeError when it is not one of ours."""
    try:
        headers = {name: value.decode() for name, value in record.headers if value is not None}
        if headers["ce_specversion"] != "1.0" or headers["content-type"] != CONTENT_TYPE:
            raise EnvelopeError("not a CloudEvents 1.0 record with a protobuf body")
        if not is_id(headers["ce_id"]):
            raise EnvelopeError("ce_id is not an id")
        return IncomingEvent(
            id=headers["ce_id"],
            type=headers["ce_type"],
            source=headers["ce_source"],
            subject=headers["ce_subject"],
            sequence=int(headers["ce_sequence"]),
            time=datetime.fromisoformat(headers["ce_time"]),
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            payload=record.value or b"",
            trace={k: v for k, v in headers.items() if k in {"traceparent", "tracestate"}},
        )
    except (KeyError, ValueError) as error:
        raise EnvelopeError(str(error)) from error


class EventProducer:
    """A component. `start` waits for the broker as long as it takes."""

    name = "producer"

    def __init__(self, bootstrap: str, *, client_id: str) -> None:
        self._bootstrap = bootstrap
        self._client_id = client_id
        self._producer: AIOKafkaProducer | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._connected = asyncio.Event()

    async def start(self) -> None:
        """Connect in the background: a service serves reads while the broker is away."""
        self._connecting = asyncio.create_task(self._connect())

    async def _connect(self) -> None:
        while True:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap,
                client_id=self._client_id,
                acks="all",
                enable_idempotence=True,
                request_timeout_ms=10_000,
                metadata_max_age_ms=30_000,
            )
            try:
                await producer.start()
            except (KafkaError, OSError):
                await producer.stop()
                await asyncio.sleep(0.5)
            except asyncio.CancelledError:
                await producer.stop()
                raise
            else:
                self._producer = producer
                self._connected.set()
                return

    async def publish(self, records: list[Record]) -> None:
        """Send all, in order per key, and wait until the broker has them all. Raises KafkaError."""
        await self._connected.wait()
        if self._producer is None:
            raise RuntimeError("producer is stopped")
        acks = [
            await self._producer.send(
                record.topic, value=record.value, key=record.key, headers=record.headers
            )
            for record in records
        ]
        results = await asyncio.gather(*acks, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def stop(self, grace_s: float) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting
        if self._producer is not None:
            try:
                async with asyncio.timeout(grace_s):
                    await self._producer.stop()
            except TimeoutError:
                return

    async def wait(self) -> None:
        await asyncio.Event().wait()
