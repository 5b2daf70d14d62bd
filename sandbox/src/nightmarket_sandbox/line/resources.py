"""What an access token opens: userinfo, profile, friendship, deauthorize; and discovery, certs.

Errors here are `{"message"}`: 401 for a bad token, 403 for a missing scope (LINE 1.1, 1.3).
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nightmarket_sandbox.line.keys import SigningKeys
from nightmarket_sandbox.line.ledger import Access, Ledger, TokenRefusedError
from nightmarket_sandbox.line.tokens import ISSUER
from nightmarket_sandbox.web import MalformedBodyError, read_json


class NotAllowedError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ResourceEndpoints:
    def __init__(self, *, ledger: Ledger, keys: SigningKeys, public_url: str) -> None:
        self._ledger = ledger
        self._keys = keys
        self._public_url = public_url

    async def userinfo(self, request: Request) -> Response:
        try:
            access = self._access(request, scope="openid")
        except NotAllowedError as error:
            return _refused(error)
        body = {"sub": access.person.sub}
        if "profile" in access.scopes:
            body["name"] = access.person.display_name
            body["picture"] = self._picture(access)
        return JSONResponse(body)

    async def profile(self, request: Request) -> Response:
        try:
            access = self._access(request, scope="profile")
        except NotAllowedError as error:
            return _refused(error)
        return JSONResponse(
            {
                "userId": access.person.sub,
                "displayName": access.person.display_name,
                "pictureUrl": self._picture(access),
            }
        )

    async def friendship(self, request: Request) -> Response:
        try:
            access = self._access(request, scope="profile")
        except NotAllowedError as error:
            return _refused(error)
        is_friend = self._ledger.is_friend(access.channel_id, access.person)
        return JSONResponse({"friendFlag": is_friend})

    async def deauthorize(self, request: Request) -> Response:
        """Undo the consent: 204; 400 `invalid token` when it is already gone (LINE 1.3)."""
        channel_id = self._ledger.channel_of(_bearer(request))
        if channel_id is None:
            return _refused(NotAllowedError(401, "invalid token"))
        try:
            body = await read_json(request)
            access = self._ledger.read(str(body.get("userAccessToken", "")))
        except (MalformedBodyError, TokenRefusedError):
            return _refused(NotAllowedError(400, "invalid token"))
        if access.channel_id != channel_id:
            return _refused(NotAllowedError(400, "invalid token"))
        self._ledger.revoke_consent(channel_id, access.person)
        return Response(status_code=204)

    async def certs(self, _: Request) -> Response:
        return JSONResponse(self._keys.jwks())

    async def discovery(self, _: Request) -> Response:
        base = f"{self._public_url}/line/oauth2/v2.1"
        body: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "revocation_endpoint": f"{base}/revoke",
            "userinfo_endpoint": f"{base}/userinfo",
            "scopes_supported": ["openid", "profile", "email"],
            "jwks_uri": f"{base}/certs",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "form_post"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256", "HS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }
        return JSONResponse(body)

    async def picture(self, request: Request) -> Response:
        """Draw a picture that is always the same for one person; `/large` 200 px, `/small` 51 px."""
        sub = request.path_params["sub"]
        size = {"large": 200, "small": 51}.get(request.path_params.get("size", ""), 400)
        hue = sum(sub.encode()) * 47 % 360
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}"'
            f' viewBox="0 0 100 100"><rect width="100" height="100" fill="hsl({hue} 62% 62%)"/>'
            f'<circle cx="50" cy="40" r="17" fill="hsl({hue} 60% 94%)"/>'
            f'<path d="M16 96a34 32 0 0 1 68 0z" fill="hsl({hue} 60% 94%)"/></svg>'
        )
        headers = {"cache-control": "public, max-age=86400"}
        return Response(svg, media_type="image/svg+xml", headers=headers)

    def _picture(self, access: Access) -> str:
        return f"{self._public_url}/line/picture/{access.person.sub}"

    def _access(self, request: Request, *, scope: str) -> Access:
        try:
            access = self._ledger.read(_bearer(request))
        except TokenRefusedError as error:
            raise NotAllowedError(401, str(error)) from error
        if scope not in access.scopes:
            raise NotAllowedError(403, f"scope {scope} is required")
        return access


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _refused(error: NotAllowedError) -> JSONResponse:
    return JSONResponse({"message": str(error)}, status_code=error.status)
