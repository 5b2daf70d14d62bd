"""Sockets that come back: who they are is found out without a task, and nothing of them stays behind."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection

from gateway.tests.driver import ALICE, BOB, SHOW, Gateway, ask, receive, token, until
from nightmarket_gateway.rooms.socket import Socket
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.valkey import ValkeyConnectionError
from nightmarket_kit.testing.plugin import poll_until

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
JOIN = {"type": "join", "room": SHOW}


@pytest_asyncio.fixture(loop_scope="module")
async def warm(gateway: Gateway) -> AsyncIterator[Gateway]:
    """It has seen a token before, and somebody is in the room."""
    async with gateway.socket() as other:
        await ask(other, "authenticated", type="auth", token=token(BOB))
        await ask(other, "joined", **JOIN)
        yield gateway


async def says(socket: ClientConnection, *frames: dict[str, Any]) -> list[dict[str, Any]]:
    """All at once; the answers, without `hello`."""
    await until(socket, "hello")
    for frame in frames:
        await socket.send(json.dumps(frame))
    async with asyncio.timeout(10):
        return [await receive(socket) for _ in frames]


async def test_nobody_waits_for_a_task(warm: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    async def caller(_: str) -> Any:
        raise AssertionError("asked in a task")

    monkeypatch.setattr(warm.keeper, "caller", caller)
    async with warm.socket() as socket:
        answers = await says(socket, {"type": "auth", "token": token()}, JOIN, {"type": "ping"})
    assert [one["type"] for one in answers] == ["authenticated", "joined", "pong"]
    assert answers[0]["user_id"] == ALICE


async def test_the_newest_token_is_who_speaks(warm: Gateway) -> None:
    first, second = token(ALICE), token(BOB)
    send = {"type": "send", "room": SHOW, "text": "hi", "client_id": new_id()}
    async with warm.socket() as socket:
        auths = [{"type": "auth", "token": one} for one in (first, "nonsense", second)]
        answers = await says(socket, *auths, JOIN)
        assert [one["type"] for one in answers] == [
            "authenticated",
            "error",
            "authenticated",
            "joined",
        ]
        await socket.send(json.dumps(send))
        (event,) = (await until(socket, "events"))["events"]
        assert event["user"]["id"] == BOB


async def test_a_revoked_session_comes_back_as_a_guest(warm: Gateway) -> None:
    session = new_id()
    await warm.keeper.mark_revoked(session)
    async with warm.socket() as socket:
        bad = {"type": "auth", "token": token(session_id=session)}
        answers = await says(socket, bad, JOIN, {"type": "auth", "token": token()})
    assert [one.get("reason", one["type"]) for one in answers] == [
        "SESSION_REVOKED",
        "joined",
        "authenticated",
    ]


async def test_tokens_are_believed_while_valkey_does_not_answer(
    warm: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check(**_: Any) -> Any:
        raise ValkeyConnectionError("gone")

    monkeypatch.setattr(warm.keeper, "_check", check)
    async with warm.socket() as socket:
        answers = await says(socket, {"type": "auth", "token": token()}, JOIN)
    assert [one["type"] for one in answers] == ["authenticated", "joined"]


async def test_an_accident_while_it_is_found_out_ends_that_socket(
    warm: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check(**_: Any) -> Any:
        raise RuntimeError("an accident")

    async with warm.socket() as other:
        await ask(other, "joined", **JOIN)
        with monkeypatch.context() as patch:
            patch.setattr(warm.keeper, "_check", check)
            async with warm.socket() as socket:
                await until(socket, "hello")
                await socket.send(json.dumps({"type": "auth", "token": token()}))
                async with asyncio.timeout(10):
                    await socket.wait_closed()
            assert socket.close_code == 1011
        await ask(other, "authenticated", type="auth", token=token())


async def test_who_is_gone_is_freed_without_the_collector(warm: Gateway) -> None:
    def count() -> int:
        return sum(type(one) is Socket for one in gc.get_objects())

    async def only_the_other() -> bool:
        return count() == before

    gc.collect()
    gc.disable()
    try:
        before = count()
        for _ in range(3):
            async with warm.socket() as socket:
                await says(socket, {"type": "auth", "token": token()}, JOIN)
        await poll_until(only_the_other)
    finally:
        gc.enable()


async def test_a_header_may_come_in_several_lines_and_in_any_bytes(gateway: Gateway) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    writer.write(
        b"GET /ws?x=1 HTTP/1.1\r\nHOST: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        b"User-Agent: caf\xe9\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key:   dGhlIHNhbXBsZSBub25jZQ==  \r\n"
        b"Sec-WebSocket-Protocol: chat.v9\r\nSec-WebSocket-Protocol: nightmarket.v1\r\n\r\n"
    )
    async with asyncio.timeout(10):
        answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in answer  # RFC 6455 §1.3
    assert b"Sec-WebSocket-Protocol: nightmarket.v1\r\n" in answer
