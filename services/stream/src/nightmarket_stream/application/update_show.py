"""Announce a show anew: another title, time, or way to start."""

from dataclasses import dataclass
from datetime import datetime

from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.access import require_host
from nightmarket_stream.application.ports import UowFactory
from nightmarket_stream.domain.errors import ShowNotFound
from nightmarket_stream.domain.events import StreamScheduled
from nightmarket_stream.domain.show import Starts


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateShow:
    """None leaves a thing as it is."""

    request_id: str
    actor: Principal
    show_id: str
    title: str | None
    schedule_at: datetime | None
    starts: Starts | None


async def update_show(command: UpdateShow, *, uow: UowFactory) -> None:
    """A change of nothing tells nobody anything, and how it starts is the studio's own matter."""
    async with uow() as tx:
        show = await tx.shows.get_for_update(command.show_id)
        if show is None:
            raise ShowNotFound(show_id=command.show_id)
        require_host(command.actor, show.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        changed = show.announced(
            title=command.title, schedule_at=command.schedule_at, starts=command.starts
        )
        if changed is not show:
            await tx.shows.save(changed)
        if (changed.title, changed.schedule_at) != (show.title, show.schedule_at):
            tx.publish(StreamScheduled(show=changed))
        await tx.requests.finish(command, result_id=show.id)
        await tx.commit()
