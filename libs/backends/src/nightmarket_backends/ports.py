"""Free loopback ports.

Guarantees: a port is free for TCP (and UDP) on 127.0.0.1 when it is handed out, and lies below the
kernel's ephemeral range, so that no outgoing connection takes it before its server starts. No two
processes of a user are given the same port while both live: each draws from blocks that it alone
holds, by a lock that ends with it.
"""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
import threading
from pathlib import Path

LOOPBACK = "127.0.0.1"
_LOWEST, _HIGHEST, _BLOCK = 10_240, 32_000, 256
_given: set[int] = set()
_open: list[int] = []  # ports of our blocks that were not looked at yet
_lock = threading.Lock()
_source = random.SystemRandom()


def is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                # a port in TIME_WAIT is free; one that is listened on stays refused
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                return False
    return True


def free_port(*, preferred: int | None = None) -> int:
    """Answer `preferred` when it is free and not yet given, else any free port."""
    with _lock:
        if preferred is not None and preferred not in _given and is_free(preferred):
            _given.add(preferred)
            return preferred
        while True:
            if not _open:
                _take_block()
            port = _open.pop()
            if port not in _given and is_free(port):
                _given.add(port)
                return port


def _take_block() -> None:
    """Hold a block of ports that no other process holds; RuntimeError when there is none left."""
    folder = Path(tempfile.gettempdir()) / f"nightmarket-ports-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    firsts = list(range(_LOWEST, _HIGHEST, _BLOCK))
    _source.shuffle(firsts)
    for first in firsts:
        held = os.open(folder / str(first), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # ours until this process ends
        except OSError:  # another process has it, or we do
            os.close(held)
            continue
        _open.extend(_source.sample(range(first, first + _BLOCK), _BLOCK))
        return
    raise RuntimeError(f"every port from {_LOWEST} to {_HIGHEST} is held by a process of ours")
