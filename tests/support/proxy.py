"""A bad line between a client and a gateway: slow, narrow, stalling, cut in the middle of a frame.

TCP hides loss behind waiting, so a lossy link is one whose bytes are late and whose connections end.
Seeded: the same seed does the same to the same bytes, as far as the kernel cuts them alike.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit

CHUNK = 4096


@dataclass(slots=True, kw_only=True)
class Weather:
    """What the line does to each chunk; it may be changed while connections are open."""

    delay_s: float = 0.0
    bytes_per_s: float = float("inf")
    stalled: float = 0.0
    """Share of chunks that are late by `stall_s`."""
    stall_s: float = 0.2
    cut: float = 0.0
    """Share of chunks of which only a part arrives before the connection ends."""


class Proxy:
    def __init__(self, url: str, weather: Weather, seed: int) -> None:
        where = urlsplit(url)
        self.weather = weather
        self.cuts = 0
        self.url = ""
        self.port = 0
        self._host, self._port = where.hostname or "", where.port or 0
        self._path = where.path
        self._random = Random(seed)
        self._open: set[asyncio.StreamWriter] = set()

    def listening(self, port: int) -> None:
        self.port = port
        self.url = f"ws://127.0.0.1:{port}{self._path}"

    def cut_all(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self._open |= ends
        ways = (self._carry(reader, far_writer), self._carry(far_reader, writer))
        tasks = [asyncio.create_task(way) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._open -= ends
            for end in ends:
                end.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                weather = self.weather
                wait = weather.delay_s + len(chunk) / weather.bytes_per_s
                if self._random.random() < weather.stalled:
                    wait += weather.stall_s
                await asyncio.sleep(wait)
                if self._random.random() < weather.cut:
                    self.cuts += 1
                    writer.write(chunk[: self._random.randrange(len(chunk))])
                    with suppress(TimeoutError):
                        await asyncio.wait_for(writer.drain(), 0.2)
                    return
                writer.write(chunk)
                await writer.drain()


@asynccontextmanager
async def proxied(url: str, *, seed: int, weather: Weather) -> AsyncIterator[Proxy]:
    proxy = Proxy(url, weather, seed)
    running: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(proxy.serve(reader, writer))
        running.add(task)
        task.add_done_callback(running.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    proxy.listening(server.sockets[0].getsockname()[1])
    try:
        yield proxy
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
