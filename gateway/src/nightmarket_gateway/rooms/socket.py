"""One viewer's socket at /ws: what it may say and what it is answered. docs/realtime.md is its manual.

Frames are JSON objects with `type`. A frame that cannot be understood is answered with an `error`
frame that has a reason; five of them close the socket. Guests may join and read; who speaks has
shown a token (cookie, or an `auth` frame, at any time).
"""

import asyncio
import time
from typing import Any, Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from nightmarket.identity.v1 import identity_service_pb2
from nightmarket_gateway.auth import Gatekeeper, client_address
from nightmarket_gateway.clients import Clients
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
from nightmarket_gateway.rooms.talk import Talk, now_ms
from nightmarket_gateway.rooms.transport import text_frame, transport_of
from nightmarket_kit.core import errors
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.calls import CallContext, TokenMissing, set_call
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.status import InternalFailure
from nightmarket_kit.runtime.valkey import ValkeyError

log = get_logger(__name__)
SUBPROTOCOL: Final = "nightmarket.v1"
BEARER: Final = "bearer."
MAX_FRAME: Final = 4096
MAX_ROOMS: Final = 10
MAX_ERRORS: Final = 5
FRAMES_PER_S: Final = 20
CALL_TIMEOUT_S: Final = 5.0
CUT_WITHIN_S: Final = 1.0
MEMBER_EVERY_S: Final = 30.0
PUT_OUT: Final = frozenset(
    {errors.Kind.UNAUTHENTICATED, errors.Kind.FORBIDDEN, errors.Kind.NOT_FOUND}
)
CLOSE_MALFORMED, CLOSE_TOO_FAST, CLOSE_SLOW = 4400, 4429, 4408


class TooManyRooms(errors.Exhausted):
    reason = "TOO_MANY_ROOMS"


class RoomReadOnly(errors.PreconditionFailed):
    reason = "ROOM_READ_ONLY"


class NotJoined(errors.PreconditionFailed):
    reason = "NOT_JOINED"


class Socket:
    """Created per connection; what the hub sends goes through its outlet."""

    def __init__(
        self,
        websocket: WebSocket,
        *,
        hub: Hub,
        talk: Talk,
        keeper: Gatekeeper,
        clients: Clients,
        doors: Doors,
    ) -> None:
        self._websocket = websocket
        self._hub = hub
        self._talk = talk
        self._keeper = keeper
        self._clients = clients
        self._doors = doors
        self._transport = transport_of(websocket.scope)
        self._outlet = Outlet(
            self._transport, max_buffer=keeper.settings.room_max_buffer, cut=self._cut_off
        )
        self._rooms: dict[str, Place] = {}
        self._watch: asyncio.Task[None] | None = None
        self._token = ""
        self._user_id = ""
        self._name = ""
        self._errors = 0
        self._frames, self._second = 0, 0.0
        self._cutting: asyncio.Task[None] | None = None

    def _cut_off(self) -> None:
        self._cutting = asyncio.create_task(self._cut())

    async def _cut(self) -> None:
        """End a connection that does not read; the client resumes after the last id it saw."""
        for room in self._rooms:
            self._hub.leave(room, self._outlet)
        self._rooms.clear()
        try:
            async with asyncio.timeout(CUT_WITHIN_S):
                await self._websocket.close(CLOSE_SLOW, "too slow: resume")
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            log.info("slow viewer aborted")
            self._transport.abort()
        else:  # what waits, the code last, may still arrive
            asyncio.get_running_loop().call_later(CUT_WITHIN_S, self._transport.abort)

    def _say(self, frame: ServerFrame) -> None:
        self._outlet.write(text_frame(encoded(frame)))

    async def run(self) -> None:
        """Serve the socket until it ends."""
        settings = self._keeper.settings
        self._say(
            HelloFrame(
                limits=Limits(
                    frame=MAX_FRAME,
                    rooms=MAX_ROOMS,
                    frames_per_s=FRAMES_PER_S,
                    text=MAX_TEXT,
                    messages_per_10s=settings.chat_per_10s,
                    waiting=settings.room_max_buffer,
                )
            )
        )
        if shown := self._shown_token():
            await self._answered({"type": "auth", "token": shown})
        try:
            while True:
                message = await self._websocket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                if not self._within_rate():
                    await self._websocket.close(CLOSE_TOO_FAST, "too many frames")
                    return
                await self._answered(parse(message))
                if self._errors >= MAX_ERRORS:
                    await self._websocket.close(CLOSE_MALFORMED, "too many bad frames")
                    return
        except (WebSocketDisconnect, RuntimeError):
            return  # the other side left while we were answering
        finally:
            if self._watch is not None:
                self._watch.cancel()
            self._outlet.shut()
            for room in self._rooms:
                self._hub.leave(room, self._outlet)

    def _shown_token(self) -> str:
        """What the handshake brought: a token beside the subprotocol, or a browser's cookie."""
        for offered in self._websocket.scope.get("subprotocols", ()):
            if offered.startswith(BEARER):
                return str(offered.removeprefix(BEARER))
        return self._websocket.cookies.get(self._keeper.cookies.access, "")

    def _within_rate(self) -> bool:
        now = time.monotonic()
        if now - self._second >= 1.0:
            self._second, self._frames = now, 0
        self._frames += 1
        return self._frames <= FRAMES_PER_S

    async def _answered(self, message: Any) -> None:
        """Handle one frame; every refusal is an `error` frame with its reason."""
        about = named(message)
        try:
            set_call(CallContext(deadline=time.monotonic() + CALL_TIMEOUT_S, token=self._token))
            await self._handle(read_frame(message))
        except errors.DomainError as error:
            if isinstance(error, FrameInvalid | FrameTypeUnknown):
                self._errors += 1
            self._say(ErrorFrame(reason=error.reason, metadata=error.metadata, **about))
        except ValkeyError as error:
            log.warning("frame failed", error=type(error).__name__)
            self._say(ErrorFrame(reason=InternalFailure.reason, metadata={}, **about))

    async def _handle(self, frame: ClientFrame) -> None:
        match frame:
            case AuthFrame():
                await self._authenticate(frame.token)
            case JoinFrame():
                await self._join(check_id(frame.room, "room"), after=frame.after, epoch=frame.epoch)
            case LeaveFrame():
                self._leave(check_id(frame.room, "room"))
            case SendFrame():
                await self._send(frame, room=check_id(frame.room, "room"))
            case PingFrame():
                self._say(PongFrame())

    async def _authenticate(self, token: str) -> None:
        principal, expires = await self._keeper.verify_until(token)
        set_call(CallContext(deadline=time.monotonic() + CALL_TIMEOUT_S, token=token))
        user = await self._clients.identity.GetUser(identity_service_pb2.GetUserRequest())
        self._token, self._name = token, user.user.display_name
        self._user_id = principal.user_id
        self._say(
            AuthenticatedFrame(user_id=principal.user_id, name=self._name, expires=expires * 1000)
        )

    async def _speaker(self) -> Principal:
        """The person behind the token, checked anew: it may have expired or been revoked."""
        if not self._token:
            raise TokenMissing
        return await self._keeper.verify(self._token)

    async def _join(self, room: str, *, after: str, epoch: str) -> None:
        if after:
            try:
                entry_id(after)
            except ValueError as error:
                raise FrameInvalid from error
        if room not in self._rooms and len(self._rooms) >= MAX_ROOMS:
            raise TooManyRooms(limit=MAX_ROOMS)
        place = await self._doors.enter(room, self._speaker)
        self._hub.leave(room, self._outlet)
        self._rooms[room] = place  # before it is done: who is cut meanwhile leaves this one, too
        if place.is_for_members:
            self._watch = self._watch or asyncio.create_task(self._stay_members())
        try:
            await self._hub.join(room, self._outlet, after=after, epoch=epoch, who=self._who())
        except BaseException:
            self._rooms.pop(room, None)
            raise
        if room not in self._rooms:  # cut while it waited for its turn
            self._hub.leave(room, self._outlet)

    def _who(self) -> str:
        """Whom several sockets of one person have in common; guests behind one address may be one."""
        if self._user_id:
            return self._user_id
        browser = self._websocket.headers.get("user-agent", "")
        return f"{client_address(self._websocket)} {browser}"

    def _leave(self, room: str, reason: str | None = None) -> None:
        self._rooms.pop(room, None)
        self._hub.leave(room, self._outlet)
        self._outlet.forget(room)
        self._say(LeftFrame(room=room, reason=reason))

    async def _stay_members(self) -> None:
        """Put out of a shop's room who no longer works there, or no longer says who it is."""
        while True:
            await asyncio.sleep(MEMBER_EVERY_S)
            for shop in [room for room, place in self._rooms.items() if place.is_for_members]:
                set_call(CallContext(deadline=time.monotonic() + CALL_TIMEOUT_S, token=self._token))
                try:
                    await self._doors.check_member(shop, await self._speaker())
                except errors.DomainError as error:
                    if error.kind in PUT_OUT and shop in self._rooms:
                        self._leave(shop, error.reason)

    async def _send(self, frame: SendFrame, *, room: str) -> None:
        place = self._rooms.get(room)
        if place is None:
            raise NotJoined(room=room)
        if place.is_for_members:
            raise RoomReadOnly(room=room)
        speaker = await self._speaker()
        await self._keeper.limits.check(
            "chat", speaker.user_id, most=self._keeper.settings.chat_per_10s, window_s=10
        )
        chat = entries.Chat(
            ts=now_ms(),
            user=entries.Speaker(id=speaker.user_id, name=self._name),
            text=clean_text(frame.text),
            client_id=frame.client_id,
        )
        is_member = speaker.role_in(place.shop_id) is not None
        posted = await self._talk.post(room, chat, shop_id=place.shop_id, is_member=is_member)
        self._say(SentFrame(room=room, client_id=frame.client_id, id=posted))


async def refuse(websocket: WebSocket) -> bool:
    """Refuse a handshake from a page that is not ours (403); programs send no Origin."""
    keeper: Gatekeeper = websocket.app.state.gatekeeper
    origin = websocket.headers.get("origin")
    if origin is not None and origin not in keeper.settings.origins:
        await websocket.close(1008)
        return True
    try:
        await keeper.limits.check(
            "socket",
            client_address(websocket),
            most=keeper.settings.rate_address_per_10s,
            window_s=10,
        )
    except errors.Exhausted:
        await websocket.close(1008)
        return True
    return False


async def serve(websocket: WebSocket) -> None:
    """The endpoint."""
    if await refuse(websocket):
        return
    offered = websocket.scope.get("subprotocols", ())
    await websocket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
    state = websocket.app.state
    await Socket(
        websocket,
        hub=state.hub,
        talk=state.talk,
        keeper=state.gatekeeper,
        clients=state.clients,
        doors=state.doors,
    ).run()
