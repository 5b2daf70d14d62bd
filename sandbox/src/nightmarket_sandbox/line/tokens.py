"""Token, verify and revoke endpoints (LINE 1.3, 1.4).

Errors are `{"error", "error_description"}` with status 400, in the words of the reference. Where
the reference gives no words for a case, the code of RFC 6749 5.2 is used.
"""

import base64
import hashlib
import hmac
import re
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nightmarket_sandbox.line.keys import SigningKeys
from nightmarket_sandbox.line.ledger import (
    ACCESS_LIFE_S,
    CHANNEL_TOKEN_LIFE_S,
    Grant,
    Ledger,
    TokenRefusedError,
)
from nightmarket_sandbox.web import MalformedBodyError, read_form

ISSUER: Final = "https://access.line.me"
ID_TOKEN_LIFE_S: Final = 3600
_VERIFIER: Final = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


class OAuthError(Exception):
    """Answered as status 400 with these two texts."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


class TokenEndpoints:
    def __init__(self, *, ledger: Ledger, keys: SigningKeys, public_url: str) -> None:
        self._ledger = ledger
        self._keys = keys
        self._public_url = public_url

    async def token(self, request: Request) -> Response:
        try:
            form = await _form(request)
            match form.get("grant_type"):
                case "authorization_code":
                    body = self._exchange(form)
                case "refresh_token":
                    body = self._refresh(form)
                case _:
                    raise OAuthError("unsupported_grant_type", "unsupported grant_type")
        except OAuthError as error:
            return _refused(error)
        return JSONResponse(body, headers={"cache-control": "no-store", "pragma": "no-cache"})

    async def channel_token(self, request: Request) -> Response:
        """Stateless channel access token, `grant_type=client_credentials` (LINE 1.1)."""
        try:
            form = await _form(request)
            if form.get("grant_type") != "client_credentials":
                raise OAuthError("unsupported_grant_type", "unsupported grant_type")
            channel_id = self._client(form)
        except OAuthError as error:
            return _refused(error)
        return JSONResponse(
            {
                "token_type": "Bearer",
                "access_token": self._ledger.channel_token(channel_id),
                "expires_in": CHANNEL_TOKEN_LIFE_S,
            }
        )

    async def verify_access_token(self, request: Request) -> Response:
        try:
            access = self._ledger.read(request.query_params.get("access_token", ""))
        except TokenRefusedError as error:
            return _refused(OAuthError("invalid_request", str(error)))
        return JSONResponse(
            {
                "scope": _scope_text(access.scopes),
                "client_id": access.channel_id,
                "expires_in": access.expires_in,
            }
        )

    async def verify_id_token(self, request: Request) -> Response:
        try:
            form = await _form(request)
            claims = self._verified(form)
        except OAuthError as error:
            return _refused(error)
        return JSONResponse(claims)

    async def revoke(self, request: Request) -> Response:
        """Revoke one access token: 200 and no body. Its refresh token is left alone (not stated)."""
        try:
            form = await _form(request)
            channel_id = self._client(form)
            try:
                access = self._ledger.read(form.get("access_token", ""))
            except TokenRefusedError as error:
                raise OAuthError("invalid_request", str(error)) from error
            if access.channel_id != channel_id:
                raise OAuthError("invalid_request", "invalid client_id")
        except OAuthError as error:
            return _refused(error)
        self._ledger.revoke(access)
        return Response(status_code=200)

    def _client(self, form: dict[str, str]) -> str:
        channel_id = form.get("client_id", "")
        secret = self._ledger.channels.get(channel_id)
        if secret is None:
            raise OAuthError("invalid_client", "invalid client_id")
        if not hmac.compare_digest(secret.encode(), form.get("client_secret", "").encode()):
            raise OAuthError("invalid_client", "invalid client_secret")
        return channel_id

    def _exchange(self, form: dict[str, str]) -> dict[str, Any]:
        channel_id = self._client(form)
        grant = self._ledger.redeem(form.get("code", ""))
        if grant is None or grant.channel_id != channel_id:
            raise OAuthError("invalid_grant", "invalid authorization code")
        if grant.consented != self._ledger.consent_number(channel_id, grant.person):
            raise OAuthError("invalid_grant", "invalid authorization code")
        if form.get("redirect_uri") != grant.redirect_uri:
            raise OAuthError("invalid_grant", "redirect_uri does not match")
        _check_pkce(grant.code_challenge, form.get("code_verifier"))
        access_token, refresh_token = self._ledger.issue(
            channel_id=channel_id, person=grant.person, scopes=grant.scopes
        )
        body: dict[str, Any] = {
            "access_token": access_token,
            "expires_in": ACCESS_LIFE_S,
            "refresh_token": refresh_token,
            "scope": _scope_text(grant.scopes),
            "token_type": "Bearer",
        }
        if "openid" in grant.scopes:
            as_jwk = form.get("id_token_key_type") == "JWK"
            alg = grant.dials.id_token_alg or ("ES256" if as_jwk else "HS256")
            secret = self._ledger.channels[channel_id]
            body["id_token"] = self._keys.sign(self._claims(grant), alg=alg, secret=secret)
        return body | grant.dials.extra_fields

    def _refresh(self, form: dict[str, str]) -> dict[str, Any]:
        channel_id = self._client(form)
        token = form.get("refresh_token", "")
        found = self._ledger.refresh(channel_id, token)
        if found is None:
            raise OAuthError("invalid_grant", "invalid refresh token")
        access_token, grant = found
        return {
            "access_token": access_token,
            "expires_in": ACCESS_LIFE_S,
            "refresh_token": token,
            "scope": _scope_text(grant.scopes),
            "token_type": "Bearer",
        }

    def _claims(self, grant: Grant) -> dict[str, Any]:
        dials, person, now = grant.dials, grant.person, int(self._ledger.clock())
        age = 2 * ID_TOKEN_LIFE_S if dials.expired_id_token else 0
        claims: dict[str, Any] = {
            "iss": "https://access.line.example" if dials.wrong_iss else ISSUER,
            "sub": person.sub,
            "aud": "1000000000" if dials.wrong_aud else grant.channel_id,
            "exp": now + ID_TOKEN_LIFE_S - age,
            "iat": now - age,
            "amr": [grant.amr],
        }
        if grant.auth_time is not None:
            claims["auth_time"] = grant.auth_time - age
        if grant.nonce is not None:
            claims["nonce"] = f"not-{grant.nonce}" if dials.wrong_nonce else grant.nonce
        if "profile" in grant.scopes:
            claims["name"] = person.display_name
            claims["picture"] = f"{self._public_url}/line/picture/{person.sub}"
        if "email" in grant.scopes:
            claims["email"] = person.email
        for name in dials.omit_claims:
            claims.pop(name, None)
        return claims | dials.extra_claims

    def _verified(self, form: dict[str, str]) -> dict[str, Any]:
        client_id = form.get("client_id", "")
        if not client_id:
            raise OAuthError("invalid_request", "client_id is required")
        secrets = tuple(self._ledger.channels.values())
        claims = self._keys.read(form.get("id_token", ""), secrets)
        if claims is None:
            raise OAuthError("invalid_request", "Invalid IdToken.")
        checks = (
            (claims.get("iss") == ISSUER, "Invalid IdToken Issuer."),
            (claims.get("exp", 0) > self._ledger.clock(), "IdToken expired."),
            (claims.get("aud") == client_id, "Invalid IdToken Audience."),
            (form.get("nonce") in (None, claims.get("nonce")), "Invalid IdToken Nonce."),
            (
                form.get("user_id") in (None, claims.get("sub")),
                "Invalid IdToken Subject Identifier.",
            ),
        )
        for holds, description in checks:
            if not holds:
                raise OAuthError("invalid_request", description)
        return claims


def _check_pkce(challenge: str | None, verifier: str | None) -> None:
    if challenge is None:
        return
    if verifier is None or not _VERIFIER.fullmatch(verifier):
        raise OAuthError("invalid_grant", "invalid code_verifier")
    digest = hashlib.sha256(verifier.encode()).digest()
    computed = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if not hmac.compare_digest(computed, challenge):
        raise OAuthError("invalid_grant", "invalid code_verifier")


def _scope_text(scopes: frozenset[str]) -> str:
    """`email` is never listed, even when granted (LINE 1.3)."""
    return " ".join(scope for scope in ("profile", "openid") if scope in scopes)


async def _form(request: Request) -> dict[str, str]:
    try:
        return await read_form(request)
    except MalformedBodyError as error:
        raise OAuthError("invalid_request", "some parameters missed or invalid") from error


def _refused(error: OAuthError) -> JSONResponse:
    body = {"error": error.error, "error_description": error.description}
    return JSONResponse(body, status_code=400)
