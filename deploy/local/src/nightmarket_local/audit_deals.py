"""Flash deals: no more is sold at their price than there was; who pays it has units that catalog kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg

DEALS = "SELECT id, quantity, currency_code, price_minor FROM deals"
# The last hold of each line, less what a person brought back.
KEPT = """
SELECT DISTINCT ON (e.order_id, e.variant_id) e.order_id, e.variant_id, e.show_id AS deal_id,
       CASE WHEN r.state NOT IN ('held', 'committed') THEN 0 ELSE e.quantity - (
           SELECT coalesce(sum(b.quantity), 0) FROM stock_entries b
           WHERE r.state = 'committed' AND b.order_id = e.order_id
             AND b.variant_id = e.variant_id AND b.kind = 'returned') END AS units
FROM stock_entries e JOIN deals d ON d.id = e.show_id JOIN reservations r ON r.order_id = e.order_id
WHERE e.kind = 'held' ORDER BY e.order_id, e.variant_id, e.version DESC
"""
DEAL_LINES = """
SELECT l.order_id, l.variant_id, l.deal_id, l.unit_minor, o.currency_code
FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.deal_id IS NOT NULL
"""

Rows = list["asyncpg.Record"]


async def findings(
    catalog: asyncpg.Connection[asyncpg.Record], order: asyncpg.Connection[asyncpg.Record]
) -> list[str]:
    # order first: what catalog keeps was kept before its order was written
    lines = await order.fetch(DEAL_LINES)
    return broken_deals(await catalog.fetch(DEALS), await catalog.fetch(KEPT), lines)


def broken_deals(deals: Rows, kept: Rows, lines: Rows) -> list[str]:
    prices = {row["id"]: (row["currency_code"], row["price_minor"]) for row in deals}
    holds = {(row["order_id"], row["variant_id"]): row["deal_id"] for row in kept}
    found = []
    for deal in deals:
        units = sum(row["units"] for row in kept if row["deal_id"] == deal["id"])
        if units > deal["quantity"]:
            found.append(f"I3 deal {deal['id']}: {units} sold of {deal['quantity']}")
    for line in lines:
        name = f"I3 order {line['order_id']}, variant {line['variant_id']}"
        price = (line["currency_code"], line["unit_minor"])
        if prices.get(line["deal_id"]) != price:
            found.append(f"{name}: {price} is not the price of deal {line['deal_id']}")
        if holds.get((line["order_id"], line["variant_id"])) != line["deal_id"]:
            found.append(f"{name}: catalog kept no units of deal {line['deal_id']} for it")
    return found
