"""uvicorn as a component: our runner owns the signals, uvicorn drains."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any, Final, cast

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from nightmarket_gateway.rooms.transport import Connection, Connections, Door

REQUEST_WITHIN_S: Final = 10.0


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._leaving = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        """Uvicorn's own looks ten times a second whether it should end; each look wakes the process up."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._leaving.wait()

    def leave(self) -> None:
        self.should_exit = True
        self._leaving.set()


class Hurried(HttpToolsProtocol):
    """A request has its headers within REQUEST_WITHIN_S of its first byte, the first one of being let in:
    who only opens connections must not keep them.
    """

    _hurry: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as there
        super().connection_made(transport)
        self._hurry = self.loop.call_later(REQUEST_WITHIN_S, transport.close)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._hurry is None:
            self._hurry = self.loop.call_later(REQUEST_WITHIN_S, self.transport.close)

    def on_headers_complete(self) -> None:
        self._calm()
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        """The request as it was read, and the connection, go to the room; nothing of this one is left, nor
        left for the collector: the parser holds its protocol.
        """
        self.connections.discard(self)
        connection = cast("Any", self.ws_protocol_class)(
            config=self.config, server_state=self.server_state, app_state=self.app_state
        )
        connection.connection_made(self.transport)
        connection.shake_hands(
            self.scope["method"], self.url.decode("latin-1"), _joined(self.headers)
        )
        self.transport.set_protocol(connection)
        self.parser = None  # type: ignore[assignment] # as there

    def connection_lost(self, exc: Exception | None) -> None:
        self._calm()
        super().connection_lost(exc)

    def _calm(self) -> None:
        if self._hurry is not None:
            self._hurry.cancel()
            self._hurry = None


def _joined(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their names, which are in lower case; values of one name joined."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1"), value.decode("latin-1").strip()
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


class HttpServer:
    """A component."""

    name = "http"

    def __init__(
        self, app: FastAPI, door: Door, *, listen: str, trusted_proxies: str, grace_s: float
    ) -> None:
        host, _, port = listen.rpartition(":")
        connections = Connections(door)

        def upgrade(*, config: Any, server_state: ServerState, app_state: Any) -> Connection:  # noqa: ARG001
            return Connection(connections, cast("set[object]", server_state.connections))

        self._server = _Server(
            uvicorn.Config(
                app,
                host=host,
                port=int(port),
                http=Hurried,
                ws=cast("Any", upgrade),
                access_log=False,
                log_config=None,
                proxy_headers=bool(trusted_proxies),
                forwarded_allow_ips=trusted_proxies or None,
                timeout_graceful_shutdown=max(1, int(grace_s)),
                server_header=False,
                backlog=4096,
            )
        )
        self._task: asyncio.Task[None] | None = None
        self._connections = connections
        self._pings: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._pings = asyncio.create_task(self._connections.keep_alive())
        self._task = asyncio.create_task(self._server.serve())
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise RuntimeError("the server ended before it began")
            await asyncio.sleep(0.01)

    async def wait(self) -> None:
        tasks = [task for task in (self._task, self._pings) if task is not None]
        if tasks:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                await task

    async def stop(self, grace_s: float) -> None:
        """Close sockets with 1012 (clients resume elsewhere), finish requests under way."""
        self._server.leave()
        if self._pings is not None:
            self._pings.cancel()
        if self._task is not None:
            async with asyncio.timeout(grace_s + 1):
                await self._task
