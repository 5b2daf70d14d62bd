"""uvicorn as a component: our runner owns the signals, uvicorn drains."""

import asyncio
import contextlib
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from nightmarket_gateway.rooms.socket import MAX_FRAME
from nightmarket_gateway.rooms.transport import RoomProtocol


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class HttpServer:
    """A component."""

    name = "http"

    def __init__(self, app: FastAPI, *, listen: str, trusted_proxies: str, grace_s: float) -> None:
        host, _, port = listen.rpartition(":")
        self._server = _Server(
            uvicorn.Config(
                app,
                host=host,
                port=int(port),
                ws=RoomProtocol,
                ws_max_size=MAX_FRAME,
                ws_per_message_deflate=False,
                ws_ping_interval=20,
                ws_ping_timeout=20,
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

    async def start(self) -> None:
        self._task = asyncio.create_task(self._server.serve())
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise RuntimeError("the server ended before it began")
            await asyncio.sleep(0.01)

    async def wait(self) -> None:
        if self._task is not None:
            await asyncio.shield(self._task)

    async def stop(self, grace_s: float) -> None:
        """Close sockets with 1012 (clients resume elsewhere), finish requests under way."""
        self._server.should_exit = True
        if self._task is not None:
            async with asyncio.timeout(grace_s + 1):
                await self._task
