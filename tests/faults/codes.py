"""Discount codes that many want at once, and what must be true of their uses afterwards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from faults.buyers import Person
from faults.check import Books

OFF_MINOR = 1_000
NO_USE_LEFT = {"COUPON_USED_UP", "COUPON_USED_BY_YOU"}
USES = (1, 2, 5)  # that each code has, for everybody together
COUPONS = "SELECT id, code, used, max_uses FROM coupons WHERE shop_id = $1"
TAKEN = """
SELECT order_id, coupon_id, user_id, given_back_at FROM coupon_uses WHERE coupon_id = ANY($1)
"""


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    coupon_id: str


async def codes_of(shop: Person, shop_id: str) -> list[Code]:
    """One use for each person, and few in all."""

    def twd(minor: int) -> dict[str, object]:
        return {"currency_code": "TWD", "amount_minor": minor}

    made = []
    for uses in USES:
        body = {
            "code": f"NIGHT{uses}",
            "amount_off": twd(OFF_MINOR),
            "minimum": twd(0),
            "max_uses": uses,
            "max_uses_per_person": 1,
        }
        coupon = await shop.api.post(f"/v1/shops/{shop_id}/coupons", body)
        made.append(Code(coupon["code"], coupon["coupon_id"]))
    return made


async def code_uses(shop_id: str, orders: Sequence[asyncpg.Record], books: Books) -> list[str]:
    """Each use stands with one order that was paid or may be; none is had twice or given back twice."""
    coupons = await books.rows("order", COUPONS, shop_id)
    taken = await books.rows("order", TAKEN, [one["id"] for one in coupons])
    used_by = {one["order_id"]: one for one in taken}
    kept = [one for one in taken if one["given_back_at"] is None]
    count = Counter(one["coupon_id"] for one in kept)
    found = [
        f"code {one['code']}: {one['used']} used, {count[one['id']]} kept of {one['max_uses']}"
        for one in coupons
        if one["used"] != count[one["id"]] or one["used"] > one["max_uses"]
    ]
    each = Counter((one["coupon_id"], one["user_id"]) for one in kept)
    found += [
        f"code {coupon_id}: {n} times by {user}" for (coupon_id, user), n in each.items() if n > 1
    ]
    for order in orders:
        use = used_by.pop(order["id"], None)
        if bool(order["coupon_code"]) is not bool(use) or (
            use and order["discount_minor"] != OFF_MINOR
        ):
            found.append(f"order {order['id']}: code {order['coupon_code']}, use {use}")
        ended_unpaid = order["state"] in {"cancelled", "expired"} and order["payment_id"] is None
        if use and (use["given_back_at"] is not None) is not ended_unpaid:
            found.append(f"order {order['id']} is {order['state']}, its use {use['given_back_at']}")
    return found + [f"a use without an order: {order_id}" for order_id in used_by]
