"""The whole service as a process: killed between Reserve and insert, then paid through Kafka."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from google.protobuf.message import Message

from nightmarket.order.v1 import order_pb2, order_service_pb2, order_service_pb2_grpc
from nightmarket.payment.v1 import events_pb2 as payment_events
from nightmarket.type.v1 import money_pb2
from nightmarket_backends.ports import free_port
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.runtime.kafka import EventProducer, Record, envelope
from nightmarket_kit.runtime.topics import apply_topics, read_topics
from nightmarket_kit.testing.plugin import MakeDatabase, poll_until

pytestmark = [pytest.mark.asyncio, pytest.mark.pg, pytest.mark.kafka]
TOPICS = Path(__file__).parents[4] / "deploy/kafka/topics.yaml"


@contextlib.asynccontextmanager
async def keys_at(document: dict[str, Any]) -> AsyncIterator[str]:
    """The public keys over HTTP."""
    body = json.dumps(document).encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/keys"


def environment_of(signer: Any, neighbours: Any, **more: str) -> dict[str, str]:
    cart_target, catalog_target = neighbours.targets
    return {
        "ENVIRONMENT": "test",
        "TOKEN_ISSUER": signer.issuer,
        "TOKEN_AUDIENCE": signer.audience,
        "SERVICE_TOKEN": "the secret that our services show each other",
        "CART_TARGET": cart_target,
        "CATALOG_TARGET": catalog_target,
        "CLAIM_TARGET": catalog_target,
        "PAYMENT_TARGET": catalog_target,  # it does not know the call: orders wait
        **more,
    }


async def paid_by_kafka(
    stub: Any, metadata: Any, order: order_pb2.Order, *, bootstrap: str, dsn: str
) -> None:
    """Publish payment.settled twice and wait until the order is paid and all is told."""
    settled = payment_events.PaymentSettled(
        payment_id=new_id(), order_id=order.order_id, amount=order.total
    )
    await publish(bootstrap, settled, key=order.order_id)
    await publish(bootstrap, settled, key=order.order_id)
    asked = order_service_pb2.GetOrderRequest(order_id=order.order_id)

    async def is_paid() -> bool:
        found = (await stub.GetOrder(asked, metadata=metadata)).order
        return bool(found.state == order_pb2.ORDER_STATE_PAID)

    async def all_told() -> bool:
        return await told(dsn) == ["order.placed", "order.paid"]

    await poll_until(is_paid, within_s=40.0)
    await poll_until(all_told, within_s=20.0)


async def serve(environment: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "nightmarket_order",
        "serve",
        env=environment,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def publish(bootstrap: str, message: Message, *, key: str) -> None:
    producer = EventProducer(bootstrap, client_id="test")
    await producer.start()
    headers = envelope(
        event_id=new_id(),
        source="/nightmarket/payment",
        type_=str(message.DESCRIPTOR.full_name),
        subject=key,
        sequence=1,
        time=datetime.now(UTC),
        trace={},
    )
    record = Record(
        topic="payment.settled",
        key=key.encode(),
        value=message.SerializeToString(),
        headers=headers,
    )
    await producer.publish([record])
    await producer.stop(5.0)


async def told(dsn: str) -> list[str]:
    """Topics of published events, in order."""
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(
            "SELECT topic FROM outbox WHERE published_at IS NOT NULL ORDER BY id"
        )
        assert await connection.fetchval("SELECT count(*) FROM refunds_due") == 0
    finally:
        await connection.close()
    return [row["topic"] for row in rows]


async def test_killed_after_reserve_then_one_order_then_paid(
    signer: Any, neighbours: Any, make_database: MakeDatabase, kafka_bootstrap: str
) -> None:
    await apply_topics(kafka_bootstrap, read_topics(TOPICS))
    dsn = await make_database("nightmarket_order")
    port = free_port()
    user, shop, request_id = new_id(), new_id(), new_id()
    neighbours.cart.put(user, shop)
    metadata = (("authorization", f"Bearer {signer.token(user)}"),)
    reserved, never = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        reserved.set()
        await never.wait()

    async with keys_at(await signer.fetch()) as jwks_url:
        environment = environment_of(
            signer,
            neighbours,
            JWKS_URL=jwks_url,
            KAFKA_BOOTSTRAP=kafka_bootstrap,
            ORDER_DATABASE_URL=dsn,
            ORDER_GRPC_LISTEN=f"127.0.0.1:{port}",
        )
        channel = open_channel(f"127.0.0.1:{port}", service_token="none", timeout_s=30)
        stub: Any = order_service_pb2_grpc.OrderServiceStub(channel)
        request = order_service_pb2.PlaceOrderRequest(
            request_id=request_id,
            shop_id=shop,
            contact=order_pb2.Contact(name="Lin Mei", phone="0912345678", address="Taipei"),
            expected_total=money_pb2.Money(currency_code="TWD", amount_minor=2000),
        )

        def place() -> Any:
            return stub.PlaceOrder(request, metadata=metadata, wait_for_ready=True)

        neighbours.catalog.after_reserve = hang
        process = await serve(environment)
        try:
            call = asyncio.ensure_future(place())
            await reserved.wait()
            process.kill()
            await process.wait()
            with contextlib.suppress(DomainError):
                async with asyncio.timeout(0.5):
                    await call
        except TimeoutError:
            pass  # the channel waits for the next process
        finally:
            if process.returncode is None:
                process.kill()
        neighbours.catalog.after_reserve = None
        never.set()
        process = await serve(environment)
        try:
            order = (await place()).order
            assert list(neighbours.catalog.reservations) == [order.order_id]
            await paid_by_kafka(stub, metadata, order, bootstrap=kafka_bootstrap, dsn=dsn)
            process.terminate()
            assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
            await channel.close()
