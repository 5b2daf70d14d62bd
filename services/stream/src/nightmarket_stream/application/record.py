"""Recordings: told by a hook, or found in the bucket when the hook was lost.

Each broadcast of a show has its own file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_stream.application.ports import ObjectStore, StoredObject, UowFactory
from nightmarket_stream.application.queries import StreamQueries, Unrecorded
from nightmarket_stream.domain.broadcast import Broadcast
from nightmarket_stream.domain.errors import ChannelNotFound
from nightmarket_stream.domain.recording import (
    SLACK,
    Recording,
    begun_by,
    broadcast_of,
    start_by,
    start_of,
)

RECOVER_BATCH: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingReport:
    """`duration` is zero when the media server did not say; `at` is when the file was complete."""

    media_path: str
    key: str
    duration: timedelta
    at: datetime


async def report_recording(report: RecordingReport, *, uow: UowFactory) -> None:
    """Stored for the show that was on air then; a file of no show is nobody's."""
    start_at = start_by(report.key, end_at=report.at, duration=report.duration)
    duration = report.duration or max(report.at - start_at, timedelta(0))
    async with uow() as tx:
        channel = await tx.channels.by_path(report.media_path)
        if channel is None:
            raise ChannelNotFound
        aired = await tx.broadcasts.between(
            channel.id, start_at - SLACK, start_at + duration + SLACK
        )
        best = broadcast_of(aired, start_at=start_at, duration=duration)
        if best is None or (show := await tx.shows.get_for_update(best.show_id)) is None:
            return
        recording = Recording.of(best, key=report.key, start_at=start_at, duration=duration)
        if await tx.recordings.add(recording):
            await tx.shows.save(show.touched())
            await tx.commit()


async def recover_recordings(
    *, uow: UowFactory, queries: StreamQueries, store: ObjectStore, clock: Clock
) -> int:
    """Look into the bucket for broadcasts without a recording; returns how many files were found."""
    count = 0
    for due in await queries.unrecorded(at=clock.now(), limit=RECOVER_BATCH):
        files = [file for prefix in _prefixes(due) for file in await store.list(prefix)]
        count += await _keep(due, files, uow=uow, clock=clock)
    return count


def _prefixes(due: Unrecorded) -> list[str]:
    """The days on which the broadcast's file may have begun."""
    first, last = (due.broadcast.picture_at - SLACK).date(), due.end_at.date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [f"{due.media_path}/{day.isoformat()}_" for day in days]


def _found(due: Unrecorded, aired: Sequence[Broadcast], file: StoredObject) -> Recording | None:
    start_at = start_of(file.key)
    if start_at is None or not due.broadcast.picture_at - SLACK <= start_at <= due.end_at:
        return None
    owner = begun_by(aired, start_at) or due.broadcast
    if owner.show_id != due.broadcast.show_id or owner.end_at is None:
        return None
    end_at = min(file.modified_at, owner.end_at + SLACK)  # it may have been uploaded much later
    return Recording.of(
        owner,
        key=file.key,
        start_at=start_at,
        duration=max(end_at - start_at, timedelta(0)),
    )


async def _keep(
    due: Unrecorded, files: Sequence[StoredObject], *, uow: UowFactory, clock: Clock
) -> int:
    one = due.broadcast
    async with uow() as tx:
        show = await tx.shows.get_for_update(one.show_id)
        if show is None:
            return 0
        aired = await tx.broadcasts.between(
            one.channel_id, one.start_at - SLACK, due.end_at + SLACK
        )
        found = [it for file in files if (it := _found(due, aired, file)) is not None]
        count = sum([await tx.recordings.add(recording) for recording in found])
        if count:
            await tx.shows.save(show.touched())
        await tx.broadcasts.set_checked(one, at=clock.now())
        await tx.commit()
    return count
