"""The room log: one Valkey stream per room holds everything the room must see, in one order.

Invariants
- The stream's id is the order, the same for everyone, and the place to resume from.
- One dedupe key, one entry: a repeated event or chat message gives the first one's id back.
- State (status, pin, stock) has its latest value in a hash beside the log; what is older by its
  sequence never replaces what is newer. Log, state and dedupe change in one step.
- Logs are trimmed by length; a reader older than the oldest entry is told that there is a gap.
- A log has an epoch. When the data is lost, the log that begins anew has another one: ids of two
  epochs do not compare, so who resumes in another epoch is told of a gap, whatever the ids say.
- What was deleted stays in the log and is left out when the log is read to somebody, so that it can
  come back and that no place in the log goes missing: a resume over it has no gap.

Chat is appended by rooms/talk.py, in the step that lets it in.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from nightmarket_gateway.rooms.deletions import (
    FIELD,
    Deletions,
    deleted_key,
    of_message,
    of_person,
)
from nightmarket_gateway.rooms.ids import Entry, entry_id
from nightmarket_gateway.rooms.memory import RESUME, Memory, read_entry
from nightmarket_gateway.rooms.minutes import reactions_key
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.valkey import RawValkey

LOG_LENGTH: Final = 5000
LIFE_MS: Final = 7 * 24 * 3600 * 1000
DEDUPE_MS: Final = 24 * 3600 * 1000

# How long a log may be: ten times as long while stream's archive or the claims are behind, or they would miss
# what was said. `chat:archived` and `claims:read` are when they last had everything; where there is none,
# there is nobody to wait for.
LENGTH: Final = """
local function length_of(most)
  for _, at in ipairs(redis.call('MGET', 'chat:archived', 'claims:read')) do
    if at and redis.call('TIME')[1] - at > 2 then return most * 10 end
  end
  return most
end
"""

# KEYS log, state, dedupe, epoch. ARGV entry, field, value, sequence, length, life, dedupe life, what it is
# the newest value of.
APPEND: Final = """
local before = redis.call('GET', KEYS[3])
if before then return before end
if ARGV[2] ~= '' then
  local seen = redis.call('HGET', KEYS[2], 'seq:' .. ARGV[2])
  if seen and tonumber(seen) >= tonumber(ARGV[4]) then
    redis.call('SET', KEYS[3], '', 'PX', ARGV[7])
    return ''
  end
  redis.call('HSET', KEYS[2], ARGV[2], ARGV[3], 'seq:' .. ARGV[2], ARGV[4])
  redis.call('PEXPIRE', KEYS[2], ARGV[6])
end
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', length_of(ARGV[5]), '*', 'e', ARGV[1], 'f', ARGV[8])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
redis.call('PEXPIRE', KEYS[4], ARGV[6])
redis.call('SET', KEYS[3], id, 'PX', ARGV[7])
return id
"""

# KEYS epoch, log, state, deletions, reactions. ARGV the epoch if there is none, life, how much of the log. What is
# visited lives on together: an epoch that outlived its log would vouch for entries that are gone.
# Answers epoch, state, deletions, reactions, newest entries first, how long the log is and ever was, its end.
OPEN: Final = """
redis.call('SET', KEYS[1], ARGV[1], 'NX')
for n = 1, 3 do redis.call('PEXPIRE', KEYS[n], ARGV[2]) end
local log = {length = 0}
if redis.call('EXISTS', KEYS[2]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[2])
  for n = 1, #info, 2 do log[info[n]] = info[n + 1] end
end
return {
  redis.call('GET', KEYS[1]),
  redis.call('HGETALL', KEYS[3]),
  redis.call('HGETALL', KEYS[4]),
  redis.call('HGETALL', KEYS[5]),
  redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', ARGV[3]),
  log['length'],
  log['entries-added'] or 0,
  log['last-generated-id'] or '0-0',
}
"""

# KEYS log, deletions, dedupe, epoch. ARGV entry, the deletion's id, what is gone ("" when it comes back),
# length, life, dedupe life, what the entry is the newest value of.
DELETE: Final = """
local before = redis.call('GET', KEYS[3])
if before then return before end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[2], ARGV[2])
else
  local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
  redis.call('HSET', KEYS[2], ARGV[2], ARGV[3] .. ' ' .. (last[1] and last[1][1] or '0-0'))
  redis.call('PEXPIRE', KEYS[2], ARGV[5])
end
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', length_of(ARGV[4]), '*', 'e', ARGV[1], 'f', ARGV[7])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[4], ARGV[5])
redis.call('SET', KEYS[3], id, 'PX', ARGV[6])
return id
"""


def log_key(room: str) -> str:
    return f"room:{room}:log"


def epoch_key(room: str) -> str:
    return f"room:{room}:epoch"


def state_key(room: str) -> str:
    return f"room:{room}:state"


def once_key(room: str, dedupe: str) -> str:
    return f"room:{room}:once:{dedupe}"


class RoomLog:
    """`valkey` must not decode: entries pass through as bytes."""

    def __init__(self, valkey: RawValkey) -> None:
        self._valkey = valkey
        self._append = valkey.register_script(LENGTH + APPEND)
        self._open = valkey.register_script(OPEN)
        self._delete = valkey.register_script(LENGTH + DELETE)

    async def append(
        self,
        room: str,
        entry: bytes,
        *,
        dedupe: str,
        state_field: str = "",
        state_value: bytes = b"",
        sequence: int = 0,
        state_of: str = "",
    ) -> str:
        """The entry's id, or "" when newer state was there already.

        `state_of` names a thing whose state is kept for itself: it orders what comes, and is in
        nobody's `state`.
        """
        made = await self._append(
            keys=[
                log_key(room),
                f"{state_key(room)}:{state_of}" if state_of else state_key(room),
                once_key(room, dedupe),
                epoch_key(room),
            ],
            args=[
                entry,
                state_field,
                state_value,
                sequence,
                LOG_LENGTH,
                LIFE_MS,
                DEDUPE_MS,
                f"{state_field}:{state_of}" if state_of else state_field,
            ],
        )
        return bytes(made).decode()

    async def delete(
        self,
        room: str,
        deletion: str,
        entry: bytes,
        *,
        message_id: str = "",
        user_id: str = "",
        dedupe: str,
    ) -> str:
        """Take one message away, or all that a person has said until now; the entry's id."""
        gone = of_message(message_id) if message_id else of_person(user_id)
        return await self._change_deletion(room, deletion, entry, gone=gone, dedupe=dedupe)

    async def restore(self, room: str, deletion: str, entry: bytes, *, dedupe: str) -> str:
        """What that deletion took away is there again."""
        return await self._change_deletion(room, deletion, entry, gone="", dedupe=dedupe)

    async def _change_deletion(
        self, room: str, deletion: str, entry: bytes, *, gone: str, dedupe: str
    ) -> str:
        made = await self._delete(
            keys=[log_key(room), deleted_key(room), once_key(room, dedupe), epoch_key(room)],
            args=[
                entry,
                deletion,
                gone,
                LOG_LENGTH,
                LIFE_MS,
                DEDUPE_MS,
                f"{FIELD}{deletion}",
            ],
        )
        return bytes(made).decode()

    async def find(self, room: str, id_: str) -> Entry | None:
        """The entry with that id, also when it was taken away."""
        found = await self._valkey.xrange(log_key(room), min=id_, max=id_, count=1)
        return read_entry(*found[0]) if found else None

    async def last_id(self, room: str) -> str:
        found = await self._valkey.xrevrange(log_key(room), count=1)
        return found[0][0].decode() if found else "0-0"

    async def open(self, room: str) -> Memory:
        """The room as it is now, all of one moment; it begins an epoch where there is none."""
        epoch, state, deleted, reactions, rows, length, added, end = await self._open(
            keys=[
                epoch_key(room),
                log_key(room),
                state_key(room),
                deleted_key(room),
                reactions_key(room),
            ],
            args=[new_id(), LIFE_MS, RESUME],
        )
        memory = Memory(
            epoch=epoch.decode(),
            cursor=end.decode(),
            state={
                name.decode(): value
                for name, value in pairs(state).items()
                if not name.startswith(b"seq:")
            },
            deletions=Deletions.read(pairs(deleted)),
            reactions=Counter(
                {kind.decode(): int(count) for kind, count in pairs(reactions).items()}
            ),
        )
        memory.entries.extend(read_entry(raw, pairs(fields)) for raw, fields in reversed(rows))
        memory.floor = entry_id(memory.entries[0].id if memory.entries else end.decode())
        memory.added = added
        memory.is_whole = len(memory.entries) == length == added
        return memory


def pairs(flat: Iterable[bytes]) -> dict[bytes, bytes]:
    parts = iter(flat)
    return dict(zip(parts, parts, strict=True))
