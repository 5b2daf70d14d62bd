"""Who may enter which room: a show's is open to everyone, a shop's to the people who work there.

What a member sees there are orders, so membership is asked of identity, whose database decides, and
not read from the token alone. Answers are believed for half a minute, and asked for once by a crowd.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from nightmarket.identity.v1 import shop_service_pb2
from nightmarket.stream.v1 import stream_service_pb2
from nightmarket_gateway.clients import Clients
from nightmarket_kit.core import errors
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.calls import CallContext, set_call

BELIEVED_S: Final = 30.0
ASK_TIMEOUT_S: Final = 5.0
MAX_BELIEVED: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A room of that shop: a show's, or the shop's own, for members only."""

    shop_id: str
    is_for_members: bool


class Doors:
    """Asks in the name of the call's token, which must be the principal's."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._members: dict[tuple[str, str], float] = {}
        self._places: dict[str, tuple[float, Place]] = {}
        self._asking: dict[str, asyncio.Task[Place]] = {}

    def known(self, room: str) -> Place | None:
        """What room this is, if nothing needs to be asked."""
        until, place = self._places.get(room, (0.0, None))
        return place if until > time.monotonic() else None

    async def enter(self, room: str, who: Callable[[], Awaitable[Principal]]) -> Place:
        """What room this is; refused when the caller may not enter."""
        place = self.known(room)
        if place is None:
            asking = self._asking.get(room)
            if asking is None:
                asking = asyncio.create_task(self._ask(room))
                self._asking[room] = asking
                asking.add_done_callback(lambda _: self._asking.pop(room, None))
            place = await asyncio.shield(asking)
        if place.is_for_members:
            await self.check_member(room, await who())
        return place

    async def _ask(self, room: str) -> Place:
        """In nobody's name: whoever asks first must not decide for the others."""
        set_call(CallContext(deadline=time.monotonic() + ASK_TIMEOUT_S))
        try:
            found = await self._clients.streams.GetShow(
                stream_service_pb2.GetShowRequest(show_id=room)
            )
        except errors.NotFound as no_show:
            try:
                await self._clients.shops.GetShop(shop_service_pb2.GetShopRequest(shop_id=room))
            except errors.NotFound:
                raise no_show from None
            return Place(shop_id=room, is_for_members=True)
        place = Place(shop_id=found.show.shop_id, is_for_members=False)
        if len(self._places) >= MAX_BELIEVED:
            self._places.clear()
        self._places[room] = (time.monotonic() + BELIEVED_S, place)
        return place

    async def check_member(self, shop_id: str, principal: Principal) -> None:
        """Refused (ROLE_MISSING) to who does not work there."""
        key, now = (principal.user_id, shop_id), time.monotonic()
        if self._members.get(key, 0.0) > now:
            return
        self._members.pop(key, None)
        await self._clients.shops.ListMembers(shop_service_pb2.ListMembersRequest(shop_id=shop_id))
        if len(self._members) >= MAX_BELIEVED:
            self._members.clear()
        self._members[key] = now + BELIEVED_S
