from __future__ import annotations

import json
import shlex
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import httpx
import pytest
from botocore.config import Config
from botocore.session import Session

from nightmarket_backends import ffmpeg
from nightmarket_backends.mediamtx import MediaMTX
from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_backends.process import Child, spawn, wait_until
from nightmarket_backends.s3 import REGION, S3

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.fleet, pytest.mark.timeout(900)]  # the first run builds both servers

NOTE_HOOK = (
    "import os, sys; print(sys.argv[1], os.environ['MTX_PATH'], file=open(sys.argv[2], 'a'))"
)


class Gate(BaseHTTPRequestHandler):
    """Let publishers with the right key in, and every viewer."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        allowed = asked["action"] == "read" or asked["query"] == "key=right"
        self.send_response(200 if allowed else 401)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def auth_url() -> Iterator[str]:
    with ThreadingHTTPServer((LOOPBACK, free_port()), Gate) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://{LOOPBACK}:{server.server_address[1]}/auth"
        server.shutdown()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[S3]:
    store = S3(tmp_path / "s3")
    store.start()
    yield store
    store.stop()


def publish(server: MediaMTX, log: Path, *, key: str, seconds: int) -> Child:
    picture = f"testsrc2=size=320x180:rate=15:duration={seconds}"
    return spawn(
        [
            *(ffmpeg.path(), "-nostdin", "-re", "-f", "lavfi", "-i", picture),
            *("-c:v", "libx264", "-preset", "ultrafast", "-g", "15", "-f", "flv"),
            f"{server.rtmp_url}/room1?key={key}",
        ],
        log=log,
    )


def presigned(store: S3, bucket: str, key: str) -> str:
    client = Session().create_client(
        "s3",
        endpoint_url=store.endpoint,
        region_name=REGION,
        aws_access_key_id=store.access_key,
        aws_secret_access_key=store.secret_key,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    link: str = client.generate_presigned_url(
        "get_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=60
    )
    return link


def test_a_file_put_beside_the_server_is_an_object_with_ranges(store: S3) -> None:
    file = store.bucket("recordings") / "live" / "room1" / "a.mp4"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"0123456789")
    link = presigned(store, "recordings", "live/room1/a.mp4")
    answer = httpx.get(link, headers={"Range": "bytes=2-4"})
    assert answer.status_code == 206
    assert answer.content == b"234"
    store.kill()
    store.start()
    assert httpx.get(link).content == b"0123456789"


def test_a_broadcast_is_asked_for_recorded_and_an_object_at_once(
    tmp_path: Path, auth_url: str, store: S3
) -> None:
    notes = tmp_path / "notes"
    server = MediaMTX(
        tmp_path / "mediamtx",
        auth_url=auth_url,
        recordings=store.bucket("recordings"),
        hook=lambda event: shlex.join([sys.executable, "-c", NOTE_HOOK, event, str(notes)]),
    )
    server.start()
    try:
        forged = publish(server, tmp_path / "forged.log", key="wrong", seconds=30)
        good = publish(server, tmp_path / "good.log", key="right", seconds=30)
        wait_until(notes.exists, seconds=20, what="the start", child=good)
        second = publish(server, tmp_path / "second.log", key="right", seconds=30)
        assert forged.wait(15) not in {0, None}
        assert second.wait(15) not in {0, None}
        assert good.exit_code() is None
        good.stop()
        wait_until(lambda: len(notes.read_text().splitlines()) == 3, seconds=10, what="the end")
        told = sorted(notes.read_text().splitlines())
        assert told == ["available live/room1", "recording live/room1", "unavailable live/room1"]
        (recording,) = (server.recordings / "live" / "room1").glob("*.mp4")
        link = presigned(store, "recordings", f"live/room1/{recording.name}")
        assert httpx.get(link).content == recording.read_bytes()
    finally:
        server.stop()
