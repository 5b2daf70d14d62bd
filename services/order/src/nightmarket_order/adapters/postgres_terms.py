"""How shops send, and which carts are orders already, on Postgres."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import asyncpg

from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.postgres import Connection
from nightmarket_order.domain.checkout import OrderedCart
from nightmarket_order.domain.delivery import (
    Delivery,
    DeliveryKind,
    ShippingMethod,
    Store,
    StoreChain,
)

# A cart that has not taken an order out for so long never will: it was begun anew, under lower versions.
STANDS_FOR: Final = timedelta(hours=1)
# One row a cart: a second device waits here for the first, and then sees what that ordered.
CLAIM_CART = """
INSERT INTO ordered_carts (user_id, shop_id, cart_version, order_id, ordered_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id, shop_id) DO UPDATE
SET cart_version = excluded.cart_version, order_id = excluded.order_id,
    ordered_at = excluded.ordered_at
WHERE ordered_carts.cart_version <= $6 OR ordered_carts.ordered_at < $7
"""
SELECT_ORDERED = """
SELECT order_id FROM ordered_carts
WHERE user_id = $1 AND shop_id = $2 AND order_id <> $3 AND cart_version > $4 AND ordered_at >= $5
"""
DELETE_ORDERED = """
DELETE FROM ordered_carts WHERE (user_id, shop_id) IN
    (SELECT user_id, shop_id FROM ordered_carts WHERE ordered_at < $1 LIMIT $2)
"""
SELECT_METHODS = """
SELECT m.kind, m.fee_minor, m.free_from_minor, m.chains, s.currency_code
FROM shop_shipping s JOIN shipping_methods m ON m.shop_id = s.shop_id
WHERE s.shop_id = $1 ORDER BY m.kind
"""
# The shop's row is the lock: of two who set at once, the later one's methods stand, all of them.
UPSERT_SHOP = """
INSERT INTO shop_shipping (shop_id, currency_code) VALUES ($1, $2)
ON CONFLICT (shop_id) DO UPDATE SET currency_code = excluded.currency_code, changed_at = now()
"""
DELETE_METHODS = "DELETE FROM shipping_methods WHERE shop_id = $1"
INSERT_METHOD = """
INSERT INTO shipping_methods (shop_id, kind, fee_minor, free_from_minor, chains)
VALUES ($1, $2, $3, $4, $5)
"""


class PostgresOrderedCarts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def claim(self, cart: OrderedCart) -> bool:
        status = await self._connection.execute(
            CLAIM_CART,
            cart.user_id,
            cart.shop_id,
            cart.version,
            cart.order_id,
            cart.at,
            cart.taken_out,
            cart.at - STANDS_FOR,
        )
        return status == "INSERT 0 1"

    async def order_of(self, cart: OrderedCart) -> str | None:
        found = await self._connection.fetchval(
            SELECT_ORDERED,
            cart.user_id,
            cart.shop_id,
            cart.order_id,
            cart.taken_out,
            cart.at - STANDS_FOR,
        )
        return None if found is None else str(found)

    async def forget(self, *, before: datetime, limit: int) -> int:
        status = await self._connection.execute(DELETE_ORDERED, before, limit)
        return int(status.rsplit(" ", 1)[-1])


class PostgresShipping:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, shop_id: str) -> tuple[ShippingMethod, ...]:
        rows = await self._connection.fetch(SELECT_METHODS, shop_id)
        return tuple(
            ShippingMethod(
                kind=DeliveryKind(row["kind"]),
                fee=Money(currency_code=row["currency_code"], amount_minor=row["fee_minor"]),
                free_from=(
                    None
                    if row["free_from_minor"] is None
                    else Money(
                        currency_code=row["currency_code"], amount_minor=row["free_from_minor"]
                    )
                ),
                chains=tuple(StoreChain(one) for one in row["chains"]),
            )
            for row in rows
        )

    async def replace(self, shop_id: str, methods: Sequence[ShippingMethod]) -> None:
        await self._connection.execute(UPSERT_SHOP, shop_id, methods[0].fee.currency_code)
        await self._connection.execute(DELETE_METHODS, shop_id)
        for one in methods:
            await self._connection.execute(
                INSERT_METHOD,
                shop_id,
                one.kind.value,
                one.fee.amount_minor,
                one.free_from.amount_minor if one.free_from else None,
                [chain.value for chain in one.chains],
            )


def store_columns(delivery: Delivery) -> tuple[str | None, str, str]:
    store = delivery.store
    return (None, "", "") if store is None else (store.chain.value, store.code, store.name)


def read_delivery(row: asyncpg.Record) -> Delivery:
    store = None
    if row["store_chain"] is not None:
        store = Store(
            chain=StoreChain(row["store_chain"]), code=row["store_code"], name=row["store_name"]
        )
    return Delivery(kind=DeliveryKind(row["delivery"]), store=store)
