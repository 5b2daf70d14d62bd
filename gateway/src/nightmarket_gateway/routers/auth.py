"""Log-in and sessions. Browsers get HttpOnly cookies and never see a token; apps get tokens."""

import hashlib
import time
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from nightmarket.identity.v1 import identity_service_pb2 as pb
from nightmarket_gateway.auth import (
    REQUEST_TIMEOUT_S,
    Gatekeeper,
    Keeper,
    Person,
    client_address,
)
from nightmarket_gateway.problems import problem_response
from nightmarket_gateway.rooms.tickets import LIFE_S
from nightmarket_gateway.schemas.common import Id
from nightmarket_gateway.schemas.people import (
    FinishLogin,
    LoginFinished,
    LoginStarted,
    Refresh,
    Session,
    Sessions,
    SocketTicket,
    StartLogin,
    Tokens,
    User,
)
from nightmarket_gateway.state import Services, Settings
from nightmarket_kit.core.errors import DomainError, Unauthenticated
from nightmarket_kit.runtime.calls import CallContext, TokenMissing, current_call, set_call
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.status import ServiceUnavailable
from nightmarket_kit.runtime.valkey import ValkeyError

log = get_logger(__name__)
NO_STORE = {"Cache-Control": "no-store"}


async def _no_store(response: Response) -> None:
    """Tokens and persons: nothing between us and the caller keeps these answers."""
    response.headers.update(NO_STORE)


# A redirect is an answer of its own and says so itself.
router = APIRouter(prefix="/v1", tags=["log-in"], dependencies=[Depends(_no_store)])
MAX_DEVICE = 80
SESSION_PART = 26  # a refresh token begins with its session: the same in all of its generations
BROWSER, APP = "/v1/auth/{provider}/callback", "/app/login/{provider}"
CALLBACKS = {"h5": BROWSER, "ios": APP, "android": APP}  # `routers/apps.py` leads the latter home


async def _open_call(request: Request, keeper: Gatekeeper) -> None:
    """Calls before there is a session: limited by address, with a deadline."""
    most = keeper.settings.rate_login_per_min
    await keeper.limits.check("login", client_address(request), most=most, window_s=60)
    set_call(CallContext(deadline=time.monotonic() + REQUEST_TIMEOUT_S))


async def _open_renewal(request: Request, keeper: Gatekeeper, token: str) -> None:
    """Limited apart from log-ins, which many begin behind one address; by session in the first place.

    The address is in both keys: who made up the beginning of a token uses up nobody else's renewals.
    """
    address, settings = client_address(request), keeper.settings
    await keeper.limits.check("refresh", address, most=settings.rate_address_per_10s, window_s=10)
    session = hashlib.sha256(token[:SESSION_PART].encode(errors="replace")).hexdigest()[:16]
    await keeper.limits.check(
        "renewal", f"{address} {session}", most=settings.rate_refresh_per_min, window_s=60
    )
    set_call(CallContext(deadline=time.monotonic() + REQUEST_TIMEOUT_S))


async def _void(keeper: Gatekeeper, session_id: str) -> None:
    """Refuse the tokens of an ended session at once; without Valkey `session.revoked` does it later."""
    try:
        await keeper.mark_revoked(session_id)
    except ValkeyError as error:
        log.warning("revocation not noted", error=type(error).__name__)


async def _start(
    provider: str, body: StartLogin, services: Services, settings: Settings
) -> pb.StartLoginResponse:
    return await services.identity.StartLogin(
        pb.StartLoginRequest(
            provider=provider,
            client_id=body.client,
            redirect_uri=settings.public_url + CALLBACKS[body.client].format(provider=provider),
            return_to=body.return_to,
            locale=body.locale,
            disable_auto_login=body.disable_auto_login,
        )
    )


@router.post("/auth/{provider}/start")
async def start_login(
    provider: str,
    body: StartLogin,
    request: Request,
    response: Response,
    keeper: Keeper,
    services: Services,
    settings: Settings,
) -> LoginStarted:
    """Open a log-in; send the person to `authorize_url`."""
    await _open_call(request, keeper)
    started = await _start(provider, body, services, settings)
    if body.client == "h5":
        keeper.set_binding(response, started.binding)
    return LoginStarted(
        authorize_url=started.authorize_url,
        state=started.state,
        binding="" if body.client == "h5" else started.binding,
    )


@router.get("/auth/{provider}/start", status_code=303, response_class=RedirectResponse)
async def start_login_here(
    provider: str,
    request: Request,
    keeper: Keeper,
    services: Services,
    settings: Settings,
    return_to: Annotated[str, Query(max_length=500)] = "/",
    locale: Annotated[str, Query(max_length=35)] = "",
    disable_auto_login: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> RedirectResponse:
    """Open a log-in from a plain link: LINE's own log-in opens only from a tap on a link."""
    await _open_call(request, keeper)
    body = StartLogin(return_to=return_to, locale=locale, disable_auto_login=disable_auto_login)
    started = await _start(provider, body, services, settings)
    response = RedirectResponse(started.authorize_url, 303, headers=NO_STORE)
    keeper.set_binding(response, started.binding)
    return response


@router.get("/auth/{provider}/callback", status_code=303, response_class=RedirectResponse)
async def login_callback(
    provider: str,
    request: Request,
    keeper: Keeper,
    services: Services,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=2000)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> RedirectResponse:
    """Where the provider sends the browser back to."""
    finish = pb.FinishLoginRequest(
        provider=provider,
        state=state,
        code=code,
        error=error,
        binding=request.cookies.get(keeper.cookies.binding, ""),
        device_name=request.headers.get("user-agent", "")[:MAX_DEVICE],
    )
    try:
        await _open_call(request, keeper)
        finished = await services.identity.FinishLogin(finish)
    except DomainError as refused:
        if "text/html" not in request.headers.get("accept", ""):
            raise
        # A person is looking: the log-in page says what happened in their language.
        where = f"/login?{urlencode({'reason': refused.reason})}"
        return RedirectResponse(where, 303, headers=NO_STORE)
    await _end_earlier_session(request, keeper, services)
    response = RedirectResponse(finished.return_to, 303, headers=NO_STORE)
    keeper.clear(response)
    keeper.set_session(response, finished.tokens)
    return response


async def _end_earlier_session(request: Request, keeper: Gatekeeper, services: Services) -> None:
    """A new log-in ends the session that this browser had (ASVS 7.2.4)."""
    token = request.cookies.get(keeper.cookies.access, "")
    if not token:
        return
    try:
        earlier = await keeper.verify(token)
        set_call(CallContext(deadline=time.monotonic() + REQUEST_TIMEOUT_S, token=token))
        await services.identity.RevokeSession(pb.RevokeSessionRequest())
        await _void(keeper, earlier.session_id)
    except DomainError as error:
        # Over already, or identity is away: the new log-in must not fail for it.
        log.info("earlier session not ended", reason=error.reason)


@router.post("/auth/{provider}/finish")
async def finish_login(
    provider: str, body: FinishLogin, request: Request, keeper: Keeper, services: Services
) -> LoginFinished:
    """Finish a log-in of an app, which keeps its tokens itself."""
    await _open_call(request, keeper)
    finished = await services.identity.FinishLogin(
        pb.FinishLoginRequest(
            provider=provider,
            state=body.state,
            code=body.code,
            error=body.error,
            binding=body.binding,
            device_name=body.device_name,
        )
    )
    return LoginFinished(
        tokens=Tokens.read(finished.tokens),
        user=User.read(finished.user),
        return_to=finished.return_to,
    )


@router.post("/auth/refresh", response_model=Tokens | None)
async def refresh(
    body: Refresh, request: Request, response: Response, keeper: Keeper, services: Services
) -> Tokens | Response | None:
    """Renew the tokens: apps by body and answer, browsers by cookie (the answer is null)."""
    token, in_cookie = body.refresh_token, False
    if not token:
        keeper.require_own_origin(request)
        token, in_cookie = request.cookies.get(keeper.cookies.refresh, ""), True
    if not token:
        raise TokenMissing
    await _open_renewal(request, keeper, token)
    try:
        renewed = await services.identity.RefreshSession(
            pb.RefreshSessionRequest(refresh_token=token)
        )
    except Unauthenticated as refused:
        if not in_cookie or refused.reason == "REFRESH_IN_PROGRESS":
            raise
        over = problem_response(refused)
        keeper.clear_session(over)  # without it the browser is a guest, who has a cart
        return over
    if in_cookie:
        keeper.set_session(response, renewed.tokens)
        return None
    return Tokens.read(renewed.tokens)


@router.post("/auth/socket-ticket")
async def socket_ticket(_person: Person, keeper: Keeper) -> SocketTicket:
    """A ticket that renews an open socket: a page cannot read its renewed cookie and show it there."""
    try:
        ticket = await keeper.tickets.issue(current_call().token)
    except ValkeyError as error:
        raise ServiceUnavailable from error
    return SocketTicket(ticket=ticket, expires_in_s=LIFE_S)


@router.post("/auth/logout", status_code=204)
async def logout(person: Person, response: Response, keeper: Keeper, services: Services) -> None:
    await services.identity.RevokeSession(pb.RevokeSessionRequest())
    await _void(keeper, person.session_id)
    keeper.clear(response)


@router.get("/me")
async def me(_person: Person, services: Services) -> User:
    return User.read((await services.identity.GetUser(pb.GetUserRequest())).user)


@router.get("/me/sessions")
async def sessions(_person: Person, services: Services) -> Sessions:
    listed = await services.identity.ListSessions(pb.ListSessionsRequest())
    return Sessions(sessions=[Session.read(session) for session in listed.sessions])


@router.delete("/me/sessions/{session_id}", status_code=204)
async def end_session(session_id: Id, _person: Person, keeper: Keeper, services: Services) -> None:
    await services.identity.RevokeSession(pb.RevokeSessionRequest(session_id=session_id))
    await _void(keeper, session_id)
