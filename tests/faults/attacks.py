"""Operations that people might play against each other, thrown at the fleet at the same time.

A seed makes schedules: who does what to which order in which round. What happens at once is really at
once. Afterwards everything must be explainable: each order's history is a walk along the machine made of
exactly what was acknowledged, money and stock agree with it, and nothing was had twice.

To add an operation, write it and give it a line in OPERATIONS.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import httpx
from support.fleet import Fleet, eventually

from faults.buyers import BROWSER, PRICE_MINOR, UNKNOWN, Buyer, Goods, Person, Press
from faults.check import Books, answers, money, stock
from faults.codes import NO_USE_LEFT, OFF_MINOR, Code, code_uses
from nightmarket_local.demo.people import CONTACT

ROUNDS = 5
AT_ONCE = 5
WALKS = {
    ("placed", "paid"),
    ("placed", "cancelled"),
    ("placed", "expired"),
    ("paid", "packed"),
    ("paid", "cancelled"),
    ("paid", "refunded"),
    ("packed", "shipped"),
    ("packed", "cancelled"),
    ("packed", "refunded"),
    ("shipped", "delivered"),
    ("delivered", "completed"),
}
REFUSALS = {
    "add": {"CART_FULL"},
    "change": {"LINE_NOT_FOUND"},
    "place": {
        "OUT_OF_STOCK",
        "CART_EMPTY",
        "TOTAL_CHANGED",
        "CART_ORDERED",
        *NO_USE_LEFT,
        "COUPON_EXPIRED",
    },
    "stop": set[str](),
    "start": {"ORDER_NOT_PAYABLE"},
    "cancel": {"ORDER_STATE"},
    "pack": {"ORDER_STATE"},
    "ship": {"ORDER_STATE"},
    "deliver": {"ORDER_STATE"},
    "refund": {"REFUND_TOO_LARGE", "PAYMENT_NOT_FOUND"},
}
RACES = {"OUT_OF_STOCK", "CART_EMPTY", "TOTAL_CHANGED", *NO_USE_LEFT}
"""What one of two presses of a key may be told though the other one goes through: cart, stock and uses
changed between the two looks at them.
"""
HISTORY = "SELECT order_id, state, cause, source FROM order_history WHERE order_id = ANY($1) ORDER BY version"
LINES = "SELECT order_id, quantity FROM order_lines WHERE order_id = ANY($1)"


@dataclass(slots=True)
class Attacker(Buyer):
    """A buyer with many devices, and what she knows of her orders."""

    fleet: Fleet = field(kw_only=True)
    shop: Person = field(kw_only=True)
    codes: Sequence[Code] = field(kw_only=True)
    orders: list[str] = field(default_factory=list)
    cashiers: list[str] = field(default_factory=list)
    total: dict[str, Any] | None = None
    has_changed: bool = False

    def any_order(self) -> str:
        return self.random.choice(self.orders)

    async def look(self) -> None:
        """What her screen shows before the next round."""
        cart = await self.api.get(f"/v1/shops/{self.goods.shop_id}/cart")
        self.total = cart["total"]


Operation = Callable[[Attacker], Awaitable[None]]


async def add(one: Attacker) -> None:
    await one.add(twice=one.coin(0.3))


async def change(one: Attacker) -> None:
    """Another quantity in a tab that is still open."""
    one.has_changed = True
    quantity = one.random.randint(1, 3)
    path = f"/v1/shops/{one.goods.shop_id}/cart/lines/{one.goods.variant_id}"
    await one.press("change", path, {"quantity": quantity}, call=one.api.put)


async def place(one: Attacker) -> None:
    """With the total that her screen shows."""
    if one.total is not None:
        await _place(one, total=one.total)


async def place_with_code(one: Attacker) -> None:
    """Her last device, her first one, and everybody else want the same few uses."""
    if one.total is not None:
        total = one.total | {"amount_minor": one.total["amount_minor"] - OFF_MINOR}
        await _place(one, total=total, coupon_code=one.random.choice(one.codes).code)


async def _place(one: Attacker, *, total: dict[str, Any], **more: str) -> None:
    body = {"contact": CONTACT, "expected_total": total, **more}
    path = f"/v1/shops/{one.goods.shop_id}/orders"
    order = await one.press("place", path, body, twice=one.coin())
    if order is not None:
        one.orders.append(order["order_id"])
        assert order["total"] == total, "another total than she agreed to"


async def stop_code(one: Attacker) -> None:
    """The shop ends an offer while people are at the checkout."""
    if one.coin(0.2):
        coupon_id = one.random.choice(one.codes).coupon_id
        await one.shop.press("stop", f"/v1/shops/{one.goods.shop_id}/coupons/{coupon_id}/stop", {})


async def start(one: Attacker) -> None:
    started = await one.press("start", f"/v1/orders/{one.any_order()}/payments", {})
    if started is None:
        return
    redirect = started["redirect"]
    async with httpx.AsyncClient(headers=BROWSER, timeout=30) as browser:
        page = (await browser.post(redirect["url"], data=redirect["fields"])).json()
    one.cashiers.append(page["pay_url"])


async def pay(one: Attacker) -> None:
    """Any page that is still open, also of an order that has ended or was paid by another page."""
    if one.cashiers:
        url = one.cashiers.pop(one.random.randrange(len(one.cashiers)))
        async with httpx.AsyncClient(headers=BROWSER, timeout=30) as browser:
            (await browser.post(url, json={})).raise_for_status()


async def cancel(one: Attacker) -> None:
    await one.press("cancel", f"/v1/orders/{one.any_order()}/cancel", {}, twice=one.coin(0.3))


async def give_up(one: Attacker) -> None:
    body = {"reason": "other"}
    await one.shop.press("cancel", f"/v1/orders/{one.any_order()}/cancel", body)


async def pack(one: Attacker) -> None:
    await one.shop.press("pack", f"/v1/orders/{one.any_order()}/pack", {})


async def ship(one: Attacker) -> None:
    body = {"carrier": "Black Cat", "tracking_no": "TW-1"}
    await one.shop.press("ship", f"/v1/orders/{one.any_order()}/ship", body)


async def deliver(one: Attacker) -> None:
    await one.shop.press("deliver", f"/v1/orders/{one.any_order()}/deliver", {})


async def refund(one: Attacker) -> None:
    """Two of the shop's people at once; together it may be more than there is."""
    sql = "SELECT id, amount_minor FROM payments WHERE order_id = $1 AND settled_at IS NOT NULL"
    for payment in await one.fleet.rows("payment", sql, one.any_order()):
        parts = [one.random.randint(1, payment["amount_minor"] // 100) * 100 for _ in range(2)]
        path = f"/v1/payments/{payment['id']}/refunds"
        bodies = [{"amount": {"currency_code": "TWD", "amount_minor": minor}} for minor in parts]
        await asyncio.gather(*(one.shop.press("refund", path, body) for body in bodies))


async def expire(one: Attacker) -> None:
    """The deadline is here."""
    sql = "UPDATE orders SET pay_deadline = now() WHERE id = $1 AND state = 'placed'"
    await one.fleet.rows("order", sql, one.any_order())


OPERATIONS: dict[Operation, int] = {
    add: 2,
    change: 3,
    place: 2,
    place_with_code: 3,
    stop_code: 1,
    start: 3,
    pay: 4,
    cancel: 1,
    give_up: 1,
    pack: 3,
    ship: 3,
    deliver: 1,
    refund: 4,
    expire: 1,
}
"""With how often each is chosen."""
NEED_NO_ORDER: set[Operation] = {add, change, place, place_with_code, stop_code}


async def open_with(one: Attacker) -> None:
    """Most begin with an order, somewhere on its way."""
    openings = [[], [add, look, place_somehow], [start], [pay, arrive], [pack]]
    for act in sum(openings[: one.random.randint(1, len(openings))], list[Operation]()):
        await act(one)


async def place_somehow(one: Attacker) -> None:
    """With a code, while there are uses."""
    await place_with_code(one)
    if not one.orders:
        await place(one)


async def look(one: Attacker) -> None:
    await one.look()


async def arrive(one: Attacker) -> None:
    """The money is in."""

    async def is_paid() -> bool:
        return bool((await one.api.get(f"/v1/orders/{one.any_order()}"))["state"] == "paid")

    await eventually(is_paid, within_s=30)


async def attack(attackers: list[Attacker]) -> None:
    """Round after round, each attacker does several things at once."""
    for _ in range(ROUNDS):
        await asyncio.gather(*map(look, attackers))
        await asyncio.gather(*(act for one in attackers for act in schedule(one)))


def schedule(one: Attacker) -> list[Awaitable[None]]:
    able = {op: often for op, often in OPERATIONS.items() if one.orders or op in NEED_NO_ORDER}
    chosen = one.random.choices(list(able), weights=list(able.values()), k=AT_ONCE)
    return [act(one) for act in chosen]


# -- what must be true afterwards -----------------------------------------------------------------


async def at_rest(attackers: list[Attacker], books: Books) -> None:
    """What is not paid by now expires; then nothing moves any more."""
    users = [one.user_id for one in attackers]
    await books.rows(
        "order",
        "UPDATE orders SET pay_deadline = now() WHERE user_id = ANY($1) AND state = 'placed'",
        users,
    )

    async def rests() -> bool:
        placed = "SELECT 1 FROM orders WHERE user_id = ANY($1) AND state = 'placed'"
        return not await books.rows("order", placed, users)

    await eventually(rests, within_s=30)


async def explain(attackers: list[Attacker], goods: Goods, books: Books) -> list[str]:
    rows = await books.read([one.user_id for one in attackers], goods)
    ids = [row["id"] for row in rows.orders]
    history = await books.rows("order", HISTORY, ids)
    lines = await books.rows("order", LINES, ids)
    found = [
        line
        for who in (*attackers, attackers[0].shop)
        for press in who.presses
        for line in answers(press, _refusals_of(press), races=RACES)
    ]
    found += [*await money(rows, books), *stock(rows, goods), *_sources(attackers, history)]
    for order in rows.orders:
        found += _walk(order["id"], [row for row in history if row["order_id"] == order["id"]])
        units = sum(line["quantity"] for line in lines if line["order_id"] == order["id"])
        if units * PRICE_MINOR != order["subtotal_minor"]:
            found.append(f"order {order['id']}: {units} units for {order['subtotal_minor']}")
    found += await code_uses(goods.shop_id, rows.orders, books)
    return found + [line for one in attackers for line in await _cart(one, rows.orders)]


def _refusals_of(press: Press) -> dict[str, set[str]]:
    """When one of two presses was refused for good, the order of both is over, and the other may hear that."""
    if press.what != "place" or not press.reasons - {"ORDER_STATE", UNKNOWN}:
        return REFUSALS
    return REFUSALS | {"place": REFUSALS["place"] | {"ORDER_STATE"}}


def _walk(order_id: object, walk: list[Any]) -> list[str]:
    """From state to state as the machine allows; money that went back in part changes none."""
    states = [row["state"] for row in walk]
    wrong = [step for step in pairwise(states) if step[0] != step[1] and step not in WALKS]
    return [f"order {order_id} went {step}" for step in wrong]


def _sources(attackers: list[Attacker], history: list[Any]) -> list[str]:
    """What was acknowledged is in the history, once; what was refused is not."""
    found, seen = [], [row["source"] for row in history]
    routes = {
        "place": "/v1/shops/{shop_id}/orders",
        "cancel": "/v1/orders/{order_id}/cancel",
        "pack": "/v1/orders/{order_id}/pack",
        "ship": "/v1/orders/{order_id}/ship",
        "deliver": "/v1/orders/{order_id}/deliver",
    }
    for who in (*attackers, attackers[0].shop):
        for press in who.presses:
            if press.what in routes:
                times = seen.count(_request_id(who, routes[press.what], press))
                if times != (1 if press.done else 0):
                    found.append(
                        f"{press.what} {press.key}: {press.reasons or 'done'}, {times} times"
                    )
    return found


def _request_id(who: Person, route: str, press: Press) -> str:
    """As the edge derives it, which docs/api promises to nobody: a change there must change this."""
    text = f"{who.api.user_id}\nPOST {route}\n{press.key}"
    return hashlib.sha256(text.encode()).hexdigest()[:40]


async def _cart(one: Attacker, orders: list[Any]) -> list[str]:
    """Whoever only ever added, and never ordered one cart twice, has ordered or has what was added."""
    placed = [press for press in one.pressed("place") if press.done]
    added = sum(1 for press in one.pressed("add") if press.done)
    ordered = sum(
        row["subtotal_minor"] // PRICE_MINOR for row in orders if str(row["user_id"]) == one.user_id
    )
    left = await one.cart()
    if one.has_changed or len(placed) > 1:
        return []
    return [] if added == ordered + left else [f"{added} added, {ordered} ordered, {left} left"]
