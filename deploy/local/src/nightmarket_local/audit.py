"""`nightmarket audit`: the invariants, checked over the live databases; each finding names its row.

    I1  on hand + allocated + held + sold = received, per variant; the same by the ledger, the
        reservations and the allocations; what is counted for limits is what persons hold or bought;
        what claims promise is set aside
    I2  one checkout, one order; every order has its reservation, in the state that fits; a discount
        code is used by the orders that count, never more often than it may be; a voucher is taken by
        no more than it was dropped for, and spent at most once by each of these
    I3  an order's total is its lines + shipping - discount; a flash deal's price is paid for no more
        units than it had, and catalog kept them for it; a paid order has one settled payment of its
        amount; settled money has a paid order or is due back
    I4  every event was published, and applied once by every consumer that keeps an inbox
    I6  every posting sums to zero; what a provider holds by the books is what came less what went back;
        no more goes back than came; what a shop agreed to give back has its refund; what a difference
        is, its history tells

Events may be on their way: a finding counts only when it stands after `--patience` seconds.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING, Any

import asyncpg

from nightmarket_kit.runtime.topics import read_topics
from nightmarket_local import audit_deals, audit_money, audit_prices, repository
from nightmarket_local.audit_claims import (
    ALLOCATIONS,
    LOTS,
    OWNED,
    TAKEN,
    broken_claims,
    broken_vouchers,
)
from nightmarket_local.environment import SERVICES
from nightmarket_local.state import State, read_json

if TYPE_CHECKING:
    import argparse

Rows = list[asyncpg.Record]
PATIENCE_S = 20.0

# The database refuses most of these by itself; the audit does not take its word for it.
BROKEN_STOCKS = """
SELECT variant_id, on_hand, allocated, held, sold, received FROM stocks
WHERE on_hand + allocated + held + sold <> received OR least(on_hand, allocated, held, sold) < 0
"""
# Of an order's lines the last hold counts, less what a person brought back.
LINES = """
WITH lines AS (
    SELECT DISTINCT ON (e.order_id, e.variant_id) e.order_id, e.variant_id, e.show_id, r.person_id,
           r.state, e.quantity - CASE WHEN r.state = 'committed' THEN (
               SELECT coalesce(sum(b.quantity), 0) FROM stock_entries b
               WHERE b.order_id = e.order_id AND b.variant_id = e.variant_id AND b.kind = 'returned'
           ) ELSE 0 END AS quantity
    FROM stock_entries e JOIN reservations r ON r.order_id = e.order_id
    WHERE e.kind = 'held' ORDER BY e.order_id, e.variant_id, e.version DESC
)
"""
BY_RESERVATIONS = """
SELECT s.variant_id, s.held, s.sold,
       coalesce(sum(l.quantity) FILTER (WHERE l.state = 'held'), 0) AS kept,
       coalesce(sum(l.quantity) FILTER (WHERE l.state = 'committed'), 0) AS committed
FROM stocks s LEFT JOIN lines l ON l.variant_id = s.variant_id
GROUP BY s.variant_id, s.held, s.sold
HAVING s.held <> coalesce(sum(l.quantity) FILTER (WHERE l.state = 'held'), 0)
    OR s.sold <> coalesce(sum(l.quantity) FILTER (WHERE l.state = 'committed'), 0)
"""
STOCK_BY_RESERVATIONS = LINES + BY_RESERVATIONS
STOCK_BY_LEDGER = """
SELECT s.variant_id, s.on_hand, s.allocated, s.held, s.sold, s.version, e.*
FROM stocks s CROSS JOIN LATERAL (
    SELECT coalesce(sum(CASE WHEN kind IN ('received', 'adjusted', 'returned') THEN quantity
                             WHEN kind = 'released' THEN quantity - allocated
                             WHEN kind = 'held' THEN allocated - quantity
                             WHEN kind = 'allocated' THEN -quantity
                             WHEN kind = 'deallocated' THEN quantity END), 0) AS e_on_hand,
           coalesce(sum(CASE WHEN kind IN ('allocated', 'released') THEN allocated
                             WHEN kind IN ('deallocated', 'held') THEN -allocated END), 0)
               AS e_allocated,
           coalesce(sum(CASE WHEN kind = 'held' THEN quantity
                             WHEN kind IN ('released', 'sold') THEN -quantity END), 0) AS e_held,
           coalesce(sum(CASE WHEN kind = 'sold' THEN quantity
                             WHEN kind = 'returned' THEN -quantity END), 0) AS e_sold,
           count(*) AS entries
    FROM stock_entries WHERE variant_id = s.variant_id
) AS e
WHERE (s.on_hand, s.allocated, s.held, s.sold, s.version)
      <> (e_on_hand, e_allocated, e_held, e_sold, entries)
"""
ENTRIES_WITHOUT_STOCK = """
SELECT DISTINCT variant_id FROM stock_entries e
WHERE NOT EXISTS (SELECT 1 FROM stocks s WHERE s.variant_id = e.variant_id)
"""
STOCK_BY_ALLOCATIONS = """
SELECT s.variant_id, s.allocated, coalesce(sum(a.quantity), 0) AS kept
FROM stocks s LEFT JOIN allocations a ON a.variant_id = s.variant_id
GROUP BY s.variant_id, s.allocated HAVING s.allocated <> coalesce(sum(a.quantity), 0)
"""
# Counted are only products with a limit, in all (the nil show) and per show, and deals, each under its own id.
BY_PERSONS = """
, limited AS (
    SELECT DISTINCT product_id FROM stocks WHERE per_person IS NOT NULL OR per_show IS NOT NULL
), had AS (
    SELECT s.product_id, l.person_id, counted.show_id, sum(l.quantity) AS units
    FROM lines l JOIN stocks s ON s.variant_id = l.variant_id
    JOIN limited USING (product_id)
    CROSS JOIN LATERAL (VALUES ('00000000-0000-0000-0000-000000000000'::uuid), (l.show_id))
        AS counted (show_id)
    WHERE l.state IN ('held', 'committed') AND l.person_id IS NOT NULL
      AND counted.show_id IS NOT NULL
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT l.show_id, l.person_id, '00000000-0000-0000-0000-000000000000'::uuid, sum(l.quantity)
    FROM lines l JOIN deals d ON d.id = l.show_id
    WHERE l.state IN ('held', 'committed') GROUP BY 1, 2
)
SELECT product_id, show_id, coalesce(p.units, 0) AS counted, coalesce(had.units, 0) AS units
FROM purchases p FULL JOIN had USING (product_id, person_id, show_id)
WHERE coalesce(p.units, 0) <> coalesce(had.units, 0)
"""
MISCOUNTED = LINES + BY_PERSONS
# Catalog's sweeper gives back, half an hour after its time, what no order was written for.
RESERVATIONS = """
SELECT order_id, state, expires_at < now() - interval '2 hours' AS is_overdue FROM reservations
"""
ORDERS = "SELECT id, state, currency_code, total_minor, payment_id FROM orders"
REFUNDS_DUE = "SELECT payment_id FROM refunds_due"
PAYMENTS = "SELECT id, order_id, state, currency_code, amount_minor FROM payments"
UNPUBLISHED = "SELECT topic, event_id FROM outbox WHERE published_at IS NULL"
PUBLISHED = "SELECT event_id FROM outbox WHERE topic = $1 AND published_at IS NOT NULL"
APPLIED = "SELECT event_id FROM inbox WHERE consumer = $1"
HISTORIES = """
SELECT o.id, o.state, o.version, count(h.version) AS changes,
       (array_agg(h.state ORDER BY h.version DESC))[1] AS last
FROM orders o LEFT JOIN order_history h ON h.order_id = o.id
GROUP BY o.id
HAVING count(h.version) <> o.version
    OR (array_agg(h.state ORDER BY h.version DESC))[1] IS DISTINCT FROM o.state
"""
SOLD = ("paid", "packed", "shipped", "delivered", "completed")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--patience", type=float, default=PATIENCE_S, help="seconds for events on their way"
    )


def run(args: argparse.Namespace) -> int:
    state = State(args.state)
    if not read_json(state.fleet_file):
        print("the fleet is not running", file=sys.stderr)
        return 1
    found = asyncio.run(findings(state, patience_s=args.patience))
    for line in found:
        print(line)
    print("audit: clean" if not found else f"audit: {len(found)} findings")
    return 1 if found else 0


async def findings(state: State, *, patience_s: float = PATIENCE_S) -> list[str]:
    """What breaks an invariant and still does after `patience_s` seconds."""
    environment = read_json(state.fleet_file)["environment"]
    end = time.monotonic() + patience_s
    while True:
        found = await _look(environment)
        if not found or time.monotonic() > end:
            return found
        await asyncio.sleep(0.5)


async def _look(environment: dict[str, str]) -> list[str]:
    connections: dict[str, asyncpg.Connection[asyncpg.Record]] = {}
    try:
        for service in SERVICES:
            address = environment[f"{service.upper()}_DATABASE_URL"]
            connections[service] = await asyncpg.connect(address)
        catalog, order, payment, claim = (
            connections[name] for name in ("catalog", "order", "payment", "claim")
        )
        orders, reservations = await order.fetch(ORDERS), await catalog.fetch(RESERVATIONS)
        payments, due = await payment.fetch(PAYMENTS), await order.fetch(REFUNDS_DUE)
        return [
            *_stock(await catalog.fetch(BROKEN_STOCKS), await catalog.fetch(STOCK_BY_RESERVATIONS)),
            *_ledger(await catalog.fetch(STOCK_BY_LEDGER)),
            *_strays(await catalog.fetch(ENTRIES_WITHOUT_STOCK)),
            *_sharing(await catalog.fetch(STOCK_BY_ALLOCATIONS), await catalog.fetch(MISCOUNTED)),
            *broken_claims(await claim.fetch(LOTS), await catalog.fetch(ALLOCATIONS)),
            *broken_vouchers(await claim.fetch(TAKEN), await order.fetch(OWNED)),
            *_reservations(orders, reservations),
            *_histories(await order.fetch(HISTORIES)),
            *await audit_prices.findings(order),
            *await audit_deals.findings(catalog, order),
            *_money(orders, payments, {row["payment_id"] for row in due}),
            *await audit_money.findings(payment),
            *await _events(connections),
        ]
    finally:
        for connection in connections.values():
            await connection.close()


def _stock(broken: Rows, disagreeing: Rows) -> list[str]:
    return [
        *(f"I1 variant {row['variant_id']}: {dict(row)} is not conserved" for row in broken),
        *(
            f"I1 variant {row['variant_id']}: held {row['held']} and sold {row['sold']}, but "
            f"reservations say {row['kept']} and {row['committed']}"
            for row in disagreeing
        ),
    ]


def _ledger(disagreeing: Rows) -> list[str]:
    return [
        f"I1 variant {row['variant_id']}: the balance and its ledger disagree: {dict(row)}"
        for row in disagreeing
    ]


def _strays(entries: Rows) -> list[str]:
    return [f"I1 variant {row['variant_id']}: entries without a balance" for row in entries]


def _sharing(disagreeing: Rows, miscounted: Rows) -> list[str]:
    """Persons are not named: a finding is read by whoever keeps the fleet."""
    return [
        *(
            f"I1 variant {row['variant_id']}: {row['allocated']} allocated, but shows have {row['kept']}"
            for row in disagreeing
        ),
        *(
            f"I1 product {row['product_id']}: {row['counted']} counted for a person in show "
            f"{row['show_id']}, but reservations say {row['units']}"
            for row in miscounted
        ),
    ]


def _reservations(orders: Rows, reservations: Rows) -> list[str]:
    states = {row["order_id"]: row["state"] for row in reservations}
    found = [
        f"I2 order {row['id']} is {row['state']}, its reservation {states.get(row['id'])}"
        for row in orders
        if states.get(row["id"]) != _fitting(row)
    ]
    known = {row["id"] for row in orders}
    found += [
        f"I2 reservation of {order_id} is committed without an order"
        for order_id, state in states.items()
        if state == "committed" and order_id not in known
    ]
    found += [
        f"I2 reservation of {row['order_id']} is held long after its time, without an order"
        for row in reservations
        if row["state"] == "held" and row["is_overdue"] and row["order_id"] not in known
    ]
    return found


def _fitting(order: asyncpg.Record) -> str:
    """The state of its reservation."""
    if order["state"] in SOLD:
        return "committed"
    if order["payment_id"] is not None:
        return "returned"
    return "held" if order["state"] == "placed" else "released"


def _histories(differing: Rows) -> list[str]:
    return [
        f"I2 order {row['id']} is {row['state']} after {row['version']} changes, its history tells of "
        f"{row['changes']} and {row['last']}"
        for row in differing
    ]


def _money(orders: Rows, payments: Rows, due: set[Any]) -> list[str]:
    found: list[str] = []
    paid = {
        row["payment_id"]: row
        for row in orders
        if row["state"] in SOLD or row["state"] == "refunded"
    }
    by_id = {row["id"]: row for row in payments}
    for payment_id, order in paid.items():
        payment = by_id.get(payment_id)
        same = payment is not None and (
            (payment["order_id"], payment["currency_code"], payment["amount_minor"])
            == (order["id"], order["currency_code"], order["total_minor"])
        )
        if payment is None or payment["state"] not in {"settled", "refunded"} or not same:
            found.append(f"I3 order {order['id']} is paid, its payment {payment_id} does not fit")
    found += [
        f"I3 payment {row['id']} is settled, but order {row['order_id']} is not paid by it"
        for row in payments
        if row["state"] == "settled" and row["id"] not in paid
    ]
    found += [
        f"I3 payment {payment_id} is due back, but payment does not know"
        for payment_id in due
        if payment_id in by_id and by_id[payment_id]["state"] not in {"refund_due", "refunded"}
    ]
    return found


async def _events(connections: dict[str, asyncpg.Connection[asyncpg.Record]]) -> list[str]:
    found: list[str] = []
    for service, connection in connections.items():
        found += [
            f"I4 {service}: {row['topic']} {row['event_id']} is not published"
            for row in await connection.fetch(UNPUBLISHED)
        ]
    applied = {
        service: {row["event_id"] for row in await connection.fetch(APPLIED, service)}
        for service, connection in connections.items()
    }
    for topic in read_topics(repository.root() / "deploy" / "kafka" / "topics.yaml"):
        for consumer in topic.consumers:
            if consumer in connections and topic.owner in connections:
                told = await connections[topic.owner].fetch(PUBLISHED, topic.name)
                found += [
                    f"I4 {topic.name} {row['event_id']} was not applied by {consumer}"
                    for row in told
                    if row["event_id"] not in applied[consumer]
                ]
    return found
