"""Keep an order's units for longer: its payment has a later deadline. Never for shorter."""

from dataclasses import dataclass
from datetime import datetime

from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.domain.errors import ReservationNotFound
from nightmarket_catalog.domain.errors import ReservationState as WrongState
from nightmarket_catalog.domain.reservation import ReservationState


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendReservation:
    order_id: str
    expires_at: datetime


async def extend_reservation(command: ExtendReservation, *, uow: UowFactory) -> datetime:
    """The expiry that holds now: the later one of the two."""
    async with uow() as tx:
        reservation = await tx.reservations.get_for_update(command.order_id)
        if reservation is None:
            raise ReservationNotFound(order_id=command.order_id)
        if reservation.state is not ReservationState.HELD:
            raise WrongState(order_id=command.order_id, state=reservation.state)
        if command.expires_at <= reservation.expires_at:
            return reservation.expires_at
        await tx.reservations.set_expiry(command.order_id, command.expires_at)
        await tx.commit()
    return command.expires_at
