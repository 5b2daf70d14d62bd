"""Both ends of a connection, without a network between."""

from typing import Any

from websockets.client import ClientProtocol
from websockets.frames import Frame
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from nightmarket_gateway.rooms.transport import Connection, Connections, Handshake


class FakeTransport:
    def __init__(self) -> None:
        self.written = b""
        self.is_closed = self.is_aborted = self.is_paused = False

    def write(self, data: bytes) -> None:
        self.written += data

    def pause_reading(self) -> None:
        self.is_paused = True

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = self.is_aborted = True


class Visitor:
    """A listener, and the door that lets everybody in."""

    greeting = b""

    def __init__(self) -> None:
        self.said: list[str | None] = []
        self.is_in = self.is_lost = False
        self.is_welcome = True

    def address(self, _transport: object, _headers: dict[str, str]) -> str:
        return "test"

    def is_open_to(self, _handshake: Handshake) -> bool:
        return self.is_welcome

    def enter(self, _handshake: Handshake, _connection: Connection) -> "Visitor":
        return self

    def opened(self) -> None:
        self.is_in = True

    def heard(self, text: str) -> None:
        self.said.append(text)

    def heard_no_text(self) -> None:
        self.said.append(None)

    def lost(self) -> None:
        self.is_lost = True


class Line:
    """Both ends."""

    def __init__(self, *subprotocols: str, **headers: str) -> None:
        self.visitor, self.transport, self.peers = Visitor(), FakeTransport(), set[object]()
        self.connection = Connection(Connections(self.visitor), self.peers)
        names = [Subprotocol(one) for one in subprotocols] or None
        self.client = ClientProtocol(parse_uri("ws://test/ws"), subprotocols=names)
        self.connection.connection_made(self.transport)  # type: ignore[arg-type]
        self.request = self.client.connect()
        for name, value in headers.items():
            del self.request.headers[name.replace("_", "-")]
            self.request.headers[name.replace("_", "-")] = value

    def open(self) -> "Line":
        headers = {name.lower(): value for name, value in self.request.headers.raw_items()}
        self.connection.shake_hands("GET", self.request.path, headers)
        return self

    def answer(self) -> list[Any]:
        """What the client makes of all that came."""
        self.client.send_request(self.request)
        self.client.data_to_send()
        self.client.receive_data(self.transport.written)
        return self.client.events_received()

    def hear(self, *frames: Frame | bytes) -> None:
        for frame in frames:
            data = frame if isinstance(frame, bytes) else frame.serialize(mask=True)
            self.connection.data_received(data)

    @property
    def code(self) -> int | None:
        """How it was closed."""
        self.answer()
        return self.client.close_rcvd.code if self.client.close_rcvd else None
