"""The media server's hooks are lost, doubled, late and out of order, and polls come in between:
in the end exactly the picture that is there is on air, with the show that it came for or returned to;
or it is previewed, if that show waits for its host."""

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
    PICTURE_WITHIN,
    MediaReport,
    report_available,
    report_unavailable,
)
from nightmarket_stream.application.rotate_key import RotateKey, rotate_key
from nightmarket_stream.application.start_show import StartShow, start_show
from nightmarket_stream.domain.errors import MediaServerUnavailable, ShowStateWrong, SignalMissing
from nightmarket_stream.domain.events import StreamEnded, StreamLive
from nightmarket_stream.domain.show import Show, ShowState, Starts
from services.stream.tests.driver import RESUME_FOR, SHOP, START, FakeMedia
from services.stream.tests.unit.memory import MemoryStore

SELDOM = st.sampled_from([False, False, False, True])  # what would else end all before it begins
ACTOR = Principal(user_id=new_id(), session_id=new_id(), roles={SHOP: "host"})


def resumable_at(show: Show, at: datetime) -> bool:
    return show.resume_until is not None and at < show.resume_until


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
            resume_for=RESUME_FOR,
        )
        self.hooks: list[tuple[bool, str, datetime]] = []
        self.coming: dict[str, str] = {}  # let in, no picture yet → with which key
        self.key_of: dict[str, str] = {}
        self.came_at: dict[str, datetime] = {}
        self.picture_at: dict[str, datetime] = {}
        self.before: dict[str, Show] = {}
        self.started: set[str] = set()
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
        """The source on air or previewed, while it has its picture."""
        held = [one.source_id for one in self.store.tables.shows.values() if one.source_id]
        there = self.media.there.get(self.path)
        return held[0] if there is not None and held == [there.source_id] else ""

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

    @rule(hours=st.integers(-2, 2), starts=st.sampled_from(Starts))
    def schedule(self, hours: int, starts: Starts = Starts.SIGNAL) -> None:
        command = CreateShow(
            request_id=new_id(),
            actor=ACTOR,
            shop_id=SHOP,
            title="x",
            schedule_at=START + timedelta(hours=hours),
            starts=starts,
        )
        self.do(create_show(command, uow=self.store.uow, clock=self.clock))

    @rule(is_right=st.sampled_from([*[True] * 9, False]))
    def come(self, *, is_right: bool) -> None:
        self.ask(self.key if is_right else "wrong")

    def ask(self, key: str) -> str:
        """The show that it was let in for."""
        source = new_id()
        command = AuthorizePublish(media_path=self.path, key=key, connection_id=source)
        rows = len(self.store.tables.sources)
        expected = self.on_air_for_a_publisher(self.clock.now() + timedelta(seconds=1))
        show_id = reason = ""
        try:
            show_id = self.do(
                authorize_publish(command, uow=self.store.uow, media=self.media, clock=self.clock)
            )
        except DomainError as error:
            reason = error.reason
        assert (reason == "NO_SHOW_TO_AIR") == (key == self.key and not expected)
        if reason:
            assert len(self.store.tables.sources) == rows
        else:
            assert (key, show_id) == (self.key, expected)
            self.coming[source] = key
            self.came_at[source] = self.clock.now()
        return str(show_id)

    def on_air_for_a_publisher(self, at: datetime) -> str:
        """Live, else resumable, else next: the rule, told once more."""
        shows = self.store.tables.shows.values()
        live = [show.id for show in shows if show.state is ShowState.LIVE]
        resumable = [(show.end_at, show.id) for show in shows if resumable_at(show, at)]
        waiting = [
            (show.schedule_at, show.id) for show in shows if show.state is ShowState.SCHEDULED
        ]
        if live:
            return live[0]
        return max(resumable)[1] if resumable else min(waiting, default=("", ""))[1]

    @precondition(lambda self: self.coming and self.path not in self.media.there)
    @rule(which=st.integers(0), after_s=st.sampled_from([2, 2, 20, 130]))
    def picture(self, which: int, after_s: int = 2) -> None:
        source = list(self.coming)[which % len(self.coming)]
        self.key_of[source] = self.coming.pop(source)
        self.clock.advance(timedelta(seconds=after_s))
        self.media.put(self.path, source, self.clock.now())
        self.picture_at[source] = self.clock.now()
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
            self.told(
                report_unavailable(
                    report, uow=self.store.uow, clock=self.clock, resume_for=RESUME_FOR
                )
            )

    @rule(is_down=st.sampled_from([False, False, True]))
    def look(self, *, is_down: bool) -> None:
        self.media.is_down = is_down
        self.told(self.poll.step())
        self.media.is_down = False

    @precondition(lambda self: self.path not in self.media.there)
    @rule(is_told=st.booleans())
    def broadcast(self, *, is_told: bool) -> None:
        """The usual order, which chance alone seldom finds: let in, picture, hook."""
        show_id = self.ask(self.key)
        if not show_id:
            return
        self.picture(which=len(self.coming) - 1)
        if is_told:
            self.hook(which=len(self.hooks) - 1, fate="once")
            source = self.media.there[self.path].source_id
            assert self.store.tables.shows[show_id].source_id == source

    @precondition(lambda self: self.path in self.media.there)
    @rule(is_told=st.booleans())
    def break_off(self, *, is_told: bool) -> None:
        self.leave()
        if is_told:
            self.hook(which=len(self.hooks) - 1, fate="once")
        else:
            self.look(is_down=False)
            self.look(is_down=False)

    @rule(which=st.integers(0), is_down=st.booleans(), is_meant=SELDOM)
    def end(self, which: int, *, is_down: bool, is_meant: bool) -> None:
        if not is_meant:
            return
        shows = list(self.store.tables.shows.values())
        show = shows[which % len(shows)]
        command = EndShow(request_id=new_id(), actor=ACTOR, show_id=show.id)
        self.media.is_down = is_down
        can_end = show.state is not ShowState.ENDED or resumable_at(
            show, self.clock.now() + timedelta(seconds=1)
        )
        try:
            self.do(end_show(command, uow=self.store.uow, media=self.media, clock=self.clock))
        except ShowStateWrong:
            assert not can_end
        else:
            assert can_end
            ended = self.store.tables.shows[show.id]
            assert (ended.state, ended.resume_until) == (ShowState.ENDED, None)
        self.media.is_down = False

    @rule(which=st.integers(0))
    def start(self, which: int) -> None:
        shows = list(self.store.tables.shows.values())
        show = shows[which % len(shows)]
        command = StartShow(request_id=new_id(), actor=ACTOR, show_id=show.id)
        try:
            self.do(start_show(command, uow=self.store.uow, clock=self.clock))
        except SignalMissing:
            assert show.state is ShowState.SCHEDULED
            assert not show.source_id
        except ShowStateWrong:
            assert show.state is ShowState.ENDED
        else:
            assert self.store.tables.shows[show.id].source_id == show.source_id != ""
            self.started.add(show.id)

    @invariant()
    def who_waits_for_its_host_is_not_on_air_before(self) -> None:
        for show in self.store.tables.shows.values():
            if show.starts is Starts.HOST and show.live_at is not None:
                assert show.id in self.started

    @rule(seconds=st.sampled_from([30, 100, 119, 300]))
    def wait(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    @rule(is_down=st.booleans(), is_meant=SELDOM)
    def rotate(self, *, is_down: bool = False, is_meant: bool = True) -> None:
        if not is_meant:
            return
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
    def events_tell_each_change_once_and_in_order(self) -> None:
        shows = self.store.tables.shows.values()
        assert sum(show.state is ShowState.LIVE for show in shows) <= 1
        told: dict[str, list[StreamLive | StreamEnded]] = {show.id: [] for show in shows}
        for event in self.store.tables.events:
            if isinstance(event, StreamLive | StreamEnded):
                told[event.show.id].append(event)
        for show in shows:
            versions = [event.show.version for event in told[show.id]]
            assert versions == sorted(set(versions))
            kinds = [type(event) for event in told[show.id]]
            was_live = show.live_at is not None
            turns = [StreamLive, StreamEnded] if was_live else [StreamEnded]
            assert kinds == (turns * len(kinds))[: len(kinds)]
            if show.state is ShowState.SCHEDULED:
                assert not kinds
            else:
                last = StreamLive if show.state is ShowState.LIVE else StreamEnded
                assert kinds[-1] is last

    @invariant()
    def only_who_came_in_time_resumes_a_show(self) -> None:
        shows = self.store.tables.shows
        for show in shows.values():
            before = self.before.get(show.id, show)
            assert before.live_at in (None, show.live_at)
            if show.resume_until is not None:  # nothing prolongs it
                assert show.end_at is not None
                assert show.resume_until == show.end_at + RESUME_FOR
                assert before.end_at in (None, show.end_at)
            if before.state is ShowState.ENDED and show.state is ShowState.LIVE:
                until = before.resume_until
                assert until is not None
                assert self.came_at[show.source_id] < until
                assert self.picture_at[show.source_id] < until + PICTURE_WITHIN
            if before.state is ShowState.ENDED and before.resume_until is None:
                assert show == before
        self.before = dict(shows)

    @invariant()
    def who_is_on_air_came_in_with_the_key_or_is_to_be_cut(self) -> None:
        for show in self.store.tables.shows.values():
            if show.source_id in self.key_of:
                source = self.store.tables.sources[show.channel_id, show.source_id]
                assert source.is_over or self.key_of[show.source_id] == self.key

    @invariant()
    def what_is_on_air_is_an_open_broadcast(self) -> None:
        live = {
            (show.id, show.source_id)
            for show in self.store.tables.shows.values()
            if show.state is ShowState.LIVE
        }
        broadcasts = self.store.tables.broadcasts
        assert {key for key, one in broadcasts.items() if one.end_at is None} == live

    def settle(self) -> None:
        """Hooks that are still under way arrive; then 10 s of polls."""
        while self.hooks:
            self.hook(which=len(self.hooks) // 2, fate="once")
        for _ in range(5):
            self.do(self.poll.step())
        held = [one.source_id for one in self.store.tables.shows.values() if one.source_id]
        there = self.media.there.get(self.path)
        assert held == ([there.source_id] if there else [])
        if there is not None:
            assert self.key_of[there.source_id] == self.key
        self.events_tell_each_change_once_and_in_order()


Broadcasts.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestBroadcasts = Broadcasts.TestCase
