"""The console script as it is deployed: from Kafka to a viewer's socket, and a stop that says goodbye."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from gateway.tests.driver import (
    HOOK_SECRET,
    NOWHERE,
    ORIGIN,
    REPUBLISH_SECRET,
    SECRET,
    SHOP,
    Services,
    ask,
    until,
)
from nightmarket.order.v1 import events_pb2 as order_events
from nightmarket.stream.v1 import events_pb2
from nightmarket_backends.ports import free_port
from nightmarket_gateway.rooms.log import RoomLog
from nightmarket_gateway.rooms.projector import GROUP
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.kafka import EventProducer, Record, envelope
from nightmarket_kit.runtime.topics import Topic, apply_topics
from nightmarket_kit.runtime.valkey import RawValkey, connect_valkey
from nightmarket_kit.testing.plugin import poll_until

pytestmark = [
    pytest.mark.valkey,
    pytest.mark.kafka,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("gateway-process"),
]
PROGRAM = str(Path(sys.executable).with_name("nightmarket-gateway"))
TOPICS = (
    "stream.scheduled",
    "stream.live",
    "stream.ended",
    "product.pinned",
    "stock.changed",
    "session.revoked",
    "order.placed",
    "order.paid",
    "order.cancelled",
)


def environment(valkey_url: str, bootstrap: str, target: str) -> dict[str, str]:
    targets = ("IDENTITY", "STREAM", "CATALOG", "CART", "ORDER", "PAYMENT", "CLAIM")
    return {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT": "test",
        "KAFKA_BOOTSTRAP": bootstrap,
        "JWKS_URL": f"http://{NOWHERE}/keys",
        "TOKEN_ISSUER": "test",
        "TOKEN_AUDIENCE": "nightmarket",
        "SERVICE_TOKEN": SECRET,
        "PUBLIC_URL": ORIGIN,
        "VALKEY_URL": valkey_url,
        "GRACE_S": "4",
        "GATEWAY_GUEST_SECRET": "a secret that signs the ids of guests",
        "MEDIA_HOOK_SECRET": HOOK_SECRET,
        "MEDIA_REPUBLISH_SECRET": REPUBLISH_SECRET,
        "GATEWAY_LISTEN": f"127.0.0.1:{free_port()}",
        "GATEWAY_ALLOWED_ORIGINS": ORIGIN,
        **{f"{name}_TARGET": target for name in targets},
    }


@asynccontextmanager
async def serving(env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    server = await asyncio.create_subprocess_exec(PROGRAM, "serve", env=env)
    try:
        async with httpx.AsyncClient(trust_env=False) as client:

            async def is_ready() -> bool:
                try:
                    answer = await client.get(f"http://{env['GATEWAY_LISTEN']}/readyz")
                except httpx.TransportError:
                    return False
                return answer.status_code == 200

            await poll_until(is_ready, within_s=40)
        yield server
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()


def told(topic: str, message: Any, *, key: str, event_id: str, sequence: int) -> Record:
    headers = envelope(
        event_id=event_id,
        source=topic.partition(".")[0],
        type_=message.DESCRIPTOR.full_name,
        subject=key,
        sequence=sequence,
        time=datetime.now(UTC),
        trace={},
    )
    value = message.SerializeToString()
    return Record(topic=topic, key=key.encode(), value=value, headers=headers)


def went_live(show_id: str, event_id: str) -> Record:
    message = events_pb2.StreamLive(show_id=show_id, shop_id=SHOP, title="t")
    return told("stream.live", message, key=show_id, event_id=event_id, sequence=2)


def bought(order_id: str) -> list[Record]:
    """Placed and paid, each told twice."""
    placed = order_events.OrderPlaced(order_id=order_id, shop_id=SHOP)
    paid = order_events.OrderPaid(order_id=order_id, shop_id=SHOP)
    return [
        told("order.placed", placed, key=order_id, event_id=new_id(), sequence=1),
        told("order.paid", paid, key=order_id, event_id=new_id(), sequence=2),
    ] * 2


async def shop_room(valkey: RawValkey) -> list[tuple[str, str]]:
    found = [json.loads(one.body) for one in ((await RoomLog(valkey).open(SHOP)).history()).entries]
    return [(one["order_id"], one["state"]) for one in found]


async def test_an_event_reaches_a_viewer_once_and_a_stop_says_goodbye(
    valkey_url: str, kafka_bootstrap: str, services: Services
) -> None:
    topics = [
        Topic(name=name, partitions=1, retention_hours=1, owner="test", consumers=(GROUP,))
        for name in TOPICS
    ]
    letters = [letter for topic in topics for letter in topic.dead_letters]
    await apply_topics(kafka_bootstrap, [*topics, *letters])
    env = environment(valkey_url, kafka_bootstrap, services.target)
    migrate = await asyncio.create_subprocess_exec(PROGRAM, "migrate", env=env)
    assert await migrate.wait() == 0  # there is nothing to migrate
    show_id, event_id, last_id = new_id(), new_id(), new_id()
    order_id, valkey = new_id(), connect_valkey(valkey_url, decode=False)
    producer = EventProducer(kafka_bootstrap, client_id="test")
    await producer.start()
    try:
        async with serving(env) as server:
            url = f"ws://{env['GATEWAY_LISTEN']}/ws"
            async with connect(url, proxy=None, compression=None) as socket:
                await ask(socket, "joined", type="join", room=show_id)
                other = new_id()
                await ask(socket, "joined", type="join", room=other)
                twice = went_live(show_id, event_id)
                await producer.publish([twice, twice, went_live(other, last_id)])
                # between rooms there is no order, inside one there is
                frames = [await until(socket, "events") for _ in range(2)]
                states = {one["room"]: [e["state"] for e in one["events"]] for one in frames}
                assert states == {show_id: ["live"], other: ["live"]}
                await producer.publish(bought(order_id))

                async def is_paid() -> bool:
                    return (order_id, "paid") in await shop_room(valkey)

                await poll_until(is_paid, within_s=20)
                paid = (order_id, "paid")  # and placed, unless it was overtaken
                assert await shop_room(valkey) in ([(order_id, "placed"), paid], [paid])
                started = time.monotonic()
                server.send_signal(signal.SIGTERM)
                with pytest.raises(ConnectionClosed) as closed:
                    while True:
                        await socket.recv()
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 1012
            assert await asyncio.wait_for(server.wait(), 15) == 0
            assert time.monotonic() - started < 6
    finally:
        await producer.stop(5)
        await valkey.aclose()
