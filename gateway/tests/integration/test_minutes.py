"""Samples of a room, minute by minute, on a real Valkey."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from gateway.tests.fakes import FakePolicy
from nightmarket_gateway.rooms.entries import Chat, Speaker
from nightmarket_gateway.rooms.log import RoomLog, epoch_key, log_key
from nightmarket_gateway.rooms.minutes import (
    KEPT_S,
    REPORT,
    Minutes,
    minutes_key,
    note_viewers,
    reactions_key,
    read_minutes,
    sums_key,
    unique_key,
    viewers_key,
)
from nightmarket_gateway.rooms.rules import Rules, chat_key
from nightmarket_gateway.rooms.talk import Talk
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.valkey import RawValkey, connect_valkey

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio]


@pytest_asyncio.fixture
async def valkey(valkey_url: str) -> AsyncIterator[RawValkey]:
    client = connect_valkey(valkey_url, decode=False)
    yield client
    await client.aclose()


async def report(valkey: RawValkey, room: str, gateway: str, share: int | str) -> int:
    told = await valkey.register_script(REPORT)(
        keys=[
            key(room)
            for key in (viewers_key, minutes_key, sums_key, epoch_key, reactions_key, log_key)
        ],
        args=[gateway, 5, KEPT_S, share, ""],
    )
    return int(told[0][0])


async def post(valkey: RawValkey, room: str, client_id: str) -> None:
    policy = FakePolicy(Rules(version=0))
    await valkey.hset(chat_key("shop"), "rv", "0")
    chat = Chat(ts=1, user=Speaker(id="u", name="n"), text="hi", client_id=client_id)
    talk = Talk(valkey=valkey, policy=policy, per_person=10, per_room=10)
    speaker = Principal(user_id="u", session_id="s", roles={})
    await talk.post(room, chat, shop_id="shop", speaker=speaker)


async def test_chat_is_counted_once_and_other_entries_not(valkey: RawValkey) -> None:
    for client_id in ("a", "a", "b"):
        await post(valkey, "r", client_id)
    last = await RoomLog(valkey).append("r", b"{}", dedupe="c")
    found = await read_minutes(valkey, "r")
    assert found.chat_total == 2 == sum(count for _, count in found.chat)
    assert {int(last.split("-")[0]) // 60_000 - minute for minute, _ in found.chat} <= {0, 1}
    assert found.viewers == []


async def test_a_minute_has_the_most_that_were_there_together(valkey: RawValkey) -> None:
    room = new_id()
    counts = [
        await report(valkey, room, gateway, share)
        for gateway, share in (("g1", 2), ("g2", 5), ("g1", 1), ("g2", ""), ("g1", 0))
    ]
    assert counts == [2, 7, 6, 1, 0]
    found = await read_minutes(valkey, room)
    assert found.peak == 7 == max(count for _, count in found.viewers)
    assert 1 <= len(found.viewers) <= 2


async def test_minutes_are_in_order_whatever_their_number_of_digits(valkey: RawValkey) -> None:
    await valkey.hset(minutes_key("r"), mapping={"v:10": 1, "v:9": 2, "c:11": 3})
    await valkey.hset(sums_key("r"), mapping={"peak": 2, "chat": 3})
    expected = Minutes(peak=2, unique=0, chat_total=3, viewers=[(9, 2), (10, 1)], chat=[(11, 3)])
    assert await read_minutes(valkey, "r") == expected


async def test_a_client_that_decodes_reads_the_same(valkey: RawValkey, valkey_url: str) -> None:
    await report(valkey, "r", "g1", 3)
    text = connect_valkey(valkey_url)
    assert await read_minutes(text, "r") == await read_minutes(valkey, "r")
    await text.aclose()


async def test_a_room_that_nobody_knows_has_no_samples(valkey: RawValkey) -> None:
    assert await read_minutes(valkey, "r") == Minutes(
        peak=0, unique=0, chat_total=0, viewers=[], chat=[]
    )
    await report(valkey, "r", "g1", 0)  # joined by nobody yet
    assert not await valkey.exists(minutes_key("r"), sums_key("r"))


async def test_samples_are_kept_for_90_days(valkey: RawValkey) -> None:
    await report(valkey, "r", "g1", 1)
    await post(valkey, "s", "a")
    await note_viewers(valkey, {"r": ["u1"]})
    keys = [key(room) for room in ("r", "s") for key in (minutes_key, sums_key)]
    for key in (*keys, unique_key("r")):
        assert 89 * 86400 < await valkey.ttl(key) <= 90 * 86400


async def test_unique_viewers_are_counted_within_two_percent(valkey: RawValkey) -> None:
    for number in (*range(300), *range(300)):  # everyone came twice
        await note_viewers(valkey, {"r": [f"u{number}"]})
    assert abs((await read_minutes(valkey, "r")).unique - 300) <= 6
