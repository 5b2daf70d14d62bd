"""`Reserve` on one hot item, in its process, durable, against pgbench's bare UPDATE of one row.

Same Postgres, same run, fsync on. Ours writes for every accepted order a reservation and a ledger
entry, for every group the balance and an event; pgbench writes only the balance. The naive peer is
one asyncpg transaction an order with what ours writes. Every round ends with a count: held units,
reservations and entries agree with what the buyers were told. Interleaved rounds, medians; ours with more
and more buyers at once, since who waits for a commit is written with the next one.
"""

import asyncio
import gc
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import uvloop

from nightmarket_backends import postgres
from nightmarket_catalog.adapters.postgres import PostgresCatalogUow
from nightmarket_catalog.application.create_product import (
    CreateProduct,
    NewVariant,
    create_product,
)
from nightmarket_catalog.application.reserve import Reserve
from nightmarket_catalog.bootstrap import reserving_of
from nightmarket_catalog.domain.errors import OutOfStock
from nightmarket_catalog.domain.reservation import ReservedLine
from nightmarket_kit.core.clock import SystemClock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.migrate import migrate, migrations_of
from nightmarket_kit.runtime.postgres import Database

BUYERS = (32, 256, 1_024)
UNITS, REFUSED, ROUNDS = 50_000, 1_000, 3
NAIVE_UNITS = 2_000
CLIENTS, SECONDS = 32, 4
SHOP = new_id()
HOT_ROW = "UPDATE stocks SET version = version + 1 WHERE variant_id = '{variant_id}';\n"

Buy = Callable[[str], Awaitable[bool]]


def peer(programs: Path, store: postgres.Postgres, variant_id: str, folder: Path) -> float:
    """Transactions a second of pgbench: one row, one statement, many clients."""
    script = folder / "hot.sql"
    script.write_text(HOT_ROW.format(variant_id=variant_id))
    done = subprocess.run(
        [
            *(programs / "pgbench", "-n", "-M", "prepared", "-f", script),
            *("-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS)),
            *("-h", "127.0.0.1", "-p", str(store.port), "-U", postgres.USER, "bench"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout)
    return float(found[1])


async def flash_sale(buy: Buy, units: int, buyers: int) -> float:
    """Accepted orders a second, all buyers at once, until the stock is gone and `REFUSED` more were told so."""
    accepted = refused = 0

    async def buyer() -> None:
        nonlocal accepted, refused
        while refused < REFUSED:
            if await buy(new_id()):
                accepted += 1
            else:
                refused += 1

    begun = time.perf_counter()
    await asyncio.gather(*(buyer() for _ in range(buyers)))
    seconds = time.perf_counter() - begun
    if accepted != units:
        raise RuntimeError(f"{accepted} accepted of {units} units")
    return accepted / seconds


class Bench:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = SystemClock()
        self.reserving = reserving_of(self.uow, self.clock)
        self.expires_at = datetime.now(UTC) + timedelta(minutes=15)

    def uow(self) -> PostgresCatalogUow:
        return PostgresCatalogUow(self.database)

    async def item(self, units: int) -> str:
        command = CreateProduct(
            request_id=new_id(),
            actor=Principal(user_id=new_id(), session_id="s", roles={SHOP: "owner"}),
            shop_id=SHOP,
            title="Hot",
            description="",
            image_urls=(),
            variants=(
                NewVariant(
                    sku=new_id(),
                    title="",
                    prices=(Money(currency_code="TWD", amount_minor=1),),
                    on_hand=units,
                ),
            ),
        )
        product_id = await create_product(command, uow=self.uow, clock=self.clock)
        sql = "SELECT id FROM variants WHERE product_id = $1"
        return str(await self.database.pool.fetchval(sql, product_id))

    def grouped(self, variant_id: str) -> Buy:
        lines = (ReservedLine(variant_id=variant_id, quantity=1),)
        people = cycle([new_id() for _ in range(max(BUYERS))])

        async def buy(order_id: str) -> bool:
            command = Reserve(
                order_id=order_id,
                shop_id=SHOP,
                person_id=next(people),
                lines=lines,
                expires_at=self.expires_at,
            )
            try:
                await self.reserving.submit(variant_id, command)
            except OutOfStock:
                return False
            return True

        return buy

    def naive(self, variant_id: str) -> Buy:
        async def buy(order_id: str) -> bool:
            async with self.database.pool.acquire() as connection, connection.transaction():
                row = await connection.fetchrow(
                    "SELECT on_hand, version FROM stocks WHERE variant_id = $1 FOR UPDATE",
                    variant_id,
                )
                if row is None or row["on_hand"] < 1:
                    return False
                await connection.execute(
                    "UPDATE stocks SET on_hand = on_hand - 1, held = held + 1, "
                    "version = version + 1 WHERE variant_id = $1",
                    variant_id,
                )
                await connection.execute(
                    "INSERT INTO reservations VALUES ($1, $2, 'held', $3, now())",
                    order_id,
                    SHOP,
                    self.expires_at,
                )
                await connection.execute(
                    "INSERT INTO stock_entries VALUES ($1, $2, 'held', 1, $3, 'order')",
                    variant_id,
                    row["version"] + 1,
                    order_id,
                )
                await connection.execute(
                    "INSERT INTO outbox (event_id, topic, key, type, sequence, headers, payload) "
                    "VALUES (gen_random_uuid(), 'bench', $1::text, 'bench', $2, '', '')",
                    variant_id,
                    row["version"] + 1,
                )
            return True

        return buy

    async def check(self, variant_id: str, units: int) -> None:
        """Nothing oversold, nothing lost."""
        row = await self.database.pool.fetchrow(
            "SELECT on_hand, held, (SELECT count(*) FROM stock_entries e JOIN reservations r "
            "USING (order_id) WHERE e.variant_id = s.variant_id AND e.kind = 'held') AS kept "
            "FROM stocks s WHERE variant_id = $1",
            variant_id,
        )
        if row is None or tuple(row) != (0, units, units):
            raise RuntimeError(f"{units} units, but {row}")


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        programs = postgres.prepare(print)
        store = postgres.Postgres(folder / "postgres")
        store.start()
        try:
            dsn = store.create_database("bench")
            await migrate(dsn, migrations_of("nightmarket_catalog"))
            database = Database(dsn, max_size=16)
            await database.start()
            bench = Bench(database)
            gc.collect()
            gc.freeze()  # as every service does when it has started
            bare, naive = list[float](), list[float]()
            ours: dict[int, list[float]] = {buyers: [] for buyers in BUYERS}
            for _ in range(ROUNDS):
                row = await bench.item(1)
                bare.append(await asyncio.to_thread(peer, programs, store, row, folder))
                item = await bench.item(NAIVE_UNITS)
                naive.append(await flash_sale(bench.naive(item), NAIVE_UNITS, CLIENTS))
                await bench.check(item, NAIVE_UNITS)
                for buyers, figures in ours.items():
                    item = await bench.item(UNITS)
                    figures.append(await flash_sale(bench.grouped(item), UNITS, buyers))
                    await bench.check(item, UNITS)
            await database.stop(5)
        finally:
            store.remove()
    limit = statistics.median(bare)
    print(f"Reserve on one item, {ROUNDS} rounds, medians, fsync on")
    for title, figures in (
        (f"pgbench, bare UPDATE, {CLIENTS} clients", bare),
        (f"naive transaction, {CLIENTS} buyers", naive),
        *((f"Reserve, in groups, {buyers} buyers", found) for buyers, found in ours.items()),
    ):
        median = statistics.median(figures)
        rounds = [round(figure) for figure in figures]
        print(f"  {title:35} {median:9.0f}/s   {median / limit:6.2f} x pgbench   {rounds}")


if __name__ == "__main__":
    uvloop.run(main())
