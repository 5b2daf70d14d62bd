"""Checking LINE's ID tokens here, without asking LINE.

Guaranteed: HS256 with the channel secret or ES256 with a published P-256 key, and never one kind of
key for the other algorithm; keys only from the configured address; issuer, audience, times (30 s
leeway) and nonce are checked. Known keys serve for 24 h while LINE's key address does not answer.
"""

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey
from joserfc.jws import JWSRegistry

from nightmarket_identity.domain.errors import (
    AudienceMismatch,
    IdTokenInvalid,
    NonceMismatch,
    ProviderUnavailable,
)
from nightmarket_kit.core.clock import Clock

MAX_TOKEN: Final = 8192
LEEWAY_S: Final = 30
REFRESH_S: Final = 300.0
STALE_S: Final = 24 * 3600.0
ASK_AGAIN_S: Final = 1.0
MAX_SUBJECT: Final = 255

FetchKeys = Callable[[], Awaitable[dict[str, Any]]]


class LineIdTokens:
    """`fetch` raises ProviderUnavailable when the keys cannot be had."""

    def __init__(
        self, fetch: FetchKeys, *, channel_id: str, channel_secret: str, issuer: str, clock: Clock
    ) -> None:
        self._fetch = fetch
        self._channel_id = channel_id
        self._secret = OctKey.import_key(channel_secret.encode())
        self._issuer = issuer
        self._clock = clock
        self._keys: dict[str, ECKey] = {}
        self._fetched_at = float("-inf")
        self._asked_at = float("-inf")
        self._lock = asyncio.Lock()

    async def verify(self, token: str, *, nonce: str) -> dict[str, Any]:
        """The claims of a token that was made for us, now, for this log-in."""
        if len(token) > MAX_TOKEN:
            raise IdTokenInvalid
        try:
            header = jws.extract_compact(token.encode()).headers()
        except (JoseError, ValueError) as error:
            raise IdTokenInvalid from error
        if "crit" in header:
            raise IdTokenInvalid
        key: OctKey | ECKey
        match header.get("alg"):
            case "HS256":
                algorithm, key = "HS256", self._secret
            case "ES256":
                algorithm, key = "ES256", await self._key(header.get("kid"))
            case _:
                raise IdTokenInvalid
        registry = JWSRegistry(algorithms=[algorithm], strict_check_header=False)
        try:
            claims = jwt.decode(token, key, registry=registry).claims
        except (JoseError, ValueError) as error:
            raise IdTokenInvalid from error
        self._check(claims, nonce=nonce)
        return claims

    def _check(self, claims: dict[str, Any], *, nonce: str) -> None:
        now = self._clock.now().timestamp()
        exp, iat, sub = claims.get("exp"), claims.get("iat"), claims.get("sub")
        if claims.get("iss") != self._issuer:
            raise IdTokenInvalid
        if claims.get("aud") not in (self._channel_id, [self._channel_id]):
            raise AudienceMismatch
        if not isinstance(exp, int) or now > exp + LEEWAY_S:
            raise IdTokenInvalid
        if not isinstance(iat, int) or now < iat - LEEWAY_S:
            raise IdTokenInvalid
        shown = claims.get("nonce")
        if not isinstance(shown, str) or not hmac.compare_digest(shown.encode(), nonce.encode()):
            raise NonceMismatch
        if not isinstance(sub, str) or not 1 <= len(sub) <= MAX_SUBJECT:
            raise IdTokenInvalid
        if not sub.isascii() or not sub.isprintable():
            raise IdTokenInvalid

    async def _key(self, kid: object) -> ECKey:
        if not isinstance(kid, str):
            raise IdTokenInvalid
        if kid in self._keys and time.monotonic() - self._fetched_at < REFRESH_S:
            return self._keys[kid]
        async with self._lock:
            if time.monotonic() - self._asked_at > ASK_AGAIN_S:
                await self._refresh(kid)
        if kid not in self._keys:
            raise IdTokenInvalid
        return self._keys[kid]

    async def _refresh(self, kid: str) -> None:
        try:
            document = await self._fetch()
            keys = KeySet.import_key_set(document)  # type: ignore[arg-type] # checked by the call
        except (JoseError, ValueError, KeyError, TypeError, ProviderUnavailable) as error:
            is_stale = time.monotonic() - self._fetched_at > STALE_S
            if kid not in self._keys or is_stale:
                raise ProviderUnavailable(provider="line") from error
            return
        finally:
            self._asked_at = time.monotonic()
        self._keys = {
            str(key.kid): key
            for key in keys.keys
            if isinstance(key, ECKey) and key.kid is not None and key.curve_name == "P-256"
        }
        self._fetched_at = time.monotonic()
