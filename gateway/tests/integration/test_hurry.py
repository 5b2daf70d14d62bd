"""Connections on which no request comes."""

import asyncio

import pytest

from gateway.tests.driver import Gateway
from nightmarket_gateway import server as server_module

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]


async def ended(gateway: Gateway, *parts: bytes) -> bytes:
    """What came until the gateway closed the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    for part in parts:
        writer.write(part)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    "said", [b"", b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n", b"GET /healthz HT"]
)
async def test_half_a_request_is_not_waited_for(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(server_module, "REQUEST_WITHIN_S", 0.2)
    assert await ended(gateway, said) == b""


async def test_a_second_request_has_its_own_time(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "REQUEST_WITHIN_S", 0.2)
    whole = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = await ended(gateway, whole, b"GET /healthz HTTP/1.1\r\nHo")
    assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("request_line", "host"), [("POST /ws HTTP/1.1", "Host: x\r\n"), ("GET /ws HTTP/1.1", "")]
)
async def test_what_is_no_upgrade_is_refused(
    gateway: Gateway, request_line: str, host: str
) -> None:
    asked = (
        f"{request_line}\r\n{host}Upgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    assert (await ended(gateway, asked.encode())).startswith(b"HTTP/1.1 400")
