"""The supervisor: one process that owns every process of the fleet.

Guarantees: a part is started when all that it comes after are ready; a part that dies is started
again (at once, then after 0.5, 1, 2 … 10 s) and the death is reported in the log, `fleet.json`
and `events.jsonl`; when the supervisor ends, however it ends, no process of the fleet is left:
it stops them in reverse order within one grace period, and the kernel ends them if it cannot.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from nightmarket_backends.errors import BackendError, StartFailed
from nightmarket_backends.process import ProcessIdentity, wait_until
from nightmarket_local.parts import Part, tiers
from nightmarket_local.state import State, now, write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nightmarket_backends.process import Child

GRACE = 20.0
_BACKOFF = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0)
_CALM = 60.0  # after this long alive, a death counts as the first one again
_FIRST_ATTEMPTS = 3
_REAP_EVERY = 5.0
_PR_SET_CHILD_SUBREAPER = 36


@dataclasses.dataclass(slots=True)
class _Record:
    """What is known of one part; guarded by the supervisor's lock."""

    state: str = "waiting"
    child: Child | None = None
    restarts: int = 0
    since: str = ""


class Supervisor:
    def __init__(
        self, parts: Sequence[Part], state: State, *, document: Mapping[str, object], grace: float
    ) -> None:
        self._tiers = tiers(parts)
        self._parts = list(parts)
        self._state = state
        self._document = document
        self._grace = grace
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._changed = threading.Condition(self._lock)
        self._settled = {part.name: threading.Event() for part in parts}
        self._records = {part.name: _Record() for part in parts}
        self._failure: str | None = None
        self._ready = False
        self._begun = time.monotonic()

    def run(self) -> int:
        """Keep the fleet until `stop`; answers 1 when it never became ready."""
        threads = [
            threading.Thread(target=self._guard, args=(part,), name=part.name, daemon=True)
            for part in self._parts
        ]
        self._report("fleet.starting")
        for thread in threads:
            thread.start()
        with self._changed:
            self._changed.wait_for(self._is_decided)
            if self._failure is None and not self._stopping.is_set():
                self._ready = True
                self._report("fleet.ready", seconds=self._elapsed())
        if self._failure is not None:
            self._report("fleet.failed", reason=self._failure)
            self._stopping.set()
        suspects: set[int] = set()
        while not self._stopping.wait(_REAP_EVERY):
            suspects = self._reap_orphans(suspects)
        self._stop_all()
        return 1 if self._failure is not None else 0

    def stop(self) -> None:
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()

    def _is_decided(self) -> bool:
        return (
            self._stopping.is_set()
            or self._failure is not None
            or all(event.is_set() for event in self._settled.values())
        )

    def _elapsed(self) -> float:
        return round(time.monotonic() - self._begun, 2)

    # -- one thread per part -------------------------------------------------------------------

    def _guard(self, part: Part) -> None:
        """Keep `part`; whatever breaks its thread fails the whole fleet instead of hiding."""
        try:
            for name in part.after:
                while not self._settled[name].wait(0.1):
                    if self._stopping.is_set():
                        return
            part.prepare()
            self._keep(part)
        except BackendError as error:
            self._fail(part, str(error))
        except Exception as error:  # noqa: BLE001 - the outermost loop of the thread
            self._fail(part, repr(error))

    def _keep(self, part: Part) -> None:
        failures = 0
        while (child := self._launch(part)) is not None:
            begun = time.monotonic()
            reason = self._settle(part, child, begun=begun)
            if self._stopping.is_set() or (part.is_task and reason is None):
                return
            failures = 1 if time.monotonic() - begun > _CALM else failures + 1
            reason = reason or f"ended with {child.exit_code()}"
            if not self._settled[part.name].is_set() and (
                part.is_task or failures >= _FIRST_ATTEMPTS
            ):
                self._fail(part, f"{reason}\n{child.log_tail()}")
                return
            pause = _BACKOFF[min(failures, len(_BACKOFF)) - 1]
            with self._lock:
                self._records[part.name].restarts += 1
                self._set(part, "restarting")
                self._report("part.exited", part=part.name, reason=reason, restart_in_s=pause)
            if self._stopping.wait(pause):
                return

    def _launch(self, part: Part) -> Child | None:
        with self._lock:
            if self._stopping.is_set():
                return None
            child = part.launch()
            self._records[part.name].child = child
            self._set(part, "starting")
            self._report("part.started", part=part.name, pid=child.pid)
            return child

    def _settle(self, part: Part, child: Child, *, begun: float) -> str | None:
        """See `child` ready and then to its end; answers why it never became ready."""
        try:
            if part.is_ready is None:
                code = child.wait(part.seconds)
                child.kill()
                if code != 0:
                    return f"did not end in {part.seconds:g} s" if code is None else f"ended {code}"
            else:
                wait_until(
                    part.is_ready,
                    seconds=part.seconds,
                    what=part.name,
                    child=child,
                    given_up=self._stopping,
                )
        except StartFailed as error:
            if self._stopping.is_set():
                return None
            child.kill()
            return str(error).splitlines()[0]
        with self._changed:
            self._set(part, "done" if part.is_task else "ready")
            took = round(time.monotonic() - begun, 2)
            self._report("part.ready", part=part.name, seconds=took)
            self._settled[part.name].set()
            self._changed.notify_all()
        if not part.is_task:
            child.wait()
            if not self._stopping.is_set():
                child.kill()  # what it started must not outlive it
        return None

    def _fail(self, part: Part, reason: str) -> None:
        with self._changed:
            self._set(part, "failed")
            if self._ready or self._stopping.is_set():
                self._report("part.failed", part=part.name, reason=reason)
                return
            self._failure = self._failure or f"{part.name}: {reason}"
            self._changed.notify_all()

    # -- the end -------------------------------------------------------------------------------

    def _stop_all(self) -> None:
        """End tier after tier, last started first; each gets half of the time that is left."""
        self._report("fleet.stopping")
        deadline = time.monotonic() + self._grace
        for tier in reversed(self._tiers):
            with self._lock:
                children = [
                    (part, child)
                    for part in tier
                    if (child := self._records[part.name].child) is not None
                    and child.exit_code() is None
                ]
            for part, child in children:
                child.send(part.stop_signal)
            until = time.monotonic() + max(0.0, deadline - time.monotonic()) / 2
            for part, child in children:
                if child.wait(max(0.0, until - time.monotonic())) is None:
                    self._report("part.killed", part=part.name)
                child.kill()
        for orphan in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                orphan.kill()
        self._state.fleet_file.unlink(missing_ok=True)
        self._report("fleet.stopped", write=False)

    def _reap_orphans(self, suspects: set[int]) -> set[int]:
        """Bury what our children left behind; only zombies seen twice, nobody waits for those."""
        with self._lock:
            ours = {record.child.pid for record in self._records.values() if record.child}
        zombies = {pid for pid in _children() - ours if not ProcessIdentity.of(pid).is_alive()}
        for pid in zombies & suspects:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        return zombies - suspects

    # -- telling -------------------------------------------------------------------------------

    def _set(self, part: Part, state: str) -> None:
        record = self._records[part.name]
        record.state, record.since = state, now()

    def _report(
        self, event: str, *, part: str | None = None, write: bool = True, **details: object
    ) -> None:
        with self._lock:
            # the file first: whoever reads the event may look there
            if write:
                write_json(self._state.fleet_file, self._fleet())
            self._state.append_event(event, part=part, **details)
            words = " ".join(f"{key}={value}" for key, value in details.items())
            print(now(), event, part or "", words, flush=True)

    def _fleet(self) -> dict[str, Any]:
        return {
            **self._document,
            "ready": self._ready
            and all(record.state in {"ready", "done"} for record in self._records.values()),
            "supervisor": dataclasses.asdict(ProcessIdentity.of(os.getpid())),
            "parts": {
                name: {
                    "state": record.state,
                    "pid": None if record.child is None else record.child.pid,
                    "started": None if record.child is None else record.child.identity.started,
                    "restarts": record.restarts,
                    "since": record.since,
                }
                for name, record in self._records.items()
            },
        }


def supervise(
    state: State,
    plan: Callable[[], tuple[Sequence[Part], Mapping[str, object]]],
    *,
    grace: float = GRACE,
) -> int:
    """Hold `state`, then keep the parts of `plan` until SIGTERM or SIGINT.

    `plan` answers the parts and what `fleet.json` says beside them.
    """
    state.ensure()
    with state.hold():
        _adopt_orphans()
        try:
            parts, document = plan()
        except BackendError as error:
            state.append_event("fleet.failed", reason=str(error))
            return 1
        supervisor = Supervisor(parts, state, document=document, grace=grace)
        for number in (signal.SIGTERM, signal.SIGINT):
            # in a thread: the handler may interrupt the main thread while that holds the lock
            signal.signal(number, lambda *_: threading.Thread(target=supervisor.stop).start())
        return supervisor.run()


def _adopt_orphans() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _children() -> set[int]:
    found: set[int] = set()
    for file in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found.update(int(pid) for pid in file.read_text().split())
    return found
