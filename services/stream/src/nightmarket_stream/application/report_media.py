"""What the media server tells: a path has a picture, or has none any more.

The same two handlers serve hooks and polls. Reports may be doubled, late, lost and out of order:
- a source that is known to be over never airs anything, nor is it previewed;
- only the source that carries a show ends it;
- a report that is older than the one which put the present source on air is late.

A show whose source left is resumable for a while; what tells the same again does not prolong it.
A show that its host starts is not put on air but previewed, and forgets a source that left.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_stream.application.cut import cut
from nightmarket_stream.application.ports import LiveProvider, StreamUow, UowFactory
from nightmarket_stream.application.show_to_air import show_to_air
from nightmarket_stream.domain.broadcast import Broadcast
from nightmarket_stream.domain.channel import Channel
from nightmarket_stream.domain.errors import ChannelNotFound
from nightmarket_stream.domain.events import StreamEnded, StreamLive
from nightmarket_stream.domain.show import Show, ShowState
from nightmarket_stream.domain.source import Source

# Who was let in before the window closed and shows a picture so soon came in time.
PICTURE_WITHIN: Final = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReport:
    """`at` is by the media server's clock."""

    media_path: str
    source_id: str
    at: datetime


async def report_available(
    report: MediaReport, *, uow: UowFactory, media: LiveProvider, clock: Clock
) -> None:
    """Bring the show on air, or preview it, that the source was let in for; cut a source that has
    none.
    """
    if not await _air(report, uow=uow, clock=clock):
        await cut(media, report.media_path, source_id=report.source_id)


async def report_unavailable(
    report: MediaReport, *, uow: UowFactory, clock: Clock, resume_for: timedelta
) -> None:
    async with uow() as tx:
        channel = await _lock(tx, report.media_path)
        now = clock.now()
        held = await tx.shows.held_of(channel.id)
        await tx.sources.put(_over(channel, report.source_id, now))
        if held is not None and held.source_id == report.source_id:
            if held.is_previewed:
                await tx.shows.save(held.unseen())
            else:
                ended = held.left(at=now, resume_for=resume_for)
                await tx.shows.save(ended)
                await tx.broadcasts.end(held.id, at=now)
                tx.publish(StreamEnded(show=ended))
        await tx.commit()


async def _air(report: MediaReport, *, uow: UowFactory, clock: Clock) -> bool:
    """False when the source has no business on the path."""
    async with uow() as tx:
        channel = await _lock(tx, report.media_path)
        known = await tx.sources.get(channel.id, report.source_id)
        if known is not None and known.is_over:
            return False
        held = await tx.shows.held_of(channel.id)
        if held is not None and held.source_id == report.source_id:
            return True
        now = clock.now()
        picture_at = min(report.at, now)
        live = held if held is not None and held.state is ShowState.LIVE else None
        show = live or await _show_for(tx, channel, known, picture_at)
        is_late = (
            held is not None and held.source_since is not None and report.at < held.source_since
        )
        if show is None or is_late:
            await tx.sources.put(_over(channel, report.source_id, now))
            await tx.commit()
            return False
        if held is not None:
            # Two cannot publish at once, so the one before is gone.
            await tx.sources.put(_over(channel, held.source_id, now))
        if held is not None and held.is_previewed and held.id != show.id:
            await tx.shows.save(held.unseen())
        if show.awaits_host:
            await tx.shows.save(show.previewed(report.source_id, since=report.at))
            await tx.commit()
            return True
        if live is not None:
            await tx.shows.save(live.carried_by(report.source_id, since=report.at))
        else:
            aired = show.aired(report.source_id, since=report.at, at=now)
            await tx.shows.save(aired)
            tx.publish(StreamLive(show=aired))
        await tx.broadcasts.begin(
            Broadcast(
                channel_id=channel.id,
                show_id=show.id,
                source_id=report.source_id,
                start_at=picture_at,
                picture_at=picture_at,
            )
        )
        await tx.commit()
    return True


async def _show_for(
    tx: StreamUow, channel: Channel, known: Source | None, picture_at: datetime
) -> Show | None:
    if known is None or known.show_id is None:
        return await show_to_air(tx, channel.id, at=picture_at)
    show = await tx.shows.get_for_update(known.show_id)
    if show is None:
        return None
    is_soon = picture_at - known.created_at <= PICTURE_WITHIN
    came_at = known.created_at if is_soon else picture_at
    return show if show.may_air(at=came_at) else None


async def _lock(tx: StreamUow, media_path: str) -> Channel:
    found = await tx.channels.by_path(media_path)
    channel = await tx.channels.get_for_update(found.id) if found is not None else None
    if channel is None:
        raise ChannelNotFound
    return channel


def _over(channel: Channel, source_id: str, at: datetime) -> Source:
    return Source(channel_id=channel.id, id=source_id, show_id=None, is_over=True, created_at=at)
