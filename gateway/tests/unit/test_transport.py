import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from nightmarket_gateway.rooms.transport import text_frame


def parse(data: bytes) -> Frame:
    """As a client's parser reads it: from a server, unmasked."""
    reader = StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    parser = Frame.parse(reader.read_exact, mask=False)
    try:
        while True:
            next(parser)
    except StopIteration as done:
        rest = reader.read_exact(0)
        assert next(iter(_drain(rest))) == b""
        assert not reader.buffer
        frame: Frame = done.value
        return frame


def _drain(steps: object) -> list[bytes]:
    try:
        while True:
            next(steps)  # type: ignore[call-overload]
    except StopIteration as done:
        return [bytes(done.value)]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 300_000])
def test_a_frame_is_read_back_whole_at_every_length(size: int) -> None:
    payload = b"x" * size
    frame = parse(text_frame(payload))
    assert (frame.fin, frame.opcode, bytes(frame.data)) == (True, Opcode.TEXT, payload)
    assert (frame.rsv1, frame.rsv2, frame.rsv3) == (False, False, False)
