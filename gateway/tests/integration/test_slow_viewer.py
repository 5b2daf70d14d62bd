"""Viewers that do not read: they are cut, told where to go on, and slow nobody else down."""

import asyncio
import os
import socket as sockets
from collections.abc import Callable
from typing import Any

import pytest
import uvloop
from websockets.exceptions import ConnectionClosed

from gateway.tests.driver import SHOW, Gateway, ask, receive, running, running_services, until
from nightmarket_gateway.rooms import socket as socket_module
from nightmarket_gateway.rooms.socket import Socket
from nightmarket_gateway.rooms.transport import SCOPE_KEY
from nightmarket_kit.testing.plugin import poll_until

pytestmark = pytest.mark.valkey


class FakeTransport:
    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        self.written: list[bytes] = []
        self.is_aborted = False

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def is_closing(self) -> bool:
        return self.is_aborted

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def abort(self) -> None:
        self.is_aborted = True


class FakeWebSocket:
    """`can_close` is False for a peer that takes nothing any more."""

    def __init__(self, transport: FakeTransport, *, can_close: bool) -> None:
        self.scope = {SCOPE_KEY: transport}
        self.closed: list[int] = []
        self._can_close = can_close

    async def close(self, code: int, _reason: str) -> None:
        if not self._can_close:
            await asyncio.Event().wait()
        self.closed.append(code)


async def in_room(gateway: Gateway, *, can_close: bool) -> tuple[Any, Any, Socket]:
    transport = FakeTransport(0)
    websocket: Any = FakeWebSocket(transport, can_close=can_close)
    socket = Socket(
        websocket,
        hub=gateway.hub,
        log_=gateway.log,
        keeper=gateway.keeper,
        clients=gateway.clients,
        doors=gateway.app.state.doors,
    )
    await socket._answered({"type": "join", "room": SHOW})
    return transport, websocket, socket


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("can_close", [True, False])
async def test_a_slow_viewer_is_cut_and_nobody_else_notices(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, *, can_close: bool
) -> None:
    monkeypatch.setattr(socket_module, "CUT_WITHIN_S", 0.1)
    most = gateway.settings.room_max_buffer
    slow, websocket, _ = await in_room(gateway, can_close=can_close)
    full, _, _ = await in_room(gateway, can_close=True)
    async with gateway.socket() as other:
        await ask(other, "joined", type="join", room=SHOW)
        assert len(gateway.hub._rooms[SHOW].present) == 3
        slow.waiting, full.waiting = most + 1, most
        before = len(slow.written)
        for number in range(3):
            await gateway.post_entry(str(number))

        async def cut() -> bool:
            return slow.is_aborted and len(gateway.hub._rooms[SHOW].present) == 2

        seen: list[str] = []
        while len(seen) < 3:
            seen += [event["text"] for event in (await until(other, "events"))["events"]]
        assert seen == ["0", "1", "2"]
        await poll_until(cut)
        assert len(slow.written) == before
        assert websocket.closed == ([4408] if can_close else [])
        assert not full.is_aborted


def slow_down(viewer: Any) -> None:
    """Give the server's end the small buffer that it has towards a slow line."""
    handle = os.dup(viewer._transport.get_extra_info("socket").fileno())
    with sockets.socket(fileno=handle) as same:
        same.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, 8192)


async def overwhelm(valkey_url: str) -> None:
    raw = sockets.socket(sockets.AF_INET, sockets.SOCK_STREAM)
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 8192)
    raw.setblocking(False)
    async with (
        running_services() as services,
        running(valkey_url, services, room_max_buffer=65_536) as gateway,
    ):
        await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", gateway.port))
        options: dict[str, Any] = {"sock": raw, "max_queue": 1, "max_size": None}
        async with gateway.socket(**options) as slow:
            await ask(slow, "joined", type="join", room=SHOW)
            slow_down(gateway.hub._rooms[SHOW].present[0])
            large = "x" * 40_000

            async def cut() -> bool:
                await gateway.post_entry(large)
                return SHOW not in gateway.hub._rooms

            await poll_until(cut, every_s=0)
            seen: list[str] = []
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    frame = await receive(slow)
                    seen += [event["id"] for event in frame.get("events", ())]
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4408
        async with gateway.socket(max_size=None) as socket:
            joined = await ask(socket, "joined", type="join", room=SHOW, after=seen[-1])
            assert joined["gap"] is False
            ids = [event["id"] for event in joined["events"]]
            everything = [one.id for one in (await gateway.log.after(SHOW, "0-0")).entries]
            assert [*seen, *ids] == everything


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_viewer_that_reads_again_learns_why_it_was_cut_and_resumes(
    valkey_url: str, monkeypatch: pytest.MonkeyPatch, loop: Callable[[], Any]
) -> None:
    """On both loops: the transports of uvloop, which the service runs on, write later."""
    monkeypatch.setattr(socket_module, "CUT_WITHIN_S", 20)
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(overwhelm(valkey_url))
