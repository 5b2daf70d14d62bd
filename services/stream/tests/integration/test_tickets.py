"""Media tickets, who may watch a preview, and the signal that the studio is told of."""

from datetime import timedelta

import pytest

from nightmarket.stream.v1 import stream_pb2, stream_service_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import from_timestamp, to_timestamp
from nightmarket_stream.domain.signal import Track, TrackKind
from nightmarket_stream.domain.ticket import TICKET_LIFE
from services.stream.tests.driver import RESUME_FOR, START, World, token
from services.stream.tests.encoder import (
    AVAILABLE,
    ENDED,
    LIVE,
    READ,
    SCHEDULED,
    Encoder,
    encoder_of,
    end,
    refused,
    state,
    topics,
)
from services.stream.tests.studio import PREVIEWING, SECOND, by_hand, ingest, start, ticket

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]


# Tickets to publish


async def test_a_ticket_stands_for_the_stream_key(world: World) -> None:
    show = await world.show()  # no key was ever made
    request_id = new_id()
    shown = await ticket(world, show, request_id=request_id)
    assert shown.url.startswith("http://media.test:8889/live/")
    assert shown.url.endswith("/whip")
    assert from_timestamp(shown.expire_time) == START + TICKET_LIFE
    again = await ticket(world, show, request_id=request_id)
    assert (again.token, again.rtmp_key, again.url) == ("", "", shown.url)
    dump = str(await world.database.pool.fetch("SELECT * FROM media_tickets, requests, outbox"))
    assert shown.token not in dump
    path = shown.url.split("/")[-2]
    assert shown.rtmp_server == "rtmp://media.test:1935/live"
    assert shown.rtmp_key == f"{path}?key={shown.token}"
    encoder = Encoder(world, stream_pb2.IngestCredentials(stream_key=shown.rtmp_key))
    assert await encoder.ask("") == show.show_id  # OPTIONS comes first
    await encoder.live("a")
    assert await state(world, show) == LIVE

    await encoder.gone("a")  # the network dropped
    world.clock.advance(RESUME_FOR - SECOND)
    encoder.key = (await ticket(world, show)).token
    await encoder.live("b")
    assert await state(world, show) == LIVE
    assert await topics(world) == [
        "stream.scheduled",
        "stream.live",
        "stream.ended",
        "stream.live",
    ]


async def test_a_ticket_is_for_minutes(world: World) -> None:
    show, encoder = await encoder_of(world)
    encoder.key = (await ticket(world, show)).token
    world.clock.advance(TICKET_LIFE - SECOND)
    await encoder.ask("a")
    world.clock.advance(SECOND)
    assert await refused(encoder.ask("b")) == "MEDIA_TICKET_EXPIRED"


async def test_a_ticket_airs_its_own_show_or_none(world: World) -> None:
    first, encoder = await encoder_of(world)
    key = encoder.key
    second = await world.show("Second", schedule_time=to_timestamp(START + timedelta(hours=1)))
    encoder.key = (await ticket(world, second)).token
    assert await encoder.ask("a") == second.show_id
    world.media.put(encoder.path, "a", START)
    await encoder.report(AVAILABLE, "a")
    assert (await state(world, first), await state(world, second)) == (SCHEDULED, LIVE)
    await encoder.gone("a")
    world.clock.advance(RESUME_FOR)
    assert await refused(encoder.ask("b")) == "SHOW_STATE"

    encoder.key = key
    await encoder.live("c")
    assert await state(world, first) == LIVE
    third = await world.show("Third")
    encoder.key = (await ticket(world, third)).token
    assert await refused(encoder.ask("d")) == "ALREADY_PUBLISHING"
    world.media.there.clear()
    assert await refused(encoder.ask("d")) == "MEDIA_TICKET_INVALID"


async def test_rotation_and_the_end_of_the_show_withdraw_tickets(world: World) -> None:
    show, encoder = await encoder_of(world)
    encoder.key = (await ticket(world, show)).token
    await world.rotate(show.show_id)
    assert await refused(encoder.ask("a")) == "MEDIA_TICKET_INVALID"
    encoder.key = (await ticket(world, show)).token
    await encoder.live("a")
    await end(world, show)
    assert world.media.kicked == ["a"]
    assert await refused(encoder.ask("b")) == "MEDIA_TICKET_INVALID"
    assert await refused(ticket(world, show)) == "SHOW_STATE"


async def test_a_ticket_of_another_use_or_channel_opens_nothing(world: World) -> None:
    show, encoder = await by_hand(world)
    publish, preview = await ticket(world, show), await ticket(world, show, PREVIEWING)
    assert await refused(encoder.ask("a", key=preview.token)) == "MEDIA_TICKET_INVALID"
    await encoder.live("a")
    assert await refused(encoder.ask(key=publish.token, action=READ)) == "MEDIA_TICKET_INVALID"
    assert await refused(encoder.ask("b", key=publish.token + "x")) == "MEDIA_TICKET_INVALID"
    other_shop = new_id()
    owner = token(role="owner", shop_id=other_shop)
    made = await world.stream.CreateShow(
        stream_service_pb2.CreateShowRequest(request_id=new_id(), shop_id=other_shop, title="x"),
        **world.auth(owner),
    )
    foreign = await ticket(world, made.show, user=owner)
    assert await refused(encoder.ask("b", key=foreign.token)) == "MEDIA_TICKET_INVALID"
    shown = await ticket(world, made.show, PREVIEWING, user=owner)
    assert await refused(encoder.ask(key=shown.token, action=READ)) == "MEDIA_TICKET_INVALID"


@pytest.mark.parametrize("role", ["packer", "moderator"])
async def test_members_preview_and_hosts_broadcast(world: World, role: str) -> None:
    show, _ = await by_hand(world)
    member, stranger = token(role=role), token(role="owner", shop_id=new_id())
    assert (await ticket(world, show, PREVIEWING, user=member)).url.endswith("/whep")
    assert await refused(ticket(world, show, user=member)) == "ROLE_MISSING"
    assert await refused(ingest(world, show, user=member)) == "ROLE_MISSING"
    assert await refused(ticket(world, show, PREVIEWING, user=stranger)) == "ROLE_MISSING"
    assert await refused(ticket(world, show, 0)) == "ID_INVALID"


async def test_old_tickets_are_dropped(world: World) -> None:
    show = await world.show()
    await ticket(world, show)
    world.clock.advance(timedelta(days=1) + TICKET_LIFE + SECOND)
    await ticket(world, show)
    assert await world.database.pool.fetchval("SELECT count(*) FROM media_tickets") == 1


# Who may watch a preview


async def test_the_public_sees_nothing_before_the_start(world: World) -> None:
    show, encoder = await by_hand(world)
    assert await refused(encoder.ask(action=READ, key="")) == "NOT_ON_AIR"
    await encoder.live("a")
    assert await refused(encoder.ask(action=READ, key="")) == "NOT_ON_AIR"
    shown = await ticket(world, show, PREVIEWING, user=token(role="packer"))
    assert await encoder.ask(action=READ, key=shown.token) == show.show_id
    world.clock.advance(TICKET_LIFE)
    assert await refused(encoder.ask(action=READ, key=shown.token)) == "MEDIA_TICKET_EXPIRED"
    await start(world, show)
    assert await encoder.ask(action=READ, key="") == show.show_id


async def test_a_window_to_resume_does_not_open_the_preview_of_the_next_show(
    world: World,
) -> None:
    first, encoder = await encoder_of(world)
    await encoder.live("a")
    await encoder.gone("a")
    second = await world.show("Second", starts=stream_pb2.SHOW_STARTS_HOST)
    assert await encoder.ask(action=READ, key="") == ""  # its viewers wait for the first
    encoder.key = (await ticket(world, second)).token
    await encoder.ask("b")
    assert await refused(encoder.ask(action=READ, key="")) == "NOT_ON_AIR"
    world.media.put(encoder.path, "b", world.clock.now())
    await encoder.report(AVAILABLE, "b")
    assert await refused(encoder.ask(action=READ, key="")) == "NOT_ON_AIR"
    assert await state(world, first) == ENDED
    wrong = await ticket(world, first, PREVIEWING)
    assert await refused(encoder.ask(action=READ, key=wrong.token)) == "MEDIA_TICKET_INVALID"


# The signal


async def test_the_signal_is_told_with_its_bit_rate_and_what_is_wrong(world: World) -> None:
    show, encoder = await encoder_of(world)
    assert await ingest(world, show) == stream_pb2.Ingest()
    await encoder.live("a")
    world.clock.advance(4 * SECOND)
    world.media.bytes_received = 1_000_000
    seen = await ingest(world, show)
    assert (seen.is_receiving, seen.protocol) == (True, "webrtc")
    assert [one.codec for one in seen.tracks] == ["H264", "Opus"]
    assert seen.bitrate_bps == 2_000_000  # the mean, for want of another sample
    assert list(seen.warnings) == []
    for megabytes in (2, 3):
        world.clock.advance(2 * SECOND)
        world.media.bytes_received = megabytes * 1_000_000
        seen = await ingest(world, show)
    assert seen.bitrate_bps == 4_000_000
    world.media.tracks = (Track(kind=TrackKind.VIDEO, codec="VP8"),)
    world.clock.advance(20 * SECOND)  # nobody asked meanwhile
    seen = await ingest(world, show)
    assert seen.bitrate_bps == round(3_000_000 * 8 / 28)
    assert list(seen.warnings) == ["VIDEO_CODEC_NOT_H264", "AUDIO_MISSING"]
    world.media.is_down = True
    assert await refused(ingest(world, show)) == "SERVICE_UNAVAILABLE"


async def test_the_signal_of_another_show_is_not_this_ones(world: World) -> None:
    first, encoder = await encoder_of(world)
    second = await world.show("Second", schedule_time=to_timestamp(START + timedelta(hours=1)))
    await encoder.live("a")
    assert (await ingest(world, first)).is_receiving
    assert not (await ingest(world, second)).is_receiving
    world.media.put(encoder.path, "b", START)  # not known to us yet
    assert not (await ingest(world, first)).is_receiving
