"""What people were told, what the databases hold and what the provider did must tell one story.

Read from the three databases directly and from the provider's own books; nothing of the fleet's code
takes part in the judgement.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx
from support.fleet import Fleet

from faults.buyers import PRICE_MINOR, UNKNOWN, Buyer, Goods, Person, Press

SOLD = {"paid", "packed", "shipped", "delivered", "completed"}
ENDED = SOLD | {"cancelled", "expired", "refunded"}
MONEY_IN = {"settled", "refund_due"}
CLOSING = "closing_the_day"  # between 20:10 and 20:35 in Taipei the provider gives nothing back
REFUSALS = {
    "add": set[str](),
    "place": {"OUT_OF_STOCK"},
    "start": {"ORDER_NOT_PAYABLE"},
    "cancel": {"ORDER_STATE"},
    "refund": {"REFUND_TOO_LARGE"},
}
"""What a person may be told; anything else is a defect."""
ORDERS = """
SELECT id, user_id, state, total_minor, pay_deadline, coupon_code, discount_minor, payment_id,
       total_minor + discount_minor - shipping_minor AS subtotal_minor
FROM orders WHERE user_id = ANY($1)
"""
ATTEMPTS = """
SELECT p.order_id, p.settled_at, a.merchant_trade_no, a.state FROM attempts a
JOIN payments p ON p.id = a.payment_id WHERE p.user_id = ANY($1)
"""
REFUNDS = """
SELECT p.order_id, r.id, r.state, r.cause, r.code, r.amount_minor FROM refunds r
JOIN payments p ON p.id = r.payment_id WHERE p.user_id = ANY($1)
"""
STOCK = "SELECT on_hand, allocated, held, sold, received FROM stocks WHERE variant_id = $1"


@dataclass(frozen=True, slots=True)
class Rows:
    """What the databases hold of some people and of one thing."""

    orders: list[asyncpg.Record]
    attempts: list[asyncpg.Record]
    refunds: list[asyncpg.Record]
    stock: asyncpg.Record


@dataclass(slots=True)
class Books:
    databases: dict[str, "asyncpg.Connection[asyncpg.Record]"]
    provider: httpx.AsyncClient

    @classmethod
    @asynccontextmanager
    async def opened(cls, fleet: Fleet) -> AsyncIterator["Books"]:
        books = cls({}, httpx.AsyncClient(base_url=fleet.sandbox, timeout=30))
        try:
            for service in ("order", "payment", "catalog"):
                address = fleet.environment[f"{service.upper()}_DATABASE_URL"]
                books.databases[service] = await asyncpg.connect(address)
            yield books
        finally:
            await books.provider.aclose()
            for connection in books.databases.values():
                await connection.close()

    async def rows(self, service: str, sql: str, *arguments: object) -> list[asyncpg.Record]:
        return list(await self.databases[service].fetch(sql, *arguments))

    async def read(self, users: Sequence[str], goods: Goods) -> Rows:
        (stock,) = await self.rows("catalog", STOCK, goods.variant_id)
        return Rows(
            orders=await self.rows("order", ORDERS, users),
            attempts=await self.rows("payment", ATTEMPTS, users),
            refunds=await self.rows("payment", REFUNDS, users),
            stock=stock,
        )

    async def trade(self, number: str) -> dict[str, Any] | None:
        answer = await self.provider.get("/_ecpay/trades", params={"merchant_trade_no": number})
        found = answer.json()["trades"]
        return dict(found[0]) if found else None


async def explain(buyers: Sequence[Buyer], host: Person, goods: Goods, books: Books) -> list[str]:
    """What does not fit; nothing when all is well and at rest."""
    rows = await books.read([buyer.user_id for buyer in buyers], goods)
    presses = [press for who in (*buyers, host) for press in who.presses]
    return [
        *(line for press in presses for line in answers(press, REFUSALS)),
        *(line for buyer in buyers for line in told_orders(buyer, rows.orders)),
        *told_attempts(buyers, rows.attempts),
        *_asked(host, rows.refunds),
        *await money(rows, books),
        *await in_time(buyers, rows, books),
        *stock(rows, goods),
        *_refused(buyers, rows.stock),
    ]


def answers(
    press: Press, refusals: dict[str, set[str]], *, races: set[str] | frozenset[str] = frozenset()
) -> list[str]:
    """Every press has an answer, twins have the same one, and refusals are sensible."""
    wrong = press.reasons - refusals[press.what]
    found = [f"{press.what} {press.key}: {reason}" for reason in wrong]
    done = [one.document for one in press.answers if not one.reason]
    if done and press.reasons - {UNKNOWN} - races:
        found.append(f"{press.what} {press.key}: done, and refused with {press.reasons}")
    ids = {str(_id_of(press.what, document)) for document in done}
    if len(ids) > 1:
        found.append(f"{press.what} {press.key}: one key, {ids}")
    return found


def _id_of(what: str, document: dict[str, Any]) -> object:
    match what:
        case "add" | "change":
            return document["shop_id"]  # with what is in it by now
        case "start":
            return document["redirect"]["fields"]["MerchantTradeNo"]
        case "refund":
            return document["refund_id"]
        case "deal" | "end":
            return document["deal_id"]
        case "stop":
            return document["coupon_id"]
        case _:
            return document["order_id"]


def told_orders(buyer: Buyer, orders: list[asyncpg.Record]) -> list[str]:
    """None lost, none doubled, and each in the state that its buyer was told of."""
    states = {
        str(row["id"]): row["state"] for row in orders if str(row["user_id"]) == buyer.user_id
    }
    told = {press.done["order_id"] for press in buyer.pressed("place") if press.done}
    found = [f"order {order_id} was told of and is not there" for order_id in told - set(states)]
    found += [f"order {order_id} is there and nobody was told" for order_id in set(states) - told]
    found += [
        f"order {order_id} is {state}" for order_id, state in states.items() if state not in ENDED
    ]
    for press in buyer.pressed("cancel"):
        order_id = buyer.order["order_id"] if buyer.order else ""
        if press.done and states.get(order_id) != "cancelled":
            found.append(f"order {order_id} was given up and is {states.get(order_id)}")
        if not press.done and states.get(order_id) == "cancelled":
            found.append(f"order {order_id} is cancelled, its buyer was told {press.reasons}")
    if "cancelled" in states.values() and not buyer.pressed("cancel"):
        found.append(f"{buyer.user_id} has a cancelled order and did not give it up")
    return found


def told_attempts(buyers: Sequence[Buyer], attempts: list[asyncpg.Record]) -> list[str]:
    """One key, one attempt."""
    told = {
        press.done["redirect"]["fields"]["MerchantTradeNo"]
        for buyer in buyers
        for press in buyer.pressed("start")
        if press.done
    }
    there = {row["merchant_trade_no"] for row in attempts}
    return [f"attempt {number} is known to one side only" for number in told ^ there]


def _asked(host: Person, refunds: list[asyncpg.Record]) -> list[str]:
    """One key, one refund."""
    told = {press.done["refund_id"] for press in host.pressed("refund") if press.done}
    there = {str(row["id"]) for row in refunds if row["cause"] == "shop"}
    return [f"refund {refund_id} is known to one side only" for refund_id in told ^ there]


async def money(rows: Rows, books: Books) -> list[str]:
    """By the provider's books: what it keeps of an order is what the order is worth now."""
    found, kept = list[str](), defaultdict[Any, int](int)
    by_id = {order["id"]: order for order in rows.orders}
    for attempt in rows.attempts:
        number = attempt["merchant_trade_no"]
        trade = await books.trade(number)
        is_paid = trade is not None and trade["status"] == "paid"
        if is_paid is not (attempt["state"] in MONEY_IN):
            found.append(f"attempt {number} is {attempt['state']}, at the provider paid={is_paid}")
        if trade is not None and is_paid and attempt["settled_at"] and not trade["abandoned"]:
            order = by_id[attempt["order_id"]]
            in_time = attempt["settled_at"] < order["pay_deadline"]
            if order["state"] == "expired" and in_time:
                found.append(f"order {order['id']} expired, its money had come in time")
            kept[order["id"]] += 100 * (trade["amount"] - sum(trade["refunds"]))
    asked = defaultdict[Any, int](int)
    for refund in rows.refunds:
        waits = refund["state"] == "open" and refund["code"] == CLOSING
        if refund["state"] != "done" and not waits:
            found.append(f"refund {refund['id']} is {refund['state']} {refund['code']}")
        asked[refund["order_id"]] += refund["amount_minor"] if refund["cause"] == "shop" else 0
        kept[refund["order_id"]] -= refund["amount_minor"] if waits else 0
    for order in rows.orders:
        is_worth = order["state"] in SOLD | {"refunded"}
        worth = order["total_minor"] - asked[order["id"]] if is_worth else 0
        if kept[order["id"]] != worth:
            found.append(f"order {order['id']}: {kept[order['id']]} kept, {worth} due")
    return found


async def in_time(buyers: Sequence[Buyer], rows: Rows, books: Books) -> list[str]:
    """Money that was at the provider before the deadline pays, however late the news of it.

    By the later of the buyer's clock, after the provider had answered, and the provider's own.
    """
    found = list[str]()
    paid_at = {one.order["order_id"]: one.paid_at for one in buyers if one.order and one.paid_at}
    deadlines = {
        str(order["id"]): order["pay_deadline"]
        for order in rows.orders
        if order["state"] == "expired"
    }
    for attempt in rows.attempts:
        order_id = str(attempt["order_id"])
        trade = await books.trade(attempt["merchant_trade_no"])
        if (
            order_id not in paid_at
            or order_id not in deadlines
            or not trade
            or not trade["paid_at"]
        ):
            continue
        came = max(paid_at[order_id], datetime.fromtimestamp(trade["paid_at"], UTC))
        if came < deadlines[order_id]:
            found.append(f"order {order_id} expired, the provider had its money {came}")
    return found


def stock(rows: Rows, goods: Goods) -> list[str]:
    """Nothing is held any more; what is not sold is there."""
    sold = sum(row["subtotal_minor"] // PRICE_MINOR for row in rows.orders if row["state"] in SOLD)
    right = (goods.stock - sold, 0, 0, sold, goods.stock)
    is_now = tuple(rows.stock.values())
    return [] if is_now == right else [f"stock of {goods.variant_id} is {is_now}, not {right}"]


def _refused(buyers: Sequence[Buyer], stock: asyncpg.Record) -> list[str]:
    """Nobody was told "sold out" of what is still there."""
    refused = [one for one in buyers for press in one.pressed("place") if not press.done]
    return (
        [f"{len(refused)} refused, {stock['on_hand']} left"] if refused and stock["on_hand"] else []
    )
