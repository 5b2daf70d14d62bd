"""The chat's rules, acts and sanctions on Postgres."""

import json
from datetime import datetime
from typing import Final

import asyncpg

from nightmarket_kit.core.pages import Page
from nightmarket_kit.runtime.postgres import Connection, Database
from nightmarket_stream.application.chat_ports import ActView, Undone
from nightmarket_stream.domain.chat import (
    Act,
    ActKind,
    ChatRules,
    PinnedMessage,
    RulesChange,
    Sanction,
    SanctionKind,
    Talk,
)

# Of one shop, told to a gateway at once: more are kept, the newest are told.
MAX_POLICY: Final = 20_000
INSERT_RULES = "INSERT INTO chat_rules (shop_id) VALUES ($1) ON CONFLICT DO NOTHING"
SELECT_RULES = """
SELECT shop_id, slow_mode_s, links_off, talk, blocked, version FROM chat_rules WHERE shop_id = $1
"""
SELECT_RULES_FOR_UPDATE = SELECT_RULES + "FOR NO KEY UPDATE"
UPDATE_RULES = """
UPDATE chat_rules SET slow_mode_s = $2, links_off = $3, talk = $4, blocked = $5, version = $6
WHERE shop_id = $1
"""
INSERT_ACT = """
INSERT INTO moderation_acts (id, shop_id, version, show_id, kind, actor_id, user_id, user_name,
                             message_id, text, until, why, undoes, acted_at, actor_name, rules)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
"""
SELECT_ACT = """
SELECT a.id, a.shop_id, a.version, a.show_id, a.kind, a.actor_id, a.user_id, a.user_name, a.message_id,
       a.text, a.until, a.why, a.undoes, a.acted_at, a.actor_name, a.rules
FROM moderation_acts a WHERE a.id = $1
"""
# $1 is now: a mute that ran out is over.
VIEW_COLUMNS = """
SELECT a.id, a.shop_id, a.version, a.show_id, a.kind, a.actor_id, a.user_id, a.user_name, a.message_id,
       a.text, a.until, a.why, a.undoes, a.acted_at, a.actor_name, a.rules,
       u.actor_id AS undone_by, u.actor_name AS undone_by_name, u.acted_at AS undone_at,
       CASE
           WHEN u.id IS NOT NULL THEN false
           WHEN a.kind IN ('delete_message', 'delete_person') THEN true
           WHEN a.kind = 'rules' THEN a.rules IS NOT NULL
           WHEN a.kind = 'pin' THEN EXISTS (
               SELECT 1 FROM pinned_messages p WHERE p.show_id = a.show_id AND p.message_id = a.message_id)
           ELSE EXISTS (
               SELECT 1 FROM chat_sanctions s
               WHERE s.id = a.id AND s.undone_at IS NULL AND (s.until IS NULL OR s.until > $1))
       END AS can_undo
FROM moderation_acts a LEFT JOIN moderation_acts u ON u.undoes = a.id
"""
SELECT_VIEW = VIEW_COLUMNS + "WHERE a.id = $2"
SELECT_ACTS = VIEW_COLUMNS + (
    "WHERE a.shop_id = $2 AND ($3::bigint IS NULL OR a.version < $3) ORDER BY a.version DESC LIMIT $4"
)
SELECT_IS_UNDONE = "SELECT EXISTS (SELECT 1 FROM moderation_acts WHERE undoes = $1)"
SANCTION_COLUMNS = """
SELECT s.id, s.shop_id, a.show_id, s.user_id, s.user_name, s.kind, s.until, s.why, s.actor_id,
       a.actor_name, s.created_at
FROM chat_sanctions s JOIN moderation_acts a ON a.id = s.id
"""
SELECT_SANCTION = (
    SANCTION_COLUMNS + "WHERE s.shop_id = $1 AND s.user_id = $2 AND s.undone_at IS NULL"
)
SELECT_SANCTIONS = (
    SANCTION_COLUMNS
    + """
WHERE s.shop_id = $1 AND s.undone_at IS NULL AND (s.until IS NULL OR s.until > $2)
  AND ($3::uuid IS NULL OR s.id < $3) ORDER BY s.id DESC LIMIT $4
"""
)
INSERT_SANCTION = """
INSERT INTO chat_sanctions (id, shop_id, user_id, user_name, kind, until, why, actor_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
END_SANCTION = "UPDATE chat_sanctions SET undone_by = $2, undone_at = $3 WHERE id = $1"
SELECT_PINNED = "SELECT show_id, message_id, user_id FROM pinned_messages WHERE show_id = $1"
UPSERT_PINNED = """
INSERT INTO pinned_messages (show_id, message_id, user_id) VALUES ($1, $2, $3)
ON CONFLICT (show_id) DO UPDATE SET message_id = excluded.message_id, user_id = excluded.user_id
"""
DELETE_PINNED = "DELETE FROM pinned_messages WHERE show_id = $1"


class PostgresChat:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def rules_for_update(self, shop_id: str) -> ChatRules:
        await self._connection.execute(INSERT_RULES, shop_id)
        row = await self._connection.fetchrow(SELECT_RULES_FOR_UPDATE, shop_id)
        return ChatRules(shop_id=shop_id) if row is None else _to_rules(row)

    async def save_rules(self, rules: ChatRules) -> None:
        await self._connection.execute(
            UPDATE_RULES,
            rules.shop_id,
            rules.slow_mode_s,
            rules.links_off,
            rules.talk.value,
            json.dumps({language: list(words) for language, words in rules.blocked.items()}),
            rules.version,
        )

    async def add_act(self, act: Act) -> None:
        await self._connection.execute(
            INSERT_ACT,
            act.id,
            act.shop_id,
            act.version,
            act.show_id or None,
            act.kind.value,
            act.actor_id,
            act.user_id or None,
            act.user_name,
            act.message_id,
            act.text,
            act.until,
            act.why,
            act.undoes or None,
            act.at,
            act.actor_name,
            None if act.rules is None else _written(act.rules),
        )

    async def act(self, act_id: str) -> Act | None:
        row = await self._connection.fetchrow(SELECT_ACT, act_id)
        return None if row is None else _to_act(row)

    async def is_undone(self, act_id: str) -> bool:
        return bool(await self._connection.fetchval(SELECT_IS_UNDONE, act_id))

    async def sanction_of(self, shop_id: str, user_id: str) -> Sanction | None:
        row = await self._connection.fetchrow(SELECT_SANCTION, shop_id, user_id)
        return None if row is None else _to_sanction(row)

    async def add_sanction(self, sanction: Sanction) -> None:
        await self._connection.execute(
            INSERT_SANCTION,
            sanction.id,
            sanction.shop_id,
            sanction.user_id,
            sanction.user_name,
            sanction.kind.value,
            sanction.until,
            sanction.why,
            sanction.actor_id,
            sanction.at,
        )

    async def end_sanction(self, sanction: Sanction, *, by: str, at: datetime) -> None:
        await self._connection.execute(END_SANCTION, sanction.id, by, at)

    async def pinned(self, show_id: str) -> PinnedMessage | None:
        row = await self._connection.fetchrow(SELECT_PINNED, show_id)
        if row is None:
            return None
        return PinnedMessage(
            show_id=show_id, message_id=row["message_id"], user_id=str(row["user_id"])
        )

    async def set_pinned(self, pinned: PinnedMessage) -> None:
        await self._connection.execute(
            UPSERT_PINNED, pinned.show_id, pinned.message_id, pinned.user_id
        )

    async def clear_pinned(self, show_id: str) -> None:
        await self._connection.execute(DELETE_PINNED, show_id)


class PostgresChatQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def rules(self, shop_id: str) -> ChatRules:
        async with self._database.read() as connection:
            return await _rules(connection, shop_id)

    async def acts(
        self, shop_id: str, page: Page, *, before: int | None, at: datetime
    ) -> list[ActView]:
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_ACTS, at, shop_id, before, page.size + 1)
        return [_to_view(row) for row in rows]

    async def view(self, act_id: str, *, at: datetime) -> ActView | None:
        async with self._database.read() as connection:
            row = await connection.fetchrow(SELECT_VIEW, at, act_id)
        return None if row is None else _to_view(row)

    async def sanctions(
        self, shop_id: str, page: Page, *, before: str | None, at: datetime
    ) -> list[Sanction]:
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_SANCTIONS, shop_id, at, before, page.size + 1)
        return [_to_sanction(row) for row in rows]

    async def policy(self, shop_id: str, *, at: datetime) -> tuple[ChatRules, list[Sanction]]:
        """A sanction that is newer than the version told is told again by its event."""
        async with self._database.read() as connection:
            rules = await _rules(connection, shop_id)
            rows = await connection.fetch(SELECT_SANCTIONS, shop_id, at, None, MAX_POLICY)
        return rules, [_to_sanction(row) for row in rows]


async def _rules(connection: Connection, shop_id: str) -> ChatRules:
    row = await connection.fetchrow(SELECT_RULES, shop_id)
    return ChatRules(shop_id=shop_id) if row is None else _to_rules(row)


def _to_rules(row: asyncpg.Record) -> ChatRules:
    return ChatRules(
        shop_id=str(row["shop_id"]),
        slow_mode_s=row["slow_mode_s"],
        links_off=row["links_off"],
        talk=Talk(row["talk"]),
        blocked={language: tuple(words) for language, words in json.loads(row["blocked"]).items()},
        version=row["version"],
    )


def _to_act(row: asyncpg.Record) -> Act:
    return Act(
        id=str(row["id"]),
        shop_id=str(row["shop_id"]),
        show_id="" if row["show_id"] is None else str(row["show_id"]),
        kind=ActKind(row["kind"]),
        actor_id=str(row["actor_id"]),
        at=row["acted_at"],
        version=row["version"],
        user_id="" if row["user_id"] is None else str(row["user_id"]),
        user_name=row["user_name"],
        message_id=row["message_id"],
        text=row["text"],
        until=row["until"],
        why=row["why"],
        undoes="" if row["undoes"] is None else str(row["undoes"]),
        actor_name=row["actor_name"],
        rules=None if row["rules"] is None else _read_change(str(row["shop_id"]), row["rules"]),
    )


def _written(change: RulesChange) -> str:
    return json.dumps(
        {
            name: {
                "slow_mode_s": rules.slow_mode_s,
                "links_off": rules.links_off,
                "talk": rules.talk.value,
                "blocked": {language: list(words) for language, words in rules.blocked.items()},
            }
            for name, rules in (("before", change.before), ("after", change.after))
        }
    )


def _read_change(shop_id: str, text: str) -> RulesChange:
    before, after = (
        ChatRules(
            shop_id=shop_id,
            slow_mode_s=said["slow_mode_s"],
            links_off=said["links_off"],
            talk=Talk(said["talk"]),
            blocked={language: tuple(words) for language, words in said["blocked"].items()},
        )
        for said in map(json.loads(text).__getitem__, ("before", "after"))
    )
    return RulesChange(before=before, after=after)


def _to_view(row: asyncpg.Record) -> ActView:
    undone = None
    if row["undone_by"] is not None:
        undone = Undone(by=str(row["undone_by"]), name=row["undone_by_name"], at=row["undone_at"])
    return ActView(act=_to_act(row), undone=undone, can_undo=row["can_undo"])


def _to_sanction(row: asyncpg.Record) -> Sanction:
    return Sanction(
        id=str(row["id"]),
        shop_id=str(row["shop_id"]),
        show_id=str(row["show_id"]),
        user_id=str(row["user_id"]),
        user_name=row["user_name"],
        kind=SanctionKind(row["kind"]),
        until=row["until"],
        why=row["why"],
        actor_id=str(row["actor_id"]),
        actor_name=row["actor_name"],
        at=row["created_at"],
    )
