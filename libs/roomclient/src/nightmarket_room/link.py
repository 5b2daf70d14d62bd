"""One connection: what waits to be written, and whether the other side is still there."""

import asyncio
import json
from typing import Any, Final

from websockets.asyncio.client import ClientConnection

from nightmarket_room.frames import Limits
from nightmarket_room.news import Refused
from nightmarket_room.rules import Rules

BURST: Final = 0.5  # of the frames that a second allows
STEADY: Final = 0.4


class Link:
    """Frames go out at less than the rate that the gateway bears; `write` never waits."""

    def __init__(self, socket: ClientConnection, rules: Rules) -> None:
        self._socket = socket
        self._rules = rules
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self.limits: Limits | None = None
        self._asked_at = asyncio.get_running_loop().time()
        self._heard_at = float("-inf")
        self._is_writing = False

    @property
    def is_idle(self) -> bool:
        """Whether all that was written is on its way."""
        return self._queue.empty() and not self._is_writing

    def write(self, frame: dict[str, Any]) -> None:
        """Refused when it is larger than the gateway takes."""
        text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
        if self.limits is not None and len(text.encode()) > self.limits.frame:
            raise Refused("FRAME_TOO_LARGE", {"limit": str(self.limits.frame)})
        self._queue.put_nowait(text)

    async def send_all(self) -> None:
        """Half of what a second allows at once, and then a little slower than allowed."""
        loop = asyncio.get_running_loop()
        credit, at = float("inf"), loop.time()
        while True:
            text = await self._queue.get()
            self._is_writing = True
            most, per_s = self._pace
            now = loop.time()
            credit, at = min(most, credit + (now - at) * per_s), now
            if credit < 1:
                await asyncio.sleep((1 - credit) / per_s)
            credit -= 1
            await self._socket.send(text)
            self._is_writing = False

    @property
    def _pace(self) -> tuple[float, float]:
        allowed = self.limits.frames_per_s if self.limits else 1
        return allowed * BURST, allowed * STEADY

    def heard(self, now: float) -> None:
        self._heard_at = now

    @property
    def _is_asked(self) -> bool:
        return self._asked_at > self._heard_at

    def is_dead(self, now: float) -> bool:
        """Nothing came after we asked; opening counts as asking."""
        return self._is_asked and now - self._asked_at > self._rules.answer_ms / 1000

    def beat(self, now: float) -> None:
        """Ask when it was silent for long."""
        if not self._is_asked and now - self._heard_at > self._rules.silence_ms / 1000:
            self._asked_at = now
            self.write({"type": "ping"})

    def cut(self) -> None:
        """End it without a word: the other side may not be there."""
        self._socket.transport.abort()
