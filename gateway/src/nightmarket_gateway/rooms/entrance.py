"""Who may open a socket: programs, and browsers on our own pages; nobody without end."""

import asyncio
from collections import Counter
from typing import Any, Final

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from nightmarket_gateway.rooms.socket import Socket, hello
from nightmarket_gateway.rooms.transport import Connection, Handshake
from nightmarket_gateway.rooms.visit import House

WINDOW_S: Final = 10.0


class Entrance:
    """A door. Sockets of an address are counted by each gateway for itself: no question for each."""

    def __init__(self, house: House, *, trusted_proxies: str) -> None:
        self._house = house
        self._greeting = hello(house.settings)
        self._proxies = ProxyHeadersMiddleware(_end, trusted_proxies) if trusted_proxies else None
        self._opened: Counter[str] = Counter()
        self._since = 0.0

    def address(self, transport: asyncio.Transport, headers: dict[str, str]) -> str:
        peer = transport.get_extra_info("peername")
        if not peer:
            return "unknown"
        forwarded = headers.get("x-forwarded-for")
        if self._proxies is None or forwarded is None:
            return str(peer[0])
        scope: Any = {
            "type": "websocket",
            "client": (peer[0], peer[1]),
            "headers": [(b"x-forwarded-for", forwarded.encode("latin-1"))],
        }
        asked = self._proxies(scope, _nothing, _nothing)
        try:
            asked.send(None)  # the HTTP side's own rule; nothing in it waits
        except StopIteration:
            return str(scope["client"][0])
        raise RuntimeError("the address is not known at once")

    def is_open_to(self, handshake: Handshake) -> bool:
        settings = self._house.settings
        origin = handshake.headers.get("origin")
        if origin is not None and origin not in settings.origins:
            return False
        now = asyncio.get_running_loop().time()
        if now - self._since >= WINDOW_S:
            self._since = now
            self._opened.clear()
        self._opened[handshake.address] += 1
        return self._opened[handshake.address] <= settings.rate_address_per_10s

    def enter(self, handshake: Handshake, connection: Connection) -> Socket:
        return Socket(handshake, connection, self._house, greeting=self._greeting)


async def _end(*_: Any) -> None:
    return


async def _nothing(*_: Any) -> Any:
    return None
