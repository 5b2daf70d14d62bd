"""End a reservation: commit (the order was paid) or release (it was given up).

Both are idempotent, and one that comes after the other is refused. A commit that comes after the
reservation expired takes the units again if they are still there: money that came in has the first
right to them.
"""

from dataclasses import dataclass
from datetime import timedelta

from nightmarket_catalog.application.ports import CatalogUow, UowFactory
from nightmarket_catalog.domain.errors import ReservationNotFound
from nightmarket_catalog.domain.errors import ReservationState as WrongState
from nightmarket_catalog.domain.events import StockChanged
from nightmarket_catalog.domain.stock import Reservation, ReservationState, Stock
from nightmarket_kit.core.clock import Clock

SWEEP_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleReservation:
    """`consumer` and `event_id` are set when an event causes it, and make it apply once."""

    order_id: str
    to: ReservationState
    consumer: str = ""
    event_id: str = ""


async def settle_reservation(command: SettleReservation, *, uow: UowFactory) -> ReservationState:
    async with uow() as tx:
        if command.event_id and not await tx.claim_event(command.consumer, command.event_id):
            return command.to
        reservation = await tx.reservations.get_for_update(command.order_id)
        if reservation is None:
            raise ReservationNotFound(order_id=command.order_id)
        await _settle(tx, reservation, command.to)
        await tx.commit()
    return command.to


async def _settle(tx: CatalogUow, reservation: Reservation, to: ReservationState) -> None:
    if reservation.state is to:
        return
    if reservation.state is ReservationState.COMMITTED:
        raise WrongState(order_id=reservation.order_id, state=reservation.state)
    stocks = await tx.stocks.lock([line.variant_id for line in reservation.lines])
    changed: list[Stock] = []
    for line in reservation.lines:
        stock = stocks[line.variant_id]
        if reservation.state is ReservationState.RELEASED:
            stock = stock.with_hold(line.quantity, order_id=reservation.order_id)
        changed.append(
            stock.with_sale(line.quantity, order_id=reservation.order_id)
            if to is ReservationState.COMMITTED
            else stock.with_release(line.quantity, order_id=reservation.order_id)
        )
    await tx.stocks.save(changed)
    await tx.reservations.set_state(reservation.order_id, to)
    for stock in changed:
        tx.publish(StockChanged(stock=stock))


async def sweep_expired(*, uow: UowFactory, clock: Clock, grace: timedelta) -> int:
    """Release what nobody settled: the order that asked for it was never written.

    `grace` is far longer than a paid event can be on its way; orders end their own reservations.
    """
    async with uow() as tx:
        expired = await tx.reservations.expired(before=clock.now() - grace, limit=SWEEP_BATCH)
    for order_id in expired:
        async with uow() as tx:
            reservation = await tx.reservations.get_for_update(order_id)
            if reservation is not None and reservation.state is ReservationState.HELD:
                await _settle(tx, reservation, ReservationState.RELEASED)
                await tx.commit()
    return len(expired)
