"""What a room tells its listener."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from nightmarket_room.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The room was entered, or entered again. `entries` are those that were not told before.

    `has_gap`: something between what was told before and `entries` is missing. `is_restart`: the log
    began anew, ids of before do not compare with those that come.
    """

    entries: tuple[Entry, ...]
    state: Mapping[str, Entry]
    epoch: str
    last_id: str
    has_gap: bool
    is_resume: bool
    is_restart: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What came, in the room's order and once each."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """We read too slowly: so many lines up to `last_id` are missing."""

    last_id: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewers:
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactions:
    """What came since the last time, by kind, from everybody; and all that ever came."""

    counts: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """We are out of the room and shall stay out."""

    reason: str


News: TypeAlias = Joined | Lines | Dropped | Viewers | Reactions | Left


class Refused(Exception):
    """The gateway said no, and saying it again would not help; `reason` is its stable word."""

    def __init__(self, reason: str, metadata: Mapping[str, str] | None = None) -> None:
        self.reason = reason
        self.metadata = dict(metadata or {})
        super().__init__(f"{reason} {self.metadata}" if self.metadata else reason)
