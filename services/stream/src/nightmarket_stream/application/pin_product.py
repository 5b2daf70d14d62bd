"""Hold a listing up, or take the pin down."""

from dataclasses import dataclass

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.access import require_host
from nightmarket_stream.application.ports import UowFactory
from nightmarket_stream.domain.errors import ShowNotFound
from nightmarket_stream.domain.events import ProductPinned


@dataclass(frozen=True, slots=True, kw_only=True)
class PinProduct:
    """`product_id` is empty to take the pin down."""

    request_id: str
    actor: Principal
    show_id: str
    product_id: str


async def pin_product(command: PinProduct, *, uow: UowFactory, clock: Clock) -> None:
    """Pinning what is pinned already tells nobody anything."""
    async with uow() as tx:
        show = await tx.shows.get_for_update(command.show_id)
        if show is None:
            raise ShowNotFound(show_id=command.show_id)
        require_host(command.actor, show.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        changed = show.with_pin(command.product_id)
        if changed is not show:
            await tx.shows.save(changed)
            now = clock.now()
            await tx.pins.add(changed, at=now)
            tx.publish(ProductPinned(show=changed, at=now))
        await tx.requests.finish(command, result_id=show.id)
        await tx.commit()
