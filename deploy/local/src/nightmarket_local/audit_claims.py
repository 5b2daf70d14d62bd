"""Claims and stock: what is promised in rooms is set aside in catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    import asyncpg

# Promised is what is free or held; what an order takes over and was not placed yet may be in either place.
LOTS = """
SELECT l.show_id, l.variant_id, l.units, l.free,
       coalesce(sum(c.units) FILTER (WHERE c.state IN ('held', 'ordered', 'paid')), 0) AS given,
       l.free + coalesce(sum(c.units) FILTER (WHERE c.state = 'held'), 0) AS promised,
       coalesce(sum(c.units) FILTER (WHERE c.state = 'ordered' AND NOT c.is_placed), 0) AS ordering
FROM lots l LEFT JOIN claims c ON c.show_id = l.show_id AND c.variant_id = l.variant_id
GROUP BY l.show_id, l.variant_id, l.units, l.free
"""
ALLOCATIONS = "SELECT variant_id, show_id, quantity FROM allocations"


def broken_claims(lots: list[asyncpg.Record], allocations: list[asyncpg.Record]) -> list[str]:
    """What claims promise is set aside; what an order is taking may be gone from there already."""
    shares = {(row["show_id"], row["variant_id"]): row["quantity"] for row in allocations}
    found = []
    for lot in lots:
        share_id = UUID(int=lot["show_id"].int & ~(0xF << 76) | (8 << 76))
        share = shares.get((share_id, lot["variant_id"]), 0)
        if lot["units"] != lot["free"] + lot["given"]:
            found.append(f"I1 claims of {lot['variant_id']}: {dict(lot)} is not conserved")
        if not lot["promised"] <= share <= lot["promised"] + lot["ordering"]:
            found.append(
                f"I1 claims of {lot['variant_id']}: {lot['promised']} promised, {share} set aside"
            )
    return found
