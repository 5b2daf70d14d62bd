from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from nightmarket_backends.ports import is_free
from nightmarket_backends.process import wait_until
from nightmarket_local.state import State, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.fleet, pytest.mark.timeout(900)]  # the first run builds the servers


def nightmarket(state: State, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nightmarket_local", "--state", state.folder, *words],
        capture_output=True,
        text=True,
        check=False,
    )


def processes_of(state: State) -> list[psutil.Process]:
    folder = str(state.folder)
    return [
        process
        for process in psutil.process_iter(["cmdline", "status"])
        if any(folder in word for word in process.info["cmdline"] or [])
        and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


@pytest.fixture
def states(tmp_path: Path) -> Iterator[tuple[State, State]]:
    states = State(tmp_path / "one"), State(tmp_path / "two")
    yield states
    for state in states:
        nightmarket(state, "clean")


def test_two_fleets_run_side_by_side_and_end_without_a_trace(states: tuple[State, State]) -> None:
    one, two = states
    for state in states:
        done = nightmarket(state, "up", "--backing")
        assert done.returncode == 0, done.stderr
        assert "the fleet is ready after" in done.stdout
    again = nightmarket(one, "up", "--backing")
    assert again.returncode == 0
    assert "already running" in again.stdout
    report = json.loads(nightmarket(one, "status", "--json").stdout)
    assert report["ready"]
    assert {part["name"] for part in report["parts"]} == {
        *("postgres", "valkey", "kafka", "s3", "supervisor")
    }
    assert all(part["pss_mib"] > 0 for part in report["parts"])
    ports = [read_json(state.fleet_file)["ports"] for state in states]
    assert not set(ports[0].values()) & set(ports[1].values())
    assert nightmarket(one, "down").returncode == 0
    assert processes_of(one) == []
    assert all(is_free(port) for port in ports[0].values())
    assert json.loads(nightmarket(two, "status", "--json").stdout)["ready"]
    assert nightmarket(one, "status").returncode == 1
    assert nightmarket(two, "clean").returncode == 0
    assert not two.folder.exists()
    assert processes_of(two) == []


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """What runs in the background ignores interrupts, and so would what it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_an_interrupted_start_leaves_nothing(states: tuple[State, State]) -> None:
    state, _ = states
    with subprocess.Popen(
        [sys.executable, "-m", "nightmarket_local", "--state", state.folder, "up", "--backing"],
        stdout=subprocess.PIPE,
    ) as command:
        assert command.stdout is not None
        wait_until(state.events_file.exists, seconds=60, what="the supervisor")
        command.send_signal(signal.SIGINT)
        assert command.wait(30) == 130
    assert processes_of(state) == []
    assert not state.is_held()


def test_a_fleet_in_the_foreground_ends_with_its_command(states: tuple[State, State]) -> None:
    state, _ = states
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "nightmarket_local", "--state", state.folder),
            *("up", "--backing", "--foreground"),
        ],
        stdout=subprocess.DEVNULL,
    ) as command:
        wait_until(
            lambda: read_json(state.fleet_file).get("ready") is True, seconds=60, what="the fleet"
        )
        command.kill()
        command.wait()
    wait_until(lambda: not processes_of(state), seconds=15, what="the end of the fleet")


def test_data_survives_down_and_up(states: tuple[State, State]) -> None:
    state, _ = states
    assert nightmarket(state, "up", "--backing").returncode == 0
    (state.recordings / "kept.mp4").touch()
    ports = read_json(state.folder / "ports.json")
    assert nightmarket(state, "down").returncode == 0
    assert nightmarket(state, "up", "--backing").returncode == 0
    assert (state.recordings / "kept.mp4").exists()
    assert read_json(state.folder / "ports.json") == ports
