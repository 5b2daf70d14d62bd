"""The public API as an app uses it: bearer token, renewal, one Idempotency-Key per intention.

A call that fails on the way (connection, 5xx, 429) is made again with the same key until its
deadline: that is what makes a fleet whose parts die harmless to a buyer.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

TOO_MANY = 429
RETRIED = frozenset({TOO_MANY, 500, 502, 503, 504})
PATIENCE_S = 60.0
LOG_IN = "/v1/auth/"
WITHOUT_TOKEN = ("/start", "/finish", "/refresh")


class Refused(Exception):
    """The API refused; `reason` is the problem's."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.reason = str(problem.get("reason", ""))
        self.metadata: dict[str, str] = problem.get("metadata", {})
        super().__init__(f"{status} {self.reason} {self.metadata}")


def new_key() -> str:
    return secrets.token_urlsafe(18)


class Api:
    """One person's app. Guests have no token."""

    def __init__(self, base: str, *, http: httpx.AsyncClient | None = None) -> None:
        """Many people may share one `http`; whoever made it closes it."""
        self.base = base
        self.user_id = ""
        self.name = ""
        self.traceparent = ""
        self.unanswered = 0  # calls of which nobody knows what became, made again
        self._access = ""
        self._refresh = ""
        self._http = http or httpx.AsyncClient(
            base_url=base, timeout=15.0, limits=httpx.Limits(max_connections=20)
        )

    @property
    def token(self) -> str:
        return self._access

    async def close(self) -> None:
        await self._http.aclose()

    async def log_in(self, user: str) -> None:
        """Log in at LINE's twin as one of its people, the way an app does."""
        started = await self.post("/v1/auth/line/start", {"client": "ios"})
        twin = f"{started['authorize_url']}&sandbox_user={user}"
        answer = await self._http.get(twin, follow_redirects=False)
        sent_back = parse_qs(urlsplit(answer.headers["location"]).query)
        finished = await self.post(
            "/v1/auth/line/finish",
            {
                "state": sent_back["state"][0],
                "code": sent_back["code"][0],
                "binding": started["binding"],
                "device_name": "demo",
            },
        )
        self._keep(finished["tokens"])
        self.user_id = finished["user"]["user_id"]
        self.name = finished["user"]["display_name"]

    async def current(self) -> str:
        """The token at hand, for a room's client."""
        return self._access

    async def renewed(self) -> str:
        """Another token, or "" when there is none to be had."""
        if not self._refresh:
            return ""
        try:
            await self.renew()
        except (Refused, httpx.TransportError):
            return ""
        return self._access

    async def renew(self) -> None:
        self._keep(await self.post("/v1/auth/refresh", {"refresh_token": self._refresh}))

    def _keep(self, tokens: dict[str, Any]) -> None:
        self._access = str(tokens["access_token"])
        self._refresh = str(tokens["refresh_token"])

    async def get(self, path: str) -> Any:
        return await self._call("GET", path, None, "")

    async def post(self, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
        return await self._call("POST", path, body or {}, key or new_key())

    async def put(self, path: str, body: dict[str, Any], *, key: str = "") -> Any:
        return await self._call("PUT", path, body, key or new_key())

    async def patch(self, path: str, body: dict[str, Any], *, key: str = "") -> Any:
        return await self._call("PATCH", path, body, key or new_key())

    async def delete(self, path: str, *, key: str = "") -> Any:
        return await self._call("DELETE", path, None, key or new_key())

    async def _call(self, method: str, path: str, body: dict[str, Any] | None, key: str) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        if self.traceparent:
            headers["traceparent"] = self.traceparent
        loop = asyncio.get_running_loop()
        deadline, wait = loop.time() + PATIENCE_S, 0.1
        while True:
            is_log_in = path.startswith(LOG_IN) and path.endswith(WITHOUT_TOKEN)
            if self._access and not is_log_in:
                headers["Authorization"] = f"Bearer {self._access}"
            try:
                answer = await self._http.request(method, path, json=body, headers=headers)
            except httpx.TransportError:
                if loop.time() > deadline:
                    raise
                self.unanswered += 1
            else:
                if answer.status_code not in RETRIED or loop.time() > deadline:
                    return _read(answer)
                self.unanswered += answer.status_code != TOO_MANY
            await asyncio.sleep(wait)
            wait = min(wait * 1.7, 2.0)


def _read(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else None
    try:
        problem = answer.json()
    except ValueError:
        problem = {"reason": answer.text[:200]}
    raise Refused(answer.status_code, problem)
