"""A flash deal that runs out while things break: who had its price, how many, and when.

More people want it than there are units. Some pay, some give up, some walk away; who is told that it is
sold out presses again until it is over, because what others give up can be had again. Some come when it is
over, with the price still in their cart. Its end is the clock's, or the host's.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

import httpx

from faults.buyers import PRICE, PRICE_MINOR, Buyer, Goods, Person
from faults.check import Books, answers, in_time, money, stock, told_attempts, told_orders
from faults.ills import CLOSED, Fault, Site
from faults.run import LEAD_S, LOOK_EVERY_S, SETTLED_S, goods_of, people_of
from nightmarket_local import audit
from nightmarket_local.demo.api import Refused
from nightmarket_local.state import State

UNITS, STOCK, SECONDS = 4, 9, 15
WANTING, LATE = 7, 2
PRESS_AGAIN_S = 0.4
OVER_S = 90.0
CLOSES_AFTER: Final = timedelta(seconds=5)  # pictures are behind
CLOCKS: Final = timedelta(seconds=1)  # the database's and the process's, on one machine
SOLD_OUT, OVER = "DEAL_SOLD_OUT", "DEAL_OVER"
REFUSALS = {
    "add": set[str](),
    "deal": set[str](),
    "end": {OVER},
    "place": {SOLD_OUT, OVER, "TOTAL_CHANGED"},
    "start": {"ORDER_NOT_PAYABLE"},
    "cancel": {"ORDER_STATE"},
}
RACES = {SOLD_OUT, OVER}  # the twin of a press that went through may come when nothing is left
DEAL = "SELECT id, quantity, starts_at, ends_at, state FROM deals WHERE variant_id = $1"
ENTRIES = """
SELECT order_id, kind, quantity, show_id, created_at FROM stock_entries
WHERE variant_id = $1 AND kind IN ('held', 'released', 'returned') ORDER BY version
"""
LINES = "SELECT order_id, deal_id, unit_minor FROM order_lines WHERE variant_id = $1"
LET_PASS = "UPDATE orders SET pay_deadline = now() WHERE id = $1 AND state = 'placed'"


@dataclass(slots=True)
class DealSale:
    fault: str
    seed: str
    placed: int = 0
    paid: int = 0
    refused: int = 0
    unanswered: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"deal x {self.fault}, seed {self.seed}: {UNITS} units, {WANTING + LATE} people, "
            f"{self.placed} orders, {self.paid} paid, {self.refused} refusals, "
            f"{self.unanswered} calls made again, {len(self.broken)} broken"
        )


async def sell_at_a_deal(site: Site, fault: Fault, *, seed: str) -> DealSale:
    site.random = Random(f"{seed} deal {fault.name}")
    sale = DealSale(fault.name, seed)
    await site.fleet.dial("ecpay", **CLOSED)
    async with people_of(site) as person:
        host = await person(f"deal host {fault.name} {seed}")
        goods = await _goods_in_a_show(host)
        buyers = []
        for number in range(WANTING + LATE):
            one = await person(f"deal{number} {fault.name} {seed}")
            buyers.append(Buyer(one.api, one.random, goods=goods))
        early, late = buyers[:WANTING], buyers[WANTING:]
        deal = await _start(host, goods)
        await asyncio.gather(*(one.add() for one in buyers))
        for who in (host, *buyers):
            who.require_done()
        async with asyncio.TaskGroup() as at_once:  # whatever goes wrong, the fault is healed
            at_once.create_task(_harm(site, fault))
            at_once.create_task(_end(host, deal))
            for one in early:
                at_once.create_task(_want(sale, one))
        await asyncio.to_thread(site.fleet.wait_ready, within_s=90)
        await _until_over(host, goods)
        await asyncio.gather(*(one.place(twice=one.coin()) for one in late))
        await asyncio.gather(*(_finish(sale, one, site) for one in early))
        async with Books.opened(site.fleet) as books:
            await _settle(sale, host, goods, early, late, books)
        ours = {goods.variant_id, str(deal["deal_id"])}
        ours |= {str(one.order["order_id"]) for one in buyers if one.order}
        heard = await audit.findings(State(site.fleet.state), patience_s=20)
        sale.broken += [f"audit: {line}" for line in heard if any(id_ in line for id_ in ours)]
        presses = [press for one in buyers for press in one.pressed("place")]
        sale.placed = sum(press.done is not None for press in presses)
        sale.refused = sum(press.done is None for press in presses)
        sale.unanswered = sum(who.api.unanswered for who in (host, *buyers))
    return sale


async def _goods_in_a_show(host: Person) -> Goods:
    """At twice the deal's price otherwise: nobody takes one for the other."""
    goods = await goods_of(host, STOCK, price_minor=2 * PRICE_MINOR)
    show = await host.api.post(f"/v1/shops/{goods.shop_id}/shows", {"title": "限時"})
    goods.show_id = str(show["show_id"])
    shelf = {"product_ids": [goods.product_id]}
    await host.api.put(f"/v1/shows/{goods.show_id}/listings", shelf)
    return goods


async def _start(host: Person, goods: Goods) -> dict[str, Any]:
    body = {
        "variant_id": goods.variant_id,
        "price": PRICE,
        "quantity": UNITS,
        "per_person": 1,
        "seconds": SECONDS,
    }
    deal = await host.press("deal", f"/v1/shows/{goods.show_id}/deals", body)
    assert deal is not None, host.presses
    return deal


async def _harm(site: Site, fault: Fault) -> None:
    await asyncio.sleep(LEAD_S + site.random.uniform(0.0, 2.0))
    await fault.harm(site)


async def _end(host: Person, deal: dict[str, Any]) -> None:
    """The host stops it herself in every other play, also while things are broken."""
    if host.coin():
        await asyncio.sleep(host.random.uniform(5.0, 13.0))
        await host.press("end", f"/v1/deals/{deal['deal_id']}/stop", {}, twice=host.coin())


async def _want(sale: DealSale, buyer: Buyer) -> None:
    """Until it is had or over; then some pay at once, some give up, some pay later or never."""
    await asyncio.sleep(buyer.random.uniform(0.0, 3.0))
    until = asyncio.get_running_loop().time() + OVER_S
    while asyncio.get_running_loop().time() < until:
        await buyer.place(twice=buyer.coin())
        if buyer.order is not None or SOLD_OUT not in buyer.presses[-1].reasons:
            break
        await asyncio.sleep(PRESS_AGAIN_S)
    buyer.is_walking_away = buyer.coin(0.2)
    if buyer.order is None or buyer.is_walking_away or buyer.coin():
        return
    try:
        if buyer.coin(0.3):
            buyer.is_walking_away = True
            await buyer.cancel(twice=buyer.coin())
        else:
            await buyer.finish()
    except (Refused, httpx.HTTPError) as error:
        sale.broken.append(f"{buyer.user_id} could not go on: {error!r}")


async def _deals(host: Person, goods: Goods) -> list[dict[str, Any]]:
    found = await host.api.get(f"/v1/shows/{goods.show_id}/deals")
    return list(found["deals"])


async def _until_over(host: Person, goods: Goods) -> None:
    async with asyncio.timeout(OVER_S):
        while [one for one in await _deals(host, goods) if one["state"] == "running"]:
            await asyncio.sleep(LOOK_EVERY_S)


async def _finish(sale: DealSale, buyer: Buyer, site: Site) -> None:
    if buyer.order is None:
        return
    try:
        await buyer.finish()
    except (Refused, httpx.HTTPError) as error:
        sale.broken.append(f"{buyer.user_id} could not finish: {error!r}")
    if buyer.is_walking_away:
        await site.fleet.rows("order", LET_PASS, buyer.order["order_id"])


async def _settle(
    sale: DealSale,
    host: Person,
    goods: Goods,
    early: Sequence[Buyer],
    late: Sequence[Buyer],
    books: Books,
) -> None:
    """Until nothing is broken, or for too long."""
    begun, found = asyncio.get_running_loop().time(), list[str]()
    while asyncio.get_running_loop().time() < begun + SETTLED_S:
        found = await _explain(sale, host, goods, early, late, books)
        if not found:
            break
        await asyncio.sleep(LOOK_EVERY_S)
    sale.broken += found


async def _explain(
    sale: DealSale,
    host: Person,
    goods: Goods,
    early: Sequence[Buyer],
    late: Sequence[Buyer],
    books: Books,
) -> list[str]:
    buyers = [*early, *late]
    rows = await books.read([one.user_id for one in buyers], goods)
    sale.paid = goods.stock - rows.stock["on_hand"]
    return [
        *(
            line
            for who in (*buyers, host)
            for press in who.presses
            for line in answers(press, REFUSALS, races=RACES)
        ),
        *(line for one in buyers for line in told_orders(one, rows.orders)),
        *told_attempts(buyers, rows.attempts),
        *await money(rows, books),
        *await in_time(buyers, rows, books),
        *stock(rows, goods),
        *await _kept(goods, books),
        *(f"{one.user_id} had the price when it was over" for one in late if one.order),
        *await _told(host, goods, paid=sale.paid),
    ]


async def _kept(goods: Goods, books: Books) -> list[str]:
    """By the ledger: never more at a time than there were, all inside the window; and who pays the price
    has such units.
    """
    (deal,) = await books.rows("catalog", DEAL, goods.variant_id)
    opens, closes = deal["starts_at"] - CLOCKS, deal["ends_at"] + CLOSES_AFTER + CLOCKS
    found, having, ever = list[str](), set[Any](), set[Any]()
    for entry in await books.rows("catalog", ENTRIES, goods.variant_id):
        if entry["kind"] != "held":
            having.discard(entry["order_id"])
        elif entry["show_id"] == deal["id"]:
            having.add(entry["order_id"])
            ever.add(entry["order_id"])
            at: datetime = entry["created_at"]
            if not opens <= at <= closes:
                found.append(f"order {entry['order_id']} has a unit of {at}, not in its time")
        if len(having) > deal["quantity"]:
            found.append(f"{len(having)} units of {deal['quantity']} were out at once")
    for line in await books.rows("order", LINES, goods.variant_id):
        if (line["unit_minor"], line["deal_id"]) != (PRICE_MINOR, deal["id"]):
            found.append(f"order {line['order_id']} pays {dict(line)}")
        if line["order_id"] not in ever:
            found.append(f"order {line['order_id']} has the price and no unit of the deal")
    return found


async def _told(host: Person, goods: Goods, *, paid: int) -> list[str]:
    """What the host reads of it."""
    with suppress(Refused, httpx.HTTPError):
        (deal,) = await _deals(host, goods)
        told = (deal["taken"], deal["state"] != "running", paid <= UNITS)
        return [] if told == (paid, True, True) else [f"{paid} paid, the host reads {deal}"]
    return ["the host reads nothing of the deal"]
