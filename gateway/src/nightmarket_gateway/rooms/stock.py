"""How much is left, told to the rooms: at once when it is sold out, else a few times a second per item.

A flash sale changes a balance hundreds of times a second; a person reads one number. What comes too
soon after the last is kept in Valkey, the newest only, and told when its time has come, by whichever
gateway looks first: a gateway that dies in between takes nothing with it.
"""

import asyncio
import json
from contextlib import suppress
from typing import Final

from nightmarket.catalog.v1 import events_pb2
from nightmarket_gateway.rooms import entries, selling
from nightmarket_gateway.rooms.log import LIFE_MS, RoomLog
from nightmarket_gateway.rooms.moderation import rooms_key
from nightmarket_kit.runtime.kafka import IncomingEvent
from nightmarket_kit.runtime.valkey import RawValkey

PACE_MS: Final = 300
LATE, LATE_NEWS = "stock:late", "stock:late:news"
BATCH: Final = 200
LOOK_EVERY_S: Final = 1.0  # for what others have kept, who may have died since

# KEYS told of the room, late, late news. ARGV variant, left, pace, life, member, news.
# 1: tell it now. 0: it is kept, or the same as what is told in a moment.
ADMIT: Final = """
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local told = redis.call('HGET', KEYS[1], ARGV[1])
local is_due, left = true, ''
if told then
  local at
  at, left = string.match(told, '^(%d+) (%d+)$')
  is_due = now - tonumber(at) >= tonumber(ARGV[3])
end
if is_due or (ARGV[2] == '0' and left ~= '0') then
  redis.call('HSET', KEYS[1], ARGV[1], now .. ' ' .. ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  redis.call('ZREM', KEYS[2], ARGV[5])
  redis.call('HDEL', KEYS[3], ARGV[5])
  return 1
end
redis.call('HSET', KEYS[3], ARGV[5], ARGV[6])
redis.call('ZADD', KEYS[2], 'NX', now + tonumber(ARGV[3]), ARGV[5])
return 0
"""
# KEYS late, late news. ARGV how many. How many are kept, then members and news that are due.
DUE: Final = """
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local found = {redis.call('ZCARD', KEYS[1])}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])) do
  found[#found + 1] = member
  found[#found + 1] = redis.call('HGET', KEYS[2], member) or ''
end
return found
"""
# KEYS told of the room, late, late news. ARGV variant, left, pace, member, news that was told.
TOLD: Final = """
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], now .. ' ' .. ARGV[2])
if redis.call('HGET', KEYS[3], ARGV[4]) == ARGV[5] then
  redis.call('HDEL', KEYS[3], ARGV[4])
  redis.call('ZREM', KEYS[2], ARGV[4])
else
  redis.call('ZADD', KEYS[2], 'XX', now + tonumber(ARGV[3]), ARGV[4])
end
"""


def told_key(room: str) -> str:
    return f"room:{room}:stock"


class StockNews:
    def __init__(self, *, log_: RoomLog, valkey: RawValkey) -> None:
        self._log = log_
        self._valkey = valkey
        self._admit = valkey.register_script(ADMIT)
        self._due = valkey.register_script(DUE)
        self._told = valkey.register_script(TOLD)
        self._kept = asyncio.Event()

    async def changed(self, message: events_pb2.StockChanged, event: IncomingEvent) -> None:
        """To each room of the shop: what its buyers can have, their show's share and deal among it."""
        shares = {one.show_id: one.quantity for one in message.allocations}
        deals = {one.show_id: one for one in message.deals}
        rooms: set[bytes] = await self._valkey.smembers(rooms_key(message.shop_id))
        for room in (raw.decode() for raw in rooms):
            left = message.on_hand + shares.get(room, 0)
            deal = None
            if (running := deals.get(room)) is not None:
                left += running.left
                deal = selling.DealLeft(deal_id=running.deal_id, left=running.left)
            entry = entries.encoded(
                selling.Stock(
                    ts=int(event.time.timestamp() * 1000),
                    variant_id=message.variant_id,
                    product_id=message.product_id,
                    on_hand=left,
                    sold=message.sold,
                    deal=deal,
                )
            )
            told = left if deal is None else deal.left  # a deal that is gone is told at once, too
            news = {
                "event": event.id,
                "sequence": event.sequence,
                "left": told,
                "entry": entry.decode(),
            }
            is_due = await self._admit(
                keys=[told_key(room), LATE, LATE_NEWS],
                args=[
                    message.variant_id,
                    told,
                    PACE_MS,
                    LIFE_MS,
                    f"{room} {message.variant_id}",
                    json.dumps(news),
                ],
            )
            if is_due:
                await self._tell(room, message.variant_id, news)
            else:
                self._kept.set()

    async def watch(self) -> None:
        """Wait until there may be something to flush, and do."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._kept.wait()
        self._kept.clear()
        if await self.flush():
            self._kept.set()

    async def flush(self) -> bool:
        """Tell what was too soon and is due now; whether there was anything, due or not.

        Two gateways at once tell it once.
        """
        kept: int
        found: list[bytes]
        kept, *found = await self._due(keys=[LATE, LATE_NEWS], args=[BATCH])
        for member, raw in zip(found[::2], found[1::2], strict=True):
            room, variant_id = member.decode().split()
            if not raw:  # somebody told it meanwhile
                continue
            news = json.loads(raw)
            await self._tell(room, variant_id, news)
            await self._told(
                keys=[told_key(room), LATE, LATE_NEWS],
                args=[variant_id, news["left"], PACE_MS, member, raw],
            )
        return kept > 0

    async def _tell(self, room: str, variant_id: str, news: dict[str, object]) -> None:
        entry = str(news["entry"]).encode()
        await self._log.append(
            room,
            entry,
            dedupe=f"event:{news['event']}",
            state_field=f"stock:{variant_id}",
            state_value=entry,
            sequence=int(str(news["sequence"])),
        )
