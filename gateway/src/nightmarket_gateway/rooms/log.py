"""The room log: one Valkey stream per room holds everything the room must see, in one order.

Invariants
- The stream's id is the order, the same for everyone, and the place to resume from.
- One dedupe key, one entry: a repeated event or chat message gives the first one's id back.
- State (status, pin, stock) has its latest value in a hash beside the log; what is older by its
  sequence never replaces what is newer. Log, state and dedupe change in one step.
- Logs are trimmed by length; a reader older than the oldest entry is told that there is a gap.
- A log has an epoch. When the data is lost, the log that begins anew has another one: ids of two
  epochs do not compare, so who resumes in another epoch is told of a gap, whatever the ids say.
"""

import re
from dataclasses import dataclass
from typing import Final

from nightmarket_gateway.rooms.minutes import KEPT_S, minutes_key, sums_key
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

EntryId = tuple[int, int]
START: Final[EntryId] = (0, 0)  # before the first entry
_ID: Final = re.compile(r"([0-9]{1,20})(?:-([0-9]{1,20}))?\Z")
_MAX_PART: Final = 2**64 - 1


def entry_id(text: str) -> EntryId:
    """An id as it is ordered; ValueError when it is none."""
    found = _ID.match(text)
    if found is None:
        raise ValueError("not an id")
    milliseconds, number = int(found[1]), int(found[2] or 0)
    if max(milliseconds, number) > _MAX_PART:
        raise ValueError("not an id")
    return milliseconds, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`body` is a JSON object that begins with its id. `field` names what it is the newest value of,
    and is empty for a line of the talk.
    """

    id: str
    body: bytes
    field: str = ""


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
        is_chat: bool = False,
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
                KEPT_S if is_chat else "",
                f"{state_field}:{state_of}" if state_of else state_field,
            ],
        )
        return bytes(made).decode()

    async def epoch(self, room: str) -> str:
        """The log's epoch; it begins one where there is none."""
        keys = [epoch_key(room), log_key(room), state_key(room)]
        return bytes(await self._epoch(keys=keys, args=[new_id(), LIFE_MS])).decode()

    async def last_id(self, room: str) -> str:
        found = await self._valkey.xrevrange(log_key(room), count=1)
        return found[0][0].decode() if found else "0-0"

    async def history(self, room: str) -> History:
        """The newest entries, oldest first."""
        found = await self._valkey.xrevrange(log_key(room), count=HISTORY)
        return History(
            entries=[read_entry(raw, fields) for raw, fields in reversed(found)], has_gap=False
        )

    async def after(self, room: str, last_seen: str) -> History:
        """What came after `last_seen`; with a gap when the log no longer holds all of it."""
        found = await self._valkey.xrange(log_key(room), min=f"({last_seen}", count=RESUME)
        # Asked last: what is trimmed in between shows as a gap, not as nothing.
        is_whole = await self._reaches_back(room, entry_id(last_seen))
        entries = [read_entry(raw, fields) for raw, fields in found]
        is_cut = len(entries) == RESUME
        if is_cut:
            entries = (await self.history(room)).entries
        return History(entries=entries, has_gap=is_cut or not is_whole)

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
