"""Set stock aside for a show, and give it back: by hand, or when the show is over.

Locks are taken in one order: the show, then its stock rows by id. A show that ends while something
is being set aside for it is ended after that, and finds it.
"""

from dataclasses import dataclass

from nightmarket_catalog.application.access import require_manager
from nightmarket_catalog.application.deals import end_deals_of_show
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.domain.errors import ShowEnded, VariantNotFound
from nightmarket_catalog.domain.events import StockChanged
from nightmarket_catalog.domain.stock import check_reason
from nightmarket_kit.core.principal import Principal

ENDED_BY = "stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocateStock:
    """`quantity` is what is set aside from now on; 0 gives all of it back."""

    request_id: str
    actor: Principal
    variant_id: str
    show_id: str
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndShow:
    show_id: str
    consumer: str
    event_id: str


async def allocate_stock(command: AllocateStock, *, uow: UowFactory) -> None:
    reason = check_reason(command.reason) if command.reason else ""
    async with uow() as tx:
        is_over = await tx.shows.is_over(command.show_id)
        stock = (await tx.stocks.lock([command.variant_id])).get(command.variant_id)
        if stock is None:
            raise VariantNotFound(variant_id=command.variant_id)
        require_manager(command.actor, stock.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        if is_over and command.quantity:
            raise ShowEnded(show_id=command.show_id)
        actor = command.actor.user_id
        after = (
            stock.with_allocation(
                command.quantity, show_id=command.show_id, actor=actor, reason=reason
            )
            if command.quantity
            else stock.without_show(command.show_id, actor=actor, reason=reason)
        )
        if after != stock:
            await tx.stocks.save([after])
        if after.version != stock.version:
            tx.publish(StockChanged(stock=after))
        await tx.requests.finish(command, result_id=command.variant_id)
        await tx.commit()


async def end_show(command: EndShow, *, uow: UowFactory) -> None:
    async with uow() as tx:
        if not await tx.claim_event(command.consumer, command.event_id):
            return
        await tx.shows.end(command.show_id)
        stocks = await tx.stocks.lock_show(command.show_id)
        before = [await end_deals_of_show(tx, stock, command.show_id) for stock in stocks.values()]
        after = [stock.without_show(command.show_id, actor=ENDED_BY) for stock in before]
        await tx.stocks.save(after)
        for stock in after:
            if stock.entries:
                tx.publish(StockChanged(stock=stock))
        await tx.commit()
