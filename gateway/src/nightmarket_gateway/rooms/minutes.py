"""How a room went, minute by minute: viewers and chat, for the summary of a show.

Invariants
- A minute's viewers are the most that were there together, over all gateways; a minute without
  viewers, or without chat, has no sample.
- Unique viewers are people, whatever they watch on: by account, guests by address and kind of
  browser. Estimated (HyperLogLog, standard error 0.8 %), so that nobody is listed anywhere. Who
  signs in on the way is two.
- Chat is counted in the step that appends it, so what is said twice counts once.
- Reactions are summed at each gateway and added here with its report; what a killed gateway had not
  reported is lost, at most a second's.
- Samples outlive the log: 90 days after the last one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from nightmarket_kit.runtime.valkey import RawValkey

KEPT_S: Final = 90 * 24 * 3600

# KEYS per room: shares, minutes, sums, epoch, reactions, log. ARGV gateway, lease, life, then per room its share
# ("" takes the share away) and what reactions came here since, as "kind count kind count". Answers per room:
# its viewers over all gateways, all its reactions, kind and count by turns, and of its log the epoch, the end,
# and how many entries it ever had.
REPORT: Final = """
local minute = math.floor(redis.call('TIME')[1] / 60)
local function raise(key, field, count)
  if count > tonumber(redis.call('HGET', key, field) or 0) then
    redis.call('HSET', key, field, count)
    redis.call('EXPIRE', key, ARGV[3])
  end
end
local told = {}
for i = 4, #ARGV, 2 do
  local room = (i - 4) / 2 * 6
  if ARGV[i] == '' then
    redis.call('HDEL', KEYS[room + 1], ARGV[1])
  else
    redis.call('HSETEX', KEYS[room + 1], 'EX', ARGV[2], 'FIELDS', 1, ARGV[1], ARGV[i])
  end
  local count = 0
  for _, share in ipairs(redis.call('HVALS', KEYS[room + 1])) do count = count + share end
  raise(KEYS[room + 2], 'v:' .. minute, count)
  raise(KEYS[room + 3], 'peak', count)
  for kind, more in string.gmatch(ARGV[i + 1], '(%a+) (%d+)') do
    redis.call('HINCRBY', KEYS[room + 5], kind, more)
    redis.call('EXPIRE', KEYS[room + 5], ARGV[3])
  end
  local log = {}
  if redis.call('EXISTS', KEYS[room + 6]) == 1 then
    local info = redis.call('XINFO', 'STREAM', KEYS[room + 6])
    for n = 1, #info, 2 do log[info[n]] = info[n + 1] end
  end
  told[#told + 1] = {
    count,
    redis.call('HGETALL', KEYS[room + 5]),
    redis.call('GET', KEYS[room + 4]) or '',
    log['last-generated-id'] or '0-0',
    log['entries-added'] or 0,
  }
end
return told
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """`viewers` and `chat` are (minute since 1970, count), oldest first; `peak` counts sockets."""

    peak: int
    unique: int
    chat_total: int
    viewers: list[tuple[int, int]]
    chat: list[tuple[int, int]]


async def read_minutes(valkey: RawValkey, room: str) -> Minutes:
    """`valkey` may decode or not."""
    samples = _texts(await valkey.hgetall(minutes_key(room)))
    sums = _texts(await valkey.hgetall(sums_key(room)))
    return Minutes(
        peak=int(sums.get("peak", 0)),
        unique=int(await valkey.pfcount(unique_key(room))),
        chat_total=int(sums.get("chat", 0)),
        viewers=_series(samples, "v"),
        chat=_series(samples, "c"),
    )


async def note_viewers(valkey: RawValkey, newcomers: Mapping[str, Collection[str]]) -> None:
    """Who came to which room."""
    pipe = valkey.pipeline(transaction=False)
    for room, people in newcomers.items():
        pipe.pfadd(unique_key(room), *people)
        pipe.expire(unique_key(room), KEPT_S)
    await pipe.execute()


def _texts(found: dict[bytes | str, bytes | str]) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in found.items()}


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _series(samples: dict[str, str], kind: str) -> list[tuple[int, int]]:
    split = ((name.partition(":"), count) for name, count in samples.items())
    return sorted((int(minute), int(count)) for (of, _, minute), count in split if of == kind)


def viewers_key(room: str) -> str:
    return f"room:{room}:viewers"


def reactions_key(room: str) -> str:
    return f"rtreact:{{{room}}}"


def minutes_key(room: str) -> str:
    return f"rtmin:{{{room}}}"


def unique_key(room: str) -> str:
    return f"rtuni:{{{room}}}"


def sums_key(room: str) -> str:
    return f"rtsum:{{{room}}}"
