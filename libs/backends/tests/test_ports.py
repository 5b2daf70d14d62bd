import json
import subprocess
import sys

import pytest

from nightmarket_backends import ports

pytestmark = pytest.mark.loopback
GIVE = """
import json, sys
from nightmarket_backends.ports import free_port
print(json.dumps([free_port() for _ in range(300)]), flush=True)
sys.stdin.read()
"""


def test_processes_that_live_at_once_never_share_a_port() -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", GIVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    given: list[int] = [ports.free_port() for _ in range(300)]
    for process in started:
        assert process.stdout is not None
        given += json.loads(process.stdout.readline())
    for process in started:
        process.communicate(timeout=10)
    assert len(set(given)) == len(given) == 1500


def test_a_port_that_is_taken_is_not_given() -> None:
    port = ports.free_port()
    assert ports.free_port(preferred=port) != port
