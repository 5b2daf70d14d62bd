"""Payment's unit of work on Postgres: payments and attempts."""

from collections.abc import Sequence
from datetime import datetime

from nightmarket_kit.runtime.postgres import Connection, Transaction
from nightmarket_kit.runtime.telemetry import trace_text
from nightmarket_payment.adapters.events_proto import to_outgoing
from nightmarket_payment.adapters.postgres_asks import PostgresAsks
from nightmarket_payment.adapters.postgres_notices import PostgresNotices
from nightmarket_payment.adapters.postgres_reconciliations import PostgresReconciliations
from nightmarket_payment.adapters.postgres_refunds import PostgresLedger, PostgresRefunds
from nightmarket_payment.adapters.postgres_rows import (
    SELECT_PAYMENT_FOR_UPDATE,
    SELECT_SETTLED_ATTEMPT,
    to_attempt,
    to_payment,
)
from nightmarket_payment.domain.events import Event
from nightmarket_payment.domain.payment import Attempt, Payment

INSERT_PAYMENT = """
INSERT INTO payments (id, order_id, shop_id, user_id, currency_code, amount_minor, state, provider,
                      attempts, version, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (order_id) DO NOTHING
"""
SELECT_PAYMENT_OF_ORDER = """
SELECT id, order_id, shop_id, user_id, currency_code, amount_minor, state, provider, attempts,
       version, created_at, settled_at, refunded_minor
FROM payments WHERE order_id = $1 FOR NO KEY UPDATE
"""
UPDATE_PAYMENT = """
UPDATE payments SET state = $2, provider = $3, attempts = $4, version = $5, settled_at = $6,
       refunded_minor = $7
WHERE id = $1
"""
INSERT_ATTEMPT = """
INSERT INTO attempts (id, payment_id, number, provider, merchant_trade_no, currency_code,
                      amount_minor, state, order_no, items, return_to, provider_ref, misses,
                      next_check_at, created_at, trace, method)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
"""
SELECT_ATTEMPT = """
SELECT id, payment_id, number, provider, merchant_trade_no, currency_code, amount_minor, state,
       order_no, items, return_to, provider_ref, refund_handle, misses, next_check_at, checked_at,
       created_at, method, pay_until
FROM attempts WHERE id = $1
"""
SELECT_PAYMENT_ID = "SELECT payment_id FROM attempts WHERE provider = $1 AND merchant_trade_no = $2"
SELECT_ATTEMPT_FOR_UPDATE = """
SELECT id, payment_id, number, provider, merchant_trade_no, currency_code, amount_minor, state,
       order_no, items, return_to, provider_ref, refund_handle, misses, next_check_at, checked_at,
       created_at, method, pay_until, trace
FROM attempts WHERE provider = $1 AND merchant_trade_no = $2 FOR NO KEY UPDATE
"""
UPDATE_ATTEMPT = """
UPDATE attempts SET state = $2, provider_ref = $3, misses = $4, next_check_at = $5, refund_handle = $6,
       checked_at = $7, pay_until = $8
WHERE id = $1
"""
LEASE_DUE = """
UPDATE attempts SET next_check_at = $3
WHERE id IN (SELECT id FROM attempts WHERE provider = $1 AND next_check_at <= $2
             ORDER BY next_check_at LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id, payment_id, number, provider, merchant_trade_no, currency_code, amount_minor, state,
          order_no, items, return_to, provider_ref, refund_handle, misses, next_check_at, checked_at,
       created_at, method, pay_until
"""


SELECT_OF_ORDERS = """
SELECT id, order_id, shop_id, user_id, currency_code, amount_minor, state, provider, attempts,
       version, created_at, settled_at, refunded_minor
FROM payments WHERE order_id = ANY($1::uuid[])
"""
SELECT_OF_PAYMENTS = """
SELECT id, payment_id, number, provider, merchant_trade_no, currency_code, amount_minor, state,
       order_no, items, return_to, provider_ref, refund_handle, misses, next_check_at, checked_at,
       created_at, method, pay_until
FROM attempts WHERE payment_id = ANY($1::uuid[])
"""
# What was leased a moment ago is being asked about; what gave no answer keeps its pause.
BRING_FORWARD = """
UPDATE attempts SET next_check_at = $2
WHERE id = ANY($1::uuid[]) AND state IN ('created', 'pending', 'failed') AND misses = 0
  AND (next_check_at IS NULL OR next_check_at > $3)
"""


class PostgresPayments:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open(self, payment: Payment) -> Payment:
        await self._connection.execute(
            INSERT_PAYMENT,
            payment.id,
            payment.order_id,
            payment.shop_id,
            payment.user_id,
            payment.amount.currency_code,
            payment.amount.amount_minor,
            payment.state.value,
            payment.provider,
            payment.attempts,
            payment.version,
            payment.created_at,
        )
        row = await self._connection.fetchrow(SELECT_PAYMENT_OF_ORDER, payment.order_id)
        return payment if row is None else to_payment(row)

    async def get_for_update(self, payment_id: str) -> Payment | None:
        row = await self._connection.fetchrow(SELECT_PAYMENT_FOR_UPDATE, payment_id)
        return None if row is None else to_payment(row)

    async def of_order_for_update(self, order_id: str) -> Payment | None:
        row = await self._connection.fetchrow(SELECT_PAYMENT_OF_ORDER, order_id)
        return None if row is None else to_payment(row)

    async def of_orders(self, order_ids: Sequence[str]) -> list[Payment]:
        rows = await self._connection.fetch(SELECT_OF_ORDERS, order_ids)
        return [to_payment(row) for row in rows]

    async def save(self, payment: Payment) -> None:
        await self._connection.execute(
            UPDATE_PAYMENT,
            payment.id,
            payment.state.value,
            payment.provider,
            payment.attempts,
            payment.version,
            payment.settled_at,
            payment.refunded.amount_minor,
        )


class PostgresAttempts:
    """`trace` is that of the tap which opened the attempt that was locked last."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.trace = ""

    async def add(self, attempt: Attempt) -> None:
        await self._connection.execute(
            INSERT_ATTEMPT,
            attempt.id,
            attempt.payment_id,
            attempt.number,
            attempt.provider,
            attempt.reference,
            attempt.amount.currency_code,
            attempt.amount.amount_minor,
            attempt.state.value,
            attempt.order_no,
            list(attempt.items),
            attempt.return_to,
            attempt.provider_ref,
            attempt.misses,
            attempt.next_check_at,
            attempt.created_at,
            trace_text(),
            attempt.method or "",
        )

    async def get(self, attempt_id: str) -> Attempt | None:
        row = await self._connection.fetchrow(SELECT_ATTEMPT, attempt_id)
        return None if row is None else to_attempt(row)

    async def settled(self, payment_id: str) -> Attempt | None:
        row = await self._connection.fetchrow(SELECT_SETTLED_ATTEMPT, payment_id)
        return None if row is None else to_attempt(row)

    async def lock(self, provider: str, reference: str) -> tuple[Payment, Attempt] | None:
        payment_id = await self._connection.fetchval(SELECT_PAYMENT_ID, provider, reference)
        if payment_id is None:
            return None
        payment = await self._connection.fetchrow(SELECT_PAYMENT_FOR_UPDATE, payment_id)
        attempt = await self._connection.fetchrow(SELECT_ATTEMPT_FOR_UPDATE, provider, reference)
        if payment is None or attempt is None:
            return None
        self.trace = attempt["trace"]
        return to_payment(payment), to_attempt(attempt)

    async def save(self, attempt: Attempt) -> None:
        await self._connection.execute(
            UPDATE_ATTEMPT,
            attempt.id,
            attempt.state.value,
            attempt.provider_ref,
            attempt.misses,
            attempt.next_check_at,
            attempt.refund_handle,
            attempt.checked_at,
            attempt.pay_until,
        )

    async def of_payments(self, payment_ids: Sequence[str]) -> list[Attempt]:
        rows = await self._connection.fetch(SELECT_OF_PAYMENTS, payment_ids)
        return [to_attempt(row) for row in rows]

    async def bring_forward(
        self, attempt_ids: Sequence[str], *, at: datetime, from_: datetime
    ) -> None:
        await self._connection.execute(BRING_FORWARD, attempt_ids, at, from_)

    async def lease_due(
        self, provider: str, *, at: datetime, until: datetime, limit: int
    ) -> list[Attempt]:
        rows = await self._connection.fetch(LEASE_DUE, provider, at, until, limit)
        return [to_attempt(row) for row in rows]


class PostgresPaymentUow(Transaction):
    def _open(self, connection: Connection) -> None:
        self.payments = PostgresPayments(connection)
        self.attempts = PostgresAttempts(connection)
        self.notices = PostgresNotices(connection)
        self.refunds = PostgresRefunds(connection)
        self.asks = PostgresAsks(connection)
        self.ledger = PostgresLedger(connection)
        self.reconciliations = PostgresReconciliations(connection)

    def publish(self, events: Sequence[Event]) -> None:
        self.outbox.continue_trace(self.attempts.trace)
        for event in events:
            self.outbox.add(to_outgoing(event))
