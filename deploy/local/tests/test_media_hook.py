from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from nightmarket_backends import ffmpeg
from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_backends.process import spawn, wait_until
from nightmarket_local import media_hook
from nightmarket_local.environment import Addresses
from nightmarket_local.fleet import Fleet
from nightmarket_local.state import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.fleet, pytest.mark.timeout(900)]  # the first run builds MediaMTX


class Gateway:
    def __init__(self, port: int) -> None:
        self.posts: list[tuple[str, str | None, dict[str, Any]]] = []
        self.refusals = 0
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.posts.append((self.path, self.headers["X-Hook-Secret"], body))
                gateway.refusals -= 1
                self.send_response(503 if gateway.refusals >= 0 else 204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer((LOOPBACK, port), Handler)

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    gateway = Gateway(free_port())
    yield from serve(gateway)


def serve(gateway: Gateway) -> Iterator[Gateway]:
    thread = threading.Thread(target=gateway.server.serve_forever)
    thread.start()
    yield gateway
    gateway.server.shutdown()
    thread.join()
    gateway.server.server_close()


def run(port: int, folder: Path, event: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", str(media_hook.__file__), event],
        env={
            "NIGHTMARKET_HOOK_PORT": str(port),
            "NIGHTMARKET_HOOK_SECRET": "hook-secret",
            "NIGHTMARKET_HOOKS_LOST": str(folder / "hooks-lost"),
            "NIGHTMARKET_RECORDINGS": str(folder / "recordings"),
            "MTX_PATH": "live/room1",
            "MTX_QUERY": "key=STREAMKEY",
            **more,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )


def test_a_recording_is_told_by_its_place_in_the_bucket(gateway: Gateway, tmp_path: Path) -> None:
    segment = tmp_path / "recordings" / "live" / "room1" / "2026.mp4"
    done = run(
        gateway.port,
        tmp_path,
        "recording",
        MTX_SEGMENT_PATH=str(segment),
        MTX_SEGMENT_DURATION="12.5",
    )
    assert done.returncode == 0
    ((path, secret, body),) = gateway.posts
    assert (path, secret) == ("/internal/media/hooks", "hook-secret")
    assert body.pop("occurred_at").endswith("Z")
    assert body == {
        "event": "recording",
        "path": "live/room1",
        "source_type": None,
        "source_id": None,
        "segment_path": "live/room1/2026.mp4",
        "segment_duration_s": 12.5,
    }


def test_a_hook_is_told_again_until_it_is_taken(gateway: Gateway, tmp_path: Path) -> None:
    gateway.refusals = 2
    done = run(gateway.port, tmp_path, "available", MTX_SOURCE_TYPE="rtmpConn", MTX_SOURCE_ID="7")
    assert done.returncode == 0
    assert len(gateway.posts) == 3
    assert gateway.posts[2][2]["source_id"] == "7"


def test_a_hook_gives_up_without_telling_the_stream_key(tmp_path: Path) -> None:
    done = run(free_port(), tmp_path, "available")
    assert done.returncode == 1
    assert "live/room1" in done.stderr
    assert "STREAMKEY" not in done.stdout + done.stderr


def test_hooks_can_be_lost_on_purpose(gateway: Gateway, tmp_path: Path) -> None:
    (tmp_path / "hooks-lost").touch()
    assert run(gateway.port, tmp_path, "unavailable").returncode == 0
    assert gateway.posts == []


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[tuple[State, Addresses, Gateway]]:
    state = State(tmp_path / "state")
    state.ensure()
    addresses = Addresses.choose(state, is_default=False)
    for gateway in serve(Gateway(addresses.ports["gateway"])):
        yield state, addresses, gateway


def test_a_broadcast_is_asked_for_and_told_of_by_the_media_part(
    fleet: tuple[State, Addresses, Gateway],
) -> None:
    state, addresses, gateway = fleet
    parts = {part.name: part for part in Fleet(state, addresses, extra={}).parts()}
    media = parts["mediamtx"]
    assert media.is_ready is not None
    media.prepare()
    child = media.launch()
    try:
        wait_until(media.is_ready, seconds=20, what="MediaMTX", child=child)
        publisher = spawn(
            [
                *(ffmpeg.path(), "-nostdin", "-re", "-f", "lavfi", "-i"),
                *("testsrc2=size=320x180:rate=15:duration=4", "-c:v", "libx264", "-g", "15"),
                *("-f", "flv", f"rtmp://{addresses.host_port('rtmp')}/live/room1?key=STREAMKEY"),
            ],
            log=state.log("publisher"),
        )
        assert publisher.wait(30) == 0, publisher.log_tail()
        wait_until(lambda: len(gateway.posts) >= 4, seconds=10, what="the hooks")
    finally:
        child.stop()
    asked, *told = gateway.posts
    secret = state.secrets()["media_hook_secret"]
    assert asked[0] == f"/internal/media/auth?secret={secret}"
    assert asked[2]["query"] == "key=STREAMKEY"
    assert {(path, given) for path, given, _ in told} == {("/internal/media/hooks", secret)}
    events = {body["event"]: body for _, _, body in told}
    assert set(events) == {"available", "unavailable", "recording"}
    assert events["available"]["source_type"] == "rtmpConn"
    assert events["available"]["source_id"] == asked[2]["id"]
    assert (state.recordings / events["recording"]["segment_path"]).is_file()
    assert 1 < events["recording"]["segment_duration_s"] < 6
    assert "STREAMKEY" not in state.log("mediamtx").read_text()
