"""uvicorn as a component: our runner owns the signals, uvicorn drains."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any, cast

import uvicorn
from fastapi import FastAPI
from uvicorn.server import ServerState

from nightmarket_gateway.rooms.transport import Connection, Connections, Door


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


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
                http="httptools",
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
        self._server.should_exit = True
        if self._pings is not None:
            self._pings.cancel()
        if self._task is not None:
            async with asyncio.timeout(grace_s + 1):
                await self._task
