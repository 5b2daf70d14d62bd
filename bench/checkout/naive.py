"""The peer: one checkout as one transaction of plain SQL, a client and nothing else.

Its rows are ours: balance, hold, ledger entry, order, line, history, request and two events. It knows no
network between services, token, cart, limit nor group; what we spend above it is the price of those.
Run as a program of its own (`python -m bench.checkout.naive DSN ORDERS`), so that its CPU can be told.
"""

import asyncio
import json
import resource
import sys
import time
from typing import Final

import asyncpg

from nightmarket_kit.core.ids import new_id

CLIENTS: Final = 32
TABLES: Final = """
CREATE TABLE IF NOT EXISTS hot (id int PRIMARY KEY, on_hand bigint, held bigint NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS holds (order_id uuid PRIMARY KEY, state text, expires_at timestamptz);
CREATE TABLE IF NOT EXISTS entries (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id uuid, kind text, quantity bigint);
CREATE TABLE IF NOT EXISTS orders (
    id uuid PRIMARY KEY, order_no text UNIQUE, user_id uuid, state text, total bigint, name text,
    phone text, address text, placed_at timestamptz DEFAULT now());
CREATE TABLE IF NOT EXISTS lines (
    order_id uuid, number int, title text, quantity bigint, price bigint, PRIMARY KEY (order_id, number));
CREATE TABLE IF NOT EXISTS history (order_id uuid, version int, state text, PRIMARY KEY (order_id, version));
CREATE TABLE IF NOT EXISTS requests (id uuid PRIMARY KEY, digest bytea, result uuid);
CREATE TABLE IF NOT EXISTS events (
    id uuid PRIMARY KEY, topic text, key text, payload bytea, made_at timestamptz DEFAULT now());
"""
LOCK: Final = "SELECT on_hand FROM hot WHERE id = $1 FOR UPDATE"
TAKE: Final = "UPDATE hot SET on_hand = on_hand - 1, held = held + 1 WHERE id = $1"
WRITES: Final = (
    "INSERT INTO requests VALUES ($1, '\\x00', $1)",
    "INSERT INTO holds VALUES ($1, 'held', now() + interval '15 minutes')",
    "INSERT INTO entries (order_id, kind, quantity) VALUES ($1, 'held', 1)",
    "INSERT INTO orders VALUES ($1, $1::uuid::text, $1, 'placed', 10000, 'Buyer', '0912345678', 'Road 1')",
    "INSERT INTO lines VALUES ($1, 1, 'Hot', 1, 10000)",
    "INSERT INTO history VALUES ($1, 1, 'placed')",
    "INSERT INTO events VALUES ($1, 'order.placed', $1::uuid::text, repeat('ab', 100)::bytea)",
    "INSERT INTO events VALUES (gen_random_uuid(), 'stock.changed', $1::uuid::text, repeat('ab', 50)::bytea)",
)


async def prepare(dsn: str) -> None:
    """The tables, and the row that pgbench wants."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(TABLES)
    await connection.execute("INSERT INTO hot VALUES (1, 0) ON CONFLICT DO NOTHING")
    await connection.close()


async def sell(dsn: str, orders: int) -> dict[str, float]:
    """Orders a second and this process's CPU seconds; RuntimeError when it sold another number."""
    pool = await asyncpg.create_pool(dsn, min_size=CLIENTS, max_size=CLIENTS)
    await pool.execute(
        "INSERT INTO hot VALUES (2, $1) ON CONFLICT (id) DO UPDATE SET on_hand = $1", orders
    )
    sold = 0

    async def buyer() -> None:
        nonlocal sold
        while True:
            async with pool.acquire() as connection, connection.transaction():
                if await connection.fetchval(LOCK, 2) < 1:
                    return
                await connection.execute(TAKE, 2)
                order_id = new_id()
                for statement in WRITES:
                    await connection.execute(statement, order_id)
            sold += 1

    before, begun = _cpu_s(), time.perf_counter()
    await asyncio.gather(*(buyer() for _ in range(CLIENTS)))
    seconds, cpu_s = time.perf_counter() - begun, _cpu_s() - before
    await pool.close()
    if sold != orders:
        raise RuntimeError(f"{sold} sold of {orders}")
    return {"per_s": orders / seconds, "cpu_s": cpu_s}


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    print(json.dumps(asyncio.run(sell(sys.argv[1], int(sys.argv[2])))))
