"""A person changes what is on hand: units came in, a count or damage, a parcel came back."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from nightmarket_catalog.application.access import require_manager
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.application.reserve import wishes_of
from nightmarket_catalog.application.settle_reservation import count
from nightmarket_catalog.domain.errors import (
    ReservationNotFound,
    ReturnExceedsSale,
    VariantNotFound,
)
from nightmarket_catalog.domain.errors import ReservationState as WrongState
from nightmarket_catalog.domain.events import StockChanged
from nightmarket_catalog.domain.reservation import Reservation, ReservationState, ReservedLine
from nightmarket_catalog.domain.stock import Stock, check_quantity, check_reason
from nightmarket_kit.core.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveStock:
    request_id: str
    actor: Principal
    variant_id: str
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustStock:
    request_id: str
    actor: Principal
    variant_id: str
    delta: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnStock:
    """Sold units of one order that can be sold again."""

    request_id: str
    actor: Principal
    order_id: str
    variant_id: str
    quantity: int
    reason: str


async def receive_stock(command: ReceiveStock, *, uow: UowFactory) -> None:
    reason = check_reason(command.reason)

    def moved(stock: Stock) -> Stock:
        return stock.with_receipt(command.quantity, actor=command.actor.user_id, reason=reason)

    await _change(command, moved, uow=uow)


async def adjust_stock(command: AdjustStock, *, uow: UowFactory) -> None:
    reason = check_reason(command.reason)

    def moved(stock: Stock) -> Stock:
        return stock.adjusted(command.delta, actor=command.actor.user_id, reason=reason)

    await _change(command, moved, uow=uow)


async def _change(
    command: ReceiveStock | AdjustStock, moved: Callable[[Stock], Stock], *, uow: UowFactory
) -> None:
    async with uow() as tx:
        stock = (await tx.stocks.lock([command.variant_id])).get(command.variant_id)
        if stock is None:
            raise VariantNotFound(variant_id=command.variant_id)
        require_manager(command.actor, stock.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        stock = moved(stock)
        await tx.stocks.save([stock])
        tx.publish(StockChanged(stock=stock))
        await tx.requests.finish(command, result_id=command.variant_id)
        await tx.commit()


async def return_stock(command: ReturnStock, *, uow: UowFactory) -> None:
    """Never more than was sold of it; what came back may be bought again by the same person."""
    reason = check_reason(command.reason)
    check_quantity(command.quantity)
    async with uow() as tx:
        reservation = await tx.reservations.get_for_update(command.order_id)
        if reservation is None:
            raise ReservationNotFound(order_id=command.order_id)
        require_manager(command.actor, reservation.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        line = _returnable(command, reservation)
        stocks = await tx.stocks.lock([command.variant_id])
        stock = stocks[command.variant_id].with_return(
            command.quantity, order_id=command.order_id, actor=command.actor.user_id, reason=reason
        )
        await tx.stocks.save([stock])
        await count(tx, reservation.person_id, wishes_of([line], stocks), times=-1)
        tx.publish(StockChanged(stock=stock))
        await tx.requests.finish(command, result_id=command.variant_id)
        await tx.commit()


def _returnable(command: ReturnStock, reservation: Reservation) -> ReservedLine:
    """The line with as much as comes back."""
    if reservation.state is not ReservationState.COMMITTED:
        raise WrongState(order_id=command.order_id, state=reservation.state)
    for line in reservation.lines:
        if line.variant_id == command.variant_id:
            if command.quantity > line.kept:
                raise ReturnExceedsSale(
                    variant_id=line.variant_id, sold=line.kept, asked=command.quantity
                )
            return replace(line, quantity=command.quantity, returned=0)
    raise VariantNotFound(variant_id=command.variant_id)
