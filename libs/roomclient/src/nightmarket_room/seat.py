"""A viewer of one room: socket, room and transcript in one, for demos, tests and measuring."""

import asyncio
from collections.abc import Callable
from random import Random

from nightmarket_room.client import RoomClient, TokenSource
from nightmarket_room.entries import Entry
from nightmarket_room.room import Room
from nightmarket_room.rules import RULES, Rules
from nightmarket_room.transcript import PATIENCE_S, Transcript


class Seat:
    def __init__(
        self,
        url: str,
        room_id: str,
        *,
        token: TokenSource | str = "",
        rules: Rules = RULES,
        random: Random | None = None,
    ) -> None:
        self.client = RoomClient(url, token=token, rules=rules, random=random)
        self.room_id = room_id
        self.seen = Transcript()
        self._room: Room | None = None

    @property
    def room(self) -> Room:
        if self._room is None:
            self._room = self.client.join(self.room_id, self.seen)
        return self._room

    async def open(self) -> None:
        """Be in the room."""
        room = self.room
        self.client.open()
        async with asyncio.timeout(PATIENCE_S):
            await room.entered()

    async def close(self) -> None:
        await self.client.close()

    async def say(self, text: str, *, client_id: str = "", reply_to: str = "") -> str:
        async with asyncio.timeout(PATIENCE_S):
            return await self.room.say(text, client_id=client_id, reply_to=reply_to)

    async def until(
        self, matches: Callable[[Entry], bool], *, within_s: float = PATIENCE_S
    ) -> tuple[Entry, float]:
        return await self.seen.until(matches, within_s=within_s)

    @property
    def reconnects(self) -> int:
        return max(0, self.client.connects - 1)
