"""How a shop sends its goods: all its methods at once, so that they always fit together."""

from dataclasses import dataclass

from nightmarket_kit.core.principal import Principal
from nightmarket_order.application.access import require_manager
from nightmarket_order.application.ports import UowFactory
from nightmarket_order.domain.delivery import ShippingMethod, checked_methods


@dataclass(frozen=True, slots=True, kw_only=True)
class SetShipping:
    request_id: str
    actor: Principal
    shop_id: str
    methods: tuple[ShippingMethod, ...]


async def set_shipping(command: SetShipping, *, uow: UowFactory) -> None:
    require_manager(command.actor, command.shop_id)
    methods = checked_methods(command.methods)
    async with uow() as tx:
        if await tx.requests.claim(command) is not None:
            return
        await tx.shipping.replace(command.shop_id, methods)
        await tx.requests.finish(command, result_id=command.shop_id)
        await tx.commit()
