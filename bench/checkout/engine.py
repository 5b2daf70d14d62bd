"""`Reserve` on hot items, in its process, durable, against pgbench's bare UPDATE of one row.

Same Postgres, same run, fsync on. Ours writes for every accepted order a reservation and a ledger
entry, for every group the balance and an event; pgbench writes only the balance. The naive peer is
one asyncpg transaction an order with what ours writes. Every round ends with a count: held units,
reservations and entries agree with what the buyers were told. Interleaved rounds, medians; ours with more
and more buyers at once, since who waits for a commit is written with the next one, and with more items.
A release is a transaction of its own; its peer is the naive one.
"""

import asyncio
import gc
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
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
from nightmarket_catalog.application.settle_reservation import (
    SettleReservation,
    settle_reservation,
)
from nightmarket_catalog.bootstrap import reserving_of
from nightmarket_catalog.domain.errors import OutOfStock
from nightmarket_catalog.domain.reservation import ReservationState, ReservedLine
from nightmarket_kit.core.clock import SystemClock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.migrate import migrate, migrations_of
from nightmarket_kit.runtime.postgres import Database

CROWDS = ((1, 32), (1, 256), (1, 1_024), (10, 1_024), (100, 1_024))  # items, buyers at once
UNITS, REFUSED, ROUNDS = 50_000, 1_000, 3
NAIVE_UNITS = RELEASES = 2_000
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

    def grouped(self, variant_ids: Sequence[str]) -> Buy:
        wishes = cycle([(ReservedLine(variant_id=one, quantity=1),) for one in variant_ids])
        people = cycle([new_id() for _ in range(1_024)])

        async def buy(order_id: str) -> bool:
            lines = next(wishes)
            command = Reserve(
                order_id=order_id,
                shop_id=SHOP,
                person_id=next(people),
                lines=lines,
                expires_at=self.expires_at,
            )
            try:
                await self.reserving.submit(lines[0].variant_id, command)
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

    async def release(self, variant_id: str) -> float:
        """Releases a second, of orders that hold the item."""
        orders = await self.database.pool.fetch(
            "SELECT order_id FROM stock_entries WHERE variant_id = $1 AND kind = 'held' LIMIT $2",
            variant_id,
            RELEASES,
        )
        left = [str(row["order_id"]) for row in orders]

        async def worker() -> None:
            while left:
                command = SettleReservation(order_id=left.pop(), to=ReservationState.RELEASED)
                await settle_reservation(command, uow=self.uow)

        begun = time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(CLIENTS)))
        seconds = time.perf_counter() - begun
        sql = "SELECT on_hand FROM stocks WHERE variant_id = $1"
        if await self.database.pool.fetchval(sql, variant_id) != RELEASES:
            raise RuntimeError("not all came back")
        return RELEASES / seconds

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
            bare, naive, released = list[float](), list[float](), list[float]()
            ours: dict[tuple[int, int], list[float]] = {crowd: [] for crowd in CROWDS}
            for _ in range(ROUNDS):
                row = await bench.item(1)
                bare.append(await asyncio.to_thread(peer, programs, store, row, folder))
                item = await bench.item(NAIVE_UNITS)
                naive.append(await flash_sale(bench.naive(item), NAIVE_UNITS, CLIENTS))
                await bench.check(item, NAIVE_UNITS)
                for (count, buyers), figures in ours.items():
                    items = [await bench.item(UNITS // count) for _ in range(count)]
                    figures.append(await flash_sale(bench.grouped(items), UNITS, buyers))
                    for item in items:
                        await bench.check(item, UNITS // count)
                    if count == 1 and buyers == CLIENTS:
                        released.append(await bench.release(items[0]))
            await database.stop(5)
        finally:
            store.remove()
    limit = statistics.median(bare)
    print(f"Reserve, {ROUNDS} rounds, medians, fsync on")
    for title, figures in (
        (f"pgbench, bare UPDATE, {CLIENTS} clients", bare),
        (f"naive transaction, {CLIENTS} buyers", naive),
        *(
            (f"Reserve, {count} items, {buyers} buyers", found)
            for (count, buyers), found in ours.items()
        ),
        (f"release, {CLIENTS} at once", released),
    ):
        median = statistics.median(figures)
        rounds = [round(figure) for figure in figures]
        print(f"  {title:35} {median:9.0f}/s   {median / limit:6.2f} x pgbench   {rounds}")


if __name__ == "__main__":
    uvloop.run(main())
