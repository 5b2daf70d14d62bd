"""A real MediaMTX on loopback.

Guarantees: the program is the pinned version, built from its checksummed Go module; every
publisher and viewer is asked for at the auth address; a second publisher never throws out the
first; a finished recording lies at `<recordings>/<path>/<start>.mp4`; what is sent with AAC to
`live/X` can be watched with sound by WebRTC at `rtc/X`, made while someone watches.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from nightmarket_backends import ffmpeg, toolchain
from nightmarket_backends.cache import built
from nightmarket_backends.errors import BuildFailed
from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_backends.process import Child, answers_http, environment, run, spawn
from nightmarket_backends.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = "v1.20.1"
HLS_JS = "1.7.0"  # the one that internal/servers/hls/hlsjsdownloader/VERSION names
_MODULE = "github.com/bluenviron/mediamtx"
_SUM = "h1:nY/EAViwn1zN9krUOTCsuU7v+cAdJ62jdrcc8pI9grI="


def prepare(progress: Callable[[str], None]) -> Path:
    """Answer the program: of the right version on PATH, else built from its module once."""
    if (found := _on_path()) is not None:
        return found

    def build(target: Path) -> None:
        go, npm = toolchain.go("MediaMTX"), toolchain.npm("MediaMTX's player page")
        log = target / "build.log"
        progress(f"mediamtx: building {VERSION} (about two minutes)")
        source = target / "source"
        shutil.copytree(_module_folder(go), source)
        for parent, _, files in os.walk(source):  # the module cache is read-only
            Path(parent).chmod(0o755)
            for file in files:
                (Path(parent) / file).chmod(0o644)
        (source / "internal/core/VERSION").write_text(VERSION)
        run([npm, "pack", "--silent", f"hls.js@{HLS_JS}"], cwd=target, log=log, seconds=300)
        with tarfile.open(target / f"hls.js-{HLS_JS}.tgz") as packed:
            script = packed.extractfile("package/dist/hls.min.js")
            if script is None:
                raise BuildFailed(f"hls.js {HLS_JS} holds no dist/hls.min.js")
            (source / "internal/servers/hls/hls.min.js").write_bytes(script.read())
        run(
            [
                *(go, "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w"),
                *("-o", target / "mediamtx", "."),
            ],
            env=environment() | {"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOWORK": "off"},
            cwd=source,
            log=log,
        )
        shutil.rmtree(source)

    return built(f"mediamtx-{VERSION}", build) / "mediamtx"


def _on_path() -> Path | None:
    if (found := shutil.which("mediamtx")) is None:
        return None
    answer = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    return Path(found) if answer.stdout.strip() == VERSION else None


def _module_folder(go: Path) -> Path:
    answer = subprocess.run(
        [go, "mod", "download", "-json", f"{_MODULE}@{VERSION}"],
        cwd="/",  # outside any module
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if answer.returncode:
        raise BuildFailed(f"downloading {_MODULE} failed: {answer.stdout}{answer.stderr}")
    module = json.loads(answer.stdout)
    if module["Sum"] != _SUM:
        raise BuildFailed(f"{_MODULE} {VERSION} has sum {module['Sum']}, expected {_SUM}")
    return Path(module["Dir"])


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MediaPorts:
    rtmp: int = dataclasses.field(default_factory=free_port)
    hls: int = dataclasses.field(default_factory=free_port)
    webrtc: int = dataclasses.field(default_factory=free_port)
    webrtc_udp: int = dataclasses.field(default_factory=free_port)
    rtsp: int = dataclasses.field(default_factory=free_port)
    api: int = dataclasses.field(default_factory=free_port)


def republish_command(ffmpeg: str) -> str:
    """Answer what makes `rtc/X` of `live/X`: the same picture, and Opus, which WebRTC can carry.

    MediaMTX puts in the variables; the token comes from its environment. It is seen in the list of
    processes, so it is good for nothing but RTSP, which listens on loopback.
    """
    server, token = f"rtsp://{LOOPBACK}:$RTSP_PORT", "token=$NIGHTMARKET_REPUBLISH_SECRET"
    return (
        f"{ffmpeg} -nostdin -hide_banner -loglevel error"
        f" -fflags nobuffer -analyzeduration 500000 -rtsp_transport tcp"
        f" -i {server}/live/$G1?{token}"
        f" -c:v copy -c:a libopus -ac 2 -b:a 96k"
        f" -f rtsp -rtsp_transport tcp {server}/rtc/$G1?{token}"
    )


def configuration(
    *,
    ports: MediaPorts,
    auth_url: str,
    recordings: Path,
    allowed_origins: tuple[str, ...],
    hook: Callable[[str], str] | None = None,
    ffmpeg: str = "ffmpeg",
) -> dict[str, object]:
    """Answer the settings; `hook(event)` is the command line for available, unavailable, recording.

    MediaMTX runs hooks without a shell, and their environment's MTX_QUERY holds the stream key.
    """
    path: dict[str, object] = {
        "source": "publisher",
        "overridePublisher": False,
        "record": True,
        "recordPath": f"{recordings}/%path/%Y-%m-%d_%H-%M-%S-%f",
        "recordFormat": "fmp4",
        "recordSegmentDuration": "12h",
        "recordDeleteAfter": "0s",
    }
    if hook is not None:
        path |= {
            "runOnAvailable": hook("available"),
            "runOnUnavailable": hook("unavailable"),
            "runOnRecordSegmentComplete": hook("recording"),
        }
    return {
        "logLevel": "info",
        "logDestinations": ["stdout"],
        "api": True,
        "apiAddress": f"{LOOPBACK}:{ports.api}",
        "metrics": False,
        "pprof": False,
        "playback": False,
        # for the republisher alone
        "rtsp": True,
        "rtspAddress": f"{LOOPBACK}:{ports.rtsp}",
        "rtspTransports": ["tcp"],
        "srt": False,
        "moq": False,
        "authMethod": "http",
        "authHTTPAddress": auth_url,
        "authHTTPExclude": [{"action": "api"}, {"action": "metrics"}, {"action": "pprof"}],
        "rtmp": True,
        "rtmpAddress": f"{LOOPBACK}:{ports.rtmp}",
        "hls": True,
        "hlsAddress": f"{LOOPBACK}:{ports.hls}",
        "hlsAllowOrigins": list(allowed_origins),
        "hlsAlwaysRemux": True,
        "hlsVariant": "lowLatency",
        "hlsSegmentDuration": "1s",
        "hlsPartDuration": "200ms",
        "webrtc": True,
        "webrtcAddress": f"{LOOPBACK}:{ports.webrtc}",
        "webrtcAllowOrigins": list(allowed_origins),
        "webrtcLocalUDPAddress": f"{LOOPBACK}:{ports.webrtc_udp}",
        "webrtcIPsFromInterfaces": False,
        "webrtcAdditionalHosts": [LOOPBACK],
        "paths": {
            "~^live/[A-Za-z0-9_-]+$": path,
            "~^rtc/([A-Za-z0-9_-]+)$": {
                "source": "publisher",
                "overridePublisher": False,
                "runOnDemand": republish_command(ffmpeg),
                "runOnDemandStartTimeout": "10s",
                "runOnDemandCloseAfter": "10s",
            },
        },
    }


class MediaMTX(Server):
    title = "MediaMTX"

    def __init__(
        self,
        data: Path,
        *,
        auth_url: str,
        recordings: Path,
        ports: MediaPorts | None = None,
        allowed_origins: tuple[str, ...] = (),
        hook: Callable[[str], str] | None = None,
        env: dict[str, str] | None = None,
        log: Path | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.data = data.absolute()
        self.ports = ports if ports is not None else MediaPorts()
        self.recordings = recordings.absolute()
        self.log = log if log is not None else data.with_name(f"{data.name}.log")
        self._configuration = configuration(
            ports=self.ports,
            auth_url=auth_url,
            recordings=self.recordings,
            allowed_origins=allowed_origins,
            hook=hook,
            ffmpeg=str(ffmpeg.path()),
        )
        self._env = env
        self._progress = progress

    @property
    def api_url(self) -> str:
        return f"http://{LOOPBACK}:{self.ports.api}"

    @property
    def rtmp_url(self) -> str:
        return f"rtmp://{LOOPBACK}:{self.ports.rtmp}/live"

    @property
    def hls_url(self) -> str:
        return f"http://{LOOPBACK}:{self.ports.hls}"

    @property
    def webrtc_url(self) -> str:
        return f"http://{LOOPBACK}:{self.ports.webrtc}"

    def initialise(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.recordings.mkdir(parents=True, exist_ok=True)
        file = self.data / "mediamtx.yml"  # JSON is YAML
        file.touch(mode=0o600)
        file.write_text(json.dumps(self._configuration, indent=1))

    def launch(self) -> Child:
        self.child = spawn(
            [prepare(self._progress), self.data / "mediamtx.yml"],
            name="mediamtx",
            log=self.log,
            env={**(environment() if self._env is None else self._env), "TZ": "UTC"},
            cwd=self.data,
            when_parent_dies=signal.SIGTERM,
        )
        return self.child

    def is_ready(self) -> bool:
        return answers_http(self.ports.api, "/v3/info")

    @property
    def address(self) -> str:
        return self.api_url
