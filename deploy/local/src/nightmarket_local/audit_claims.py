"""Claims and stock: what is promised in rooms is set aside in catalog. Vouchers: no more than were dropped are
taken, no more than were taken are spent, each once and by who took it.
"""

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
WHERE NOT EXISTS (SELECT FROM listings v WHERE v.show_id = l.show_id
                  AND v.product_id = l.product_id AND v.closes_at IS NOT NULL)
GROUP BY l.show_id, l.variant_id, l.units, l.free
"""
TAKEN = """
SELECT v.product_id AS voucher_id, l.units, l.free, l.places,
       coalesce(array_agg(c.user_id ORDER BY c.place) FILTER (WHERE c.id IS NOT NULL), '{}') AS takers
FROM listings v JOIN lots l ON l.show_id = v.show_id AND l.product_id = v.product_id
LEFT JOIN claims c ON c.show_id = v.show_id AND c.product_id = v.product_id AND c.state = 'taken'
WHERE v.closes_at IS NOT NULL GROUP BY v.product_id, l.units, l.free, l.places
"""
OWNED = """
SELECT c.id AS voucher_id,
       array(SELECT user_id FROM coupon_owners o WHERE o.coupon_id = c.id) AS owners,
       array(SELECT user_id FROM coupon_uses u WHERE u.coupon_id = c.id
             AND given_back_at IS NULL) AS spent
FROM coupons c WHERE is_personal
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


def broken_vouchers(taken: list[asyncpg.Record], owned: list[asyncpg.Record]) -> list[str]:
    """Persons are not named. Order hears of takers by events: the audit's patience is for them."""
    takers: dict[UUID, list[UUID]] = {row["voucher_id"]: row["takers"] for row in taken}
    found = [
        f"I2 voucher {row['voucher_id']}: {len(row['takers'])} took it in {row['places']} places, "
        f"{row['free']} of {row['units']} are left"
        for row in taken
        if not len(row["takers"]) == row["places"] == row["units"] - row["free"]
        or len(set(row["takers"])) != len(row["takers"])
    ]
    owners = {row["voucher_id"]: set(row["owners"]) for row in owned}
    found += [
        f"I2 voucher {voucher_id}: {len(mine)} took it, {len(owners.get(voucher_id, ()))} have it"
        for voucher_id, mine in takers.items()
        if set(mine) != owners.get(voucher_id, set())
    ]
    found += [
        f"I2 voucher {row['voucher_id']}: spent {len(row['spent'])} times, not once each by its owners"
        for row in owned
        if len(set(row["spent"])) != len(row["spent"])
        or not set(row["spent"]) <= set(row["owners"])
    ]
    found += [
        f"I2 voucher {voucher_id}: order knows it, and nobody dropped it"
        for voucher_id in owners.keys() - takers.keys()
    ]
    return found
