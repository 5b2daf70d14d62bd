"""End a reservation: commit (the order was paid), release (it was given up) or return (paid, then given up).

Each is idempotent; a release that comes after a commit is refused. A return is the end: its news may
overtake that of the payment, which then changes nothing. A commit that comes after the
reservation expired takes the units again if they are still there: money that came in has the first
right to them.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from nightmarket_catalog.application.ports import CatalogUow, UowFactory
from nightmarket_catalog.application.reserve import wishes_of
from nightmarket_catalog.domain.errors import ReservationNotFound
from nightmarket_catalog.domain.errors import ReservationState as WrongState
from nightmarket_catalog.domain.events import StockChanged
from nightmarket_catalog.domain.limits import Purchases, Wish, counts_of
from nightmarket_catalog.domain.reservation import Reservation, ReservationState, ReservedLine
from nightmarket_catalog.domain.stock import Stock
from nightmarket_kit.core.clock import Clock

SWEEP_BATCH = 100
BACK = {ReservationState.RELEASED, ReservationState.RETURNED}


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
    if reservation.state in {to, ReservationState.RETURNED}:
        return
    if reservation.state is ReservationState.COMMITTED and to is not ReservationState.RETURNED:
        raise WrongState(order_id=reservation.order_id, state=reservation.state)
    stocks = await tx.stocks.lock([line.variant_id for line in reservation.lines])
    changed = [
        moved
        for line in reservation.lines
        if (moved := _moved(stocks[line.variant_id], line, reservation, to)) is not None
    ]
    await tx.stocks.save(changed)
    if to in BACK and reservation.state not in BACK:
        await count(tx, reservation.person_id, wishes_of(reservation.lines, stocks), times=-1)
    elif to is ReservationState.COMMITTED and reservation.state in BACK:
        await count(tx, reservation.person_id, wishes_of(reservation.lines, stocks))
    await tx.reservations.set_state(reservation.order_id, to)
    for stock in changed:
        tx.publish(StockChanged(stock=stock))


async def count(tx: CatalogUow, person_id: str, wishes: list[Wish], *, times: int = 1) -> None:
    """What a person has of limited products, more or less of it."""
    if not person_id or not wishes:
        return
    purchases = Purchases(await tx.purchases.lock(counts_of(person_id, wishes)))
    purchases.add(person_id, wishes, times=times)
    await tx.purchases.save(purchases.changed())


def _moved(
    stock: Stock, line: ReservedLine, reservation: Reservation, to: ReservationState
) -> Stock | None:
    """The balance after it; None when the line's units are back already."""
    order_id, quantity, state = reservation.order_id, line.quantity, reservation.state
    if to is ReservationState.COMMITTED:
        if state is ReservationState.RELEASED:
            stock = stock.with_hold(quantity, order_id=order_id, show_id=line.show_id)
        return stock.with_sale(quantity, order_id=order_id)
    if state is ReservationState.HELD:
        return stock.with_release(
            quantity, order_id=order_id, show_id=line.show_id, allocated=line.allocated
        )
    if state is ReservationState.COMMITTED and line.kept:
        return stock.with_return(line.kept, order_id=order_id)
    return None


async def sweep_expired(*, uow: UowFactory, clock: Clock, grace: timedelta) -> int:
    """Release what nobody settled: the order that asked for it was never written.

    `grace` is far longer than a paid event can be on its way; orders end their own reservations. If one
    comes all the same it has its units, and at a deal's price: so nobody else may have got these for it.
    """
    async with uow() as tx:
        expired = await tx.reservations.expired(before=clock.now() - grace, limit=SWEEP_BATCH)
    for order_id in expired:
        async with uow() as tx:
            reservation = await tx.reservations.get_for_update(order_id)
            if reservation is not None and reservation.state is ReservationState.HELD:
                lines = tuple(
                    replace(line, allocated=0) if line.is_deal else line
                    for line in reservation.lines
                )
                await _settle(tx, reservation._replace(lines=lines), ReservationState.RELEASED)
                await tx.commit()
    return len(expired)
