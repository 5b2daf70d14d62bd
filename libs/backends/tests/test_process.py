from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from nightmarket_backends.cache import built
from nightmarket_backends.errors import BuildFailed, StartFailed
from nightmarket_backends.ports import LOOPBACK, free_port, is_free
from nightmarket_backends.process import ProcessIdentity, run, spawn, start_time, wait_until

if TYPE_CHECKING:
    from pathlib import Path

SLEEPER = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(60)"]
IGNORE_SIGTERM = "import signal, time; signal.signal(15, signal.SIG_IGN); print('on', flush=True)"
STUBBORN = [sys.executable, "-I", "-S", "-c", f"{IGNORE_SIGTERM}; time.sleep(60)"]


def test_a_child_that_ignores_the_wish_to_end_is_killed(tmp_path: Path) -> None:
    child = spawn(STUBBORN, log=tmp_path / "log")
    wait_until(lambda: "on" in child.log_tail(), seconds=10, what="the child", child=child)
    assert child.stop(grace=0.1) == -signal.SIGKILL
    assert not child.identity.is_alive()


def test_children_of_any_thread_outlive_it_but_not_their_parent(tmp_path: Path) -> None:
    script = f"""
import sys, threading
from pathlib import Path
from nightmarket_backends.process import spawn
def start():
    print(spawn({SLEEPER!r}, log=Path({str(tmp_path / "log")!r})).pid, flush=True)
thread = threading.Thread(target=start)
thread.start()
thread.join()
sys.stdin.readline()
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        grandchild = ProcessIdentity.of(pid)
        threading.Event().wait(0.1)
        assert grandchild.is_alive()
        parent.kill()
        parent.wait()
        wait_until(lambda: not grandchild.is_alive(), seconds=5, what="the end of the grandchild")


def test_a_reused_process_id_is_not_signalled(tmp_path: Path) -> None:
    child = spawn(SLEEPER, log=tmp_path / "log")
    stranger = ProcessIdentity(pid=child.pid, started=child.identity.started - 1)
    stranger.signal_group(signal.SIGKILL)
    assert not stranger.is_alive()
    assert child.exit_code() is None
    child.kill()
    assert start_time(child.pid) is None


def test_a_child_that_dies_while_starting_tells_its_last_words(tmp_path: Path) -> None:
    child = spawn([sys.executable, "-c", "raise SystemExit('no luck')"], log=tmp_path / "log")
    with pytest.raises(StartFailed, match="no luck"):
        wait_until(lambda: False, seconds=10, what="luck", child=child)


@pytest.mark.loopback
def test_a_listened_port_is_not_free() -> None:
    port = free_port()
    assert free_port(preferred=port) != port
    with socket.create_server((LOOPBACK, port)):
        assert not is_free(port)
    assert is_free(port)


def test_an_artefact_is_whole_or_absent(tmp_path: Path) -> None:
    def fail(target: Path) -> None:
        (target / "half").touch()
        run(["false"], log=target / "log")

    with pytest.raises(BuildFailed):
        built("thing", fail, root=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thing.lock"]


def test_two_builders_build_once(tmp_path: Path) -> None:
    calls: list[Path] = []

    def build(target: Path) -> None:
        calls.append(target)
        threading.Event().wait(0.1)
        (target / "whole").touch()

    threads = [
        threading.Thread(target=built, args=("thing", build), kwargs={"root": tmp_path})
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1
    assert (tmp_path / "thing" / "whole").exists()
