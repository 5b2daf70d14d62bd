"""A supervisor over a tiny made-up fleet: `python fake_fleet.py STATE [broken|stubborn]`."""

from __future__ import annotations

import sys
from pathlib import Path

from nightmarket_backends.process import Child, log_tail, spawn
from nightmarket_local.parts import Part
from nightmarket_local.state import State
from nightmarket_local.supervisor import supervise

# the grandchild leaves its parent's session, as a program that makes itself a daemon does
RUNAWAY = (
    "import subprocess, sys, time;"
    "subprocess.Popen([sys.executable, '-I', '-S', '-c', 'import time; time.sleep(60)', "
    "sys.argv[1]], start_new_session=True); time.sleep(60)"
)
SLEEP = "import time; time.sleep(60)"
STUBBORN = f"import signal; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); {SLEEP}"
TASK = "import time; time.sleep(0.1)"
BROKEN = "import sys; sys.exit('the fault is told')"


def main() -> int:
    state = State(Path(sys.argv[1]))
    kind = sys.argv[2] if len(sys.argv) > 2 else ""

    def part(name: str, code: str, *after: str, is_task: bool = False) -> Part:
        def launch() -> Child:
            argv = [sys.executable, "-I", "-S", "-c", code, sys.argv[1]]
            return spawn(argv, name=name, log=state.log(name))

        def is_ready() -> bool:
            return code != STUBBORN or "deaf" in log_tail(state.log(name))

        return Part(name=name, launch=launch, is_ready=None if is_task else is_ready, after=after)

    parts = [
        part("store", RUNAWAY),
        part("prepare", BROKEN if kind == "broken" else TASK, "store", is_task=True),
        part("service", STUBBORN if kind == "stubborn" else SLEEP, "prepare"),
    ]
    return supervise(state, lambda: (parts, {"logins": []}), grace=2.0)


if __name__ == "__main__":
    sys.exit(main())
