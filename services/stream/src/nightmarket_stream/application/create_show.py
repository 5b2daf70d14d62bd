"""Announce a show; a shop's first one makes its channel."""

from dataclasses import dataclass
from datetime import datetime

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.access import require_host
from nightmarket_stream.application.ports import UowFactory
from nightmarket_stream.domain.channel import Channel, new_path
from nightmarket_stream.domain.events import StreamScheduled
from nightmarket_stream.domain.show import Show, Starts


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateShow:
    """`schedule_at` None means now."""

    request_id: str
    actor: Principal
    shop_id: str
    title: str
    schedule_at: datetime | None
    starts: Starts = Starts.SIGNAL


async def create_show(command: CreateShow, *, uow: UowFactory, clock: Clock) -> str:
    """Returns the show's id."""
    require_host(command.actor, command.shop_id)
    now = clock.now()
    async with uow() as tx:
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        channel = await tx.channels.ensure(
            Channel(id=new_id(), shop_id=command.shop_id, path=new_path(), created_at=now)
        )
        show = Show.create(
            id_=new_id(),
            shop_id=command.shop_id,
            channel_id=channel.id,
            title=command.title,
            schedule_at=command.schedule_at or now,
            starts=command.starts,
            at=now,
        )
        await tx.shows.add(show)
        tx.publish(StreamScheduled(show=show))
        await tx.requests.finish(command, result_id=show.id)
        await tx.commit()
    return show.id
