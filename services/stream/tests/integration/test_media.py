import asyncio
from datetime import timedelta

import pytest
from google.protobuf.duration_pb2 import Duration

from nightmarket.stream.v1 import media_service_pb2, stream_pb2
from nightmarket.stream.v1 import media_service_pb2_grpc as media_grpc
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_stream.application.ports import StoredObject
from nightmarket_stream.application.record import recover_recordings
from nightmarket_stream.domain.errors import MediaServerUnavailable
from services.stream.tests.driver import RESUME_FOR, START, World
from services.stream.tests.encoder import (
    AVAILABLE,
    ENDED,
    LIVE,
    PUBLISH,
    READ,
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


async def test_only_our_own_services_may_ask(world: World) -> None:
    stub = media_grpc.MediaServiceStub(world.outside)
    ask = media_service_pb2.AuthorizeMediaRequest(action=PUBLISH, path="live/x")
    assert await refused(stub.AuthorizeMedia(ask, timeout=5)) == "SERVICE_ONLY"
    tell = media_service_pb2.ReportMediaRequest(event=AVAILABLE, path="live/x", source_id="a")
    assert await refused(stub.ReportMedia(tell, timeout=5)) == "SERVICE_ONLY"


async def test_credentials_are_shown_once_and_stored_hashed(world: World) -> None:
    show, request_id = await world.show(), new_id()
    shown = await world.rotate(show.show_id, request_id)
    name, key = shown.stream_key.split("?key=")
    assert shown.rtmp_server == "rtmp://media.test:1935/live"
    assert shown.whip_url == f"http://media.test:8889/live/{name}/whip"
    assert shown.whip_token == key
    again = await asyncio.gather(*(world.rotate(show.show_id, request_id) for _ in range(5)))
    assert {(one.stream_key, one.whip_token) for one in again} == {("", "")}
    assert again[0].whip_url == shown.whip_url
    dump = str(await world.database.pool.fetch("SELECT * FROM channels, requests, outbox"))
    assert key not in dump
    assert await Encoder(world, shown).ask("a") == show.show_id


async def test_twenty_rotations_at_once_with_one_request_id_show_one_key(world: World) -> None:
    show, request_id = await world.show(), new_id()
    shown = await asyncio.gather(*(world.rotate(show.show_id, request_id) for _ in range(20)))
    (one,) = [answer for answer in shown if answer.stream_key]
    assert await Encoder(world, one).ask("a") == show.show_id


async def test_going_live_and_ending(world: World) -> None:
    show, encoder = await encoder_of(world)
    assert await encoder.ask(action=READ) == ""
    assert await encoder.ask("a") == show.show_id
    assert await state(world, show) == SCHEDULED
    world.clock.advance(timedelta(seconds=2))
    await encoder.live("a")
    await encoder.report(AVAILABLE, "a")
    there = await world.get(show.show_id)
    assert (there.state, there.version) == (LIVE, 2)
    assert there.live_time == to_timestamp(START + timedelta(seconds=2))
    assert await encoder.ask(action=READ) == show.show_id
    await encoder.gone("a")
    await encoder.gone("a")
    await encoder.report(AVAILABLE, "a")  # late
    assert await state(world, show) == ENDED
    assert await world.events() == [
        ("stream.scheduled", 1),
        ("stream.live", 2),
        ("stream.ended", 3),
    ]
    world.clock.advance(RESUME_FOR)
    assert await refused(encoder.ask("b")) == "NO_SHOW_TO_AIR"


async def test_wrong_keys_and_paths_are_refused_and_leave_nothing(world: World) -> None:
    show = await world.show()
    path = await world.database.pool.fetchval("SELECT path FROM channels")
    blank = Encoder(world, stream_pb2.IngestCredentials(stream_key=f"{path}?key="))
    assert await refused(blank.ask("a")) == "STREAM_KEY_INVALID"  # no key was made yet
    encoder = Encoder(world, await world.rotate(show.show_id))
    for wrong in ("", "wrong", encoder.key + "x", encoder.key[:-1]):
        assert await refused(encoder.ask("a", key=wrong)) == "STREAM_KEY_INVALID"
    for nowhere in ("live/unknown", "rtc/x", encoder.path.removeprefix("live/"), "live/"):
        encoder.path = nowhere
        assert await refused(encoder.ask("a")) == "CHANNEL_NOT_FOUND"
        assert await refused(encoder.ask(action=READ)) == "CHANNEL_NOT_FOUND"
        assert await refused(encoder.report(AVAILABLE, "a")) == "CHANNEL_NOT_FOUND"
    assert await refused(encoder.ask("a", action=0)) == "ID_INVALID"
    assert await refused(encoder.report(AVAILABLE, "")) == "ID_INVALID"
    assert await world.database.pool.fetchval("SELECT count(*) FROM sources") == 0


async def test_a_rotated_key_is_dead_and_its_user_cut_after_the_commit(world: World) -> None:
    show, encoder = await encoder_of(world)
    await encoder.live("a")
    fresh = Encoder(world, await world.rotate(show.show_id))
    assert world.media.kicked == ["a"]
    assert await refused(encoder.ask("b")) == "STREAM_KEY_INVALID"
    await encoder.report(UNAVAILABLE, "a")
    assert await state(world, show) == ENDED
    await world.show()
    assert await fresh.ask("c") == show.show_id  # its host goes on with the new key


async def test_a_rotation_also_stops_who_was_let_in_but_has_no_picture_yet(world: World) -> None:
    show, encoder = await encoder_of(world)
    await encoder.ask("a")
    await world.rotate(show.show_id)
    world.media.put(encoder.path, "a", START)
    await encoder.report(AVAILABLE, "a")
    assert world.media.kicked == ["a"]
    assert await state(world, show) == SCHEDULED


async def test_a_cut_that_failed_is_done_by_the_poll(world: World) -> None:
    show, encoder = await encoder_of(world)
    await encoder.live("a")
    world.media.is_down = True
    await world.rotate(show.show_id)
    with pytest.raises(MediaServerUnavailable):
        await world.poll.step()
    world.media.is_down = False
    await world.poll.step()
    assert world.media.kicked == ["a"]


async def test_the_second_publisher_is_refused_unless_the_first_is_gone(world: World) -> None:
    show, encoder = await encoder_of(world)
    await encoder.live("a")
    assert await refused(encoder.ask("b")) == "ALREADY_PUBLISHING"
    assert await encoder.ask("a") == show.show_id  # the same one asks again
    world.media.is_down = True
    assert await refused(encoder.ask("b")) == "ALREADY_PUBLISHING"
    world.media.is_down = False
    assert await world.database.pool.fetchval("SELECT count(*) FROM sources") == 1
    del world.media.there[encoder.path]  # and nobody told us
    await encoder.live("b")
    await encoder.report(UNAVAILABLE, "a")  # late
    assert await state(world, show) == LIVE
    assert await topics(world) == ["stream.scheduled", "stream.live"]
    await encoder.gone("b")
    assert await state(world, show) == ENDED


async def test_who_takes_a_show_over_is_not_taken_off_by_who_was_let_in_before(
    world: World,
) -> None:
    show, encoder = await encoder_of(world)
    await encoder.ask("b")
    await encoder.live("a")
    del world.media.there[encoder.path]  # and nobody told us
    await encoder.ask("c")
    world.clock.advance(timedelta(seconds=1))
    world.media.put(encoder.path, "c", world.clock.now())
    await encoder.report(AVAILABLE, "b")  # came and went before c's picture
    await encoder.report(AVAILABLE, "c")
    await encoder.report(UNAVAILABLE, "b")
    await world.poll.step()
    assert await state(world, show) == LIVE
    assert world.media.there[encoder.path].source_id == "c"
    assert await topics(world) == ["stream.scheduled", "stream.live"]


async def test_two_shows_of_a_channel_go_on_air_by_their_time(world: World) -> None:
    later, encoder = await encoder_of(world)
    sooner = await world.show(schedule_time=to_timestamp(START - timedelta(hours=1)))
    await encoder.live("a")
    assert (await state(world, sooner), await state(world, later)) == (LIVE, SCHEDULED)
    await end(world, sooner)
    assert world.media.kicked == ["a"]
    await encoder.report(UNAVAILABLE, "a")
    assert await state(world, later) == SCHEDULED
    await encoder.live("b")
    assert await state(world, later) == LIVE


async def test_who_was_let_in_for_an_ended_show_does_not_air_the_next(world: World) -> None:
    show, encoder = await encoder_of(world)
    following = await world.show(schedule_time=to_timestamp(START + timedelta(days=7)))
    await encoder.ask("a")
    await end(world, show)
    world.media.put(encoder.path, "a", START)
    await encoder.report(AVAILABLE, "a")
    await world.poll.step()
    assert world.media.kicked == ["a"]
    assert await state(world, following) == SCHEDULED


async def test_a_late_report_does_not_change_who_is_on_air(world: World) -> None:
    show, encoder = await encoder_of(world)
    world.clock.advance(timedelta(minutes=1))
    await encoder.live("b")
    world.clock.advance(timedelta(minutes=-1))
    await encoder.report(AVAILABLE, "a")
    await encoder.report(UNAVAILABLE, "a")
    assert await state(world, show) == LIVE
    assert world.media.kicked == []


async def test_the_end_told_before_the_beginning_airs_nothing(world: World) -> None:
    show, encoder = await encoder_of(world)
    await encoder.ask("a")
    await encoder.report(UNAVAILABLE, "a")
    await encoder.report(AVAILABLE, "a")
    assert await state(world, show) == SCHEDULED


async def test_the_poll_finds_a_lost_beginning_and_a_lost_end(world: World) -> None:
    show, encoder = await encoder_of(world)
    world.media.put(encoder.path, "a", START)
    world.media.put("live/elsewhere", "x", START)
    world.media.put("rtc/elsewhere", "y", START)
    await world.poll.step()
    assert await state(world, show) == LIVE
    del world.media.there[encoder.path]
    await world.poll.step()
    assert await state(world, show) == LIVE
    await world.poll.step()
    assert await state(world, show) == ENDED
    assert await topics(world) == ["stream.scheduled", "stream.live", "stream.ended"]
    assert world.media.kicked == []


async def test_a_media_server_that_does_not_answer_ends_nothing(world: World) -> None:
    show, encoder = await encoder_of(world)
    await encoder.live("a")
    del world.media.there[encoder.path]
    await world.poll.step()
    world.media.is_down = True
    for _ in range(5):
        with pytest.raises(MediaServerUnavailable):
            await world.poll.step()
    world.media.is_down = False
    await world.poll.step()
    assert await state(world, show) == LIVE
    await world.poll.step()
    assert await state(world, show) == ENDED


async def test_a_recording_is_of_the_show_that_was_on_air_then(world: World) -> None:
    show, encoder = await encoder_of(world)
    await encoder.live("a")
    world.clock.advance(timedelta(minutes=10))
    segment = f"{encoder.path}/2026-11-05_12-00-02-500000.mp4"
    told = {"segment_path": segment, "segment_duration": Duration(seconds=598)}
    for _ in range(3):
        await encoder.report(RECORDING, "a", **told)
    assert not (await world.get(show.show_id)).recordings  # it is not over
    await encoder.gone("a")
    world.clock.advance(timedelta(minutes=10))
    following = await world.show()
    await encoder.live("b")
    (recording,) = (await world.get(show.show_id)).recordings
    assert recording.start_time == to_timestamp(START + timedelta(seconds=2.5))
    assert recording.duration.seconds == 598
    assert f"/recordings/{segment}?" in recording.url
    assert "response-content-type=video%2Fmp4" in recording.url
    assert "X-Amz-Expires=14400" in recording.url
    assert (await world.get(show.show_id)).recordings[0].url == recording.url
    assert not (await world.get(following.show_id)).recordings
    outside = {"segment_path": "live/other/a.mp4"}
    assert await refused(encoder.report(RECORDING, "a", **outside)) == "ID_INVALID"


async def test_a_recording_of_no_show_is_nobodys(world: World) -> None:
    _, encoder = await encoder_of(world)
    await encoder.report(RECORDING, "a", segment_path=f"{encoder.path}/x.mp4")
    assert await world.database.pool.fetchval("SELECT count(*) FROM recordings") == 0


async def test_a_recording_whose_hook_was_lost_is_found_in_the_bucket(world: World) -> None:
    show, encoder = await encoder_of(world)
    await encoder.live("a")
    world.clock.advance(timedelta(minutes=5))
    await encoder.gone("a")
    world.clock.advance(timedelta(seconds=6))

    async def recover() -> int:
        return await recover_recordings(
            uow=world.uow, queries=world.queries, store=world.bucket, clock=world.clock
        )

    assert await recover() == 0
    assert await recover() == 0
    assert world.bucket.lists == [f"{encoder.path}/2026-11-05_"]  # not again so soon
    ended = START + timedelta(minutes=5)
    world.bucket.objects = [
        StoredObject(key=f"{encoder.path}/{name}.mp4", modified_at=ended)
        for name in ("2026-11-05_12-00-02-000000", "2026-11-05_09-00-00-000000", "nonsense")
    ]
    world.clock.advance(timedelta(seconds=20))
    assert await recover() == 1
    (recording,) = (await world.get(show.show_id)).recordings
    assert recording.duration.seconds == 298
    world.clock.advance(timedelta(hours=1))
    assert await recover() == 0
    assert len(world.bucket.lists) == 2
