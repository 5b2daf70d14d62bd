"""What the archive of the chat needs from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from nightmarket_kit.core.pages import Page
from nightmarket_kit.core.ports import UnitOfWork
from nightmarket_stream.application.chat_ports import ChatRepository
from nightmarket_stream.domain.archive import Cut, Erasure, Message, Place, Quote
from nightmarket_stream.domain.events import ChatEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Entries of one room's log that nobody has archived yet; `ids` are all of them."""

    show_id: str
    ids: tuple[str, ...]
    messages: tuple[Message, ...]
    cuts: tuple[Cut, ...]


class RoomLogs(Protocol):
    """The rooms' logs, read as one of a group: an entry is given out again until it is settled.

    Calls raise RoomLogsUnavailable.
    """

    async def next(self) -> list[Batch]:
        """What is new, of any room; waits about a second for it."""

    async def settle(self, batches: Sequence[Batch]) -> None:
        """They are kept; nobody needs to have them again."""


class ArchiveRepository(Protocol):
    async def hold(self) -> None:
        """Nobody erases before this transaction ends; others may archive."""

    async def hold_alone(self) -> None:
        """Nobody archives before this transaction ends."""

    async def shops_of(self, show_ids: Sequence[str]) -> dict[str, str]: ...
    async def erasures(self, user_ids: Sequence[str]) -> dict[str, Erasure]: ...
    async def add(self, messages: Sequence[Message]) -> set[tuple[str, str, Place]]:
        """Epoch, show and place of those that were not there yet."""

    async def add_cuts(self, cuts: Sequence[Cut]) -> None: ...
    async def erase(self, erasure: Erasure) -> list[str]:
        """The shows in which the person has spoken."""


class ArchiveUow(UnitOfWork, Protocol):
    @property
    def chat(self) -> ChatRepository: ...
    @property
    def archive(self) -> ArchiveRepository: ...
    def publish(self, event: ChatEvent) -> None: ...


ArchiveUowFactory = Callable[[], ArchiveUow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Times from `start` on and before `end`; None is open."""

    start: datetime | None = None
    end: datetime | None = None


class ArchiveQueries(Protocol):
    async def said(
        self,
        show_id: str,
        page: Page,
        *,
        stretch: Stretch,
        past: Place | None,
        is_forward: bool,
    ) -> list[tuple[Message, Quote | None]]:
        """What is not deleted, with what it answers where that is not either, past a place in the
        direction of reading; one more than the page's size when there is a next page.
        """


class Months(Protocol):
    """The archive's tables, one a month."""

    async def tend(self, *, at: datetime, kept: timedelta) -> None:
        """Make those of the next months, drop those that are older than what is kept."""
