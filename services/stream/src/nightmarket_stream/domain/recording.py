"""Recordings: files `live/<path>/%Y-%m-%d_%H-%M-%S-%f.mp4` that the media server leaves in the bucket.

Names are UTC: the media server runs with TZ=UTC.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nightmarket_stream.domain.broadcast import Broadcast

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}-\d{1,6})\.mp4\Z")
# Hooks may be lost, so that a broadcast begins, or ends, some seconds away from its file.
SLACK = timedelta(seconds=15)
# A file begins at most this much before the picture that the media server tells of.
HEAD = timedelta(seconds=5)
CLOCKS_APART = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """`preview` is what the file holds before the show was on air."""

    key: str
    show_id: str
    start_at: datetime
    duration: timedelta
    preview: timedelta

    @classmethod
    def of(
        cls, broadcast: Broadcast, *, key: str, start_at: datetime, duration: timedelta
    ) -> "Recording":
        preview = timedelta(0)
        if broadcast.picture_at < broadcast.start_at:
            preview = min(max(broadcast.start_at - start_at, timedelta(0)), duration)
        return cls(
            key=key,
            show_id=broadcast.show_id,
            start_at=start_at,
            duration=duration,
            preview=preview,
        )


def start_of(key: str) -> datetime | None:
    """The time in the file's name; None when it has another form."""
    match = _NAME.fullmatch(key.rsplit("/", 1)[-1])
    if match is None:
        return None
    try:
        return datetime.strptime(match[1], "%Y-%m-%d_%H-%M-%S-%f").replace(tzinfo=UTC)
    except ValueError:
        return None


def start_by(key: str, *, end_at: datetime, duration: timedelta) -> datetime:
    """When a file that is complete at `end_at` began: its name says, unless it cannot be true."""
    reckoned = end_at - duration
    named = start_of(key)
    return named if named is not None and abs(named - reckoned) < CLOCKS_APART else reckoned


def broadcast_of(
    broadcasts: Sequence[Broadcast], *, start_at: datetime, duration: timedelta
) -> Broadcast | None:
    """The one that shares the most time with the file; None when none was on air about then."""
    end_at = start_at + duration

    def shared(one: Broadcast, slack: timedelta) -> timedelta:
        left = max(start_at, one.start_at - slack)
        return (min(end_at, one.end_at + slack) if one.end_at else end_at) - left

    near = [one for one in broadcasts if shared(one, SLACK) >= timedelta(0)]
    return max(near, key=lambda one: shared(one, timedelta(0)), default=None)


def begun_by(broadcasts: Sequence[Broadcast], start_at: datetime) -> Broadcast | None:
    """The one whose file begins at `start_at`: the last that had begun by then."""
    begun = [one for one in broadcasts if one.picture_at <= start_at + HEAD]
    return max(begun, key=lambda one: one.picture_at, default=None)
