"""Health, and the public keys of access tokens."""

from typing import Any

import httpx
from fastapi import APIRouter, Request, Response

from nightmarket_kit.core.errors import Unavailable
from nightmarket_kit.runtime.tokens import FetchKeys, KeysUnavailable

router = APIRouter(tags=["meta"])


class NotReady(Unavailable):
    reason = "NOT_READY"


@router.get("/healthz", include_in_schema=False)
async def alive() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz", include_in_schema=False)
async def ready(request: Request) -> dict[str, str]:
    if not request.app.state.is_ready:
        raise NotReady
    return {"status": "ready"}


@router.get("/.well-known/jwks.json")
async def keys(request: Request, response: Response) -> dict[str, Any]:
    """Public keys of access tokens (RFC 7517)."""
    fetch: FetchKeys = request.app.state.fetch_keys
    response.headers["Cache-Control"] = "public, max-age=300"
    try:
        return await fetch()
    except (httpx.HTTPError, ValueError) as error:
        raise KeysUnavailable from error
