"""Verification of access tokens (RFC 9068, RFC 8725): every service does it, not only the edge.

Guaranteed: only ES256; `typ` at+jwt; key by `kid` from the configured address only (jku, x5u and
jwk headers are ignored); iss, aud, exp, nbf with 30 s leeway. Keys are cached; an unknown kid causes
one fetch, shared by whoever waits, and is then remembered as unknown for 30 s. While the key server
does not answer, known keys go on working. A signature is checked once per token and set of keys; what
the clock decides is checked every time. A token that says `roles_apart` has more roles than a cookie
carries: they are asked for once per token, with the token itself, beside the keys.

Thousands of tokens differ in their bodies alone (ADR 0039). Once joserfc has found one of them good, the exact
bytes of its header are remembered together with its key; of the next ones only the signature and the body
are looked at. So nobody but who has the private key makes a header known, and it is forgotten with its key.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urljoin

import httpx
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from joserfc.util import urlsafe_b64decode

from nightmarket_kit.core.errors import Unauthenticated, Unavailable
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.logging import get_logger

log = get_logger(__name__)

MAX_TOKEN: Final = 8192
LEEWAY_S: Final = 30
REFRESH_S: Final = 300.0
NEGATIVE_S: Final = 30.0
MAX_VERIFIED: Final = 10_000
MAX_HEADERS: Final = 100
TYPE: Final = "at+jwt"
ALGORITHMS: Final = ["ES256"]
_ES256: Final = jws.JWSRegistry.algorithms["ES256"]


class TokenInvalid(Unauthenticated):
    """Forged, malformed, of another kind, issuer or audience."""

    reason = "TOKEN_INVALID"


class TokenExpired(Unauthenticated):
    reason = "TOKEN_EXPIRED"


class KeysUnavailable(Unavailable):
    """No key is known, or not a token's roles, and the key server does not answer."""

    reason = "KEYS_UNAVAILABLE"


FetchKeys = Callable[[], Awaitable[dict[str, Any]]]
FetchRoles = Callable[[str], Awaitable[dict[str, Any]]]


def http_keys(url: str) -> FetchKeys:
    """Fetch a JWKS document over HTTP, within 2 s."""

    async def fetch() -> dict[str, Any]:
        async with httpx.AsyncClient(timeout=2.0) as client:
            response = await client.get(url)
            response.raise_for_status()
            document: dict[str, Any] = response.json()
            return document

    return fetch


def http_roles(keys_url: str) -> FetchRoles:
    """Fetch what roles a token's subject has, where the keys come from, within 2 s."""
    url = urljoin(keys_url, "/roles")

    async def fetch(token: str) -> dict[str, Any]:
        async with httpx.AsyncClient(timeout=2.0) as client:
            response = await client.get(url, headers={"authorization": f"Bearer {token}"})
            response.raise_for_status()
            document: dict[str, Any] = response.json()
            return document

    return fetch


class TokenVerifier:
    def __init__(
        self,
        fetch: FetchKeys,
        *,
        issuer: str,
        audience: str,
        roles: FetchRoles | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._fetch = fetch
        self._roles = roles
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._keys: dict[str, ECKey] = {}
        self._unknown: dict[str, float] = {}
        self._verified: dict[str, tuple[ECKey, dict[str, Any]]] = {}
        self._headers: dict[bytes, ECKey] = {}  # of tokens that were good
        self._fetched_at = float("-inf")
        self._failed_at = float("-inf")
        self._lock = asyncio.Lock()

    async def verify(self, token: str) -> Principal:
        """The token's principal, or TokenInvalid, TokenExpired, KeysUnavailable."""
        return principal_of(await self.claims(token))

    async def claims(self, token: str) -> dict[str, Any]:
        """What a good token says; not to be changed."""
        claims = self.claims_now(token)
        if claims is None:
            claims = await self._read(token)
            self._check(claims)
        return claims

    def claims_now(self, token: str) -> dict[str, Any] | None:
        """Like `claims`, if it is known without asking anybody; else None."""
        if time.monotonic() - self._fetched_at >= REFRESH_S:
            return None
        signer, claims = self._verified.get(token, (None, None))
        if signer is None or self._keys.get(str(signer.kid)) is not signer:
            claims = self._read_alike(token)
        if claims is not None:
            self._check(claims)
        return claims

    def _read_alike(self, token: str) -> dict[str, Any] | None:
        """What a token says that has the header of a good one; None: it is to be read as a whole."""
        if len(token) > MAX_TOKEN:
            raise TokenInvalid
        try:
            header, body, signature = token.encode().split(b".")
            key = self._headers.get(header)
            if key is None:
                return None
            if not _ES256.verify(header + b"." + body, urlsafe_b64decode(signature), key):
                raise TokenInvalid
            claims = json.loads(urlsafe_b64decode(body))
        except (ValueError, RecursionError) as error:
            raise TokenInvalid from error
        if not isinstance(claims, dict):
            raise TokenInvalid
        if claims.get("roles_apart"):
            return None
        self._remember(token, key, claims)
        return claims

    async def _read(self, token: str) -> dict[str, Any]:
        if len(token) > MAX_TOKEN:
            raise TokenInvalid
        try:
            header = jws.extract_compact(token.encode()).headers()
        except (JoseError, ValueError, RecursionError) as error:
            raise TokenInvalid from error
        kid = header.get("kid")
        if header.get("alg") not in ALGORITHMS or header.get("typ") != TYPE or "crit" in header:
            raise TokenInvalid
        if not isinstance(kid, str):
            raise TokenInvalid
        key = await self._key(kid)
        try:
            claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError, RecursionError) as error:
            raise TokenInvalid from error
        if len(self._headers) < MAX_HEADERS and self._keys.get(kid) is key:
            self._headers[token.partition(".")[0].encode()] = key
        if claims.get("roles_apart"):
            self._check(claims)
            claims = {**claims, "roles": await self._roles_apart(token)}
        self._remember(token, key, claims)
        return claims

    def _remember(self, token: str, key: ECKey, claims: dict[str, Any]) -> None:
        if len(self._verified) >= MAX_VERIFIED:
            del self._verified[next(iter(self._verified))]
        self._verified[token] = (key, claims)

    async def _roles_apart(self, token: str) -> object:
        if self._roles is None:
            raise KeysUnavailable
        try:
            return (await self._roles(token))["roles"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            log.warning("roles not told", error=type(error).__name__)
            raise KeysUnavailable from error

    def _check(self, claims: dict[str, Any]) -> None:
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != self._issuer or self._audience not in audiences:
            raise TokenInvalid
        now = self._clock()
        exp, nbf = claims.get("exp"), claims.get("nbf", 0)
        if not isinstance(exp, int) or not isinstance(nbf, int):
            raise TokenInvalid
        if now > exp + LEEWAY_S:
            raise TokenExpired
        if now < nbf - LEEWAY_S:
            raise TokenInvalid

    async def _key(self, kid: str) -> ECKey:
        now = time.monotonic()
        if kid in self._keys and now - self._fetched_at < REFRESH_S:
            return self._keys[kid]
        if self._unknown.get(kid, float("-inf")) > now - NEGATIVE_S:
            raise TokenInvalid
        asked = now
        async with self._lock:
            if max(self._fetched_at, self._failed_at) < asked:
                await self._refresh()
        if kid in self._keys:
            return self._keys[kid]
        if self._failed_at >= asked:
            raise KeysUnavailable  # it may be new; nobody could tell us
        if len(self._unknown) > 1000:  # noqa: PLR2004 - a bound, not a figure with a meaning
            self._unknown.clear()
        self._unknown[kid] = time.monotonic()
        raise TokenInvalid

    async def _refresh(self) -> None:
        try:
            document = await self._fetch()
            keys = KeySet.import_key_set(document)  # type: ignore[arg-type]
        except (
            httpx.HTTPError,
            JoseError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
        ) as error:
            log.warning("key server failed", error=type(error).__name__)
            self._failed_at = time.monotonic()
            if self._keys:
                self._fetched_at = self._failed_at  # keep what we have, ask again later
            return
        self._keys = {
            str(key.kid): key for key in keys.keys if isinstance(key, ECKey) and key.kid is not None
        }
        self._headers.clear()
        self._fetched_at = time.monotonic()


def principal_of(claims: dict[str, Any]) -> Principal:
    subject, session, roles = claims.get("sub"), claims.get("sid"), claims.get("roles", {})
    if not isinstance(subject, str) or not isinstance(session, str) or not isinstance(roles, dict):
        raise TokenInvalid
    return Principal(
        user_id=subject,
        session_id=session,
        roles={str(tenant): str(role) for tenant, role in roles.items()},
    )
