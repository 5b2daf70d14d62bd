"""Payment's read models on Postgres: SQL straight to views. Days are those of `zone`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import asyncpg

from nightmarket_kit.core.money import Money
from nightmarket_kit.core.pages import Page
from nightmarket_kit.runtime.postgres import Connection, Database
from nightmarket_payment.adapters.postgres_asks import ASK_COLUMNS, asks_of, to_ask
from nightmarket_payment.adapters.postgres_reconciliations import (
    DIFFERENCE_COLUMNS,
    to_difference,
)
from nightmarket_payment.adapters.postgres_refunds import refunds_of
from nightmarket_payment.adapters.postgres_rows import (
    SELECT_SETTLED_ATTEMPT,
    to_attempt,
    to_money,
    to_pay_code,
    to_payment,
)
from nightmarket_payment.application.queries import (
    ComparedDay,
    DaySum,
    DifferenceView,
    MoneyEntry,
    OrderMoney,
    Payable,
    PaymentView,
    ShopPayment,
    WayBack,
)
from nightmarket_payment.domain.payment import PaymentState
from nightmarket_payment.domain.reconciliation import (
    Difference,
    DifferenceAct,
    DifferenceEntry,
    Settlement,
)
from nightmarket_payment.domain.refund import Refund
from nightmarket_payment.domain.refund_ask import RefundAsk

# Its method is that of the attempt which paid, before that the newest's.
PAYMENT_COLUMNS = """
SELECT id, order_id, shop_id, user_id, provider, state, currency_code, amount_minor, created_at,
       settled_at, refunded_minor, attempts, version,
       (SELECT a.method FROM attempts a WHERE a.payment_id = payments.id
        ORDER BY a.state = 'settled' DESC, a.number DESC LIMIT 1) AS method
FROM payments
"""
SELECT_PAYMENT = PAYMENT_COLUMNS + "WHERE id = $1"
SELECT_PAYMENT_OF_ORDER = PAYMENT_COLUMNS + "WHERE order_id = $1"
SELECT_WAY_BACK = """
SELECT payment_id, return_to FROM attempts WHERE provider = $1 AND merchant_trade_no = $2
"""
# The newest that can be paid; once money came there is nothing to pay any more.
SELECT_PAYABLE = """
SELECT n.pay_code, n.pay_until FROM payments p JOIN attempts a ON a.payment_id = p.id
JOIN notices n ON n.provider = a.provider AND n.merchant_trade_no = a.merchant_trade_no
WHERE p.id = $1 AND p.settled_at IS NULL AND a.state = 'pending' AND n.verdict = 'pending'
  AND n.pay_code <> '{}'
ORDER BY a.number DESC LIMIT 1
"""
# The same thing is often told twice, by a notice and by a query: the first time counts.
SELECT_ENTRIES = """
SELECT 'started' AS kind, created_at AS entry_at, number, provider, currency_code, amount_minor,
       NULL::timestamptz AS pay_until, method
FROM attempts WHERE payment_id = $1
UNION ALL
SELECT * FROM (
    SELECT DISTINCT ON (a.number, n.verdict)
           CASE n.verdict WHEN 'settled' THEN 'paid' WHEN 'refund_due' THEN 'paid_twice'
                WHEN 'pending' THEN 'code_issued' WHEN 'failed' THEN 'failed' ELSE 'held' END,
           n.processed_at, a.number, a.provider, n.currency_code, n.amount_minor, n.pay_until,
           a.method
    FROM attempts a JOIN notices n ON n.provider = a.provider
         AND n.merchant_trade_no = a.merchant_trade_no
    WHERE a.payment_id = $1
      AND n.verdict IN ('settled', 'refund_due', 'pending', 'failed', 'amount_mismatch')
    ORDER BY a.number, n.verdict, n.processed_at
) AS told
ORDER BY entry_at, number
"""
SELECT_ASK = ASK_COLUMNS + "WHERE id = $1"
SELECT_OPEN_ASKS = (
    ASK_COLUMNS
    + "WHERE shop_id = $1 AND state = 'open' AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3"
)
SELECT_ANSWERED_ASKS = (
    ASK_COLUMNS
    + "WHERE shop_id = $1 AND state <> 'open' AND ($2::uuid IS NULL OR id < $2) "
    + "ORDER BY id DESC LIMIT $3"
)
SELECT_SHOP_PAYMENTS = """
SELECT p.id, p.order_id, p.shop_id, p.user_id, p.provider, p.state, p.currency_code, p.amount_minor,
       p.created_at, p.settled_at, p.refunded_minor, (p.created_at AT TIME ZONE $5)::date AS day,
       (SELECT order_no FROM attempts a WHERE a.payment_id = p.id LIMIT 1) AS order_no,
       (SELECT a.method FROM attempts a WHERE a.payment_id = p.id
        ORDER BY a.state = 'settled' DESC, a.number DESC LIMIT 1) AS method,
       (SELECT count(*) FROM refunds r WHERE r.payment_id = p.id AND r.state = 'by_hand') AS by_hand
FROM payments p
WHERE p.shop_id = $1 AND ($2::uuid IS NULL OR p.id < $2)
  AND (cardinality($4::text[]) = 0 OR p.state = ANY($4))
ORDER BY p.id DESC LIMIT $3
"""
SELECT_DAY_SUMS = """
SELECT (created_at AT TIME ZONE $4)::date AS day, currency_code,
       coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0)::bigint AS came,
       coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0)::bigint AS went_back
FROM ledger_entries
WHERE account = 'shop:' || $1 AND created_at >= ($2::date)::timestamp AT TIME ZONE $4
  AND created_at < ($3::date + 1)::timestamp AT TIME ZONE $4
GROUP BY 1, 2 ORDER BY 1 DESC, 2
"""
DIFFERENCE_VIEW_COLUMNS = """
SELECT d.id, d.provider, d.day, d.kind, d.merchant_trade_no, d.payment_id, d.shop_id, d.ours_currency,
       d.ours_minor, d.theirs_currency, d.theirs_minor, d.state, d.version, d.changed_at, p.order_id,
       a.order_no
FROM differences d JOIN payments p ON p.id = d.payment_id
JOIN attempts a ON a.provider = d.provider AND a.merchant_trade_no = d.merchant_trade_no
"""
SELECT_DIFFERENCES = (
    DIFFERENCE_VIEW_COLUMNS
    + "WHERE d.shop_id = $1 AND ($2::uuid IS NULL OR d.id < $2) AND (d.state <> 'open') = $4 "
    + "ORDER BY d.id DESC LIMIT $3"
)
SELECT_DIFFERENCE = DIFFERENCE_VIEW_COLUMNS + "WHERE d.id = $1"
SELECT_HISTORY = """
SELECT difference_id, number, act, actor, settlement, note, changed_at FROM difference_history
WHERE difference_id = ANY($1::uuid[]) ORDER BY difference_id, number
"""
SELECT_OPEN_DIFFERENCES = DIFFERENCE_COLUMNS + "WHERE provider = $1 AND state = 'open' ORDER BY id"
SELECT_LAST_DAYS = """
SELECT DISTINCT ON (provider) provider, day, compared_at, code FROM reconciliations
ORDER BY provider, day DESC
"""


class PostgresPaymentQueries:
    def __init__(self, database: Database, *, zone: str) -> None:
        self._database = database
        self._zone = zone

    async def payment(self, payment_id: str) -> PaymentView | None:
        return await self._one(SELECT_PAYMENT, payment_id)

    async def payment_of_order(self, order_id: str) -> PaymentView | None:
        return await self._one(SELECT_PAYMENT_OF_ORDER, order_id)

    async def refunds(self, payment_id: str) -> list[Refund]:
        async with self._database.read() as connection:
            return await refunds_of(connection, payment_id)

    async def order_money(self, order_id: str) -> OrderMoney | None:
        async with self._database.read() as connection:
            row = await connection.fetchrow(SELECT_PAYMENT_OF_ORDER, order_id)
            if row is None:
                return None
            payment = to_payment(row)
            attempt = await connection.fetchrow(SELECT_SETTLED_ATTEMPT, payment.id)
            entries = await connection.fetch(SELECT_ENTRIES, payment.id)
            return OrderMoney(
                payment=payment,
                method=row["method"] or "",
                attempt=None if attempt is None else to_attempt(attempt),
                payable=await _payable(connection, payment.id),
                entries=[_to_entry(one) for one in entries],
                refunds=await refunds_of(connection, payment.id),
                asks=await asks_of(connection, payment.id),
            )

    async def ask(self, ask_id: str) -> RefundAsk | None:
        row = await self._fetchrow(SELECT_ASK, ask_id)
        return None if row is None else to_ask(row)

    async def asks_of_shop(self, shop_id: str, *, answered: bool, page: Page) -> list[RefundAsk]:
        sql = SELECT_ANSWERED_ASKS if answered else SELECT_OPEN_ASKS
        rows = await self._fetch(sql, shop_id, _after(page), page.size + 1)
        return [to_ask(row) for row in rows]

    async def payments_of_shop(
        self, shop_id: str, states: Sequence[PaymentState], *, page: Page
    ) -> list[ShopPayment]:
        names = [state.value for state in states]
        rows = await self._fetch(
            SELECT_SHOP_PAYMENTS, shop_id, _after(page), page.size + 1, names, self._zone
        )
        return [
            ShopPayment(
                payment=_to_view(row),
                order_no=row["order_no"] or "",
                day=row["day"],
                by_hand=row["by_hand"],
            )
            for row in rows
        ]

    async def day_sums(self, shop_id: str, days: Sequence[date]) -> list[DaySum]:
        if not days:
            return []
        rows = await self._fetch(SELECT_DAY_SUMS, shop_id, min(days), max(days), self._zone)
        return [
            DaySum(
                day=row["day"],
                came=Money(currency_code=row["currency_code"], amount_minor=row["came"]),
                went_back=Money(currency_code=row["currency_code"], amount_minor=row["went_back"]),
            )
            for row in rows
            if row["day"] in days
        ]

    async def differences_of_shop(
        self, shop_id: str, *, closed: bool, page: Page
    ) -> list[DifferenceView]:
        async with self._database.read() as connection:
            rows = await connection.fetch(
                SELECT_DIFFERENCES, shop_id, _after(page), page.size + 1, closed
            )
            return await _with_history(connection, rows)

    async def difference(self, difference_id: str) -> DifferenceView | None:
        async with self._database.read() as connection:
            rows = await connection.fetch(SELECT_DIFFERENCE, difference_id)
            found = await _with_history(connection, rows)
        return found[0] if found else None

    async def last_days(self) -> list[ComparedDay]:
        return [
            ComparedDay(
                provider=row["provider"],
                day=row["day"],
                compared_at=row["compared_at"],
                code=row["code"],
            )
            for row in await self._fetch(SELECT_LAST_DAYS)
        ]

    async def open_differences(self, provider: str) -> list[Difference]:
        return [to_difference(row) for row in await self._fetch(SELECT_OPEN_DIFFERENCES, provider)]

    async def way_back(self, provider: str, reference: str) -> WayBack:
        row = await self._fetchrow(SELECT_WAY_BACK, provider, reference)
        if row is None:
            return WayBack()
        return WayBack(payment_id=str(row["payment_id"]), return_to=row["return_to"])

    async def _one(self, sql: str, id_: str) -> PaymentView | None:
        async with self._database.read() as connection:
            row = await connection.fetchrow(sql, id_)
            if row is None:
                return None
            view = _to_view(row)
            return replace(view, payable=await _payable(connection, view.id))

    async def _fetch(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        async with self._database.read() as connection:
            return await connection.fetch(sql, *arguments)

    async def _fetchrow(self, sql: str, *arguments: Any) -> asyncpg.Record | None:
        async with self._database.read() as connection:
            return await connection.fetchrow(sql, *arguments)


def _after(page: Page) -> str | None:
    return page.after[0] if page.after else None


async def _payable(connection: Connection, payment_id: str) -> Payable | None:
    row = await connection.fetchrow(SELECT_PAYABLE, payment_id)
    code = None if row is None else to_pay_code(row["pay_code"])
    return None if row is None or code is None else Payable(code=code, until=row["pay_until"])


def _to_view(row: asyncpg.Record) -> PaymentView:
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
        method=row["method"] or "",
    )


def _to_entry(row: asyncpg.Record) -> MoneyEntry:
    return MoneyEntry(
        kind=row["kind"],
        at=row["entry_at"],
        attempt=row["number"],
        provider=row["provider"],
        amount=to_money(row),
        pay_until=row["pay_until"],
        method=row["method"],
    )


async def _with_history(
    connection: Connection, rows: Sequence[asyncpg.Record]
) -> list[DifferenceView]:
    lines: dict[str, list[DifferenceEntry]] = defaultdict(list)
    for line in await connection.fetch(SELECT_HISTORY, [row["id"] for row in rows]):
        entry = DifferenceEntry(
            number=line["number"],
            act=DifferenceAct(line["act"]),
            at=line["changed_at"],
            actor=line["actor"],
            settlement=Settlement(line["settlement"]) if line["settlement"] else None,
            note=line["note"],
        )
        lines[str(line["difference_id"])].append(entry)
    return [
        DifferenceView(
            difference=to_difference(row),
            order_id=str(row["order_id"]),
            order_no=row["order_no"],
            history=tuple(lines[str(row["id"])]),
        )
        for row in rows
    ]
