"""Checkouts on Postgres: a request's order id, time and deadline, before there is an order."""

from datetime import datetime

import asyncpg

from nightmarket_kit.runtime.postgres import Connection
from nightmarket_order.domain.checkout import Checkout

CHECKOUT_COLUMNS = """
SELECT request_id, digest, order_id, started_at, pay_deadline, given_up FROM checkouts
"""
CLAIM_CHECKOUT = """
INSERT INTO checkouts (request_id, digest, order_id, started_at, pay_deadline)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT (request_id) DO NOTHING
"""
SELECT_CHECKOUT = CHECKOUT_COLUMNS + "WHERE request_id = $1"
SELECT_CHECKOUT_FOR_UPDATE = CHECKOUT_COLUMNS + "WHERE order_id = $1 FOR NO KEY UPDATE"
GIVE_UP_CHECKOUT = "UPDATE checkouts SET given_up = true WHERE order_id = $1"
DELETE_CHECKOUTS = """
DELETE FROM checkouts WHERE request_id IN
    (SELECT request_id FROM checkouts WHERE started_at < $1 LIMIT $2)
"""


class PostgresCheckouts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def claim(self, checkout: Checkout) -> Checkout:
        status = await self._connection.execute(
            CLAIM_CHECKOUT,
            checkout.request_id,
            checkout.digest,
            checkout.order_id,
            checkout.started_at,
            checkout.pay_deadline,
        )
        if status == "INSERT 0 1":
            return checkout
        row = await self._connection.fetchrow(SELECT_CHECKOUT, checkout.request_id)
        return checkout if row is None else _to_checkout(row)

    async def lock(self, order_id: str) -> Checkout | None:
        row = await self._connection.fetchrow(SELECT_CHECKOUT_FOR_UPDATE, order_id)
        return None if row is None else _to_checkout(row)

    async def give_up(self, order_id: str) -> None:
        await self._connection.execute(GIVE_UP_CHECKOUT, order_id)

    async def forget(self, *, before: datetime, limit: int) -> int:
        status = await self._connection.execute(DELETE_CHECKOUTS, before, limit)
        return int(status.rsplit(" ", 1)[-1])


def _to_checkout(row: asyncpg.Record) -> Checkout:
    return Checkout(
        request_id=row["request_id"],
        digest=row["digest"],
        order_id=str(row["order_id"]),
        started_at=row["started_at"],
        pay_deadline=row["pay_deadline"],
        given_up=row["given_up"],
    )
