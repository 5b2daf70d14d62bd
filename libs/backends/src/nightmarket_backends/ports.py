"""Free loopback ports.

Guarantees: a port is free for TCP (and UDP) on 127.0.0.1 when it is handed out, this process is
never given the same port twice, and it lies below the kernel's ephemeral range, so that no
outgoing connection takes it before its server starts.
"""

from __future__ import annotations

import random
import socket
import threading

LOOPBACK = "127.0.0.1"
_LOWEST, _HIGHEST = 10_240, 32_000
_given: set[int] = set()
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
    """Answer `preferred` when it is free and not yet given, else a random free port."""
    with _lock:
        if preferred is not None and preferred not in _given and is_free(preferred):
            _given.add(preferred)
            return preferred
        while True:
            port = _source.randrange(_LOWEST, _HIGHEST)
            if port not in _given and is_free(port):
                _given.add(port)
                return port
