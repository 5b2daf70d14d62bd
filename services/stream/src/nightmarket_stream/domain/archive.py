"""What was said, as it is kept: each message at its place in the room, once.

A place is the message's id in the room's log: milliseconds and a number. Where the log was lost it
began anew, in another epoch; ids go on with the clock, so the places of a show are in one order.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

_ID: Final = re.compile(r"([0-9]{1,20})-([0-9]{1,20})\Z")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_MS: Final = 253_402_214_400_000  # the last day of the year 9999
_MAX_NUMBER: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, order=True)
class Place:
    ms: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """None when it is no id, or no time that we can keep."""
        found = _ID.match(text)
        if found is None:
            return None
        ms, number = int(found[1]), int(found[2])
        return cls(ms, number) if ms <= _MAX_MS and number <= _MAX_NUMBER else None

    @classmethod
    def of(cls, at: datetime, number: int) -> "Place":
        return cls((at - _EPOCH) // timedelta(milliseconds=1), number)

    @property
    def at(self) -> datetime:
        return _EPOCH + timedelta(milliseconds=self.ms)

    def __str__(self) -> str:
        return f"{self.ms}-{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`sent_at` is the gateway's time, which the room was shown."""

    show_id: str
    place: Place
    epoch: str
    sent_at: datetime
    user_id: str
    user_name: str
    text: str
    client_id: str
    reply_to: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The line that a message answers, while it is there to be read."""

    place: Place
    user_id: str
    user_name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Where a deletion stands in the room: what a person says after it stays."""

    act_id: str
    show_id: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A person took back everything said until then."""

    user_id: str
    until: datetime

    def covers(self, message: Message) -> bool:
        return message.user_id == self.user_id and message.place.at <= self.until
