"""The archive of the chat is complete, in order and without doubles, whatever is killed meanwhile."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from support.fleet import Fleet, eventually

from nightmarket.stream.v1 import events_pb2
from nightmarket_kit.runtime.valkey import connect_valkey
from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import Host
from nightmarket_room import Deleted, Refused, Seat

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(240)]
WORDS = "還有貨嗎"
SPEAKERS = 6
EACH = 8  # a person may say ten things in ten seconds


@asynccontextmanager
async def crowd(fleet: Fleet, show_id: str) -> AsyncIterator[list[Seat]]:
    people = [await fleet.person(f"buyer{n + 1}") for n in range(SPEAKERS)]
    rooms = [fleet.room(show_id, person) for person in people]
    await asyncio.gather(*(room.open() for room in rooms))
    try:
        yield rooms
    finally:
        await asyncio.gather(*(room.close() for room in rooms))


async def talk(rooms: list[Seat], word: str, *, pause_s: float = 0.1) -> dict[str, str]:
    """Everyone speaks; what was acknowledged, by id."""

    async def speak(number: int, room: Seat) -> dict[str, str]:
        said = {}
        for turn in range(EACH):
            text = f"{word} {number}.{turn} {WORDS}"
            said[await insist(room, text)] = text
            await asyncio.sleep(pause_s)
        return said

    found = await asyncio.gather(*(speak(number, room) for number, room in enumerate(rooms)))
    return {id_: text for said in found for id_, text in said.items()}


async def insist(room: Seat, text: str) -> str:
    """As people do who are told that they talk too much: wait, and say it then."""
    while True:
        try:
            return await room.say(text)
        except Refused as refused:
            if refused.reason != "RATE_LIMITED":
                raise
            await asyncio.sleep(1)


async def history(api: Api, show_id: str) -> list[tuple[str, str]]:
    """All of it by pages, oldest first."""
    messages: list[dict[str, Any]] = []
    token = ""
    while True:
        page = await api.get(f"/v1/shows/{show_id}/chat?page_size=30&page_token={token}")
        messages += page["messages"]
        token = page["next_page_token"]
        if not token:
            return [(one["id"], one["text"]) for one in reversed(messages)]


def place(id_: str) -> tuple[int, ...]:
    return tuple(int(part) for part in id_.split("-"))


async def is_whole(fleet: Fleet, host: Host, said: dict[str, str], *, within_s: float = 30) -> None:
    """What was acknowledged, once and in the room's order, over REST and in the table."""

    async def has_all() -> bool:
        return len(await history(host.api, host.show_id)) >= len(said)

    await eventually(has_all, within_s=within_s)
    assert await history(host.api, host.show_id) == sorted(
        said.items(), key=lambda one: place(one[0])
    )
    rows = await fleet.rows(
        "stream", "SELECT count(*) FROM chat_messages WHERE show_id = $1", host.show_id
    )
    assert rows[0][0] == len(said)


async def test_stream_killed_in_mid_talk_misses_nothing(fleet: Fleet, host: Host) -> None:
    async with crowd(fleet, host.show_id) as rooms:
        before = fleet.document["parts"]["stream"]["pid"]
        talking = asyncio.create_task(talk(rooms, "kill"))

        async def has_some() -> bool:
            return len(await history(host.api, host.show_id)) > 0

        await eventually(has_some)
        fleet.kill("stream")

        async def is_back() -> bool:
            document = fleet.document
            return bool(document["ready"]) and document["parts"]["stream"]["pid"] != before

        said = await talking
        assert len(said) == SPEAKERS * EACH
        await eventually(is_back, within_s=60)
        await is_whole(fleet, host, said)
    logs = [log.read_text() for log in (fleet.state / "logs").glob("*.log")]
    assert logs
    assert not any(WORDS in log for log in logs)


async def test_valkey_killed_with_its_data_and_then_without(fleet: Fleet, host: Host) -> None:
    async with crowd(fleet, host.show_id) as rooms:
        talking = asyncio.create_task(talk(rooms, "with", pause_s=0.3))
        await asyncio.sleep(1)
        fleet.kill("valkey")
        said = await talking
        await is_whole(fleet, host, said)
        valkey = connect_valkey(fleet.document["addresses"]["valkey"])
        await valkey.flushall()
        await valkey.aclose()
        said |= await talk(rooms, "without", pause_s=0.3)
        await is_whole(fleet, host, said)
    epochs = await fleet.rows(
        "stream", "SELECT DISTINCT epoch FROM chat_messages WHERE show_id = $1", host.show_id
    )
    assert len(epochs) == 2


async def test_kafka_stopped_holds_nothing_up_and_is_told_everything(
    fleet: Fleet, host: Host
) -> None:
    pid = int(fleet.document["parts"]["kafka"]["pid"])
    async with crowd(fleet, host.show_id) as rooms:
        os.kill(pid, signal.SIGSTOP)
        try:
            said = await talk(rooms, "kafka")
            await is_whole(fleet, host, said)
        finally:
            os.kill(pid, signal.SIGCONT)
    told: dict[str, str] = {}
    consumer = AIOKafkaConsumer(
        "chat.posted",
        bootstrap_servers=fleet.document["addresses"]["kafka"],
        auto_offset_reset="earliest",
    )
    await consumer.start()

    async def has_all() -> bool:
        for records in (await consumer.getmany(timeout_ms=200)).values():
            for record in records:
                if record.key == host.show_id.encode() and record.value is not None:
                    event = events_pb2.ChatPosted.FromString(record.value)
                    told.update({one.message_id: one.text for one in event.messages})
        return len(told) >= len(said)

    await eventually(has_all, within_s=60)
    await consumer.stop()
    assert told == said


async def test_who_takes_back_what_she_said_is_gone_from_the_room_and_the_archive(
    fleet: Fleet, host: Host
) -> None:
    shy, other = await fleet.person("buyer7"), await fleet.person("buyer8")
    mine, hers = fleet.room(host.show_id, shy), fleet.room(host.show_id, other)
    await asyncio.gather(mine.open(), hers.open())
    await mine.say("my address is")
    kept = await hers.say("hello")

    async def has_both() -> bool:
        return len(await history(host.api, host.show_id)) == 2

    await eventually(has_both)
    await shy.delete("/v1/me/chat")
    deleted, _ = await hers.until(lambda entry: isinstance(entry, Deleted), within_s=15)
    assert isinstance(deleted, Deleted)
    assert deleted.user_id == shy.user_id
    assert [id_ for id_, _ in await history(host.api, host.show_id)] == [kept]
    newcomer = fleet.room(host.show_id)
    await newcomer.open()
    assert newcomer.seen.chat_ids == [kept]
    for room in (mine, hers, newcomer):
        await room.close()
