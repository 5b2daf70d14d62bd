"""The way out to one viewer: straight to the transport, and less of it to who reads too slowly.

Invariants
- Nothing here waits, and a viewer who reads costs one look at its buffer per frame.
- Over half of the limit, chat is dropped and of everything else the newest value is held. When the
  viewer has caught up it gets what was held, in a `dropped` frame if chat is missing.
- Over the limit, or slow for too long, the viewer is cut; it resumes after the last id it saw.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from nightmarket_gateway.rooms.ids import Entry, entry_id
from nightmarket_gateway.rooms.wire import News, dropped_frame, events_frame

RELIEF_EVERY_S: Final = 0.1
SLOW_FOR_S: Final = 10.0
MAX_HELD: Final = 500  # values of one viewer


def nobody(*_: object) -> None:
    """Told in place of a viewer who is gone: what holds it no longer is freed without the collector (ADR 0039)."""


@dataclass(slots=True)
class _Held:
    """What one room's viewer has not been sent."""

    newest: dict[str, Entry] = field(default_factory=dict)
    count_frame: bytes = b""
    dropped: int = 0
    last_id: str = ""


class Outlet:
    """`cut` is called once, when the viewer is to be closed."""

    __slots__ = (
        "_cut",
        "_held",
        "_is_packing",
        "_is_shut",
        "_max_buffer",
        "_relief",
        "_slow_since",
        "_together",
        "_transport",
    )

    def __init__(
        self,
        transport: asyncio.Transport,
        *,
        max_buffer: int,
        cut: Callable[[], None],
        is_packing: bool = False,
    ) -> None:
        self._transport = transport
        self._max_buffer = max_buffer
        self._cut = cut
        self._is_packing = is_packing
        self._is_shut = False
        self._held: dict[str, _Held] = {}
        self._together: list[bytes] | None = None
        self._slow_since = 0.0
        self._relief: asyncio.TimerHandle | None = None

    def write(self, frame: bytes) -> None:
        """An answer: it is never dropped."""
        if self._is_shut or self._transport.is_closing():
            return
        if self._transport.get_write_buffer_size() > self._max_buffer:
            self._give_up()
        elif self._together is None:
            self._transport.write(frame)
        else:
            self._together.append(frame)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Answers that are known at once go out in one piece: each one costs the kernel a packet."""
        self._together = []
        try:
            yield
        finally:
            self.release()

    def release(self) -> None:
        """Before anything else is written."""
        answers, self._together = self._together, None
        if answers and not self._transport.is_closing():
            self._transport.write(b"".join(answers))

    def deliver(self, news: News) -> None:
        """What a whole room is sent."""
        if self._is_shut or self._transport.is_closing():
            return
        waiting = self._transport.get_write_buffer_size()
        if waiting > self._max_buffer:
            self._give_up()
        elif self._held or waiting > self._max_buffer // 2:
            self._hold(news)
        else:
            self._transport.write(news.packed if self._is_packing else news.frame)

    def restart(self, room: str, frame: bytes) -> None:
        """A `joined`: what was held for this room is older than it."""
        self.forget(room)
        self.write(frame)

    def forget(self, room: str) -> None:
        self._held.pop(room, None)

    def shut(self) -> None:
        self._is_shut = True
        self._cut = nobody
        self._held.clear()
        if self._relief is not None:
            self._relief.cancel()

    def _give_up(self) -> None:
        cut = self._cut
        self.shut()
        cut()

    def _hold(self, news: News) -> None:
        if news.is_passing:
            return
        held = self._held.setdefault(news.room, _Held())
        for entry in news.entries:
            held.last_id = entry.id
            if entry.field:
                held.newest[entry.field] = entry
            else:
                held.dropped += 1
        if not news.entries:
            held.count_frame = news.frame
        if sum(len(one.newest) for one in self._held.values()) > MAX_HELD:
            self._give_up()
        elif self._relief is None:
            loop = asyncio.get_running_loop()
            self._slow_since = loop.time()
            self._relief = loop.call_later(RELIEF_EVERY_S, self._relieve)

    def _relieve(self) -> None:
        self._relief = None
        if self._is_shut or self._transport.is_closing():
            return
        loop = asyncio.get_running_loop()
        if self._transport.get_write_buffer_size() <= self._max_buffer // 4:
            held, self._held = self._held, {}
            for room, missed in held.items():
                for frame in _frames(room, missed):
                    self._transport.write(frame)
        elif loop.time() - self._slow_since > SLOW_FOR_S:
            self._give_up()
        else:
            self._relief = loop.call_later(RELIEF_EVERY_S, self._relieve)


def _frames(room: str, missed: _Held) -> list[bytes]:
    """Newest values in the room's order, in one frame with what is missing: who is cut in between
    must not have the values without knowing about the rest.
    """
    kept = sorted(missed.newest.values(), key=lambda entry: entry_id(entry.id))
    frames = []
    if missed.dropped:
        frames.append(dropped_frame(room, missed.last_id, missed.dropped, kept))
    elif kept:
        frames.append(events_frame(room, kept))
    return [*frames, missed.count_frame] if missed.count_frame else frames
