"""People who talk in a room while something goes wrong, and what must be true of it afterwards."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from nightmarket_kit.runtime.valkey import RawValkey, connect_valkey
from nightmarket_local.demo.api import Api
from nightmarket_room import Chat, Refused, Seat, Transcript, entry_id
from support.fleet import Fleet


async def patiently(room: Seat, text: str) -> str:
    """These people may have talked elsewhere a moment ago: ten lines in ten seconds are the limit."""
    while True:
        try:
            return await room.say(text)
        except Refused as refused:
            if refused.reason != "RATE_LIMITED":
                raise
        await asyncio.sleep(1)


class Talk:
    """One speaker who says a line every `every_s`; what was acknowledged is in `said`, by text."""

    def __init__(self, speaker: Seat, *, name: str, every_s: float) -> None:
        self._name = name
        self.said: dict[str, str] = {}
        self.refused: list[str] = []
        self._speaker = speaker
        self._every_s = every_s
        self._pending: set[asyncio.Task[None]] = set()
        self._lines = count()

    async def run(self) -> None:
        while True:
            task = asyncio.create_task(self._say(f"{self._name} {next(self._lines)}"))
            self._pending.add(task)
            task.add_done_callback(self._pending.discard)
            await asyncio.sleep(self._every_s)

    async def _say(self, text: str) -> None:
        try:
            self.said[text] = await self._speaker.say(text)
        except Refused as refused:
            self.refused.append(refused.reason)

    async def finish(self) -> None:
        """Everything that was begun is answered."""
        await asyncio.gather(*self._pending)


@asynccontextmanager
async def talking(
    speaker: Seat, *, name: str = "line", every_s: float = 0.05
) -> AsyncIterator[Talk]:
    talk = Talk(speaker, name=name, every_s=every_s)
    running = asyncio.create_task(talk.run())
    try:
        yield talk
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await talk.finish()


@dataclass(frozen=True, slots=True)
class Line:
    """A chat entry in the room's log."""

    id: str
    text: str


async def log_of(fleet: Fleet, show_id: str) -> list[Line]:
    """The chat that the room's log holds now."""
    valkey: RawValkey = connect_valkey(fleet.document["addresses"]["valkey"], decode=False)
    try:
        rows = await valkey.xrange(f"room:{show_id}:log")
    finally:
        await valkey.aclose()
    return lines_of(rows)


async def archive_of(reader: Api, show_id: str) -> list[Line]:
    """The chat that the archive has, oldest first."""
    lines: list[Line] = []
    token: str | None = ""
    while token is not None:
        asked = f"&page_token={token}" if token else ""
        page: dict[str, Any] = await reader.get(f"/v1/shows/{show_id}/chat?page_size=100{asked}")
        lines += [Line(one["id"], one["text"]) for one in page["messages"]]
        token = page["next_page_token"] or None
    return lines[::-1]


def lines_of(rows: list[tuple[bytes, dict[bytes, bytes]]]) -> list[Line]:
    bodies = [(key.decode(), json.loads(fields[b"e"])) for key, fields in rows]
    return [Line(id_, body["text"]) for id_, body in bodies if body["kind"] == "chat"]


async def until(condition: Callable[[], bool], *, within_s: float = 30) -> None:
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.02)


async def caught_up(seats: list[Seat], last_id: str, *, within_s: float = 30) -> None:
    """Everyone has come as far as that entry."""
    await until(lambda: all(far_enough(seat, last_id) for seat in seats), within_s=within_s)


def far_enough(seat: Seat, last_id: str) -> bool:
    place = seat.room.last_id
    return bool(place) and seat.room.is_joined and entry_id(place) >= entry_id(last_id)


def check_told(
    seen: Transcript, truth: list[Line], *, before: Sequence[Line] = (), upto: int | None = None
) -> None:
    """Between two holes: the log's own order, nothing missing, nothing doubled.

    `truth` holds all chat that ever was in the log, in its order; `before` what was in a log that is
    gone. That one is gone is told within a second or so; what comes from the new one meanwhile is a
    stretch of its own. Of a talk that goes on, only the first `upto` entries are looked at.
    """
    places = {line.id: place for place, line in enumerate([*before, *truth])}
    is_new = {line.id for line in truth} if before else set()
    holes: dict[int, list[bool]] = {}
    for hole in seen.holes:
        holes.setdefault(hole.before, []).append(hole.is_restart)
    last, may_skip, was_new = -1, True, False
    for index, entry in enumerate(seen.entries[:upto]):
        if index in holes:
            may_skip, last = True, -1 if any(holes[index]) else last
        if isinstance(entry, Chat):
            place, now_new = places[entry.id], entry.id in is_new
            may_skip = may_skip or now_new > was_new
            assert place > last if may_skip else place == last + 1, (entry, last, place)
            last, may_skip, was_new = place, False, now_new


def check_once(talks: Iterable[Talk], truth: list[Line]) -> None:
    """What was acknowledged is in the log, and everything once, however often it was said."""
    ids = {line.text: line.id for line in truth}
    assert len(ids) == len(truth), "doubled"
    for talk in talks:
        assert not talk.refused
        assert all(ids.get(text) == id_ for text, id_ in talk.said.items())


async def counted(seats: list[Seat], expected: int, *, within_s: float) -> None:
    """Everyone is told that many viewers."""
    try:
        await until(lambda: {seat.seen.viewers for seat in seats} == {expected}, within_s=within_s)
    except TimeoutError:
        raise AssertionError([seat.seen.viewers for seat in seats]) from None
