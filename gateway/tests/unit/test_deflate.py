"""Compression between our connection and the library's client, and what a client could do with it."""

import zlib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame, Opcode

from gateway.tests.line import Line
from nightmarket_gateway.rooms.deflate import AGREED, deflated, is_offered
from nightmarket_gateway.rooms.transport import MAX_FRAME, packed_frame, text_frame

OFFER = "permessage-deflate; client_max_window_bits"


class Packing(Line):
    """The client offers compression, as browsers do."""

    def __init__(self) -> None:
        super().__init__()
        self.client.available_extensions = [ClientPerMessageDeflateFactory()]
        self.request.headers["Sec-WebSocket-Extensions"] = OFFER
        self.open()


def wire(opcode: Opcode, payload: bytes, *, fin: bool = True, flags: int = 0) -> bytes:
    """A client's frame with reserved bits (4 is the flag of compression), masked with zeros."""
    size = len(payload)
    head = bytes([fin << 7 | flags << 4 | opcode])
    if size < 126:
        return head + bytes([0x80 | size]) + bytes(4) + payload
    length = (
        b"\xfe" + size.to_bytes(2, "big") if size < 1 << 16 else b"\xff" + size.to_bytes(8, "big")
    )
    return head + length + bytes(4) + payload


def packed(payload: bytes, *cuts: int) -> list[bytes]:
    """A compressed message in as many fragments as asked for."""
    body = deflated(payload)
    pieces = [body[a:b] for a, b in pairwise([0, *cuts, len(body)])]
    opcodes = [Opcode.TEXT, *(Opcode.CONT for _ in pieces[1:])]
    last = len(pieces) - 1
    return [
        wire(opcode, piece, fin=number == last, flags=0 if number else 4)
        for number, (opcode, piece) in enumerate(zip(opcodes, pieces, strict=True))
    ]


@pytest.mark.parametrize(
    ("offers", "is_taken"),
    [
        (["permessage-deflate"], True),
        ([OFFER], True),
        (["permessage-deflate; server_no_context_takeover; client_max_window_bits=10"], True),
        (["x-webkit-deflate-frame", "permessage-deflate"], True),
        (["permessage-deflate; server_max_window_bits=10", "permessage-deflate"], True),
        (["permessage-deflate; server_max_window_bits=10"], False),
        (["permessage-deflate; unknown"], False),
        (["permessage-bzip2"], False),
        ([""], False),
    ],
)
def test_which_offer_is_taken(offers: list[str], is_taken: bool) -> None:  # noqa: FBT001
    assert is_offered(offers) is is_taken


def test_the_client_agrees_and_reads_what_was_compressed_once_for_all() -> None:
    line = Packing()
    news = packed_frame(text_frame(b'{"text":"' + b"+1" * 4000 + b'"}'))
    assert len(news) < 200
    for _ in range(2):
        line.transport.write(news)
    response, *frames = line.answer()
    assert response.headers["Sec-WebSocket-Extensions"] == AGREED
    assert [len(one.data) for one in frames] == [8011, 8011]


@pytest.mark.asyncio
async def test_who_did_not_ask_gets_nothing_of_it() -> None:
    line = Line().open()
    assert not line.connection.is_packing
    assert b"Extensions" not in line.transport.written
    line.hear(*packed(b"hello"))
    assert line.code == 1002


def test_a_short_frame_stays_as_it_is() -> None:
    frame = text_frame(b'{"type":"pong"}')
    assert packed_frame(frame) is frame


@settings(max_examples=50, deadline=None)
@given(messages=st.lists(st.text(max_size=300), min_size=1, max_size=5), cuts=st.data())
def test_what_comes_compressed_is_heard_in_whatever_pieces(
    messages: list[str], cuts: st.DataObject
) -> None:
    line = Packing()
    for message in messages:
        size = len(deflated(message.encode()))
        at = sorted(cuts.draw(st.lists(st.integers(0, size), max_size=3)))
        for frame in packed(message.encode(), *at):
            line.hear(frame, Frame(Opcode.PING, b"between"))
        line.hear(Frame(Opcode.TEXT, b"plain"))
    assert line.visitor.said == [part for one in messages for part in (one, "plain")]


@pytest.mark.parametrize("size", [MAX_FRAME + 1, 50_000_000])
@pytest.mark.asyncio
async def test_a_message_that_grows_too_large_ends_its_connection_before_it_has_grown(
    size: int,
) -> None:
    line = Packing()
    line.hear(*packed(b"x" * size))
    assert line.code == 1009
    assert line.visitor.said == []


def test_the_longest_message_may_come_compressed() -> None:
    line = Packing()
    line.hear(*packed(b"x" * MAX_FRAME))
    assert [len(one or "") for one in line.visitor.said] == [MAX_FRAME]


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([wire(Opcode.TEXT, b"\xff\xff\xff", flags=4)], 1007),
        ([wire(Opcode.TEXT, deflated(b"\xff\xfe"), flags=4)], 1007),
        ([wire(Opcode.PING, b"x", flags=4)], 1002),
        ([wire(Opcode.TEXT, b"a", fin=False), wire(Opcode.CONT, b"b", flags=4)], 1002),
        ([wire(Opcode.TEXT, b"a", flags=2)], 1002),
    ],
)
@pytest.mark.asyncio
async def test_what_is_not_well_compressed_ends_its_connection(
    frames: list[bytes], code: int
) -> None:
    line = Packing()
    line.hear(*frames)
    assert line.code == code


def test_our_compression_is_the_standard_s() -> None:
    assert (
        zlib.decompress(deflated(b"+1" * 500) + b"\x00\x00\xff\xff\x01\x00\x00\xff\xff", -15)
        == b"+1" * 500
    )
