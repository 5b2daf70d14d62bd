"""Who calls: bearer for apps, HttpOnly cookie for browsers. Guests are nobody, and may read.

With a cookie, a call that changes something must name one of our origins: SameSite=Lax alone is
not enough inside in-app browsers. A revoked session is refused although its token is still fresh.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import structlog
from fastapi import Depends, Request, Response
from starlette.requests import HTTPConnection

from nightmarket.identity.v1 import identity_pb2
from nightmarket_gateway.errors import OriginRefused, SessionRevoked
from nightmarket_gateway.limits import Limits
from nightmarket_gateway.rooms.tickets import Tickets
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.calls import CallContext, TokenMissing, set_call
from nightmarket_kit.runtime.groups import Groups
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.tokens import TokenVerifier, principal_of
from nightmarket_kit.runtime.valkey import Redis, ValkeyError

log = get_logger(__name__)
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
REQUEST_TIMEOUT_S: Final = 10.0
REFRESH_LIFE_S: Final = 30 * 24 * 3600
BINDING_LIFE_S: Final = 600
REVOKED_LIFE_S: Final = 900  # longer than an access token lives

MAX_CONFIRMED: Final = 100_000
# KEYS per session: whether it was revoked, its confirmed generation. ARGV life, then a generation each ("":
# there is nothing to confirm). A generation is never lowered: an older token that is still good must not
# hide that a newer one was used. Answers 1 for each that was revoked.
CHECK: Final = """
local revoked = {}
for n = 1, #KEYS / 2 do
  revoked[n] = redis.call('EXISTS', KEYS[2 * n - 1])
  local shown = tonumber(ARGV[n + 1])
  if shown and shown > tonumber(redis.call('GET', KEYS[2 * n]) or '-1') then
    redis.call('SET', KEYS[2 * n], shown, 'EX', ARGV[1])
  end
end
return revoked
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieNames:
    access: str
    refresh: str
    binding: str
    guest: str

    @classmethod
    def of(cls, *, secure: bool) -> "CookieNames":
        prefix = "__Host-" if secure else ""
        return cls(
            access=f"{prefix}nm_at",
            refresh=f"{prefix}nm_rt",
            binding=f"{prefix}nm_login",
            guest=f"{prefix}nm_guest",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What a good token says. `expires` is in seconds since 1970."""

    principal: Principal
    name: str
    expires: int


def revoked_key(session_id: str) -> str:
    return f"revoked:{session_id}"


class Gatekeeper:
    """Checks callers; what it keeps in memory only saves questions."""

    def __init__(
        self, *, settings: GatewaySettings, verifier: TokenVerifier, valkey: Redis, limits: Limits
    ) -> None:
        self.settings = settings
        self.limits = limits
        self.tickets = Tickets(valkey)
        self.cookies = CookieNames.of(secure=settings.cookie_secure)
        self._verifier = verifier
        self._valkey = valkey
        self._check = valkey.register_script(CHECK)
        # a crowd that comes back at once asks together
        self._checks = Groups(self._check_sessions, lanes=1)
        self._confirmed: dict[str, int] = {}  # what this process has told Valkey already

    def origin_is_ours(self, connection: HTTPConnection) -> bool:
        return connection.headers.get("origin", "") in self.settings.origins

    async def verify(self, token: str) -> Principal:
        return (await self.caller(token)).principal

    async def caller(self, token: str) -> Caller:
        caller, answer = self._asked(await self._verifier.claims(token))
        with contextlib.suppress(ValkeyError):  # told where the answer is read
            await answer
        refuse_revoked(answer)
        return caller

    def caller_soon(self, token: str) -> "tuple[Caller, asyncio.Future[bool]] | None":
        """Who it is, and the answer to come for `refuse_revoked`; None when more than that has to be asked."""
        claims = self._verifier.claims_now(token)
        return None if claims is None else self._asked(claims)

    def _asked(self, claims: dict[str, Any]) -> "tuple[Caller, asyncio.Future[bool]]":
        """A token in use also confirms that its refresh token arrived; identity reads this."""
        principal = principal_of(claims)
        session_id, generation = principal.session_id, claims.get("rgen")
        if not isinstance(generation, int) or self._confirmed.get(session_id, -1) >= generation:
            generation = None
        caller = Caller(
            principal=principal, name=str(claims.get("name", "")), expires=int(claims["exp"])
        )
        return caller, self._checks.submit_soon("", (session_id, generation))

    async def _check_sessions(self, shown: Sequence[tuple[str, int | None]]) -> list[bool]:
        answers: list[int] = await self._check(
            keys=[key for one, _ in shown for key in (revoked_key(one), f"rtconf:{one}")],
            args=[REFRESH_LIFE_S, *("" if one is None else one for _, one in shown)],
        )
        for session_id, generation in shown:
            if generation is not None:
                if len(self._confirmed) >= MAX_CONFIRMED:
                    self._confirmed.clear()
                self._confirmed[session_id] = max(generation, self._confirmed.get(session_id, -1))
        return [bool(one) for one in answers]

    async def mark_revoked(self, session_id: str) -> None:
        await self._valkey.set(revoked_key(session_id), "1", ex=REVOKED_LIFE_S)

    async def admit(self, request: Request) -> Principal | None:
        """The caller, or None for a guest; sets the call's context for what is called next."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not token and (token := request.cookies.get(self.cookies.access, "")):
            self.require_own_origin(request)
        principal = await self.verify(token) if token else None
        who = principal.user_id if principal else client_address(request)
        most = self.settings.rate_user_per_10s if principal else self.settings.rate_address_per_10s
        await self.limits.check("call", who, most=most, window_s=10)
        set_call(
            CallContext(
                deadline=time.monotonic() + REQUEST_TIMEOUT_S, token=token, principal=principal
            )
        )
        if principal is not None:
            structlog.contextvars.bind_contextvars(user_id=principal.user_id)
        return principal

    def require_own_origin(self, request: Request) -> None:
        """Refuse a changing call of a browser that does not come from our own pages."""
        if request.method not in SAFE and not self.origin_is_ours(request):
            raise OriginRefused

    def set_session(self, response: Response, tokens: identity_pb2.Tokens) -> None:
        life = max(1, int(tokens.access_expire_time.seconds - time.time()))
        self._set(response, self.cookies.access, tokens.access_token, life)
        self._set(response, self.cookies.refresh, tokens.refresh_token, REFRESH_LIFE_S)

    def set_binding(self, response: Response, binding: str) -> None:
        self._set(response, self.cookies.binding, binding, BINDING_LIFE_S)

    def set_guest(self, response: Response, token: str, life_s: int) -> None:
        self._set(response, self.cookies.guest, token, life_s)

    def clear(self, response: Response) -> None:
        self._delete(response, self.cookies.access, self.cookies.refresh, self.cookies.binding)

    def clear_session(self, response: Response) -> None:
        """Without the binding: a log-in may be under way in another tab."""
        self._delete(response, self.cookies.access, self.cookies.refresh)

    def clear_guest(self, response: Response) -> None:
        self._delete(response, self.cookies.guest)

    def _delete(self, response: Response, *names: str) -> None:
        for name in names:
            response.delete_cookie(
                name, path="/", secure=self.settings.cookie_secure, httponly=True, samesite="lax"
            )

    def _set(self, response: Response, name: str, value: str, life_s: int) -> None:
        response.set_cookie(
            name,
            value,
            max_age=life_s,
            path="/",
            httponly=True,
            secure=self.settings.cookie_secure,
            samesite="lax",
        )


def refuse_revoked(answer: "asyncio.Future[bool]") -> None:
    """SessionRevoked, when that is the answer. While Valkey does not answer, tokens are believed."""
    try:
        is_revoked = answer.result()
    except ValkeyError as error:
        log.warning("revocation not checked", error=type(error).__name__)
        return
    if is_revoked:
        raise SessionRevoked


def client_address(connection: HTTPConnection) -> str:
    """The caller's address; the server believes X-Forwarded-For of trusted proxies only."""
    return connection.client.host if connection.client else "unknown"


async def gatekeeper_of(request: Request) -> Gatekeeper:
    keeper: Gatekeeper = request.app.state.gatekeeper
    return keeper


Keeper = Annotated[Gatekeeper, Depends(gatekeeper_of)]


async def anyone(request: Request, keeper: Keeper) -> Principal | None:
    return await keeper.admit(request)


Anyone = Annotated[Principal | None, Depends(anyone)]


async def person(principal: Anyone) -> Principal:
    if principal is None:
        raise TokenMissing
    return principal


Person = Annotated[Principal, Depends(person)]
