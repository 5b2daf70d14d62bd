import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nightmarket_cart.adapters.valkey_store import ValkeyCarts
from nightmarket_cart.application.ports import CartKey
from nightmarket_cart.domain.cart import Cart, Cause
from nightmarket_cart.entrypoints.consumers import subscriptions
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.inbox import EventConsumer
from nightmarket_kit.runtime.kafka import EventProducer, IncomingEvent, Record, envelope
from nightmarket_kit.runtime.status import ServiceUnavailable
from nightmarket_kit.runtime.topics import apply_topics, read_topics
from nightmarket_kit.runtime.valkey import connect_valkey
from nightmarket_kit.testing.plugin import poll_until

pytestmark = [pytest.mark.asyncio, pytest.mark.valkey, pytest.mark.pg]
TOPICS = Path(__file__).parents[4] / "deploy/kafka/topics.yaml"


def event_of(message: Any, event_id: str) -> IncomingEvent:
    return IncomingEvent(
        id=event_id,
        type="nightmarket.order.v1.OrderPlaced",
        source="/nightmarket/order",
        subject=message.order_id,
        sequence=1,
        time=datetime.now(UTC),
        topic="order.placed",
        partition=0,
        offset=0,
        payload=b"",
    )


async def test_what_was_ordered_leaves_the_cart_once(world: Any, amounts: Any) -> None:
    tea, rice, soup = world.sell(), world.sell(), world.sell()
    for variant_id in (tea, rice, soup):
        await world.add(variant_id, 3)
    message = world.placed(**{tea: 3, rice: 2, new_id(): 1})
    (subscription,) = subscriptions(world.store, world.store, world.archive)
    event = event_of(message, new_id())
    await asyncio.gather(*(subscription.handle(message, event) for _ in range(8)))
    assert amounts(await world.get()) == {rice: 1, soup: 3}
    await world.add(tea, 3)
    await subscription.handle(message, event)
    assert amounts(await world.get()) == {rice: 1, soup: 3, tea: 3}
    await subscription.handle(message, event_of(message, new_id()))  # another order, the same lines
    assert amounts(await world.get()) == {soup: 3}


async def test_an_order_and_adds_at_once_lose_nothing(world: Any, amounts: Any) -> None:
    tea, rice = world.sell(), world.sell()
    await world.add(tea, 10)
    (subscription,) = subscriptions(world.store, world.store, world.archive)
    orders = [world.placed(**{tea: 1}) for _ in range(10)]
    calls = [subscription.handle(order, event_of(order, new_id())) for order in orders]
    await asyncio.gather(*calls, *(world.add(rice) for _ in range(10)))
    assert amounts(await world.get()) == {rice: 10}


async def test_a_stored_change_whose_answer_was_lost_is_not_made_twice(
    world: Any, amounts: Any
) -> None:
    """The client repeats the script: the mark of the first time refuses the second."""
    key, cause = (
        CartKey(owner_id=world.user, shop_id=world.shop),
        Cause(kind="X", id="1", digest=""),
    )
    await world.store.get(key)
    assert await world.store.save(key, Cart(version=1), cause)
    assert not await world.store.save(key, Cart(version=2), cause)
    assert not await world.store.save(key, Cart(version=5), Cause(kind="X", id="2", digest=""))
    assert (await world.store.get(key)).version == 1


async def test_without_valkey_the_event_waits_instead_of_being_set_aside(world: Any) -> None:
    gone = connect_valkey("redis://127.0.0.1:1/0", timeout_s=0.2)
    message = world.placed(**{new_id(): 1})
    (subscription,) = subscriptions(
        ValkeyCarts(gone, world.archive, guest_days=7), world.store, world.archive
    )
    with pytest.raises(ServiceUnavailable):
        await subscription.handle(message, event_of(message, new_id()))
    await gone.aclose()


@pytest.mark.kafka
async def test_through_kafka(world: Any, amounts: Any, kafka_bootstrap: str) -> None:
    await apply_topics(kafka_bootstrap, read_topics(TOPICS))
    tea = world.sell()
    await world.add(tea, 5)
    message, event_id = world.placed(**{tea: 2}), new_id()
    headers = envelope(
        event_id=event_id,
        source="/nightmarket/order",
        type_="nightmarket.order.v1.OrderPlaced",
        subject=message.order_id,
        sequence=1,
        time=datetime.now(UTC),
        trace={},
    )
    record = Record(
        topic="order.placed",
        key=message.order_id.encode(),
        value=message.SerializeToString(),
        headers=headers,
    )
    async with AsyncExitStack() as stack:
        producer = EventProducer(kafka_bootstrap, client_id="test")
        consumer = EventConsumer(
            bootstrap=kafka_bootstrap,
            group=f"cart-{new_id()}",
            subscriptions=subscriptions(world.store, world.store, world.archive),
            producer=producer,
        )
        for component in (producer, consumer):
            await component.start()
            stack.push_async_callback(component.stop, 5.0)
        await producer.publish([record, record])

        async def is_less() -> bool:
            return bool(amounts(await world.get()) == {tea: 3})

        await poll_until(is_less, within_s=40.0)
        last = world.placed(**{tea: 1})  # same key and partition: comes after the repetition
        headers = [(name, value) for name, value in headers if name != "ce_id"]
        await producer.publish(
            [
                Record(
                    topic="order.placed",
                    key=message.order_id.encode(),
                    value=last.SerializeToString(),
                    headers=[*headers, ("ce_id", new_id().encode())],
                )
            ]
        )

        async def is_least() -> bool:
            return bool(amounts(await world.get()) == {tea: 2})

        await poll_until(is_least, within_s=20.0)
