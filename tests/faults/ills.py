"""What breaks, as a table; each fault does its harm, lasts, and is over when it returns."""

import asyncio
import os
import shutil
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

import asyncpg
import psutil
from support.fleet import Fleet
from support.proxy import Proxy, Weather

SERVICES = ("gateway", "cart", "catalog", "order", "payment", "identity", "stream")
CALLED = ("cart", "catalog", "order", "payment")
STORED = ("catalog", "order", "payment")
CLOSED = {"card_state": "closed"}  # refunds do not wait for the end of the day


@dataclass(slots=True)
class Site:
    """What a fault may lay hands on. `links` are there only on a fleet that was started with them.

    `known` is what the audit found in earlier plays: it says nothing of the next one.
    """

    fleet: Fleet
    random: Random = field(default_factory=Random)
    links: dict[str, Proxy] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def some_s(self) -> float:
        return self.random.uniform(2.0, 4.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`leads` is for what must be set before people act, `links` for what needs a proxied fleet."""

    name: str
    what: str
    harm: Callable[[Site], Awaitable[None]]
    leads: bool = False
    links: bool = False


# -- processes ------------------------------------------------------------------------------------


def killed(part: str) -> Fault:
    async def harm(site: Site) -> None:
        site.fleet.kill(part)

    return Fault(name=f"kill:{part}", what=f"kill -9 of {part}", harm=harm)


def paused(part: str) -> Fault:
    async def harm(site: Site) -> None:
        with standing_still(site.fleet, part):
            await asyncio.sleep(site.some_s())

    return Fault(name=f"pause:{part}", what=f"SIGSTOP of {part}, 2 to 4 s", harm=harm)


@contextmanager
def standing_still(fleet: Fleet, part: str) -> Iterator[None]:
    """With all that it has started: Postgres is many processes."""
    root = psutil.Process(int(fleet.document["parts"][part]["pid"]))
    family = [root, *root.children(recursive=True)]
    send_all(family, signal.SIGSTOP)
    try:
        yield
    finally:
        send_all(family, signal.SIGCONT)


def send_all(family: Sequence[psutil.Process], number: signal.Signals) -> None:
    for process in family:
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            continue


async def restart_database(site: Site) -> None:
    site.fleet.send("postgres", signal.SIGINT)


async def empty_valkey(site: Site) -> None:
    shutil.rmtree(site.fleet.state / "valkey" / "appendonlydir", ignore_errors=True)
    site.fleet.kill("valkey")


# -- databases that refuse ------------------------------------------------------------------------

FULL = """
CREATE OR REPLACE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
END $$
"""
TABLES = "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'"
FILLED = "CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON {0} EXECUTE FUNCTION disk_full()"
ROOM_AGAIN = "DROP TRIGGER IF EXISTS disk_full ON {0}"
READ_ONLY = "ALTER DATABASE {0} SET default_transaction_read_only = on"
WRITABLE = "ALTER DATABASE {0} RESET default_transaction_read_only"
# They end, and the next ones begin as the database is now.
OTHER_SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def full(service: str) -> Fault:
    async def harm(site: Site) -> None:
        connection = await own_connection(site, service)
        await connection.execute(FULL)
        tables = [row["name"] for row in await connection.fetch(TABLES)]
        try:
            for table in tables:  # one lock at a time: nobody waits for us in a circle
                await connection.execute(FILLED.format(table))
            await asyncio.sleep(site.some_s())
        finally:
            for table in tables:
                await connection.execute(ROOM_AGAIN.format(table))
            await connection.close()

    what = f"disk full under {service}'s database: every INSERT and UPDATE ends in SQLSTATE 53100"
    return Fault(name=f"full:{service}", what=what, harm=harm)


def read_only(service: str) -> Fault:
    async def harm(site: Site) -> None:
        connection = await own_connection(site, service)
        name = await connection.fetchval("SELECT quote_ident(current_database())")
        try:
            await connection.execute(READ_ONLY.format(name))
            await connection.fetch(OTHER_SESSIONS)
            await asyncio.sleep(site.some_s())
        finally:
            await connection.execute(WRITABLE.format(name))
            await connection.fetch(OTHER_SESSIONS)
            await connection.close()

    what = f"{service}'s database takes no writes (SQLSTATE 25006), as a standby in a failover"
    return Fault(name=f"read-only:{service}", what=what, harm=harm)


async def own_connection(site: Site, service: str) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(site.fleet.environment[f"{service.upper()}_DATABASE_URL"])


# -- links ----------------------------------------------------------------------------------------


async def slow_links(site: Site) -> None:
    await _weather(site, delay_s=0.05, stalled=0.2, stall_s=0.8)


async def cut_links(site: Site) -> None:
    for proxy in site.links.values():
        proxy.cut_all()
    await _weather(site, cut=0.1)


async def _weather(site: Site, **bad: float) -> None:
    """For a while, on every link."""
    for proxy in site.links.values():
        proxy.weather = Weather(**bad)
    try:
        await asyncio.sleep(site.some_s())
    finally:
        for proxy in site.links.values():
            proxy.weather = Weather()


# -- the provider ---------------------------------------------------------------------------------


def provider(name: str, what: str, **dials: object) -> Fault:
    async def harm(site: Site) -> None:
        await site.fleet.dial("ecpay", **CLOSED, **dials)
        await asyncio.sleep(site.some_s())
        await site.fleet.dial("ecpay", **CLOSED)

    return Fault(name=f"callback:{name}", what=what, harm=harm, leads=True)


async def clock_jumps(site: Site) -> None:
    hours = site.random.choice([-26, -1, 1, 26])
    await site.fleet.dial("ecpay", **CLOSED, clock_ahead_s=hours * 3600)
    await asyncio.sleep(site.some_s())
    await site.fleet.dial("ecpay", **CLOSED)


FAULTS: Sequence[Fault] = (
    *map(killed, SERVICES),
    *map(paused, SERVICES),
    Fault(
        name="kill:kafka",
        what="the broker is gone, until it was started again",
        harm=killed("kafka").harm,
    ),
    Fault(
        name="pause:kafka", what="the broker does not answer, 2 to 4 s", harm=paused("kafka").harm
    ),
    Fault(name="restart:postgres", what="the databases are restarted", harm=restart_database),
    Fault(
        name="kill:postgres", what="kill -9 of the database server", harm=killed("postgres").harm
    ),
    Fault(
        name="pause:postgres",
        what="the database server stands still, 2 to 4 s",
        harm=paused("postgres").harm,
    ),
    *map(full, STORED),
    *map(read_only, STORED),
    Fault(name="kill:valkey", what="kill -9 of Valkey", harm=killed("valkey").harm),
    Fault(name="empty:valkey", what="Valkey loses everything", harm=empty_valkey),
    Fault(
        name="slow:links",
        what="late and stalling bytes between services, and to databases",
        harm=slow_links,
        links=True,
    ),
    Fault(
        name="cut:links", what="the same links break, again and again", harm=cut_links, links=True
    ),
    provider("late", "notices 3 s late", delay_s=3),
    provider("doubled", "every notice four times at once", duplicate=3),
    provider("forged", "two forged copies before the right one", forge=2),
    provider(
        "reordered",
        "a failure and a success of one payment cross on the way",
        fail_then_succeed=True,
        delay_s=0.2,
    ),
    provider("silent", "the provider tells nothing", silent=True),
    Fault(
        name="clock:provider",
        what="the provider's clock jumps by hours",
        harm=clock_jumps,
        leads=True,
    ),
)
NOBODY_PAYS = "nobody pays in this step"
POINTLESS: dict[tuple[str, str], str] = {
    (step, fault.name): NOBODY_PAYS
    for step in ("add", "place", "start", "refund")
    for fault in FAULTS
    if fault.name.startswith("callback:")
}
LEFT_OUT = {
    "kill:sandbox": "the provider would forget who paid: the twin keeps its books in memory",
}
