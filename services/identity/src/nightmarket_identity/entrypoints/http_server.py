"""The public keys over HTTP, for whoever verifies our tokens. A component beside the gRPC server."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

MAX_AGE_S: Final = 300
BACKLOG: Final = 128


def build_app(jwks: Callable[[], dict[str, Any]]) -> Starlette:
    async def keys(_: Request) -> Response:
        headers = {"cache-control": f"public, max-age={MAX_AGE_S}"}
        return JSONResponse(jwks(), headers=headers)

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(
        routes=[
            Route("/.well-known/jwks.json", keys, methods=["GET"]),
            Route("/healthz", healthz, methods=["GET"]),
        ]
    )


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The service runner has the signals."""
        yield


class HttpServer:
    """A component of the service runner."""

    name = "http"

    def __init__(self, *, listen: str, jwks: Callable[[], dict[str, Any]]) -> None:
        self._listen = listen
        self._server = _Server(
            uvicorn.Config(
                build_app(jwks),
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                timeout_keep_alive=30,
            )
        )
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listening when it returns; an address in use raises OSError here."""
        host, _, port = self._listen.rpartition(":")
        listener = socket.create_server((host, int(port)), backlog=BACKLOG)
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))

    async def wait(self) -> None:
        if self._task is not None:
            await asyncio.shield(self._task)

    async def stop(self, grace_s: float) -> None:
        if self._task is None:
            return
        self._server.should_exit = True
        try:
            async with asyncio.timeout(grace_s):
                await asyncio.shield(self._task)
        except TimeoutError:
            self._server.force_exit = True
