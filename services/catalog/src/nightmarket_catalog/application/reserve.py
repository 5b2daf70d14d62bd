"""Keep units for an order: all lines or none. Compensation: release (settle_reservation)."""

from dataclasses import dataclass
from datetime import datetime

from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.domain.errors import ReservationNotFound, VariantNotFound
from nightmarket_catalog.domain.events import StockChanged
from nightmarket_catalog.domain.stock import (
    Reservation,
    ReservationState,
    ReservedLine,
    in_lock_order,
)
from nightmarket_kit.core.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """The order's id is the request id: one order, one reservation."""

    order_id: str
    shop_id: str
    lines: tuple[ReservedLine, ...]
    expires_at: datetime


async def reserve(command: Reserve, *, uow: UowFactory, clock: Clock) -> ReservationState:
    """OutOfStock names the first line that cannot be kept; then nothing is."""
    lines = in_lock_order(command.lines)
    wanted = Reservation(
        order_id=command.order_id,
        shop_id=command.shop_id,
        lines=lines,
        state=ReservationState.HELD,
        expires_at=command.expires_at,
    )
    async with uow() as tx:
        stocks = await tx.stocks.lock([line.variant_id for line in lines])
        for line in lines:
            stock = stocks.get(line.variant_id)
            if stock is None or stock.shop_id != command.shop_id:
                raise VariantNotFound(variant_id=line.variant_id)
        if not await tx.reservations.add(wanted, at=clock.now()):
            there = await tx.reservations.get(command.order_id)
            if there is None:
                raise ReservationNotFound(order_id=command.order_id)
            there.require_same(lines)
            return there.state
        held = [stocks[line.variant_id].with_hold(line.quantity) for line in lines]
        await tx.stocks.save(held)
        for stock in held:
            tx.publish(StockChanged(stock=stock))
        await tx.commit()
    return ReservationState.HELD
