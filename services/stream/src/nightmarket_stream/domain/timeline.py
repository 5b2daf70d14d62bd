"""The recordings of a show on one line, in seconds; what the app's player does, does this, too.

What was said while nothing was recorded stands at the beginning of the next file. What was said
before the first file began, or after the last one ended, has no place on the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# The media server stamps a recording this much later than its first picture was taken (RTMP, measured).
STAMP_LATE: Final = timedelta(milliseconds=2010)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`start` is where it begins on the line."""

    taken_at: datetime
    start: timedelta
    length: timedelta

    @property
    def end_at(self) -> datetime:
        return self.taken_at + self.length


class Timeline:
    def __init__(self, files: Sequence[tuple[datetime, timedelta]]) -> None:
        """Of when each file was stamped, and how long it is, both without its preview."""
        self._parts: list[Part] = []
        start = timedelta(0)
        for stamped_at, length in sorted(files):
            if length > timedelta(0):
                self._parts.append(
                    Part(taken_at=stamped_at - STAMP_LATE, start=start, length=length)
                )
                start += length
        self._length = start

    def __bool__(self) -> bool:
        return bool(self._parts)

    def first_from(self, offset: timedelta) -> datetime:
        """The first moment that is on the line at `offset` or later; the end for what is beyond it."""
        before: datetime | None = None
        for part in self._parts:
            if offset <= part.start:
                return part.taken_at if before is None else before
            if offset < part.start + part.length:
                moment = part.taken_at + (offset - part.start)
                return moment if before is None else max(moment, before)
            before = part.end_at if before is None else max(before, part.end_at)
        if before is None:
            raise ValueError("nothing was recorded")
        return before

    def offset_of(self, moment: datetime) -> timedelta:
        """Where a moment is on the line."""
        for part in self._parts:
            if moment < part.taken_at:
                return part.start
            if moment < part.end_at:
                return part.start + (moment - part.taken_at)
        return self._length
