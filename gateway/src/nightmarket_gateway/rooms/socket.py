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
from http.cookies import SimpleCookie
from typing import Any, Final

from nightmarket_gateway.rooms.chat import MAX_TEXT
from nightmarket_gateway.rooms.frames import ErrorFrame, HelloFrame, Limits, ServerFrame, encoded
from nightmarket_gateway.rooms.outlet import Outlet
from nightmarket_gateway.rooms.reading import (
    FrameInvalid,
    FrameTypeUnknown,
    named,
    parse,
    read_frame,
)
from nightmarket_gateway.rooms.transport import (
    CLOSE_TOO_FAST,
    CLOSE_WITHIN_S,
    MAX_FRAME,
    Connection,
    Handshake,
    text_frame,
)
from nightmarket_gateway.rooms.visit import CALL_TIMEOUT_S, MAX_ROOMS, Asked, House, Visit
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_kit.core import errors
from nightmarket_kit.runtime.calls import CallContext, set_call
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.status import InternalFailure
from nightmarket_kit.runtime.valkey import ValkeyError

log = get_logger(__name__)
BEARER: Final = "bearer."
MAX_ERRORS: Final = 5
FRAMES_PER_S: Final = 20
CUT_WITHIN_S: Final = 1.0
CLOSE_FAILED, CLOSE_MALFORMED, CLOSE_SLOW = 1011, 4400, 4408


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
        "_connection",
        "_errors",
        "_frames",
        "_handshake",
        "_house",
        "_outlet",
        "_second",
        "_visit",
        "_waiting",
        "_working",
        "greeting",
    )

    def __init__(
        self, handshake: Handshake, connection: Connection, house: House, *, greeting: bytes
    ) -> None:
        self.greeting = greeting
        self._handshake = handshake
        self._connection = connection
        self._house = house
        self._outlet = Outlet(
            connection.transport,
            max_buffer=house.settings.room_max_buffer,
            cut=self._cut,
            is_packing=connection.is_packing,
        )
        self._visit = Visit(handshake, self._outlet, house, say=self._say, fail=self._fail)
        self._working: asyncio.Future[Any] | None = None
        self._waiting: deque[Any] | None = None
        self._errors = self._frames = 0
        self._second = 0.0

    def _cut(self) -> None:
        """End a connection that does not read; the client resumes after the last id it saw.

        What waits, the code last, may still arrive.
        """
        log.info("slow viewer cut")
        self._visit.leave_all()
        self._close(CLOSE_SLOW, "too slow: resume", within_s=CUT_WITHIN_S)

    def _close(self, code: int, reason: str = "", *, within_s: float = CLOSE_WITHIN_S) -> None:
        self._outlet.release()
        self._connection.close(code, reason, within_s=within_s)

    def _say(self, frame: ServerFrame) -> None:
        self._outlet.write(text_frame(encoded(frame)))

    # What happens to the connection

    def opened(self) -> None:
        if token := self._shown_token():
            self._take({"type": "auth", "token": token})

    def _shown_token(self) -> str:
        """What the handshake brought: a token beside the subprotocol, or a browser's cookie."""
        for offered in self._handshake.parts("sec-websocket-protocol"):
            if offered.startswith(BEARER):
                return offered.removeprefix(BEARER)
        if not (sent := self._handshake.headers.get("cookie")):
            return ""
        cookie, name = SimpleCookie(sent), self._house.keeper.cookies.access
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
            self._second, self._frames = now, 0
        self._frames += 1
        if self._frames > FRAMES_PER_S:
            self._close(CLOSE_TOO_FAST, "too many frames")
        return self._frames <= FRAMES_PER_S

    def lost(self) -> None:
        self._waiting = None  # a join that waited must not bring somebody in who is gone
        if self._working is not None:
            self._working.cancel()
        self._outlet.shut()
        self._visit.lost()

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
            work = self._visit.handle(read_frame(message), about)
        except errors.DomainError as error:
            self._refuse(error, about)
            return
        if work is None:
            return
        if isinstance(work, Asked):
            self._working = work.answer
            work.answer.add_done_callback(lambda _: self._answered(work, about))
            return
        task = asyncio.create_task(self._finish(work, about))
        self._house.tasks.add(task)
        task.add_done_callback(self._house.tasks.discard)
        self._working = task

    def _answered(self, asked: Asked, about: dict[str, str]) -> None:
        if asked.answer.cancelled():  # the client is gone
            return
        with self._outlet.together():
            try:
                self._say(asked.tell())
            except Exception as error:  # noqa: BLE001 - told or logged
                self._fail(error, about)
            self._go_on()

    def _go_on(self) -> None:
        self._working = None
        while self._waiting and self._working is None:
            self._answer(self._waiting.popleft())
        self._waiting = self._waiting or None

    async def _finish(
        self, work: Coroutine[Any, Any, ServerFrame | None], about: dict[str, str]
    ) -> None:
        set_call(CallContext(deadline=time.monotonic() + CALL_TIMEOUT_S, token=self._visit.token))
        answer: ServerFrame | None = None
        try:
            answer = await work
        except Exception as error:  # noqa: BLE001 - told or logged
            self._fail(error, about)
        with self._outlet.together():
            if answer is not None:
                self._say(answer)
            self._go_on()

    def _fail(self, error: BaseException, about: dict[str, str]) -> None:
        if isinstance(error, errors.DomainError):
            self._refuse(error, about)
        elif isinstance(error, ValkeyError):
            log.warning("frame failed", error=type(error).__name__)
            self._say(ErrorFrame(reason=InternalFailure.reason, metadata={}, **about))
        else:
            log.error("frame failed", exc_info=error)
            self._close(CLOSE_FAILED)

    def _refuse(self, error: errors.DomainError, about: dict[str, str]) -> None:
        self._say(ErrorFrame(reason=error.reason, metadata=error.metadata, **about))
        if isinstance(error, FrameInvalid | FrameTypeUnknown):
            self._errors += 1
            if self._errors >= MAX_ERRORS:
                self._close(CLOSE_MALFORMED, "too many bad frames")
