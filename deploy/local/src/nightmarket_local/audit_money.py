"""The part of the audit that is about money alone (I6), over payment's database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg

    Rows = list[asyncpg.Record]

UNEVEN_POSTINGS = """
SELECT kind, source_id, currency_code, sum(amount_minor) AS rest FROM ledger_entries
GROUP BY kind, source_id, currency_code HAVING sum(amount_minor) <> 0
"""
UNBOOKED = """
WITH came AS (
    SELECT 'provider:' || provider AS account, currency_code, sum(amount_minor) AS minor
    FROM attempts WHERE state IN ('settled', 'refund_due') GROUP BY 1, 2
), back AS (
    SELECT 'provider:' || provider AS account, currency_code, sum(amount_minor) AS minor
    FROM refunds WHERE state = 'done' AND paid_by = '' GROUP BY 1, 2
), booked AS (
    SELECT account, currency_code, sum(amount_minor) AS minor
    FROM ledger_entries WHERE account LIKE 'provider:%' GROUP BY 1, 2
)
SELECT account, currency_code, coalesce(booked.minor, 0) AS booked,
       coalesce(came.minor, 0) - coalesce(back.minor, 0) AS true_minor
FROM came FULL JOIN back USING (account, currency_code) FULL JOIN booked USING (account, currency_code)
WHERE coalesce(booked.minor, 0) <> coalesce(came.minor, 0) - coalesce(back.minor, 0)
"""
OVERDRAWN = """
SELECT a.id, a.amount_minor, sum(r.amount_minor) AS back FROM attempts a
JOIN refunds r ON r.attempt_id = a.id AND r.state <> 'failed'
GROUP BY a.id, a.amount_minor HAVING sum(r.amount_minor) > a.amount_minor
"""
UNKEPT_WORDS = """
SELECT a.id FROM refund_asks a LEFT JOIN refunds r ON r.id = a.refund_id AND r.payment_id = a.payment_id
WHERE a.state = 'accepted' AND r.id IS NULL
"""
UNTOLD_DIFFERENCES = """
SELECT d.id, d.state, count(h.number) AS told, (array_agg(h.act ORDER BY h.number DESC))[1] AS last
FROM differences d LEFT JOIN difference_history h ON h.difference_id = d.id
GROUP BY d.id
HAVING count(h.number) <> d.version
    OR CASE WHEN d.state = 'open' THEN ARRAY['opened', 'changed', 'reopened'] ELSE ARRAY[d.state] END
       @> ARRAY[(array_agg(h.act ORDER BY h.number DESC))[1]] IS NOT TRUE
"""


async def findings(payment: asyncpg.Connection[asyncpg.Record]) -> list[str]:
    return [
        *_books(await payment.fetch(UNEVEN_POSTINGS), await payment.fetch(UNBOOKED)),
        *_words(await payment.fetch(OVERDRAWN), await payment.fetch(UNKEPT_WORDS)),
        *_told(await payment.fetch(UNTOLD_DIFFERENCES)),
    ]


def _books(uneven: Rows, unbooked: Rows) -> list[str]:
    return [
        *(
            f"I6 posting {row['kind']} of {row['source_id']}: {row['rest']} {row['currency_code']} over"
            for row in uneven
        ),
        *(
            f"I6 {row['account']}: the books say {row['booked']} {row['currency_code']}, "
            f"attempts and refunds {row['true_minor']}"
            for row in unbooked
        ),
    ]


def _words(overdrawn: Rows, unkept: Rows) -> list[str]:
    return [
        *(
            f"I6 attempt {row['id']}: {row['back']} goes back of {row['amount_minor']}"
            for row in overdrawn
        ),
        *(f"I6 request {row['id']} is accepted, and no refund carries it" for row in unkept),
    ]


def _told(differing: Rows) -> list[str]:
    return [
        f"I6 difference {row['id']} is {row['state']}, its {row['told']} lines of history end in "
        f"{row['last']}"
        for row in differing
    ]
