"""Child processes that never outlive their parent.

Guarantees: a child leads its own session, so a signal to it reaches everything it started; it is
signalled by the kernel when this process ends, however it ends (Linux); its output goes to a log
file; it is identified by process id and start time together, so a re-used id is never signalled.
`spawn` may be called from any thread: the kernel ties a child to the thread that forked it, so
one thread that lives as long as the process does all the forking.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import os
import pwd
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from nightmarket_backends.errors import BuildFailed, StartFailed
from nightmarket_backends.ports import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_LOG_TAIL = 4_000
_POLL = 0.02
_forks = ThreadPoolExecutor(max_workers=1, thread_name_prefix="forks")


def environment() -> dict[str, str]:
    return dict(os.environ)  # noqa: TID251 - the one place where this package reads it


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProcessIdentity:
    """A process id and the start time that tells it from a later process of the same id."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> ProcessIdentity:
        return cls(pid=pid, started=start_time(pid) or 0.0)

    def is_alive(self) -> bool:
        return start_time(self.pid) == self.started and not _is_zombie(self.pid)

    def send(self, number: signal.Signals) -> None:
        """Signal the process alone, if it still is the process it was."""
        if start_time(self.pid) == self.started:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def signal_group(self, number: signal.Signals) -> None:
        """Signal the process and its group, if it still is the process it was."""
        if start_time(self.pid) == self.started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)


def start_time(pid: int) -> float | None:
    """Kernel ticks since boot at which `pid` started; None when there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except ProcessLookupError:
        return None
    except FileNotFoundError:  # gone, or no /proc here
        try:
            return None if _LIBC else psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:
            return None
    return float(stat.rpartition(")")[2].split()[19])


def _is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


class Child:
    """A running child process."""

    def __init__(self, popen: subprocess.Popen[bytes], *, name: str, log: Path) -> None:
        self._popen = popen
        self._reaping = threading.Lock()
        self.name = name
        self.log = log
        self.identity = ProcessIdentity.of(popen.pid)

    @property
    def pid(self) -> int:
        return self._popen.pid

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._popen.poll()

    def wait(self, seconds: float | None = None) -> int | None:
        """Wait for the end; None when it still runs after `seconds`."""
        try:
            return self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def send(self, number: signal.Signals) -> None:
        """Signal the leader alone; it passes the wish on to what it started."""
        if self._popen.poll() is None:
            self._popen.send_signal(number)

    def kill(self) -> int:
        """Kill the whole group at once and reap the leader."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        return self._popen.wait()

    def stop(self, *, grace: float = 10.0, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask the leader to end, kill what is left of the group after `grace` seconds."""
        self.send(number)
        self.wait(grace)
        return self.kill()

    def log_tail(self) -> str:
        return log_tail(self.log)


def log_tail(log: Path, *, size: int = _LOG_TAIL) -> str:
    try:
        with log.open("rb") as handle:
            handle.seek(max(0, log.stat().st_size - size))
            return handle.read().decode(errors="replace").strip()
    except FileNotFoundError:
        return ""


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path,
    name: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
    when_parent_dies: signal.Signals = signal.SIGKILL,
) -> Child:
    """Start `argv` with its output appended to `log`; `env` replaces the environment."""
    command = [str(word) for word in argv]
    log.parent.mkdir(parents=True, exist_ok=True)
    entry = None if user is None else pwd.getpwnam(user)
    with log.open("ab") as output:

        def fork() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if env is None else dict(env),
                cwd=cwd,
                start_new_session=True,
                preexec_fn=_die_with_parent(when_parent_dies),  # noqa: PLW1509 - two calls of C
                user=None if entry is None else entry.pw_uid,
                group=None if entry is None else entry.pw_gid,
                extra_groups=None if entry is None else [entry.pw_gid],
            )

        popen = _forks.submit(fork).result()
    return Child(popen, name=name or Path(command[0]).name, log=log)


def _die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    if _LIBC is None:
        return None
    prctl, parent, getppid, leave = _LIBC.prctl, os.getpid(), os.getppid, os._exit

    def in_child() -> None:  # runs between fork and exec, after the change of user
        prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if getppid() != parent:  # the parent died before the request took hold
            leave(1)

    return in_child


def run(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
    log: Path,
    seconds: float = 1_800.0,
) -> None:
    """Run `argv` to its end; BuildFailed with the end of its output unless it succeeds."""
    child = spawn(argv, log=log, env=env, cwd=cwd, user=user)
    try:
        code = child.wait(seconds)
    finally:
        child.kill()
    if code != 0:
        what = f"did not end in {seconds:g} s" if code is None else f"ended with {code}"
        raise BuildFailed(f"{' '.join(map(str, argv[:4]))} … {what}:\n{child.log_tail()}")


def wait_until(
    is_met: Callable[[], bool],
    *,
    seconds: float,
    what: str,
    child: Child | None = None,
    given_up: threading.Event | None = None,
) -> None:
    """Poll `is_met` until it holds; StartFailed when the deadline passes or `child` ends."""
    pause = given_up or threading.Event()
    deadline = time.monotonic() + seconds
    while not is_met():
        if child is not None and (code := child.exit_code()) is not None:
            raise StartFailed(f"{what}: {child.name} ended with {code}:\n{child.log_tail()}")
        if time.monotonic() > deadline:
            tail = f":\n{child.log_tail()}" if child is not None else ""
            raise StartFailed(f"{what}: not within {seconds:g} s{tail}")
        if pause.wait(_POLL):
            raise StartFailed(f"{what}: given up")


def answers_tcp(port: int, *, host: str = LOOPBACK, seconds: float = 1.0) -> bool:
    try:
        with socket.create_connection((host, port), timeout=seconds):
            return True
    except OSError:
        return False


def answers_http(port: int, path: str, *, seconds: float = 2.0) -> bool:
    """Tell whether GET `path` on loopback answers 200; a few lines cheaper than an HTTP client."""
    request = f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nConnection: close\r\n\r\n"
    try:
        with (
            socket.create_connection((LOOPBACK, port), timeout=seconds) as connection,
            connection.makefile("rb") as answer,
        ):
            connection.sendall(request.encode())
            return answer.readline().split()[1:2] == [b"200"]
    except OSError:
        return False


def wait_tcp(port: int, *, seconds: float, child: Child | None = None) -> None:
    wait_until(
        lambda: answers_tcp(port), seconds=seconds, what=f"connecting to port {port}", child=child
    )
