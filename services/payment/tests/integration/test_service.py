"""The service as it is shipped: bootstrap, loops, outbox to Kafka, consumer group `payment`."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer

from nightmarket.order.v1 import events_pb2 as order_events
from nightmarket.payment.v1 import events_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.kafka import EventProducer, Record, envelope
from nightmarket_kit.runtime.topics import Topic, apply_topics
from nightmarket_kit.testing.plugin import poll_until
from nightmarket_payment.bootstrap import build

pytestmark = [pytest.mark.asyncio, pytest.mark.pg, pytest.mark.kafka]
TOPICS = ["payment.settled", "payment.failed", "order.refund_due", "order.refund_due.payment.dlq"]


async def test_settled_goes_out_and_refund_due_comes_in(rig: Any, kafka_bootstrap: str) -> None:
    topics = [
        Topic(name=name, partitions=1, retention_hours=1, owner="test", consumers=())
        for name in TOPICS
    ]
    await apply_topics(kafka_bootstrap, topics)
    settings = rig.core.settings.model_copy(
        update={"kafka_bootstrap": kafka_bootstrap, "poll_every_s": 0.05}
    )
    runner = build(settings)
    running = asyncio.create_task(runner.run(signals=False))
    order_id = rig.order()
    started = await rig.start(order_id)
    payment_id = started.payment.payment_id
    await rig.record(rig.body(started))
    assert await _settled(kafka_bootstrap, payment_id) == order_id

    await _refund_due(kafka_bootstrap, order_id, payment_id)

    async def is_due() -> bool:
        return bool((await rig.state(started))[0] == "refund_due")

    await poll_until(is_due, within_s=30)
    runner.stopping.set()
    assert await running == 0


async def _settled(bootstrap: str, payment_id: str) -> str:
    consumer = AIOKafkaConsumer(
        "payment.settled", bootstrap_servers=bootstrap, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            async for record in consumer:
                event = events_pb2.PaymentSettled.FromString(record.value)
                if event.payment_id == payment_id:
                    assert dict(record.headers)["ce_source"] == b"/nightmarket/payment"
                    assert record.key.decode() == event.order_id
                    return str(event.order_id)
    finally:
        await consumer.stop()
    return ""


async def _refund_due(bootstrap: str, order_id: str, payment_id: str) -> None:
    message = order_events.RefundDue(order_id=order_id, payment_id=payment_id, cause="cancelled")
    record = Record(
        topic="order.refund_due",
        key=order_id.encode(),
        value=message.SerializeToString(),
        headers=envelope(
            event_id=new_id(),
            source="/nightmarket/order",
            type_=message.DESCRIPTOR.full_name,
            subject=order_id,
            sequence=1,
            time=datetime.now(UTC),
            trace={},
        ),
    )
    producer = EventProducer(bootstrap, client_id="test")
    await producer.start()
    try:
        await producer.publish([record, record])  # at least once
    finally:
        await producer.stop(5.0)
