"""One connection over a transport that only keeps what is written to it; frames are the library's own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from gateway.tests.line import Line, Visitor
from nightmarket_gateway.rooms.transport import (
    CLOSE_TOO_FAST,
    FRAMES_PER_S,
    MAX_FRAME,
    PING_EVERY_S,
    Connection,
    Connections,
)


def text(data: str, *, fin: bool = True) -> Frame:
    return Frame(Opcode.TEXT, data.encode(), fin)


messages = st.lists(st.text(max_size=200), max_size=6)


def in_pieces(message: str, cuts: st.DataObject) -> bytes:
    """Its frames, cut anywhere, even in a letter, and pings between them."""
    body, stream = message.encode(), b""
    at = sorted(cuts.draw(st.lists(st.integers(0, len(body)), max_size=3)))
    pieces = [body[a:b] for a, b in zip([0, *at], [*at, len(body)], strict=True)]
    for number, piece in enumerate(pieces):
        opcode = Opcode.CONT if number else Opcode.TEXT
        stream += Frame(opcode, piece, number == len(pieces) - 1).serialize(mask=True)
        if cuts.draw(st.booleans()):
            stream += Frame(Opcode.PING, b"p").serialize(mask=True)
    return stream


@settings(max_examples=50, deadline=None)
@given(messages=st.lists(st.text(max_size=200), max_size=6), cuts=st.data())
def test_what_is_said_is_heard_whatever_pieces_it_comes_in(
    messages: list[str], cuts: st.DataObject
) -> None:
    line = Line().open()
    stream = b"".join(in_pieces(message, cuts) for message in messages)
    while stream:
        size = cuts.draw(st.integers(1, len(stream)))
        line.connection.data_received(stream[:size])
        stream = stream[size:]
    assert line.visitor.said == messages
    assert not line.transport.is_closed


def test_the_client_agrees_with_the_handshake_and_with_what_is_sent() -> None:
    line = Line("nightmarket.v1", "bearer.x").open()
    assert line.visitor.is_in
    assert line.peers == {line.connection}
    line.hear(Frame(Opcode.PING, b"are you there"))
    response, pong = line.answer()
    assert (response.status_code, line.client.state.name) == (101, "OPEN")
    assert response.headers["Sec-WebSocket-Protocol"] == "nightmarket.v1"
    assert (pong.opcode, bytes(pong.data)) == (Opcode.PONG, b"are you there")
    line.connection.connection_lost(None)
    assert line.visitor.is_lost
    assert line.peers == set()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"sec_websocket_version": "8"}, 426),
        ({"sec_websocket_key": "short"}, 400),
        ({"sec_websocket_key": "no base64 at all!"}, 400),
    ],
)
def test_a_handshake_that_is_none_is_refused(changes: dict[str, str], status: int) -> None:
    line = Line(**changes).open()
    assert line.transport.written.startswith(f"HTTP/1.1 {status} ".encode())
    assert line.transport.is_closed
    before = line.transport.written
    line.hear(text("is anybody there?"))
    assert line.transport.written == before  # nothing more is listened to
    assert line.visitor.said == []


def test_who_is_not_let_in_is_told_so() -> None:
    line = Line()
    line.visitor.is_welcome = False
    assert line.open().transport.written.startswith(b"HTTP/1.1 403 ")
    assert not line.visitor.is_in


LARGEST = "\u5e02" * (MAX_FRAME // 3)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([text(LARGEST + "xy")], 1009),
        ([text(LARGEST, fin=False), Frame(Opcode.CONT, b"xy")], 1009),
        ([Frame(Opcode.TEXT, b"\xff")], 1007),
        ([Frame(Opcode.TEXT, b"\xe5\xb8")], 1007),
        ([Frame(Opcode.CONT, b"of nothing")], 1002),
        ([text("a", fin=False), text("b")], 1002),
        ([b"\xc1\x80\x00\x00\x00\x00"], 1002),  # a reserved bit
        ([b"\x81\x00"], 1002),  # not masked
        ([Frame(Opcode.CLOSE, b"\x03\xe8bye")], 1000),
    ],
)
async def test_how_a_connection_is_closed(frames: list[Frame | bytes], code: int) -> None:
    line = Line().open()
    line.hear(*frames, text("too late"))
    assert line.visitor.said == []
    assert line.code == code


@pytest.mark.asyncio
async def test_the_largest_message_is_heard_and_bytes_say_nothing() -> None:
    line = Line().open()
    line.hear(text(LARGEST + "x"), Frame(Opcode.BINARY, b"\x00"), text("on"))
    assert line.visitor.said == [LARGEST + "x", None, "on"]


def test_the_library_is_only_there_for_those_who_need_it() -> None:
    line = Line().open()
    line.hear(text("one").serialize(mask=True) + text("two").serialize(mask=True), text("three"))
    line.hear(Frame(Opcode.PONG, b""))
    assert line.connection._frames is None
    line.hear(text("fo", fin=False), Frame(Opcode.CONT, b"ur"), text("five"))
    assert line.visitor.said == ["one", "two", "three", "four", "five"]


@pytest.mark.asyncio
async def test_nothing_is_heard_after_the_end_and_the_agreement_still_is() -> None:
    line = Line().open()
    line.connection.close(4408, "too slow")
    line.hear(text("too late"))
    assert line.visitor.said == []
    line.hear(Frame(Opcode.CLOSE, b"\x11\x38"))
    assert line.transport.is_closed


@pytest.mark.asyncio
@pytest.mark.parametrize("frame", [text("x"), Frame(Opcode.PONG, b""), Frame(Opcode.PING, b"")])
async def test_frames_of_every_kind_are_counted(frame: Frame) -> None:
    line = Line().open()
    line.hear(frame.serialize(mask=True) * (FRAMES_PER_S + 1))
    assert line.code == CLOSE_TOO_FAST
    assert line.transport.is_paused
    assert len(line.visitor.said) <= FRAMES_PER_S


@pytest.mark.asyncio
async def test_a_client_that_is_silent_is_asked_and_then_left() -> None:
    line = Line().open()
    line.connection.check_alive()
    assert line.answer()[-1].opcode == Opcode.PING
    line = Line().open()
    line.connection.check_alive()
    line.hear(Frame(Opcode.PONG, b""))
    line.connection.check_alive()
    assert line.code is None
    line.connection.check_alive()
    line.client = ClientProtocol(parse_uri("ws://test/ws"))
    line.client.connect()
    assert b"no pong" in line.transport.written


def test_turns_are_given_out_evenly() -> None:
    connections = Connections(Visitor())
    turns = [connections.add(Connection(connections, set())) for _ in range(3 * PING_EVERY_S)]
    assert {len(turn) for turn in turns} == {3}
