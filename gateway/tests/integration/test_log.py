"""The room log on a real Valkey."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from nightmarket_gateway.rooms import entries
from nightmarket_gateway.rooms import log as log_module
from nightmarket_gateway.rooms import memory as memory_module
from nightmarket_gateway.rooms.ids import entry_id
from nightmarket_gateway.rooms.log import RoomLog, epoch_key, log_key, state_key
from nightmarket_gateway.rooms.memory import HISTORY, History
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.valkey import RawValkey, connect_valkey

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio]


@pytest_asyncio.fixture
async def valkey(valkey_url: str) -> AsyncIterator[RawValkey]:
    client = connect_valkey(valkey_url, decode=False)
    yield client
    await client.aclose()


@pytest.fixture
def log(valkey: RawValkey) -> RoomLog:
    return RoomLog(valkey)


def ids(history: History) -> list[str]:
    return [entry.id for entry in history.entries]


async def say(log: RoomLog, room: str, number: int, *, dedupe: str = "") -> str:
    return await log.append(room, json.dumps({"n": number}).encode(), dedupe=dedupe or new_id())


async def set_state(log: RoomLog, value: str, *, sequence: int, field: str = "pin") -> str:
    text = json.dumps({"pin": value}).encode()
    return await log.append(
        "r", text, dedupe=new_id(), state_field=field, state_value=text, sequence=sequence
    )


async def test_entries_are_in_the_order_of_their_appending(log: RoomLog) -> None:
    made = [await say(log, "r", number) for number in range(20)]
    history = (await log.open("r")).history()
    assert ids(history) == made == sorted(made, key=entry_id)
    assert [json.loads(one.body) for one in history.entries] == [
        {"id": one, "n": number} for number, one in enumerate(made)
    ]
    assert await log.last_id("r") == made[-1]


async def test_one_key_makes_one_entry(log: RoomLog) -> None:
    first = await say(log, "r", 1, dedupe="k")
    assert await say(log, "r", 2, dedupe="k") == first
    assert await say(log, "r", 3, dedupe="other") != first
    assert await say(log, "s", 4, dedupe="k") != ""  # rooms do not share keys
    assert len((await log.open("r")).history().entries) == 2
    assert len((await log.open("s")).history().entries) == 1


async def test_twenty_at_once_make_one_entry(log: RoomLog) -> None:
    made = await asyncio.gather(*(say(log, "r", number, dedupe="k") for number in range(20)))
    assert len(set(made)) == 1
    assert ids((await log.open("r")).history()) == [made[0]]


async def test_state_only_moves_forward(log: RoomLog) -> None:
    assert await set_state(log, "second", sequence=2)
    assert await set_state(log, "first", sequence=1) == ""
    assert await set_state(log, "again", sequence=2) == ""
    assert (await log.open("r")).state == {"pin": b'{"pin": "second"}'}
    assert await set_state(log, "tenth", sequence=10)  # by number, not by text
    assert (await log.open("r")).state == {"pin": b'{"pin": "tenth"}'}
    assert len((await log.open("r")).history().entries) == 2


async def test_state_fields_have_their_own_sequence(log: RoomLog) -> None:
    await set_state(log, "a", sequence=9, field="stock:1")
    assert await set_state(log, "b", sequence=1, field="stock:2")
    assert set((await log.open("r")).state) == {"stock:1", "stock:2"}


async def test_refused_state_is_refused_again_with_the_same_key(log: RoomLog) -> None:
    await set_state(log, "new", sequence=5)
    for _ in range(2):
        made = await log.append(
            "r", b"{}", dedupe="late", state_field="pin", state_value=b"old", sequence=4
        )
        assert made == ""
    assert (await log.open("r")).state == {"pin": b'{"pin": "new"}'}


async def test_history_is_the_newest_entries_oldest_first(log: RoomLog) -> None:
    made = [await say(log, "r", number) for number in range(HISTORY + 5)]
    history = (await log.open("r")).history()
    assert ids(history) == made[5:]
    assert not history.has_gap


async def test_an_empty_room_has_an_empty_history(log: RoomLog) -> None:
    assert (await log.open("r")).history() == History(entries=[], has_gap=False)
    assert await log.last_id("r") == "0-0"
    assert (await log.open("r")).state == {}


async def test_after_is_what_came_after(log: RoomLog) -> None:
    made = [await say(log, "r", number) for number in range(5)]
    assert (await log.open("r")).after(made[-1]) == History(entries=[], has_gap=False)
    missed = (await log.open("r")).after(made[1])
    assert (ids(missed), missed.has_gap) == (made[2:], False)


async def test_too_much_missed_is_a_gap_and_the_newest_entries(
    log: RoomLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "RESUME", 60)  # what is read
    monkeypatch.setattr(memory_module, "RESUME", 60)  # what is kept
    made = [await say(log, "r", number) for number in range(70)]
    missed = (await log.open("r")).after(made[2])
    assert (ids(missed), missed.has_gap) == (made[-HISTORY:], True)


async def test_what_is_too_much_for_a_slow_line_is_a_gap(
    log: RoomLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [await say(log, "r", number) for number in range(HISTORY + 20)]
    assert not (await log.open("r")).after(made[2]).has_gap
    monkeypatch.setattr(memory_module, "RESUME_BYTES", 1000)
    missed = (await log.open("r")).after(made[2])
    assert (ids(missed), missed.has_gap) == (made[-HISTORY:], True)
    assert not (await log.open("r")).after(made[-HISTORY]).has_gap


async def test_what_comes_by_is_as_if_it_had_been_read(
    log: RoomLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries that a reader brings leave the same behind as opening the room afterwards."""
    monkeypatch.setattr(log_module, "RESUME", 60)
    monkeypatch.setattr(memory_module, "RESUME", 60)
    kept = await log.open("r")
    gone = [await say(log, "r", number) for number in range(30)]
    await set_state(log, "a", sequence=1)
    await set_state(log, "b", sequence=2, field="stock:1")
    act = entries.Deleted(ts=1, act_id="act", message_id=gone[-1], user_id="")
    await log.delete("r", "act", entries.encoded(act), message_id=gone[-1], dedupe="d")
    made = [await say(log, "r", number) for number in range(40)]
    rows = await log._valkey.xrange(log_key("r"))
    fresh = kept.take(rows[:50]) + kept.take(rows[20:])
    assert [one.id for one in fresh] == [raw.decode() for raw, _ in rows]
    anew = await log.open("r")
    assert (kept.cursor, kept.epoch, kept.is_whole) == (anew.cursor, anew.epoch, False)
    assert kept.floor < anew.floor == entry_id(anew.entries[0].id)
    assert (kept.state, list(kept.entries)) == (anew.state, list(anew.entries))
    assert ids(kept.after(gone[20])) == ids(anew.after(gone[20]))
    assert gone[-1] not in ids(kept.after(gone[20]))
    undone = entries.encoded(entries.Restored(ts=1, act_id="act"))
    await log.restore("r", "act", undone, dedupe="u")
    kept.take(await log._valkey.xrange(log_key("r"), min=f"({made[-1]}"))
    assert gone[-1] in ids(kept.after(gone[20]))


async def test_a_trimmed_log_is_a_gap(log: RoomLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "LOG_LENGTH", 100)
    made = [await say(log, "r", number) for number in range(350)]
    kept = ids((await log.open("r")).after(made[-60]))
    assert kept == made[-59:]
    oldest = await log._valkey.xrange(log_key("r"), count=1)
    assert entry_id(oldest[0][0].decode()) > entry_id(made[0])  # trimmed, if only by whole nodes
    assert (await log.open("r")).after(made[0]).has_gap
    assert not (await log.open("r")).after(made[-60]).has_gap


async def test_a_log_that_is_gone_is_a_gap(log: RoomLog, valkey: RawValkey) -> None:
    last = await say(log, "r", 1)
    await valkey.delete(log_key("r"))
    assert (await log.open("r")).after(last) == History(entries=[], has_gap=True)
    earlier = "1730808000000-0"  # not of this very millisecond, whose ids begin anew
    again = await say(log, "r", 2)
    missed = (await log.open("r")).after(earlier)
    assert (ids(missed), missed.has_gap) == ([again], True)


async def test_who_joined_an_empty_room_is_told_of_a_gap_only_when_there_is_one(
    log: RoomLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "LOG_LENGTH", 10)
    assert (await log.open("r")).after("0-0") == History(entries=[], has_gap=False)
    made = [await say(log, "r", number) for number in range(3)]
    missed = (await log.open("r")).after("0-0")
    assert (ids(missed), missed.has_gap) == (made, False)
    for number in range(300):
        await say(log, "r", number)
    assert (await log.open("r")).after("0-0").has_gap


async def test_a_place_that_the_log_never_reached_is_a_gap(log: RoomLog) -> None:
    last = await say(log, "r", 1)
    milliseconds, _ = entry_id(last)
    assert (await log.open("r")).after(f"{milliseconds + 60_000}-0").has_gap


async def test_an_epoch_lasts_until_the_data_is_lost(log: RoomLog, valkey: RawValkey) -> None:
    first = (await log.open("r")).epoch
    await say(log, "r", 1)
    assert (await log.open("r")).epoch == first
    assert (await log.open("s")).epoch != first
    await valkey.flushdb()
    assert (await log.open("r")).epoch != first


async def test_twenty_at_once_begin_one_epoch(log: RoomLog) -> None:
    rooms = await asyncio.gather(*(log.open("r") for _ in range(20)))
    assert len({room.epoch for room in rooms}) == 1


async def test_an_epoch_and_its_log_expire_together(log: RoomLog, valkey: RawValkey) -> None:
    await set_state(log, "x", sequence=1)
    await log.open("r")
    keys = (log_key("r"), state_key("r"), epoch_key("r"))
    for refresh in (log.open("r"), say(log, "r", 1)):
        for key in (log_key("r"), epoch_key("r")):
            await valkey.pexpire(key, 5000)
        await refresh
        left = [await valkey.pttl(key) for key in keys]
        assert max(left) - min(left) < 5000


async def test_everything_expires(log: RoomLog, valkey: RawValkey) -> None:
    await set_state(log, "x", sequence=1)
    await log.open("r")
    assert await valkey.keys("*")
    for key in await valkey.keys("*"):
        assert 0 < await valkey.pttl(key) <= log_module.LIFE_MS
    assert await valkey.exists(state_key("r"), log_key("r")) == 2


@seed(20261105)
@settings(
    max_examples=40,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    keys=st.lists(st.integers(0, 12), min_size=1, max_size=25),
    at=st.integers(0, 24),
)
async def test_whatever_is_appended_after_an_id_comes_in_order(
    log: RoomLog, keys: list[int], at: int
) -> None:
    room = new_id()
    made = [await say(log, room, key, dedupe=f"k{key}") for key in keys]
    first_of = dict(zip(reversed(keys), reversed(made), strict=True))
    expected = list(dict.fromkeys(made))
    assert [first_of[key] for key in keys] == made
    seen = at % len(expected)
    missed = (await log.open(room)).after(expected[seen])
    assert (ids(missed), missed.has_gap) == (expected[seen + 1 :], False)
    assert [json.loads(one.body)["n"] for one in missed.entries] == list(dict.fromkeys(keys))[
        seen + 1 :
    ]
