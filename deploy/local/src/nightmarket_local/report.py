"""What a fleet looks like from outside: processes, memory, addresses.

Memory is proportional (PSS): a page that several processes share counts once in the sum. Where
the kernel does not tell it, resident memory stands in.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import psutil

from nightmarket_backends.process import ProcessIdentity
from nightmarket_local.state import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightmarket_local.state import State

_MIB = 1024 * 1024
# address → the part that must be there for it to mean something
_SHOWN = {
    "app": "gateway",
    "gateway": "gateway",
    "sandbox": "sandbox",
    "rtmp": "mediamtx",
    "hls": "mediamtx",
    "webrtc": "mediamtx",
    "s3": "s3",
    "postgres": "postgres",
    "valkey": "valkey",
    "kafka": "kafka",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PartReport:
    name: str
    state: str
    pid: int | None
    restarts: int
    uptime_s: float | None
    pss_mib: float | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FleetReport:
    running: bool
    ready: bool
    parts: list[PartReport]
    pss_mib: float


def read(state: State) -> FleetReport:
    document = read_json(state.fleet_file) if state.is_held() else {}
    parts = list(_parts(document))
    return FleetReport(
        running=bool(document),
        ready=bool(document.get("ready")),
        parts=parts,
        pss_mib=round(sum(part.pss_mib or 0.0 for part in parts), 1),
    )


def _parts(document: dict[str, Any]) -> Iterator[PartReport]:
    known = dict(document.get("parts", {}))
    if "supervisor" in document:
        known["supervisor"] = {**document["supervisor"], "state": "ready", "restarts": 0}
    for name, part in known.items():
        process = _process(part)
        yield PartReport(
            name=name,
            state=part["state"],
            pid=process.pid if process else None,
            restarts=part["restarts"],
            uptime_s=_uptime(process) if process else None,
            pss_mib=_memory(process, alone=name == "supervisor") if process else None,
        )


def _process(part: dict[str, Any]) -> psutil.Process | None:
    if part["pid"] is None:
        return None
    identity = ProcessIdentity(pid=part["pid"], started=part["started"])
    try:
        return psutil.Process(identity.pid) if identity.is_alive() else None
    except psutil.NoSuchProcess:
        return None


def _uptime(process: psutil.Process) -> float:
    return round(dt.datetime.now(dt.UTC).timestamp() - process.create_time(), 1)


def _memory(process: psutil.Process, *, alone: bool) -> float:
    """Answer the MiB of `process` and, unless it is `alone`, of all that it started."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for member in [process, *([] if alone else process.children(recursive=True))]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                full = member.memory_full_info()
                total += getattr(full, "pss", full.rss)
    return round(total / _MIB, 1)


def table(report: FleetReport) -> str:
    rows = [("PART", "STATE", "PID", "RESTARTS", "UPTIME", "PSS MiB")]
    rows += [
        (
            part.name,
            part.state,
            str(part.pid or "-"),
            str(part.restarts),
            "-" if part.uptime_s is None else f"{part.uptime_s:.0f} s",
            "-" if part.pss_mib is None else f"{part.pss_mib:.1f}",
        )
        for part in report.parts
    ]
    rows.append(
        ("total", "ready" if report.ready else "not ready", "", "", "", f"{report.pss_mib}")
    )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join(lines)


def addresses(state: State) -> str:
    document = read_json(state.fleet_file)
    known, parts = document.get("addresses", {}), document.get("parts", {})
    lines = [
        f"  {name:<10}{known[name]}"
        for name, part in _SHOWN.items()
        if part in parts and name in known
    ]
    if "sandbox" in parts:
        users = ", ".join(login["user"] for login in document["logins"])
        lines.append(f"  {'log in':<10}with LINE (the sandbox) as {users}")
    return "\n".join(lines)
