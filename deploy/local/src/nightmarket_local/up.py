"""`nightmarket up`: prepare what is missing, start the supervisor, wait until the fleet is ready.

Guarantees: interrupted at any moment (Ctrl-C, SIGTERM) it leaves no process and no half-made
artefact behind; run beside a running fleet it changes nothing.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import psutil

from nightmarket_backends import kafka, mediamtx, postgres, s3
from nightmarket_backends.errors import BackendError
from nightmarket_backends.process import log_tail, spawn
from nightmarket_local import app, report
from nightmarket_local.environment import SERVICES
from nightmarket_local.fleet import console_script
from nightmarket_local.serve import HELD
from nightmarket_local.state import read_json, write_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from types import FrameType

    from nightmarket_local.state import State

_STOPPING_SECONDS = 40.0
_OTHER_SECONDS = 120.0
_POLL = 0.05
_INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--foreground", action="store_true", help="stay until Ctrl-C")
    parser.add_argument(
        "--env", action="append", default=[], metavar="KEY=VALUE", help="for the Python parts"
    )
    parser.add_argument(
        "--backing", action="store_true", help="only Postgres, Valkey, Kafka and the S3 server"
    )
    parser.add_argument(
        "--no-app", action="store_true", help="the API alone: the app is neither built nor served"
    )


def run(args: argparse.Namespace, state: State) -> int:
    signal.signal(signal.SIGTERM, _interrupt)
    begun = time.monotonic()
    state.ensure()
    if state.is_held():
        return _await_other(state)
    try:
        extra = dict(_pair(word) for word in args.env)
        app_folder = _prepare(backing_only=args.backing, with_app=not args.no_app)
    except BackendError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return _INTERRUPTED
    state.trim_logs()
    asked = {"environment": extra, "backing_only": args.backing, "app": app_folder}
    write_json(state.launch_file, asked)
    return _supervise(args, state, begun=begun)


def _await_other(state: State) -> int:
    """Tell of the fleet that runs already, once it is ready; another `up` may be at it."""

    def is_ready() -> bool:
        return bool(read_json(state.fleet_file).get("ready"))

    if not _await(lambda: is_ready() or not state.is_held(), seconds=_OTHER_SECONDS):
        print("the fleet is already running, but not ready: see `nightmarket status`")
        return 1
    if not is_ready():
        print("the fleet that was running has ended", file=sys.stderr)
        return 1
    print("the fleet is already running:")
    print(report.addresses(state))
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _pair(word: str) -> tuple[str, str]:
    key, equals, value = word.partition("=")
    if not equals or not key:
        raise BackendError(f"--env wants KEY=VALUE, not {word}")
    return key, value


def _prepare(*, backing_only: bool, with_app: bool) -> str:
    """Download and build, side by side, what this machine does not have yet.

    Answers the folder of the built app; empty when there is none.
    """
    begun = time.monotonic()
    builders: list[Callable[[Callable[[str], None]], object]] = [
        postgres.prepare,
        kafka.prepare,
        s3.prepare,
    ]
    if not backing_only:
        for program in (*SERVICES, "sandbox", "gateway"):
            console_script(f"nightmarket-{program}")
        builders.append(mediamtx.prepare)
    if with_app and not backing_only:
        builders.append(app.prepare)

    def progress(text: str) -> None:
        print(f"[{time.monotonic() - begun:6.1f} s] {text}", flush=True)

    with ThreadPoolExecutor(len(builders)) as pool:
        running = [pool.submit(build, progress) for build in builders]
        try:
            results = [future.result() for future in running]
        except BaseException:
            # end what is being built, again and again, until every builder has noticed
            while not all(future.done() for future in running):
                _end_descendants()
                threading.Event().wait(_POLL)
            raise
    made = dict(zip(builders, results, strict=True))
    return str(made.get(app.prepare) or "")


def _end_descendants() -> None:
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()


def _supervise(args: argparse.Namespace, state: State, *, begun: float) -> int:
    offset = state.events_file.stat().st_size if state.events_file.exists() else 0
    command = [sys.executable, "-m", "nightmarket_local.serve", str(state.folder)]
    log = state.log("supervisor")
    if args.foreground:  # tied to this process, should it be killed
        supervisor = spawn(command, log=log, when_parent_dies=signal.SIGTERM)
        pid, ended = supervisor.pid, supervisor.exit_code
    else:
        with log.open("ab") as output:
            detached = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        pid, ended = detached.pid, detached.poll
    try:
        code = _follow(state, offset, ended)
        if code == 0:
            _summary(state, begun=begun)
            while args.foreground and ended() is None:
                threading.Event().wait(0.5)
    except KeyboardInterrupt:
        print("interrupted, stopping the fleet", file=sys.stderr)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(pid).send_signal(signal.SIGTERM)
        _await(lambda: ended() is not None, seconds=_STOPPING_SECONDS)
        return _INTERRUPTED
    return code


def _follow(state: State, offset: int, ended: Callable[[], int | None]) -> int:
    """Print what the supervisor reports until the fleet is ready or has failed."""
    while True:
        code = ended()  # asked before reading, so that its last words are not missed
        for event in _events_after(state, offset):
            offset = event.pop("offset")
            match event["event"]:
                case "part.ready":
                    print(f"  {event['part']:<18}{event['seconds']:6.2f} s", flush=True)
                case "part.exited":
                    print(f"  {event['part']:<18}{event['reason']}; again", flush=True)
                case "fleet.failed":
                    print(event["reason"], file=sys.stderr)
                    _await(lambda: ended() is not None, seconds=_STOPPING_SECONDS)
                    return 1
                case "fleet.ready":
                    return 0
        if code is not None:
            told = "another one holds the state" if code == HELD else f"ended with {code}"
            print(f"the supervisor {told}", file=sys.stderr)
            print(log_tail(state.log("supervisor")), file=sys.stderr)
            return 1
        threading.Event().wait(_POLL)


def _events_after(state: State, offset: int) -> Iterator[dict[str, Any]]:
    if not state.events_file.exists():
        return
    with state.events_file.open("rb") as file:
        file.seek(offset)
        for line in file:
            if not line.endswith(b"\n"):  # still being written
                return
            offset += len(line)
            yield {**json.loads(line), "offset": offset}


def _await(is_met: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not is_met():
        if time.monotonic() > deadline:
            return False
        threading.Event().wait(_POLL)
    return True


def _summary(state: State, *, begun: float) -> None:
    seconds = time.monotonic() - begun
    memory = report.read(state).pss_mib
    print(f"the fleet is ready after {seconds:.1f} s, {memory:.0f} MiB of memory (PSS)")
    print(report.addresses(state))
