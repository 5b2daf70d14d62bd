"""Flash deals on Postgres."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import asyncpg

from nightmarket_catalog.domain.deal import PICTURES_ARE_BEHIND, Deal, DealState
from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.postgres import Connection

INSERT_DEAL = """
INSERT INTO deals (id, show_id, shop_id, product_id, variant_id, currency_code, price_minor, was_minor,
                   quantity, per_person, from_show, starts_at, ends_at, state, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""
DEAL_COLUMNS = (
    "id", "runs_in", "shop_id", "product_id", "variant_id", "currency_code", "price_minor", "was_minor",
    "quantity", "per_person", "from_show", "starts_at", "ends_at", "state", "version",
)  # fmt: skip
UPDATE_DEAL = "UPDATE deals SET ends_at = $2, state = $3, version = $4 WHERE id = $1"
SELECT_NEXT_VERSION = """
SELECT coalesce(max(version), 0) + 1 FROM deals WHERE variant_id = $1
"""
SELECT_VARIANT = "SELECT variant_id FROM deals WHERE id = $1"
SELECT_DUE = """
SELECT id FROM deals WHERE state = 'running' AND ends_at <= $1 ORDER BY ends_at LIMIT $2
"""


class PostgresDeals:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, deal: Deal) -> None:
        await self._connection.execute(
            INSERT_DEAL,
            deal.id,
            deal.show_id,
            deal.shop_id,
            deal.product_id,
            deal.variant_id,
            deal.price.currency_code,
            deal.price.amount_minor,
            deal.was.amount_minor,
            deal.quantity,
            deal.per_person,
            deal.from_show,
            deal.starts_at,
            deal.ends_at,
            deal.state.value,
            deal.version,
        )

    async def save(self, deal: Deal) -> None:
        await self._connection.execute(
            UPDATE_DEAL, deal.id, deal.ends_at, deal.state.value, deal.version
        )

    async def next_version(self, variant_id: str) -> int:
        return int(await self._connection.fetchval(SELECT_NEXT_VERSION, variant_id))

    async def variant_of(self, deal_id: str) -> str | None:
        found = await self._connection.fetchval(SELECT_VARIANT, deal_id)
        return None if found is None else str(found)

    async def due(self, *, at: datetime, limit: int) -> list[str]:
        rows = await self._connection.fetch(SELECT_DUE, at - PICTURES_ARE_BEHIND, limit)
        return [str(row["id"]) for row in rows]


def to_deal(row: Mapping[str, Any] | asyncpg.Record) -> Deal:
    """`runs_in` is the show: a share's row has the deal's id as its show."""
    currency_code = row["currency_code"]
    return Deal(
        id=str(row["id"]),
        show_id=str(row["runs_in"]),
        shop_id=str(row["shop_id"]),
        product_id=str(row["product_id"]),
        variant_id=str(row["variant_id"]),
        price=Money(currency_code=currency_code, amount_minor=row["price_minor"]),
        was=Money(currency_code=currency_code, amount_minor=row["was_minor"]),
        quantity=row["quantity"],
        per_person=row["per_person"],
        from_show=row["from_show"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        state=DealState(row["state"]),
        version=row["version"],
    )
