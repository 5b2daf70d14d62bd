"""One fault, and people at every step of their journey while it strikes; then the books.

All cells of a fault are played at once, each with people and goods of its own: harder for the fleet
than one at a time, and thirty restarts instead of two hundred. A seed repeats who does what and when;
how the machine interleaves it, no seed repeats.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

import httpx
from support.fleet import Fleet

from faults.buyers import PRICE, PRICE_MINOR, Buyer, Goods, Person
from faults.check import Books, explain
from faults.ills import CLOSED, POINTLESS, Fault, Site
from faults.steps import Step
from nightmarket_local import audit
from nightmarket_local.demo.api import Api, Refused
from nightmarket_local.state import State

MOST_NAME = 40
LEAD_S = 0.6
UNANSWERED_S = 75.0  # what a press may take, the fault included
CODE_S = 75.0  # asked for by the schedule when nobody tells it
SETTLED_S = 240.0  # a refund that died with its carrier is taken up again after two minutes
LOOK_EVERY_S = 0.5


@dataclass(slots=True)
class Cell:
    """One step's people under one fault."""

    step: Step
    fault: Fault
    goods: Goods
    host: Person
    buyers: list[Buyer] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    resolved_s: float = 0.0
    unanswered: int = 0

    @property
    def name(self) -> str:
        return f"{self.step.name} x {self.fault.name}"


async def play(
    site: Site, fault: Fault, steps: Sequence[Step], *, seed: str, people: int
) -> list[Cell]:
    """The cells, each with what is broken in it."""
    site.random = Random(f"{seed} {fault.name}")
    steps = [step for step in steps if (step.name, fault.name) not in POINTLESS]
    await site.fleet.dial("ecpay", **CLOSED)
    async with _opened(site, fault, steps, seed=seed, people=people) as cells:
        for comes_last in (False, True):
            cohorts = [cell for cell in cells if cell.step.comes_last is comes_last]
            await asyncio.gather(
                *(
                    cell.step.come(one, cell.host, site.fleet)
                    for cell in cohorts
                    for one in cell.buyers
                )
            )
        async with asyncio.TaskGroup() as at_once:  # whatever goes wrong, the fault is healed
            at_once.create_task(_harm(site, fault))
            for cell in cells:
                for one in cell.buyers:
                    at_once.create_task(_act(cell, one, site.fleet))
        await asyncio.to_thread(site.fleet.wait_ready, within_s=90)
        await asyncio.gather(*(_finish(cell, one) for cell in cells for one in cell.buyers))
        await _settle(site, cells)
    return cells


async def _harm(site: Site, fault: Fault) -> None:
    await asyncio.sleep(0 if fault.leads else LEAD_S)
    await fault.harm(site)


async def _act(cell: Cell, buyer: Buyer, fleet: Fleet) -> None:
    await asyncio.sleep(LEAD_S + buyer.random.uniform(*cell.step.spread))
    try:
        await cell.step.act(buyer, cell.host, fleet)
    except (Refused, httpx.HTTPError) as error:
        cell.broken.append(f"{buyer.user_id} could not go on: {error!r}")


async def _finish(cell: Cell, buyer: Buyer) -> None:
    """Everything is whole again: people go on to the end of their journey."""
    try:
        if cell.step.name == "add":
            await _look_into_cart(cell, buyer)
        elif cell.step.name == "code":
            await _look_for_code(cell, buyer)
        await buyer.finish()
    except (Refused, httpx.HTTPError) as error:
        cell.broken.append(f"{buyer.user_id} could not finish: {error!r}")


async def _look_into_cart(cell: Cell, buyer: Buyer) -> None:
    """Once, however often it was pressed; what changed within a second of Valkey's loss may be gone."""
    units = await buyer.cart()
    if units == 0 and cell.fault.name == "empty:valkey":
        await buyer.add()
    elif units != 1:
        cell.broken.append(f"{buyer.user_id} has {units} units in the cart, not 1")


async def _look_for_code(cell: Cell, buyer: Buyer) -> None:
    """It is shown, also when its notice was lost; then it is paid."""
    begun = asyncio.get_running_loop().time()
    while not await buyer.code():
        if asyncio.get_running_loop().time() > begun + CODE_S:
            cell.broken.append(f"{buyer.user_id} sees no code")
            return
        await asyncio.sleep(LOOK_EVERY_S)


async def _settle(site: Site, cells: list[Cell]) -> None:
    """Until nothing is broken, or for too long; what is broken then, stays with its cell."""
    begun = asyncio.get_running_loop().time()
    async with Books.opened(site.fleet) as books:
        while True:
            waited_s = asyncio.get_running_loop().time() - begun
            found = {
                cell.name: await explain(cell.buyers, cell.host, cell.goods, books)
                for cell in cells
            }
            if not any(found.values()) or waited_s > SETTLED_S:
                break
            await asyncio.sleep(LOOK_EVERY_S)
    all_heard = await audit.findings(State(site.fleet.state), patience_s=20)
    heard = [line for line in all_heard if line not in site.known]
    site.known |= set(heard)
    for cell in cells:
        ids = {str(one.order["order_id"]) for one in cell.buyers if one.order} | {
            cell.goods.variant_id
        }
        ours = [line for line in heard if any(id_ in line for id_ in ids)]
        cell.broken += found[cell.name] + [f"audit: {line}" for line in ours]
        heard = [line for line in heard if line not in ours]
        pressing = [who for who in (*cell.buyers, cell.host) if who.presses]
        answers = [one for who in pressing for press in who.presses for one in press.answers]
        cell.resolved_s = max((answer.took_s for answer in answers), default=0.0)
        cell.unanswered = sum(who.api.unanswered for who in pressing)
        if cell.resolved_s > UNANSWERED_S:
            cell.broken.append(f"an answer took {cell.resolved_s:.0f} s")
    for cell in cells:  # what nobody's ids are in
        cell.broken += [f"audit: {line}" for line in heard]


@asynccontextmanager
async def _opened(
    site: Site, fault: Fault, steps: Sequence[Step], *, seed: str, people: int
) -> AsyncIterator[list[Cell]]:
    """A shop with goods of its own for every step, and the people who want them."""
    async with people_of(site) as person:
        host = await person(f"host {seed}")
        cells = []
        for step in steps:
            goods = await goods_of(host, people - step.scarce)
            cells.append(Cell(step, fault, goods, Person(host.api, Random(host.random.random()))))
        for cell in cells:
            names = [f"{cell.step.name}{number} {fault.name} {seed}" for number in range(people)]
            made = await asyncio.gather(*map(person, names))
            cell.buyers += [Buyer(one.api, one.random, goods=cell.goods) for one in made]
        yield cells


@asynccontextmanager
async def people_of(site: Site) -> AsyncIterator[Callable[[str], Awaitable[Person]]]:
    """Logs people in by name; they leave at the end."""
    apis: list[Api] = []

    async def person(name: str) -> Person:
        api, random = Api(site.fleet.gateway), Random(site.random.random())
        apis.append(api)
        await api.log_in(name[:MOST_NAME])
        return Person(api, random)

    try:
        yield person
    finally:
        await asyncio.gather(*(api.close() for api in apis))


async def goods_of(host: Person, stock: int, *, price_minor: int = PRICE_MINOR) -> Goods:
    """A new thing; the first one opens a shop."""
    shops = [one["shop"] for one in (await host.api.get("/v1/me/shops"))["shops"]]
    if not shops:
        shops = [await host.api.post("/v1/shops", {"name": "夜市", "currency_code": "TWD"})]
        await host.api.renew()  # the new role is in the new token
    shop_id = str(shops[0]["shop_id"])
    sku = f"ONE-{host.random.getrandbits(60)}"
    price = {**PRICE, "amount_minor": price_minor}
    body = {"title": "限定", "variants": [{"sku": sku, "prices": [price], "on_hand": stock}]}
    made = await host.api.post(f"/v1/shops/{shop_id}/products", body)
    return Goods(shop_id, made["product_id"], made["variants"][0]["variant_id"], stock)
