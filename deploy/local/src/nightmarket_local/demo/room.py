"""A viewer's socket: joins a room, resumes where it broke off, keeps what it saw and when."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

if TYPE_CHECKING:
    from collections.abc import Callable

    from nightmarket_local.demo.api import Api

SEND_AGAIN_S = 3.0
PATIENCE_S = 60.0


class RoomClient:
    """Everything that was seen is in `events`, in order, with the local time of arrival in ms."""

    def __init__(self, url: str, room: str, api: Api | None = None) -> None:
        self._url = url
        self._room = room
        self._api = api
        self._last_id = ""
        self._epoch = ""
        self._socket: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._sent: dict[str, asyncio.Future[str]] = {}
        self._news = asyncio.Condition()
        self._seen: set[str] = set()
        self.joined = asyncio.Event()
        self.events: list[dict[str, Any]] = []
        self.arrivals: list[float] = []
        self.viewers = 0
        self.gaps = 0
        self.reconnects = 0
        self.errors: Counter[str] = Counter()

    async def open(self) -> None:
        self._task = asyncio.create_task(self._run())
        async with asyncio.timeout(PATIENCE_S):
            await self.joined.wait()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @property
    def chat_ids(self) -> list[str]:
        return [event["id"] for event in self.events if event["kind"] == "chat"]

    async def say(self, text: str) -> str:
        """Post a message; said again with the same client id until it is acknowledged."""
        client_id = secrets.token_hex(8)
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._sent[client_id] = answer
        frame = {"type": "send", "room": self._room, "client_id": client_id, "text": text}
        async with asyncio.timeout(PATIENCE_S):
            while not answer.done():
                await self.joined.wait()
                with suppress(WebSocketException, OSError):
                    if self._socket is not None:
                        await self._socket.send(json.dumps(frame))
                await asyncio.wait([answer], timeout=SEND_AGAIN_S)
        return await answer

    async def until(
        self, matches: Callable[[dict[str, Any]], bool], *, within_s: float = PATIENCE_S
    ) -> tuple[dict[str, Any], float]:
        """The first event that matches, and when it arrived (ms since the epoch)."""
        async with asyncio.timeout(within_s), self._news:
            index = 0
            while True:
                while index < len(self.events):
                    if matches(self.events[index]):
                        return self.events[index], self.arrivals[index]
                    index += 1
                await self._news.wait()

    async def _run(self) -> None:
        wait = 0.1
        while True:
            try:
                async with connect(self._url, compression=None, max_size=1 << 22) as socket:
                    self._socket = socket
                    if self._api is not None and self._api.token:
                        await socket.send(json.dumps({"type": "auth", "token": self._api.token}))
                    join = {"type": "join", "room": self._room}
                    place = {"after": self._last_id, "epoch": self._epoch}
                    await socket.send(json.dumps({**join, **place}))
                    async for text in socket:
                        wait = 0.1
                        await self._take(json.loads(text))
            except (WebSocketException, OSError):
                pass
            self.joined.clear()
            self._socket = None
            self.reconnects += 1
            await asyncio.sleep(wait * (0.5 + secrets.randbelow(100) / 100))
            wait = min(wait * 2, 2.0)

    async def _take(self, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "joined":
            self.gaps += bool(frame["gap"]) and bool(self._last_id)
            await self._keep(frame["events"])
            self._last_id, self._epoch = frame["last_id"], frame["epoch"]
            self.joined.set()
        elif kind == "events":
            await self._keep(frame["events"])
        elif kind == "dropped":
            self.gaps += 1
            self._last_id = frame["last_id"]
        elif kind == "viewers":
            self.viewers = max(self.viewers, frame["count"])
        elif kind == "sent":
            answer = self._sent.pop(frame["client_id"], None)
            if answer is not None and not answer.done():
                answer.set_result(frame["id"])
        elif kind == "error":
            self.errors[frame["reason"]] += 1

    async def _keep(self, events: list[dict[str, Any]]) -> None:
        now = time.time() * 1000
        for event in events:
            self._last_id = event["id"]
            if event["id"] not in self._seen:
                self._seen.add(event["id"])
                self.events.append(event)
                self.arrivals.append(now)
        async with self._news:
            self._news.notify_all()
