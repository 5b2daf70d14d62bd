"""Payment's read models on Postgres: SQL straight to views."""

from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.postgres import Database
from nightmarket_payment.adapters.postgres_reconciliations import (
    DIFFERENCE_COLUMNS,
    to_difference,
)
from nightmarket_payment.adapters.postgres_refunds import refunds_of
from nightmarket_payment.adapters.postgres_rows import to_money
from nightmarket_payment.application.queries import PaymentView, WayBack
from nightmarket_payment.domain.payment import PaymentState
from nightmarket_payment.domain.reconciliation import Difference
from nightmarket_payment.domain.refund import Refund

PAYMENT_COLUMNS = """
SELECT id, order_id, shop_id, user_id, provider, state, currency_code, amount_minor, created_at,
       settled_at, refunded_minor
FROM payments
"""
SELECT_PAYMENT = PAYMENT_COLUMNS + "WHERE id = $1"
SELECT_PAYMENT_OF_ORDER = PAYMENT_COLUMNS + "WHERE order_id = $1"
SELECT_WAY_BACK = """
SELECT payment_id, return_to FROM attempts WHERE provider = $1 AND merchant_trade_no = $2
"""
SELECT_OPEN_DIFFERENCES = DIFFERENCE_COLUMNS + "WHERE provider = $1 AND state = 'open' ORDER BY id"


class PostgresPaymentQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def payment(self, payment_id: str) -> PaymentView | None:
        return await self._one(SELECT_PAYMENT, payment_id)

    async def payment_of_order(self, order_id: str) -> PaymentView | None:
        return await self._one(SELECT_PAYMENT_OF_ORDER, order_id)

    async def refunds(self, payment_id: str) -> list[Refund]:
        async with self._database.read() as connection:
            return await refunds_of(connection, payment_id)

    async def open_differences(self, provider: str) -> list[Difference]:
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_OPEN_DIFFERENCES, provider)
        return [to_difference(row) for row in rows]

    async def _one(self, sql: str, id_: str) -> PaymentView | None:
        async with self._database.read() as connection:
            row = await connection.fetchrow(sql, id_)
        if row is None:
            return None
        return PaymentView(
            id=str(row["id"]),
            order_id=str(row["order_id"]),
            shop_id=str(row["shop_id"]),
            user_id=str(row["user_id"]),
            provider=row["provider"],
            state=PaymentState(row["state"]),
            amount=to_money(row),
            created_at=row["created_at"],
            settled_at=row["settled_at"],
            refunded=Money(currency_code=row["currency_code"], amount_minor=row["refunded_minor"]),
        )

    async def way_back(self, provider: str, reference: str) -> WayBack:
        async with self._database.read() as connection:
            row = await connection.fetchrow(SELECT_WAY_BACK, provider, reference)
        if row is None:
            return WayBack()
        return WayBack(payment_id=str(row["payment_id"]), return_to=row["return_to"])
