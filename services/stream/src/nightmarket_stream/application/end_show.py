"""End a show for good, on air or not; the encoder is cut after the commit.

A show that its source left is over already and says nothing again: it only cannot be resumed.
"""

from dataclasses import dataclass

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.access import require_host
from nightmarket_stream.application.cut import cut
from nightmarket_stream.application.ports import LiveProvider, UowFactory
from nightmarket_stream.domain.errors import ChannelNotFound, ShowNotFound
from nightmarket_stream.domain.events import StreamEnded
from nightmarket_stream.domain.show import ShowState
from nightmarket_stream.domain.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class EndShow:
    request_id: str
    actor: Principal
    show_id: str


async def end_show(command: EndShow, *, uow: UowFactory, media: LiveProvider, clock: Clock) -> None:
    async with uow() as tx:
        before = await tx.shows.get(command.show_id)
        if before is None:
            raise ShowNotFound(show_id=command.show_id)
        require_host(command.actor, before.shop_id)
        channel = await tx.channels.get_for_update(before.channel_id)
        show = await tx.shows.get_for_update(command.show_id)
        if channel is None or show is None:
            raise ChannelNotFound
        if await tx.requests.claim(command) is not None:
            return
        now = clock.now()
        ended = show.ended(at=now)
        await tx.shows.save(ended)
        await tx.broadcasts.end(show.id, at=now)
        await tx.tickets.withdraw(channel.id, show_id=show.id)
        await tx.sources.end_all(channel.id, show_id=show.id)
        if show.source_id:
            await tx.sources.put(
                Source(
                    channel_id=channel.id,
                    id=show.source_id,
                    show_id=show.id,
                    is_over=True,
                    created_at=now,
                )
            )
        if show.state is not ShowState.ENDED:
            tx.publish(StreamEnded(show=ended))
        await tx.requests.finish(command, result_id=show.id)
        await tx.commit()
    if show.source_id:
        await cut(media, channel.media_path, source_id=show.source_id)
