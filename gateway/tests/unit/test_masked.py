"""What is read without the library is what the library reads."""

from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from wsproto.frame_protocol import FrameProtocol
from wsproto.frame_protocol import Opcode as Read

from nightmarket_gateway.rooms.masked import whole_message

MOST = 300


def frame(opcode: Opcode, payload: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, payload, fin).serialize(mask=True)


frames = st.one_of(
    st.text(max_size=150).map(lambda text: frame(Opcode.TEXT, text.encode())),
    st.builds(
        lambda first, mask, payload: bytes((first, 0x80 | len(payload))) + mask + payload,
        st.integers(0, 255),
        st.binary(min_size=4, max_size=4),
        st.binary(max_size=125),
    ),
    st.binary(max_size=20),
    st.just(frame(Opcode.PONG, b"")),
    st.integers(0, 400).map(lambda size: frame(Opcode.TEXT, b"x" * size)),
)


@settings(max_examples=400, deadline=None)
@given(before=st.binary(max_size=3), one=frames, after=st.binary(max_size=8), cut=st.integers(0, 9))
def test_a_message_is_the_one_that_the_library_reads(
    before: bytes, one: bytes, after: bytes, cut: int
) -> None:
    data = (before + one + after)[: len(before) + len(one) + len(after) - cut]
    found = whole_message(data, len(before), most=MOST)
    if found is None:
        return
    text, end = found
    library = FrameProtocol(client=False, extensions=[])
    library.receive_bytes(data[len(before) : end])
    (read,) = library.received_frames()
    assert read.frame_finished
    assert read.message_finished
    expected = (Read.PONG, b"") if text is None else (Read.TEXT, text)
    assert (read.opcode, read.payload) == expected
    assert not library._frame_decoder.buffer


def test_short_text_is_read_and_nothing_else_is() -> None:
    for size in (0, 1, 125, 126, 127, MOST):
        data = frame(Opcode.TEXT, b"x" * size)
        assert whole_message(data, 0, most=MOST) == ("x" * size, len(data))
        assert whole_message(data[:-1], 0, most=MOST) is None
    assert whole_message(frame(Opcode.PONG, b""), 0, most=MOST) == (None, 6)
    for data in (
        b"",
        frame(Opcode.TEXT, b"x" * (MOST + 1)),
        frame(Opcode.TEXT, b"\xff"),
        frame(Opcode.TEXT, b"x", fin=False),
        frame(Opcode.BINARY, b"x"),
        frame(Opcode.PONG, b"x"),
        frame(Opcode.PING, b""),
        frame(Opcode.CLOSE, b""),
        b"\x81\x05hello",  # not masked
        b"\xc1\x80\x00\x00\x00\x00",  # a reserved bit
        b"\x81\xfe\x00\x05\x00\x00\x00\x00hello",  # a length in more bytes than it needs
        b"\x81\xff" + bytes(7) + b"\x05\x00\x00\x00\x00hello",
    ):
        assert whole_message(data, 0, most=MOST) is None
