"""Viewers that do not read: they are cut, told where to go on, and slow nobody else down."""

import asyncio
import json
import os
import socket as sockets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
import uvloop
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from gateway.tests.driver import SHOW, Gateway, ask, receive, running, running_services, until
from nightmarket_gateway.rooms import entries, selling
from nightmarket_gateway.rooms import outlet as outlet_module
from nightmarket_gateway.rooms import socket as socket_module
from nightmarket_gateway.rooms.socket import Socket
from nightmarket_gateway.rooms.transport import Handshake
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.testing.plugin import poll_until

pytestmark = pytest.mark.valkey


class FakeTransport:
    def __init__(self) -> None:
        self.waiting = 0
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


class FakeConnection:
    def __init__(self) -> None:
        self.transport = FakeTransport()
        self.closed: list[int] = []
        self.is_packing = False

    def close(self, code: int, _reason: str, *, within_s: float) -> None:
        assert within_s > 0
        self.closed.append(code)


async def in_room(gateway: Gateway) -> FakeConnection:
    connection: Any = FakeConnection()
    socket = Socket(Handshake(address="test", headers={}), connection, gateway.house, greeting=b"")
    socket.heard(json.dumps({"type": "join", "room": SHOW}))
    return cast("FakeConnection", connection)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_slow_viewer_is_cut_and_nobody_else_notices(gateway: Gateway) -> None:
    most = gateway.settings.room_max_buffer
    async with gateway.socket() as other:
        await ask(other, "joined", type="join", room=SHOW)  # the room is open: others join at once
        slow, full = await in_room(gateway), await in_room(gateway)
        assert len(gateway.hub._rooms[SHOW].viewers) == 3
        slow.transport.waiting, full.transport.waiting = most + 1, most
        before = len(slow.transport.written)
        for number in range(3):
            await gateway.post_entry(str(number))

        async def cut() -> bool:
            return slow.closed == [4408] and len(gateway.hub._rooms[SHOW].viewers) == 2

        seen: list[str] = []
        while len(seen) < 3:
            seen += [event["text"] for event in (await until(other, "events"))["events"]]
        assert seen == ["0", "1", "2"]
        await poll_until(cut)
        assert len(slow.transport.written) == before
        assert full.closed == []


def viewer_of(gateway: Gateway) -> Any:
    (viewer,) = gateway.hub._rooms[SHOW].viewers
    return viewer


def slow_down(viewer: Any) -> None:
    """Give the server's end the small buffer that it has towards a slow line."""
    handle = os.dup(viewer._transport.get_extra_info("socket").fileno())
    with sockets.socket(fileno=handle) as same:
        same.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, 8192)


LARGE = "x" * 2_000  # several may come in one frame, and must not be more than may wait


@asynccontextmanager
async def slow_viewer(valkey_url: str) -> AsyncIterator[tuple[Gateway, ClientConnection]]:
    """A viewer on a thin line who has joined and reads only when told to."""
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
            slow_down(viewer_of(gateway))
            yield gateway, slow


async def fall_behind(gateway: Gateway) -> int:
    """Talk until lines are held back; how many were dropped so far."""
    outlet: Any = viewer_of(gateway)

    async def is_behind() -> bool:
        await gateway.post_entry(LARGE)
        return bool(outlet._held)

    await poll_until(is_behind, every_s=0.02, within_s=60)
    return int(outlet._held[SHOW].dropped)


async def post_stock(gateway: Gateway, on_hand: int) -> str:
    stock = selling.Stock(ts=1, variant_id="v", product_id="p", on_hand=on_hand, sold=0)
    body = entries.encoded(stock)
    return await gateway.log.append(
        SHOW,
        body,
        dedupe=new_id(),
        state_field="stock:v",
        state_value=body,
        sequence=100 - on_hand,
    )


async def read_again(valkey_url: str) -> None:
    async with slow_viewer(valkey_url) as (gateway, slow):
        await fall_behind(gateway)
        made = [await post_stock(gateway, left) for left in (3, 2, 1)]
        last = await gateway.post_entry("unheard")

        async def is_all_held() -> bool:
            return bool(gateway.hub._rooms[SHOW].memory.cursor == last)

        await poll_until(is_all_held)
        lines = 0
        while (frame := await receive(slow))["type"] != "dropped":
            lines += sum(event["kind"] == "chat" for event in frame.get("events", ()))
        held = [(event["id"], event["on_hand"]) for event in frame["events"]]
        assert held == [(made[-1], 1)]
        assert frame["last_id"] == last
        history = (await gateway.log.open(SHOW)).after("0-0")
        assert lines + frame["count"] == len(history.entries) - len(made)
        following = await gateway.post_entry("heard")
        while (frame := await receive(slow))["type"] != "events":
            pass
        assert [event["id"] for event in frame["events"]] == [following]


async def overwhelm(valkey_url: str) -> None:
    async with slow_viewer(valkey_url) as (gateway, slow):
        await fall_behind(gateway)

        async def cut() -> bool:
            return SHOW not in gateway.hub._rooms

        await poll_until(cut, within_s=30)
        seen: list[str] = []
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                frame = await receive(slow)
                assert frame["type"] != "dropped"
                seen += [event["id"] for event in frame.get("events", ())]
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4408
        async with gateway.socket(max_size=None) as socket:
            joined = await ask(socket, "joined", type="join", room=SHOW, after=seen[-1])
            assert joined["gap"] is False
            ids = [event["id"] for event in joined["events"]]
            everything = [one.id for one in ((await gateway.log.open(SHOW)).after("0-0")).entries]
            assert [*seen, *ids] == everything


LOOPS = pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])


@LOOPS
def test_who_reads_again_has_the_newest_values_and_knows_that_lines_are_missing(
    valkey_url: str, monkeypatch: pytest.MonkeyPatch, loop: Callable[[], Any]
) -> None:
    monkeypatch.setattr(outlet_module, "SLOW_FOR_S", 60)
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(read_again(valkey_url))


@LOOPS
def test_a_viewer_that_reads_again_learns_why_it_was_cut_and_resumes(
    valkey_url: str, monkeypatch: pytest.MonkeyPatch, loop: Callable[[], Any]
) -> None:
    """On both loops: the transports of uvloop, which the service runs on, write later."""
    monkeypatch.setattr(socket_module, "CUT_WITHIN_S", 20)
    monkeypatch.setattr(outlet_module, "SLOW_FOR_S", 0.3)
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(overwhelm(valkey_url))
