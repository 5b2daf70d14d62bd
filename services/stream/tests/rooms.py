"""A room as the gateways write it, and an archiver that can be killed between any two steps."""

import json
from dataclasses import dataclass, field
from typing import Any

from nightmarket.stream.v1 import events_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.valkey import RawValkey
from nightmarket_stream.adapters.postgres import PostgresStreamUow
from nightmarket_stream.adapters.valkey_logs import ROOMS, ValkeyRoomLogs
from nightmarket_stream.entrypoints.chat_archiver import ChatArchiver
from services.stream.tests.driver import World

LIFE_MS = 7 * 24 * 3600 * 1000


@dataclass(slots=True)
class Room:
    valkey: RawValkey
    show_id: str
    said: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> str:
        return f"room:{self.show_id}:log"

    async def say(
        self, text: str, *, user_id: str, id_: str = "*", client_id: str = "", answers: str = ""
    ) -> str:
        body: dict[str, Any] = {
            "kind": "chat",
            "ts": 1795412345678,
            "user": {"id": user_id, "name": "阿明"},
            "text": text,
            "client_id": client_id or new_id(),
        }
        if answers:
            body["reply"] = {"id": answers, "user_id": user_id, "name": "阿明", "text": "…"}
        added = await self.put(json.dumps(body), id_=id_)
        await self.valkey.sadd(ROOMS, self.show_id)
        self.said[added] = text
        return added

    async def put(self, entry: str, *, field: str = "", id_: str = "*") -> str:
        raw = await self.valkey.xadd(self.log, {"e": entry, "f": field}, id=id_)
        await self.valkey.pexpire(self.log, LIFE_MS)
        return str(raw.decode())

    async def tell_deletion(self, act_id: str, *, user_id: str, id_: str) -> str:
        body = {"kind": "deleted", "ts": 1, "act_id": act_id, "message_id": "", "user_id": user_id}
        return await self.put(json.dumps(body), field=f"deleted:{act_id}", id_=id_)


def logs_of(valkey: RawValkey, **times: Any) -> ValkeyRoomLogs:
    """One process's; it looks at all rooms each time, and gives out again what was taken, at once."""
    return ValkeyRoomLogs(valkey, valkey, **{"dead_ms": 0, "sweep_s": 0, **times})


def archiver_of(world: World, valkey: RawValkey, **times: Any) -> ChatArchiver:
    return ChatArchiver(logs=logs_of(valkey, **times), uow=world.uow, clock=world.clock)


async def archived(database: Database, show_id: str) -> list[tuple[str, str]]:
    rows = await database.pool.fetch(
        "SELECT said_at, number, text FROM chat_messages WHERE show_id = $1 ORDER BY said_at, number",
        show_id,
    )
    return [
        (f"{round(row['said_at'].timestamp() * 1000)}-{row['number']}", row["text"]) for row in rows
    ]


async def told(database: Database) -> list[events_pb2.ChatPosted]:
    rows = await database.pool.fetch(
        "SELECT payload FROM outbox WHERE topic = 'chat.posted' ORDER BY id"
    )
    return [events_pb2.ChatPosted.FromString(row["payload"]) for row in rows]


class Killed(Exception):
    """The process ended here."""


@dataclass(slots=True)
class DyingUow:
    """A unit of work whose process dies at its commit: before it, or after."""

    inner: PostgresStreamUow
    has_committed: bool

    async def __aenter__(self) -> Any:
        tx = await self.inner.__aenter__()
        commit = tx.commit

        async def die() -> None:
            if self.has_committed:
                await commit()
            raise Killed

        tx.commit = die  # type: ignore[method-assign]
        return tx

    async def __aexit__(self, *error: object) -> None:
        await self.inner.__aexit__(*error)  # type: ignore[arg-type]
