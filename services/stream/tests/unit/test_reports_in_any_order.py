"""The media server's hooks are lost, doubled, late and out of order, and polls come in between:
in the end exactly the picture that is there is on air."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.authorize_media import AuthorizePublish, authorize_publish
from nightmarket_stream.application.create_show import CreateShow, create_show
from nightmarket_stream.application.end_show import EndShow, end_show
from nightmarket_stream.application.poll_media import MediaPoll
from nightmarket_stream.application.report_media import (
    MediaReport,
    report_available,
    report_unavailable,
)
from nightmarket_stream.application.rotate_key import RotateKey, rotate_key
from nightmarket_stream.domain.errors import MediaServerUnavailable
from nightmarket_stream.domain.events import StreamEnded, StreamLive
from nightmarket_stream.domain.show import ShowState
from services.stream.tests.driver import SHOP, START, FakeMedia
from services.stream.tests.unit.memory import MemoryStore

ACTOR = Principal(user_id=new_id(), session_id=new_id(), roles={SHOP: "host"})


class Broadcasts(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.store, self.media, self.clock = MemoryStore(), FakeMedia(), FixedClock(START)
        self.poll = MediaPoll(
            uow=self.store.uow,
            queries=self.store,  # type: ignore[arg-type] # the part that the poll asks
            media=self.media,
            clock=self.clock,
        )
        self.hooks: list[tuple[bool, str, datetime]] = []
        self.coming: dict[str, str] = {}  # let in, no picture yet → with which key
        self.key_of: dict[str, str] = {}
        self.said: list[str] = []
        self.schedule(hours=0)
        (channel,) = self.store.tables.channels.values()
        self.path = channel.media_path
        self.rotate()

    def teardown(self) -> None:
        try:
            self.settle()
        finally:
            self.loop.close()

    def carrier(self) -> str:
        """The source on air, while it has its picture."""
        live = [one for one in self.store.tables.shows.values() if one.state is ShowState.LIVE]
        there = self.media.there.get(self.path)
        is_carried = live and there is not None and live[0].source_id == there.source_id
        return live[0].source_id if is_carried else ""

    def told(self, work: Coroutine[Any, Any, Any]) -> None:
        """What the media server says never takes a good picture off the air."""
        before = self.carrier()
        with suppress(MediaServerUnavailable):
            self.do(work)
        assert before in ("", self.carrier()) or before in self.media.kicked

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        self.clock.advance(timedelta(seconds=1))
        before = len(self.media.kicked)
        try:
            return self.loop.run(work)
        finally:
            for source in self.media.kicked[before:]:
                self.hooks.append((False, source, self.clock.now()))

    @rule(hours=st.integers(-2, 2))
    def schedule(self, hours: int) -> None:
        command = CreateShow(
            request_id=new_id(),
            actor=ACTOR,
            shop_id=SHOP,
            title="x",
            schedule_at=START + timedelta(hours=hours),
        )
        self.do(create_show(command, uow=self.store.uow, clock=self.clock))

    @rule(right=st.integers(0, 9))
    def come(self, right: int) -> None:
        source, key = new_id(), self.key if right else "wrong"
        command = AuthorizePublish(media_path=self.path, key=key, connection_id=source)
        rows = len(self.store.tables.sources)
        try:
            self.do(
                authorize_publish(command, uow=self.store.uow, media=self.media, clock=self.clock)
            )
        except DomainError:
            assert len(self.store.tables.sources) == rows
        else:
            assert key == self.key
            self.coming[source] = key

    @precondition(lambda self: self.coming and self.path not in self.media.there)
    @rule(which=st.integers(0))
    def picture(self, which: int) -> None:
        source = list(self.coming)[which % len(self.coming)]
        self.key_of[source] = self.coming.pop(source)
        self.clock.advance(timedelta(seconds=2))
        self.media.put(self.path, source, self.clock.now())
        self.hooks.append((True, source, self.clock.now()))

    @precondition(lambda self: self.path in self.media.there)
    @rule()
    def leave(self) -> None:
        source = self.media.there.pop(self.path).source_id
        self.clock.advance(timedelta(seconds=1))
        self.hooks.append((False, source, self.clock.now()))

    @precondition(lambda self: self.hooks)
    @rule(which=st.integers(0), fate=st.sampled_from(["once", "once", "again", "lost"]))
    def hook(self, which: int, fate: str) -> None:
        index = which % len(self.hooks)
        is_there, source, at = self.hooks[index]
        if fate != "again":
            del self.hooks[index]
        if fate == "lost":
            return
        report = MediaReport(media_path=self.path, source_id=source, at=at)
        if is_there:
            self.told(
                report_available(report, uow=self.store.uow, media=self.media, clock=self.clock)
            )
        else:
            self.told(report_unavailable(report, uow=self.store.uow, clock=self.clock))

    @rule(is_down=st.sampled_from([False, False, True]))
    def look(self, *, is_down: bool) -> None:
        self.media.is_down = is_down
        self.told(self.poll.step())
        self.media.is_down = False

    @rule(which=st.integers(0), is_down=st.booleans())
    def end(self, which: int, *, is_down: bool) -> None:
        shows = list(self.store.tables.shows)
        command = EndShow(request_id=new_id(), actor=ACTOR, show_id=shows[which % len(shows)])
        self.media.is_down = is_down
        with suppress(DomainError):
            self.do(end_show(command, uow=self.store.uow, media=self.media, clock=self.clock))
        self.media.is_down = False

    @rule(is_down=st.booleans())
    def rotate(self, *, is_down: bool = False) -> None:
        command = RotateKey(
            request_id=new_id(), actor=ACTOR, show_id=next(iter(self.store.tables.shows))
        )
        self.media.is_down = is_down
        ingest = self.do(
            rotate_key(command, uow=self.store.uow, media=self.media, clock=self.clock)
        )
        self.media.is_down = False
        self.key = ingest.whip_token

    @invariant()
    def a_show_goes_one_way_and_says_so_once(self) -> None:
        shows = self.store.tables.shows.values()
        assert sum(show.state is ShowState.LIVE for show in shows) <= 1
        told = [
            (type(event), event.show.id)
            for event in self.store.tables.events
            if isinstance(event, StreamLive | StreamEnded)
        ]
        assert len(set(told)) == len(told)
        for show in shows:
            assert ((StreamLive, show.id) in told) == (show.live_at is not None)
            assert ((StreamEnded, show.id) in told) == (show.state is ShowState.ENDED)
            if show.state is ShowState.ENDED and show.live_at is not None:
                assert told.index((StreamLive, show.id)) < told.index((StreamEnded, show.id))

    def settle(self) -> None:
        """Hooks that are still under way arrive; then 10 s of polls."""
        while self.hooks:
            self.hook(which=len(self.hooks) // 2, fate="once")
        for _ in range(5):
            self.do(self.poll.step())
        live = [one for one in self.store.tables.shows.values() if one.state is ShowState.LIVE]
        there = self.media.there.get(self.path)
        assert [show.source_id for show in live] == ([there.source_id] if there else [])
        if there is not None:
            assert self.key_of[there.source_id] == self.key
        self.a_show_goes_one_way_and_says_so_once()


Broadcasts.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestBroadcasts = Broadcasts.TestCase
