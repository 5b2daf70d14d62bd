"""One viewer's socket at /ws: what it may say and what it is answered. docs/realtime.md is its manual.

Frames are JSON objects with `type`. A frame that cannot be understood is answered with an `error`
frame that has a reason; five of them close the socket. Guests may join and read; who speaks has
shown a token (cookie, or an `auth` frame, at any time).

Frames are handled in their order. What needs no answer from elsewhere is done at once; what comes
while something has to be waited for waits, too. Messages do not wait for one another: their order is
that of their appending.
"""

import asyncio
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Final

from nightmarket_gateway.auth import Caller, Gatekeeper
from nightmarket_gateway.errors import RateLimited
from nightmarket_gateway.rooms import entries
from nightmarket_gateway.rooms.chat import MAX_TEXT, clean_text
from nightmarket_gateway.rooms.doors import Doors, Place
from nightmarket_gateway.rooms.frames import (
    AuthenticatedFrame,
    AuthFrame,
    ClientFrame,
    ErrorFrame,
    HelloFrame,
    JoinFrame,
    LeaveFrame,
    LeftFrame,
    Limits,
    PingFrame,
    PongFrame,
    ReactFrame,
    SendFrame,
    SentFrame,
    ServerFrame,
    encoded,
)
from nightmarket_gateway.rooms.hub import Hub
from nightmarket_gateway.rooms.ids import entry_id
from nightmarket_gateway.rooms.outlet import Outlet
from nightmarket_gateway.rooms.reading import (
    FrameInvalid,
    FrameTypeUnknown,
    named,
    parse,
    read_frame,
)
from nightmarket_gateway.rooms.replies import quoted
from nightmarket_gateway.rooms.talk import Talk, now_ms
from nightmarket_gateway.rooms.transport import (
    CLOSE_TOO_FAST,
    MAX_FRAME,
    Connection,
    Handshake,
    text_frame,
)
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_kit.core import errors
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.calls import CallContext, TokenMissing, set_call
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.status import InternalFailure
from nightmarket_kit.runtime.tokens import LEEWAY_S, TokenExpired
from nightmarket_kit.runtime.valkey import ValkeyError

log = get_logger(__name__)
BEARER: Final = "bearer."
MAX_ROOMS: Final = 10
MAX_ERRORS: Final = 5
FRAMES_PER_S: Final = 20
REACTIONS_PER_S: Final = 50
CALL_TIMEOUT_S: Final = 5.0
CUT_WITHIN_S: Final = 1.0
MEMBER_EVERY_S: Final = 30.0
PUT_OUT: Final = frozenset(
    {errors.Kind.UNAUTHENTICATED, errors.Kind.FORBIDDEN, errors.Kind.NOT_FOUND}
)
CLOSE_FAILED, CLOSE_MALFORMED, CLOSE_SLOW = 1011, 4400, 4408
Work = Coroutine[Any, Any, None]


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


def hello(settings: GatewaySettings) -> bytes:
    limits = Limits(
        frame=MAX_FRAME,
        rooms=MAX_ROOMS,
        frames_per_s=FRAMES_PER_S,
        text=MAX_TEXT,
        messages_per_10s=settings.chat_per_10s,
        waiting=settings.room_max_buffer,
    )
    return text_frame(encoded(HelloFrame(limits=limits)))


class Socket:
    """What the hub sends goes through its outlet."""

    __slots__ = (
        "_caller",
        "_connection",
        "_errors",
        "_frames",
        "_handshake",
        "_house",
        "_outlet",
        "_reactions",
        "_rooms",
        "_second",
        "_token",
        "_waiting",
        "_watch",
        "_working",
    )

    def __init__(self, handshake: Handshake, connection: Connection, house: House) -> None:
        self._handshake = handshake
        self._connection = connection
        self._house = house
        self._outlet = Outlet(
            connection.transport, max_buffer=house.settings.room_max_buffer, cut=self._cut
        )
        self._rooms: dict[str, Place] = {}
        self._caller: Caller | None = None
        self._token = ""
        self._watch: asyncio.Task[None] | None = None
        self._working: asyncio.Task[None] | None = None
        self._waiting: deque[Any] | None = None
        self._errors = self._frames = self._reactions = 0
        self._second = 0.0

    def _cut(self) -> None:
        """End a connection that does not read; the client resumes after the last id it saw.

        What waits, the code last, may still arrive.
        """
        log.info("slow viewer cut")
        self._leave_all()
        self._connection.close(CLOSE_SLOW, "too slow: resume", within_s=CUT_WITHIN_S)

    def _leave_all(self) -> None:
        for room in self._rooms:
            self._house.hub.leave(room, self._outlet)
        self._rooms.clear()

    def _say(self, frame: ServerFrame) -> None:
        self._outlet.write(text_frame(encoded(frame)))

    # What happens to the connection

    def opened(self) -> None:
        self._outlet.write(hello(self._house.settings))
        if token := self._shown_token():
            self._take({"type": "auth", "token": token})

    def _shown_token(self) -> str:
        """What the handshake brought: a token beside the subprotocol, or a browser's cookie."""
        for offered in self._handshake.parts("sec-websocket-protocol"):
            if offered.startswith(BEARER):
                return offered.removeprefix(BEARER)
        cookie = SimpleCookie(self._handshake.headers.get("cookie", ""))
        name = self._house.keeper.cookies.access
        return cookie[name].value if name in cookie else ""

    def heard(self, text: str) -> None:
        if self._is_within_rate():
            self._take(parse(text))

    def heard_no_text(self) -> None:
        if self._is_within_rate():
            self._take(None)

    def _is_within_rate(self) -> bool:
        now = time.monotonic()
        if now - self._second >= 1.0:
            self._second, self._frames, self._reactions = now, 0, 0
        self._frames += 1
        if self._frames > FRAMES_PER_S:
            self._connection.close(CLOSE_TOO_FAST, "too many frames")
        return self._frames <= FRAMES_PER_S

    def lost(self) -> None:
        for task in (self._watch, self._working):
            if task is not None:
                task.cancel()
        self._outlet.shut()
        self._leave_all()

    # Frames, one after the other

    def _take(self, message: Any) -> None:
        if self._working is None:
            self._answer(message)
            return
        self._waiting = deque() if self._waiting is None else self._waiting
        self._waiting.append(message)

    def _answer(self, message: Any) -> None:
        """Handle one frame; every refusal is an `error` frame with its reason."""
        about = named(message)
        try:
            work = self._handle(read_frame(message), about)
        except errors.DomainError as error:
            self._refuse(error, about)
            return
        if work is None:
            return
        task = asyncio.create_task(self._finish(work, about))
        self._house.tasks.add(task)
        task.add_done_callback(self._house.tasks.discard)
        self._working = task
        task.add_done_callback(self._go_on)

    def _go_on(self, _: asyncio.Task[None]) -> None:
        self._working = None
        while self._waiting and self._working is None:
            self._answer(self._waiting.popleft())

    async def _finish(self, work: Work, about: dict[str, str]) -> None:
        set_call(CallContext(deadline=time.monotonic() + CALL_TIMEOUT_S, token=self._token))
        try:
            await work
        except Exception as error:  # noqa: BLE001 - told or logged
            self._fail(error, about)

    def _fail(self, error: BaseException, about: dict[str, str]) -> None:
        if isinstance(error, errors.DomainError):
            self._refuse(error, about)
        elif isinstance(error, ValkeyError):
            log.warning("frame failed", error=type(error).__name__)
            self._say(ErrorFrame(reason=InternalFailure.reason, metadata={}, **about))
        else:
            log.error("frame failed", exc_info=error)
            self._connection.close(CLOSE_FAILED)

    def _refuse(self, error: errors.DomainError, about: dict[str, str]) -> None:
        self._say(ErrorFrame(reason=error.reason, metadata=error.metadata, **about))
        if isinstance(error, FrameInvalid | FrameTypeUnknown):
            self._errors += 1
            if self._errors >= MAX_ERRORS:
                self._connection.close(CLOSE_MALFORMED, "too many bad frames")

    def _handle(self, frame: ClientFrame, about: dict[str, str]) -> Work | None:
        """What remains to be waited for, if anything."""
        match frame:
            case AuthFrame():
                return self._authenticate(frame.token, frame.ticket)
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

    async def _authenticate(self, token: str, ticket: str = "") -> None:
        token = token or await self._house.keeper.tickets.redeem(ticket)
        caller = await self._house.keeper.caller(token)
        self._token, self._caller = token, caller
        self._say(
            AuthenticatedFrame(
                user_id=caller.principal.user_id, name=caller.name, expires=caller.expires * 1000
            )
        )

    async def _checked(self) -> Principal:
        """The person behind the token, checked anew: it may have expired or been revoked."""
        if not self._token:
            raise TokenMissing
        return await self._house.keeper.verify(self._token)

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
                set_call(CallContext(deadline=time.monotonic() + CALL_TIMEOUT_S, token=self._token))
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
        self._reactions += frame.count
        if self._reactions > REACTIONS_PER_S:
            raise RateLimited(limit=REACTIONS_PER_S, window_s=1)
        self._house.hub.react(frame.room, frame.kind, frame.count)
