"""The WebSocket server hands out its transport, so that a room is sent as ready-made bytes.

One frame is built per room and pass and the same bytes go to every socket: no await, queue or task
per viewer. Frames never interleave: each write is one whole unfragmented frame, and compression
is off.
"""

import asyncio
from typing import cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

SCOPE_KEY = "nightmarket.transport"
_SHORT, _MEDIUM = 126, 1 << 16


class RoomProtocol(WebSocketsSansIOProtocol):
    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):  # refused handshakes have none
            cast("dict[str, object]", self.scope)[SCOPE_KEY] = self.transport


def text_frame(payload: bytes) -> bytes:
    """One unmasked final text frame (RFC 6455 §5.2)."""
    size = len(payload)
    if size < _SHORT:
        return bytes((0x81, size)) + payload
    if size < _MEDIUM:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def transport_of(scope: object) -> asyncio.Transport:
    """The connection's transport; KeyError under a server that does not hand it out."""
    return cast("dict[str, asyncio.Transport]", scope)[SCOPE_KEY]
