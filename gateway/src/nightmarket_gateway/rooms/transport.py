"""WebSockets on the connections of the HTTP server: the handshake, frames in and out, pings, the end.

uvicorn reads the request and hands the connection over when it asks for an upgrade; from there on the
room writes ready-made bytes to the transport: no await, queue or task per viewer, and no ASGI between
(ADR 0022). Frames never interleave: each write is one whole unfragmented frame. What clients send is short whole
messages, as a rule, which are read here (masked.py); from the first other frame on, wsproto (RFC 6455) reads all
of that connection (ADR 0039). Compression holds nothing between messages (deflate.py).
"""

import asyncio
import base64
import binascii
from dataclasses import dataclass
from hashlib import sha1
from http import HTTPStatus
from time import monotonic
from typing import Final, Protocol, cast

from wsproto.frame_protocol import CloseReason, Frame, FrameProtocol, Opcode, ParseFailed

from nightmarket_gateway.rooms.deflate import AGREED, LEAST, Inflating, deflated, is_offered
from nightmarket_gateway.rooms.masked import whole_message

PATH: Final = "/ws"
VERSION: Final = "13"
SUBPROTOCOL: Final = "nightmarket.v1"
MAX_FRAME: Final = 4096
FRAMES_PER_S: Final = 200  # of all kinds; messages have a limit of their own
CLOSE_TOO_FAST: Final = 4429
MAX_PONGS: Final = 65_536  # bytes that wait for the client
CLOSE_WITHIN_S: Final = 10.0
PING_EVERY_S: Final = 20
_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 §1.3
_KEY_BYTES: Final = 16
_SHORT, _MEDIUM = 126, 1 << 16
_HEAD: Final = {_SHORT: 4, _SHORT + 1: 10}  # bytes before the payload, by the frame's second one
_TEXT, _FLAG = 0x81, 0x40
_PING: Final = b"\x89\x00"


def text_frame(payload: bytes) -> bytes:
    """One unmasked final text frame (RFC 6455 §5.2)."""
    return _framed(_TEXT, payload)


def packed_frame(frame: bytes) -> bytes:
    """The same text frame compressed, for clients that have agreed to it; a short one as it is."""
    payload = frame[_HEAD.get(frame[1], 2) :]
    return frame if len(payload) < LEAST else _framed(_TEXT | _FLAG, deflated(payload))


def _framed(first: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < _SHORT:
        return bytes((first, size)) + payload
    if size < _MEDIUM:
        return bytes((first, _SHORT)) + size.to_bytes(2, "big") + payload
    return bytes((first, _SHORT + 1)) + size.to_bytes(8, "big") + payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """What a client opened its socket with; names of headers in lower case, values of one name joined."""

    address: str
    headers: dict[str, str]

    def parts(self, name: str) -> list[str]:
        """A header's comma-separated parts."""
        return [part.strip() for part in self.headers.get(name, "").split(",")]


class Listener(Protocol):
    """Who is at the other end; none of it waits. `greeting` goes out with the handshake's answer."""

    greeting: bytes

    def opened(self) -> None:
        """The greeting was sent; more may be."""

    def heard(self, text: str) -> None:
        """One message."""

    def heard_no_text(self) -> None:
        """One message of bytes, which say nothing here."""

    def lost(self) -> None:
        """The connection is gone; called once."""


class Door(Protocol):
    """Decides who may open a socket."""

    def address(self, transport: asyncio.Transport, headers: dict[str, str]) -> str:
        """The client's own, also behind a proxy that is trusted."""

    def is_open_to(self, handshake: Handshake) -> bool:
        """False: the handshake is answered 403."""

    def enter(self, handshake: Handshake, connection: "Connection") -> Listener: ...


class Connections:
    """All open sockets of this process, and the pings. One of `turns` has its turn each second."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self._turns: list[set[Connection]] = [set() for _ in range(PING_EVERY_S)]
        self._next = 0

    def add(self, connection: "Connection") -> set["Connection"]:
        """The set that it leaves when it is gone."""
        self._next = (self._next + 1) % PING_EVERY_S
        turn = self._turns[self._next]
        turn.add(connection)
        return turn

    async def keep_alive(self) -> None:
        """Ping whoever was silent; end whoever was silent after that, too."""
        while True:
            for turn in self._turns:
                await asyncio.sleep(1)
                for connection in tuple(turn):
                    connection.check_alive()


class Connection(asyncio.Protocol):
    """One client. `peers` is the server's own set of what it waits for when it stops."""

    __slots__ = (
        "_close_timer",
        "_connections",
        "_count",
        "_frames",
        "_is_closing",
        "_is_silent",
        "_listener",
        "_parts",
        "_peers",
        "_second",
        "_size",
        "_turn",
        "is_packing",
        "transport",
    )

    def __init__(self, connections: Connections, peers: set[object]) -> None:
        self._connections = connections
        self._peers = peers
        self._listener: Listener | None = None
        self._frames: FrameProtocol | None = None
        self._parts: list[str] = []
        self._size = self._count = self._second = 0
        self._is_closing = False
        self._is_silent = False
        self.is_packing = False
        self._turn: set[Connection] | None = None
        self._close_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._peers.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - either way it is gone
        self._peers.discard(self)
        if self._turn is not None:
            self._turn.discard(self)
        if self._close_timer is not None:
            self._close_timer.cancel()
        if self._listener is not None:
            listener, self._listener = self._listener, None
            listener.lost()

    def data_received(self, data: bytes) -> None:
        self._is_silent = False
        if self._listener is not None and (rest := self._read_messages(data)):
            self._read(rest)

    def shutdown(self) -> None:
        """The server stops: clients go elsewhere and resume."""
        if self._turn is None:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            self.close(CloseReason.SERVICE_RESTART)
            self.transport.close()

    # Handshake

    def shake_hands(self, method: str, target: str, headers: dict[str, str]) -> None:
        """Answer the request, which the server has read and checked; nothing of the client's was heard before.

        `headers` by their names in lower case, values of one name joined.
        """
        door = self._connections.door
        handshake = Handshake(address=door.address(self.transport, headers), headers=headers)
        key = headers.get("sec-websocket-key", "")
        if target.partition("?")[0] != PATH:
            self._refuse(HTTPStatus.NOT_FOUND)
        elif method != "GET" or "host" not in headers:
            self._refuse(HTTPStatus.BAD_REQUEST)
        elif headers.get("sec-websocket-version") != VERSION:
            self._refuse(HTTPStatus.UPGRADE_REQUIRED, f"Sec-WebSocket-Version: {VERSION}\r\n")
        elif not _is_key(key):
            self._refuse(HTTPStatus.BAD_REQUEST)
        elif not door.is_open_to(handshake):
            self._refuse(HTTPStatus.FORBIDDEN)
        else:
            self.is_packing = is_offered(handshake.parts("sec-websocket-extensions"))
            self._turn = self._connections.add(self)
            listener = self._listener = door.enter(handshake, self)
            agreed = _agreed(key, handshake, is_packing=self.is_packing)
            self.transport.write(agreed + listener.greeting)
            listener.opened()

    def _refuse(self, status: HTTPStatus, header: str = "") -> None:
        self.transport.write(
            f"HTTP/1.1 {status.value} {status.phrase}\r\n{header}"
            "Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )
        self._is_closing = True
        self.transport.close()

    # Frames

    def _read_messages(self, data: bytes) -> bytes:
        """Hear whole messages for as long as nothing else has come; what wsproto is to read is left."""
        at = 0
        while self._frames is None and self._listener is not None and not self._is_closing:
            found = whole_message(data, at, most=MAX_FRAME)
            if found is None:
                break
            text, at = found
            if self._is_within_rate() and text is not None:
                self._listener.heard(text)
        return data[at:]

    def _library(self) -> FrameProtocol:
        if self._frames is None:
            packing = [Inflating(MAX_FRAME)] if self.is_packing else []
            self._frames = FrameProtocol(client=False, extensions=list(packing))
        return self._frames

    def _read(self, data: bytes) -> None:
        frames = self._library()
        frames.receive_bytes(data)
        try:
            for frame in frames.received_frames():
                if self._listener is None:
                    return
                if frame.frame_finished and not self._is_within_rate():
                    return
                self._take(frames, frame)
        except ParseFailed as error:
            self.close(error.code)

    def _is_within_rate(self) -> bool:
        """Empty fragments, pings and pongs are no messages, and reading them takes time from others."""
        now = int(monotonic())
        if now != self._second:
            self._second, self._count = now, 0
        self._count += 1
        if self._count <= FRAMES_PER_S:
            return True
        self.close(CLOSE_TOO_FAST, "too many frames", within_s=1)
        self.transport.pause_reading()  # what still comes costs nothing
        return False

    def _take(self, frames: FrameProtocol, frame: Frame) -> None:
        match frame.opcode:
            case Opcode.PING:
                if self.transport.get_write_buffer_size() > MAX_PONGS:
                    self.transport.abort()  # it asks without end and does not read the answers
                else:
                    self.transport.write(bytes(frames.pong(cast("bytes", frame.payload))))
            case Opcode.CLOSE:
                code, _ = cast("tuple[int, str]", frame.payload)
                if not self._is_closing:
                    self._is_closing = True
                    self.transport.write(bytes(frames.close(code)))
                self.transport.close()
            case Opcode.TEXT | Opcode.BINARY if not self._is_closing:
                self._take_part(frame)

    def _take_part(self, frame: Frame) -> None:
        payload = frame.payload
        self._size += len(payload.encode() if isinstance(payload, str) else payload)
        if self._size > MAX_FRAME:
            self.close(CloseReason.MESSAGE_TOO_BIG)
            return
        if isinstance(payload, str):
            self._parts.append(payload)
        if not frame.message_finished or self._listener is None:
            return
        parts, self._parts, self._size = self._parts, [], 0
        if frame.opcode == Opcode.TEXT:
            self._listener.heard("".join(parts))
        else:
            self._listener.heard_no_text()

    # The end

    def close(self, code: int, reason: str = "", *, within_s: float = CLOSE_WITHIN_S) -> None:
        """Tell the client why, and end when it has agreed, or did not in time."""
        if self._is_closing or self._turn is None:
            return
        self._is_closing = True
        if self.transport.is_closing():
            return
        self.transport.write(bytes(self._library().close(code, reason)))
        self._close_timer = asyncio.get_running_loop().call_later(within_s, self.transport.abort)

    def check_alive(self) -> None:
        """Called every PING_EVERY_S."""
        if self._is_closing or self.transport.is_closing():
            return
        if self._is_silent:
            self.close(CloseReason.INTERNAL_ERROR, "no pong", within_s=1)
            return
        self._is_silent = True
        self.transport.write(_PING)


def _agreed(key: str, handshake: Handshake, *, is_packing: bool) -> bytes:
    proof = base64.b64encode(sha1(key.encode() + _GUID).digest())  # noqa: S324 - the protocol's own
    chosen = b""
    if SUBPROTOCOL in handshake.parts("sec-websocket-protocol"):
        chosen = b"Sec-WebSocket-Protocol: %b\r\n" % SUBPROTOCOL.encode()
    if is_packing:
        chosen += b"Sec-WebSocket-Extensions: %b\r\n" % AGREED.encode()
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\n%b\r\n" % (proof, chosen)
    )


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False
