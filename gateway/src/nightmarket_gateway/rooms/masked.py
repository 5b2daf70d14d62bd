"""The frames in which nearly everything comes that a client says: short, whole, masked text, and the answer
to a ping (RFC 6455 §5.2).
"""

from typing import Final

_WHOLE_TEXT: Final = 0x81
_EMPTY_PONG: Final = b"\x8a\x80"
_LEAST: Final = 6  # bytes of a masked frame
_IS_MASKED: Final = 0x80
_MEDIUM: Final = 126


def whole_message(data: bytes, at: int, *, most: int) -> tuple[str | None, int] | None:
    """The text of the frame that begins there (None: an empty pong), and where the next one would.

    None when it is no such frame, not all there, longer than `most`, or anything is wrong with it.
    """
    if len(data) - at < _LEAST:
        return None
    if data.startswith(_EMPTY_PONG, at):
        return None, at + _LEAST
    if data[at] != _WHOLE_TEXT:
        return None
    size, mask = data[at + 1] - _IS_MASKED, at + 2
    if size == _MEDIUM:
        size, mask = int.from_bytes(data[mask : mask + 2], "big"), mask + 2
        if size < _MEDIUM:
            return None
    elif size > _MEDIUM:
        return None
    begin, end = mask + 4, mask + 4 + size
    if not 0 <= size <= most or end > len(data):
        return None
    try:
        return _unmasked(data[mask:begin], data[begin:end]).decode(), end
    except UnicodeDecodeError:
        return None


def _unmasked(mask: bytes, payload: bytes) -> bytes:
    size = len(payload)
    key = int.from_bytes((mask * (size // 4 + 1))[:size], "little")
    return (int.from_bytes(payload, "little") ^ key).to_bytes(size, "little")
