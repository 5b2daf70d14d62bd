"""One socket for several rooms, kept up: connects anew, resumes, says again, renews its token.

Invariants
- All waiting, asking and renewing is by `rules`; docs/realtime.md has them ("Reconnecting").
- What a listener raises ends the client: `close` raises it.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Protocol, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from nightmarket_room.frames import Authenticated, Error, Frame, Hello, LeftFrame, Pong
from nightmarket_room.link import Link
from nightmarket_room.news import News, Refused
from nightmarket_room.reading import read_frame
from nightmarket_room.room import Room
from nightmarket_room.rules import LEAST_WAIT_MS, RENEW, RULES, TRY_AGAIN, Rules

SUBPROTOCOL = Subprotocol("nightmarket.v1")
PULSE_S = 0.1
MAX_FRAME = 1 << 24
CLOSE_S = 1.0


class TokenSource(Protocol):
    """Who we are; both answer "" when there is no token to be had now."""

    async def current(self) -> str:
        """The token at hand."""

    async def renewed(self) -> str:
        """Another one, that is good for longer."""


class FixedToken:
    """A token that cannot be renewed."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def current(self) -> str:
        return self._token

    async def renewed(self) -> str:
        return ""


class RoomClient:
    """`async with RoomClient(url) as client: room = client.join(show_id, listener)`."""

    def __init__(
        self,
        url: str,
        *,
        token: TokenSource | str = "",
        origin: str = "",
        rules: Rules = RULES,
        random: Random | None = None,
    ) -> None:
        self.url = url
        self.user_id = ""
        self.connects = 0
        self.ends: Counter[int] = Counter()  # by close code; 0: never opened
        self.errors: Counter[str] = Counter()  # by reason
        self._source = FixedToken(token) if isinstance(token, str) else token
        self._origin = origin
        self._rules = rules
        self._random = random or Random()  # noqa: S311 - spreads clients over time
        self._rooms: dict[str, Room] = {}
        self._link: Link | None = None
        self._task: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._renewed_at = float("-inf")
        self._renew_at = float("inf")
        self._hurry = asyncio.Event()

    async def __aenter__(self) -> Self:
        self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def open(self) -> None:
        """Connect, and stay connected until `close`."""
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        for room in list(self._rooms.values()):
            room.over(Refused("CLOSED"))
        for task in (self._renewing, self._task):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        self._task = None

    def join(self, room_id: str, listener: Callable[[News], None]) -> Room:
        """Enter a room and stay in it over all reconnects; `Room.entered` tells when."""
        room = Room(room_id, listener=listener, write=self._write, rules=self._rules)
        self._rooms[room_id] = room
        if self._link is not None and self._link.limits is not None:
            room.ask(_now())
        return room

    def leave(self, room: Room) -> None:
        if self._rooms.get(room.id) is room:
            del self._rooms[room.id]
            self._write({"type": "leave", "room": room.id})
            room.over(Refused("LEFT"))

    def reconnect(self) -> None:
        """Connect anew at once: the network changed, say."""
        self._hurry.set()
        if self._link is not None:
            self._link.cut()

    def _write(self, frame: dict[str, str | int]) -> None:
        if self._link is not None:
            self._link.write(frame)

    # -- the connection ---------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            await self._keep()
        except Exception:
            for room in list(self._rooms.values()):
                room.over(Refused("CLIENT_FAILED"))
            raise

    async def _keep(self) -> None:
        failures = 0
        while True:
            code, lasted_s = await self._connection()
            self.ends[code] += 1
            least_ms = LEAST_WAIT_MS.get(code, 0)
            if least_ms is None:
                for room in list(self._rooms.values()):
                    room.over(Refused("CLIENT_AT_FAULT"))
                return
            if lasted_s * 1000 >= self._rules.steady_ms:
                failures = 0
            wait_s = self._rules.wait_s(failures, self._random, least_ms=least_ms)
            failures += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._hurry.wait()
                failures = 0
            self._hurry.clear()

    async def _connection(self) -> tuple[int, float]:
        """One connection from its beginning to its end: close code, and how long it lasted."""
        begun = _now()
        try:
            socket = await connect(
                self.url,
                origin=Origin(self._origin) if self._origin else None,
                subprotocols=[SUBPROTOCOL],
                compression=None,
                max_size=MAX_FRAME,
                ping_interval=None,
                open_timeout=self._rules.answer_ms / 1000,
                close_timeout=CLOSE_S,
                proxy=None,
            )
        except (WebSocketException, OSError, TimeoutError):
            return 0, 0.0
        self.connects += 1
        self._link = link = Link(socket, self._rules)
        works = [self._hear(socket, link), link.send_all(), self._pulse(link)]
        tasks = [asyncio.create_task(work) for work in works]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._link = None
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            for room in self._rooms.values():
                room.lost()
            await socket.close()
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, WebSocketException | OSError):
                raise end
        return socket.close_code or 1006, _now() - begun

    async def _hear(self, socket: ClientConnection, link: Link) -> None:
        async for text in socket:
            link.heard(_now())
            frame = read_frame(text)
            if frame is not None:
                await self._take(frame, link)

    async def _pulse(self, link: Link) -> None:
        while True:
            await asyncio.sleep(PULSE_S)
            now = _now()
            if link.is_dead(now) or self._is_join_late(now):
                link.cut()
                return
            link.beat(now)
            if link.limits is None:
                continue
            for room in list(self._rooms.values()):
                if room.try_at is not None and now >= room.try_at:
                    room.ask(now)
                if link.is_idle:
                    room.sweep(now)
            if time.time() * 1000 >= self._renew_at:
                self._renew()

    def _is_join_late(self, now: float) -> bool:
        return any(
            not room.is_joined
            and room.try_at is None
            and now - room.asked_at > self._rules.join_ms / 1000
            for room in self._rooms.values()
            if room.asked_at
        )

    async def _take(self, frame: Frame, link: Link) -> None:
        now = _now()
        match frame:
            case Hello():
                link.limits = frame.limits
                self._renew_at = float("inf")
                if token := await self._source.current():
                    link.write({"type": "auth", "token": token})
                for room in list(self._rooms.values()):
                    room.ask(now)
            case Authenticated():
                self._admitted(frame)
            case Error():
                self._refused(frame, now)
            case LeftFrame():
                if frame.reason and (left := self._rooms.get(frame.room)):
                    left.lost()
                    self._put_out(left, Refused(frame.reason), now)
            case Pong():
                pass
            case _:
                if known := self._rooms.get(frame.room):
                    known.take(frame, now)

    # -- who we are -------------------------------------------------------------------------------

    def _admitted(self, frame: Authenticated) -> None:
        self.user_id = frame.user_id
        now_ms = time.time() * 1000
        self._renew_at = max(
            frame.expires - self._rules.renew_before_ms, now_ms + self._rules.renew_least_ms
        )
        for room in self._rooms.values():
            if room.is_joined:
                room.say_refused(_now())
            elif room.try_at is not None:
                room.ask(_now())

    def _renew(self) -> None:
        """Renew the token over the open socket, one renewal at a time."""
        if self._renewing is None or self._renewing.done():
            self._renew_at = float("inf")
            self._renewing = asyncio.create_task(self._renew_now())

    async def _renew_now(self) -> None:
        token = await self._source.renewed()
        self._renewed_at = _now()
        if token:
            self._write({"type": "auth", "token": token})
            return
        self._renew_at = time.time() * 1000 + self._rules.renew_least_ms
        self._give_up_auth()

    def _refused(self, frame: Error, now: float) -> None:
        self.errors[frame.reason] += 1
        room, refused = self._rooms.get(frame.room), Refused(frame.reason, frame.metadata)
        if room is None:  # an answer to `auth`
            if frame.reason in RENEW:
                self._renew_if_new(now)
            elif frame.reason in TRY_AGAIN:
                self._renew_at = time.time() * 1000 + self._rules.again_ms
        elif not frame.client_id:
            if not room.is_joined:
                self._put_out(room, refused, now)
        else:
            room.refuse(frame)
            if frame.reason in RENEW:
                self._renew_if_new(now)

    def _put_out(self, room: Room, refused: Refused, now: float) -> None:
        """The room does not let us in, or no longer: time or a renewed token may change that."""
        if refused.reason in TRY_AGAIN:
            room.try_at = now + self._rules.wait_s(0, self._random, least_ms=self._rules.again_ms)
        elif refused.reason in RENEW:
            room.try_at = float("inf")
            self._renew_if_new(now)
        else:
            room.over(refused)

    def _renew_if_new(self, now: float) -> None:
        """Renew, unless the token that was refused is a renewed one."""
        if now - self._renewed_at > self._rules.renew_least_ms / 1000:
            self._renew()
        elif self._renewing is None or self._renewing.done():
            self._give_up_auth()

    def _give_up_auth(self) -> None:
        for room in list(self._rooms.values()):
            room.give_up(RENEW)
            if room.try_at == float("inf"):
                room.over(Refused("TOKEN_MISSING"))


def _now() -> float:
    return asyncio.get_running_loop().time()
