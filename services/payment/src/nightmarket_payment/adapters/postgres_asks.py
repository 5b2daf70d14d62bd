"""Requests for money back on Postgres."""

import asyncpg

from nightmarket_kit.runtime.postgres import Connection
from nightmarket_payment.adapters.postgres_rows import (
    SELECT_PAYMENT_FOR_UPDATE,
    to_money,
    to_payment,
)
from nightmarket_payment.domain.payment import Payment
from nightmarket_payment.domain.refund_ask import AskReason, AskState, DeclineReason, RefundAsk

ASK_COLUMNS = """
SELECT id, payment_id, order_id, order_no, shop_id, user_id, currency_code, amount_minor, reason, note,
       asked_at, answer_by, state, answered_at, answered_by, decline_reason, answer_note, refund_id
FROM refund_asks
"""
SELECT_ASK = ASK_COLUMNS + "WHERE id = $1"
SELECT_ASKS_OF_PAYMENT = ASK_COLUMNS + "WHERE payment_id = $1 ORDER BY id"
INSERT_ASK = """
INSERT INTO refund_asks (id, payment_id, order_id, order_no, shop_id, user_id, currency_code,
                         amount_minor, reason, note, asked_at, answer_by, state, answered_by,
                         answer_note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '')
"""
UPDATE_ASK = """
UPDATE refund_asks SET state = $2, answered_at = $3, answered_by = $4, decline_reason = $5,
       answer_note = $6, refund_id = $7
WHERE id = $1
"""


class PostgresAsks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, ask: RefundAsk) -> None:
        await self._connection.execute(
            INSERT_ASK,
            ask.id,
            ask.payment_id,
            ask.order_id,
            ask.order_no,
            ask.shop_id,
            ask.user_id,
            ask.amount.currency_code,
            ask.amount.amount_minor,
            ask.reason.value,
            ask.note,
            ask.asked_at,
            ask.answer_by,
            ask.state.value,
        )

    async def get(self, ask_id: str) -> RefundAsk | None:
        row = await self._connection.fetchrow(SELECT_ASK, ask_id)
        return None if row is None else to_ask(row)

    async def lock(self, ask_id: str) -> tuple[Payment, RefundAsk] | None:
        ask = await self.get(ask_id)
        if ask is None:
            return None
        payment = await self._connection.fetchrow(SELECT_PAYMENT_FOR_UPDATE, ask.payment_id)
        row = await self._connection.fetchrow(SELECT_ASK, ask_id)  # as it is under the lock
        if payment is None or row is None:
            return None
        return to_payment(payment), to_ask(row)

    async def of_payment(self, payment_id: str) -> list[RefundAsk]:
        return await asks_of(self._connection, payment_id)

    async def save(self, ask: RefundAsk) -> None:
        await self._connection.execute(
            UPDATE_ASK,
            ask.id,
            ask.state.value,
            ask.answered_at,
            ask.answered_by,
            ask.decline_reason.value if ask.decline_reason else None,
            ask.answer_note,
            ask.refund_id,
        )


async def asks_of(connection: Connection, payment_id: str) -> list[RefundAsk]:
    rows = await connection.fetch(SELECT_ASKS_OF_PAYMENT, payment_id)
    return [to_ask(row) for row in rows]


def to_ask(row: asyncpg.Record) -> RefundAsk:
    return RefundAsk(
        id=str(row["id"]),
        payment_id=str(row["payment_id"]),
        order_id=str(row["order_id"]),
        order_no=row["order_no"],
        shop_id=str(row["shop_id"]),
        user_id=str(row["user_id"]),
        amount=to_money(row),
        reason=AskReason(row["reason"]),
        note=row["note"],
        asked_at=row["asked_at"],
        answer_by=row["answer_by"],
        state=AskState(row["state"]),
        answered_at=row["answered_at"],
        answered_by=row["answered_by"],
        decline_reason=DeclineReason(row["decline_reason"]) if row["decline_reason"] else None,
        answer_note=row["answer_note"],
        refund_id=str(row["refund_id"]) if row["refund_id"] else None,
    )
