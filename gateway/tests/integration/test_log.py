"""The room log on a real Valkey."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from nightmarket_gateway.rooms import log as log_module
from nightmarket_gateway.rooms.ids import entry_id
from nightmarket_gateway.rooms.log import (
    HISTORY,
    History,
    RoomLog,
    epoch_key,
    log_key,
    state_key,
)
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
    history = await log.history("r")
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
    assert len((await log.history("r")).entries) == 2
    assert len((await log.history("s")).entries) == 1


async def test_twenty_at_once_make_one_entry(log: RoomLog) -> None:
    made = await asyncio.gather(*(say(log, "r", number, dedupe="k") for number in range(20)))
    assert len(set(made)) == 1
    assert ids(await log.history("r")) == [made[0]]


async def test_state_only_moves_forward(log: RoomLog) -> None:
    assert await set_state(log, "second", sequence=2)
    assert await set_state(log, "first", sequence=1) == ""
    assert await set_state(log, "again", sequence=2) == ""
    assert await log.state("r") == {"pin": b'{"pin": "second"}'}
    assert await set_state(log, "tenth", sequence=10)  # by number, not by text
    assert await log.state("r") == {"pin": b'{"pin": "tenth"}'}
    assert len((await log.history("r")).entries) == 2


async def test_state_fields_have_their_own_sequence(log: RoomLog) -> None:
    await set_state(log, "a", sequence=9, field="stock:1")
    assert await set_state(log, "b", sequence=1, field="stock:2")
    assert set(await log.state("r")) == {"stock:1", "stock:2"}


async def test_refused_state_is_refused_again_with_the_same_key(log: RoomLog) -> None:
    await set_state(log, "new", sequence=5)
    for _ in range(2):
        made = await log.append(
            "r", b"{}", dedupe="late", state_field="pin", state_value=b"old", sequence=4
        )
        assert made == ""
    assert await log.state("r") == {"pin": b'{"pin": "new"}'}


async def test_history_is_the_newest_entries_oldest_first(log: RoomLog) -> None:
    made = [await say(log, "r", number) for number in range(HISTORY + 5)]
    history = await log.history("r")
    assert ids(history) == made[5:]
    assert not history.has_gap


async def test_an_empty_room_has_an_empty_history(log: RoomLog) -> None:
    assert await log.history("r") == History(entries=[], has_gap=False)
    assert await log.last_id("r") == "0-0"
    assert await log.state("r") == {}


async def test_after_is_what_came_after(log: RoomLog) -> None:
    made = [await say(log, "r", number) for number in range(5)]
    assert await log.after("r", made[-1]) == History(entries=[], has_gap=False)
    missed = await log.after("r", made[1])
    assert (ids(missed), missed.has_gap) == (made[2:], False)


async def test_too_much_missed_is_a_gap_and_the_newest_entries(
    log: RoomLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "RESUME", 60)
    made = [await say(log, "r", number) for number in range(70)]
    missed = await log.after("r", made[2])
    assert (ids(missed), missed.has_gap) == (made[-HISTORY:], True)


async def test_a_trimmed_log_is_a_gap(log: RoomLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "LOG_LENGTH", 100)
    made = [await say(log, "r", number) for number in range(350)]
    kept = ids(await log.after("r", made[-60]))
    assert kept == made[-59:]
    oldest = await log._valkey.xrange(log_key("r"), count=1)
    assert entry_id(oldest[0][0].decode()) > entry_id(made[0])  # trimmed, if only by whole nodes
    assert (await log.after("r", made[0])).has_gap
    assert not (await log.after("r", made[-60])).has_gap


async def test_trimming_between_the_two_reads_is_a_gap(log: RoomLog, valkey: RawValkey) -> None:
    made = [await say(log, "r", number) for number in range(10)]

    class TrimmedBetween:
        """Trims the log after the first of the reads."""

        def __init__(self) -> None:
            self.reads = 0

        xinfo_stream, hgetall = valkey.xinfo_stream, valkey.hgetall

        async def xrange(self, *arguments: Any, **options: Any) -> Any:
            found = await valkey.xrange(*arguments, **options)
            if self.reads == 0:
                await valkey.xtrim(log_key("r"), maxlen=2, approximate=False)
            self.reads += 1
            return found

    log._valkey = TrimmedBetween()
    missed = await log.after("r", made[0])
    assert missed.has_gap or ids(missed) == made[1:]


async def test_a_log_that_is_gone_is_a_gap(log: RoomLog, valkey: RawValkey) -> None:
    last = await say(log, "r", 1)
    await valkey.delete(log_key("r"))
    assert await log.after("r", last) == History(entries=[], has_gap=True)
    earlier = "1730808000000-0"  # not of this very millisecond, whose ids begin anew
    again = await say(log, "r", 2)
    missed = await log.after("r", earlier)
    assert (ids(missed), missed.has_gap) == ([again], True)


async def test_who_joined_an_empty_room_is_told_of_a_gap_only_when_there_is_one(
    log: RoomLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "LOG_LENGTH", 10)
    assert await log.after("r", "0-0") == History(entries=[], has_gap=False)
    made = [await say(log, "r", number) for number in range(3)]
    missed = await log.after("r", "0-0")
    assert (ids(missed), missed.has_gap) == (made, False)
    for number in range(300):
        await say(log, "r", number)
    assert (await log.after("r", "0-0")).has_gap


async def test_a_place_that_the_log_never_reached_is_a_gap(log: RoomLog) -> None:
    last = await say(log, "r", 1)
    milliseconds, _ = entry_id(last)
    assert (await log.after("r", f"{milliseconds + 60_000}-0")).has_gap


async def test_an_epoch_lasts_until_the_data_is_lost(log: RoomLog, valkey: RawValkey) -> None:
    first = await log.epoch("r")
    await say(log, "r", 1)
    assert await log.epoch("r") == first
    assert await log.epoch("s") != first
    await valkey.flushdb()
    assert await log.epoch("r") != first


async def test_twenty_at_once_begin_one_epoch(log: RoomLog) -> None:
    assert len(set(await asyncio.gather(*(log.epoch("r") for _ in range(20))))) == 1


async def test_an_epoch_and_its_log_expire_together(log: RoomLog, valkey: RawValkey) -> None:
    await set_state(log, "x", sequence=1)
    await log.epoch("r")
    keys = (log_key("r"), state_key("r"), epoch_key("r"))
    for refresh in (log.epoch("r"), say(log, "r", 1)):
        for key in (log_key("r"), epoch_key("r")):
            await valkey.pexpire(key, 5000)
        await refresh
        left = [await valkey.pttl(key) for key in keys]
        assert max(left) - min(left) < 5000


async def test_everything_expires(log: RoomLog, valkey: RawValkey) -> None:
    await set_state(log, "x", sequence=1)
    await log.epoch("r")
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
    missed = await log.after(room, expected[seen])
    assert (ids(missed), missed.has_gap) == (expected[seen + 1 :], False)
    assert [json.loads(one.body)["n"] for one in missed.entries] == list(dict.fromkeys(keys))[
        seen + 1 :
    ]
