"""The rooms' logs in Valkey, which the gateways write and we read in their order.

Our place in a log is in our own database, moved in the transaction that acts on what was read: so no
group of Valkey's, whose members would take parts of one log side by side, and nothing to acknowledge.
One script reads a log together with its epoch, so that no entry is taken for another log's.

`claims:read` says when we last had everything; while that is some seconds ago the gateways let the logs
grow, as they do for the archive.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from opentelemetry import metrics

from nightmarket_claim.adapters.room_entries import read_entry
from nightmarket_claim.application.ports import Batch, Room
from nightmarket_claim.domain.errors import RoomLogsUnavailable
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.valkey import RawValkey, ValkeyError

log = get_logger(__name__)
BLOCK_MS: Final = 500
AT_ONCE: Final = 500
READ: Final = "claims:read"
START: Final = "0-0"

# KEYS log, epoch. ARGV our place, its epoch, how many, the epoch if there is none. Answers epoch, entries
# and whether the log still has our place.
TAKE: Final = """
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
local life = redis.call('PTTL', KEYS[1])
if redis.call('SET', KEYS[2], ARGV[4], 'NX') and life > 0 then redis.call('PEXPIRE', KEYS[2], life) end
local epoch = redis.call('GET', KEYS[2])
local from = epoch == ARGV[2] and ARGV[1] or '0-0'
local found = redis.call('XRANGE', KEYS[1], '(' .. from, '+', 'COUNT', ARGV[3])
local is_there = from == '0-0' or #redis.call('XRANGE', KEYS[1], from, from) == 1
return {epoch, found, is_there and 1 or 0}
"""
CAUGHT_UP: Final = "redis.call('SET', KEYS[1], redis.call('TIME')[1])"


class ValkeyRoomLogs:
    """`valkey` and `reader` must not decode; `reader` must not time out within a second."""

    def __init__(self, valkey: RawValkey, reader: RawValkey) -> None:
        self._take = valkey.register_script(TAKE)
        self._caught_up = valkey.register_script(CAUGHT_UP)
        self._reader = reader
        self._missed = metrics.get_meter("nightmarket").create_counter(
            "claims.log.missed", description="times that a log was trimmed before we had read it"
        )

    async def read(self, room: Room) -> Batch | None:
        try:
            answer = await self._take(
                keys=[_log_key(room.show_id), f"room:{room.show_id}:epoch"],
                args=[room.cursor, room.epoch, AT_ONCE, new_id()],
            )
        except (ValkeyError, OSError) as error:
            raise RoomLogsUnavailable from error
        if answer is None or not answer[1]:
            return None
        epoch, found, is_there = answer
        if not is_there:
            self._missed.add(1)
            log.error("comments are missing among the claims", show_id=room.show_id)
        return Batch(
            show_id=room.show_id,
            epoch=epoch.decode(),
            after=room.cursor if epoch.decode() == room.epoch else START,
            entries=tuple(
                read_entry(raw.decode(), dict(zip(flat[::2], flat[1::2], strict=True)))
                for raw, flat in found
            ),
        )

    async def wait(self, rooms: Sequence[Room]) -> None:
        if not rooms:
            await asyncio.sleep(BLOCK_MS / 1000)
            return
        try:
            await self._reader.xread(
                {_log_key(room.show_id): room.cursor for room in rooms}, count=1, block=BLOCK_MS
            )
        except (ValkeyError, OSError) as error:
            raise RoomLogsUnavailable from error

    async def note_read(self) -> None:
        try:
            await self._caught_up(keys=[READ], args=[])
        except (ValkeyError, OSError) as error:
            raise RoomLogsUnavailable from error


def _log_key(room: str) -> str:
    return f"room:{room}:log"
