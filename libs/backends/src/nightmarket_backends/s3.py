"""A real S3 server over a plain folder, on loopback: versitygw.

Guarantees: a bucket is a sub-folder of the root and an object is a file in it, so a file that
another program finishes there is an object at once; objects survive `stop` and `kill -9`.
"""

from __future__ import annotations

import secrets
import signal
from typing import TYPE_CHECKING

from nightmarket_backends import toolchain
from nightmarket_backends.cache import built
from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_backends.process import Child, answers_http, environment, run, spawn
from nightmarket_backends.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VERSION = "v1.8.0"
REGION = "us-east-1"
_PROGRAM = "github.com/versity/versitygw/cmd/versitygw"


def prepare(progress: Callable[[str], None]) -> Path:
    """Answer the server program, built from its module once."""

    def build(target: Path) -> None:
        go = toolchain.go("the S3 server")
        progress(f"s3: building versitygw {VERSION} (about two minutes)")
        run(
            [go, "install", f"{_PROGRAM}@{VERSION}"],
            env=environment() | {"GOBIN": str(target), "CGO_ENABLED": "0", "GOFLAGS": ""},
            cwd=target,
            log=target / "build.log",
        )

    return built(f"versitygw-{VERSION}", build) / "versitygw"


class S3(Server):
    title = "the S3 server"

    def __init__(
        self,
        root: Path,
        *,
        port: int | None = None,
        access_key: str = "nightmarket",
        secret_key: str | None = None,
        log: Path | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.root = root.absolute()
        self.port = port if port is not None else free_port()
        self.access_key = access_key
        self.secret_key = secret_key if secret_key is not None else secrets.token_urlsafe(24)
        self.log = log if log is not None else root.with_name(f"{root.name}.log")
        self._progress = progress

    @property
    def endpoint(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def bucket(self, name: str) -> Path:
        """Make bucket `name` unless it is there; answers its folder."""
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def initialise(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)

    def launch(self) -> Child:
        self.child = spawn(
            [
                *(prepare(self._progress), "--port", f"{LOOPBACK}:{self.port}"),
                *("--region", REGION, "--health", "/healthz", "--quiet", "posix", self.root),
            ],
            name="s3",
            log=self.log,
            # by environment: every user of the machine can read a command line
            env=environment()
            | {"ROOT_ACCESS_KEY": self.access_key, "ROOT_SECRET_KEY": self.secret_key},
            when_parent_dies=signal.SIGTERM,
        )
        return self.child

    def is_ready(self) -> bool:
        return answers_http(self.port, "/healthz")

    @property
    def address(self) -> str:
        return self.endpoint
