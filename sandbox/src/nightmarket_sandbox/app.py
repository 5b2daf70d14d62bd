"""The ASGI application: both twins under one roof, nothing shared but the clock."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from nightmarket_sandbox.ecpay.post import ANSWER_WITHIN_S, ClientFactory, notice_client
from nightmarket_sandbox.ecpay.routes import EcpayTwin
from nightmarket_sandbox.line.edge import LineEdge
from nightmarket_sandbox.line.routes import LineTwin
from nightmarket_sandbox.settings import SandboxSettings


def build_app(
    settings: SandboxSettings,
    *,
    clock: Callable[[], float] = time.time,
    client: ClientFactory = notice_client,
    answer_within_s: float = ANSWER_WITHIN_S,
) -> Starlette:
    """Build the app; tests pass their own clock, notice client and patience."""
    line = LineTwin(settings, clock=clock)
    ecpay = EcpayTwin(settings, clock=clock, client=client, answer_within_s=answer_within_s)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await ecpay.close()

    return Starlette(
        routes=[Route("/healthz", _healthz, methods=["GET"]), *line.routes(), *ecpay.routes()],
        middleware=[Middleware(LineEdge, board=line.board)],
        lifespan=lifespan,
    )


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok")
