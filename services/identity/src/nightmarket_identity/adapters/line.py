"""Log-in with LINE (v2.1): authorization code with PKCE, state and nonce.

The person is who the ID token proves; no profile call is made. LINE's access and refresh tokens are
sealed before they leave this module: LINE asks for them when a person leaves us. An outage of LINE
is ProviderUnavailable, and the code is never sent twice.
"""

import asyncio
import base64
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Final, NoReturn
from urllib.parse import urlencode, urlsplit

import httpx

from nightmarket_identity.adapters.line_id_token import LineIdTokens
from nightmarket_identity.adapters.sealing import Sealer
from nightmarket_identity.domain.errors import (
    CodeInvalid,
    IdTokenInvalid,
    ProviderUnavailable,
    UserCancelled,
)
from nightmarket_identity.domain.login import LoginTransaction
from nightmarket_identity.domain.text import cleaned, is_plain
from nightmarket_identity.domain.user import ProviderAccount
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.runtime.logging import get_logger

log = get_logger(__name__)
PROVIDER: Final = "line"
SCOPE: Final = "openid profile"
STEP_TIMEOUT_S: Final = 2.0
CALL_TIMEOUT_S: Final = 4.0
MAX_CODE: Final = 1000
MAX_NAME: Final = 100
MAX_PICTURE_URL: Final = 1000
_LOCALE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")
_CANCELLED: Final = frozenset({"ACCESS_DENIED", "LOGIN_REQUIRED", "INTERACTION_REQUIRED"})
_TRY_LATER: Final = frozenset({"SERVER_ERROR", "TEMPORARILY_UNAVAILABLE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChannel:
    channel_id: str
    channel_secret: str
    authorize_url: str
    api_url: str
    issuer: str


class LineLogin:
    """A component, for the sake of its connections."""

    name = "line"

    def __init__(
        self,
        channel: LineChannel,
        *,
        sealer: Sealer,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._channel = channel
        self._sealer = sealer
        self._client = httpx.AsyncClient(
            base_url=channel.api_url, timeout=STEP_TIMEOUT_S, transport=transport
        )
        self._id_tokens = LineIdTokens(
            self._keys,
            channel_id=channel.channel_id,
            channel_secret=channel.channel_secret,
            issuer=channel.issuer,
            clock=clock,
        )

    async def start(self) -> None:
        """Connections are made when they are needed."""

    async def stop(self, grace_s: float) -> None:  # noqa: ARG002 - nothing to finish
        await self._client.aclose()

    async def wait(self) -> None:
        await asyncio.Event().wait()

    def authorize_url(
        self, login: LoginTransaction, *, locale: str, disable_auto_login: bool
    ) -> str:
        challenge = hashlib.sha256(login.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._channel.channel_id,
            "redirect_uri": login.redirect_uri,
            "state": login.state,
            "scope": SCOPE,
            "nonce": login.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        if _LOCALE.match(language := locale.replace("_", "-")):
            query["ui_locales"] = language
        if disable_auto_login:
            query["disable_auto_login"] = "true"
        joint = "&" if urlsplit(self._channel.authorize_url).query else "?"
        return f"{self._channel.authorize_url}{joint}{urlencode(query)}"

    async def finish(self, login: LoginTransaction, *, code: str, error: str) -> ProviderAccount:
        if error:
            _refuse(error)
        if not 1 <= len(code) <= MAX_CODE:
            raise CodeInvalid
        answer = await self._exchange(login, code)
        id_token = answer.get("id_token")
        if not isinstance(id_token, str):
            raise IdTokenInvalid
        claims = await self._id_tokens.verify(id_token, nonce=login.nonce)
        return self._account(claims, answer)

    def _account(self, claims: dict[str, Any], answer: dict[str, Any]) -> ProviderAccount:
        subject = str(claims["sub"])
        kept = {name: answer.get(name) for name in ("access_token", "refresh_token", "expires_in")}
        return ProviderAccount(
            provider=PROVIDER,
            issuer=self._channel.issuer,
            subject=subject,
            display_name=cleaned(_text(claims.get("name")), limit=MAX_NAME),
            picture_url=_picture(_text(claims.get("picture"))),
            tokens=self._sealer.seal(
                json.dumps(kept).encode(), bound_to=f"{PROVIDER} {self._channel.issuer} {subject}"
            ),
        )

    async def _exchange(self, login: LoginTransaction, code: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": login.redirect_uri,
            "client_id": self._channel.channel_id,
            "client_secret": self._channel.channel_secret,
            "code_verifier": login.verifier,
        }
        response = await self._call("POST", "/oauth2/v2.1/token", form)
        body = _json(response)
        if response.status_code == httpx.codes.OK:
            return body
        error = _text(body.get("error"))
        log.warning("line refused the code", status=response.status_code, error=error[:40])
        # anything but a bad code is between LINE and our configuration
        if response.status_code == httpx.codes.BAD_REQUEST and error == "invalid_grant":
            raise CodeInvalid
        raise ProviderUnavailable(provider=PROVIDER)

    async def _keys(self) -> dict[str, Any]:
        response = await self._call("GET", "/oauth2/v2.1/certs")
        if response.status_code != httpx.codes.OK:
            raise ProviderUnavailable(provider=PROVIDER)
        return _json(response)

    async def _call(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> httpx.Response:
        """Once more when no connection came about: nothing was sent then."""
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                try:
                    response = await self._client.request(method, path, data=form)
                except (httpx.ConnectError, httpx.ConnectTimeout):
                    response = await self._client.request(method, path, data=form)
        except (httpx.HTTPError, TimeoutError) as error:
            log.warning("line did not answer", path=path, error=type(error).__name__)
            raise ProviderUnavailable(provider=PROVIDER) from error
        if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or (
            response.status_code == httpx.codes.TOO_MANY_REQUESTS
        ):
            log.warning(
                "line is not well",
                path=path,
                status=response.status_code,
                line_request_id=response.headers.get("x-line-request-id", "")[:64],
            )
            raise ProviderUnavailable(provider=PROVIDER)
        return response


def _refuse(error: str) -> NoReturn:
    """What LINE sent instead of a code. Documented in upper case, compared in any."""
    code = error.upper()
    if code in _CANCELLED:
        raise UserCancelled
    log.warning("line sent an error", error=code[:40])
    if code in _TRY_LATER:
        raise ProviderUnavailable(provider=PROVIDER)
    raise CodeInvalid


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError as error:
        raise ProviderUnavailable(provider=PROVIDER) from error
    if not isinstance(body, dict):
        raise ProviderUnavailable(provider=PROVIDER)
    return body


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _picture(url: str) -> str:
    is_good = len(url) <= MAX_PICTURE_URL and is_plain(url)
    return url if is_good and url.startswith(("https://", "http://")) else ""
