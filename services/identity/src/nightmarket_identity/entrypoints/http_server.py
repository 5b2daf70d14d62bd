"""What who verifies our tokens needs, over HTTP: the public keys, and the roles of a person who has more
than a token carries. A component beside the gRPC server.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from nightmarket_identity.domain.shop import Role
from nightmarket_kit.core.errors import Unauthenticated
from nightmarket_kit.runtime.tokens import TokenVerifier

MAX_AGE_S: Final = 300
BACKLOG: Final = 128


RolesOf = Callable[[str], Awaitable[dict[str, Role]]]


def build_app(
    *, jwks: Callable[[], dict[str, Any]], verifier: TokenVerifier, roles_of: RolesOf
) -> Starlette:
    async def keys(_: Request) -> Response:
        headers = {"cache-control": f"public, max-age={MAX_AGE_S}"}
        return JSONResponse(jwks(), headers=headers)

    async def roles(request: Request) -> Response:
        """The token's signature and times count, not what it says of roles."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            subject = str((await verifier.claims(token))["sub"])
        except Unauthenticated as refused:
            return JSONResponse({"reason": refused.reason}, status_code=401)
        found = await roles_of(subject)
        return JSONResponse(
            {"roles": {shop_id: role.value for shop_id, role in found.items()}},
            headers={"cache-control": "no-store"},
        )

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(
        routes=[
            Route("/.well-known/jwks.json", keys, methods=["GET"]),
            Route("/roles", roles, methods=["GET"]),
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

    def __init__(self, app: Starlette, *, listen: str) -> None:
        self._listen = listen
        self._server = _Server(
            uvicorn.Config(
                app,
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
