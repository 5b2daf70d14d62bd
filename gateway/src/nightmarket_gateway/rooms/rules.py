"""The chat's rules and sanctions of each shop, as the gateways know them; stream owns them.

Invariants
- One hash per shop in Valkey holds the rules' text, their version, and who is muted or banned. It is
  whole or not there: an event changes it only where it is; who finds none asks stream for everything
  at one version. So a gateway that begins anew, or a Valkey that lost its data, lets nobody off.
- What is older by its version never replaces what is newer.
- What this process keeps only saves a read: a message is let in by the script that appends it, and
  that refuses rules of another version than the hash's (rooms/talk.py).
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Final, Self

from nightmarket.stream.v1 import chat_pb2
from nightmarket.stream.v1 import chat_service_pb2 as pb
from nightmarket_gateway.clients import Clients
from nightmarket_gateway.rooms.words import Runs, read_words
from nightmarket_kit.runtime.valkey import RawValkey

LIFE_MS: Final = 24 * 3600 * 1000  # then all is read anew: nothing that went wrong lasts longer
MAX_KEPT: Final = 1000
BANNED: Final = "ban"

# KEYS hash. ARGV version, rules, life, then user and what holds for him, by turns.
LOAD: Final = """
local v = tonumber(redis.call('HGET', KEYS[1], 'v') or '-1')
local rv = tonumber(redis.call('HGET', KEYS[1], 'rv') or '-1')
if math.max(v, rv) > tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'v', ARGV[1], 'rv', ARGV[1], 'rules', ARGV[2])
for n = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], 'u:' .. ARGV[n], ARGV[n + 1]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[3])
"""
# KEYS hash. ARGV version, rules.
SET_RULES: Final = """
local rv = redis.call('HGET', KEYS[1], 'rv')
if not rv or tonumber(rv) >= tonumber(ARGV[1]) then return 0 end
return redis.call('HSET', KEYS[1], 'rv', ARGV[1], 'rules', ARGV[2])
"""
# KEYS hash. ARGV version, user, what holds ("" for nothing).
SET_PERSON: Final = """
local v = redis.call('HGET', KEYS[1], 'v')
if not v or tonumber(v) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[1])
if ARGV[3] == '' then return redis.call('HDEL', KEYS[1], 'u:' .. ARGV[2]) end
return redis.call('HSET', KEYS[1], 'u:' .. ARGV[2], ARGV[3])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    version: int
    slow_mode_s: int = 0
    links_off: bool = False
    is_members_only: bool = False
    words: tuple[Runs, ...] = ()

    @classmethod
    def read(cls, version: bytes, text: bytes) -> Self:
        said = json.loads(text)
        return cls(
            version=int(version),
            slow_mode_s=said["slow_mode_s"],
            links_off=said["links_off"],
            # absent in what an older release stored
            is_members_only=said.get("is_members_only", False),
            words=read_words(said["words"]),
        )


def chat_key(shop_id: str) -> str:
    return f"chat:{shop_id}"


class Policy:
    def __init__(self, *, valkey: RawValkey, clients: Clients) -> None:
        self._valkey = valkey
        self._clients = clients
        self._load = valkey.register_script(LOAD)
        self._set_rules = valkey.register_script(SET_RULES)
        self._set_person = valkey.register_script(SET_PERSON)
        self._kept: dict[str, Rules] = {}
        self._asking = asyncio.Lock()  # a crowd that finds nothing asks once

    def kept(self, shop_id: str) -> Rules | None:
        """As this process knows them, if it does; they may have changed since."""
        return self._kept.get(shop_id)

    async def refresh(self, shop_id: str) -> Rules:
        """As Valkey knows them, or else stream."""
        found = await self._look(shop_id)
        if found is None:
            async with self._asking:
                found = await self._look(shop_id) or await self._ask(shop_id)
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        self._kept[shop_id] = found
        return found

    async def set_rules(self, rules: chat_pb2.ChatRules) -> None:
        await self._set_rules(keys=[chat_key(rules.shop_id)], args=[rules.version, _text(rules)])

    async def set_person(self, shop_id: str, user_id: str, holds: str, *, version: int) -> None:
        """`holds`: BANNED, until when in milliseconds, or "" for nothing."""
        await self._set_person(keys=[chat_key(shop_id)], args=[version, user_id, holds])

    async def _look(self, shop_id: str) -> Rules | None:
        version, text = await self._valkey.hmget(chat_key(shop_id), "rv", "rules")
        return None if version is None or text is None else Rules.read(version, text)

    async def _ask(self, shop_id: str) -> Rules:
        told = await self._clients.chat.GetChatPolicy(pb.GetChatPolicyRequest(shop_id=shop_id))
        held = [part for one in told.sanctions for part in (one.user_id, _holds(one))]
        text = _text(told.rules)
        await self._load(keys=[chat_key(shop_id)], args=[told.rules.version, text, LIFE_MS, *held])
        return Rules.read(str(told.rules.version).encode(), text)


def _holds(sanction: chat_pb2.ChatSanction) -> str:
    if sanction.kind == chat_pb2.SANCTION_KIND_BAN:
        return BANNED
    return str(sanction.until_time.ToMilliseconds())


def _text(rules: chat_pb2.ChatRules) -> bytes:
    return json.dumps(
        {
            "slow_mode_s": rules.slow_mode_s,
            "links_off": rules.links_off,
            "is_members_only": rules.talk == chat_pb2.CHAT_TALK_MEMBERS,
            "words": [word for one in rules.blocked for word in one.words],
        }
    ).encode()
