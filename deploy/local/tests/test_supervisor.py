from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from nightmarket_backends.process import wait_until
from nightmarket_local.state import State, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.fleet
PROGRAM = Path(__file__).with_name("fake_fleet.py")


class Fleet:
    def __init__(self, state: State) -> None:
        self.state = state
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *kind: str) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen([sys.executable, PROGRAM, self.state.folder, *kind])
        return self.process

    def events(self, name: str) -> list[dict[str, Any]]:
        if not self.state.events_file.exists():
            return []
        lines = self.state.events_file.read_text().splitlines()
        return [event for line in lines if (event := json.loads(line))["event"] == name]

    def part(self, name: str) -> dict[str, Any]:
        known: dict[str, Any] = read_json(self.state.fleet_file)["parts"][name]
        return known

    def processes(self) -> list[psutil.Process]:
        folder = str(self.state.folder)
        return [
            process
            for process in psutil.process_iter(["cmdline", "status"])
            if folder in (process.info["cmdline"] or [])
            and process.info["status"] != psutil.STATUS_ZOMBIE
        ]

    def wait_ready(self) -> None:
        wait_until(lambda: bool(self.events("fleet.ready")), seconds=20, what="the fake fleet")


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(State(tmp_path / "state"))
    yield fleet
    for process in fleet.processes():
        process.kill()
    if fleet.process is not None:
        fleet.process.wait()


def test_parts_start_in_order_and_nothing_is_left_after_the_end(fleet: Fleet) -> None:
    supervisor = fleet.start()
    fleet.wait_ready()
    assert [event["part"] for event in fleet.events("part.ready")] == [
        "store",
        "prepare",
        "service",
    ]
    assert read_json(fleet.state.fleet_file)["ready"] is True
    wait_until(lambda: len(fleet.processes()) == 4, seconds=10, what="the grandchild")
    supervisor.terminate()
    assert supervisor.wait(10) == 0
    assert fleet.processes() == []
    assert not fleet.state.fleet_file.exists()
    assert not fleet.state.is_held()


def test_a_killed_part_is_started_again_and_its_death_reported(fleet: Fleet) -> None:
    supervisor = fleet.start()
    fleet.wait_ready()
    first = fleet.part("service")["pid"]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: len(fleet.events("part.ready")) == 4, seconds=10, what="the restart")
    again = fleet.part("service")
    assert again["pid"] != first
    assert (again["state"], again["restarts"]) == ("ready", 1)
    (death,) = fleet.events("part.exited")
    assert (death["part"], death["restart_in_s"]) == ("service", 0.0)
    assert "-9" in death["reason"]
    os.kill(again["pid"], signal.SIGKILL)
    wait_until(lambda: len(fleet.events("part.exited")) == 2, seconds=10, what="the death")
    assert fleet.events("part.exited")[1]["restart_in_s"] == 0.5
    supervisor.terminate()
    assert supervisor.wait(10) == 0


def test_a_task_that_fails_ends_the_fleet_and_tells_why(fleet: Fleet) -> None:
    supervisor = fleet.start("broken")
    assert supervisor.wait(20) == 1
    (failure,) = fleet.events("fleet.failed")
    assert "prepare" in failure["reason"]
    assert "the fault is told" in failure["reason"]
    assert fleet.events("fleet.ready") == []
    assert fleet.processes() == []


def test_a_part_that_will_not_end_is_killed_within_the_grace(fleet: Fleet) -> None:
    supervisor = fleet.start("stubborn")
    fleet.wait_ready()
    begun = time.monotonic()
    supervisor.terminate()
    assert supervisor.wait(10) == 0
    assert time.monotonic() - begun < 4
    assert [event["part"] for event in fleet.events("part.killed")] == ["service"]
    assert fleet.processes() == []


def test_parts_end_with_a_supervisor_that_is_killed(fleet: Fleet) -> None:
    supervisor = fleet.start()
    fleet.wait_ready()
    parts = [psutil.Process(fleet.part(name)["pid"]) for name in ("store", "service")]
    supervisor.kill()
    supervisor.wait()
    psutil.wait_procs(parts, timeout=5)
    assert [part for part in parts if part in fleet.processes()] == []
    assert not fleet.state.is_held()
