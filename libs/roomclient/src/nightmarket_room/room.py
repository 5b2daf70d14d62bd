"""One room of a client: its place in the log, what was said and not yet answered.

Invariants
- Entries reach the listener in the log's order and once each; a hole is told before what follows it.
- A message is settled by `sent`, or by a refusal that saying it again cannot change.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from nightmarket_room.entries import Entry
from nightmarket_room.frames import (
    DroppedFrame,
    Error,
    EventsFrame,
    JoinedFrame,
    ReactionsFrame,
    Sent,
    ViewersFrame,
)
from nightmarket_room.ids import entry_id
from nightmarket_room.news import Dropped, Joined, Left, Lines, News, Reactions, Refused, Viewers
from nightmarket_room.rules import RENEW, TRY_AGAIN, Rules

Write: TypeAlias = Callable[[dict[str, str | int]], None]
RoomFrame: TypeAlias = (
    JoinedFrame | EventsFrame | DroppedFrame | ViewersFrame | ReactionsFrame | Sent
)


@dataclass(slots=True, kw_only=True)
class _Said:
    frame: dict[str, str | int]
    name: str
    answer: "asyncio.Future[str]"
    since: float
    asked_at: float = float("-inf")
    refused: Refused | None = None


class Room:
    """Made by `RoomClient.join`. The listener is called in the loop and must not wait."""

    def __init__(
        self, room_id: str, *, listener: Callable[[News], None], write: Write, rules: Rules
    ) -> None:
        self.id = room_id
        self.epoch = ""
        self.last_id = ""
        self.viewers = 0
        self.reactions = 0
        self.state: Mapping[str, Entry] = {}
        self.refused: Refused | None = None
        self.asked_at = 0.0
        self.try_at: float | None = None
        self._listener = listener
        self._write = write
        self._rules = rules
        self._inside = asyncio.Event()
        self._over = asyncio.Event()
        self._said: dict[str, _Said] = {}

    @property
    def is_joined(self) -> bool:
        return self._inside.is_set()

    @property
    def unanswered(self) -> int:
        return len(self._said)

    async def entered(self) -> None:
        """Wait until we are in; Refused when we may not."""
        waits = [asyncio.create_task(event.wait()) for event in (self._inside, self._over)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if self.refused is not None:
            raise self.refused

    async def say(self, text: str, *, client_id: str = "", reply_to: str = "") -> str:
        """Post a message; its id. Said again, by the same name, until it is answered.

        `reply_to` is the id of the line that it answers.
        """
        name = client_id or secrets.token_hex(8)
        if self.refused is not None:
            raise self.refused
        said = self._said.get(name)
        if said is None:
            loop = asyncio.get_running_loop()
            frame: dict[str, str | int] = {"type": "send", "room": self.id}
            frame |= {"text": text, "client_id": name}
            if reply_to:
                frame["reply_to"] = reply_to
            said = _Said(frame=frame, name=name, answer=loop.create_future(), since=loop.time())
            self._said[name] = said
            if self.is_joined:
                self._post(said, loop.time())
        try:
            return await asyncio.shield(said.answer)
        except asyncio.CancelledError:
            self._said.pop(name, None)
            raise

    def react(self, kind: str, count: int = 1) -> None:
        """Add to the room's reactions, at most once a second; forgotten while we are not in."""
        if self.is_joined:
            self._write({"type": "react", "room": self.id, "kind": kind, "count": count})

    # -- driven by the client -------------------------------------------------------------------

    def ask(self, now: float) -> None:
        """Join, where it broke off."""
        self.asked_at, self.try_at = now, None
        place = {"after": self.last_id, "epoch": self.epoch} if self.last_id else {}
        self._write({"type": "join", "room": self.id, **place})

    def lost(self) -> None:
        """The socket ended."""
        self._inside.clear()

    def over(self, reason: Refused) -> None:
        """We are not in this room any more, and shall not be."""
        if self._over.is_set():
            return
        self.refused = reason
        self._inside.clear()
        self._over.set()
        for said in self._said.values():
            _fail(said.answer, reason)
        self._said.clear()
        self._listener(Left(reason=reason.reason))

    def sweep(self, now: float) -> None:
        """Say again what has no answer, and give up what was refused for too long."""
        for name, said in list(self._said.items()):
            if said.refused and now - said.since > self._rules.give_up_ms / 1000:
                del self._said[name]
                _fail(said.answer, said.refused)
            elif self.is_joined and now - said.asked_at >= self._rules.again_ms / 1000:
                self._post(said, now)

    def say_refused(self, now: float) -> None:
        """Say again what was refused: the reason may be gone."""
        for said in list(self._said.values()):
            if said.refused and self.is_joined:
                self._post(said, now)

    def give_up(self, reasons: frozenset[str]) -> None:
        """What was refused for one of these reasons stays so."""
        for name, said in list(self._said.items()):
            if said.refused and said.refused.reason in reasons:
                del self._said[name]
                _fail(said.answer, said.refused)

    def _post(self, said: _Said, now: float) -> None:
        said.asked_at = now
        try:
            self._write(said.frame)
        except Refused as refused:
            self._said.pop(said.name, None)
            _fail(said.answer, refused)

    def take(self, frame: RoomFrame, now: float) -> None:
        match frame:
            case JoinedFrame():
                self._enter(frame, now)
            case EventsFrame():
                if fresh := self._fresh(frame.events):
                    self.last_id = fresh[-1].id
                    self._listener(Lines(entries=fresh))
            case DroppedFrame():
                if kept := self._fresh(frame.events):
                    self._listener(Lines(entries=kept))
                self.last_id = frame.last_id
                self._listener(Dropped(last_id=frame.last_id, count=frame.count))
            case ViewersFrame():
                self.viewers = frame.count
                self._listener(Viewers(count=frame.count))
            case ReactionsFrame():
                self.reactions = frame.total
                self._listener(Reactions(counts=frame.counts, total=frame.total))
            case Sent():
                said = self._said.pop(frame.client_id, None)
                if said is not None and not said.answer.done():
                    said.answer.set_result(frame.id)

    def _enter(self, frame: JoinedFrame, now: float) -> None:
        is_resume, is_restart = self.last_id != "", self.epoch not in {"", frame.epoch}
        entries = frame.events if is_restart else self._fresh(frame.events)
        self.epoch, self.last_id = frame.epoch, frame.last_id
        self.state, self.viewers, self.reactions = frame.state, frame.viewers, frame.reactions
        self._inside.set()
        self._listener(
            Joined(
                entries=entries,
                state=frame.state,
                epoch=frame.epoch,
                last_id=frame.last_id,
                has_gap=is_resume and (frame.gap or is_restart),
                is_resume=is_resume,
                is_restart=is_restart,
            )
        )
        self._listener(Viewers(count=frame.viewers))
        for said in list(self._said.values()):
            self._post(said, now)

    def _fresh(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        if not self.last_id:
            return entries
        last = entry_id(self.last_id)
        return tuple(entry for entry in entries if entry_id(entry.id) > last)

    def refuse(self, frame: Error) -> None:
        """A message was refused; it stays unanswered when time or a renewed token may change that."""
        said = self._said.get(frame.client_id)
        if said is None:
            return
        said.refused = Refused(frame.reason, frame.metadata)
        if frame.reason not in TRY_AGAIN | RENEW:
            self.give_up(frozenset({frame.reason}))


def _fail(answer: "asyncio.Future[str]", refused: Refused) -> None:
    if not answer.done():
        answer.set_exception(refused)
        answer.exception()  # who said it may have gone
