"""Addresses on Postgres. The person's book is the lock: two devices save one after the other."""

import asyncpg

from nightmarket_kit.runtime.postgres import Connection
from nightmarket_order.adapters.postgres_terms import read_delivery, store_columns
from nightmarket_order.domain.address import Address
from nightmarket_order.domain.contact import Contact

LOCK_BOOK = """
INSERT INTO address_books (user_id) VALUES ($1)
ON CONFLICT (user_id) DO UPDATE SET changed_at = now()
"""
SELECT_ADDRESSES = """
SELECT id, name, phone, address, delivery, store_chain, store_code, store_name, is_default
FROM addresses WHERE user_id = $1 ORDER BY is_default DESC, changed_at DESC, id DESC
"""
CLEAR_DEFAULT = (
    "UPDATE addresses SET is_default = false WHERE user_id = $1 AND id <> $2 AND is_default"
)
PUT_ADDRESS = """
INSERT INTO addresses (user_id, id, name, phone, address, delivery, store_chain, store_code,
                       store_name, is_default)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE
SET name = excluded.name, phone = excluded.phone, address = excluded.address,
    delivery = excluded.delivery, store_chain = excluded.store_chain,
    store_code = excluded.store_code, store_name = excluded.store_name,
    is_default = excluded.is_default, changed_at = clock_timestamp()
WHERE addresses.user_id = excluded.user_id
"""
DELETE_ADDRESS = "DELETE FROM addresses WHERE user_id = $1 AND id = $2"


class PostgresAddresses:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, user_id: str) -> list[Address]:
        return [_to_address(row) for row in await self._connection.fetch(SELECT_ADDRESSES, user_id)]

    async def lock(self, user_id: str) -> list[Address]:
        await self._connection.execute(LOCK_BOOK, user_id)
        return await self.of(user_id)

    async def put(self, user_id: str, address: Address) -> None:
        if address.is_default:
            await self._connection.execute(CLEAR_DEFAULT, user_id, address.id)
        await self._connection.execute(
            PUT_ADDRESS,
            user_id,
            address.id,
            address.contact.name,
            address.contact.phone,
            address.contact.address,
            address.delivery.kind.value,
            *store_columns(address.delivery),
            address.is_default,
        )

    async def delete(self, user_id: str, address_id: str) -> None:
        await self._connection.execute(DELETE_ADDRESS, user_id, address_id)


def _to_address(row: asyncpg.Record) -> Address:
    return Address(
        id=str(row["id"]),
        contact=Contact(name=row["name"], phone=row["phone"], address=row["address"]),
        delivery=read_delivery(row),
        is_default=row["is_default"],
    )
