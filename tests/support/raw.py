"""A WebSocket client that may do everything wrong: frames bit by bit over a TCP connection."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
GONE = 1006  # the connection ended without a close frame
_KEY = base64.b64encode(bytes(range(16))).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    opcode: int
    payload: bytes

    @property
    def said(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.payload)
        return said


def frame(
    payload: bytes | str,
    *,
    opcode: int = TEXT,
    fin: bool = True,
    reserved: int = 0,
    masked: bool = True,
    length: int | None = None,
) -> bytes:
    """A client's frame; `length` is what its header claims."""
    payload = payload.encode() if isinstance(payload, str) else payload
    size = len(payload) if length is None else length
    head = bytes([(0x80 if fin else 0) | reserved << 4 | opcode])
    bit = 0x80 if masked else 0
    if size < 126:
        head += bytes([bit | size])
    elif size < 1 << 16:
        head += bytes([bit | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([bit | 127]) + size.to_bytes(8, "big")
    if not masked:
        return head + payload
    mask = b"\x01\x02\x03\x04"
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def request(url: str, *, path: str = "/ws", **headers: str) -> bytes:
    """An upgrade; a header given as "" is left out."""
    lines = {
        "Host": urlsplit(url).netloc,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": _KEY,
        "Sec-WebSocket-Version": "13",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"GET {path} HTTP/1.1\r\n{text}\r\n".encode()


class Raw:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def status(self) -> int:
        """The answer to a handshake."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        return int(head.split(b" ", 2)[1])

    async def send(self, *frames: bytes) -> None:
        for one in frames:
            self.writer.write(one)
        await self.writer.drain()

    async def say(self, **said: Any) -> None:
        await self.send(frame(json.dumps(said)))

    async def read(self) -> Frame:
        """IncompleteReadError or ConnectionError when the other side is gone."""
        first, second = await self.reader.readexactly(2)
        size = second & 0x7F
        if size >= 126:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
        return Frame(opcode=first & 0xF, payload=await self.reader.readexactly(size))

    async def until(self, *kinds: str) -> dict[str, Any]:
        """The next frame of one of those types."""
        async with asyncio.timeout(10):
            while True:
                got = await self.read()
                assert got.opcode in {TEXT, PING, PONG}, got
                if got.opcode == TEXT and got.said["type"] in kinds:
                    return got.said

    async def end(self, *, within_s: float = 10) -> int:
        """Read on to the end; its close code."""
        async with asyncio.timeout(within_s):
            try:
                while (got := await self.read()).opcode != CLOSE:
                    pass
            except (asyncio.IncompleteReadError, ConnectionError):
                return GONE
        return int.from_bytes(got.payload[:2], "big") if got.payload else 1005


@asynccontextmanager
async def dial(url: str) -> AsyncIterator[Raw]:
    """A bare connection to the gateway."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port, limit=1 << 20)
    try:
        yield Raw(reader, writer)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def upgraded(url: str, **headers: str) -> AsyncIterator[Raw]:
    """A connection that has shaken hands and heard `hello`."""
    async with dial(url) as raw:
        await raw.send(request(url, **headers))
        assert await raw.status() == 101
        await raw.until("hello")
        yield raw
