"""Guests: nobody is signed in, and yet the cart is theirs.

A guest is an id that the gateway signed: browsers keep it in an HttpOnly cookie, apps get it in the
answer's `Guest-Token` and send it back in the same header. It opens a cart and nothing else. It is made
with the first thing put in, and goes when a signed-in call has merged its carts: then the cookie is
deleted, and an app finds an empty `Guest-Token`.

Who has a refresh cookie is a person whose access has run out, not a guest: they renew first.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request, Response

from nightmarket.cart.v1 import cart_service_pb2
from nightmarket_gateway.auth import Anyone, Keeper, client_address
from nightmarket_gateway.state import Services, Settings
from nightmarket_kit.core.ids import is_id, new_id
from nightmarket_kit.runtime.calls import TokenMissing

HEADER: Final = "Guest-Token"
COOKIE_LIFE_S: Final = 30 * 24 * 3600


def sign(guest_id: str, *, secret: str) -> str:
    mac = hmac.new(secret.encode(), f"guest {guest_id}".encode(), hashlib.sha256).hexdigest()
    return f"{guest_id}.{mac}"


def read(token: str, *, secret: str) -> str:
    """The guest's id; empty when we did not sign it."""
    guest_id = token.partition(".")[0]
    good = sign(guest_id, secret=secret)
    return (
        guest_id if is_id(guest_id) and hmac.compare_digest(good.encode(), token.encode()) else ""
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Whose cart a call is about; neither is somebody who has put nothing in yet."""

    is_person: bool = False
    guest_id: str = ""


async def buyer(
    request: Request,
    response: Response,
    principal: Anyone,
    keeper: Keeper,
    services: Services,
    settings: Settings,
) -> Buyer:
    """The caller; what a person put in as a guest is merged first."""
    token = request.headers.get(HEADER, "") or request.cookies.get(keeper.cookies.guest, "")
    guest_id = read(token, secret=settings.guest_secret.get_secret_value())
    if principal is None:
        if request.cookies.get(keeper.cookies.refresh):
            raise TokenMissing
        return Buyer(guest_id=guest_id)
    if guest_id:
        merge = cart_service_pb2.MergeGuestRequest(guest_id=guest_id)
        if (await services.carts.MergeGuest(merge)).done:
            _forget(request, response, keeper)
    return Buyer(is_person=True)


AnyBuyer = Annotated[Buyer, Depends(buyer)]


async def person_buyer(caller: AnyBuyer) -> None:
    """A person, with what they put in as a guest."""
    if not caller.is_person:
        raise TokenMissing


async def changing_buyer(
    caller: AnyBuyer, request: Request, response: Response, keeper: Keeper, settings: Settings
) -> Buyer:
    """Like `buyer`; a guest who had no id gets one, and every change renews the cookie."""
    if caller.is_person:
        return caller
    in_browser = _is_browser(request, keeper)
    if in_browser:
        keeper.require_own_origin(request)
    if not caller.guest_id:
        await keeper.limits.check(
            "guest", client_address(request), most=settings.rate_guest_per_min, window_s=60
        )
        caller = Buyer(guest_id=new_id())
    token = sign(caller.guest_id, secret=settings.guest_secret.get_secret_value())
    if in_browser:
        keeper.set_guest(response, token, COOKIE_LIFE_S)
    else:
        response.headers[HEADER] = token
    return caller


def _is_browser(request: Request, keeper: Keeper) -> bool:
    """Browsers name an origin with every change; whoever shows a guest's cookie is one, too."""
    return "origin" in request.headers or keeper.cookies.guest in request.cookies


def _forget(request: Request, response: Response, keeper: Keeper) -> None:
    if keeper.cookies.guest in request.cookies:
        keeper.clear_guest(response)
    if HEADER in request.headers:
        response.headers[HEADER] = ""


ChangingBuyer = Annotated[Buyer, Depends(changing_buyer)]
PersonBuyer = Annotated[None, Depends(person_buyer)]
