"""Shops and members on Postgres. The shop's row is the lock of its member list."""

from nightmarket_identity.domain.shop import Role, Shop, Staff
from nightmarket_kit.runtime.postgres import Connection

INSERT_SHOP = "INSERT INTO shops (id, name, currency_code, created_at) VALUES ($1, $2, $3, $4)"
LOCK_SHOP = "SELECT 1 FROM shops WHERE id = $1 FOR NO KEY UPDATE"
SELECT_STAFF = "SELECT user_id, role FROM members WHERE shop_id = $1"
UPSERT_MEMBER = """
INSERT INTO members (shop_id, user_id, role) VALUES ($1, $2, $3)
ON CONFLICT (shop_id, user_id) DO UPDATE SET role = excluded.role
"""
DELETE_MEMBER = "DELETE FROM members WHERE shop_id = $1 AND user_id = $2"
SELECT_ROLES = """
SELECT shop_id, role FROM members WHERE user_id = $1 ORDER BY shop_id LIMIT 100
"""


class PostgresShops:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, shop: Shop) -> None:
        await self._connection.execute(
            INSERT_SHOP, shop.id, shop.name, shop.currency_code, shop.created_at
        )

    async def lock_staff(self, shop_id: str) -> Staff | None:
        if await self._connection.fetchval(LOCK_SHOP, shop_id) is None:
            return None
        rows = await self._connection.fetch(SELECT_STAFF, shop_id)
        return Staff(
            shop_id=shop_id, roles={str(row["user_id"]): Role(row["role"]) for row in rows}
        )

    async def put_member(self, shop_id: str, user_id: str, role: Role) -> None:
        await self._connection.execute(UPSERT_MEMBER, shop_id, user_id, role.value)

    async def remove_member(self, shop_id: str, user_id: str) -> None:
        await self._connection.execute(DELETE_MEMBER, shop_id, user_id)

    async def roles_of(self, user_id: str) -> dict[str, Role]:
        rows = await self._connection.fetch(SELECT_ROLES, user_id)
        return {str(row["shop_id"]): Role(row["role"]) for row in rows}
