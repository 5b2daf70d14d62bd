"""The buyer has a code that can be paid for days: the order waits as long, and its units are kept.

Catalog is asked first, with no transaction open: it only ever keeps for longer, so a crash between the
two leaves units that the order's own end gives back. An order that ended meanwhile stays as it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_order.application.ports import CatalogClient, UowFactory
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import By

# No code lives longer; what a provider writes does not keep units for ever.
MOST: Final = timedelta(days=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitPayment:
    consumer: str
    event_id: str
    order_id: str
    pay_until: datetime


async def await_payment(
    command: AwaitPayment, *, uow: UowFactory, catalog: CatalogClient, clock: Clock
) -> None:
    async with uow() as tx:
        order = await tx.orders.get_for_update(command.order_id)
    until = None
    if order is not None and order.state is OrderState.PLACED:
        until = min(command.pay_until, order.placed_at + MOST)
        if until <= order.pay_deadline or not await catalog.extend(order.id, expires_at=until):
            until = None
    async with uow() as tx:
        if not await tx.claim_event(command.consumer, command.event_id):
            return
        order = await tx.orders.get_for_update(command.order_id)
        if until is not None and order is not None and order.state is OrderState.PLACED:
            later = order.extended(until, at=clock.now(), by=By(source=command.event_id))
            if later.version != order.version:
                await tx.orders.save(later)
        await tx.commit()
