"""What breaks under a room that talks: afterwards everyone has everything, or was told what is missing, and
the archive has every line that the log has.

ROOM_AWAY_S is for how long Kafka is away: 3 s, for a minute say 60.
"""

import asyncio
import dataclasses
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from random import Random

import pytest
from support.fleet import Fleet, eventually
from support.gateways import Gateway
from support.proxy import Weather, proxied
from support.talk import (
    Line,
    Talk,
    archive_of,
    caught_up,
    check_once,
    check_told,
    counted,
    log_of,
    talking,
    until,
)

from nightmarket_local.demo.people import Host
from nightmarket_room import RULES, Chat, Pin, Seat, TokenSource, entry_id

QUICK = dataclasses.replace(RULES, first_wait_ms=200, most_wait_ms=1_000, again_ms=1_000)
GUESTS = 5  # of each gateway
LEASE_S = 5.0
AWAY_S = float(os.environ.get("ROOM_AWAY_S", "3"))
ARCHIVED_S = 30.0
pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(150 + 2 * AWAY_S)]


@dataclass(slots=True)
class Scene:
    fleet: Fleet
    host: Host
    seats: list[Seat] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)

    before: list[Line] = field(default_factory=list)
    """What was in a log that is gone."""

    async def log(self) -> list[Line]:
        return await log_of(self.fleet, self.host.show_id)

    async def all_is_well(self, truth: list[Line]) -> None:
        """Nothing acknowledged is lost, nothing is doubled, and everyone knows what they do not have."""
        check_once(self.talks, truth)
        await caught_up(self.seats, truth[-1].id)
        for seat in self.seats:
            check_told(seat.seen, truth, before=self.before)
        await counted(self.seats, len(self.seats), within_s=2)
        await self._is_archived(truth)

    async def _is_archived(self, truth: list[Line]) -> None:
        """Every line of the log, once, in its order; before it may stand what a lost log had."""
        archived: list[Line] = []

        async def is_read_to_its_end() -> bool:
            archived[:] = await archive_of(self.host.api, self.host.show_id)
            return bool(archived) and archived[-1] == truth[-1]

        await eventually(is_read_to_its_end, within_s=ARCHIVED_S)
        assert archived[-len(truth) :] == truth
        assert len({line.id for line in archived}) == len(archived)

    @property
    def holes(self) -> int:
        return sum(len(seat.seen.holes) for seat in self.seats)


@asynccontextmanager
async def scene(fleet: Fleet, host: Host, urls: list[str]) -> AsyncIterator[Scene]:
    """A speaker and some guests at each address; the talk goes on until the block is left."""
    made = Scene(fleet, host)
    async with AsyncExitStack() as stack:
        speakers = []
        for number, url in enumerate(urls):
            person = await fleet.person(f"buyer{number + 1}")
            tokens: list[TokenSource | str] = [person, *[""] * GUESTS]
            seats = [
                Seat(url, host.show_id, token=token, rules=QUICK, random=Random(place))
                for place, token in enumerate(tokens)
            ]
            for seat in seats:
                stack.push_async_callback(seat.close)
            made.seats += seats
            speakers.append(seats[0])
        await asyncio.gather(*(seat.open() for seat in made.seats))
        async with AsyncExitStack() as talks:
            for number, speaker in enumerate(speakers):
                talk = talking(speaker, name=f"speaker {number}:", every_s=0.15)
                made.talks.append(await talks.enter_async_context(talk))
            await asyncio.sleep(1)
            await counted(made.seats, len(made.seats), within_s=10)
            yield made
            await asyncio.sleep(1)
        await made.all_is_well(await made.log())


def everywhere(pair: list[Gateway]) -> list[str]:
    return [gateway.socket_url for gateway in pair]


async def test_a_gateway_killed_in_mid_talk(fleet: Fleet, host: Host, pair: list[Gateway]) -> None:
    """Its viewers find the other one, and its share of the count is gone with its lease."""
    async with scene(fleet, host, everywhere(pair)) as played:
        here, there = (of_gateway(played, gateway) for gateway in pair)
        pair[0].kill()
        await counted(there, len(there), within_s=LEASE_S + 2)
        for seat in here:
            seat.client.url = pair[1].socket_url
        await until(lambda: all(seat.room.is_joined for seat in played.seats))
    assert played.holes == 0
    assert {seat.client.connects for seat in there} == {1}


def of_gateway(played: Scene, gateway: Gateway) -> list[Seat]:
    return [seat for seat in played.seats if seat.client.url == gateway.socket_url]


async def test_valkey_killed_and_back_with_its_data(
    fleet: Fleet, host: Host, pair: list[Gateway]
) -> None:
    async with scene(fleet, host, everywhere(pair)) as played:
        before = await played.log()
        fleet.kill("valkey")
        await asyncio.sleep(1)
        await asyncio.to_thread(fleet.wait_ready)
    assert (await played.log())[: len(before)] == before
    assert played.holes == 0


async def test_kafka_away(fleet: Fleet, host: Host, pair: list[Gateway]) -> None:
    """Nobody who talks notices, and what the shop did meanwhile is seen when it is back."""
    async with scene(fleet, host, everywhere(pair)) as played:
        fleet.send("kafka", signal.SIGSTOP)
        try:
            product = await host.pin(1)
            said = sum(len(talk.said) for talk in played.talks)
            await asyncio.sleep(AWAY_S)
            assert sum(len(talk.said) for talk in played.talks) > said + AWAY_S
        finally:
            fleet.send("kafka", signal.SIGCONT)
        await played.seats[-1].until(
            lambda entry: isinstance(entry, Pin) and entry.product_id == product
        )
    assert played.holes == 0
    assert {seat.client.connects for seat in played.seats} == {1}


async def test_a_lossy_slow_line(fleet: Fleet, host: Host, pair: list[Gateway]) -> None:
    """Three in ten chunks late, some cut in the middle of a frame; of speakers and listeners alike."""
    bad = {"delay_s": 0.02, "bytes_per_s": 64_000.0, "stalled": 0.3}
    weather = [Weather(**bad) for _ in pair]
    async with AsyncExitStack() as stack:
        proxies = [
            await stack.enter_async_context(proxied(gateway.socket_url, seed=seed, weather=sky))
            for seed, (gateway, sky) in enumerate(zip(pair, weather, strict=True))
        ]
        async with scene(fleet, host, [proxy.url for proxy in proxies]):
            for sky in weather:
                sky.cut = 0.02
            await until(lambda: min(proxy.cuts for proxy in proxies) >= 5)
            for sky in weather:
                sky.cut = 0.0


async def test_valkey_back_without_its_data(fleet: Fleet, host: Host, pair: list[Gateway]) -> None:
    """Everyone is told, those who stay and those who come back; and from there on nothing is missing."""
    async with scene(fleet, host, everywhere(pair)) as played:
        kept = await played.log()
        shutil.rmtree(fleet.state / "valkey" / "appendonlydir")
        fleet.kill("valkey")
        played.seats[1].client.reconnect()
        await asyncio.to_thread(fleet.wait_ready)
        await until(lambda: all(seat.seen.holes for seat in played.seats))
        for talk in played.talks:  # what was acknowledged before is gone with the data
            talk.said.clear()
        early = {line.id: line for line in kept}
        for seat in played.seats:
            (hole,) = seat.seen.holes
            assert hole.is_restart
            for entry in seat.seen.entries[: hole.before]:
                if isinstance(entry, Chat):
                    early[entry.id] = Line(entry.id, entry.text)
        new = {line.id for line in await played.log()}
        old = [line for line in early.values() if line.id not in new]
        played.before = sorted(old, key=lambda line: entry_id(line.id))
