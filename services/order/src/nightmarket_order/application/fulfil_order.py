"""Pack, ship, deliver: what the shop's people do with a paid order.

The row's lock decides between two of them, or one of them and a refund: the machine refuses the later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_order.application.access import by_shop, require_work
from nightmarket_order.application.ports import UowFactory
from nightmarket_order.domain.errors import OrderNotFound
from nightmarket_order.domain.events import OrderMoved
from nightmarket_order.domain.order import By, Order
from nightmarket_order.domain.parcel import Parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """How long a parcel takes before it counts as delivered, and a delivered one before it is done with."""

    delivered_after: timedelta
    completed_after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOrder:
    request_id: str
    actor: Principal
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipOrder:
    request_id: str
    actor: Principal
    order_id: str
    parcel: Parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverOrder:
    request_id: str
    actor: Principal
    order_id: str


Work: TypeAlias = PackOrder | ShipOrder | DeliverOrder
Step: TypeAlias = Callable[[Order, By, datetime], Order]


async def pack_order(command: PackOrder, *, uow: UowFactory, clock: Clock) -> None:
    await _work(command, lambda order, by, at: order.packed(by=by, at=at), uow=uow, clock=clock)


async def ship_order(command: ShipOrder, *, uow: UowFactory, clock: Clock, spans: Spans) -> None:
    parcel = command.parcel.checked()

    def ship(order: Order, by: By, at: datetime) -> Order:
        return order.shipped(parcel, due_at=at + spans.delivered_after, by=by, at=at)

    await _work(command, ship, uow=uow, clock=clock)


async def deliver_order(
    command: DeliverOrder, *, uow: UowFactory, clock: Clock, spans: Spans
) -> None:
    def deliver(order: Order, by: By, at: datetime) -> Order:
        return order.delivered(due_at=at + spans.completed_after, by=by, at=at)

    await _work(command, deliver, uow=uow, clock=clock)


async def _work(command: Work, step: Step, *, uow: UowFactory, clock: Clock) -> None:
    async with uow() as tx:
        order = await tx.orders.get_for_update(command.order_id)
        if order is None:
            raise OrderNotFound(order_id=command.order_id)
        require_work(command.actor, order)
        if await tx.requests.claim(command) is not None:
            return
        moved = step(order, by_shop(command.actor, command.request_id), clock.now())
        await tx.orders.save(moved)
        tx.publish(OrderMoved(order=moved))
        await tx.requests.finish(command, result_id=order.id)
        await tx.commit()
