"""The host's studio: starting by hand, what is announced anew, the replay without the preview."""

from datetime import timedelta

import pytest

from nightmarket.stream.v1 import events_pb2, stream_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import from_timestamp, to_timestamp
from nightmarket_stream.application.ports import StoredObject
from nightmarket_stream.application.record import recover_recordings
from services.stream.tests.driver import START, World
from services.stream.tests.encoder import (
    ENDED,
    LIVE,
    READ,
    RECORDING,
    SCHEDULED,
    Encoder,
    end,
    refused,
    state,
    topics,
)
from services.stream.tests.studio import HOST, SECOND, SIGNAL, by_hand, ingest, start, update

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]


# Starting by hand


async def test_a_picture_is_only_previewed_until_the_host_starts(world: World) -> None:
    show, encoder = await by_hand(world)
    assert (await world.get(show.show_id)).starts == HOST
    assert await refused(start(world, show)) == "SIGNAL_MISSING"
    await encoder.live("a")
    await world.poll.step()
    assert await state(world, show) == SCHEDULED
    assert world.media.kicked == []
    assert await topics(world) == ["stream.scheduled"]

    world.clock.advance(60 * SECOND)
    request_id = new_id()
    started = await start(world, show, request_id)
    assert (started.state, started.version) == (LIVE, 2)
    assert from_timestamp(started.live_time) == START + 60 * SECOND
    assert await start(world, show, request_id) == started
    assert await start(world, show) == started
    assert await topics(world) == ["stream.scheduled", "stream.live"]
    await encoder.gone("a")
    assert await state(world, show) == ENDED
    assert await refused(start(world, show)) == "SHOW_STATE"


async def test_a_show_that_was_started_resumes_by_itself(world: World) -> None:
    show, encoder = await by_hand(world)
    await encoder.live("a")
    await start(world, show)
    await encoder.gone("a")
    await encoder.live("b")
    assert await state(world, show) == LIVE


async def test_an_encoder_that_leaves_before_the_start_leaves_a_plain_show(world: World) -> None:
    show, encoder = await by_hand(world)
    await encoder.live("a")
    await encoder.gone("a")
    assert await refused(start(world, show)) == "SIGNAL_MISSING"
    assert (await world.get(show.show_id)).version == 1
    await encoder.live("b")
    world.media.there.clear()  # this end is told by nobody
    await world.poll.step()
    assert (await ingest(world, show)).is_receiving is False
    await world.poll.step()
    assert await refused(start(world, show)) == "SIGNAL_MISSING"
    assert await state(world, show) == SCHEDULED


async def test_a_lost_hook_of_a_preview_is_made_up_for(world: World) -> None:
    show, encoder = await by_hand(world)
    await encoder.ask("a")
    world.media.put(encoder.path, "a", world.clock.now())
    await world.poll.step()
    assert (await start(world, show)).state == LIVE


async def test_a_second_publisher_is_refused_while_one_is_previewed(world: World) -> None:
    show, encoder = await by_hand(world)
    await encoder.live("a")
    assert await refused(encoder.ask("b")) == "ALREADY_PUBLISHING"
    world.media.there.clear()  # and "a" is gone without a word
    await encoder.live("b")
    assert await state(world, show) == SCHEDULED
    await encoder.gone("a")  # late
    world.media.put(encoder.path, "b", world.clock.now())
    assert (await start(world, show)).state == LIVE


async def test_rotation_and_the_end_cut_a_preview(world: World) -> None:
    show, encoder = await by_hand(world)
    await encoder.live("a")
    await world.rotate(show.show_id)
    assert world.media.kicked == ["a"]
    fresh = Encoder(world, await world.rotate(show.show_id))
    await fresh.live("b")
    await end(world, show)
    assert world.media.kicked == ["a", "b"]
    assert await state(world, show) == ENDED


# What is announced anew


async def test_a_scheduled_show_is_announced_anew(world: World) -> None:
    show = await world.show()
    later = START + timedelta(days=1)
    changed = await update(world, show, title=" Day ", schedule_time=to_timestamp(later))
    assert (changed.title, from_timestamp(changed.schedule_time)) == ("Day", later)
    assert (changed.version, changed.starts) == (2, SIGNAL)
    request_id = new_id()
    changed = await update(world, show, starts=HOST, request_id=request_id)
    assert (changed.version, changed.starts, changed.title) == (3, HOST, "Day")
    assert (await update(world, show, starts=HOST)).version == 3
    again = await update(world, show, starts=HOST, request_id=request_id)
    assert again == changed
    assert await world.events() == [("stream.scheduled", 1), ("stream.scheduled", 2)]
    row = await world.database.pool.fetchrow("SELECT payload FROM outbox WHERE sequence = 2")
    assert events_pb2.StreamScheduled.FromString(row["payload"]).title == "Day"
    assert await refused(update(world, show, title=" ")) == "TITLE_INVALID"
    assert await refused(update(world, show, starts=9)) == "ID_INVALID"
    await end(world, show)
    assert await refused(update(world, show, title="Late")) == "SHOW_STATE"


async def test_starting_another_way_takes_effect_with_the_next_signal(world: World) -> None:
    show, encoder = await by_hand(world)
    await encoder.live("a")
    await update(world, show, starts=SIGNAL)
    await world.poll.step()
    assert await state(world, show) == SCHEDULED
    assert await refused(encoder.ask(action=READ)) == "NOT_ON_AIR"
    await encoder.gone("a")
    await encoder.live("b")
    assert await state(world, show) == LIVE


# Recordings


async def test_what_was_only_previewed_is_left_out_of_the_replay(world: World) -> None:
    show, encoder = await by_hand(world)
    await encoder.live("a")
    world.clock.advance(timedelta(minutes=5))
    await start(world, show)
    world.clock.advance(timedelta(minutes=10))
    await encoder.gone("a")
    duration = stream_pb2.Recording().duration
    duration.FromTimedelta(timedelta(minutes=15))
    await encoder.report(
        RECORDING,
        "a",
        segment_path=f"{encoder.path}/2026-11-05_12-00-00-000000.mp4",
        segment_duration=duration,
    )
    (recording,) = (await world.get(show.show_id)).recordings
    assert recording.offset.ToTimedelta() == timedelta(minutes=5)
    assert recording.duration.ToTimedelta() == timedelta(minutes=10)
    assert from_timestamp(recording.start_time) == START + timedelta(minutes=5)


async def test_a_lost_recording_that_begins_with_a_preview_is_found(world: World) -> None:
    show, encoder = await by_hand(world)
    await encoder.live("a")
    world.clock.advance(timedelta(minutes=5))
    await start(world, show)
    world.clock.advance(timedelta(minutes=10))
    await encoder.gone("a")
    key = f"{encoder.path}/2026-11-05_12-00-00-000000.mp4"
    world.bucket.objects.append(StoredObject(key=key, modified_at=world.clock.now()))
    world.clock.advance(10 * SECOND)
    count = await recover_recordings(
        uow=world.uow, queries=world.queries, store=world.bucket, clock=world.clock
    )
    assert count == 1
    (recording,) = (await world.get(show.show_id)).recordings
    assert recording.offset.ToTimedelta() == timedelta(minutes=5)
    assert recording.duration.ToTimedelta() == timedelta(minutes=10)
    count = await recover_recordings(
        uow=world.uow, queries=world.queries, store=world.bucket, clock=world.clock
    )
    assert count == 0
