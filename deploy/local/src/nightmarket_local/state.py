"""The state folder: all that one fleet remembers.

Guarantees: one supervisor at a time holds the folder (a lock that the kernel drops with the
process); JSON files are replaced whole, never half-written; secrets are random per folder, made
once, and readable by their owner alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import fcntl
import json
import os
import secrets
import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nightmarket_backends.ports import free_port
from nightmarket_backends.postgres import data_folder, remove_data
from nightmarket_backends.process import ProcessIdentity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TextIO

_LOG_LIMIT = 20_000_000
_HOLD_SECONDS = 1.0
_SECRET_BYTES = {
    "postgres_password": 32,
    "s3_secret_key": 32,
    "service_token": 32,
    "identity_pepper": 32,
    "identity_key_secret": 32,
    "claim_key_secret": 32,
    "line_channel_secret": 16,  # as long as LINE's own
    "guest_secret": 32,
    "media_hook_secret": 32,
    "media_republish_secret": 32,
}


class AlreadyHeld(Exception):
    """Another supervisor holds the state folder."""


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    folder: Path

    @property
    def fleet_file(self) -> Path:
        return self.folder / "fleet.json"

    @property
    def events_file(self) -> Path:
        return self.folder / "events.jsonl"

    @property
    def launch_file(self) -> Path:
        """What `up` was asked for; the supervisor reads it."""
        return self.folder / "launch.json"

    @property
    def recordings(self) -> Path:
        return self.folder / "s3" / "recordings"

    def log(self, part: str) -> Path:
        return self.folder / "logs" / f"{part}.log"

    def ensure(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        # root's Postgres runs as another user, who must be able to pass through
        self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        (self.folder / "logs").mkdir(exist_ok=True)

    def forget(self) -> None:
        remove_data(data_folder(self.folder / "postgres"))
        shutil.rmtree(self.folder, ignore_errors=True)

    def trim_logs(self) -> None:
        """Keep one earlier generation of every log that has grown large."""
        for log in [self.events_file, *(self.folder / "logs").glob("*.log")]:
            if log.exists() and log.stat().st_size > _LOG_LIMIT:
                log.replace(log.with_name(f"{log.name}.1"))

    def secrets(self) -> dict[str, str]:
        file = self.folder / "secrets.json"
        known = read_json(file)
        missing = [name for name in _SECRET_BYTES if name not in known]
        if missing:
            known |= {name: secrets.token_hex(_SECRET_BYTES[name]) for name in missing}
            write_json(file, known)
        return {name: str(known[name]) for name in _SECRET_BYTES}

    def ports(self, wanted: Mapping[str, int | None]) -> dict[str, int]:
        """Choose a port per name: the remembered, else the wanted, else any, whichever is free."""
        file = self.folder / "ports.json"
        known = read_json(file)
        chosen = {name: free_port(preferred=known.get(name, port)) for name, port in wanted.items()}
        write_json(file, known | chosen)
        return chosen

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Be the one supervisor of this folder; AlreadyHeld when there is one."""
        with (self.folder / "supervisor.lock").open("a+") as handle:
            deadline = time.monotonic() + _HOLD_SECONDS
            while not _locked(handle):  # `is_held` takes the lock for a moment
                if time.monotonic() > deadline:
                    raise AlreadyHeld
                threading.Event().wait(0.02)
            handle.truncate(0)
            handle.write(json.dumps(dataclasses.asdict(ProcessIdentity.of(os.getpid()))))
            handle.flush()
            yield

    def is_held(self) -> bool:
        try:
            with (self.folder / "supervisor.lock").open("a+") as handle:
                return not _locked(handle)
        except FileNotFoundError:
            return False

    def supervisor(self) -> ProcessIdentity | None:
        """Who holds, or held, the folder."""
        known = read_json(self.folder / "supervisor.lock")
        return ProcessIdentity(**known) if known else None

    def append_event(self, event: str, *, part: str | None = None, **details: object) -> None:
        line = {"at": now(), "event": event, "part": part, **details}
        with self.events_file.open("a") as file:
            file.write(json.dumps(line) + "\n")


def _locked(handle: TextIO) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def read_json(file: Path) -> dict[str, Any]:
    """Answer the object in `file`; an absent or empty file is an empty object."""
    try:
        text = file.read_text()
    except FileNotFoundError:
        return {}
    return dict(json.loads(text)) if text else {}


def write_json(file: Path, value: Mapping[str, object]) -> None:
    """Replace `file`, readable by its owner alone."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    partial.touch(mode=0o600)
    partial.write_text(json.dumps(value, indent=1) + "\n")
    partial.replace(file)
