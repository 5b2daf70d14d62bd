"""Checks of the authorize parameters (LINE 1.2). Pure: no state, no I/O.

A bad `client_id` or `redirect_uri` never redirects (`UnsafeRequestError`); everything else is told
to the relying party by redirect (`RefusedRequestError`), codes in upper case as documented.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from nightmarket_sandbox.hosts import is_loopback

SCOPES: Final = frozenset({"profile", "openid", "email"})
PROMPTS: Final = frozenset({"consent", "none", "login"})
RESPONSE_MODES: Final = frozenset({"query", "form_post"})
LOOPBACK_CALLBACKS: Final = frozenset({"/v1/auth/line/callback", "/app/login/line"})
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class UnsafeRequestError(Exception):
    """LINE shows its own error page; sending the browser anywhere would be an open redirect."""


class RefusedRequestError(Exception):
    """Told to the relying party as `error` and `error_description`."""

    def __init__(self, code: str, description: str, to: "ReturnAddress") -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.to = to


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAddress:
    redirect_uri: str
    state: str | None
    form_post: bool

    def url_with(self, params: Mapping[str, str]) -> str:
        parts = urlsplit(self.redirect_uri)
        query = "&".join(filter(None, (parts.query, urlencode(params))))
        return urlunsplit(parts._replace(query=query))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizeRequest:
    channel_id: str
    to: ReturnAddress
    scopes: frozenset[str]
    nonce: str | None
    code_challenge: str | None
    prompt: str | None
    wants_auth_time: bool
    ui_locales: str
    bot_prompt: bool
    auto_login: bool


def parse_authorize(
    params: Mapping[str, str], *, channels: frozenset[str], registered: tuple[str, ...]
) -> AuthorizeRequest:
    channel_id = params.get("client_id", "")
    if channel_id not in channels:
        raise UnsafeRequestError("Invalid client_id value.")
    redirect_uri = params.get("redirect_uri", "")
    if not is_registered(redirect_uri, registered):
        raise UnsafeRequestError(
            "Invalid redirect_uri value. Check if it is registered in a LINE developers site."
        )
    to = ReturnAddress(
        redirect_uri=redirect_uri,
        state=params.get("state") or None,
        form_post=params.get("response_mode") == "form_post",
    )
    _check_protocol(params, to)
    scopes = frozenset(params.get("scope", "").split())
    if not scopes & {"profile", "openid"} or scopes - SCOPES:
        raise RefusedRequestError("INVALID_SCOPE", "requested scope is invalid", to)
    if "email" in scopes and "openid" not in scopes:
        raise RefusedRequestError("INVALID_SCOPE", "email needs openid", to)
    auto_login_off = "true" in {
        params.get("disable_auto_login"),
        params.get("disable_ios_auto_login"),
    }
    return AuthorizeRequest(
        channel_id=channel_id,
        to=to,
        scopes=scopes,
        nonce=params.get("nonce") or None,
        code_challenge=params.get("code_challenge") or None,
        prompt=params.get("prompt") or None,
        wants_auth_time="max_age" in params,
        ui_locales=params.get("ui_locales", ""),
        bot_prompt=params.get("bot_prompt") in {"normal", "aggressive"},
        auto_login=not auto_login_off and params.get("prompt") != "login",
    )


def _check_protocol(params: Mapping[str, str], to: ReturnAddress) -> None:
    if to.state is None:
        raise RefusedRequestError("INVALID_REQUEST", "state is required", to)
    if "response_type" not in params:
        raise RefusedRequestError("INVALID_REQUEST", "response_type is required", to)
    if params["response_type"] != "code":
        raise RefusedRequestError("UNSUPPORTED_RESPONSE_TYPE", "only code is supported", to)
    if params.get("response_mode", "query") not in RESPONSE_MODES:
        raise RefusedRequestError("INVALID_REQUEST", "response_mode is not supported", to)
    if params.get("prompt") not in {None, *PROMPTS}:
        raise RefusedRequestError("INVALID_REQUEST", "prompt is invalid", to)
    if not params.get("max_age", "0").isdecimal():
        raise RefusedRequestError("INVALID_REQUEST", "max_age is invalid", to)
    challenge, method = params.get("code_challenge"), params.get("code_challenge_method")
    if challenge is None and method is None:
        return
    if method != "S256" or challenge is None or not _CHALLENGE.fullmatch(challenge):
        raise RefusedRequestError("INVALID_REQUEST", "PKCE takes S256 only", to)


def is_registered(redirect_uri: str, registered: tuple[str, ...]) -> bool:
    """Equal to a registered callback, where extra query parameters do not count (LINE 1.2)."""
    try:
        parts = urlsplit(redirect_uri)
        asked = set(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        return False
    if parts.fragment or "#" in redirect_uri or parts.username is not None:
        return False
    if not registered:
        return (
            parts.scheme == "http"
            and parts.path in LOOPBACK_CALLBACKS
            and is_loopback(parts.hostname)
        )
    for callback in registered:
        known = urlsplit(callback)
        if parts[:3] == known[:3] and asked >= set(parse_qsl(known.query, keep_blank_values=True)):
            return True
    return False
