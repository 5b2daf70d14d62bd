"""A new key for a show's channel. The old one is dead with the commit, and so are all tickets; only
then is their user cut.

The show that was on air may be resumed with the new key.
"""

from dataclasses import dataclass

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.access import require_host
from nightmarket_stream.application.cut import cut
from nightmarket_stream.application.ports import Ingest, LiveProvider, UowFactory
from nightmarket_stream.domain.channel import new_key
from nightmarket_stream.domain.errors import ChannelNotFound, ShowNotFound
from nightmarket_stream.domain.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateKey:
    request_id: str
    actor: Principal
    show_id: str


async def rotate_key(
    command: RotateKey, *, uow: UowFactory, media: LiveProvider, clock: Clock
) -> Ingest:
    """The key is in the answer once; a repeated request gets the addresses without it."""
    async with uow() as tx:
        show = await tx.shows.get(command.show_id)
        if show is None:
            raise ShowNotFound(show_id=command.show_id)
        require_host(command.actor, show.shop_id)
        channel = await tx.channels.get_for_update(show.channel_id)
        if channel is None:
            raise ChannelNotFound
        if await tx.requests.claim(command) is not None:
            return media.ingest(channel.path, "")
        key = new_key()
        await tx.channels.save_key(channel.with_key(key))
        await tx.tickets.withdraw(channel.id)
        # Whoever came in with the old key is over, also who was let in and has no picture yet.
        await tx.sources.end_all(channel.id)
        held = await tx.shows.held_of(channel.id)
        if held is not None:
            await tx.sources.put(
                Source(
                    channel_id=channel.id,
                    id=held.source_id,
                    show_id=held.id,
                    is_over=True,
                    created_at=clock.now(),
                )
            )
        await tx.requests.finish(command, result_id=channel.id)
        await tx.commit()
    await cut(media, channel.media_path)
    return media.ingest(channel.path, key)
