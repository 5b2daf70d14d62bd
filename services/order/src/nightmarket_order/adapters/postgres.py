"""Order's unit of work on Postgres."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.postgres import Connection, Statements, Transaction
from nightmarket_order.adapters.events_proto import to_outgoing
from nightmarket_order.adapters.postgres_addresses import PostgresAddresses
from nightmarket_order.adapters.postgres_checkouts import PostgresCheckouts
from nightmarket_order.adapters.postgres_coupons import PostgresCoupons
from nightmarket_order.adapters.postgres_terms import (
    PostgresOrderedCarts,
    PostgresShipping,
    read_delivery,
    store_columns,
)
from nightmarket_order.application.ports import Due
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.events import OrderEvent, RefundDue
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import CancelCause, CancelReason, Change, Order, OrderLine
from nightmarket_order.domain.parcel import Parcel

ORDER_COLUMNS = """
SELECT id, order_no, shop_id, user_id, state, currency_code, total_minor,
       contact_name, contact_phone, contact_address, placed_at, pay_deadline,
       paid_at, payment_id, cancelled_at, cancel_cause, cancel_reason, carrier, tracking_no,
       refunded_minor, due_at, version, delivery, store_chain, store_code, store_name,
       shipping_minor, discount_minor, coupon_code
FROM orders
"""
# One statement: a round trip costs more than what it carries. Nothing is written when the number is taken.
INSERT_ORDER = """
WITH written AS (
    INSERT INTO orders (id, order_no, shop_id, user_id, state, currency_code, total_minor,
                        contact_name, contact_phone, contact_address, placed_at, pay_deadline, version,
                        delivery, store_chain, store_code, store_name,
                        shipping_minor, discount_minor, coupon_code)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
    ON CONFLICT ON CONSTRAINT orders_order_no_key DO NOTHING RETURNING id
), lines AS (
    INSERT INTO order_lines (order_id, position, variant_id, product_id, title, quantity, unit_minor,
                             show_id, deal_id)
    SELECT w.id, l.position, l.variant_id, l.product_id, l.title, l.quantity, l.unit_minor, l.show_id, l.deal_id
    FROM written w, unnest($21::uuid[], $22::uuid[], $23::text[], $24::bigint[], $25::bigint[], $26::text[],
                           $27::uuid[]) WITH ORDINALITY
         AS l (variant_id, product_id, title, quantity, unit_minor, show_id, deal_id, position)
), changes AS (
    INSERT INTO order_history
        (order_id, version, state, cause, actor, actor_id, note, source, changed_at)
    SELECT w.id, c.* FROM written w, unnest($28::bigint[], $29::text[], $30::text[], $31::text[],
                                            $32::text[], $33::text[], $34::text[], $35::timestamptz[]) AS c
)
SELECT id FROM written
"""
SELECT_ORDER_FOR_UPDATE = ORDER_COLUMNS + "WHERE id = $1 FOR NO KEY UPDATE"
SELECT_OVERDUE = """
SELECT id, pay_deadline FROM orders
WHERE state = 'placed' AND pay_deadline <= $1
  AND ($2::timestamptz IS NULL OR (pay_deadline, id) > ($2, $3::uuid))
ORDER BY pay_deadline, id LIMIT $4
"""
SELECT_OVERDUE_FOR_UPDATE = (
    ORDER_COLUMNS
    + """WHERE id = ANY($1::uuid[]) AND state = 'placed' AND pay_deadline <= $2
ORDER BY id FOR NO KEY UPDATE SKIP LOCKED"""
)
SELECT_DUE_FOR_UPDATE = (
    ORDER_COLUMNS + "WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED"
)
SELECT_LINES = """
SELECT order_id, variant_id, product_id, title, quantity, unit_minor, show_id, deal_id FROM order_lines
WHERE order_id = ANY($1::uuid[]) ORDER BY order_id, position
"""
UPDATE_ORDER = """
UPDATE orders SET state = $2, paid_at = $3, payment_id = $4, cancelled_at = $5, cancel_cause = $6,
       cancel_reason = $7, carrier = $8, tracking_no = $9, refunded_minor = $10, due_at = $11,
       version = $12, pay_deadline = $13
WHERE id = $1
"""
INSERT_CHANGES = """
INSERT INTO order_history (order_id, version, state, cause, actor, actor_id, note, source, changed_at)
SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                         $8::text[], $9::timestamptz[])
"""
SELECT_REFUND = "SELECT 1 FROM refunds_due WHERE payment_id = $1"
INSERT_REFUND = """
INSERT INTO refunds_due (payment_id, order_id, currency_code, amount_minor, cause, created_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (payment_id) DO NOTHING
"""
SELECT_REFUNDED = """
SELECT currency_code, refunded_minor FROM refunded_payments WHERE payment_id = $1
"""
UPSERT_REFUNDED = """
INSERT INTO refunded_payments (payment_id, currency_code, refunded_minor) VALUES ($1, $2, $3)
ON CONFLICT (payment_id) DO UPDATE
SET refunded_minor = greatest(refunded_payments.refunded_minor, excluded.refunded_minor)
"""


class PostgresOrders:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, order: Order) -> bool:
        written = await self._connection.fetchval(
            INSERT_ORDER,
            order.id,
            order.order_no,
            order.shop_id,
            order.user_id,
            order.state.value,
            order.total.currency_code,
            order.total.amount_minor,
            order.contact.name,
            order.contact.phone,
            order.contact.address,
            order.placed_at,
            order.pay_deadline,
            order.version,
            order.delivery.kind.value,
            *store_columns(order.delivery),
            order.shipping_minor,
            order.discount_minor,
            order.coupon_code,
            [line.variant_id for line in order.lines],
            [line.product_id for line in order.lines],
            [line.title for line in order.lines],
            [line.quantity for line in order.lines],
            [line.unit_price.amount_minor for line in order.lines],
            [line.show_id for line in order.lines],
            [line.deal_id or None for line in order.lines],
            *_change_columns(order.changes),
        )
        return written is not None

    async def get_for_update(self, order_id: str) -> Order | None:
        rows = await self._connection.fetch(SELECT_ORDER_FOR_UPDATE, order_id)
        found = await with_lines(self._connection, rows)
        return found[0] if found else None

    async def overdue(self, *, at: datetime, after: Due | None, limit: int) -> list[Due]:
        behind = (None, None) if after is None else (after.deadline, after.order_id)
        rows = await self._connection.fetch(SELECT_OVERDUE, at, *behind, limit)
        return [Due(order_id=str(row["id"]), deadline=row["pay_deadline"]) for row in rows]

    async def lock_overdue(self, order_ids: Sequence[str], *, at: datetime) -> list[Order]:
        rows = await self._connection.fetch(SELECT_OVERDUE_FOR_UPDATE, order_ids, at)
        return await with_lines(self._connection, rows)

    async def lock_due(self, *, at: datetime, limit: int) -> list[Order]:
        rows = await self._connection.fetch(SELECT_DUE_FOR_UPDATE, at, limit)
        return await with_lines(self._connection, rows)

    async def save(self, order: Order) -> None:
        await self._connection.execute(
            UPDATE_ORDER,
            order.id,
            order.state.value,
            order.paid_at,
            order.payment_id,
            order.cancelled_at,
            order.cancel_cause,
            order.cancel_reason,
            order.parcel.carrier if order.parcel else None,
            order.parcel.tracking_no if order.parcel else "",
            order.refunded.amount_minor,
            order.due_at,
            order.version,
            order.pay_deadline,
        )
        await self._connection.execute(INSERT_CHANGES, order.id, *_change_columns(order.changes))


def _change_columns(changes: tuple[Change, ...]) -> tuple[list[object], ...]:
    """As INSERT_ORDER and INSERT_CHANGES take them."""
    return (
        [one.version for one in changes],
        [one.state.value for one in changes],
        [one.cause.value for one in changes],
        [one.by.kind.value for one in changes],
        [one.by.actor_id for one in changes],
        [one.note for one in changes],
        [one.by.source for one in changes],
        [one.at for one in changes],
    )


class PostgresRefunds:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def has(self, payment_id: str) -> bool:
        return await self._connection.fetchval(SELECT_REFUND, payment_id) is not None

    async def add(self, refund: RefundDue, *, at: datetime) -> bool:
        status = await self._connection.execute(
            INSERT_REFUND,
            refund.payment_id,
            refund.order_id,
            refund.amount.currency_code,
            refund.amount.amount_minor,
            refund.cause.value,
            at,
        )
        return status == "INSERT 0 1"

    async def note(self, payment_id: str, refunded: Money) -> None:
        await self._connection.execute(
            UPSERT_REFUNDED, payment_id, refunded.currency_code, refunded.amount_minor
        )

    async def noted(self, payment_id: str) -> Money | None:
        row = await self._connection.fetchrow(SELECT_REFUNDED, payment_id)
        if row is None:
            return None
        return Money(currency_code=row["currency_code"], amount_minor=row["refunded_minor"])


class PostgresOrderStatements(Statements):
    def _open(self, connection: Connection) -> None:
        self.checkouts = PostgresCheckouts(connection)
        self.ordered_carts = PostgresOrderedCarts(connection)
        self.shipping = PostgresShipping(connection)
        self.coupons = PostgresCoupons(connection)


class PostgresOrderUow(PostgresOrderStatements, Transaction):
    def _open(self, connection: Connection) -> None:
        super()._open(connection)
        self.orders = PostgresOrders(connection)
        self.refunds = PostgresRefunds(connection)
        self.addresses = PostgresAddresses(connection)

    def publish(self, event: OrderEvent) -> None:
        self.outbox.add(to_outgoing(event))


async def with_lines(connection: Connection, rows: list[asyncpg.Record]) -> list[Order]:
    """Rows of orders as orders, in the same order."""
    if not rows:
        return []
    lines: dict[object, list[asyncpg.Record]] = {row["id"]: [] for row in rows}
    for line in await connection.fetch(SELECT_LINES, list(lines)):
        lines[line["order_id"]].append(line)
    return [_to_order(row, lines[row["id"]]) for row in rows]


def _to_order(row: asyncpg.Record, lines: list[asyncpg.Record]) -> Order:
    currency_code = row["currency_code"]
    return Order(
        id=str(row["id"]),
        order_no=row["order_no"],
        shop_id=str(row["shop_id"]),
        user_id=str(row["user_id"]),
        lines=tuple(
            OrderLine(
                variant_id=str(line["variant_id"]),
                product_id=str(line["product_id"]),
                title=line["title"],
                quantity=line["quantity"],
                unit_price=Money(currency_code=currency_code, amount_minor=line["unit_minor"]),
                show_id=line["show_id"],
                deal_id=str(line["deal_id"] or ""),
            )
            for line in lines
        ),
        total=Money(currency_code=currency_code, amount_minor=row["total_minor"]),
        contact=Contact(
            name=row["contact_name"], phone=row["contact_phone"], address=row["contact_address"]
        ),
        placed_at=row["placed_at"],
        pay_deadline=row["pay_deadline"],
        state=OrderState(row["state"]),
        paid_at=row["paid_at"],
        payment_id=None if row["payment_id"] is None else str(row["payment_id"]),
        cancelled_at=row["cancelled_at"],
        cancel_cause=None if row["cancel_cause"] is None else CancelCause(row["cancel_cause"]),
        cancel_reason=None if row["cancel_reason"] is None else CancelReason(row["cancel_reason"]),
        parcel=(
            None
            if row["carrier"] is None
            else Parcel(carrier=row["carrier"], tracking_no=row["tracking_no"])
        ),
        refunded=Money(currency_code=currency_code, amount_minor=row["refunded_minor"]),
        due_at=row["due_at"],
        delivery=read_delivery(row),
        shipping_minor=row["shipping_minor"],
        discount_minor=row["discount_minor"],
        coupon_code=row["coupon_code"],
        version=row["version"],
    )
