"""`make faults`: the whole table of step x fault on one fleet, seed after seed; prints it."""

import argparse
import asyncio
import datetime as dt
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from support.fleet import Fleet
from support.proxy import Proxy, Weather, proxied

from faults.crowd import Sale, sell_out
from faults.deals import DealSale, sell_at_a_deal
from faults.ills import CALLED, FAULTS, LEFT_OUT, POINTLESS, STORED, Fault, Site
from faults.run import Cell, play
from faults.steps import STEPS, Step
from nightmarket_local.environment import Addresses, database_url
from nightmarket_local.state import State

CROWD, DEALS = "crowd", "deals"
DEAL_FAULTS = ("kill:", "read-only:catalog", "cut:links")
WITHOUT_LIMITS = {
    "GATEWAY_RATE_USER_PER_10S": "1000000",
    "GATEWAY_RATE_ADDRESS_PER_10S": "1000000",
    "GATEWAY_RATE_LOGIN_PER_MIN": "1000000",
}
QUICK = {"ORDER_PAY_WINDOW_S": "60", "CATALOG_ORPHAN_GRACE_S": "20", "CATALOG_SWEEP_EVERY_S": "2"}
PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
MARK = "<!-- the table: `make faults`, option --write -->"


@dataclass(slots=True)
class Tally:
    """What became of a cell over the seeds."""

    green: int = 0
    red: int = 0
    unanswered: int = 0
    slowest_s: float = 0.0
    broken: list[str] = field(default_factory=list)

    def note(self, cell: Cell, seed: str) -> None:
        self.green += not cell.broken
        self.red += bool(cell.broken)
        self.unanswered += cell.unanswered
        self.slowest_s = max(self.slowest_s, cell.resolved_s)
        self.broken += [f"seed {seed}: {line}" for line in cell.broken]

    def __str__(self) -> str:
        return f"{self.green}/{self.green + self.red}" if self.green + self.red else "-"


Table = dict[tuple[str, str], Tally]


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@asynccontextmanager
async def running(*, linked: bool) -> AsyncIterator[Site]:
    """A fleet; `linked`, its services reach each other and their databases through our proxies."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="faults"))
        fleet = Fleet(Path(folder) / "fleet")
        links: dict[str, Proxy] = {}
        environment = dict(WITHOUT_LIMITS)
        if linked:
            environment |= QUICK | await linked_by(links, State(fleet.state), stack)
        await asyncio.to_thread(lambda: fleet.up(app=False, **environment))
        try:
            yield Site(fleet, links=links)
        finally:
            await asyncio.to_thread(fleet.command, "clean")


async def linked_by(links: dict[str, Proxy], state: State, stack: AsyncExitStack) -> dict[str, str]:
    """The addresses that lead through proxies: of services that are called, and of databases."""
    state.ensure()
    addresses = Addresses.choose(state, is_default=False)
    environment = {}

    async def link(name: str, part: str) -> int:
        there = proxied(addresses.http(part), seed=len(links), weather=Weather())
        links[name] = await stack.enter_async_context(there)
        return links[name].port

    for service in CALLED:
        environment[f"{service.upper()}_TARGET"] = f"127.0.0.1:{await link(service, service)}"
    for service in STORED:
        port = await link(f"{service}-db", "postgres")
        there = Addresses({**addresses.ports, "postgres": port})
        dsn = database_url(there, state.secrets(), service=service)
        environment[f"{service.upper()}_DATABASE_URL"] = dsn
    return environment


async def whole_table(args: argparse.Namespace) -> int:
    if task := asyncio.current_task():  # the fleet ends with us
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    steps, faults = chosen(args.cell)
    crowds, deals = list[Sale](), list[DealSale]()
    table: Table = {(step.name, fault.name): Tally() for step in steps for fault in faults}
    begun = time.monotonic()
    plays = [(fault, False) for fault in faults]
    plays += [(fault, True) for fault in chosen_for_deals(args.cell)]
    if plays:
        async with running(linked=True) as site:
            for seed, (fault, is_deal) in product(range(args.seed, args.seed + args.seeds), plays):
                if args.minutes and time.monotonic() - begun > args.minutes * 60:
                    say(f"no time for seed {seed} {fault.name} and what comes after it")
                    break
                if is_deal:
                    deals.append(await one_deal(site, fault, seed=f"{seed}"))
                else:
                    await one(site, fault, steps, seed=f"{seed}", people=args.people, table=table)
    if args.cell in {"", CROWD}:
        async with running(linked=False) as site:
            sale = await sell_out(
                site,
                seed=f"{args.seed}",
                people=args.crowd,
                units=args.crowd // 10,
                at_once=args.at_once,
            )
        crowds.append(sale)
        say(str(sale))
    seconds = time.monotonic() - begun
    pages = [written(table, steps, faults, args, seconds=seconds)] if faults else []
    pages += [written_deals(deals)] if deals else []
    page = "\n\n".join([*pages, *(f"{sale}." for sale in crowds)])
    say(page)
    if args.write:
        head, _, _ = PAGE.read_text().partition(MARK)
        PAGE.write_text(f"{head}{MARK}\n\n{page}\n")
    red = [f"{' x '.join(name)}: {line}" for name, tally in table.items() for line in tally.broken]
    red += [f"{CROWD}: {line}" for sale in crowds for line in sale.broken]
    red += [
        f"{DEALS} x {one.fault}: seed {one.seed}: {line}" for one in deals for line in one.broken
    ]
    for line in red:
        say(line)
    return 1 if red else 0


async def one(
    site: Site, fault: Fault, steps: Sequence[Step], *, seed: str, people: int, table: Table
) -> None:
    begun = time.monotonic()
    try:
        cells = await play(site, fault, steps, seed=seed, people=people)
    except Exception as error:  # noqa: BLE001 - a play that stops is a red cell, not the end of the table
        say(f"seed {seed} {fault.name}: stopped: {error!r}")
        for step in steps:
            table[step.name, fault.name].red += 1
            table[step.name, fault.name].broken.append(f"seed {seed}: stopped: {error!r}")
        return
    for cell in cells:
        table[cell.step.name, fault.name].note(cell, seed)
    red = [f"  {cell.name}: {line}" for cell in cells for line in cell.broken]
    unanswered = sum(cell.unanswered for cell in cells)
    took = time.monotonic() - begun
    say(f"seed {seed} {fault.name:18} {took:5.0f} s, {unanswered:3} unanswered, {len(red)} broken")
    for line in red:
        say(line)


async def one_deal(site: Site, fault: Fault, *, seed: str) -> DealSale:
    begun = time.monotonic()
    try:
        sale = await sell_at_a_deal(site, fault, seed=seed)
    except Exception as error:  # noqa: BLE001 - a play that stops is a red one, not the end of all
        sale = DealSale(fault.name, seed, broken=[f"stopped: {error!r}"])
    say(f"{time.monotonic() - begun:5.0f} s, {sale}")
    for line in sale.broken:
        say(f"  {line}")
    return sale


def chosen_for_deals(cell: str) -> list[Fault]:
    """With everything, or `deals`, or `deals x kill:order`."""
    words = [part.strip() for part in cell.split(" x ") if part.strip()]
    if words and DEALS not in words:
        return []
    named = tuple(one for part in words if part != DEALS for one in part.split(","))
    return [fault for fault in FAULTS if fault.name.startswith(named or DEAL_FAULTS)]


def chosen(cell: str) -> tuple[list[Step], list[Fault]]:
    """`place`, `kill:`, `kill:order,full:` or a step and faults with an x between; empty is all."""
    if cell == CROWD or DEALS in cell:
        return [], []
    words = tuple(one for part in cell.split(" x ") for one in part.strip().split(",") if one)
    steps = [step for step in STEPS if step.name in words]
    faults = [fault for fault in FAULTS if fault.name.startswith(words)] if words else []
    return steps or list(STEPS), faults or list(FAULTS)


def written(
    table: Table,
    steps: Sequence[Step],
    faults: Sequence[Fault],
    args: argparse.Namespace,
    *,
    seconds: float,
) -> str:
    names = [step.name for step in steps]
    last = args.seed + args.seeds - 1
    where = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    size = f"{args.people} people a cell, {seconds / 60:.0f} min"
    lines = [
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {where}: seeds {args.seed} to {last}, {size}.",
        "",
        "| fault | " + " | ".join(names) + " | unanswered calls | slowest answer |",
        "|---|" + "---|" * (len(names) + 2),
    ]
    for fault in faults:
        tallies = [table[name, fault.name] for name in names]
        cells = [
            "." if (name, fault.name) in POINTLESS else str(tally)
            for name, tally in zip(names, tallies, strict=True)
        ]
        unanswered = sum(tally.unanswered for tally in tallies)
        slowest = max(tally.slowest_s for tally in tallies)
        lines.append(f"| {fault.name} | {' | '.join(cells)} | {unanswered} | {slowest:.1f} s |")
    return "\n".join(lines)


def written_deals(deals: Sequence[DealSale]) -> str:
    names = list(dict.fromkeys(one.fault for one in deals))
    lines = ["| flash deal under | green | orders | paid | refusals |", "|---|---|---|---|---|"]
    for name in names:
        ours = [one for one in deals if one.fault == name]
        green = sum(not one.broken for one in ours)
        sums = (sum(getattr(one, what) for one in ours) for what in ("placed", "paid", "refused"))
        lines.append(f"| {name} | {green}/{len(ours)} | {' | '.join(map(str, sums))} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1, help="the first one")
    parser.add_argument("--people", type=int, default=4, help="of each cell")
    parser.add_argument(
        "--cell", default="", help="place, kill:order, 'place x kill:order', crowd, deals"
    )
    parser.add_argument("--crowd", type=int, default=5_000, help="people for a tenth as many units")
    parser.add_argument("--at-once", type=int, default=100, help="of them press at a time")
    parser.add_argument("--minutes", type=float, default=0, help="begin no other play after them")
    parser.add_argument("--write", action="store_true", help="put the table into docs/faults.md")
    args = parser.parse_args()
    for name, why in LEFT_OUT.items():
        say(f"not in the table: {name}: {why}")
    return asyncio.run(whole_table(args))


if __name__ == "__main__":
    sys.exit(main())
