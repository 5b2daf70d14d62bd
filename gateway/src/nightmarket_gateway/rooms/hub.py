"""The rooms of this gateway: one blocking read over all of them, one frame per room and pass.

Invariants
- A room without viewers here costs nothing here.
- Everyone in a room gets the same entries in log order; who joins gets history first and then what
  came meanwhile, nothing twice and nothing left out.
- Who joins is served from memory, without a question to Valkey; only the first one of a room waits.
- A viewer who reads too slowly never slows others.
- The viewer count is the sum of what live gateways report; a dead gateway's share expires.
- Who is in a room when its log begins anew is told of a gap, like who comes back to it; so is everybody
  when this process was away for so long that entries were trimmed before it had read them.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from math import ceil
from typing import Final

from nightmarket_gateway.rooms.ids import entry_id
from nightmarket_gateway.rooms.log import RoomLog, epoch_key, log_key
from nightmarket_gateway.rooms.memory import Memory, Row
from nightmarket_gateway.rooms.minutes import (
    KEPT_S,
    REPORT,
    minutes_key,
    note_viewers,
    reactions_key,
    sums_key,
    viewers_key,
)
from nightmarket_gateway.rooms.pace import ENOUGH, PASS_S, Pace
from nightmarket_gateway.rooms.room import Room, Viewer
from nightmarket_gateway.rooms.wire import events_news, reactions_news, viewers_news
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.valkey import RawValkey, ValkeyError

log = get_logger(__name__)
BLOCK_MS: Final = 5000
BATCH: Final = 500
LEAD_S: Final = 0.25
PRESENCE_EVERY_S: Final = 1.0
LEASE_S: Final = 5


class Hub:
    """A component. `reader` must allow blocking reads longer than BLOCK_MS."""

    name = "rooms"

    def __init__(self, *, log_: RoomLog, valkey: RawValkey, reader: RawValkey) -> None:
        self._log = log_
        self._valkey = valkey
        self._reader = reader
        self._rooms: dict[str, Room] = {}
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._report = valkey.register_script(REPORT)
        self._gateway = new_id()
        self._wake_key = f"gateway:{self._gateway}:wake"
        self._wake_cursor = "0-0"
        self._opened = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._reported: set[str] = set()  # rooms that have a share of ours
        self.pace = Pace()

    async def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._read()),
            asyncio.create_task(self._report_presence()),
        ]

    async def wait(self) -> None:
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await task

    async def stop(self, grace_s: float) -> None:  # noqa: ARG002 - reads are safe to cancel
        pending = set(self._tasks)
        while pending:  # the client may lose a cancellation: asyncio.wait_for did before 3.12
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=0.1)
        await asyncio.gather(*self._tasks, return_exceptions=True)  # `wait` tells how they ended
        with suppress(ValkeyError):
            for room_id in self._reported:
                await self._valkey.hdel(viewers_key(room_id), self._gateway)
            await self._valkey.delete(self._wake_key)

    def join_now(
        self, room_id: str, viewer: Viewer, *, after: str = "", epoch: str = "", who: str = ""
    ) -> bool:
        """Send `joined` with history (or what came after `after`), then everything that follows.

        `epoch` is the one that `after` is from, "" when the viewer does not know it. `who` is counted
        among the unique viewers, "" is nobody. False, and nothing is done, when that has to wait.
        """
        room = self._rooms.get(room_id)
        if room is None:
            return False
        is_lost = epoch not in {"", room.memory.epoch}
        if after and not is_lost and room.memory.is_behind(after):
            return False
        self._let_in(room, viewer, after=after, is_lost=is_lost, who=who)
        return True

    async def join(
        self, room_id: str, viewer: Viewer, *, after: str = "", epoch: str = "", who: str = ""
    ) -> None:
        """Like `join_now`, and waits: until the room is open, or the reader has got to `after`."""
        while not self.join_now(room_id, viewer, after=after, epoch=epoch, who=who):
            room = self._rooms.get(room_id)
            if room is None:
                await self._open(room_id)
            elif entry_id(await self._log.last_id(room_id)) < entry_id(after):
                self._let_in(room, viewer, after=after, is_lost=True, who=who)
                return
            else:
                await asyncio.sleep(PASS_S)

    def _let_in(self, room: Room, viewer: Viewer, *, after: str, is_lost: bool, who: str) -> None:
        self.pace.entered()
        if who:
            room.newcomers.add(who)
        viewer.restart(room.id, room.joined(after, is_lost=is_lost))
        room.viewers.add(viewer)

    async def _open(self, room_id: str) -> None:
        """Once, however many wait for it."""
        opening = self._opening.get(room_id)
        if opening is None:
            opening = asyncio.create_task(self._load(room_id))
            self._opening[room_id] = opening
        await asyncio.shield(opening)

    async def _load(self, room_id: str) -> None:
        try:
            memory = await self._log.open(room_id)
            self._rooms[room_id] = Room(id=room_id, memory=memory)
            await self._wake()
        except BaseException:
            self._rooms.pop(room_id, None)
            raise
        finally:  # not by a callback: who comes in between would wait for what is over
            del self._opening[room_id]

    async def _begin_anew(self, room: Room) -> None:
        """Something is gone that nobody here has read: tell who is here."""
        memory = await self._log.open(room.id)
        while (  # meanwhile the reader may have got further: nothing is sent twice
            memory.epoch == room.memory.epoch and memory.is_behind(room.memory.cursor)
        ):
            memory = await self._log.open(room.id)
        seen = entry_id(room.memory.cursor)
        log.warning("entries were lost", room=room.id, new_log=memory.epoch != room.memory.epoch)
        room.memory = memory
        room.frames.clear()
        unseen = [entry for entry in memory.entries if entry_id(entry.id) > seen]
        frame = room.joined_with(memory.deletions.left(unseen), has_gap=True)
        for viewer in tuple(room.viewers):
            viewer.restart(room.id, frame)
        await self._wake()

    def memory(self, room_id: str) -> Memory | None:
        room = self._rooms.get(room_id)
        return None if room is None else room.memory

    def react(self, room_id: str, kind: str, count: int) -> None:
        """Told to everybody with the next report."""
        room = self._rooms.get(room_id)
        if room is not None:
            room.reactions[kind] += count

    def leave(self, room_id: str, viewer: Viewer) -> None:
        room = self._rooms.get(room_id)
        if room is not None:
            room.viewers.discard(viewer)
            self._drop_if_empty(room)

    def _drop_if_empty(self, room: Room) -> None:
        if not room.viewers and self._rooms.get(room.id) is room:
            self._rooms.pop(room.id, None)

    async def _wake(self) -> None:
        """Interrupt the reader, so that it takes the new room along."""
        self._opened.set()
        await self._valkey.xadd(self._wake_key, {"w": "1"}, maxlen=1)
        await self._valkey.expire(self._wake_key, 3600)

    # Talk's steps read the rooms in which they come one soon after the other, in the same trip

    def lead(self, rooms: Iterable[str]) -> dict[str, str]:
        """Of the rooms that a step is about to append to: those that it reads, too, from which place on."""
        now = asyncio.get_running_loop().time()
        places = {}
        for room in filter(None, map(self._rooms.get, rooms)):
            if now - room.stepped < LEAD_S:
                room.led_until = now + LEAD_S
                places[room.id] = room.memory.cursor
            room.stepped = now
        return places

    def follow(self, places: Mapping[str, str], found: Iterable[list[Row]]) -> None:
        """A pass over what a step has read from those places on."""
        begun = asyncio.get_running_loop().time()
        came = 0
        for (room_id, place), rows in zip(places.items(), found, strict=True):
            room = self._rooms.get(room_id)
            if room is None or room.memory.is_behind(place):  # its log began anew meanwhile
                continue
            if len(rows) >= BATCH:
                room.led_until = begun  # the reader brings the rest
            came += self._bring(room, rows)
        if came:
            self.pace.passed(begun)

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            now, rooms = loop.time(), list(self._rooms.values())
            streams: dict[str, str] = {
                log_key(room.id): room.memory.cursor for room in rooms if room.led_until <= now
            }
            led_s = min((room.led_until - now for room in rooms if room.led_until > now), default=0)
            if led_s and not streams:
                await self._await_room(led_s)
                continue
            streams[self._wake_key] = self._wake_cursor
            block = ceil(led_s * 1000) or BLOCK_MS
            try:
                found = await self._reader.xread(streams, count=BATCH, block=block)
            except ValkeyError as error:
                log.warning("room read failed", error=type(error).__name__)
                await asyncio.sleep(0.2)
                continue
            begun = loop.time()
            came = sum(self._deliver(key.decode(), rows) for key, rows in found or ())
            if came:
                # what waits in the log is not counted: there is enough where there was enough, or silence
                is_enough = came >= ENOUGH or self.pace.was_quiet(begun)
                self.pace.passed(begun)
                await asyncio.sleep(self.pace.rest_s(is_enough=is_enough))

    async def _await_room(self, within_s: float) -> None:
        """Talk's steps bring all there is: Valkey is not asked until one has stopped or a room is opened."""
        self._opened.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._opened.wait()

    def _deliver(self, key: str, rows: list[Row]) -> int:
        """How much there was for viewers."""
        if key == self._wake_key:
            self._wake_cursor = rows[-1][0].decode()
            return 0
        room = self._rooms.get(key.split(":")[1])
        return 0 if room is None else self._bring(room, rows)

    def _bring(self, room: Room, rows: list[Row]) -> int:
        # A read that was under way before the room was left and opened anew brings older ones, and the
        # reader and a step may both have read the same.
        fresh = room.memory.take(rows)
        if fresh:
            room.frames.clear()
            room.tell(events_news(room.id, fresh))
        return len(fresh)

    async def _report_presence(self) -> None:
        while True:
            await asyncio.sleep(PRESENCE_EVERY_S)
            for room in tuple(self._rooms.values()):
                self._drop_if_empty(room)  # whoever it was opened for has gone
            rooms = list(self._rooms.values())
            gone = self._reported - {room.id for room in rooms}
            self._reported |= {room.id for room in rooms}
            try:
                await self._share(rooms, gone)
            except ValkeyError as error:
                log.warning("presence not reported", error=type(error).__name__)
                continue
            self._reported -= gone

    async def _share(self, rooms: list[Room], gone: set[str]) -> None:
        """Report our share of each room, and hear the sum over all gateways, in one round trip."""
        if not rooms and not gone:
            return
        newcomers = {room.id: tuple(room.newcomers) for room in rooms if room.newcomers}
        if newcomers:
            await note_viewers(self._valkey, newcomers)
        for room in rooms:
            room.newcomers.difference_update(newcomers.get(room.id, ()))
        ours = [Counter(room.reactions) for room in rooms]
        shares = [
            part
            for room, counts in zip(rooms, ours, strict=True)
            for part in (
                str(len(room.viewers)),
                " ".join(f"{kind} {count}" for kind, count in counts.items()),
            )
        ]
        told: list[tuple[int, list[bytes], bytes, bytes, int]] = await self._report(
            keys=[
                key(room_id)
                for room_id in (*(room.id for room in rooms), *gone)
                for key in (
                    viewers_key,
                    minutes_key,
                    sums_key,
                    epoch_key,
                    reactions_key,
                    log_key,
                )
            ],
            args=[self._gateway, LEASE_S, KEPT_S, *shares, *("" for _ in gone for _ in range(2))],
        )
        for room, counts, answer in zip(rooms, ours, told, strict=False):
            viewers, reactions, epoch, end, added = answer
            room.reactions -= counts
            memory = room.memory
            is_short = end.decode() == memory.cursor and added != memory.added
            if epoch.decode() != memory.epoch or is_short:
                await self._begin_anew(room)
            if viewers != room.count:
                room.count = viewers
                room.frames.clear()
                room.tell(viewers_news(room.id, viewers))
            _tell_reactions(room, reactions)


def _tell_reactions(room: Room, flat: list[bytes]) -> None:
    kinds = (kind.decode() for kind in flat[::2])
    now = Counter(dict(zip(kinds, map(int, flat[1::2]), strict=True)))
    fresh, room.memory.reactions = now - room.memory.reactions, now
    if fresh:
        room.frames.clear()
        room.tell(reactions_news(room.id, fresh, now.total()))
