"""A message enters the room, or is refused with a reason: everything is looked at in the step that
appends it, so that no message slips by while a rule changes, and none costs a call to a service.

What is said while a step is under way, or less than STEP_S after one began, or before the next pass (pace.py),
is appended together in the next one, in the order in which it came. Where one step follows the other it
brings back, in the same trip, what is new in the room for everybody here. Whoever works for the shop is
not held up by slow mode, links and words; muted or banned they are.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from nightmarket_gateway.auth import revoked_key
from nightmarket_gateway.errors import RateLimited, SessionRevoked
from nightmarket_gateway.rooms import entries
from nightmarket_gateway.rooms.log import (
    DEDUPE_MS,
    LENGTH,
    LIFE_MS,
    LOG_LENGTH,
    epoch_key,
    log_key,
    once_key,
    pairs,
    state_key,
)
from nightmarket_gateway.rooms.memory import Row
from nightmarket_gateway.rooms.minutes import KEPT_S, minutes_key, sums_key
from nightmarket_gateway.rooms.pace import ENOUGH, Pace
from nightmarket_gateway.rooms.rules import Rules, chat_key
from nightmarket_gateway.rooms.words import has_blocked, has_link
from nightmarket_kit.core import errors
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.calls import CallContext, set_call
from nightmarket_kit.runtime.groups import Groups
from nightmarket_kit.runtime.status import ServiceUnavailable
from nightmarket_kit.runtime.valkey import RawValkey, ValkeyResponseError

TRIES: Final = 3
STEP_S: Final = 0.01
BATCH: Final = 500  # entries that a step reads of a room
AT_ONCE: Final = 250  # a step holds everybody else in Valkey up
PERSON_WINDOW_S: Final = 10
ROOM_WINDOW_S: Final = 1
STALE: Final = "!STALE"
RULES_TIMEOUT_S: Final = 5.0

# KEYS per message: log, dedupe, epoch, state, minutes, sums, rules of the shop, the person's last message
# here, whether the session was revoked, messages of the person and of the room. ARGV now, length of a log,
# its life, life of a dedupe key and of samples, messages of a person and of a room, how many messages; then
# per message entry, version of the rules that were looked at, person, slow mode in milliseconds, what the
# text is refused for. After the messages' own: logs to read, from which places on.
# Answers per message the entry's id, or ! and a reason; then what is new in each log. What was
# posted already is not looked at again.
# `chat:rooms` names the rooms that stream's archive reads; it takes one out after an hour without a message.
POST: Final = (
    """
local now, length, life = tonumber(ARGV[1]), length_of(ARGV[2]), ARGV[3]
local function is_over(key, window, most)
  local count = redis.call('INCR', key)
  if count == 1 then redis.call('PEXPIRE', key, window) end
  return count > tonumber(most)
end
local function post(k, a)
  local posted = redis.call('GET', KEYS[k + 2])
  if posted then return posted end
  if redis.call('EXISTS', KEYS[k + 9]) == 1 then return '!SESSION_REVOKED' end
  local held = redis.call('HMGET', KEYS[k + 7], 'rv', 'u:' .. ARGV[a + 3])
  if held[1] ~= ARGV[a + 2] then return '!STALE' end
  if is_over(KEYS[k + 10], PERSON_MS, ARGV[6]) then return '!RATE_LIMITED' end
  if held[2] == 'ban' then return '!CHAT_BANNED' end
  if held[2] and tonumber(held[2]) > now then return '!CHAT_MUTED ' .. held[2] end
  if ARGV[a + 5] ~= '' then return '!' .. ARGV[a + 5] end
  if ARGV[a + 4] ~= '0' then
    local spoke = redis.call('GET', KEYS[k + 8])
    local left = spoke and tonumber(spoke) + tonumber(ARGV[a + 4]) - now or 0
    if left > 0 then return '!CHAT_SLOW_MODE ' .. math.ceil(left / 1000) end
  end
  if is_over(KEYS[k + 11], ROOM_MS, ARGV[7]) then return '!CHAT_ROOM_BUSY' end
  if ARGV[a + 4] ~= '0' then redis.call('SET', KEYS[k + 8], now, 'PX', ARGV[a + 4]) end
  local id = redis.call('XADD', KEYS[k + 1], 'MAXLEN', '~', length, '*', 'e', ARGV[a + 1])
  redis.call('SET', KEYS[k + 2], id, 'PX', ARGV[4])
  local minute = 'c:' .. math.floor(string.match(id, '^%d+') / 60000)
  redis.call('HINCRBY', KEYS[k + 6], 'chat', 1)
  if redis.call('HINCRBY', KEYS[k + 5], minute, 1) == 1 then
    for n = 1, 3, 2 do redis.call('PEXPIRE', KEYS[k + n], life) end
    redis.call('PEXPIRE', KEYS[k + 4], life)
    for n = 5, 6 do redis.call('EXPIRE', KEYS[k + n], ARGV[5]) end
    redis.call('SADD', 'chat:rooms', string.match(KEYS[k + 1], '^room:(.+):log$'))
  end
  return id
end
local answers, fresh, count = {}, {}, tonumber(ARGV[8])
for n = 0, count - 1 do answers[n + 1] = post(n * 11, 8 + n * 5) end
for n = 1, #KEYS - count * 11 do
  local place = '(' .. ARGV[8 + count * 5 + n]
  fresh[n] = redis.call('XRANGE', KEYS[count * 11 + n], place, '+', 'COUNT', BATCH)
end
return {answers, fresh}
""".replace("PERSON_MS", str(PERSON_WINDOW_S * 1000))
    .replace("ROOM_MS", str(ROOM_WINDOW_S * 1000))
    .replace("'COUNT', BATCH", f"'COUNT', {BATCH}")
)


class ChatMuted(errors.Forbidden):
    reason = "CHAT_MUTED"


class ChatBanned(errors.Forbidden):
    reason = "CHAT_BANNED"


class ChatSlowMode(errors.Exhausted):
    reason = "CHAT_SLOW_MODE"


class ChatRoomBusy(errors.Exhausted):
    """More is being said in this room than anybody could read."""

    reason = "CHAT_ROOM_BUSY"


class ChatBlockedWord(errors.PreconditionFailed):
    reason = "CHAT_BLOCKED_WORD"


class ChatMembersOnly(errors.Forbidden):
    reason = "CHAT_MEMBERS_ONLY"


class ChatLinksOff(errors.PreconditionFailed):
    reason = "CHAT_LINKS_OFF"


def now_ms() -> int:
    return int(time.time() * 1000)


Done = Callable[[str | BaseException], None]


class RulesSource(Protocol):
    def kept(self, shop_id: str) -> Rules | None: ...
    async def refresh(self, shop_id: str) -> Rules: ...


class Rooms(Protocol):
    """The rooms that have viewers here."""

    @property
    def pace(self) -> Pace: ...
    def lead(self, rooms: Iterable[str]) -> dict[str, str]: ...
    def follow(self, places: Mapping[str, str], found: Iterable[list[Row]]) -> None: ...


@dataclass(frozen=True, slots=True)
class _Message:
    room: str
    keys: list[str]
    args: list[bytes | str | int]


class Talk:
    def __init__(
        self,
        *,
        valkey: RawValkey,
        policy: RulesSource,
        rooms: Rooms | None = None,
        per_person: int,
        per_room: int,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        """`per_person` messages in 10 s, `per_room` in a second."""
        self._script = valkey.register_script(LENGTH + POST)
        self._policy = policy
        self._rooms = rooms
        self._per_person = per_person
        self._per_room = per_room
        self._clock = clock
        self._appended = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._steps = Groups(
            self._append,
            breaks=(ValkeyResponseError,),
            lanes=1,
            limit=AT_ONCE,
            rest_s=self._rest_s,
            enough=ENOUGH,
        )

    def post_soon(
        self, room: str, chat: entries.Chat, *, shop_id: str, speaker: Principal, done: Done
    ) -> None:
        """Like `post`; `done` is called with its result. The message takes its place at once when the
        rules are known, so that a person's messages keep their order.
        """
        rules = self._policy.kept(shop_id)
        if rules is None:
            self._begin(self.post(room, chat, shop_id=shop_id, speaker=speaker), done)
            return

        def answered(answer: asyncio.Future[str]) -> None:
            if answer.cancelled():
                return
            error = answer.exception()
            if error is not None:
                done(error)
            elif answer.result() == STALE:
                self._begin(self.post(room, chat, shop_id=shop_id, speaker=speaker), done)
            else:
                done(self._outcome(answer.result()))

        message = _message(room, chat, shop_id=shop_id, rules=rules, speaker=speaker)
        self._steps.submit_soon(room, message).add_done_callback(answered)

    def _begin(self, posting: Coroutine[Any, Any, str], done: Done) -> None:
        async def run() -> None:
            set_call(CallContext(deadline=time.monotonic() + RULES_TIMEOUT_S))
            outcome: str | Exception
            try:
                outcome = await posting
            except Exception as error:  # noqa: BLE001 - it is the caller's
                outcome = error
            done(outcome)

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def post(self, room: str, chat: entries.Chat, *, shop_id: str, speaker: Principal) -> str:
        """The entry's id; said again with the same `client_id` it is the first one's."""
        for _ in range(TRIES):
            rules = await self._policy.refresh(shop_id)
            message = _message(room, chat, shop_id=shop_id, rules=rules, speaker=speaker)
            answer = await self._steps.submit(room, message)
            if answer != STALE:
                outcome = self._outcome(answer)
                if isinstance(outcome, errors.DomainError):
                    raise outcome
                return outcome
        raise ServiceUnavailable  # they changed again and again while the message was looked at

    def _outcome(self, answer: str) -> str | errors.DomainError:
        """The entry's id, or why there is none."""
        if not answer.startswith("!"):
            return answer
        reason, _, detail = answer[1:].partition(" ")
        return self._refusal(reason, detail)

    def _rest_s(self, is_enough: bool) -> float:  # noqa: FBT001 - the groups' protocol
        """Right after another step the next one waits, so that more go together."""
        left = self._appended + STEP_S - asyncio.get_running_loop().time()
        return (
            left if self._rooms is None else max(left, self._rooms.pace.rest_s(is_enough=is_enough))
        )

    async def _append(self, messages: Sequence[_Message]) -> list[str]:
        """One step for all of them."""
        self._appended = asyncio.get_running_loop().time()
        said_in = dict.fromkeys(one.room for one in messages)
        places = self._rooms.lead(said_in) if self._rooms is not None else {}
        common = [
            self._clock(),
            LOG_LENGTH,
            LIFE_MS,
            DEDUPE_MS,
            KEPT_S,
            self._per_person,
            self._per_room,
            len(messages),
        ]
        answers: list[bytes]
        found: list[list[tuple[bytes, list[bytes]]]]
        answers, found = await self._script(
            keys=[*(key for one in messages for key in one.keys), *map(log_key, places)],
            args=[*common, *(arg for one in messages for arg in one.args), *places.values()],
        )
        if self._rooms is not None and places:
            self._rooms.follow(
                places, [[(id_, pairs(flat)) for id_, flat in rows] for rows in found]
            )
        return [answer.decode() for answer in answers]

    def _refusal(self, reason: str, detail: str) -> errors.DomainError:
        """Which word it was is not told: that would be a list to try against."""
        match reason:
            case SessionRevoked.reason:
                return SessionRevoked()
            case RateLimited.reason:
                return RateLimited(limit=self._per_person, window_s=PERSON_WINDOW_S)
            case ChatRoomBusy.reason:
                return ChatRoomBusy(retry_s=ROOM_WINDOW_S)
            case ChatBanned.reason:
                return ChatBanned()
            case ChatMuted.reason:
                return ChatMuted(until=detail)
            case ChatSlowMode.reason:
                return ChatSlowMode(retry_s=detail)
            case ChatLinksOff.reason:
                return ChatLinksOff()
            case ChatMembersOnly.reason:
                return ChatMembersOnly()
            case _:
                return ChatBlockedWord()


def _message(
    room: str, chat: entries.Chat, *, shop_id: str, rules: Rules, speaker: Principal
) -> _Message:
    user_id = speaker.user_id
    is_member = speaker.role_in(shop_id) is not None
    return _Message(
        room=room,
        keys=[
            log_key(room),
            once_key(room, f"chat:{user_id}:{chat.client_id}"),
            epoch_key(room),
            state_key(room),
            minutes_key(room),
            sums_key(room),
            chat_key(shop_id),
            f"room:{room}:spoke:{user_id}",
            revoked_key(speaker.session_id),
            f"rate:chat:{user_id}",
            f"rate:room:{room}",
        ],
        args=[
            entries.encoded(chat),
            rules.version,
            user_id,
            0 if is_member else rules.slow_mode_s * 1000,
            "" if is_member else _verdict(chat.text, rules),
        ],
    )


def _verdict(text: str, rules: Rules) -> str:
    if rules.is_members_only:
        return ChatMembersOnly.reason
    if rules.links_off and has_link(text):
        return ChatLinksOff.reason
    return ChatBlockedWord.reason if has_blocked(text, rules.words) else ""
