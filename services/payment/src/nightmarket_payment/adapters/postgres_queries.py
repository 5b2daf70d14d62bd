"""Payment's read models on Postgres: SQL straight to views."""

from nightmarket_kit.runtime.postgres import Database
from nightmarket_payment.adapters.postgres import to_money
from nightmarket_payment.application.queries import PaymentView, WayBack
from nightmarket_payment.domain.payment import PaymentState

SELECT_PAYMENT = """
SELECT id, order_id, shop_id, user_id, provider, state, currency_code, amount_minor, created_at,
       settled_at
FROM payments WHERE id = $1
"""
SELECT_WAY_BACK = """
SELECT payment_id, return_to FROM attempts WHERE provider = $1 AND merchant_trade_no = $2
"""


class PostgresPaymentQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def payment(self, payment_id: str) -> PaymentView | None:
        async with self._database.read() as connection:
            row = await connection.fetchrow(SELECT_PAYMENT, payment_id)
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
        )

    async def way_back(self, provider: str, reference: str) -> WayBack:
        async with self._database.read() as connection:
            row = await connection.fetchrow(SELECT_WAY_BACK, provider, reference)
        if row is None:
            return WayBack()
        return WayBack(payment_id=str(row["payment_id"]), return_to=row["return_to"])
