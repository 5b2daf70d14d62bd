"""Receive units, or take them out."""

from dataclasses import dataclass

from nightmarket_catalog.application.access import require_manager
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.domain.errors import VariantNotFound
from nightmarket_catalog.domain.events import StockChanged
from nightmarket_kit.core.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustStock:
    request_id: str
    actor: Principal
    variant_id: str
    delta: int


async def adjust_stock(command: AdjustStock, *, uow: UowFactory) -> None:
    async with uow() as tx:
        stock = (await tx.stocks.lock([command.variant_id])).get(command.variant_id)
        if stock is None:
            raise VariantNotFound(variant_id=command.variant_id)
        require_manager(command.actor, stock.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        stock = stock.adjusted(command.delta, actor=command.actor.user_id)
        await tx.stocks.save([stock])
        tx.publish(StockChanged(stock=stock))
        await tx.requests.finish(command, result_id=command.variant_id)
        await tx.commit()
