"""What one viewer does in the rooms: who it is, where it is, what it says there.

A frame is handled at once, or what remains to be waited for is given back; refusals are raised.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

from nightmarket_gateway.auth import Caller, Gatekeeper, refuse_revoked
from nightmarket_gateway.errors import RateLimited
from nightmarket_gateway.rooms import entries
from nightmarket_gateway.rooms.chat import clean_text
from nightmarket_gateway.rooms.doors import Doors, Place
from nightmarket_gateway.rooms.frames import (
    AuthenticatedFrame,
    AuthFrame,
    ClientFrame,
    JoinFrame,
    LeaveFrame,
    LeftFrame,
    PingFrame,
    PongFrame,
    ReactFrame,
    SendFrame,
    SentFrame,
    ServerFrame,
)
from nightmarket_gateway.rooms.hub import Hub
from nightmarket_gateway.rooms.ids import entry_id
from nightmarket_gateway.rooms.outlet import Outlet, nobody
from nightmarket_gateway.rooms.reading import FrameInvalid
from nightmarket_gateway.rooms.replies import quoted
from nightmarket_gateway.rooms.talk import Talk, now_ms
from nightmarket_gateway.rooms.transport import Handshake
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_kit.core import errors
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.calls import CallContext, TokenMissing, set_call
from nightmarket_kit.runtime.tokens import LEEWAY_S, TokenExpired

MAX_ROOMS: Final = 10
REACTIONS_PER_S: Final = 50
CALL_TIMEOUT_S: Final = 5.0
MEMBER_EVERY_S: Final = 30.0
PUT_OUT: Final = frozenset(
    {errors.Kind.UNAUTHENTICATED, errors.Kind.FORBIDDEN, errors.Kind.NOT_FOUND}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What has been asked, and what its answer, once it is there, is told as; that may raise."""

    answer: asyncio.Future[Any]
    tell: Callable[[], ServerFrame]


Work = Coroutine[Any, Any, ServerFrame | None] | Asked


class TooManyRooms(errors.Exhausted):
    reason = "TOO_MANY_ROOMS"


class RoomReadOnly(errors.PreconditionFailed):
    reason = "ROOM_READ_ONLY"


class NotJoined(errors.PreconditionFailed):
    reason = "NOT_JOINED"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all sockets of this process share."""

    hub: Hub
    talk: Talk
    keeper: Gatekeeper
    doors: Doors
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def settings(self) -> GatewaySettings:
        return self.keeper.settings


class Visit:
    """`say` writes a frame to the viewer, `fail` tells why one could not be done after all."""

    __slots__ = (
        "_caller",
        "_fail",
        "_handshake",
        "_house",
        "_outlet",
        "_reactions",
        "_rooms",
        "_say",
        "_second",
        "_watch",
        "token",
    )

    def __init__(
        self,
        handshake: Handshake,
        outlet: Outlet,
        house: House,
        *,
        say: Callable[[ServerFrame], None],
        fail: Callable[[BaseException, dict[str, str]], None],
    ) -> None:
        self._handshake = handshake
        self._outlet = outlet
        self._house = house
        self._say = say
        self._fail = fail
        self._rooms: dict[str, Place] = {}
        self._caller: Caller | None = None
        self.token = ""
        self._watch: asyncio.Task[None] | None = None
        self._reactions = 0
        self._second = 0.0

    def lost(self) -> None:
        """The viewer is gone."""
        if self._watch is not None:
            self._watch.cancel()
        self.leave_all()
        self._say = self._fail = nobody

    def leave_all(self) -> None:
        for room in self._rooms:
            self._house.hub.leave(room, self._outlet)
        self._rooms.clear()

    def handle(self, frame: ClientFrame, about: dict[str, str]) -> Work | None:
        """What remains to be waited for, if anything, and then answered."""
        match frame:
            case AuthFrame():
                return self._authenticate(frame)
            case JoinFrame():
                return self._join(frame)
            case LeaveFrame():
                self._leave(check_id(frame.room, "room"))
            case SendFrame():
                self._send(frame, about)
            case ReactFrame():
                self._react(frame)
            case PingFrame():
                self._say(PongFrame())
        return None

    def _authenticate(self, frame: AuthFrame) -> Work:
        """Without a task, as a rule: thousands who come back at once all do this first."""
        asked = self._house.keeper.caller_soon(frame.token) if frame.token else None
        if asked is None:
            return self._find_out(frame)
        caller, answer = asked

        def tell() -> ServerFrame:
            refuse_revoked(answer)
            return self._authenticated(frame.token, caller)

        return Asked(answer, tell)

    async def _find_out(self, frame: AuthFrame) -> ServerFrame:
        token = frame.token or await self._house.keeper.tickets.redeem(frame.ticket)
        return self._authenticated(token, await self._house.keeper.caller(token))

    def _authenticated(self, token: str, caller: Caller) -> ServerFrame:
        self.token, self._caller = token, caller
        return AuthenticatedFrame(
            user_id=caller.principal.user_id, name=caller.name, expires=caller.expires * 1000
        )

    async def _checked(self) -> Principal:
        """The person behind the token, checked anew: it may have expired or been revoked."""
        if not self.token:
            raise TokenMissing
        return await self._house.keeper.verify(self.token)

    # Rooms

    def _join(self, frame: JoinFrame) -> Work | None:
        room = check_id(frame.room, "room")
        if frame.after:
            try:
                entry_id(frame.after)
            except ValueError as error:
                raise FrameInvalid from error
        if room not in self._rooms and len(self._rooms) >= MAX_ROOMS:
            raise TooManyRooms(limit=MAX_ROOMS)
        place = self._house.doors.known(room)
        if place is None or place.is_for_members:
            return self._enter(room, frame)
        self._house.hub.leave(room, self._outlet)
        self._rooms[room] = place
        if self._house.hub.join_now(
            room, self._outlet, after=frame.after, epoch=frame.epoch, who=self._who()
        ):
            return None
        return self._enter(room, frame)

    async def _enter(self, room: str, frame: JoinFrame) -> None:
        place = await self._house.doors.enter(room, self._checked)
        self._house.hub.leave(room, self._outlet)
        self._rooms[room] = place  # before it is done: who is cut meanwhile leaves this one, too
        if place.is_for_members:
            self._watch = self._watch or asyncio.create_task(self._stay_members())
        try:
            await self._house.hub.join(
                room, self._outlet, after=frame.after, epoch=frame.epoch, who=self._who()
            )
        except BaseException:
            self._rooms.pop(room, None)
            raise
        if room not in self._rooms:  # cut while it waited
            self._house.hub.leave(room, self._outlet)

    def _who(self) -> str:
        """Whom several sockets of one person have in common; guests behind one address may be one."""
        if self._caller is not None:
            return self._caller.principal.user_id
        return f"{self._handshake.address} {self._handshake.headers.get('user-agent', '')}"

    def _leave(self, room: str, reason: str | None = None) -> None:
        self._rooms.pop(room, None)
        self._house.hub.leave(room, self._outlet)
        self._outlet.forget(room)
        self._say(LeftFrame(room=room, reason=reason))

    async def _stay_members(self) -> None:
        """Put out of a shop's room who no longer works there, or no longer says who it is."""
        while True:
            await asyncio.sleep(MEMBER_EVERY_S)
            for shop in [room for room, place in self._rooms.items() if place.is_for_members]:
                set_call(CallContext(deadline=time.monotonic() + CALL_TIMEOUT_S, token=self.token))
                try:
                    await self._house.doors.check_member(shop, await self._checked())
                except errors.DomainError as error:
                    if error.kind in PUT_OUT and shop in self._rooms:
                        self._leave(shop, error.reason)

    # What is said there

    def _place(self, room: str) -> Place:
        place = self._rooms.get(check_id(room, "room"))
        if place is None:
            raise NotJoined(room=room)
        if place.is_for_members:
            raise RoomReadOnly(room=room)
        return place

    def _send(self, frame: SendFrame, about: dict[str, str]) -> None:
        place, caller = self._place(frame.room), self._caller
        if caller is None:
            raise TokenMissing
        if time.time() > caller.expires + LEEWAY_S:
            raise TokenExpired
        chat = entries.Chat(
            ts=now_ms(),
            user=entries.Speaker(id=caller.principal.user_id, name=caller.name),
            text=clean_text(frame.text),
            client_id=frame.client_id,
            reply=quoted(self._house.hub.memory(frame.room), frame.reply_to),
        )

        def posted(outcome: str | BaseException) -> None:
            if isinstance(outcome, str):
                self._say(SentFrame(room=frame.room, client_id=frame.client_id, id=outcome))
            else:
                self._fail(outcome, about)

        self._house.talk.post_soon(
            frame.room, chat, shop_id=place.shop_id, speaker=caller.principal, done=posted
        )

    def _react(self, frame: ReactFrame) -> None:
        self._place(frame.room)
        now = time.monotonic()
        if now - self._second >= 1.0:
            self._second, self._reactions = now, 0
        self._reactions += frame.count
        if self._reactions > REACTIONS_PER_S:
            raise RateLimited(limit=REACTIONS_PER_S, window_s=1)
        self._house.hub.react(frame.room, frame.kind, frame.count)
