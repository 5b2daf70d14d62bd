"""May this client publish, or watch? Nothing is stored when the answer is no.

A publisher airs the live show, else the one that may be resumed, else the next that is scheduled.
The second publisher of a channel is refused. When our record of the first is stale (its end was not
told to us, and the media server has nobody on the path) the second takes its place, and that of
whoever else was let in and has no picture yet: a late report of theirs must not take it off again.
"""

from dataclasses import dataclass, field

from nightmarket_kit.core.clock import Clock
from nightmarket_stream.application.ports import LiveProvider, UowFactory
from nightmarket_stream.application.queries import StreamQueries
from nightmarket_stream.application.show_to_air import show_to_air
from nightmarket_stream.domain.broadcast import Broadcast
from nightmarket_stream.domain.errors import (
    AlreadyPublishing,
    ChannelNotFound,
    MediaServerUnavailable,
    NoShowToAir,
    StreamKeyInvalid,
)
from nightmarket_stream.domain.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizePublish:
    """`connection_id` may be empty: a question before there is a connection."""

    media_path: str
    key: str = field(repr=False)
    connection_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occupied:
    """By our record this source is on air."""

    source_id: str


async def authorize_read(media_path: str, *, queries: StreamQueries) -> str:
    """The show on air, empty when there is none."""
    channel = await queries.channel(media_path)
    if channel is None:
        raise ChannelNotFound
    return channel.live_show_id


async def authorize_publish(
    command: AuthorizePublish, *, uow: UowFactory, media: LiveProvider, clock: Clock
) -> str:
    """The show that will go on air."""
    answer = await _admit(command, uow=uow, clock=clock, stale="")
    if isinstance(answer, _Occupied):
        if await _is_taken(command, media):
            raise AlreadyPublishing
        answer = await _admit(command, uow=uow, clock=clock, stale=answer.source_id)
    if isinstance(answer, _Occupied):
        raise AlreadyPublishing
    return answer


async def _is_taken(command: AuthorizePublish, media: LiveProvider) -> bool:
    try:
        there = await media.publisher_of(command.media_path)
    except MediaServerUnavailable:
        return True
    return there is not None and there != command.connection_id


async def _admit(
    command: AuthorizePublish, *, uow: UowFactory, clock: Clock, stale: str
) -> str | _Occupied:
    async with uow() as tx:
        found = await tx.channels.by_path(command.media_path)
        if found is None:
            raise ChannelNotFound
        if not found.accepts(command.key):  # before the lock: guesses must not stand in the way
            raise StreamKeyInvalid
        channel = await tx.channels.get_for_update(found.id)
        if channel is None or not channel.accepts(command.key):
            raise StreamKeyInvalid
        live = await tx.shows.live_of(channel.id)
        if live is not None and live.source_id not in (stale, command.connection_id):
            return _Occupied(source_id=live.source_id)
        now = clock.now()
        show = live or await show_to_air(tx, channel.id, at=now)
        if show is None:
            raise NoShowToAir
        if not command.connection_id:
            return show.id
        known = await tx.sources.get(channel.id, command.connection_id)
        if known is None:
            await tx.sources.put(
                Source(
                    channel_id=channel.id,
                    id=command.connection_id,
                    show_id=show.id,
                    is_over=False,
                    created_at=now,
                )
            )
        if live is not None and live.source_id != command.connection_id:
            await tx.sources.end_all(channel.id, but=command.connection_id)
            await tx.sources.put(
                Source(
                    channel_id=channel.id,
                    id=live.source_id,
                    show_id=live.id,
                    is_over=True,
                    created_at=now,
                )
            )
            # From here on the show waits for the newcomer's picture, not for the old one's end.
            await tx.shows.save(live.carried_by(command.connection_id, since=now))
            await tx.broadcasts.begin(
                Broadcast(
                    channel_id=channel.id,
                    show_id=live.id,
                    source_id=command.connection_id,
                    start_at=now,
                )
            )
        await tx.commit()
    return show.id
