"""python -m bench.checkout: a flash sale through the whole fleet, against bare SQL on the same Postgres.

    python -m bench.checkout [--rounds N] [--buyers N] [--only sale,overload,engine,relay]

Same machine, same Postgres, same run, fsync on, interleaved, medians. Orders are pressed by a Go program
over HTTP (`load/`); carts are filled before the clock starts. A sale has half as many units as buyers, so
that its second half is told "sold out". Every part ends with the audit of the live databases.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from bench.checkout import engine, naive, relay
from bench.checkout.house import CLIENTS, SERVICES, House, Sale

PARTS: Final = ("sale", "overload", "engine", "relay")
PGBENCH_S: Final = 5
OVER: Final = 3  # times the rate of saturation
OVER_S: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    bare_per_s: float
    naive_per_s: float
    naive_cpu_ms: float
    sale: Sale
    cpu_ms: dict[str, float]
    """Of an accepted order, by part."""


def sale(house: House, buyers: int) -> Round:
    units = buyers // 2
    bare = house.pgbench(PGBENCH_S)
    before = house.cpu_s(["postgres"])
    told = json.loads(
        subprocess.run(
            [sys.executable, "-m", "bench.checkout.naive", house.dsn("bench"), str(units)],
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
    )
    naive_cpu_s = told["cpu_s"] + house.cpu_s(["postgres"]) - before
    item, crowd = house.item(units), house.crowd(buyers)
    house.fill(item, crowd)
    parts = (*SERVICES, "postgres", "valkey", "kafka")
    start = {part: house.cpu_s([part]) for part in parts}
    sold = house.place(item, crowd)
    spent = {part: house.cpu_s([part]) - start[part] for part in parts}
    if (sold.accepted, sold.refused) != (units, {"OUT_OF_STOCK": buyers - units}):
        raise RuntimeError(f"{units} units for {buyers} buyers, but {sold}")
    return Round(
        bare_per_s=bare,
        naive_per_s=told["per_s"],
        naive_cpu_ms=naive_cpu_s / units * 1000,
        sale=sold,
        cpu_ms={part: cpu_s / units * 1000 for part, cpu_s in spent.items()},
    )


def tell_sales(rounds: list[Round], buyers: int) -> None:
    def median(of: Callable[[Round], float]) -> float:
        return statistics.median(of(one) for one in rounds)

    bare = median(lambda one: one.bare_per_s)
    print(f"flash sale: {buyers} buyers for {buyers // 2} units, {len(rounds)} rounds, medians")
    for title, per_s in (
        (f"pgbench, bare UPDATE, {CLIENTS} clients", bare),
        ("naive transaction", median(lambda one: one.naive_per_s)),
        ("whole fleet over HTTP", median(lambda one: one.sale.per_s)),
    ):
        print(f"  {title:36}{per_s:8.0f} /s   {per_s / bare:6.2f} x pgbench")
    print(
        f"  accepted p50 {median(lambda one: one.sale.p50_ms):.0f} ms, p99 "
        f"{median(lambda one: one.sale.p99_ms):.0f} ms; sold out told, p99 "
        f"{median(lambda one: one.sale.refused_p99_ms):.0f} ms"
    )
    naive_ms = median(lambda one: one.naive_cpu_ms)
    ours_ms = median(lambda one: sum(one.cpu_ms[part] for part in (*SERVICES, "postgres")))
    print(
        f"  CPU of an accepted order (the refused included): {ours_ms:.2f} ms in all services and"
    )
    print(f"  Postgres, {naive_ms:.2f} ms as a naive transaction: {ours_ms / naive_ms:.2f} x")
    by_part = {
        part: statistics.median(one.cpu_ms[part] for one in rounds) for part in rounds[0].cpu_ms
    }
    print("  " + ", ".join(f"{part} {cpu_ms:.2f}" for part, cpu_ms in by_part.items()))


def overload(house: House, saturated_per_s: float) -> None:
    """Pressed at three times the rate that the fleet can take: what comes through?"""
    rate = OVER * saturated_per_s
    buyers = int(rate * OVER_S)
    item, crowd = house.item(buyers), house.crowd(buyers)
    house.fill(item, crowd)
    told = house.place(item, crowd, rate=rate)
    print(
        f"overload: {rate:.0f} /s for {OVER_S} s: {told.per_s:.0f} accepted /s, "
        f"{told.per_s / saturated_per_s:.2f} of saturation; p99 {told.p99_ms:.0f} ms, "
        f"refused {told.refused}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.checkout")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--buyers", type=int, default=2_000)
    parser.add_argument("--only", default=",".join(PARTS))
    chosen = parser.parse_args()
    only = chosen.only.split(",")
    if "engine" in only:
        asyncio.run(engine.main())
    if "relay" in only:
        asyncio.run(relay.main())
    if not {"sale", "overload"} & set(only):
        return
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # Postgres is another user
        house = House(folder, stack)
        asyncio.run(_make_database(house))
        rounds = [sale(house, chosen.buyers) for _ in range(chosen.rounds)]
        tell_sales(rounds, chosen.buyers)
        if "overload" in only:
            overload(house, statistics.median(one.sale.per_s for one in rounds))
        print(house.audit())


async def _make_database(house: House) -> None:
    connection = await asyncpg.connect(house.dsn("postgres"))
    await connection.execute("CREATE DATABASE bench")
    await connection.close()
    await naive.prepare(house.dsn("bench"))


if __name__ == "__main__":
    main()
