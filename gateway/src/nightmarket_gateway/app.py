"""The FastAPI application: routes, limits on bodies, CORS, problems, telemetry."""

from typing import Final

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nightmarket_gateway import problems
from nightmarket_gateway.errors import BodyTooLarge
from nightmarket_gateway.problems import PROBLEMS, Problem, problem_response
from nightmarket_gateway.routers import (
    addresses,
    apps,
    auth,
    buying,
    callbacks,
    chat,
    checkout,
    claims,
    deals,
    media,
    meta,
    moderation,
    money,
    orders,
    products,
    push,
    refunds,
    shops,
    shows,
    stock,
    studio,
    vouchers,
)
from nightmarket_gateway.routers.apps import PhoneApps
from nightmarket_gateway.site import Site

MAX_BODY: Final = 64 * 1024
UNTRACED: Final = ("/healthz", "/readyz", "/internal/", "/_expo/", "/assets/")
DESCRIPTION: Final = """
Every error is `application/problem+json`; switch on `reason`. Calls that change something need an
`Idempotency-Key`: the same key never acts twice. Amounts count the minor unit: NT$1,688 is 168800.
"""


class BodyLimit:
    """Refuse bodies over MAX_BODY, declared or not, with a problem like every other refusal.

    The framework's own limit answers plain text from outside the error handlers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > MAX_BODY:
            await problem_response(BodyTooLarge(limit=MAX_BODY))(scope, receive, send)
            return
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > MAX_BODY:
                raise BodyTooLarge(limit=MAX_BODY)
            return message

        await self._app(scope, counted, send)


def _is_untraced(scope: Scope) -> bool:
    """Health is noise, and the media server's questions hold stream keys."""
    path = str(scope.get("path", ""))
    return path.startswith(UNTRACED)


def create_app(
    *,
    origins: frozenset[str],
    site: Site | None = None,
    phone_apps: PhoneApps | None = None,
) -> FastAPI:
    """The application without its state; the composition root fills `app.state`."""
    app = FastAPI(
        title="Nightmarket",
        version="1",
        description=DESCRIPTION,
        docs_url="/docs",
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        responses=PROBLEMS,
        telemetry={"exclude": _is_untraced, "logs": False},
    )
    app.state.is_ready = False
    problems.install(app)
    for module in (
        auth,
        push,
        shops,
        products,
        stock,
        shows,
        chat,
        claims,
        vouchers,
        deals,
        moderation,
        studio,
        buying,
        checkout,
        addresses,
        orders,
        refunds,
        money,
        callbacks,
        media,
        meta,
    ):
        app.include_router(module.router)
    if phone_apps is not None:
        app.include_router(apps.router_for(phone_apps))
    if site is not None:
        _serve_site(app, site)
    app.add_middleware(BodyLimit)
    app.add_middleware(  # the last one added is the outermost: its refusals, too, our pages may read
        CORSMiddleware,
        allow_origins=sorted(origins),
        allow_credentials=True,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
        max_age=600,
    )
    _document_problem(app)
    return app


def _serve_site(app: FastAPI, site: Site) -> None:
    """Offer what no route knows to the app; what is not the app's either stays unknown."""
    unknown = app.router.default

    async def default(scope: Scope, receive: Receive, send: Send) -> None:
        answer = site.answer(scope) if scope["type"] == "http" else None
        await (answer or unknown)(scope, receive, send)

    app.router.default = default


def _document_problem(app: FastAPI) -> None:
    """Put the Problem schema that every operation refers to into the document."""
    make = app.openapi

    def openapi() -> dict[str, object]:
        document = make()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault("Problem", Problem.model_json_schema())
        return document

    app.openapi = openapi  # type: ignore[method-assign]
