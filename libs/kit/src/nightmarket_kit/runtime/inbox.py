"""The consumer loop: each event applied by its handler, in order per partition, offsets after effects.

Invariants
- One worker and one bounded buffer per partition; a full buffer pauses the partition, a slow one
  never holds up another.
- An offset is committed only after the handler returned. Handlers claim the event's id in their own
  transaction (`tx.claim_event`), so a second delivery changes nothing: applied exactly once.
- Undecodable or refused by the domain: to the dead-letter topic with reason and original headers,
  and the partition goes on. Infrastructure failures: tried again for ever, with capped backoff.
  Anything unforeseen: a few tries, then dead letter; a bug must not stop a partition for ever.
- On revoke the current message is abandoned (its transaction rolls back) and finished offsets are
  committed.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, KafkaError
from aiokafka.structs import ConsumerRecord, OffsetAndMetadata
from google.protobuf.message import DecodeError, Message
from opentelemetry import metrics
from opentelemetry.trace import SpanKind

from nightmarket_kit.core.errors import DomainError, Kind
from nightmarket_kit.runtime.kafka import (
    EnvelopeError,
    EventProducer,
    IncomingEvent,
    Record,
    read_record,
)
from nightmarket_kit.runtime.logging import get_logger, redact
from nightmarket_kit.runtime.telemetry import span
from nightmarket_kit.runtime.valkey import ValkeyError

log = get_logger(__name__)
BUFFER = 500
TRIES = 5
BACKOFF_MIN_S, BACKOFF_MAX_S = 0.05, 5.0
COMMIT_EVERY_S = 0.2
IDLE_S = 1.0  # each look costs a wake-up in every service
COMMIT_WITHIN_S = 2.0
RETRIED_KINDS = frozenset({Kind.UNAVAILABLE, Kind.TIMEOUT, Kind.CONFLICT, Kind.EXHAUSTED})
INFRASTRUCTURE = (
    OSError,
    TimeoutError,
    KafkaError,
    ValkeyError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection ended in the middle of an exchange
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,  # its disk, not the event
    asyncpg.ReadOnlySQLTransactionError,  # a standby answers, in the middle of a failover
    asyncpg.TransactionRollbackError,
    asyncpg.QueryCanceledError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Events of one type on one topic. Other types on the topic are passed over."""

    topic: str
    message: type[Message]
    handle: Callable[[Any, IncomingEvent], Awaitable[None]]

    @property
    def type(self) -> str:
        return str(self.message.DESCRIPTOR.full_name)


@dataclass(slots=True)
class _Partition:
    records: "deque[ConsumerRecord[bytes, bytes]]" = field(default_factory=deque)
    filled: asyncio.Event = field(default_factory=asyncio.Event)
    worker: asyncio.Task[None] | None = None
    done: int | None = None
    committed: int | None = None
    paused: bool = False


def dead_letter_topic(topic: str, group: str) -> str:
    return f"{topic}.{group}.dlq"


async def _commit_as_member(consumer: AIOKafkaConsumer, offsets: dict[TopicPartition, int]) -> None:
    """Try once, in the generation of this very moment; KafkaError when the group has moved on.

    `consumer.commit` tries again by itself, then perhaps as nobody in particular, and an empty group
    believes the offsets of a stranger. After a broker lost its data those are offsets of a log that
    is gone, and the events fed again below them would be passed over.
    """
    coordinator: Any = consumer._coordinator  # noqa: SLF001 - the pinned release has no public way
    if coordinator.generation < 0:
        raise CommitFailedError("not a member of the group now")
    await coordinator._do_commit_offsets(  # noqa: SLF001
        None, {partition: OffsetAndMetadata(offset, "") for partition, offset in offsets.items()}
    )


class EventConsumer(ConsumerRebalanceListener):
    """A component. `group` names the consumer in Kafka, in the inbox and in dead letters."""

    name = "consumer"

    def __init__(
        self,
        *,
        bootstrap: str,
        group: str,
        subscriptions: Sequence[Subscription],
        producer: EventProducer,
        instance: str = "",
    ) -> None:
        """`instance` names this process among those of the group, the same after a restart: it then takes
        its partitions over at once. Two processes of one name take them from each other for ever.
        """
        self._bootstrap = bootstrap
        self._instance = instance
        self._group = group
        self._subscriptions = {(one.topic, one.type): one for one in subscriptions}
        self._topics = sorted({one.topic for one in subscriptions})
        self._producer = producer
        self._partitions: dict[TopicPartition, _Partition] = {}
        self._consumer: AIOKafkaConsumer | None = None
        self._task: asyncio.Task[None] | None = None
        meter = metrics.get_meter("nightmarket")
        self._applied = meter.create_counter("inbox.applied", description="events applied")
        self._dead = meter.create_counter("inbox.dead_letters", description="events set aside")

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def wait(self) -> None:
        if self._task is not None:
            await self._task

    async def stop(self, grace_s: float) -> None:
        """Finish or abandon the current messages, commit, leave the group."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)  # `wait` tells how it ended
        consumer, self._consumer = self._consumer, None
        if consumer is None:
            return
        try:
            async with asyncio.timeout(grace_s):
                await self._drop(list(self._partitions), consumer)
                await consumer.stop()
        except (TimeoutError, KafkaError):
            log.warning("consumer left without goodbye", group=self._group)

    async def _run(self) -> None:
        consumer = await self._join()
        committed_at = asyncio.get_running_loop().time()
        while True:
            try:
                wait_s = COMMIT_EVERY_S if self._has_work() else IDLE_S
                batch = await consumer.getmany(timeout_ms=int(wait_s * 1000))
            except KafkaError as error:
                log.warning("fetch failed", group=self._group, error=type(error).__name__)
                await asyncio.sleep(0.5)
                continue
            for partition, records in batch.items():
                self._take(partition, records)
            self._check_workers()
            now = asyncio.get_running_loop().time()
            if now - committed_at >= COMMIT_EVERY_S:
                await self._commit(consumer, list(self._partitions))
                committed_at = now

    async def _join(self) -> AIOKafkaConsumer:
        while True:
            consumer = AIOKafkaConsumer(
                bootstrap_servers=self._bootstrap,
                group_id=self._group,
                group_instance_id=self._instance or None,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                session_timeout_ms=10_000,
                heartbeat_interval_ms=1_000,
                max_poll_interval_ms=600_000,
                metadata_max_age_ms=30_000,
                fetch_max_wait_ms=500,
            )
            try:
                await consumer.start()
                consumer.subscribe(topics=self._topics, listener=self)
            except (KafkaError, OSError):
                await consumer.stop()
                await asyncio.sleep(0.5)
            except asyncio.CancelledError:
                await consumer.stop()
                raise
            else:
                self._consumer = consumer
                return consumer

    def _has_work(self) -> bool:
        """Whether something is to be applied, or to be committed."""
        return any(one.records or one.done != one.committed for one in self._partitions.values())

    def _check_workers(self) -> None:
        """A worker that ended by itself would leave its partition standing, and nobody would know."""
        for partition, state in self._partitions.items():
            if state.worker is not None and state.worker.done():
                cause = None if state.worker.cancelled() else state.worker.exception()
                raise RuntimeError(f"the worker of {partition} ended") from cause

    def _take(
        self, partition: TopicPartition, records: "list[ConsumerRecord[bytes, bytes]]"
    ) -> None:
        state = self._partitions.get(partition)
        if state is None or self._consumer is None:
            return  # revoked meanwhile: whoever has it now reads it again
        state.records.extend(records)
        state.filled.set()
        if len(state.records) >= BUFFER and not state.paused:
            state.paused = True
            self._consumer.pause(partition)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        for partition in assigned:
            state = self._partitions.setdefault(partition, _Partition())
            if state.worker is None:
                state.worker = asyncio.create_task(self._work(partition, state))

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        if self._consumer is not None:
            await self._drop(list(revoked), self._consumer)

    async def _drop(self, partitions: list[TopicPartition], consumer: AIOKafkaConsumer) -> None:
        workers = []
        for partition in partitions:
            state = self._partitions.get(partition)
            if state is not None and state.worker is not None:
                state.worker.cancel()
                workers.append(state.worker)
                state.worker = None
        await asyncio.gather(*workers, return_exceptions=True)
        await self._commit(consumer, partitions)
        for partition in partitions:
            self._partitions.pop(partition, None)

    async def _commit(self, consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> None:
        offsets = {
            partition: state.done
            for partition in partitions
            if (state := self._partitions.get(partition)) is not None
            and state.done is not None
            and state.done != state.committed
        }
        if not offsets:
            return
        try:
            async with asyncio.timeout(COMMIT_WITHIN_S):
                await _commit_as_member(consumer, offsets)
        except (KafkaError, TimeoutError) as error:
            # Uncommitted offsets are delivered again; the inbox knows them.
            log.info("offset commit failed", group=self._group, error=type(error).__name__)
            return
        for partition, offset in offsets.items():
            if partition in self._partitions:
                self._partitions[partition].committed = offset

    async def _work(self, partition: TopicPartition, state: _Partition) -> None:
        while True:
            while not state.records:
                state.filled.clear()
                await state.filled.wait()
            record = state.records[0]
            await self._apply_until_done(record)
            state.records.popleft()
            state.done = record.offset + 1
            if state.paused and len(state.records) <= BUFFER // 2 and self._consumer is not None:
                state.paused = False
                self._consumer.resume(partition)

    async def _apply_until_done(self, record: "ConsumerRecord[bytes, bytes]") -> None:
        backoff, tries = BACKOFF_MIN_S, 0
        while True:
            try:
                await self._apply(record)
            except (EnvelopeError, DecodeError) as error:
                await self._set_aside(record, reason="UNDECODABLE", text=str(error))
                return
            except DomainError as error:
                if error.kind not in RETRIED_KINDS:
                    await self._set_aside(record, reason=error.reason, text=error.message)
                    return
                log.warning("event refused for now", topic=record.topic, reason=error.reason)
            except INFRASTRUCTURE as error:
                log.warning("event delayed", topic=record.topic, error=type(error).__name__)
            except Exception as error:
                tries += 1
                log.exception("event failed", topic=record.topic, offset=record.offset)
                if tries >= TRIES:
                    await self._set_aside(record, reason="HANDLER_FAILED", text=repr(error))
                    return
            else:
                return
            await asyncio.sleep(backoff)
            backoff = min(backoff * 2, BACKOFF_MAX_S)

    async def _apply(self, record: "ConsumerRecord[bytes, bytes]") -> None:
        event = read_record(record)
        subscription = self._subscriptions.get((event.topic, event.type))
        if subscription is None:
            return
        message = subscription.message.FromString(event.payload)
        with span(f"consume {event.topic}", kind=SpanKind.CONSUMER, parent=dict(event.trace)):
            await subscription.handle(message, event)
        self._applied.add(1, {"topic": event.topic, "group": self._group})

    async def _set_aside(
        self, record: "ConsumerRecord[bytes, bytes]", *, reason: str, text: str
    ) -> None:
        log.error(
            "event set aside",
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=reason,
        )
        extra = {
            "dlq_reason": reason,
            "dlq_error": str(redact(text))[:500],
            "dlq_topic": record.topic,
            "dlq_partition": str(record.partition),
            "dlq_offset": str(record.offset),
            "dlq_group": self._group,
        }
        letter = Record(
            topic=dead_letter_topic(record.topic, self._group),
            key=record.key or b"",
            value=record.value or b"",
            headers=[*record.headers, *((name, value.encode()) for name, value in extra.items())],
        )
        while True:
            try:
                await self._producer.publish([letter])
            except (KafkaError, OSError) as error:
                log.warning("dead letter delayed", error=type(error).__name__)
                await asyncio.sleep(1.0)
            else:
                self._dead.add(1, {"topic": record.topic, "group": self._group, "reason": reason})
                return
