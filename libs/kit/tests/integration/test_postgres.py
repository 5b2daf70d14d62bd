import asyncio
from dataclasses import dataclass

import asyncpg
import pytest

from nightmarket_kit.core.errors import RequestIdReused
from nightmarket_kit.core.events import OutgoingEvent
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.requests import RequestIdInvalid
from nightmarket_kit.runtime.calls import in_transaction
from nightmarket_kit.runtime.postgres import Database, Transaction

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
INSERT = "INSERT INTO things (id) VALUES ($1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddThing:
    request_id: str
    value: str = "v"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropThing:
    request_id: str
    value: str = "v"


def event() -> OutgoingEvent:
    return OutgoingEvent(topic="t", key="k", type="T", sequence=1, payload=b"p")


async def count(database: Database, table: str = "things") -> int:
    return int(await database.pool.fetchval(f"SELECT count(*) FROM {table}"))  # noqa: S608 - ours


async def test_leaving_without_commit_rolls_back(database: Database) -> None:
    async with Transaction(database) as tx:
        await tx.connection.execute(INSERT, "a")
    assert await count(database) == 0


async def test_an_error_rolls_back_and_arrives_as_itself(database: Database) -> None:
    with pytest.raises(KeyError):
        async with Transaction(database) as tx:
            await tx.connection.execute(INSERT, "a")
            raise KeyError
    assert await count(database) == 0
    assert not in_transaction.get()


async def test_commit_keeps_and_what_follows_it_is_not_undone(database: Database) -> None:
    with pytest.raises(KeyError):
        async with Transaction(database) as tx:
            await tx.connection.execute(INSERT, "a")
            await tx.commit()
            raise KeyError
    assert await count(database) == 1


async def test_a_cancelled_unit_of_work_rolls_back_and_gives_its_connection_back(
    dsn: str,
) -> None:
    database = Database(dsn, max_size=1)
    await database.start()
    entered = asyncio.Event()

    async def work() -> None:
        async with Transaction(database) as tx:
            await tx.connection.execute(INSERT, "a")
            entered.set()
            await tx.connection.execute("SELECT pg_sleep(30)")

    task = asyncio.create_task(work())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5):
        assert await count(database) == 0  # the pool has one connection only
    await database.stop(5)


async def test_a_second_commit_is_refused(database: Database) -> None:
    async with Transaction(database) as tx:
        await tx.commit()
        with pytest.raises(asyncpg.InterfaceError):
            await tx.commit()


async def test_a_commit_that_fails_says_why(database: Database) -> None:
    await database.pool.execute(
        "ALTER TABLE things ADD CONSTRAINT one UNIQUE (value) DEFERRABLE INITIALLY DEFERRED"
    )
    with pytest.raises(asyncpg.UniqueViolationError):
        async with Transaction(database) as tx:
            await tx.connection.execute(INSERT, "a")
            await tx.connection.execute(INSERT, "b")
            tx.outbox.add(event())
            await tx.commit()
    assert (await count(database), await count(database, "outbox")) == (0, 0)


async def test_a_unit_of_work_inside_another_is_refused(database: Database) -> None:
    async with Transaction(database) as tx:
        with pytest.raises(RuntimeError, match="open already"):
            async with Transaction(database):
                pass
        await tx.connection.execute(INSERT, "a")
        await tx.commit()
    assert await count(database) == 1
    async with Transaction(database):
        pass  # one after the other is fine


async def test_a_read_handle_cannot_write_and_sees_one_snapshot(database: Database) -> None:
    async with database.read() as connection:
        assert await connection.fetchval("SELECT count(*) FROM things") == 0
        await database.pool.execute(INSERT, "a")
        assert await connection.fetchval("SELECT count(*) FROM things") == 0
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute(INSERT, "b")
    assert await count(database) == 1


async def test_a_change_and_its_events_commit_together_or_not_at_all(database: Database) -> None:
    woken: list[str] = []
    database.on_events(lambda: woken.append("!"))
    async with Transaction(database) as tx:
        await tx.connection.execute(INSERT, "a")
        tx.outbox.add(event())
    assert (await count(database), await count(database, "outbox"), woken) == (0, 0, [])
    async with Transaction(database) as tx:
        await tx.connection.execute(INSERT, "a")
        tx.outbox.add(event())
        tx.outbox.add(event())
        await tx.commit()
    assert (await count(database), await count(database, "outbox"), woken) == (1, 2, ["!"])


async def test_an_event_that_cannot_be_written_takes_the_change_with_it(database: Database) -> None:
    impossible = OutgoingEvent(topic="t", key="k", type="T", sequence=2**63, payload=b"")
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        async with Transaction(database) as tx:
            await tx.connection.execute(INSERT, "a")
            tx.outbox.add(impossible)
            await tx.commit()
    assert await count(database) == 0


async def test_events_keep_the_order_in_which_they_were_added(database: Database) -> None:
    async with Transaction(database) as tx:
        for sequence in range(50):
            tx.outbox.add(
                OutgoingEvent(topic="t", key="k", type="T", sequence=sequence, payload=b"")
            )
        await tx.commit()
    rows = await database.pool.fetch("SELECT sequence FROM outbox ORDER BY id")
    assert [row["sequence"] for row in rows] == list(range(50))


async def add_thing(database: Database, command: AddThing) -> str:
    """A handler as services write them."""
    async with Transaction(database) as tx:
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        thing_id = new_id()
        await tx.connection.execute(INSERT, thing_id)
        tx.outbox.add(event())
        await tx.requests.finish(command, result_id=thing_id)
        await tx.commit()
        return thing_id


async def test_twenty_twins_at_once_have_one_effect_and_one_answer(database: Database) -> None:
    command = AddThing(request_id=new_id())
    answers = await asyncio.gather(*(add_thing(database, command) for _ in range(20)))
    assert len(set(answers)) == 1
    assert (await count(database), await count(database, "outbox")) == (1, 1)
    assert await add_thing(database, command) == answers[0]


async def test_a_twin_of_a_request_that_failed_does_the_work(database: Database) -> None:
    command = AddThing(request_id=new_id())
    claimed, fail = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with Transaction(database) as tx:
            assert await tx.requests.claim(command) is None
            claimed.set()
            await fail.wait()

    failing = asyncio.create_task(first())
    await claimed.wait()
    second = asyncio.create_task(add_thing(database, command))
    fail.set()
    await failing
    thing_id = await second
    assert await database.pool.fetchval("SELECT id FROM things") == thing_id


async def test_a_request_id_with_another_body_is_refused(database: Database) -> None:
    command = AddThing(request_id=new_id())
    await add_thing(database, command)
    with pytest.raises(RequestIdReused):
        await add_thing(database, AddThing(request_id=command.request_id, value="other"))
    async with Transaction(database) as tx:
        with pytest.raises(RequestIdReused):
            await tx.requests.find(AddThing(request_id=command.request_id, value="other"))
    assert await count(database) == 1


async def test_another_method_may_use_the_same_request_id(database: Database) -> None:
    command = AddThing(request_id=new_id())
    await add_thing(database, command)
    async with Transaction(database) as tx:
        assert await tx.requests.claim(DropThing(request_id=command.request_id)) is None


async def test_find_tells_without_claiming(database: Database) -> None:
    command = AddThing(request_id=new_id())
    async with Transaction(database) as tx:
        assert await tx.requests.find(command) is None
        await tx.commit()
    thing_id = await add_thing(database, command)
    async with Transaction(database) as tx:
        assert await tx.requests.find(command) == thing_id


@pytest.mark.parametrize("request_id", ["", "short", "a" * 101, "with space", "x\ny-12345"])
async def test_an_invalid_request_id_is_refused(database: Database, request_id: str) -> None:
    with pytest.raises(RequestIdInvalid):
        await add_thing(database, AddThing(request_id=request_id))


async def test_an_event_is_claimed_once_per_consumer_also_by_twins(database: Database) -> None:
    event_id = new_id()

    async def claim(consumer: str) -> bool:
        async with Transaction(database) as tx:
            is_new = await tx.claim_event(consumer, event_id)
            await tx.commit()
            return is_new

    claims = await asyncio.gather(*(claim("cart") for _ in range(10)))
    assert sorted(claims) == [False] * 9 + [True]
    assert await claim("order")


async def test_stop_ends_within_its_grace_although_a_connection_is_out(dsn: str) -> None:
    database = Database(dsn)
    await database.start()
    await database.check()
    async with database.pool.acquire():
        async with asyncio.timeout(2):
            await database.stop(0.2)
    with pytest.raises(asyncpg.InterfaceError):
        await database.check()
