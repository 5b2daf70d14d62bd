"""The rooms of this gateway: one blocking read over all of them, one frame per room and pass.

Invariants
- A room without viewers here costs nothing here.
- Everyone in a room gets the same entries in log order; who joins gets history first and then what
  came meanwhile, nothing twice and nothing left out.
- A viewer who reads too slowly never slows others.
- The viewer count is the sum of what live gateways report; a dead gateway's share expires.
- Who is in a room when its log begins anew is told of a gap, like who comes back to it.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Protocol

from nightmarket_gateway.rooms.ids import Entry, EntryId, entry_id
from nightmarket_gateway.rooms.log import RoomLog, epoch_key, log_key, read_entry
from nightmarket_gateway.rooms.minutes import (
    KEPT_S,
    REPORT,
    minutes_key,
    note_viewer,
    sums_key,
    viewers_key,
)
from nightmarket_gateway.rooms.wire import News, events_news, joined_frame, viewers_news
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.valkey import RawValkey, ValkeyError

log = get_logger(__name__)
BLOCK_MS: Final = 5000
BATCH: Final = 500
JOINS_AT_ONCE: Final = 16
PRESENCE_EVERY_S: Final = 1.0
LEASE_S: Final = 5


class Viewer(Protocol):
    """None of it waits."""

    def deliver(self, news: News) -> None:
        """What the whole room is sent."""

    def restart(self, room: str, frame: bytes) -> None:
        """A `joined`: from here on, whatever was before."""


@dataclass(slots=True)
class Room:
    """`ahead` are viewers whose history held more than the reader has brought, with their last id."""

    id: str
    epoch: str
    cursor: str
    viewers: "set[Viewer]" = field(default_factory=set)
    ahead: "dict[Viewer, EntryId]" = field(default_factory=dict)
    joining: "dict[Viewer, list[Entry]]" = field(default_factory=dict)
    count: int = -1

    @property
    def present(self) -> "list[Viewer]":
        return [*self.viewers, *self.ahead]

    @property
    def is_empty(self) -> bool:
        return not self.viewers and not self.ahead and not self.joining


class Hub:
    """A component. `reader` must allow blocking reads longer than BLOCK_MS."""

    name = "rooms"

    def __init__(self, *, log_: RoomLog, valkey: RawValkey, reader: RawValkey) -> None:
        self._log = log_
        self._valkey = valkey
        self._reader = reader
        self._rooms: dict[str, Room] = {}
        self._turns = asyncio.Semaphore(JOINS_AT_ONCE)
        self._report = valkey.register_script(REPORT)
        self._gateway = new_id()
        self._wake_key = f"gateway:{self._gateway}:wake"
        self._wake_cursor = "0-0"
        self._tasks: list[asyncio.Task[None]] = []
        self._reported: set[str] = set()  # rooms that have a share of ours

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

    async def join(
        self, room_id: str, viewer: Viewer, *, after: str, epoch: str = "", who: str = ""
    ) -> None:
        """Send `joined` with history (or what came after `after`), then everything that follows.

        `epoch` is the one that `after` is from, "" when the viewer does not know it. `who` is counted
        among the unique viewers, "" is nobody.

        Nothing is sent to who left meanwhile. A crowd that comes at once is let in by turns, or it would
        take all of the connections to Valkey.
        """
        async with self._turns:
            await self._let_in(room_id, viewer, after=after, epoch=epoch, who=who)

    async def _let_in(
        self, room_id: str, viewer: Viewer, *, after: str, epoch: str, who: str
    ) -> None:
        room = self._rooms.get(room_id)
        if room is None:
            now, cursor = await self._log.epoch(room_id), await self._log.last_id(room_id)
            room = self._rooms.setdefault(room_id, Room(id=room_id, epoch=now, cursor=cursor))
        room.joining[viewer] = []
        try:
            await self._wake()
            if (now := await self._log.epoch(room_id)) != room.epoch:
                await self._begin_anew(room, now)
            is_foreign = epoch not in {"", now}
            if who:
                await note_viewer(self._valkey, room_id, who)
            state = await self._log.state(room_id)
            history = await (
                self._log.after(room_id, after)
                if after and not is_foreign
                else self._log.history(room_id)
            )
        except BaseException:
            room.joining.pop(viewer, None)
            self._drop_if_empty(room)
            raise
        # From here to the end nothing is awaited: nothing can come in between.
        meanwhile = room.joining.pop(viewer, None)
        if meanwhile is None:
            return
        newest = history.entries[-1].id if history.entries else "" if is_foreign else after
        newest = newest or "0-0"
        fresh = [entry for entry in meanwhile if entry_id(entry.id) > entry_id(newest)]
        entries = [*history.entries, *fresh]
        last_id = max(newest, room.cursor, key=entry_id)
        viewer.restart(
            room_id,
            joined_frame(
                room_id,
                entries,
                state,
                epoch=now,
                last_id=last_id,
                has_gap=history.has_gap or is_foreign,
                viewers=max(room.count, 0),
            ),
        )
        if last_id == room.cursor:
            room.viewers.add(viewer)
        else:
            room.ahead[viewer] = entry_id(last_id)

    async def _begin_anew(self, room: Room, epoch: str) -> None:
        """The log's data was lost, and with it what nobody here has read yet: tell who is here."""
        log.warning("room log began anew", room=room.id)
        state, last_id = await self._log.state(room.id), await self._log.last_id(room.id)
        if epoch == room.epoch:
            return  # somebody else was faster
        room.epoch = epoch
        room.cursor = min(room.cursor, last_id, key=entry_id)
        frame = joined_frame(
            room.id,
            (),
            state,
            epoch=epoch,
            last_id=room.cursor,
            has_gap=True,
            viewers=max(room.count, 0),
        )
        room.viewers.update(room.ahead)
        room.ahead.clear()
        for viewer in tuple(room.viewers):
            viewer.restart(room.id, frame)
        await self._wake()

    def leave(self, room_id: str, viewer: Viewer) -> None:
        room = self._rooms.get(room_id)
        if room is not None:
            room.viewers.discard(viewer)
            room.ahead.pop(viewer, None)
            room.joining.pop(viewer, None)
            self._drop_if_empty(room)

    def _drop_if_empty(self, room: Room) -> None:
        if room.is_empty and self._rooms.get(room.id) is room:
            self._rooms.pop(room.id, None)

    async def _wake(self) -> None:
        """Interrupt the blocking read, so that it takes the new room along."""
        await self._valkey.xadd(self._wake_key, {"w": "1"}, maxlen=1)
        await self._valkey.expire(self._wake_key, 3600)

    async def _read(self) -> None:
        while True:
            streams: dict[str, str] = {
                log_key(room.id): room.cursor for room in self._rooms.values()
            }
            streams[self._wake_key] = self._wake_cursor
            try:
                found = await self._reader.xread(streams, count=BATCH, block=BLOCK_MS)
            except ValkeyError as error:
                log.warning("room read failed", error=type(error).__name__)
                await asyncio.sleep(0.2)
                continue
            for key, rows in found or ():
                self._deliver(key.decode(), rows)

    def _deliver(self, key: str, rows: list[tuple[bytes, dict[bytes, bytes]]]) -> None:
        last = rows[-1][0].decode()
        if key == self._wake_key:
            self._wake_cursor = last
            return
        room = self._rooms.get(key.split(":")[1])
        if room is None:
            return  # the last viewer left meanwhile
        # A read that was under way before the room was left and joined anew brings older ones.
        known = entry_id(room.cursor)
        entries = [
            read_entry(raw, fields) for raw, fields in rows if entry_id(raw.decode()) > known
        ]
        if not entries:
            return
        room.cursor = last
        for waiting in room.joining.values():
            waiting.extend(entries)
        if room.viewers:
            news = events_news(room.id, entries)
            for viewer in tuple(room.viewers):
                viewer.deliver(news)
        if room.ahead:
            _catch_up(room, entries)

    async def _report_presence(self) -> None:
        while True:
            await asyncio.sleep(PRESENCE_EVERY_S)
            rooms = list(self._rooms.values())
            gone = self._reported - {room.id for room in rooms}
            self._reported |= {room.id for room in rooms}
            try:
                told = await self._share(rooms, gone)
                for room, (_, epoch) in zip(rooms, told, strict=True):
                    if epoch != room.epoch:
                        await self._begin_anew(room, epoch or await self._log.epoch(room.id))
            except ValkeyError as error:
                log.warning("presence not reported", error=type(error).__name__)
                continue
            self._reported -= gone
            for room, (count, _) in zip(rooms, told, strict=True):
                if count != room.count:
                    room.count = count
                    news = viewers_news(room.id, count)
                    for viewer in room.present:
                        viewer.deliver(news)

    async def _share(self, rooms: list[Room], gone: set[str]) -> list[tuple[int, str]]:
        """Report our share of each room; its viewers over all gateways and its epoch, in one round trip."""
        shares = [str(len(room.viewers) + len(room.ahead)) for room in rooms]
        told: list[tuple[int, bytes]] = await self._report(
            keys=[
                key(room_id)
                for room_id in (*(room.id for room in rooms), *gone)
                for key in (viewers_key, minutes_key, sums_key, epoch_key)
            ],
            args=[self._gateway, LEASE_S, KEPT_S, *shares, *("" for _ in gone)],
        )
        return [(count, epoch.decode()) for count, epoch in told[: len(rooms)]]


def _catch_up(room: Room, entries: list[Entry]) -> None:
    """Send those who are ahead of the reader only what they have not seen; then they are like all."""
    for viewer, seen in tuple(room.ahead.items()):
        fresh = [entry for entry in entries if entry_id(entry.id) > seen]
        if fresh:
            viewer.deliver(events_news(room.id, fresh))
        if entry_id(room.cursor) >= seen:
            del room.ahead[viewer]
            room.viewers.add(viewer)
