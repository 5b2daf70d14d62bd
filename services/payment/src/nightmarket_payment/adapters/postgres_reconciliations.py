"""A provider's days, their rows and the differences on Postgres."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

import asyncpg

from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.postgres import Connection
from nightmarket_payment.adapters.postgres_refunds import to_refund
from nightmarket_payment.adapters.postgres_rows import to_attempt, to_money
from nightmarket_payment.application.ports import Case
from nightmarket_payment.domain.payment import Attempt
from nightmarket_payment.domain.provider_file import DayFile, NoFileCode, ProviderRow, RowKind
from nightmarket_payment.domain.reconciliation import (
    MOVED_DAYS,
    Booked,
    Difference,
    DifferenceKind,
    DifferenceState,
)
from nightmarket_payment.domain.refund import Refund

AGAIN_FIRST: Final = timedelta(minutes=5)

SELECT_LAST_DAY = "SELECT max(day) FROM reconciliations WHERE provider = $1"
INSERT_DAYS = """
INSERT INTO reconciliations (provider, day, state, next_try_at)
SELECT $1, day, 'waiting', $3 FROM unnest($2::date[]) AS day
ON CONFLICT (provider, day) DO NOTHING
"""
LEASE_DUE = """
UPDATE reconciliations SET next_try_at = $3
WHERE (provider, day) IN (SELECT provider, day FROM reconciliations
                          WHERE provider = $1 AND state = 'waiting' AND next_try_at <= $2
                          ORDER BY day LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING day
"""
# the provider's first day stands for the provider
LOCK_PROVIDER = """
SELECT day FROM reconciliations WHERE provider = $1 ORDER BY day LIMIT 1 FOR NO KEY UPDATE
"""
DELETE_ROWS = """
DELETE FROM provider_rows WHERE provider = $1
   AND ((kind = 'paid' AND day = $2) OR (kind <> 'paid' AND day BETWEEN $3 AND $2))
"""
INSERT_ROWS = """
INSERT INTO provider_rows (provider, day, kind, number, merchant_trade_no, provider_ref,
                           currency_code, amount_minor)
SELECT $1, r.* FROM unnest($2::date[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::text[],
                           $8::bigint[]) AS r
"""
COMPARED = """
UPDATE reconciliations SET state = 'compared', runs = runs + 1, code = '', file_rows = $3,
       compared_at = $4, next_try_at = NULL
WHERE provider = $1 AND day = $2
"""
PUT_OFF = """
UPDATE reconciliations SET tries = tries + 1, code = $3,
       next_try_at = $4::timestamptz + least(interval '1 hour', $5::interval * 2 ^ least(tries, 10))
WHERE provider = $1 AND day = $2 AND state = 'waiting'
"""
SELECT_DAYS_READ = "SELECT day FROM reconciliations WHERE provider = $1 AND state = 'compared'"
ATTEMPT_COLUMNS = """
SELECT a.id, a.payment_id, a.number, a.provider, a.merchant_trade_no, a.currency_code, a.amount_minor,
       a.state, a.order_no, a.items, a.return_to, a.provider_ref, a.refund_handle, a.misses,
       a.next_check_at, a.checked_at, a.created_at, a.method, a.pay_until
"""
SELECT_BOOKED = (
    ATTEMPT_COLUMNS
    + """
FROM ledger_entries l JOIN attempts a ON a.id = l.source_id
WHERE l.account = 'provider:' || $1 AND l.kind IN ('settled', 'paid_twice')
  AND l.created_at >= $2 AND l.created_at < $3
ORDER BY a.id
"""
)
SELECT_REFERENCES = """
SELECT merchant_trade_no FROM provider_rows WHERE provider = $1 AND day BETWEEN $2 AND $3
UNION
SELECT a.merchant_trade_no
FROM ledger_entries l LEFT JOIN refunds r ON l.kind = 'refunded' AND r.id = l.source_id
JOIN attempts a ON a.id = coalesce(r.attempt_id, l.source_id)
WHERE l.account = 'provider:' || $1 AND l.created_at >= $4 AND l.created_at < $5
UNION
SELECT merchant_trade_no FROM differences WHERE provider = $1 AND state = 'open'
ORDER BY 1
"""
SELECT_ATTEMPTS = (
    ATTEMPT_COLUMNS
    + """
       , p.shop_id, l.created_at AS booked_at
FROM attempts a JOIN payments p ON p.id = a.payment_id
LEFT JOIN ledger_entries l ON l.source_id = a.id AND l.account = 'provider:' || a.provider
     AND l.kind IN ('settled', 'paid_twice')
WHERE a.provider = $1 AND a.merchant_trade_no = ANY($2)
"""
)
SELECT_REFUNDS = """
SELECT id, payment_id, attempt_id, provider, currency_code, amount_minor, cause, reason, actor, state,
       misses, code, created_at, next_try_at, done_at, paid_by, note
FROM refunds WHERE attempt_id = ANY($1::uuid[]) ORDER BY id
"""
SELECT_ROWS = """
SELECT day, kind, merchant_trade_no, provider_ref, currency_code, amount_minor FROM provider_rows
WHERE provider = $1 AND merchant_trade_no = ANY($2) ORDER BY day, kind, number
"""
DIFFERENCE_COLUMNS = """
SELECT id, provider, day, kind, merchant_trade_no, payment_id, shop_id, ours_currency, ours_minor,
       theirs_currency, theirs_minor, state, version, changed_at
FROM differences
"""
SELECT_DIFFERENCES = (
    DIFFERENCE_COLUMNS
    + "WHERE provider = $1 AND merchant_trade_no = ANY($2) ORDER BY id FOR NO KEY UPDATE"
)
SELECT_DIFFERENCE = DIFFERENCE_COLUMNS + "WHERE id = $1 FOR NO KEY UPDATE"
UPSERT_DIFFERENCE = """
INSERT INTO differences (id, provider, day, kind, merchant_trade_no, payment_id, shop_id,
                         ours_currency, ours_minor, theirs_currency, theirs_minor, state, version,
                         changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (id) DO UPDATE SET ours_currency = excluded.ours_currency,
    ours_minor = excluded.ours_minor, theirs_currency = excluded.theirs_currency,
    theirs_minor = excluded.theirs_minor, state = excluded.state, version = excluded.version,
    changed_at = excluded.changed_at
"""
INSERT_HISTORY = """
INSERT INTO difference_history (difference_id, number, act, ours_currency, ours_minor,
                                theirs_currency, theirs_minor, actor, settlement, note, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""


class PostgresReconciliations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def last_day(self, provider: str) -> date | None:
        last: date | None = await self._connection.fetchval(SELECT_LAST_DAY, provider)
        return last

    async def add_days(self, provider: str, days: Sequence[date], *, at: datetime) -> None:
        await self._connection.execute(INSERT_DAYS, provider, list(days), at)

    async def lease_due(self, provider: str, *, at: datetime, until: datetime) -> date | None:
        day: date | None = await self._connection.fetchval(LEASE_DUE, provider, at, until)
        return day

    async def lock(self, provider: str) -> None:
        await self._connection.execute(LOCK_PROVIDER, provider)

    async def store(self, provider: str, file: DayFile) -> None:
        await self._connection.execute(DELETE_ROWS, provider, file.day, file.moved_from)
        await self._connection.execute(
            INSERT_ROWS,
            provider,
            [row.day for row in file.rows],
            [row.kind.value for row in file.rows],
            list(range(len(file.rows))),
            [row.reference for row in file.rows],
            [row.provider_ref for row in file.rows],
            [row.amount.currency_code for row in file.rows],
            [row.amount.amount_minor for row in file.rows],
        )

    async def compared(self, provider: str, day: date, *, rows: int, at: datetime) -> None:
        await self._connection.execute(COMPARED, provider, day, rows, at)

    async def put_off(self, provider: str, day: date, code: NoFileCode, *, at: datetime) -> None:
        await self._connection.execute(PUT_OFF, provider, day, code.value, at, AGAIN_FIRST)

    async def days_read(self, provider: str) -> frozenset[date]:
        rows = await self._connection.fetch(SELECT_DAYS_READ, provider)
        return frozenset(row["day"] for row in rows)

    async def booked(self, provider: str, *, since: datetime, before: datetime) -> list[Attempt]:
        rows = await self._connection.fetch(SELECT_BOOKED, provider, since, before)
        return [to_attempt(row) for row in rows]

    async def cases(
        self, provider: str, day: date, *, since: datetime, before: datetime, zone: tzinfo
    ) -> list[Case]:
        found = await self._connection.fetch(
            SELECT_REFERENCES, provider, day - MOVED_DAYS, day, since, before
        )
        references = [row["merchant_trade_no"] for row in found]
        attempts = {
            row["merchant_trade_no"]: row
            for row in await self._connection.fetch(SELECT_ATTEMPTS, provider, references)
        }
        refunds = await self._refunds([row["id"] for row in attempts.values()])
        rows: dict[str, list[ProviderRow]] = defaultdict(list)
        for row in await self._connection.fetch(SELECT_ROWS, provider, references):
            rows[row["merchant_trade_no"]].append(_to_row(row))
        known: dict[str, list[Difference]] = defaultdict(list)
        for row in await self._connection.fetch(SELECT_DIFFERENCES, provider, references):
            known[row["merchant_trade_no"]].append(to_difference(row))
        return [
            Case(
                reference=one,
                booked=_to_booked(attempts[one], refunds, zone) if one in attempts else None,
                rows=tuple(rows[one]),
                differences=tuple(known[one]),
            )
            for one in references
        ]

    async def _refunds(self, attempt_ids: list[Any]) -> dict[str, list[Refund]]:
        refunds: dict[str, list[Refund]] = defaultdict(list)
        for row in await self._connection.fetch(SELECT_REFUNDS, attempt_ids):
            refunds[str(row["attempt_id"])].append(to_refund(row))
        return refunds

    async def difference(self, difference_id: str) -> Difference | None:
        row = await self._connection.fetchrow(SELECT_DIFFERENCE, difference_id)
        return None if row is None else to_difference(row)

    async def of_reference(self, provider: str, reference: str) -> list[Difference]:
        rows = await self._connection.fetch(SELECT_DIFFERENCES, provider, [reference])
        return [to_difference(row) for row in rows]

    async def save(self, difference: Difference) -> None:
        sides = (*_columns(difference.ours), *_columns(difference.theirs))
        await self._connection.execute(
            UPSERT_DIFFERENCE,
            difference.id,
            difference.provider,
            difference.day,
            difference.kind.value,
            difference.reference,
            difference.payment_id,
            difference.shop_id,
            *sides,
            difference.state.value,
            difference.version,
            difference.changed_at,
        )
        for entry in difference.entries:
            await self._connection.execute(
                INSERT_HISTORY,
                difference.id,
                entry.number,
                entry.act.value,
                *sides,
                entry.actor,
                entry.settlement.value if entry.settlement else None,
                entry.note,
                entry.at,
            )


def _to_row(row: asyncpg.Record) -> ProviderRow:
    return ProviderRow(
        kind=RowKind(row["kind"]),
        day=row["day"],
        reference=row["merchant_trade_no"],
        provider_ref=row["provider_ref"],
        amount=to_money(row),
    )


def _to_booked(row: asyncpg.Record, refunds: dict[str, list[Refund]], zone: tzinfo) -> Booked:
    attempt = to_attempt(row)
    booked_at = row["booked_at"]
    return Booked(
        attempt=attempt,
        shop_id=str(row["shop_id"]),
        booked_on=booked_at.astimezone(zone).date() if booked_at else None,
        refunds=tuple(
            (refund, refund.done_at.astimezone(zone).date() if refund.done_at else None)
            for refund in refunds.get(attempt.id, [])
        ),
    )


def _columns(money: Money | None) -> tuple[str | None, int | None]:
    return (None, None) if money is None else (money.currency_code, money.amount_minor)


def to_difference(row: asyncpg.Record) -> Difference:
    def money(side: str) -> Money | None:
        if row[f"{side}_minor"] is None:
            return None
        return Money(currency_code=row[f"{side}_currency"], amount_minor=row[f"{side}_minor"])

    return Difference(
        id=str(row["id"]),
        provider=row["provider"],
        day=row["day"],
        kind=DifferenceKind(row["kind"]),
        reference=row["merchant_trade_no"],
        payment_id=str(row["payment_id"]) if row["payment_id"] else None,
        shop_id=str(row["shop_id"]) if row["shop_id"] else None,
        ours=money("ours"),
        theirs=money("theirs"),
        state=DifferenceState(row["state"]),
        changed_at=row["changed_at"],
        version=row["version"],
    )
