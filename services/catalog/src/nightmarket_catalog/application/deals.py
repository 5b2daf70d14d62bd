"""Start, extend and stop a flash deal; end what its time or its show ended.

Locks are taken in one order: the show, then its stock rows. A deal is read and changed only under its
variant's stock row, where `Reserve` decides by it: one of the two comes first.
"""

from dataclasses import dataclass, replace
from typing import Final

from nightmarket_catalog.application.access import require_host
from nightmarket_catalog.application.ports import CatalogUow, UowFactory
from nightmarket_catalog.domain.deal import Deal, DealState, running_for
from nightmarket_catalog.domain.errors import (
    DealInvalid,
    DealNotFound,
    DealOver,
    DealRunning,
    ShowEnded,
    VariantNotFound,
)
from nightmarket_catalog.domain.events import DealChanged, StockChanged
from nightmarket_catalog.domain.stock import Stock
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal

ENDED_BY: Final = "deal"
BATCH: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDeal:
    """`per_person` is None when there is no limit."""

    request_id: str
    actor: Principal
    show_id: str
    variant_id: str
    price: Money
    quantity: int
    per_person: int | None
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendDeal:
    request_id: str
    actor: Principal
    deal_id: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDeal:
    request_id: str
    actor: Principal
    deal_id: str


async def start_deal(command: StartDeal, *, deal_id: str, uow: UowFactory, clock: Clock) -> str:
    """Returns the deal's id: with a repetition, that of the first time."""
    runs = running_for(command.seconds)
    async with uow() as tx:
        is_over = await tx.shows.is_over(command.show_id)
        stock = (await tx.stocks.lock([command.variant_id])).get(command.variant_id)
        if stock is None:
            raise VariantNotFound(variant_id=command.variant_id)
        require_host(command.actor, stock.shop_id)
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        if is_over:
            raise ShowEnded(show_id=command.show_id)
        at = clock.now()
        for other in stock.deals.values():
            if other.is_open(at):
                raise DealRunning(variant_id=stock.variant_id, deal_id=other.id)
            stock = await _end(tx, stock, other, DealState.TIME_UP, actor=ENDED_BY)
        was = await tx.products.price_of(stock.variant_id, command.price.currency_code)
        if was is None:
            raise DealInvalid("price is not acceptable", field="price")
        deal = Deal(
            id=deal_id,
            show_id=command.show_id,
            shop_id=stock.shop_id,
            product_id=stock.product_id,
            variant_id=stock.variant_id,
            price=command.price,
            was=was,
            quantity=command.quantity,
            per_person=command.per_person,
            starts_at=at,
            ends_at=at + runs,
            version=await tx.deals.next_version(stock.variant_id),
        )
        stock = stock.with_deal(deal, actor=command.actor.user_id)
        await tx.deals.add(stock.deals[deal.id])
        await _save(tx, stock, deal)
        await tx.requests.finish(command, result_id=deal.id)
        await tx.commit()
    return deal_id


async def extend_deal(command: ExtendDeal, *, uow: UowFactory, clock: Clock) -> None:
    running_for(command.seconds)
    async with uow() as tx:
        stock = await _lock(tx, command.deal_id)
        require_host(command.actor, stock.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        deal = stock.deals.get(command.deal_id)
        if deal is None:
            raise DealOver(deal_id=command.deal_id, variant_id=stock.variant_id)
        deal = deal.extended(command.seconds, at=clock.now())
        await tx.deals.save(deal)
        tx.publish(DealChanged(deal=deal, left=stock.allocations[deal.id]))
        await tx.requests.finish(command, result_id=deal.id)
        await tx.commit()


async def stop_deal(command: StopDeal, *, uow: UowFactory) -> None:
    """One that is over is left as it is: it may have ended while the host pressed."""
    async with uow() as tx:
        stock = await _lock(tx, command.deal_id)
        require_host(command.actor, stock.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        if (deal := stock.deals.get(command.deal_id)) is not None:
            actor = command.actor.user_id
            await _end(tx, stock, deal, DealState.STOPPED, actor=actor)
        await tx.requests.finish(command, result_id=command.deal_id)
        await tx.commit()


async def end_due_deals(*, uow: UowFactory, clock: Clock) -> int:
    """Give back what deals whose time is up did not sell. They sell nothing already."""
    async with uow() as tx:
        due = await tx.deals.due(at=clock.now(), limit=BATCH)
    for deal_id in due:
        async with uow() as tx:
            stock = await _lock(tx, deal_id)
            deal = stock.deals.get(deal_id)
            if deal is not None and not deal.is_open(clock.now()):
                await _end(tx, stock, deal, DealState.TIME_UP, actor=ENDED_BY)
                await tx.commit()
    return len(due)


async def end_deals_of_show(tx: CatalogUow, stock: Stock, show_id: str) -> Stock:
    for deal in stock.deals.values():
        if deal.show_id == show_id:
            stock = await _end(tx, stock, deal, DealState.SHOW_ENDED, actor=ENDED_BY)
    return replace(stock, entries=())


async def _lock(tx: CatalogUow, deal_id: str) -> Stock:
    variant_id = await tx.deals.variant_of(deal_id)
    if variant_id is None:
        raise DealNotFound(deal_id=deal_id)
    return (await tx.stocks.lock([variant_id]))[variant_id]


async def _end(tx: CatalogUow, stock: Stock, deal: Deal, state: DealState, *, actor: str) -> Stock:
    """The stock as it is stored then."""
    stock, ended = stock.without_deal(deal, state, actor=actor)
    await tx.deals.save(ended)
    await _save(tx, stock, ended)
    return replace(stock, entries=())


async def _save(tx: CatalogUow, stock: Stock, deal: Deal) -> None:
    await tx.stocks.save([stock])
    if stock.entries:
        tx.publish(StockChanged(stock=stock))
    tx.publish(DealChanged(deal=deal, left=stock.allocations.get(deal.id, 0)))
