"""What MediaMTX runs when a broadcast begins, ends, or a recording is whole.

Run as `python -I -S media_hook.py EVENT`, so it must live on the standard library and start in a
few milliseconds. Guarantees: one POST reaches the gateway or it gives up within 3 s; it never
prints its environment, whose MTX_QUERY holds the stream key.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time

_DEADLINE = 3.0
_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.0)
_FAILED = 1


def main() -> int:
    # MediaMTX interrupts the hook of a broadcast that ends at once; its beginning is told anyway
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    begun = time.monotonic()
    known = dict(os.environ)  # noqa: TID251 - MediaMTX speaks to its hooks through it
    if os.path.exists(known["NIGHTMARKET_HOOKS_LOST"]):  # noqa: PTH110 - pathlib starts slowly
        return 0
    port = int(known["NIGHTMARKET_HOOK_PORT"])
    request = _request(sys.argv[1], known, port=port)
    for pause in (*_PAUSES, 0.0):
        left = _DEADLINE - (time.monotonic() - begun)
        if left <= 0:
            break
        if _posted(request, port=port, seconds=left):
            return 0
        time.sleep(min(pause, left))  # noqa: TID251 - a process of its own, with nothing to block
    sys.stderr.write(
        f"hook {sys.argv[1]} of {known.get('MTX_PATH')}: the gateway did not take it\n"
    )
    return _FAILED


def _request(event: str, known: dict[str, str], *, port: int) -> bytes:
    segment = known.get("MTX_SEGMENT_PATH")
    duration = known.get("MTX_SEGMENT_DURATION")
    moment = time.time()
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))
    body = json.dumps(
        {
            "event": event,
            "path": known.get("MTX_PATH"),
            "source_type": known.get("MTX_SOURCE_TYPE"),
            "source_id": known.get("MTX_SOURCE_ID"),
            "segment_path": segment and os.path.relpath(segment, known["NIGHTMARKET_RECORDINGS"]),
            "segment_duration_s": float(duration) if duration else None,
            "occurred_at": f"{whole}.{int(moment % 1 * 1000):03d}Z",
        }
    ).encode()
    head = (
        "POST /internal/media/hooks HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Hook-Secret: {known['NIGHTMARKET_HOOK_SECRET']}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


def _posted(request: bytes, *, port: int, seconds: float) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
            connection.sendall(request)
            status = connection.makefile("rb").readline().split()
    except OSError:
        return False
    return len(status) > 1 and status[1].startswith(b"2")


if __name__ == "__main__":
    sys.exit(main())
