"""A process that relays or consumes until it is told to stop, or kills itself at a chosen point.

    worker.py relay   DSN BOOTSTRAP TOPIC GROUP [published]
    worker.py consume DSN BOOTSTRAP TOPIC GROUP [applied] [named]

`named` has a name among the members of its group, and the broker waits a minute for it. The other
word names the point: `published` is after the broker acknowledged and before the rows are marked;
`applied` is after the handler's commit and before the offset's. SIGKILL leaves no chance to clean up,
which is what a power cut or the OOM killer does.
"""

import asyncio
import os
import signal
import sys
from typing import Any

from aiokafka import AIOKafkaConsumer
from google.protobuf.wrappers_pb2 import StringValue

from nightmarket_kit.runtime import inbox
from nightmarket_kit.runtime.inbox import EventConsumer, Subscription
from nightmarket_kit.runtime.kafka import EventProducer, IncomingEvent, Record
from nightmarket_kit.runtime.outbox import OutboxRelay
from nightmarket_kit.runtime.postgres import Database, Transaction
from nightmarket_kit.runtime.service import ServiceRunner

INSERT = """
INSERT INTO applied (consumer, topic, partition, event_id, key, sequence, value)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _LethalProducer(EventProducer):
    async def publish(self, records: list[Record]) -> None:
        await super().publish(records)
        _die()


def _quick_consumer(**options: Any) -> AIOKafkaConsumer:
    """The broker notices the death of a member after 2 s and not after 10."""
    return AIOKafkaConsumer(
        **(options | {"session_timeout_ms": 2_000, "heartbeat_interval_ms": 300})
    )


def _patient_consumer(**options: Any) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(**(options | {"session_timeout_ms": 60_000}))


async def main() -> int:
    verb, dsn, bootstrap, topic, group, *points = sys.argv[1:]
    database = Database(dsn)
    kind = _LethalProducer if "published" in points else EventProducer
    producer = kind(bootstrap, client_id=group)

    async def apply(message: StringValue, event: IncomingEvent) -> None:
        async with Transaction(database) as tx:
            if not await tx.claim_event(group, event.id):
                return
            place = (group, event.topic, event.partition, event.id, event.subject)
            await tx.connection.execute(INSERT, *place, event.sequence, message.value)
            await tx.commit()
        if "applied" in points:
            _die()

    component: Any
    if verb == "relay":
        component = OutboxRelay(database, producer, source="/test")
    else:
        is_named = "named" in points
        vars(inbox)["AIOKafkaConsumer"] = _patient_consumer if is_named else _quick_consumer
        component = EventConsumer(
            bootstrap=bootstrap,
            group=group,
            subscriptions=[Subscription(topic=topic, message=StringValue, handle=apply)],
            producer=producer,
            instance="worker-0" if is_named else "",
        )
    return await ServiceRunner([database, producer, component], grace_s=5).run()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
