import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from subprocess import run
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from botocore.exceptions import EndpointConnectionError

from nightmarket_kit.runtime.calls import in_transaction
from nightmarket_stream.adapters.mediamtx import MediaMtx
from nightmarket_stream.adapters.s3 import S3Store
from nightmarket_stream.domain.errors import MediaServerUnavailable, ObjectStoreUnavailable
from services.stream.tests.driver import ADDRESSES

pytestmark = pytest.mark.asyncio
ITEM = {
    "name": "live/a",
    "available": True,
    "availableTime": "2026-11-05T20:00:00.123456789+08:00",
    "source": {"type": "rtmpConn", "id": "s1"},
}


def server(answer: Callable[[httpx.Request], httpx.Response]) -> tuple[MediaMtx, list[str]]:
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.raw_path.decode()}")
        return answer(request)

    return MediaMtx(**ADDRESSES, transport=httpx.MockTransport(handle)), asked


async def test_all_pages_of_paths_with_a_picture() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params["page"])
        waiting = {"name": "live/b", "available": False, "source": None}
        older = {"name": "live/c", "ready": True, "source": {"type": "x", "id": "s3"}}
        items = [[ITEM, waiting], [older]][page]
        return httpx.Response(200, json={"itemCount": 3, "pageCount": 2, "items": items})

    media, asked = server(answer)
    found = await media.paths()
    assert [(one.path, one.source_id) for one in found] == [("live/a", "s1"), ("live/c", "s3")]
    assert found[0].since == datetime(2026, 11, 5, 12, 0, 0, 123456, tzinfo=UTC)
    assert len(asked) == 2


async def test_a_signal_is_read_from_the_path() -> None:
    item = {
        **ITEM,
        "tracks2": [
            {"codec": "H264", "codecProps": {"profile": "High"}},
            {"codec": "MPEG-4 Audio", "codecProps": None},
            {"codec": "KLV", "codecProps": None},
        ],
        "readers": [{"type": kind, "id": "r"} for kind in ("hlsSession", "rtspSession", "hidden")],
        "inboundBytes": 1234,
    }
    media, asked = server(lambda _: httpx.Response(200, json=item))
    signal = await media.signal_of("live/a")
    assert signal is not None
    assert asked == ["GET /v3/paths/get/live/a"]
    assert (signal.source_id, signal.protocol, signal.bytes_received) == ("s1", "rtmp", 1234)
    assert [(one.kind, one.codec) for one in signal.tracks] == [
        ("video", "H264"),
        ("audio", "MPEG-4 Audio"),
    ]
    assert signal.readers == 1  # our own machinery does not count
    assert signal.warnings() == []
    for answer in (httpx.Response(404), httpx.Response(200, json={**item, "available": False})):
        media, _ = server(lambda _, answer=answer: answer)
        assert await media.signal_of("live/a") is None


@pytest.mark.parametrize(
    ("kind", "path"), [("rtmpConn", "rtc/a"), ("srtConn", "rtc/a"), ("webRTCSession", "live/a")]
)
async def test_webrtc_viewers_are_sent_where_the_sound_is_opus(kind: str, path: str) -> None:
    item = ITEM | {"source": {"type": kind, "id": "s1"}}
    media, asked = server(lambda _: httpx.Response(200, json={"pageCount": 1, "items": [item]}))
    await media.paths()
    playback = await media.playback("live/a", is_live=True)
    assert playback.whep_url == f"{ADDRESSES['webrtc_url']}/{path}/whep"
    assert playback.hls_url == f"{ADDRESSES['hls_url']}/live/a/index.m3u8"
    assert len(asked) == 1


async def test_where_whep_is_not_offered_hosts_preview_by_it_all_the_same() -> None:
    source = {"source": {"type": "webRTCSession", "id": "s1"}}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=source))
    media = MediaMtx(**ADDRESSES, offers_whep=False, transport=transport)
    playback = await media.playback("live/a", is_live=True)
    assert playback.whep_url == ""
    assert playback.hls_url == f"{ADDRESSES['hls_url']}/live/a/index.m3u8"
    assert (await media.preview_url("live/a")).endswith("/live/a/whep")


async def test_the_source_of_what_is_live_is_asked_for_before_the_first_poll() -> None:
    source = {"source": {"type": "webRTCSession", "id": "s1"}}
    media, asked = server(lambda _: httpx.Response(200, json=source))
    assert (await media.playback("live/a", is_live=False)).whep_url.endswith("/rtc/a/whep")
    assert asked == []
    assert (await media.playback("live/a", is_live=True)).whep_url.endswith("/live/a/whep")
    for status in (404, 500):
        away, _ = server(lambda _, status=status: httpx.Response(status))
        assert (await away.playback("live/a", is_live=True)).whep_url.endswith("/rtc/a/whep")


@pytest.mark.parametrize(
    ("kind", "collection"),
    [("rtmpConn", "rtmpconns"), ("rtmpsConn", "rtmpsconns"), ("webRTCSession", "webrtcsessions")],
)
async def test_a_kick_goes_to_the_collection_of_the_source(kind: str, collection: str) -> None:
    source = {"type": kind, "id": "s1"}
    media, asked = server(lambda _: httpx.Response(200, json={"source": source}))
    await media.kick("live/a", source_id="another")
    await media.kick("live/a", source_id="s1")
    await media.kick("live/a")
    look = "GET /v3/paths/get/live/a"
    kick = f"POST /v3/{collection}/kick/s1"
    assert asked == [look, look, kick, look, kick]


async def test_a_path_that_is_not_there_has_no_publisher() -> None:
    media, asked = server(lambda _: httpx.Response(404, json={"status": "error"}))
    assert await media.publisher_of("live/a") is None
    await media.kick("live/a")
    assert len(asked) == 2


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(500), httpx.Response(200, text="nonsense"), httpx.Response(200, json=[])],
)
async def test_a_bad_answer_is_no_answer(answer: httpx.Response) -> None:
    media, _ = server(lambda _: answer)
    for call in (media.paths(), media.publisher_of("live/a"), media.kick("live/a")):
        with pytest.raises(MediaServerUnavailable):
            await call


async def test_a_server_that_is_away_is_no_answer() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("away")

    media, _ = server(answer)
    with pytest.raises(MediaServerUnavailable):
        await media.paths()


async def test_nothing_remote_inside_a_transaction() -> None:
    media, asked = server(lambda _: httpx.Response(404))
    opened = in_transaction.set(True)
    try:
        with pytest.raises(RuntimeError):
            await media.kick("live/a")
        with pytest.raises(RuntimeError):
            await bucket().list("live/")
    finally:
        in_transaction.reset(opened)
    assert asked == []


async def test_what_an_encoder_is_told_hides_in_logs() -> None:
    ingest = MediaMtx(**ADDRESSES).ingest("abc", "SECRET")
    assert ingest.stream_key == "abc?key=SECRET"
    assert "SECRET" not in repr(ingest)
    assert MediaMtx(**ADDRESSES).ingest("abc", "").stream_key == ""


def bucket() -> S3Store:
    return S3Store(
        endpoint="http://127.0.0.1:1",
        bucket="recordings",
        access_key="access",
        secret_key="hidden",
        region="us-east-1",
    )


async def test_an_address_is_signed_without_a_call_and_handed_out_again() -> None:
    store = bucket()
    url = await store.presigned_url("live/a/b.mp4", seconds=7200, content_type="video/mp4")
    query = parse_qs(urlsplit(url).query)
    assert urlsplit(url).path == "/recordings/live/a/b.mp4"
    assert query["X-Amz-Expires"] == ["14400"]
    assert query["response-content-type"] == ["video/mp4"]
    assert "hidden" not in url
    again = await store.presigned_url("live/a/b.mp4", seconds=7200, content_type="video/mp4")
    assert again == url


async def test_a_store_that_is_away_is_said_to_be() -> None:
    class Away:
        def list_objects_v2(self, **_: Any) -> None:
            raise EndpointConnectionError(endpoint_url="http://s3.test")

    store = bucket()
    store.__dict__["_client"] = Away()
    with pytest.raises(ObjectStoreUnavailable):
        await store.list("live/")


async def test_botocore_is_loaded_at_first_use_only() -> None:
    script = (
        "import json, sys, nightmarket_stream.bootstrap;"
        "print(json.dumps([m for m in sys.modules if m.startswith('botocore')]))"
    )
    done = run([sys.executable, "-c", script], capture_output=True, check=True)  # noqa: ASYNC221
    assert json.loads(done.stdout) == []
