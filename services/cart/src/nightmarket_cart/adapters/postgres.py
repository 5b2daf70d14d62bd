"""The archive of carts on Postgres."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from nightmarket_cart.adapters.documents import to_cart, to_document
from nightmarket_cart.application.ports import CartKey, Saved
from nightmarket_cart.domain.cart import RESTORED_BITS, Cart
from nightmarket_kit.runtime.postgres import Database, Transaction

# in the order of the key: two writers of the same carts wait for each other, never in a circle
SAVE_CARTS = """
INSERT INTO carts (user_id, shop_id, version, document)
SELECT user_id, shop_id, version, document
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::jsonb[])
     AS n (user_id, shop_id, version, document)
ORDER BY user_id, shop_id
ON CONFLICT (user_id, shop_id) DO UPDATE
SET version = excluded.version, document = excluded.document, updated_at = now()
WHERE carts.version < excluded.version
"""
SELECT_REFUSED = """
SELECT c.user_id, c.shop_id, c.version
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::jsonb[])
     AS n (user_id, shop_id, version, document)
JOIN carts c ON c.user_id = n.user_id AND c.shop_id = n.shop_id
WHERE c.version > n.version OR c.document <> n.document
"""
# Higher bits count the times that Valkey lost the cart, so that no copy that got lost with it, in a
# writer's hands, is later than what was restored.
LOAD_CART = """
UPDATE carts SET version = ((version >> $3) + 1) << $3
WHERE user_id = $1 AND shop_id = $2 RETURNING version, document
"""
DELETE_OLD = """
DELETE FROM carts WHERE (user_id, shop_id) IN (
    SELECT user_id, shop_id FROM carts WHERE updated_at < now() - $1::interval LIMIT $2
)
"""
PURGE_BATCH: Final = 1000
CONSUMER: Final = "cart"  # the group, in the inbox


class PostgresCarts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, key: CartKey) -> Cart | None:
        async with Transaction(self._database) as tx:
            row = await tx.connection.fetchrow(LOAD_CART, key.owner_id, key.shop_id, RESTORED_BITS)
            await tx.commit()
        return replace(to_cart(row["document"]), version=row["version"]) if row else None

    async def save(self, saved: Sequence[Saved]) -> dict[CartKey, int]:
        columns = (
            [one.key.owner_id for one in saved],
            [one.key.shop_id for one in saved],
            [one.cart.version for one in saved],
            [to_document(one.cart) for one in saved],
        )
        async with Transaction(self._database) as tx:
            await tx.connection.execute(SAVE_CARTS, *columns)
            rows = await tx.connection.fetch(SELECT_REFUSED, *columns)
            await tx.commit()
        return {
            CartKey(owner_id=str(row["user_id"]), shop_id=str(row["shop_id"])): row["version"]
            for row in rows
        }

    async def note_applied(self, event_id: str) -> None:
        async with Transaction(self._database) as tx:
            await tx.claim_event(CONSUMER, event_id)
            await tx.commit()

    async def purge(self, *, older_than: timedelta) -> None:
        """Forget carts that nobody changed for so long."""
        async with Transaction(self._database) as tx:
            await tx.connection.execute(DELETE_OLD, older_than, PURGE_BATCH)
            await tx.commit()
