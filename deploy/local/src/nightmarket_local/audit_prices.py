"""What the audit asks of prices: totals are the sum of their parts, codes are used as often as they may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg

TOTALS = """
SELECT o.id, o.total_minor, o.shipping_minor, o.discount_minor, sum(l.quantity * l.unit_minor) AS lines
FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id GROUP BY o.id
HAVING o.total_minor IS DISTINCT FROM
       sum(l.quantity * l.unit_minor) + o.shipping_minor - o.discount_minor
"""
MISUSED_COUPONS = """
SELECT c.id, c.used, c.max_uses, count(u.order_id) AS uses,
       count(u.order_id) FILTER (WHERE o.state = 'expired'
                                 OR (o.state = 'cancelled' AND o.payment_id IS NULL)) AS stale
FROM coupons c
LEFT JOIN coupon_uses u ON u.coupon_id = c.id AND u.given_back_at IS NULL
LEFT JOIN orders o ON o.id = u.order_id
GROUP BY c.id
HAVING c.used <> count(u.order_id) OR c.used > c.max_uses OR count(u.order_id) FILTER (
    WHERE o.state = 'expired' OR (o.state = 'cancelled' AND o.payment_id IS NULL)) > 0
"""
OVERUSED_COUPONS = """
SELECT c.id, max(n.uses) AS uses, c.max_uses_per_person
FROM coupons c JOIN (
    SELECT coupon_id, user_id, count(*) AS uses FROM coupon_uses WHERE given_back_at IS NULL
    GROUP BY coupon_id, user_id
) AS n ON n.coupon_id = c.id AND n.uses > c.max_uses_per_person
GROUP BY c.id
"""


async def findings(order: asyncpg.Connection[asyncpg.Record]) -> list[str]:
    """`order` is a connection to order's database."""
    return [
        *_totals(await order.fetch(TOTALS)),
        *_coupons(await order.fetch(MISUSED_COUPONS), await order.fetch(OVERUSED_COUPONS)),
    ]


def _totals(differing: list[asyncpg.Record]) -> list[str]:
    return [
        f"I3 order {row['id']}: its total {row['total_minor']} is not lines {row['lines']} + shipping "
        f"{row['shipping_minor']} - discount {row['discount_minor']}"
        for row in differing
    ]


def _coupons(misused: list[asyncpg.Record], overused: list[asyncpg.Record]) -> list[str]:
    return [
        *(
            f"I2 coupon {row['id']}: {row['used']} of {row['max_uses']} uses counted, orders say "
            f"{row['uses']}, {row['stale']} of them by orders that were given up unpaid"
            for row in misused
        ),
        *(
            f"I2 coupon {row['id']}: somebody used it {row['uses']} times of {row['max_uses_per_person']}"
            for row in overused
        ),
    ]
