"""Drops, comments, stops and readers in any order, with entries told twice or late and clocks that lie.

The model knows the room's log and the rule: between the entry that opens and the first one that closes, before
its end by the log's own time, the first N people who name it, one each.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from nightmarket.claim.v1 import events_pb2
from nightmarket_claim.adapters.valkey_logs import ValkeyRoomLogs
from nightmarket_claim.application.holds import sweep
from nightmarket_claim.application.ports import Batch, Room
from nightmarket_claim.application.take_comments import take_comments
from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.testing.plugin import MakeDatabase
from services.claim.tests.driver import START, Person, World, running

pytestmark = [pytest.mark.pg, pytest.mark.valkey]
PEOPLE = tuple(Person(f"p{n}") for n in range(4))
SECOND = timedelta(seconds=1)


class VoucherMachine(RuleBasedStateMachine):
    runner: ClassVar[asyncio.Runner]
    world: ClassVar[World]
    seen: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        world = self.world
        world.show_id = new_id()
        world.clock = FixedClock(START)
        world.by = type(world.by)(
            uow=world.by.uow,
            catalog=world.catalog,
            shows=world.shows,
            signer=world.by.signer,
            clock=world.clock,
        )
        world.reader = world.new_reader()
        self.log_clock = world.log_clock = FixedClock(START)
        self.dropped: dict[str, int] = {}
        self.words: dict[str, str] = {}
        self.ends: dict[str, int] = {}
        self.changes: list[dict[str, Any]] = []
        self.stale: list[Batch] = []
        self.told: list[tuple[str, str]] = []
        self.run(world.events())

    def run(self, call: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(call)

    def result_of(self, call: Coroutine[Any, Any, Any]) -> tuple[str, Any]:
        """The reason why not, or what it answers."""
        try:
            return "", self.run(call)
        except DomainError as error:
            return error.reason, None

    @rule(units=st.integers(1, 3), window_s=st.integers(10, 30), word=st.sampled_from("福壽喜財"))
    def host_drops(self, units: int, window_s: int, word: str) -> None:
        drop = self.world.drop(units=units, window_s=window_s, keyword=word)
        reason, voucher_id = self.result_of(drop)
        self.seen[reason] += 1
        if reason:
            assert reason == "KEYWORD_TAKEN"
            return
        self.dropped[voucher_id], self.words[voucher_id] = units, word
        end = self.world.clock.now() + window_s * SECOND
        self.ends[voucher_id] = int(end.timestamp() * 1000)

    @precondition(lambda self: self.dropped)
    @rule(pick=st.integers(0, 9))
    def host_stops(self, pick: int) -> None:
        voucher_id = sorted(self.dropped)[pick % len(self.dropped)]
        reason, _ = self.result_of(self.world.stop(voucher_id))
        assert reason in {"", "LISTING_STATE"}
        self.seen["stopped"] += reason == ""

    @rule(
        who=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4),
        text=st.sampled_from(("福", "壽", "+1", "福氣")),
    )
    def people_write(self, who: list[Person], text: str) -> None:
        for person in who:
            self.run(self.world.say(person, text))

    @precondition(lambda self: self.dropped)
    @rule(
        who=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4),
        pick=st.integers(0, 9),
        after=st.sampled_from(("", "+1", " 2", "氣")),
        is_late=st.booleans(),
    )
    def people_want_one(self, who: list[Person], pick: int, after: str, *, is_late: bool) -> None:
        voucher_id = sorted(self.words)[pick % len(self.words)]
        left = self.ends[voucher_id] - int(self.log_clock.now().timestamp() * 1000)
        if is_late and left > 0:
            self.log_clock.advance(timedelta(milliseconds=left))
        for person in who:
            self.run(self.world.say(person, self.words[voucher_id] + after))

    @rule(ms=st.integers(0, 15_000))
    def the_logs_time_goes_on(self, ms: int) -> None:
        self.log_clock.advance(timedelta(milliseconds=ms))

    @rule(seconds=st.integers(-20, 40))
    def the_services_clock_jumps(self, seconds: int) -> None:
        self.world.clock.advance(seconds * SECOND)

    @rule()
    def what_is_over_is_closed(self) -> None:
        self.run(sweep(by=self.world.by, queries=self.world.queries))
        self.run(self._relay())

    @rule(pick=st.integers(0, 99))
    def an_entry_is_told_again(self, pick: int) -> None:
        if self.changes:
            self.run(self.world.put(self.changes[pick % len(self.changes)]))

    @rule()
    def the_log_is_read(self) -> None:
        self.run(self._read())

    @rule()
    def readers_race(self) -> None:
        readers = [self.world.new_reader() for _ in range(2)]
        self.run(self._together([reader.step() for reader in readers]))
        self.run(self._relay())

    @precondition(lambda self: self.stale)
    @rule(pick=st.integers(0, 99))
    def a_batch_is_taken_again(self, pick: int) -> None:
        batch = self.stale[pick % len(self.stale)]
        by = self.world.by
        assert not self.run(take_comments(batch, uow=by.uow, signer=by.signer, clock=by.clock))

    async def _together(self, calls: list[Coroutine[Any, Any, Any]]) -> None:
        await asyncio.gather(*calls)

    async def _read(self) -> None:
        world = self.world
        logs = ValkeyRoomLogs(world.valkey, world.valkey)
        while True:
            async with world.by.uow() as tx:
                room = await tx.rooms.lock(world.show_id)
            batch = await logs.read(room) if isinstance(room, Room) else None
            if batch is None:
                break
            by = world.by
            assert await take_comments(batch, uow=by.uow, signer=by.signer, clock=by.clock)
            self.stale.append(batch)
        await self._relay()

    async def _relay(self) -> None:
        """As the gateway does; what was told of takers is kept."""
        for event in await self.world.events():
            if isinstance(event, events_pb2.VouchersTaken):
                self.told += [(event.voucher_id, one.user_id) for one in event.takers]
            elif isinstance(event, events_pb2.ListingChanged):
                listing = event.listing
                state = "open" if listing.state == 2 else "closed"
                entry = {"kind": "voucher", "voucher_id": listing.product_id, "state": state}
                self.changes.append(entry)
                await self.world.put(entry)

    def teardown(self) -> None:
        self.run(self._compare())

    async def _compare(self) -> None:
        await self._read()
        rows = await self.world.database.pool.fetch(
            "SELECT product_id, user_id, place, state FROM claims WHERE show_id = $1"
            " ORDER BY product_id, place",
            self.world.show_id,
        )
        expected = await self._by_the_rule()
        found: dict[str, list[str]] = {}
        for row in rows:
            assert row["state"] == "taken"
            found.setdefault(str(row["product_id"]), []).append(str(row["user_id"]))
            assert row["place"] == len(found[str(row["product_id"])])
        assert found == expected
        assert sorted(self.told) == sorted((v, u) for v, users in found.items() for u in users)
        self.seen["taken"] += len(rows)

    async def _by_the_rule(self) -> dict[str, list[str]]:
        entries = await self.world.valkey.xrange(self.world.log)
        word_of = {
            str(row["product_id"]): row["keyword"]
            for row in await self.world.database.pool.fetch(
                "SELECT product_id, keyword FROM listings WHERE show_id = $1", self.world.show_id
            )
        }
        opened: set[str] = set()
        closed: set[str] = set()
        takers: dict[str, list[str]] = {}
        for id_, fields in entries:
            ms, body = int(id_.split(b"-")[0]), json.loads(fields[b"e"])
            if body["kind"] == "voucher":
                voucher_id = body["voucher_id"]
                if body["state"] == "open":
                    opened.add(voucher_id)
                elif voucher_id in opened:
                    closed.add(voucher_id)
                continue
            for voucher_id in sorted(opened - closed):
                mine = takers.get(voucher_id, [])
                is_named = word_of[voucher_id] in body["text"] and "氣" not in body["text"]
                is_in_time = ms < self.ends[voucher_id]
                is_left = len(mine) < self.dropped[voucher_id]
                is_again = body["user"]["id"] in mine
                if is_named and is_in_time and is_left and not is_again:
                    takers[voucher_id] = [*mine, body["user"]["id"]]
                elif is_named:
                    self.seen["late"] += not is_in_time
                    self.seen["all gone"] += not is_left
                    self.seen["again"] += is_again
        return takers


@pytest.mark.timeout(600)
def test_no_order_of_steps_gives_more_or_to_others(
    make_database: MakeDatabase, valkey_url: str
) -> None:
    with asyncio.Runner() as runner:

        async def opened() -> AbstractAsyncContextManager[World]:
            return running(await make_database("nightmarket_claim"), valkey_url)

        made = runner.run(opened())
        VoucherMachine.runner = runner
        VoucherMachine.world = runner.run(made.__aenter__())
        VoucherMachine.seen = Counter()
        try:
            run_machine(
                VoucherMachine,
                settings=settings(
                    max_examples=40,
                    stateful_step_count=50,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(made.__aexit__(None, None, None))
    # it went everywhere: else it would show nothing
    wanted = {"taken", "all gone", "late", "stopped", "again", "KEYWORD_TAKEN"}
    assert wanted <= set(+VoucherMachine.seen), VoucherMachine.seen
