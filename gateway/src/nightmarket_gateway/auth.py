"""Who calls: bearer for apps, HttpOnly cookie for browsers. Guests are nobody, and may read.

With a cookie, a call that changes something must name one of our origins: SameSite=Lax alone is
not enough inside in-app browsers. A revoked session is refused although its token is still fresh.
"""

import time
from dataclasses import dataclass
from typing import Annotated, Any, Final

import structlog
from fastapi import Depends, Request, Response
from starlette.requests import HTTPConnection

from nightmarket.identity.v1 import identity_pb2
from nightmarket_gateway.errors import OriginRefused, SessionRevoked
from nightmarket_gateway.limits import Limits
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.calls import CallContext, TokenMissing, set_call
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
# Set to the larger of what is there and what is given.
RAISE: Final = """
local there = tonumber(redis.call('GET', KEYS[1]) or '-1')
if tonumber(ARGV[1]) > there then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
return 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieNames:
    access: str
    refresh: str
    binding: str

    @classmethod
    def of(cls, *, secure: bool) -> "CookieNames":
        prefix = "__Host-" if secure else ""
        return cls(access=f"{prefix}nm_at", refresh=f"{prefix}nm_rt", binding=f"{prefix}nm_login")


class Gatekeeper:
    """Checks callers; what it keeps in memory only saves questions."""

    def __init__(
        self, *, settings: GatewaySettings, verifier: TokenVerifier, valkey: Redis, limits: Limits
    ) -> None:
        self.settings = settings
        self.limits = limits
        self.cookies = CookieNames.of(secure=settings.cookie_secure)
        self._verifier = verifier
        self._valkey = valkey
        self._raise = valkey.register_script(RAISE)
        self._confirmed: dict[str, int] = {}  # what this process has told Valkey already

    def origin_is_ours(self, connection: HTTPConnection) -> bool:
        return connection.headers.get("origin", "") in self.settings.origins

    async def verify(self, token: str) -> Principal:
        principal, _ = await self.verify_until(token)
        return principal

    async def verify_until(self, token: str) -> tuple[Principal, int]:
        """Who it is, and until when the token says so (seconds since 1970)."""
        claims = await self._verifier.claims(token)
        principal = principal_of(claims)
        await self._refuse_revoked(principal.session_id, claims)
        return principal, int(claims["exp"])

    async def _refuse_revoked(self, session_id: str, claims: dict[str, Any]) -> None:
        generation = claims.get("rgen")
        try:
            revoked = await self._valkey.exists(f"revoked:{session_id}")
            if isinstance(generation, int):
                await self._confirm(session_id, generation)
        except ValkeyError as error:
            log.warning("revocation not checked", error=type(error).__name__)
            return
        if revoked:
            raise SessionRevoked

    async def _confirm(self, session_id: str, generation: int) -> None:
        """A token in use confirms that its refresh token arrived; identity reads this.

        Never lowered: an older token that is still good must not hide that a newer one was used.
        """
        if self._confirmed.get(session_id, -1) >= generation:
            return
        await self._raise(keys=[f"rtconf:{session_id}"], args=[generation, REFRESH_LIFE_S])
        if len(self._confirmed) >= MAX_CONFIRMED:
            self._confirmed.clear()
        self._confirmed[session_id] = generation

    async def mark_revoked(self, session_id: str) -> None:
        await self._valkey.set(f"revoked:{session_id}", "1", ex=REVOKED_LIFE_S)

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

    def clear(self, response: Response) -> None:
        for name in (self.cookies.access, self.cookies.refresh, self.cookies.binding):
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


def client_address(connection: HTTPConnection) -> str:
    """The caller's address; the server believes X-Forwarded-For of trusted proxies only."""
    return connection.client.host if connection.client else "unknown"


def gatekeeper_of(request: Request) -> Gatekeeper:
    keeper: Gatekeeper = request.app.state.gatekeeper
    return keeper


async def anyone(request: Request) -> Principal | None:
    return await gatekeeper_of(request).admit(request)


async def person(request: Request) -> Principal:
    principal = await gatekeeper_of(request).admit(request)
    if principal is None:
        raise TokenMissing
    return principal


Anyone = Annotated[Principal | None, Depends(anyone)]
Person = Annotated[Principal, Depends(person)]
Keeper = Annotated[Gatekeeper, Depends(gatekeeper_of)]
