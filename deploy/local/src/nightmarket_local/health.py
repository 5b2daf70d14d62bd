"""Asking a gRPC server whether it serves, in a few bytes of HTTP/2.

The supervisor asks several times a second while a service starts; the gRPC library would cost it
more memory than all the rest of it together.
"""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING

from nightmarket_backends.ports import LOOPBACK

if TYPE_CHECKING:
    from typing import BinaryIO

_DATA, _HEADERS, _SETTINGS, _PING, _GOAWAY = 0x0, 0x1, 0x4, 0x6, 0x7
_END_STREAM, _ACK, _END_HEADERS = 0x1, 0x1, 0x4
_STREAM = 1
_FRAME_HEAD = 9
_SERVING = b"\x00\x00\x00\x00\x02\x08\x01"  # uncompressed, two bytes: status = SERVING


def is_serving(port: int, *, seconds: float = 2.0) -> bool:
    """Tell whether grpc.health.v1.Health/Check on loopback answers SERVING."""
    try:
        with (
            socket.create_connection((LOOPBACK, port), timeout=seconds) as connection,
            connection.makefile("rb") as answers,
        ):
            return _check(connection, answers, authority=f"{LOOPBACK}:{port}")
    except OSError:
        return False


def _check(connection: socket.socket, answers: BinaryIO, *, authority: str) -> bool:
    connection.sendall(
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        + _frame(_SETTINGS)
        + _frame(_HEADERS, _END_HEADERS, _STREAM, _request_headers(authority))
        + _frame(_DATA, _END_STREAM, _STREAM, b"\x00\x00\x00\x00\x00")
    )
    while len(head := answers.read(_FRAME_HEAD)) == _FRAME_HEAD:
        length = int.from_bytes(head[:3])
        kind, flags, stream = struct.unpack(">BBI", head[3:])
        payload = answers.read(length)
        if kind == _DATA and stream == _STREAM and payload:
            return payload == _SERVING
        if kind == _GOAWAY or (kind == _HEADERS and flags & _END_STREAM):
            return False
        if kind in {_SETTINGS, _PING} and not flags & _ACK:
            connection.sendall(_frame(kind, _ACK, 0, payload if kind == _PING else b""))
    return False


def _frame(kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3) + struct.pack(">BBI", kind, flags, stream) + payload


def _request_headers(authority: str) -> bytes:
    """HPACK without a table: names of the static table by number, values as they are."""
    method_post, scheme_http = b"\x83", b"\x86"
    return (
        method_post
        + scheme_http
        + b"\x04"  # :path
        + _text("/grpc.health.v1.Health/Check")
        + b"\x01"  # :authority
        + _text(authority)
        + b"\x0f\x10"  # content-type
        + _text("application/grpc")
        + b"\x00"
        + _text("te")
        + _text("trailers")
    )


def _text(value: str) -> bytes:
    return bytes([len(value)]) + value.encode()
