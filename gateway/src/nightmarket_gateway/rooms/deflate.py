"""Compression of frames (RFC 7692) without memory between messages, in both directions.

So a room's frame is compressed once, whoever gets it, and an idle viewer costs nothing (ADR 0032). What a
client sends is inflated only up to the bytes that it may send.
"""

import zlib
from collections.abc import Iterable
from typing import Final

from wsproto.extensions import Extension
from wsproto.frame_protocol import CloseReason, FrameDecoder, FrameProtocol, Opcode, RsvBits

NAME: Final = "permessage-deflate"
AGREED: Final = f"{NAME}; server_no_context_takeover; client_no_context_takeover"
LEAST: Final = 512  # bytes that are worth it
_TAIL: Final = b"\x00\x00\xff\xff"  # RFC 7692 §7.2.1: left out by who sends, put back by who reads
_WINDOW: Final = -15  # without zlib's header
_LEVEL: Final = 1
_PLAIN: Final = RsvBits(False, False, False)
_FLAGGED: Final = RsvBits(True, False, False)
_FREE: Final = frozenset(
    {"server_no_context_takeover", "client_no_context_takeover", "client_max_window_bits"}
)


def is_offered(offers: Iterable[str]) -> bool:
    """One of a client's offers can be taken as we do it: with any window, and nothing unknown."""
    for offer in offers:
        name, *parameters = (part.strip() for part in offer.split(";"))
        wanted = {one.partition("=")[0].strip() for one in parameters}
        if name == NAME and wanted <= _FREE:
            return True
    return False


def deflated(payload: bytes) -> bytes:
    """A whole message's payload, for a frame with the flag."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW)
    return (packer.compress(payload) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(_TAIL)


class Inflating(Extension):
    """Of one connection; between messages it holds nothing."""

    name = NAME

    def __init__(self, most: int) -> None:
        self._most = most
        self._left = 0
        self._stream: zlib._Decompress | None = None
        self._is_data = False

    def enabled(self) -> bool:
        return True

    def offer(self) -> bool:
        """Only clients offer."""
        return False

    def frame_inbound_header(
        self,
        proto: FrameDecoder | FrameProtocol,  # noqa: ARG002 - wsproto's own
        opcode: Opcode,
        rsv: RsvBits,
        payload_length: int,  # noqa: ARG002
    ) -> CloseReason | RsvBits:
        self._is_data = not opcode.iscontrol()
        if opcode not in {Opcode.TEXT, Opcode.BINARY}:
            return CloseReason.PROTOCOL_ERROR if rsv.rsv1 else _PLAIN
        self._stream = zlib.decompressobj(_WINDOW) if rsv.rsv1 else None
        self._left = self._most
        return _FLAGGED

    def frame_inbound_payload_data(
        self,
        proto: FrameDecoder | FrameProtocol,  # noqa: ARG002
        data: bytes,
    ) -> bytes | CloseReason:
        if self._stream is None or not self._is_data:
            return data
        return self._inflated(self._stream, data)

    def frame_inbound_complete(
        self,
        proto: FrameDecoder | FrameProtocol,  # noqa: ARG002
        fin: bool,  # noqa: FBT001
    ) -> bytes | CloseReason | None:
        if self._stream is None or not self._is_data or not fin:
            return None
        stream, self._stream = self._stream, None
        return self._inflated(stream, _TAIL)

    def _inflated(self, stream: "zlib._Decompress", data: bytes) -> bytes | CloseReason:
        try:
            text = stream.decompress(data, self._left + 1)
        except zlib.error:
            return CloseReason.INVALID_FRAME_PAYLOAD_DATA
        self._left -= len(text)
        if self._left < 0 or stream.unconsumed_tail:
            return CloseReason.MESSAGE_TOO_BIG
        return text
