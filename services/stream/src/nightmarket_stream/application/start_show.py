"""Bring a show on air whose picture is previewed: its host says so."""

from dataclasses import dataclass

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.access import require_host
from nightmarket_stream.application.ports import UowFactory
from nightmarket_stream.domain.broadcast import Broadcast
from nightmarket_stream.domain.errors import ChannelNotFound, ShowNotFound
from nightmarket_stream.domain.events import StreamLive
from nightmarket_stream.domain.show import ShowState


@dataclass(frozen=True, slots=True, kw_only=True)
class StartShow:
    request_id: str
    actor: Principal
    show_id: str


async def start_show(command: StartShow, *, uow: UowFactory, clock: Clock) -> None:
    """A show that is on air stays so, and tells nothing again."""
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
        if show.state is not ShowState.LIVE:
            now = clock.now()
            started = show.started(at=now)
            await tx.shows.save(started)
            await tx.broadcasts.begin(
                Broadcast(
                    channel_id=channel.id,
                    show_id=show.id,
                    source_id=show.source_id,
                    start_at=now,
                    picture_at=min(show.source_since or now, now),
                )
            )
            tx.publish(StreamLive(show=started))
        await tx.requests.finish(command, result_id=show.id)
        await tx.commit()
