"""Discount codes and vouchers on Postgres. A code's row is locked before its uses are counted or changed."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.postgres import Connection
from nightmarket_order.domain.coupon import Coupon
from nightmarket_order.domain.order import Order

COUPON_COLUMNS = """
SELECT id, shop_id, code, currency_code, amount_minor, percent, minimum_minor, valid_from,
       valid_until, max_uses, max_uses_per_person, used, stopped_at, most_minor, is_personal
FROM coupons
"""
SELECT_COUPON = COUPON_COLUMNS + "WHERE shop_id = $1 AND code = $2"
SELECT_COUPON_FOR_UPDATE = COUPON_COLUMNS + "WHERE id = $1 FOR NO KEY UPDATE"
SELECT_USED_BY = """
SELECT count(*) FROM coupon_uses WHERE coupon_id = $1 AND user_id = $2 AND given_back_at IS NULL
"""
INSERT_COUPON = """
INSERT INTO coupons (id, shop_id, code, currency_code, amount_minor, percent, minimum_minor,
                     valid_from, valid_until, max_uses, max_uses_per_person, most_minor, is_personal)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT ON CONSTRAINT coupons_shop_id_code_key DO NOTHING
"""
STOP_COUPON = "UPDATE coupons SET stopped_at = $2 WHERE id = $1"
TAKE_USE = """
WITH taken AS (UPDATE coupons SET used = used + 1 WHERE id = $1 RETURNING id)
INSERT INTO coupon_uses (order_id, coupon_id, user_id, used_at) SELECT $2, id, $3, $4 FROM taken
"""
# In the order of their ids, so that two who give back wait for each other, never in a circle.
LOCK_USED = """
SELECT id FROM coupons WHERE id IN
    (SELECT coupon_id FROM coupon_uses WHERE order_id = ANY($1::uuid[]) AND given_back_at IS NULL)
ORDER BY id FOR NO KEY UPDATE
"""
GIVE_BACK = """
WITH given AS (
    UPDATE coupon_uses SET given_back_at = $2
    WHERE order_id = ANY($1::uuid[]) AND given_back_at IS NULL RETURNING coupon_id
)
UPDATE coupons SET used = used - n.uses
FROM (SELECT coupon_id, count(*) AS uses FROM given GROUP BY coupon_id) AS n
WHERE coupons.id = n.coupon_id
"""

SELECT_OWNER = "SELECT count(*) FROM coupon_owners WHERE coupon_id = $1 AND user_id = $2"
INSERT_OWNERS = """
INSERT INTO coupon_owners (coupon_id, user_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING
"""
UNSPENT = """
WHERE shop_id = $1 AND is_personal AND valid_until > $3
  AND id IN (SELECT coupon_id FROM coupon_owners WHERE user_id = $2)
  AND NOT EXISTS (SELECT FROM coupon_uses u WHERE u.coupon_id = coupons.id AND u.user_id = $2
                  AND u.given_back_at IS NULL)
ORDER BY valid_until, id LIMIT 20
"""
SELECT_UNSPENT = COUPON_COLUMNS + UNSPENT


class PostgresCoupons:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, shop_id: str, code: str) -> Coupon | None:
        row = await self._connection.fetchrow(SELECT_COUPON, shop_id, code)
        return None if row is None else to_coupon(row)

    async def used_by(self, coupon_id: str, user_id: str) -> int:
        return int(await self._connection.fetchval(SELECT_USED_BY, coupon_id, user_id))

    async def is_owner(self, coupon_id: str, user_id: str) -> bool:
        return bool(await self._connection.fetchval(SELECT_OWNER, coupon_id, user_id))

    async def give(self, coupon_id: str, user_ids: Sequence[str]) -> None:
        await self._connection.execute(INSERT_OWNERS, coupon_id, list(user_ids))

    async def unspent(self, shop_id: str, user_id: str, *, at: datetime) -> list[Coupon]:
        rows = await self._connection.fetch(SELECT_UNSPENT, shop_id, user_id, at)
        return [to_coupon(row) for row in rows]

    async def lock(self, coupon_id: str) -> Coupon | None:
        row = await self._connection.fetchrow(SELECT_COUPON_FOR_UPDATE, coupon_id)
        return None if row is None else to_coupon(row)

    async def add(self, coupon: Coupon) -> bool:
        status = await self._connection.execute(
            INSERT_COUPON,
            coupon.id,
            coupon.shop_id,
            coupon.code,
            coupon.minimum.currency_code,
            coupon.amount_off.amount_minor if coupon.amount_off else None,
            coupon.percent_off or None,
            coupon.minimum.amount_minor,
            coupon.valid_from,
            coupon.valid_until,
            coupon.max_uses,
            coupon.max_uses_per_person,
            coupon.most_off.amount_minor if coupon.most_off else None,
            coupon.is_personal,
        )
        return status == "INSERT 0 1"

    async def stop(self, coupon: Coupon) -> None:
        await self._connection.execute(STOP_COUPON, coupon.id, coupon.stopped_at)

    async def take(self, coupon_id: str, order: Order) -> None:
        await self._connection.execute(
            TAKE_USE, coupon_id, order.id, order.user_id, order.placed_at
        )

    async def give_back(self, orders: Sequence[Order], *, at: datetime) -> None:
        ids = [order.id for order in orders]
        await self._connection.execute(LOCK_USED, ids)
        await self._connection.execute(GIVE_BACK, ids, at)


def to_coupon(row: asyncpg.Record) -> Coupon:
    currency_code = row["currency_code"]
    off = row["amount_minor"]
    return Coupon(
        id=str(row["id"]),
        shop_id=str(row["shop_id"]),
        code=row["code"],
        amount_off=None if off is None else Money(currency_code=currency_code, amount_minor=off),
        percent_off=row["percent"] or 0,
        most_off=(
            None
            if row["most_minor"] is None
            else Money(currency_code=currency_code, amount_minor=row["most_minor"])
        ),
        minimum=Money(currency_code=currency_code, amount_minor=row["minimum_minor"]),
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        max_uses=row["max_uses"],
        max_uses_per_person=row["max_uses_per_person"],
        used=row["used"],
        stopped_at=row["stopped_at"],
        is_personal=row["is_personal"],
    )
