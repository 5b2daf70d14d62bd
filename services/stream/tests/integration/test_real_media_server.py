"""The real MediaMTX and the real S3 server: sign-in, going live, rotation, kick, recording, ingest."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from nightmarket_backends import ffmpeg
from nightmarket_backends.mediamtx import MediaMTX
from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_backends.process import Child, environment, spawn
from nightmarket_backends.s3 import REGION, S3
from nightmarket_kit.core.clock import SystemClock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.testing.plugin import MakeDatabase, poll_until
from nightmarket_stream.adapters.mediamtx import MediaMtx
from nightmarket_stream.adapters.postgres import PostgresStreamUow
from nightmarket_stream.adapters.postgres_queries import PostgresStreamQueries
from nightmarket_stream.adapters.s3 import S3Store
from nightmarket_stream.application.create_show import CreateShow, create_show
from nightmarket_stream.application.ingest import IngestDesk, IngestView
from nightmarket_stream.application.poll_media import MediaPoll
from nightmarket_stream.application.ports import Ingest
from nightmarket_stream.application.queries import ShowView
from nightmarket_stream.application.record import recover_recordings
from nightmarket_stream.application.rotate_key import RotateKey, rotate_key
from nightmarket_stream.domain.show import ShowState
from services.stream.tests.driver import RESUME_FOR

pytestmark = [
    pytest.mark.pg,
    pytest.mark.fleet,
    pytest.mark.asyncio,
    pytest.mark.timeout(900),  # the first run builds both servers
]
SHOP = new_id()
ACTOR = Principal(user_id=new_id(), session_id=new_id(), roles={SHOP: "host"})


class Gate(BaseHTTPRequestHandler):
    """Lets everyone in: that stream is asked is the gateway's to prove."""

    def do_POST(self) -> None:
        json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def auth_url() -> Iterator[str]:
    with ThreadingHTTPServer((LOOPBACK, free_port()), Gate) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://{LOOPBACK}:{server.server_address[1]}/auth"
        server.shutdown()


@dataclass(kw_only=True)
class Studio:
    server: MediaMTX
    media: MediaMtx
    store: S3Store
    database: Database
    queries: PostgresStreamQueries
    poll: MediaPoll
    logs: Path

    def uow(self) -> PostgresStreamUow:
        return PostgresStreamUow(self.database)

    async def show(self, show_id: str) -> ShowView:
        found = await self.queries.show(show_id)
        assert found is not None
        return found

    async def becomes(self, show_id: str, state: ShowState) -> None:
        async def turned() -> bool:
            await self.poll.step()
            return (await self.show(show_id)).state is state

        await poll_until(turned, within_s=20, every_s=0.5)


@pytest_asyncio.fixture
async def studio(
    make_database: MakeDatabase, tmp_path: Path, auth_url: str
) -> AsyncIterator[Studio]:
    s3 = S3(tmp_path / "s3")
    await asyncio.to_thread(s3.start, seconds=600)
    server = MediaMTX(
        tmp_path / "mediamtx",
        auth_url=auth_url,
        recordings=s3.bucket("recordings"),
        env=environment() | {"TZ": "UTC"},
    )
    await asyncio.to_thread(server.start, seconds=600)
    media = MediaMtx(
        api_url=server.api_url,
        rtmp_url=server.rtmp_url,
        hls_url=server.hls_url,
        webrtc_url=server.webrtc_url,
    )
    store = S3Store(
        endpoint=s3.endpoint,
        bucket="recordings",
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        region=REGION,
    )
    database = Database(await make_database("nightmarket_stream"))
    await database.start()
    queries = PostgresStreamQueries(database)
    poll = MediaPoll(
        uow=lambda: PostgresStreamUow(database),
        queries=queries,
        media=media,
        clock=SystemClock(),
        resume_for=RESUME_FOR,
    )
    yield Studio(
        server=server,
        media=media,
        store=store,
        database=database,
        queries=queries,
        poll=poll,
        logs=tmp_path,
    )
    await database.stop(5)
    await media.stop(1)
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(s3.stop)


def encode(studio: Studio, *output: str) -> Child:
    picture = "testsrc2=size=320x180:rate=15:duration=120"
    return spawn(
        [
            *(ffmpeg.path(), "-nostdin", "-re", "-f", "lavfi", "-i", picture),
            *("-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "15"),
            *("-b:v", "400k", "-bf", "0", *output),
        ],
        log=studio.logs / "encoder.log",
    )


def publish(studio: Studio, stream_key: str) -> Child:
    """Pictures without sound."""
    return encode(studio, "-map", "0:v", "-f", "flv", f"{studio.server.rtmp_url}/{stream_key}")


async def announced(studio: Studio) -> str:
    wanted = CreateShow(
        request_id=new_id(), actor=ACTOR, shop_id=SHOP, title="Night", schedule_at=None
    )
    return await create_show(wanted, uow=studio.uow, clock=SystemClock())


async def rotated(studio: Studio, show_id: str) -> Ingest:
    command = RotateKey(request_id=new_id(), actor=ACTOR, show_id=show_id)
    return await rotate_key(command, uow=studio.uow, media=studio.media, clock=SystemClock())


async def seen(studio: Studio, show_id: str) -> IngestView:
    """The signal as the studio sees it, some seconds after it came."""
    desk = IngestDesk(queries=studio.queries, media=studio.media, clock=SystemClock())
    await studio.becomes(show_id, ShowState.LIVE)
    views: list[IngestView] = []

    async def is_measured() -> bool:
        view = await desk.look(show_id, actor=ACTOR)
        assert view is not None
        views.append(view)
        return len(views) > 3 and view.bitrate_bps > 0

    await poll_until(is_measured, within_s=20, every_s=1)
    assert views[-1].signal.bytes_received > views[0].signal.bytes_received
    return views[-1]


async def test_the_signal_of_an_encoder_without_sound(studio: Studio) -> None:
    show_id = await announced(studio)
    stream_key = (await rotated(studio, show_id)).stream_key
    encoder = await asyncio.to_thread(publish, studio, stream_key)
    try:
        view = await seen(studio, show_id)
    finally:
        await asyncio.to_thread(encoder.stop)
    assert view.signal.protocol == "rtmp"
    assert [(one.kind, one.codec) for one in view.signal.tracks] == [("video", "H264")]
    assert view.signal.warnings() == ["AUDIO_MISSING"]
    assert 50_000 < view.bitrate_bps < 2_000_000


async def test_the_signal_of_a_browser(studio: Studio) -> None:
    show_id = await announced(studio)
    ingest = await rotated(studio, show_id)
    encoder = await asyncio.to_thread(
        encode,
        studio,
        *("-ac", "2", "-c:a", "libopus", "-f", "whip"),
        *("-authorization", ingest.whip_token, ingest.whip_url),
    )
    try:
        view = await seen(studio, show_id)
    finally:
        await asyncio.to_thread(encoder.stop)
    assert view.signal.protocol == "webrtc"
    assert {(one.kind, one.codec) for one in view.signal.tracks} == {
        ("video", "H264"),
        ("audio", "Opus"),
    }
    assert view.signal.warnings() == []
    assert 50_000 < view.bitrate_bps < 2_000_000


async def test_polls_alone_air_cut_end_and_find_the_recording(studio: Studio) -> None:
    clock = SystemClock()
    show_id = await announced(studio)

    async def rotate() -> str:
        return (await rotated(studio, show_id)).stream_key

    stream_key = await rotate()
    encoder = await asyncio.to_thread(publish, studio, stream_key)
    try:
        await studio.becomes(show_id, ShowState.LIVE)
        live = await studio.show(show_id)
        path = f"live/{live.path}"
        source_id = await studio.media.publisher_of(path)
        assert source_id
        await studio.media.kick(path, source_id="another")
        assert await studio.media.publisher_of(path) == source_id
        await rotate()
        assert await studio.media.publisher_of(path) is None
        assert await asyncio.to_thread(encoder.wait, 15) is not None
        await studio.becomes(show_id, ShowState.ENDED)
    finally:
        await asyncio.to_thread(encoder.stop)

    async def recovered() -> bool:
        await recover_recordings(
            uow=studio.uow, queries=studio.queries, store=studio.store, clock=clock
        )
        return bool((await studio.show(show_id)).recordings)

    await poll_until(recovered, within_s=20, every_s=1)
    (recording,) = (await studio.show(show_id)).recordings
    url = await studio.store.presigned_url(recording.key, seconds=3600, content_type="video/mp4")
    async with httpx.AsyncClient() as client:
        answer = await client.get(url, headers={"Range": "bytes=4-7"})
    assert (answer.status_code, answer.content) == (206, b"ftyp")
    assert answer.headers["content-type"] == "video/mp4"
