"""The archive of the chat: every message once, whatever dies and whatever is lost."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.valkey import RawValkey, connect_valkey
from nightmarket_stream.adapters import valkey_logs
from nightmarket_stream.adapters.postgres import PostgresStreamUow
from nightmarket_stream.adapters.postgres_archive import PostgresMonths
from nightmarket_stream.adapters.valkey_logs import ARCHIVED, ROOMS
from nightmarket_stream.domain.errors import RoomLogsUnavailable
from nightmarket_stream.entrypoints.chat_archiver import ChatArchiver
from services.stream.tests.driver import SHOP, World
from services.stream.tests.rooms import (
    DyingUow,
    Killed,
    Room,
    archived,
    archiver_of,
    logs_of,
    told,
)

pytestmark = [pytest.mark.pg, pytest.mark.valkey, pytest.mark.asyncio]
MING = new_id()


@pytest_asyncio.fixture
async def valkey(valkey_url: str) -> AsyncIterator[RawValkey]:
    client = connect_valkey(valkey_url, decode=False)
    yield client
    await client.aclose()


async def test_what_is_said_is_kept_in_order_and_told_in_one_event(
    world: World, valkey: RawValkey
) -> None:
    show = await world.show()
    room = Room(valkey, show.show_id)
    for n in range(3):
        await room.say(f"line {n}", user_id=MING, client_id=f"c\0{n}")
        await room.put('{"kind":"stock","on_hand":3}', field="stock:1")
    archiver = archiver_of(world, valkey)
    assert await archiver.step() == 3
    assert await archiver.step() == 0
    assert await archived(world.database, show.show_id) == list(room.said.items())
    [event] = await told(world.database)
    assert (event.show_id, event.shop_id) == (show.show_id, SHOP)
    assert [one.message_id for one in event.messages] == list(room.said)
    assert {(one.user_id, one.user_name, one.client_id) for one in event.messages} == {
        (MING, "", "")
    }
    row = await world.database.pool.fetchrow("SELECT * FROM chat_messages ORDER BY said_at LIMIT 1")
    assert row is not None
    assert (str(row["user_id"]), row["user_name"], row["client_id"]) == (MING, "阿明", "c0")
    assert row["epoch"] == (await valkey.get(f"room:{show.show_id}:epoch")).decode()
    assert (await valkey.xpending(room.log, "archive"))["pending"] == 0


async def test_a_log_is_read_from_its_beginning_and_a_new_one_under_its_own_epoch(
    world: World, valkey: RawValkey
) -> None:
    room = Room(valkey, new_id())
    await room.say("first", user_id=MING, id_="1795412345678-0")
    archiver = archiver_of(world, valkey)
    assert await archiver.step() == 1
    await valkey.flushdb()
    await room.say("the clock went back", user_id=MING, id_="1795412345678-0")
    assert await archiver.step() == 1
    texts = [text for _, text in await archived(world.database, room.show_id)]
    assert sorted(texts) == ["first", "the clock went back"]
    assert len(await world.database.pool.fetch("SELECT DISTINCT epoch FROM chat_messages")) == 2


async def test_what_nobody_can_read_holds_nobody_up(world: World, valkey: RawValkey) -> None:
    room = Room(valkey, new_id())
    await room.put("not json")
    await room.put('{"kind":"chat","ts":"soon"}')
    await room.say("behind it", user_id=MING)
    assert await archiver_of(world, valkey).step() == 1
    assert (await valkey.xpending(room.log, "archive"))["pending"] == 0


async def test_a_quiet_room_is_looked_at_no_more_until_somebody_speaks(
    world: World, valkey: RawValkey
) -> None:
    room = Room(valkey, new_id())
    await room.say("hello", user_id=MING)
    archiver = archiver_of(world, valkey, quiet_ms=-2000)
    assert await archiver.step() == 1
    await archiver.step()
    assert await valkey.smembers(ROOMS) == set()
    await room.say("again", user_id=MING)
    assert await archiver.step() == 1
    await valkey.delete(room.log)
    await archiver.step()
    assert await valkey.smembers(ROOMS) == set()


async def test_gateways_are_told_when_everything_was_read(
    world: World, valkey: RawValkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(valkey_logs, "OF_ROOM", 2)
    room = Room(valkey, new_id())
    for n in range(3):
        await room.say(f"{n}", user_id=MING)
    archiver = archiver_of(world, valkey)
    assert await archiver.step() == 2
    assert await valkey.get(ARCHIVED) is None
    assert await archiver.step() == 1
    assert abs((await valkey.time())[0] - int(await valkey.get(ARCHIVED))) <= 1


async def test_a_new_room_and_a_new_line_wake_who_waits(world: World, valkey: RawValkey) -> None:
    archiver = archiver_of(world, valkey, sweep_s=3600)
    await archiver.step()
    for _ in range(2):  # a room of which it does not know, then one of which it does
        room = Room(valkey, new_id())
        for text in ("hello", "again"):
            await room.say(text, user_id=MING)
            assert await archiver.step() == 1


async def test_without_valkey_it_says_so_and_goes_on_afterwards(
    world: World, valkey: RawValkey
) -> None:
    away = connect_valkey("redis://127.0.0.1:1/0", timeout_s=0.2, decode=False)
    with pytest.raises(RoomLogsUnavailable):
        await archiver_of(world, away).step()
    await away.aclose()
    room = Room(valkey, new_id())
    await room.say("hello", user_id=MING)
    logs = logs_of(valkey)
    archiver = ChatArchiver(logs=logs, uow=world.uow, clock=world.clock)
    settle, logs.settle = logs.settle, away_from_here  # type: ignore[method-assign]
    with pytest.raises(RoomLogsUnavailable):
        await archiver.step()
    logs.settle = settle  # type: ignore[method-assign]
    assert await archiver.step() == 0  # it is given out again, and kept no second time
    assert len(await archived(world.database, room.show_id)) == 1
    assert (await valkey.xpending(room.log, "archive"))["pending"] == 0


async def test_what_could_not_be_kept_is_held_on_to(world: World, valkey: RawValkey) -> None:
    room = Room(valkey, new_id())
    await room.say("hello", user_id=MING)
    failures = [OSError("the database is away")]

    def uow() -> PostgresStreamUow:
        if failures:
            raise failures.pop()
        return world.uow()

    logs = logs_of(valkey, dead_ms=3_600_000)  # nobody gives it out again
    archiver = ChatArchiver(logs=logs, uow=uow, clock=world.clock)
    with pytest.raises(OSError, match="away"):
        await archiver.step()
    assert await archiver.step() == 1
    assert len(await archived(world.database, room.show_id)) == 1


async def away_from_here(_batches: object) -> None:
    raise RoomLogsUnavailable


@pytest.mark.parametrize("_round", range(4))
async def test_every_message_once_however_processes_die(
    world: World, valkey: RawValkey, _round: int
) -> None:
    """Two archivers at once, killed before and after their commit; logs that are lost and begin anew."""
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    shows = [(await world.show()).show_id, new_id()]
    posted: Counter[tuple[str, str]] = Counter()
    rooms = [Room(valkey, show_id) for show_id in shows]
    processes = [archiver_of(world, valkey) for _ in range(2)]
    for turn in range(60):
        act = dice.random()
        if act < 0.6:
            room = dice.choice(rooms)
            text = f"{seed} {turn}"
            await room.say(text, user_id=MING)
            posted[room.show_id, text] += 1
        elif act < 0.75:
            await dice.choice(processes).step()
        elif act < 0.95:
            dying = ChatArchiver(
                logs=logs_of(valkey),
                uow=lambda has=act < 0.85: DyingUow(world.uow(), has),  # type: ignore[misc,arg-type,return-value]
                clock=world.clock,
            )
            try:
                await dying.step()
            except Killed:
                processes[dice.randrange(2)] = archiver_of(world, valkey)
        else:
            while any([await one.step() for one in processes]):
                pass  # only what nobody has read is lost with the log
            await valkey.flushdb()
    for one in processes:
        await one.step()
    kept: Counter[tuple[str, str]] = Counter()
    for room in rooms:
        lines = await archived(world.database, room.show_id)
        assert [id_ for id_, _ in lines] == sorted(
            room.said, key=lambda id_: tuple(map(int, id_.split("-")))
        ), f"seed {seed}"
        kept.update((room.show_id, text) for _, text in lines)
    assert kept == posted, f"seed {seed}"
    events = Counter(
        (event.show_id, one.text) for event in await told(world.database) for one in event.messages
    )
    assert events == posted, f"seed {seed}"


async def test_months_are_made_ahead_and_dropped_when_all_of_them_is_old(world: World) -> None:
    months = PostgresMonths(world.database)

    async def partitions() -> list[str]:
        rows = await world.database.pool.fetch(
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits"
            " WHERE inhparent = 'chat_messages'::regclass ORDER BY 1"
        )
        return [row["name"] for row in rows]

    at, kept = datetime(2026, 11, 5, tzinfo=UTC), timedelta(days=30)
    await months.tend(at=at, kept=kept)
    await months.tend(at=at, kept=kept)
    names = [f"chat_messages_{month}" for month in ("2026_11", "2026_12", "2027_01")]
    assert await partitions() == names
    await months.tend(at=datetime(2026, 12, 30, tzinfo=UTC), kept=kept)
    assert names[0] in await partitions()  # its last day is 29 days old
    await months.tend(at=datetime(2027, 1, 1, tzinfo=UTC), kept=kept)
    assert names[0] not in await partitions()
