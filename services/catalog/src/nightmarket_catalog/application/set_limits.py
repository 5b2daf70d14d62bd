"""How much one person may have of a product. What was bought before the limit counts, too.

Under the locks of all the product's stock rows: no order is decided meanwhile.
"""

from dataclasses import dataclass

from nightmarket_catalog.application.access import require_manager
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.domain.errors import ProductNotFound
from nightmarket_catalog.domain.limits import Limits
from nightmarket_kit.core.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLimits:
    request_id: str
    actor: Principal
    product_id: str
    limits: Limits


async def set_limits(command: SetLimits, *, uow: UowFactory) -> None:
    limits = command.limits.checked()
    async with uow() as tx:
        stocks = list((await tx.stocks.lock_product(command.product_id)).values())
        if not stocks:
            raise ProductNotFound(product_id=command.product_id)
        require_manager(command.actor, stocks[0].shop_id)
        if await tx.requests.claim(command) is not None:
            return
        await tx.stocks.set_limits(command.product_id, limits)
        if not limits:
            await tx.purchases.forget(command.product_id)
        elif not stocks[0].limits:
            await tx.purchases.recount(command.product_id)
        await tx.requests.finish(command, result_id=command.product_id)
        await tx.commit()
