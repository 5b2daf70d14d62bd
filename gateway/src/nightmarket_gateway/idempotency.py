"""The Idempotency-Key header becomes the request_id of the call.

It is hashed with the person and the route, so that nobody meets another's key, and one key pressed
on two buttons is two requests.
"""

import hashlib
from typing import Annotated

import structlog
from fastapi import Depends, Header, Request

from nightmarket_gateway.auth import Person
from nightmarket_gateway.errors import IdempotencyKeyMissing

MAX_KEY = 200


async def request_id(
    request: Request,
    person: Person,
    idempotency_key: Annotated[
        str, Header(description="1 to 200 characters; the same key never acts twice")
    ] = "",
) -> str:
    if not 1 <= len(idempotency_key) <= MAX_KEY:
        raise IdempotencyKeyMissing
    return _derived(request, person.user_id, idempotency_key)


async def cart_request_id(
    request: Request,
    idempotency_key: Annotated[
        str, Header(description="1 to 200 characters; the same key never acts twice")
    ] = "",
) -> str:
    """Without the person, since cart tells owners apart: a guest's press that was not answered and is
    sent again after the log-in is the same press.
    """
    if not 1 <= len(idempotency_key) <= MAX_KEY:
        raise IdempotencyKeyMissing
    return _derived(request, "", idempotency_key)


def _derived(request: Request, owner: str, idempotency_key: str) -> str:
    text = f"{owner}\n{request.method} {request.scope['route'].path}\n{idempotency_key}"
    derived = hashlib.sha256(text.encode()).hexdigest()[:40]
    structlog.contextvars.bind_contextvars(request_id=derived)
    return derived


CartRequestId = Annotated[str, Depends(cart_request_id)]
RequestId = Annotated[str, Depends(request_id)]
