"""Identity's read models on Postgres: SQL straight to views."""

from datetime import datetime

import asyncpg

from nightmarket_identity.adapters.postgres import to_user
from nightmarket_identity.application.queries import MemberView, SessionView
from nightmarket_identity.domain.shop import Role, Shop
from nightmarket_identity.domain.user import User
from nightmarket_kit.runtime.postgres import Database

SELECT_USER = "SELECT id, display_name, picture_url, created_at FROM users WHERE id = $1"
SELECT_OPEN_SESSIONS = """
SELECT id, device_name, client_id, created_at, refreshed_at FROM sessions
WHERE user_id = $1 AND revoked_at IS NULL AND idle_expires_at > $2 ORDER BY id DESC LIMIT 100
"""
SELECT_SHOP = "SELECT id, name, currency_code, created_at FROM shops WHERE id = $1"
SELECT_SHOPS_OF = """
SELECT s.id, s.name, s.currency_code, s.created_at, m.role
FROM members m JOIN shops s ON s.id = m.shop_id WHERE m.user_id = $1 ORDER BY m.shop_id LIMIT 100
"""
SELECT_MEMBERS = """
SELECT m.user_id, u.display_name, m.role FROM members m JOIN users u ON u.id = m.user_id
WHERE m.shop_id = $1
ORDER BY array_position(ARRAY['owner', 'manager', 'host', 'moderator', 'packer'], m.role),
         u.display_name, m.user_id
LIMIT 200
"""
SELECT_MEMBER = """
SELECT m.user_id, u.display_name, m.role FROM members m JOIN users u ON u.id = m.user_id
WHERE m.shop_id = $1 AND m.user_id = $2
"""


class PostgresIdentityQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def user(self, user_id: str) -> User | None:
        async with self._database.read() as connection:
            row = await connection.fetchrow(SELECT_USER, user_id)
        return None if row is None else to_user(row)

    async def open_sessions(self, user_id: str, *, at: datetime) -> list[SessionView]:
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_OPEN_SESSIONS, user_id, at)
        return [
            SessionView(
                id=str(row["id"]),
                device_name=row["device_name"],
                client_id=row["client_id"],
                created_at=row["created_at"],
                refreshed_at=row["refreshed_at"],
            )
            for row in rows
        ]

    async def shop(self, shop_id: str) -> Shop | None:
        async with self._database.read() as connection:
            row = await connection.fetchrow(SELECT_SHOP, shop_id)
        return None if row is None else _to_shop(row)

    async def shops_of(self, user_id: str) -> list[tuple[Shop, Role]]:
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_SHOPS_OF, user_id)
        return [(_to_shop(row), Role(row["role"])) for row in rows]

    async def members(self, shop_id: str) -> list[MemberView]:
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_MEMBERS, shop_id)
        return [_to_member(row) for row in rows]

    async def member(self, shop_id: str, user_id: str) -> MemberView | None:
        async with self._database.read() as connection:
            row = await connection.fetchrow(SELECT_MEMBER, shop_id, user_id)
        return None if row is None else _to_member(row)


def _to_shop(row: asyncpg.Record) -> Shop:
    return Shop(
        id=str(row["id"]),
        name=row["name"],
        currency_code=row["currency_code"],
        created_at=row["created_at"],
    )


def _to_member(row: asyncpg.Record) -> MemberView:
    return MemberView(
        user_id=str(row["user_id"]), display_name=row["display_name"], role=Role(row["role"])
    )
