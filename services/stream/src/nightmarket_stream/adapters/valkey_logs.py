"""The rooms' logs in Valkey, which the gateways write and we read as a consumer group.

`chat:rooms` names the rooms in which somebody spoke: the script that appends the first message of a
minute puts its room there, in the same step, and `TAKE` takes a room out that is read to its end and
quiet for much longer than that, in one step, too. So no room is missed, and no others are looked at.
Index, logs and group share one fate: Valkey's.

`TAKE` reads a log together with its epoch, so that an entry is never kept under another log's epoch.
What is new wakes us by one blocking read over all rooms; every few seconds all of them are looked at.
What a process that died had taken is given out again with what comes next.

`chat:archived` says when we last had everything; while that is some seconds ago the gateways let the
logs grow to ten times their length, so that nothing is trimmed before we had it.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final

from opentelemetry import metrics

from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.valkey import RawValkey, ValkeyError
from nightmarket_stream.adapters.room_entries import read_batch
from nightmarket_stream.application.archive_ports import Batch
from nightmarket_stream.domain.errors import RoomLogsUnavailable

log = get_logger(__name__)
GROUP: Final = "archive"
ROOMS: Final = "chat:rooms"
ARCHIVED: Final = "chat:archived"
BLOCK_MS: Final = 1000
SWEEP_S: Final = 5.0
DEAD_MS: Final = 2_000  # taken so long ago, it is given out again: twice does no harm, late might
QUIET_MS: Final = 3600 * 1000
OF_ROOM: Final = 500
AT_ONCE: Final = 5000

# KEYS log, epoch, rooms. ARGV room, group, consumer, count, idle time, epoch if there is none, quiet
# time.
TAKE: Final = """
local log, group, consumer = KEYS[1], ARGV[2], ARGV[3]
if redis.call('EXISTS', log) == 0 then
  redis.call('SREM', KEYS[3], ARGV[1])
  return false
end
local life = redis.call('PTTL', log)
if redis.call('SET', KEYS[2], ARGV[6], 'NX') and life > 0 then redis.call('PEXPIRE', KEYS[2], life) end
local epoch = redis.call('GET', KEYS[2])
if redis.pcall('XPENDING', log, group).err then redis.call('XGROUP', 'CREATE', log, group, '0') end
local missed = 0
if redis.call('XLEN', log) >= tonumber(ARGV[4]) then
  local stream, mine = {}, {}
  local info = redis.call('XINFO', 'STREAM', log)
  for i = 1, #info, 2 do stream[info[i]] = info[i + 1] end
  for _, one in ipairs(redis.call('XINFO', 'GROUPS', log)) do
    local fields = {}
    for i = 1, #one, 2 do fields[one[i]] = one[i + 1] end
    if fields['name'] == group then mine = fields end
  end
  if mine['entries-read'] then
    missed = math.max(0, stream['entries-added'] - stream['length'] - mine['entries-read'])
  end
end
local claimed = redis.call('XAUTOCLAIM', log, group, consumer, ARGV[5], '0-0', 'COUNT', ARGV[4])
local entries = claimed[2]
missed = missed + #claimed[3]
local is_all = #entries < tonumber(ARGV[4])
if is_all then
  local read = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', ARGV[4], 'STREAMS', log, '>')
  if read then
    for _, one in ipairs(read[1][2]) do entries[#entries + 1] = one end
    is_all = #read[1][2] < tonumber(ARGV[4])
  end
end
local last = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1][1]
if #entries == 0 and redis.call('XPENDING', log, group)[1] == 0 then
  local now = redis.call('TIME')
  if now[1] * 1000 - string.match(last, '^%d+') > tonumber(ARGV[7]) then
    redis.call('SREM', KEYS[3], ARGV[1])
  end
end
return {epoch, entries, last, is_all and 1 or 0, missed}
"""

# KEYS when everything was read; in Valkey's time, as those who ask.
CAUGHT_UP: Final = "redis.call('SET', KEYS[1], redis.call('TIME')[1])"


class ValkeyRoomLogs:
    """`valkey` and `reader` must not decode; `reader` must not time out within a second."""

    def __init__(
        self,
        valkey: RawValkey,
        reader: RawValkey,
        *,
        dead_ms: int = DEAD_MS,
        sweep_s: float = SWEEP_S,
        quiet_ms: int = QUIET_MS,
    ) -> None:
        self._valkey = valkey
        self._reader = reader
        self._take = valkey.register_script(TAKE)
        self._caught_up = valkey.register_script(CAUGHT_UP)
        self._dead_ms = dead_ms
        self._sweep_s = sweep_s
        self._quiet_ms = quiet_ms
        self._consumer = new_id()
        self._seen: dict[str, bytes] = {}
        self._behind: set[str] = set()
        self._sweep_at = 0.0
        self._missed = metrics.get_meter("nightmarket").create_counter(
            "chat.archive.missed", description="entries that a log had trimmed before we read them"
        )

    async def next(self) -> list[Batch]:
        try:
            batches = await self._next()
            if not self._behind:
                await self._caught_up(keys=[ARCHIVED], args=[])
        except (ValkeyError, OSError) as error:
            raise RoomLogsUnavailable from error
        return batches

    async def settle(self, batches: Sequence[Batch]) -> None:
        """A room whose log is gone in the meantime has nothing to settle."""
        try:
            async with self._valkey.pipeline(transaction=False) as pipe:
                for batch in batches:
                    pipe.xack(_log_key(batch.show_id), GROUP, *batch.ids)
                await pipe.execute()
        except (ValkeyError, OSError) as error:
            raise RoomLogsUnavailable from error

    async def _next(self) -> list[Batch]:
        found: set[bytes] = await self._valkey.smembers(ROOMS)
        rooms = {room.decode() for room in found}
        self._seen = {room: id_ for room, id_ in self._seen.items() if room in rooms}
        if time.monotonic() >= self._sweep_at:
            self._sweep_at = time.monotonic() + self._sweep_s
            due = rooms
        else:
            due = (rooms - self._seen.keys()) | (self._behind & rooms) or await self._wait()
        batches: list[Batch] = []
        count = 0
        for room in sorted(due):
            if count >= AT_ONCE:
                self._behind.add(room)
                continue
            batch = await self._take_of(room)
            if batch is not None:
                batches.append(batch)
                count += len(batch.ids)
        return batches

    async def _wait(self) -> set[str]:
        """The rooms in which something is new; within a second, also when nothing is."""
        if not self._seen:
            await asyncio.sleep(BLOCK_MS / 1000)
            return set()
        streams = {_log_key(room): id_ for room, id_ in self._seen.items()}
        found: list[Any] = await self._reader.xread(streams, count=1, block=BLOCK_MS)
        return {_room_of(key) for key, _ in found or ()}

    async def _take_of(self, room: str) -> Batch | None:
        answer = await self._take(
            keys=[_log_key(room), f"room:{room}:epoch", ROOMS],
            args=[
                room,
                GROUP,
                self._consumer,
                OF_ROOM,
                self._dead_ms,
                new_id(),
                self._quiet_ms,
            ],
        )
        if answer is None:
            self._seen.pop(room, None)
            return None
        epoch, entries, last, is_all, missed = answer
        self._seen[room] = last
        if is_all:
            self._behind.discard(room)
        else:
            self._behind.add(room)
        if missed:
            self._missed.add(missed)
            log.error("chat is missing in the archive", show_id=room, entries=missed)
        # what was trimmed while it was pending has no fields
        return read_batch(room, epoch.decode(), [one for one in entries if one and one[1]])


def _log_key(room: str) -> str:
    return f"room:{room}:log"


def _room_of(key: bytes) -> str:
    return key.decode().removeprefix("room:").removesuffix(":log")
