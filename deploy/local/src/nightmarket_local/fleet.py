"""The parts of the fleet and the order in which they start.

Backing servers first, then migrations and topics, then services, sandbox, gateway; the media
server last, so that on the way down its hooks still reach the gateway.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nightmarket_backends.errors import MissingPrerequisite
from nightmarket_backends.kafka import Kafka
from nightmarket_backends.mediamtx import MediaMTX, MediaPorts
from nightmarket_backends.postgres import Postgres
from nightmarket_backends.process import Child, answers_http, environment, spawn
from nightmarket_backends.s3 import S3
from nightmarket_backends.valkey import Valkey
from nightmarket_local import media_hook, repository
from nightmarket_local.environment import (
    INHERITED,
    LOGINS,
    SERVICES,
    Addresses,
    everything,
    own,
    shared,
)
from nightmarket_local.health import is_serving
from nightmarket_local.parts import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nightmarket_local.state import State

BACKING = ("postgres", "valkey", "kafka", "s3")


class Fleet:
    """Builds the parts of one fleet over its state folder, ports and secrets."""

    def __init__(
        self, state: State, addresses: Addresses, *, extra: Mapping[str, str], app: str = ""
    ) -> None:
        self._state = state
        self._addresses = addresses
        self._secrets = state.secrets()
        self._extra = dict(extra)
        self._app = app
        self._own = own(addresses, self._secrets, app=app)
        ports = addresses.ports
        self._postgres = Postgres(
            state.folder / "postgres",
            port=ports["postgres"],
            password=self._secrets["postgres_password"],
            log=state.log("postgres"),
        )
        self._valkey = Valkey(
            state.folder / "valkey", port=ports["valkey"], log=state.log("valkey")
        )
        self._kafka = Kafka(
            state.folder / "kafka",
            port=ports["kafka"],
            controller_port=ports["kafka_controller"],
            log=state.log("kafka"),
        )
        self._s3 = S3(
            state.folder / "s3",
            port=ports["s3"],
            secret_key=self._secrets["s3_secret_key"],
            log=state.log("s3"),
        )

    def parts(self, *, backing_only: bool = False) -> list[Part]:
        if backing_only:
            return self._backing()
        return [*self._backing(), *self._schemas(), *self._programs(), self._media()]

    def document(self) -> dict[str, object]:
        """What `fleet.json` says beside the state of the parts."""
        return {
            "addresses": self._addresses.published(with_app=bool(self._app)),
            "ports": dict(self._addresses.ports),
            "environment": everything(self._addresses, self._secrets, app=self._app) | self._extra,
            "logins": LOGINS,
            "logs": str(self._state.folder / "logs"),
            "recordings": str(self._state.recordings),
        }

    def _backing(self) -> list[Part]:
        return [
            Part(
                name="postgres",
                prepare=self._postgres.initialise,
                launch=self._postgres.launch,
                is_ready=self._postgres.is_ready,
                stop_signal=self._postgres.stop_signal,
            ),
            Part(
                name="valkey",
                prepare=self._valkey.initialise,
                launch=self._valkey.launch,
                is_ready=self._valkey.is_ready,
            ),
            Part(
                name="kafka",
                prepare=self._kafka.initialise,
                launch=self._kafka.launch,
                is_ready=self._kafka.is_ready,
            ),
            Part(
                name="s3",
                prepare=self._prepare_s3,
                launch=self._s3.launch,
                is_ready=self._s3.is_ready,
            ),
        ]

    def _prepare_s3(self) -> None:
        self._s3.initialise()
        self._s3.bucket(self._state.recordings.name)

    def _schemas(self) -> list[Part]:
        migrations = [
            Part(
                name=f"migrate-{service}",
                after=("postgres",),
                prepare=self._create_database(service),
                launch=self._console(f"migrate-{service}", service, "migrate"),
            )
            for service in SERVICES
        ]
        topics = repository.root() / "deploy" / "kafka" / "topics.yaml"
        module = "nightmarket_kit.runtime.topics"
        apply = [sys.executable, "-m", module, "apply", "--file", str(topics)]
        return [
            *migrations,
            Part(name="topics", after=("kafka",), launch=self._python("topics", apply, program="")),
        ]

    def _create_database(self, service: str) -> Callable[[], None]:
        def create() -> None:
            self._postgres.create_database(f"nightmarket_{service}")

        return create

    def _programs(self) -> list[Part]:
        ports = self._addresses.ports
        services = [
            Part(
                name=service,
                after=(*BACKING, "topics", f"migrate-{service}"),
                launch=self._console(service, service, "serve"),
                is_ready=self._service_check(service),
            )
            for service in SERVICES
        ]
        return [
            *services,
            Part(
                name="sandbox",
                launch=self._console("sandbox", "sandbox", "serve"),
                is_ready=lambda: answers_http(ports["sandbox"], "/healthz"),
                after=("topics",),
            ),
            Part(
                name="gateway",
                after=(*SERVICES, "sandbox"),
                launch=self._console("gateway", "gateway", "serve"),
                is_ready=lambda: answers_http(ports["gateway"], "/readyz"),
            ),
        ]

    def _service_check(self, service: str) -> Callable[[], bool]:
        port, jwks_port = self._addresses.ports[service], self._addresses.ports["identity_http"]
        if service == "identity":
            return lambda: is_serving(port) and answers_http(jwks_port, "/.well-known/jwks.json")
        return lambda: is_serving(port)

    def _media(self) -> Part:
        ports = self._addresses.ports
        gateway = self._addresses.http("gateway")
        secret = self._secrets["media_hook_secret"]
        media = MediaMTX(
            self._state.folder / "mediamtx",
            auth_url=f"{gateway}/internal/media/auth?secret={secret}",
            recordings=self._state.recordings,
            ports=MediaPorts(
                rtmp=ports["rtmp"],
                hls=ports["hls"],
                webrtc=ports["webrtc"],
                webrtc_udp=ports["webrtc_udp"],
                rtsp=ports["rtsp"],
                api=ports["media_api"],
            ),
            allowed_origins=(gateway,),
            hook=_hook_command,
            env=inherited()
            | {
                "NIGHTMARKET_HOOK_PORT": str(ports["gateway"]),
                "NIGHTMARKET_HOOK_SECRET": secret,
                "NIGHTMARKET_REPUBLISH_SECRET": self._secrets["media_republish_secret"],
                "NIGHTMARKET_HOOKS_LOST": str(self._state.folder / "hooks-lost"),
                "NIGHTMARKET_RECORDINGS": str(self._state.recordings),
            },
            log=self._state.log("mediamtx"),
        )
        return Part(
            name="mediamtx",
            after=("gateway",),
            prepare=media.initialise,
            launch=media.launch,
            is_ready=media.is_ready,
        )

    def _console(self, name: str, program: str, command: str) -> Callable[[], Child]:
        return self._python(
            name, [str(console_script(f"nightmarket-{program}")), command], program=program
        )

    def _python(self, name: str, argv: list[str], *, program: str) -> Callable[[], Child]:
        names = (
            inherited()
            | {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
            | shared(self._addresses, self._secrets)
            | self._own.get(program, {})
            | self._extra
        )

        def launch() -> Child:
            return spawn(
                argv, name=name, env=names, cwd=repository.root(), log=self._state.log(name)
            )

        return launch


def _hook_command(event: str) -> str:
    return shlex.join([sys.executable, "-I", "-S", str(media_hook.__file__), event])


def inherited() -> dict[str, str]:
    known = environment()
    return {name: known[name] for name in INHERITED if name in known}


def console_script(name: str) -> Path:
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        raise MissingPrerequisite(
            f"the console script {name}",
            needed_for="the fleet",
            install="uv sync --all-packages",
        )
    return path
