"""Refunds and the ledger on Postgres."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.postgres import Connection
from nightmarket_payment.domain.ledger import Posting
from nightmarket_payment.domain.refund import Refund, RefundCause, RefundState

REFUND_COLUMNS = """
SELECT id, payment_id, attempt_id, provider, currency_code, amount_minor, cause, reason, actor,
       state, misses, code, created_at, next_try_at, done_at, paid_by, note
FROM refunds
"""
INSERT_REFUND = """
INSERT INTO refunds (id, payment_id, attempt_id, provider, currency_code, amount_minor, cause, reason,
                     actor, state, misses, code, created_at, next_try_at, done_at, paid_by, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
"""
SELECT_REFUND = REFUND_COLUMNS + "WHERE id = $1"
SELECT_REFUNDS_OF_PAYMENT = REFUND_COLUMNS + "WHERE payment_id = $1 ORDER BY id"
UPDATE_REFUND = """
UPDATE refunds SET state = $2, misses = $3, code = $4, next_try_at = $5, done_at = $6,
       paid_by = $7, note = $8
WHERE id = $1
"""
# the oldest open one of each attempt: what the provider has given back tells whether it happened
LEASE_DUE = """
UPDATE refunds SET next_try_at = $3
WHERE id IN (SELECT r.id FROM refunds r
             WHERE r.provider = $1 AND r.state = 'open' AND r.next_try_at <= $2
               AND NOT EXISTS (SELECT 1 FROM refunds b WHERE b.attempt_id = r.attempt_id
                               AND b.state = 'open' AND b.id < r.id)
             ORDER BY r.next_try_at LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id, payment_id, attempt_id, provider, currency_code, amount_minor, cause, reason, actor,
          state, misses, code, created_at, next_try_at, done_at, paid_by, note
"""
INSERT_ENTRIES = """
INSERT INTO ledger_entries (kind, source_id, account, currency_code, amount_minor, payment_id,
                            created_at)
SELECT $1, $2, e.account, e.currency_code, e.amount_minor, $3, $4
FROM unnest($5::text[], $6::text[], $7::bigint[]) AS e (account, currency_code, amount_minor)
"""


class PostgresRefunds:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, refund: Refund) -> None:
        await self._connection.execute(
            INSERT_REFUND,
            refund.id,
            refund.payment_id,
            refund.attempt_id,
            refund.provider,
            refund.amount.currency_code,
            refund.amount.amount_minor,
            refund.cause.value,
            refund.reason,
            refund.actor,
            refund.state.value,
            refund.misses,
            refund.code,
            refund.created_at,
            refund.next_try_at,
            refund.done_at,
            refund.paid_by,
            refund.note,
        )

    async def get(self, refund_id: str) -> Refund | None:
        row = await self._connection.fetchrow(SELECT_REFUND, refund_id)
        return None if row is None else to_refund(row)

    async def of_payment(self, payment_id: str) -> list[Refund]:
        return await refunds_of(self._connection, payment_id)

    async def save(self, refund: Refund) -> None:
        await self._connection.execute(
            UPDATE_REFUND,
            refund.id,
            refund.state.value,
            refund.misses,
            refund.code,
            refund.next_try_at,
            refund.done_at,
            refund.paid_by,
            refund.note,
        )

    async def lease_due(
        self, provider: str, *, at: datetime, until: datetime, limit: int
    ) -> list[Refund]:
        rows = await self._connection.fetch(LEASE_DUE, provider, at, until, limit)
        return [to_refund(row) for row in rows]


class PostgresLedger:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def post(self, postings: Sequence[Posting], *, at: datetime) -> None:
        for posting in postings:
            await self._connection.execute(
                INSERT_ENTRIES,
                posting.kind.value,
                posting.source_id,
                posting.payment_id,
                at,
                [account for account, _ in posting.entries],
                [amount.currency_code for _, amount in posting.entries],
                [amount.amount_minor for _, amount in posting.entries],
            )


async def refunds_of(connection: Connection, payment_id: str) -> list[Refund]:
    rows = await connection.fetch(SELECT_REFUNDS_OF_PAYMENT, payment_id)
    return [to_refund(row) for row in rows]


def to_refund(row: asyncpg.Record) -> Refund:
    return Refund(
        id=str(row["id"]),
        payment_id=str(row["payment_id"]),
        attempt_id=str(row["attempt_id"]),
        provider=row["provider"],
        amount=Money(currency_code=row["currency_code"], amount_minor=row["amount_minor"]),
        cause=RefundCause(row["cause"]),
        reason=row["reason"],
        actor=row["actor"],
        created_at=row["created_at"],
        next_try_at=row["next_try_at"],
        state=RefundState(row["state"]),
        misses=row["misses"],
        code=row["code"],
        done_at=row["done_at"],
        paid_by=row["paid_by"],
        note=row["note"],
    )
