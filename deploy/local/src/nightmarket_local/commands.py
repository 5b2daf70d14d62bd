"""`down`, `clean`, `status` and `logs`: all that looks at a fleet from outside.

Guarantee: when `down` returns 0, no process of the fleet is left, even if the supervisor was
killed before.
"""

from __future__ import annotations

import dataclasses
import json
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

from nightmarket_backends.process import ProcessIdentity, log_tail
from nightmarket_local import report
from nightmarket_local.state import read_json
from nightmarket_local.supervisor import GRACE

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from nightmarket_local.state import State

_POLL = 0.05
_TAIL = 8_000


def down(args: argparse.Namespace, state: State) -> int:  # noqa: ARG001 - every command has the same
    if not state.is_held():
        _sweep(state)
        print("the fleet is not running")
        return 0
    begun = time.monotonic()
    supervisor = state.supervisor()
    if supervisor is not None and supervisor.is_alive():
        supervisor.send(signal.SIGTERM)
    deadline = begun + GRACE + 10
    while _is_there(state, supervisor):
        if time.monotonic() > deadline and supervisor is not None:
            print("the supervisor did not end; killing it", file=sys.stderr)
            supervisor.send(signal.SIGKILL)
            deadline += GRACE
        threading.Event().wait(_POLL)
    _sweep(state)
    print(f"the fleet is down after {time.monotonic() - begun:.1f} s")
    return 0


def _is_there(state: State, supervisor: ProcessIdentity | None) -> bool:
    return state.is_held() or (supervisor is not None and supervisor.is_alive())


def _sweep(state: State) -> None:
    """Kill what a killed supervisor left, told by process id and start time."""
    for part in read_json(state.fleet_file).get("parts", {}).values():
        if part["pid"] is not None:
            ProcessIdentity(pid=part["pid"], started=part["started"]).signal_group(signal.SIGKILL)
    state.fleet_file.unlink(missing_ok=True)


def clean(args: argparse.Namespace, state: State) -> int:
    if state.folder.exists():
        down(args, state)
        state.forget()
    print(f"forgot {state.folder}")
    return 0


def status(args: argparse.Namespace, state: State) -> int:
    seen = report.read(state)
    if args.json:
        print(json.dumps(dataclasses.asdict(seen), indent=1))
    elif seen.running:
        print(report.table(seen))
        print(report.addresses(state))
    else:
        print("the fleet is not running")
    return 0 if seen.ready else 1


def add_status_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def logs(args: argparse.Namespace, state: State) -> int:
    files = [state.log(args.part)] if args.part else sorted((state.folder / "logs").glob("*.log"))
    if not all(file.exists() for file in files):
        known = ", ".join(sorted(file.stem for file in (state.folder / "logs").glob("*.log")))
        print(f"no log of {args.part}; there are: {known}", file=sys.stderr)
        return 1
    offsets = {file: file.stat().st_size for file in files}
    for file in files:
        tail = log_tail(file, size=_TAIL if args.part else _TAIL // 8)
        _show(file, tail, prefixed=args.part is None)
    try:
        while args.follow:
            for file, offset in offsets.items():
                with file.open("rb") as handle:
                    handle.seek(offset)
                    text = handle.read()
                whole = text[: text.rfind(b"\n") + 1]
                offsets[file] += len(whole)
                _show(file, whole.decode(errors="replace").rstrip("\n"), prefixed=not args.part)
            threading.Event().wait(0.3)
    except KeyboardInterrupt:
        pass
    return 0


def _show(file: Path, text: str, *, prefixed: bool) -> None:
    for line in text.splitlines():
        print(f"{file.stem:<18}{line}" if prefixed else line, flush=True)


def add_logs_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("part", nargs="?", help="all parts without it")
    parser.add_argument("-f", "--follow", action="store_true")
