"""Recordings: files `live/<path>/%Y-%m-%d_%H-%M-%S-%f.mp4` that the media server leaves in the bucket.

Names are UTC: the media server runs with TZ=UTC.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nightmarket_stream.domain.show import Show

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}-\d{1,6})\.mp4\Z")
# Hooks may be lost, so that a show goes live, or ends, some seconds away from its file.
SLACK = timedelta(seconds=15)
CLOCKS_APART = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    key: str
    show_id: str
    start_at: datetime
    duration: timedelta


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


def show_of(shows: Sequence[Show], *, start_at: datetime, duration: timedelta) -> Show | None:
    """The show that shares the most time with the file; None when none was on air about then."""
    end_at = start_at + duration

    def shared(show: Show, slack: timedelta) -> timedelta:
        if show.live_at is None:
            return timedelta(-1)
        left = max(start_at, show.live_at - slack)
        return (min(end_at, show.end_at + slack) if show.end_at else end_at) - left

    near = [show for show in shows if shared(show, SLACK) >= timedelta(0)]
    return max(near, key=lambda show: shared(show, timedelta(0)), default=None)
