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
"""

from dataclasses import dataclass
from typing import Final

from nightmarket_gateway.rooms.deletions import (
    Deletions,
    deleted_key,
    of_message,
    of_person,
)
from nightmarket_gateway.rooms.ids import START, Entry, EntryId, entry_id
from nightmarket_gateway.rooms.minutes import minutes_key, sums_key
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.valkey import RawValkey, ValkeyResponseError

LOG_LENGTH: Final = 5000
LIFE_MS: Final = 7 * 24 * 3600 * 1000
DEDUPE_MS: Final = 24 * 3600 * 1000
HISTORY: Final = 50
RESUME: Final = 1000

# KEYS log, state, dedupe, minutes, sums, epoch. ARGV entry, field, value, sequence, length, life, dedupe life,
# life of samples ("" for what is not counted), what it is the newest value of.
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
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[5], '*', 'e', ARGV[1], 'f', ARGV[9])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
redis.call('PEXPIRE', KEYS[6], ARGV[6])
redis.call('SET', KEYS[3], id, 'PX', ARGV[7])
if ARGV[8] ~= '' then
  redis.call('HINCRBY', KEYS[4], 'c:' .. math.floor(string.match(id, '^%d+') / 60000), 1)
  redis.call('HINCRBY', KEYS[5], 'chat', 1)
  redis.call('EXPIRE', KEYS[4], ARGV[8])
  redis.call('EXPIRE', KEYS[5], ARGV[8])
end
return id
"""

# KEYS epoch, log, state. ARGV the epoch if there is none, life. What is visited lives on together:
# an epoch that outlived its log would vouch for entries that are gone.
EPOCH: Final = """
redis.call('SET', KEYS[1], ARGV[1], 'NX')
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
return redis.call('GET', KEYS[1])
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
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], '*', 'e', ARGV[1], 'f', ARGV[7])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[4], ARGV[5])
redis.call('SET', KEYS[3], id, 'PX', ARGV[6])
return id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    entries: list[Entry]
    has_gap: bool


def log_key(room: str) -> str:
    return f"room:{room}:log"


def epoch_key(room: str) -> str:
    return f"room:{room}:epoch"


def state_key(room: str) -> str:
    return f"room:{room}:state"


def read_entry(raw_id: bytes, fields: dict[bytes, bytes]) -> Entry:
    text = raw_id.decode()
    return Entry(
        id=text,
        body=b'{"id":"' + raw_id + b'",' + fields[b"e"][1:],
        field=fields.get(b"f", b"").decode(),
    )


class RoomLog:
    """`valkey` must not decode: entries pass through as bytes."""

    def __init__(self, valkey: RawValkey) -> None:
        self._valkey = valkey
        self._append = valkey.register_script(APPEND)
        self._epoch = valkey.register_script(EPOCH)
        self._delete = valkey.register_script(DELETE)

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
                f"room:{room}:once:{dedupe}",
                minutes_key(room),
                sums_key(room),
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
                "",
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
            keys=[log_key(room), deleted_key(room), f"room:{room}:once:{dedupe}", epoch_key(room)],
            args=[
                entry,
                deletion,
                gone,
                LOG_LENGTH,
                LIFE_MS,
                DEDUPE_MS,
                f"deleted:{deletion}",
            ],
        )
        return bytes(made).decode()

    async def find(self, room: str, id_: str) -> Entry | None:
        """The entry with that id, also when it was taken away."""
        found = await self._valkey.xrange(log_key(room), min=id_, max=id_, count=1)
        return read_entry(*found[0]) if found else None

    async def _deletions(self, room: str) -> Deletions:
        """Read before the log: what is deleted in between comes as an entry of its own."""
        return Deletions.read(await self._valkey.hgetall(deleted_key(room)))

    async def epoch(self, room: str) -> str:
        """The log's epoch; it begins one where there is none."""
        keys = [epoch_key(room), log_key(room), state_key(room)]
        return bytes(await self._epoch(keys=keys, args=[new_id(), LIFE_MS])).decode()

    async def last_id(self, room: str) -> str:
        found = await self._valkey.xrevrange(log_key(room), count=1)
        return found[0][0].decode() if found else "0-0"

    async def history(self, room: str) -> History:
        """The newest entries, oldest first."""
        deletions = await self._deletions(room)
        found = await self._valkey.xrevrange(log_key(room), count=HISTORY)
        entries = [read_entry(raw, fields) for raw, fields in reversed(found)]
        return History(entries=deletions.left(entries), has_gap=False)

    async def after(self, room: str, last_seen: str) -> History:
        """What came after `last_seen`; with a gap when the log no longer holds all of it."""
        deletions = await self._deletions(room)
        found = await self._valkey.xrange(log_key(room), min=f"({last_seen}", count=RESUME)
        # Asked last: what is trimmed in between shows as a gap, not as nothing.
        is_whole = await self._reaches_back(room, entry_id(last_seen))
        entries = [read_entry(raw, fields) for raw, fields in found]
        is_cut = len(entries) == RESUME
        if is_cut:
            entries = (await self.history(room)).entries
        return History(entries=deletions.left(entries), has_gap=is_cut or not is_whole)

    async def _reaches_back(self, room: str, seen: EntryId) -> bool:
        """Whether nothing that came after `seen` has left the log."""
        try:
            log = await self._valkey.xinfo_stream(log_key(room))
        except ValkeyResponseError:  # no such key
            return seen == START
        if entry_id(log["last-generated-id"].decode()) < seen:
            return False  # it is from a log that is gone
        if seen == START:
            return int(log["entries-added"]) == int(log["length"])
        oldest = log["first-entry"]
        return oldest is not None and entry_id(oldest[0].decode()) <= seen

    async def state(self, room: str) -> dict[str, bytes]:
        """Latest values by field: status, pin, stock:<variant>."""
        found: dict[bytes, bytes] = await self._valkey.hgetall(state_key(room))
        return {
            name.decode(): value for name, value in found.items() if not name.startswith(b"seq:")
        }


def join_objects(objects: list[bytes]) -> bytes:
    return b"[" + b",".join(objects) + b"]"
