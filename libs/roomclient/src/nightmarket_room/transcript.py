"""What was seen in one room, in order and with the time of arrival."""

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from nightmarket_room.entries import Chat, Entry
from nightmarket_room.news import Dropped, Joined, Left, Lines, News, Reactions, Viewers

PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """We were told that something is missing before `entries[before]`; a restart begins new ids."""

    before: int
    is_restart: bool


class Transcript:
    """A listener for `RoomClient.join`. Everything that was seen is in `entries`."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.arrivals: list[float] = []  # ms since 1970
        self.holes: list[Hole] = []
        self.joins = 0
        self.viewers = 0
        self.most_viewers = 0
        self._news = asyncio.Condition()
        self._telling: set[asyncio.Task[None]] = set()

    def __call__(self, news: News) -> None:
        match news:
            case Joined():
                self.joins += 1
                if news.has_gap:
                    self.holes.append(Hole(before=len(self.entries), is_restart=news.is_restart))
                self._keep(news.entries)
            case Lines():
                self._keep(news.entries)
            case Dropped():
                self.holes.append(Hole(before=len(self.entries), is_restart=False))
            case Viewers():
                self.viewers = news.count
                self.most_viewers = max(self.most_viewers, news.count)
            case Reactions() | Left():
                pass
        task = asyncio.get_running_loop().create_task(self._tell())
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    @property
    def chat(self) -> list[Chat]:
        return [entry for entry in self.entries if isinstance(entry, Chat)]

    @property
    def chat_ids(self) -> list[str]:
        return [entry.id for entry in self.chat]

    @property
    def digest(self) -> str:
        """The same for all who saw the same talk in the same order."""
        lines = (f"{entry.id} {entry.user.id} {entry.text}" for entry in self.chat)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    async def until(
        self, matches: Callable[[Entry], bool], *, within_s: float = PATIENCE_S
    ) -> tuple[Entry, float]:
        """The first entry that matches, and when it arrived (ms since 1970)."""
        index = 0
        async with asyncio.timeout(within_s), self._news:
            while True:
                while index < len(self.entries):
                    if matches(self.entries[index]):
                        return self.entries[index], self.arrivals[index]
                    index += 1
                await self._news.wait()

    def _keep(self, entries: tuple[Entry, ...]) -> None:
        now = time.time() * 1000
        self.entries.extend(entries)
        self.arrivals.extend(now for _ in entries)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()
