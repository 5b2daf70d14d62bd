"""A message enters the room, or is refused with a reason: everything is looked at in the step that
appends it, so that no message slips by while a rule changes, and none costs a call to a service.

Whoever works for the shop is not held up by slow mode, links and words; muted or banned they are.
"""

import time
from collections.abc import Callable
from typing import Final, Protocol

from nightmarket_gateway.rooms import entries
from nightmarket_gateway.rooms.log import (
    APPEND,
    DEDUPE_MS,
    LIFE_MS,
    LOG_LENGTH,
    epoch_key,
    log_key,
    state_key,
)
from nightmarket_gateway.rooms.minutes import KEPT_S, minutes_key, sums_key
from nightmarket_gateway.rooms.rules import Rules, chat_key
from nightmarket_gateway.rooms.words import has_blocked, has_link
from nightmarket_kit.core import errors
from nightmarket_kit.runtime.status import ServiceUnavailable
from nightmarket_kit.runtime.valkey import RawValkey

TRIES: Final = 3
STALE: Final = "STALE"

# Before APPEND. KEYS 7 rules of the shop, 8 the person's last message here. ARGV 10 version of the rules
# that were looked at, 11 person, 12 slow mode in milliseconds, 13 what the text is refused for, 14 now.
# A message that was posted already is not looked at again.
GUARD: Final = """
local posted = redis.call('GET', KEYS[3])
if posted then return posted end
if redis.call('HGET', KEYS[7], 'rv') ~= ARGV[10] then return '!STALE' end
local held = redis.call('HGET', KEYS[7], 'u:' .. ARGV[11])
if held == 'ban' then return '!CHAT_BANNED' end
if held and tonumber(held) > tonumber(ARGV[14]) then return '!CHAT_MUTED ' .. held end
if ARGV[13] ~= '' then return '!' .. ARGV[13] end
if ARGV[12] ~= '0' then
  local spoke = redis.call('GET', KEYS[8])
  local left = spoke and tonumber(spoke) + tonumber(ARGV[12]) - tonumber(ARGV[14]) or 0
  if left > 0 then return '!CHAT_SLOW_MODE ' .. math.ceil(left / 1000) end
  redis.call('SET', KEYS[8], ARGV[14], 'PX', ARGV[12])
end
"""


class ChatMuted(errors.Forbidden):
    reason = "CHAT_MUTED"


class ChatBanned(errors.Forbidden):
    reason = "CHAT_BANNED"


class ChatSlowMode(errors.Exhausted):
    reason = "CHAT_SLOW_MODE"


class ChatBlockedWord(errors.PreconditionFailed):
    reason = "CHAT_BLOCKED_WORD"


class ChatLinksOff(errors.PreconditionFailed):
    reason = "CHAT_LINKS_OFF"


def now_ms() -> int:
    return int(time.time() * 1000)


class RulesSource(Protocol):
    async def rules(self, shop_id: str) -> Rules: ...
    async def refresh(self, shop_id: str) -> Rules: ...


class Talk:
    def __init__(
        self, *, valkey: RawValkey, policy: RulesSource, clock: Callable[[], int] = now_ms
    ) -> None:
        self._script = valkey.register_script(GUARD + APPEND)
        self._policy = policy
        self._clock = clock

    async def post(self, room: str, chat: entries.Chat, *, shop_id: str, is_member: bool) -> str:
        """The entry's id; said again with the same `client_id` it is the first one's."""
        rules = await self._policy.rules(shop_id)
        for _ in range(TRIES):
            answer = await self._append(
                room, chat, shop_id=shop_id, rules=rules, is_member=is_member
            )
            if not answer.startswith("!"):
                return answer
            reason, _, detail = answer[1:].partition(" ")
            if reason != STALE:
                raise _refusal(reason, detail)
            rules = await self._policy.refresh(shop_id)
        raise ServiceUnavailable  # they changed again and again while the message was looked at

    async def _append(
        self, room: str, chat: entries.Chat, *, shop_id: str, rules: Rules, is_member: bool
    ) -> str:
        user_id = chat.user.id
        answer = await self._script(
            keys=[
                log_key(room),
                state_key(room),
                f"room:{room}:once:chat:{user_id}:{chat.client_id}",
                minutes_key(room),
                sums_key(room),
                epoch_key(room),
                chat_key(shop_id),
                f"room:{room}:spoke:{user_id}",
            ],
            args=[
                entries.encoded(chat),
                "",
                b"",
                0,
                LOG_LENGTH,
                LIFE_MS,
                DEDUPE_MS,
                KEPT_S,
                "",
                rules.version,
                user_id,
                0 if is_member else rules.slow_mode_s * 1000,
                "" if is_member else _verdict(chat.text, rules),
                self._clock(),
            ],
        )
        return bytes(answer).decode()


def _verdict(text: str, rules: Rules) -> str:
    if rules.links_off and has_link(text):
        return ChatLinksOff.reason
    return ChatBlockedWord.reason if has_blocked(text, rules.words) else ""


def _refusal(reason: str, detail: str) -> errors.DomainError:
    """Which word it was is not told: that would be a list to try against."""
    match reason:
        case ChatBanned.reason:
            return ChatBanned()
        case ChatMuted.reason:
            return ChatMuted(until=detail)
        case ChatSlowMode.reason:
            return ChatSlowMode(retry_s=detail)
        case ChatLinksOff.reason:
            return ChatLinksOff()
        case _:
            return ChatBlockedWord()
