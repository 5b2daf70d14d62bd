"""May this client publish, or watch? Nothing is stored when the answer is no.

Who shows the stream key airs the live show, else the one that may be resumed, else the next that is
scheduled; who shows a ticket airs the ticket's show or none.
The second publisher of a channel is refused. When our record of the first is stale (its end was not
told to us, and the media server has nobody on the path) the second takes its place, and that of
whoever else was let in and has no picture yet: a late report of theirs must not take it off again.

Everyone may watch what is on air. While a picture would only be previewed, members with a ticket may.
"""

from dataclasses import dataclass, field
from datetime import datetime

from nightmarket_kit.core.clock import Clock
from nightmarket_stream.application.ports import LiveProvider, StreamUow, UowFactory
from nightmarket_stream.application.queries import StreamQueries
from nightmarket_stream.application.show_to_air import show_to_air
from nightmarket_stream.domain.broadcast import Broadcast
from nightmarket_stream.domain.channel import Channel, hash_key
from nightmarket_stream.domain.errors import (
    AlreadyPublishing,
    ChannelNotFound,
    MediaServerUnavailable,
    MediaTicketInvalid,
    NoShowToAir,
    NotOnAir,
    ShowStateWrong,
    StreamKeyInvalid,
)
from nightmarket_stream.domain.show import Show, ShowState
from nightmarket_stream.domain.source import Source
from nightmarket_stream.domain.ticket import MediaTicket, TicketUse, is_token


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizePublish:
    """`key` is a stream key or a ticket's token. `connection_id` may be empty: a question before there
    is a connection.
    """

    media_path: str
    key: str = field(repr=False)
    connection_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occupied:
    """By our record this source is on the path."""

    source_id: str


async def authorize_read(media_path: str, *, key: str, queries: StreamQueries, clock: Clock) -> str:
    """The show that is watched, empty when there is none."""
    now = clock.now()
    channel = await queries.channel(media_path, at=now)
    if channel is None:
        raise ChannelNotFound
    if not channel.is_closed:
        return channel.live_show_id
    if not is_token(key):
        raise NotOnAir
    ticket = await queries.ticket(hash_key(key))
    if ticket is None:
        raise MediaTicketInvalid
    ticket.check(channel_id=channel.id, use=TicketUse.PREVIEW, at=now)
    if channel.held_show_id not in ("", ticket.show_id):
        raise MediaTicketInvalid
    return ticket.show_id


async def authorize_publish(
    command: AuthorizePublish, *, uow: UowFactory, media: LiveProvider, clock: Clock
) -> str:
    """The show that will go on air, or be previewed."""
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
        now = clock.now()
        # Before the lock: guesses must not stand in the way. And with it: rotation withdraws.
        await _check_key(tx, found, command.key, at=now)
        channel = await tx.channels.get_for_update(found.id)
        if channel is None:
            raise ChannelNotFound
        ticket = await _check_key(tx, channel, command.key, at=now)
        held = await tx.shows.held_of(channel.id)
        if held is not None and held.source_id not in (stale, command.connection_id):
            return _Occupied(source_id=held.source_id)
        live = held if held is not None and held.state is ShowState.LIVE else None
        if ticket is not None:
            show = await _show_of(tx, ticket, live=live, at=now)
        else:
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
        if held is not None and held.source_id != command.connection_id:
            await _take_place(tx, held, command.connection_id, at=now)
        await tx.commit()
    return show.id


async def _check_key(
    tx: StreamUow, channel: Channel, key: str, *, at: datetime
) -> MediaTicket | None:
    """The ticket, or None for the stream key."""
    if not is_token(key):
        if not channel.accepts(key):
            raise StreamKeyInvalid
        return None
    ticket = await tx.tickets.get(hash_key(key))
    if ticket is None:
        raise MediaTicketInvalid
    ticket.check(channel_id=channel.id, use=TicketUse.PUBLISH, at=at)
    return ticket


async def _show_of(
    tx: StreamUow, ticket: MediaTicket, *, live: Show | None, at: datetime
) -> Show | None:
    if live is not None and live.id != ticket.show_id:
        raise MediaTicketInvalid
    show = live or await tx.shows.get_for_update(ticket.show_id)
    if show is not None and not show.may_air(at=at):
        raise ShowStateWrong(show_id=show.id, state=show.state.value)
    return show


async def _take_place(tx: StreamUow, held: Show, source_id: str, *, at: datetime) -> None:
    """The path is empty, so the source by which `held` is held is gone."""
    await tx.sources.end_all(held.channel_id, but=source_id)
    await tx.sources.put(
        Source(
            channel_id=held.channel_id,
            id=held.source_id,
            show_id=held.id,
            is_over=True,
            created_at=at,
        )
    )
    if held.is_previewed:
        await tx.shows.save(held.unseen())
        return
    # From here on the show waits for the newcomer's picture, not for the old one's end.
    await tx.shows.save(held.carried_by(source_id, since=at))
    await tx.broadcasts.begin(
        Broadcast(
            channel_id=held.channel_id,
            show_id=held.id,
            source_id=source_id,
            start_at=at,
            picture_at=at,
        )
    )
