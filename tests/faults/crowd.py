"""A crowd for a few units, everybody pressing twice: who gets one, who is told what, and how soon.

Everybody is a person of their own, with a log-in, a cart and two presses with one key at the same moment.
So many are pressing at a time as `at_once` says; the rest stand in line on our side of the wire.
"""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

import httpx
from support.fleet import eventually

from faults.buyers import Buyer
from faults.check import Books
from faults.ills import Site
from faults.run import goods_of, people_of
from nightmarket_local import audit
from nightmarket_local.demo.api import Api
from nightmarket_local.state import State

LOGGING_IN = 40
TIMEOUT_S = 30.0
SOLD_OUT = "OUT_OF_STOCK"
OF_VARIANT = "SELECT order_id FROM order_lines WHERE variant_id = $1"
WAIT = f"""
UPDATE orders SET pay_deadline = now() + $2 * interval '1 second'
WHERE state = 'placed' AND id IN ({OF_VARIANT})
"""  # noqa: S608 - no value is in it
PLACED = f"SELECT id, user_id FROM orders WHERE state = 'placed' AND id IN ({OF_VARIANT})"  # noqa: S608
HELD = """
SELECT r.order_id FROM reservations r JOIN stock_entries e ON e.order_id = r.order_id
WHERE e.variant_id = $1 AND e.kind = 'held' AND r.state = 'held'
"""
LAPSE = """
UPDATE reservations SET expires_at = now() - interval '1 day' WHERE state = 'held'
AND order_id IN (SELECT order_id FROM stock_entries WHERE variant_id = $1 AND kind = 'held')
"""
STOCK = "SELECT on_hand, held, sold FROM stocks WHERE variant_id = $1"


@dataclass(slots=True)
class Sale:
    people: int
    units: int
    at_once: int
    took_s: float = 0.0
    unanswered: int = 0
    told: Counter[str] = field(default_factory=Counter)
    refused_s: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        times = ", ".join(f"p{share} {self.late_s(share):.2f} s" for share in (50, 99, 100))
        return (
            f"{self.people} people for {self.units} units, {self.at_once} pressing at a time, twice "
            f"each: {self.told['']} orders, {self.told[SOLD_OUT]} sold out ({times}), "
            f"{self.took_s:.0f} s, {self.unanswered} calls made again"
        )

    def late_s(self, share: int) -> float:
        ordered = sorted(self.refused_s)
        return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)] if ordered else 0.0


async def sell_out(site: Site, *, seed: str, people: int, units: int, at_once: int) -> Sale:
    site.random = Random(f"{seed} crowd")
    sale = Sale(people, units, at_once)
    async with _buyers(site, sale, seed) as buyers, Books.opened(site.fleet) as books:
        variant_id = buyers[0].goods.variant_id
        patience = asyncio.create_task(_wait_for_money(site, variant_id))
        try:
            await _press(sale, buyers)
            await _judge(sale, buyers, books, variant_id)
        finally:
            patience.cancel()
            await asyncio.gather(patience, return_exceptions=True)
        await _give_up(sale, books, variant_id)
        ours = {str(one.order["order_id"]) for one in buyers if one.order} | {variant_id}
        heard = await audit.findings(State(site.fleet.state))
        sale.broken += [f"audit: {line}" for line in heard if any(id_ in line for id_ in ours)]
    return sale


@asynccontextmanager
async def _buyers(site: Site, sale: Sale, seed: str) -> AsyncIterator[list[Buyer]]:
    """Logged in, the thing in the cart."""
    line = asyncio.Semaphore(LOGGING_IN)
    limits = httpx.Limits(max_connections=2 * sale.at_once, max_keepalive_connections=None)
    gateway = site.fleet.gateway
    async with (
        people_of(site) as person,
        httpx.AsyncClient(base_url=gateway, timeout=TIMEOUT_S, limits=limits) as http,
    ):
        goods = await goods_of(await person(f"seller {seed}"), sale.units)

        async def come(number: int) -> Buyer:
            async with line:
                api = Api(gateway, http=http)
                await api.log_in(f"crowd {number} {seed}")
                buyer = Buyer(api, Random(site.random.random()), goods=goods)
                await buyer.add()
                return buyer

        yield await asyncio.gather(*map(come, range(sale.people)))


async def _wait_for_money(site: Site, variant_id: str) -> None:
    """Nobody's deadline passes while others still press."""
    async with Books.opened(site.fleet) as books:
        while True:
            await books.rows("order", WAIT, variant_id, 600)
            await asyncio.sleep(2)


async def _press(sale: Sale, buyers: list[Buyer]) -> None:
    line = asyncio.Semaphore(sale.at_once)

    async def press(buyer: Buyer) -> None:
        async with line:
            await buyer.place(twice=True)

    clock = asyncio.get_running_loop().time
    begun = clock()
    await asyncio.gather(*map(press, buyers))
    sale.took_s = clock() - begun


async def _judge(sale: Sale, buyers: list[Buyer], books: Books, variant_id: str) -> None:
    """Who was told what, against what is held and what is written."""
    for buyer in buyers:
        (press,) = buyer.pressed("place")
        words = {answer.reason for answer in press.answers}
        orders = {answer.document["order_id"] for answer in press.answers if not answer.reason}
        if len(words) > 1 or len(orders) > 1 or words - {"", SOLD_OUT}:
            sale.broken.append(f"{buyer.user_id} was told {words} {orders}")
        sale.told.update(words)
        sale.refused_s += [answer.took_s for answer in press.answers if answer.reason]
        sale.unanswered += buyer.api.unanswered
    told = {str(buyer.order["order_id"]) for buyer in buyers if buyer.order}
    (stock,) = await books.rows("catalog", STOCK, variant_id)
    written = {str(row["id"]) for row in await books.rows("order", PLACED, variant_id)}
    held = {str(row["order_id"]) for row in await books.rows("catalog", HELD, variant_id)}
    if not told == written == held:
        sale.broken.append(
            f"{len(told)} told, {len(written)} written, {len(held)} held: {told ^ held}"
        )
    if (stock["on_hand"], stock["held"], stock["sold"]) != (0, sale.units, 0):
        sale.broken.append(f"stock is {dict(stock)}")
    if (sale.told[""], sale.told[SOLD_OUT]) != (sale.units, sale.people - sale.units):
        sale.broken.append(f"told: {dict(sale.told)}")


async def _give_up(sale: Sale, books: Books, variant_id: str) -> None:
    """Nobody pays: the sweepers give back every unit."""
    await books.rows("order", WAIT, variant_id, 0)
    await books.rows("catalog", LAPSE, variant_id)

    async def is_back() -> bool:
        (stock,) = await books.rows("catalog", STOCK, variant_id)
        return (stock["on_hand"], stock["held"], stock["sold"]) == (sale.units, 0, 0)

    try:
        await eventually(is_back, within_s=120)
    except AssertionError:
        (stock,) = await books.rows("catalog", STOCK, variant_id)
        sale.broken.append(f"after the sweeper: {dict(stock)}")
