"""LINE's front door: the request id on every answer, rate limit, delay, body limit (LINE 1.1, 1.3)."""

import asyncio
from collections.abc import MutableMapping
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nightmarket_sandbox.dials import LineBoard, LineEndpoint
from nightmarket_sandbox.ids import line_request_id
from nightmarket_sandbox.web import MAX_BODY

ENDPOINTS: Final[MutableMapping[str, LineEndpoint]] = {
    "/line/oauth2/v2.1/authorize": "authorize",
    "/line/oauth2/v2.1/token": "token",
    "/line/oauth2/v2.1/verify": "verify",
    "/line/oauth2/v2.1/userinfo": "userinfo",
    "/line/oauth2/v2.1/revoke": "revoke",
    "/line/oauth2/v2.1/certs": "certs",
    "/line/oauth2/v3/token": "channel_token",
    "/line/v2/profile": "profile",
    "/line/friendship/v1/status": "friendship",
    "/line/user/v1/deauthorize": "deauthorize",
    "/line/.well-known/openid-configuration": "discovery",
}
_BODIES: Final[dict[int, dict[str, Any]]] = {
    413: {"message": "Request exceeds the max size of 2MB"},
    429: {"message": "The API rate limit has been exceeded. Try again later."},
    500: {"message": "Internal server error"},
}


class LineEdge:
    """ASGI layer over the whole app; paths outside `/line/` pass untouched."""

    def __init__(self, app: ASGIApp, *, board: LineBoard) -> None:
        self._app = app
        self._board = board

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/line/"):
            await self._app(scope, receive, send)
            return
        request_id = line_request_id()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-line-request-id"] = request_id
            await send(message)

        answer = await self._instead(scope)
        await (answer or self._app)(scope, receive, send_with_id)

    async def _instead(self, scope: Scope) -> JSONResponse | None:
        endpoint = ENDPOINTS.get(scope["path"])
        if endpoint is None:
            return None
        delay_s, error = self._board.take_request(endpoint)
        if delay_s:
            await asyncio.sleep(delay_s)
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) > MAX_BODY:
            error = 413
        return None if error is None else JSONResponse(_BODIES[error], status_code=error)
