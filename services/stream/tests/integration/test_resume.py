"""A show whose encoder lost its connection goes on when it returns in time."""

import asyncio
from datetime import timedelta

import pytest
from google.protobuf.duration_pb2 import Duration

from nightmarket.stream.v1 import stream_pb2, stream_service_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_stream.application.ports import StoredObject
from nightmarket_stream.application.record import recover_recordings
from services.stream.tests.driver import RESUME_FOR, START, World
from services.stream.tests.encoder import (
    AVAILABLE,
    ENDED,
    LIVE,
    RECORDING,
    SCHEDULED,
    UNAVAILABLE,
    Encoder,
    encoder_of,
    end,
    refused,
    state,
    topics,
)

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]
SECOND = timedelta(seconds=1)
ONCE = ["stream.live", "stream.ended"]


async def left(world: World, source: str = "a") -> tuple[stream_pb2.Show, Encoder]:
    """A show that was on air for a minute, until its source left."""
    show, encoder = await encoder_of(world)
    await encoder.live(source)
    world.clock.advance(timedelta(minutes=1))
    await encoder.gone(source)
    return show, encoder


async def tomorrow(world: World) -> stream_pb2.Show:
    return await world.show("Tomorrow", schedule_time=to_timestamp(START + timedelta(days=1)))


async def told(world: World) -> list[str]:
    return [topic for topic in await topics(world) if topic != "stream.scheduled"]


async def test_a_returning_encoder_goes_on_with_its_show(world: World) -> None:
    show, encoder = await left(world)
    following = await tomorrow(world)
    over = await world.get(show.show_id)
    assert (over.state, over.version) == (ENDED, 3)
    assert over.end_time == to_timestamp(START + 60 * SECOND)
    assert over.resume_deadline == to_timestamp(START + 60 * SECOND + RESUME_FOR)
    world.clock.advance(RESUME_FOR - SECOND)
    await encoder.live("b")
    again = await world.get(show.show_id)
    assert (again.state, again.version) == (LIVE, 4)
    assert again.live_time == to_timestamp(START)
    assert not again.HasField("end_time")
    assert not again.HasField("resume_deadline")
    await encoder.gone("b")
    assert await told(world) == ONCE * 2
    assert await state(world, following) == SCHEDULED
    assert [version for _, version in await world.events()] == [1, 2, 3, 1, 4, 5]
    world.clock.advance(RESUME_FOR)
    assert not (await world.get(show.show_id)).HasField("resume_deadline")


async def test_after_the_window_the_next_show_or_none_goes_on_air(world: World) -> None:
    show, encoder = await left(world)
    world.clock.advance(RESUME_FOR)
    assert await refused(encoder.ask("b")) == "NO_SHOW_TO_AIR"
    assert await refused(end(world, show)) == "SHOW_STATE"
    following = await tomorrow(world)
    await encoder.live("b")
    assert (await state(world, show), await state(world, following)) == (ENDED, LIVE)


async def test_late_reports_of_the_old_source_do_not_end_the_resumed_show(world: World) -> None:
    show, encoder = await left(world)
    await encoder.live("b")
    for event in (UNAVAILABLE, AVAILABLE, UNAVAILABLE):
        await encoder.report(event, "a")
    await world.poll.step()
    assert await state(world, show) == LIVE
    assert world.media.kicked == []
    assert await told(world) == [*ONCE, "stream.live"]


async def test_a_doubled_end_does_not_prolong_the_window(world: World) -> None:
    show, encoder = await left(world)
    deadline = (await world.get(show.show_id)).resume_deadline
    world.clock.advance(RESUME_FOR - SECOND)
    await encoder.report(UNAVAILABLE, "a")
    await world.poll.step()
    assert (await world.get(show.show_id)).resume_deadline == deadline
    world.clock.advance(SECOND)
    assert await refused(encoder.ask("b")) == "NO_SHOW_TO_AIR"
    assert await told(world) == ONCE


async def test_a_show_that_its_host_ended_is_not_resumed(world: World) -> None:
    show, encoder = await encoder_of(world)
    await encoder.live("a")
    await end(world, show)
    await encoder.report(UNAVAILABLE, "a")
    assert not (await world.get(show.show_id)).HasField("resume_deadline")
    assert await refused(encoder.ask("b")) == "NO_SHOW_TO_AIR"


async def test_ending_a_resumable_show_makes_it_final_without_telling_again(world: World) -> None:
    show, encoder = await left(world)
    following = await tomorrow(world)
    await encoder.ask("b")  # let in for the show, no picture yet
    world.clock.advance(SECOND)
    request = stream_service_pb2.EndShowRequest(request_id=new_id(), show_id=show.show_id)
    answers = [await world.stream.EndShow(request, **world.auth()) for _ in range(2)]
    assert [(one.show.state, one.show.version) for one in answers] == [(ENDED, 4)] * 2
    assert answers[0].show.end_time == to_timestamp(START + 60 * SECOND)
    assert not answers[0].show.HasField("resume_deadline")
    assert await refused(end(world, show)) == "SHOW_STATE"
    assert await told(world) == ONCE
    world.media.put(encoder.path, "b", world.clock.now())
    await encoder.report(AVAILABLE, "b")
    assert world.media.kicked == ["b"]
    assert await encoder.ask("c") == following.show_id


async def test_a_rotation_leaves_the_window_open_for_the_new_key(world: World) -> None:
    show, encoder = await left(world)
    await encoder.ask("b")
    fresh = Encoder(world, await world.rotate(show.show_id))
    assert await refused(encoder.ask("c")) == "STREAM_KEY_INVALID"
    world.media.put(encoder.path, "b", world.clock.now())
    await encoder.report(AVAILABLE, "b")
    assert world.media.kicked == ["b"]
    assert await state(world, show) == ENDED
    await fresh.live("d")
    assert await state(world, show) == LIVE


async def test_of_two_resumable_shows_the_one_that_ended_last_goes_on(world: World) -> None:
    first, encoder = await encoder_of(world)
    await encoder.ask("b")  # let in for the first
    second = await world.show(schedule_time=to_timestamp(START - timedelta(hours=1)))
    await encoder.live("a")
    await encoder.gone("a")
    world.clock.advance(SECOND)
    world.media.put(encoder.path, "b", world.clock.now())
    await encoder.report(AVAILABLE, "b")
    world.clock.advance(SECOND)
    await encoder.gone("b")
    deadlines = [
        (await world.get(one.show_id)).HasField("resume_deadline") for one in (first, second)
    ]
    assert deadlines == [True, True]
    await encoder.live("c")
    assert (await state(world, first), await state(world, second)) == (LIVE, ENDED)


async def test_polls_alone_end_and_resume(world: World) -> None:
    show, encoder = await encoder_of(world)
    world.media.put(encoder.path, "a", START)
    await world.poll.step()
    del world.media.there[encoder.path]
    for _ in range(2):
        await world.poll.step()
    assert (await world.get(show.show_id)).HasField("resume_deadline")
    following = await tomorrow(world)
    world.clock.advance(30 * SECOND)
    world.media.put(encoder.path, "b", world.clock.now())
    await world.poll.step()
    assert (await state(world, show), await state(world, following)) == (LIVE, SCHEDULED)
    assert await told(world) == [*ONCE, "stream.live"]


@pytest.mark.parametrize(("seconds", "expected"), [(14, LIVE), (16, ENDED)])
async def test_who_was_let_in_in_time_has_a_moment_for_the_picture(
    world: World, seconds: int, expected: int
) -> None:
    show, encoder = await left(world)
    following = await tomorrow(world)
    world.clock.advance(RESUME_FOR - SECOND)
    await encoder.ask("b")
    world.clock.advance(seconds * SECOND)
    world.media.put(encoder.path, "b", world.clock.now())
    await encoder.report(AVAILABLE, "b")
    assert await state(world, show) == expected
    assert world.media.kicked == ([] if expected == LIVE else ["b"])
    assert await state(world, following) == SCHEDULED


async def test_twenty_reports_at_once_resume_once(world: World) -> None:
    show, encoder = await left(world)
    await encoder.ask("b")
    world.media.put(encoder.path, "b", world.clock.now())
    await asyncio.gather(*(encoder.report(AVAILABLE, "b") for _ in range(20)))
    assert (await world.get(show.show_id)).version == 4
    assert await told(world) == [*ONCE, "stream.live"]


async def test_the_host_ends_while_the_encoder_returns(world: World) -> None:
    show, encoder = await left(world)
    await encoder.ask("b")
    world.media.put(encoder.path, "b", world.clock.now())
    await asyncio.gather(encoder.report(AVAILABLE, "b"), end(world, show))
    assert await state(world, show) == ENDED
    assert not (await world.get(show.show_id)).HasField("resume_deadline")
    assert world.media.kicked == ["b"]
    assert await told(world) in (ONCE, ONCE * 2)


def name(encoder: Encoder, minute: int, second: int) -> str:
    return f"{encoder.path}/2026-11-05_12-{minute:02}-{second:02}-000000.mp4"


async def test_each_broadcast_has_its_recording_and_all_are_shown_in_order(world: World) -> None:
    show, encoder = await left(world)
    world.clock.advance(30 * SECOND)
    await encoder.live("b")
    first = {"segment_path": name(encoder, 0, 1), "segment_duration": Duration(seconds=59)}
    await encoder.report(RECORDING, "a", **first)
    assert not (await world.get(show.show_id)).recordings
    world.clock.advance(timedelta(minutes=2))
    await encoder.gone("b")
    second = {"segment_path": name(encoder, 1, 30), "segment_duration": Duration(seconds=120)}
    await encoder.report(RECORDING, "b", **second)
    recordings = (await world.get(show.show_id)).recordings
    assert [one.duration.seconds for one in recordings] == [59, 120]


async def test_a_recording_between_two_broadcasts_is_of_the_show_on_air_then(world: World) -> None:
    between, encoder = await encoder_of(world)
    await encoder.ask("b")
    around = await world.show(schedule_time=to_timestamp(START - timedelta(hours=1)))
    await encoder.live("a")
    world.clock.advance(60 * SECOND)
    await encoder.gone("a")
    world.clock.advance(5 * SECOND)
    world.media.put(encoder.path, "b", world.clock.now())
    await encoder.report(AVAILABLE, "b")
    world.clock.advance(20 * SECOND)
    await end(world, between)
    world.clock.advance(5 * SECOND)
    await encoder.live("c")
    assert await state(world, around) == LIVE
    late = {"segment_path": name(encoder, 1, 5), "segment_duration": Duration(seconds=20)}
    await encoder.report(RECORDING, "b", **late)
    assert len((await world.get(between.show_id)).recordings) == 1


async def recover(world: World) -> int:
    return await recover_recordings(
        uow=world.uow, queries=world.queries, store=world.bucket, clock=world.clock
    )


def upload(world: World, key: str) -> None:
    world.bucket.objects.append(StoredObject(key=key, modified_at=world.clock.now()))


async def durations(world: World, show: stream_pb2.Show) -> list[int]:
    return [one.duration.seconds for one in (await world.get(show.show_id)).recordings]


async def test_the_bucket_is_looked_into_again_after_a_second_end(world: World) -> None:
    show, encoder = await left(world)
    upload(world, name(encoder, 0, 0))
    world.clock.advance(6 * SECOND)
    assert await recover(world) == 1
    await encoder.live("b")
    upload(world, name(encoder, 1, 6))  # being written
    world.clock.advance(54 * SECOND)
    assert await recover(world) == 0
    world.bucket.objects.pop()
    await encoder.gone("b")
    upload(world, name(encoder, 1, 6))
    world.clock.advance(6 * SECOND)
    assert await recover(world) == 1
    assert await durations(world, show) == [60, 54]
    looks = len(world.bucket.lists)
    world.clock.advance(timedelta(hours=1))
    assert await recover(world) == 0
    assert len(world.bucket.lists) == looks


async def test_one_lost_recording_of_several_is_found(world: World) -> None:
    show, encoder = await left(world)
    upload(world, name(encoder, 0, 0))
    world.clock.advance(4 * SECOND)
    await encoder.live("b")
    world.clock.advance(56 * SECOND)
    del world.media.there[encoder.path]  # and nobody told us: the next one takes over
    upload(world, name(encoder, 1, 4))
    await encoder.live("c")
    world.clock.advance(60 * SECOND)
    await encoder.gone("c")
    third = {"segment_path": name(encoder, 2, 0), "segment_duration": Duration(seconds=60)}
    await encoder.report(RECORDING, "c", **third)
    world.clock.advance(6 * SECOND)
    assert await recover(world) == 2
    assert await durations(world, show) == [60, 56, 60]
