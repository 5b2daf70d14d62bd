"""The console script as it is deployed: from Kafka to a viewer's socket, and a stop that says goodbye."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from gateway.tests.driver import HOOK_SECRET, NOWHERE, ORIGIN, SECRET, SHOP, Services, ask, until
from nightmarket.stream.v1 import events_pb2
from nightmarket_backends.ports import free_port
from nightmarket_gateway.rooms.projector import GROUP
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.kafka import EventProducer, Record, envelope
from nightmarket_kit.runtime.topics import Topic, apply_topics
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
)


def environment(valkey_url: str, bootstrap: str, target: str) -> dict[str, str]:
    targets = ("IDENTITY", "STREAM", "CATALOG", "CART", "ORDER", "PAYMENT")
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
        "MEDIA_HOOK_SECRET": HOOK_SECRET,
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


def went_live(show_id: str, event_id: str) -> Record:
    message = events_pb2.StreamLive(show_id=show_id, shop_id=SHOP, title="t")
    headers = envelope(
        event_id=event_id,
        source="stream",
        type_=message.DESCRIPTOR.full_name,
        subject=show_id,
        sequence=2,
        time=datetime.now(UTC),
        trace={},
    )
    value = message.SerializeToString()
    return Record(topic="stream.live", key=show_id.encode(), value=value, headers=headers)


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
