"""What catalog does when others tell facts: a paid order's units are sold, a given up one's return.

What was set aside for a show is for everyone when the show is over.
"""

from nightmarket.order.v1 import events_pb2
from nightmarket.stream.v1 import events_pb2 as stream_events
from nightmarket_catalog.application.allocate import EndShow, end_show
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.application.settle_reservation import (
    SettleReservation,
    settle_reservation,
)
from nightmarket_catalog.domain.reservation import ReservationState
from nightmarket_kit.runtime.inbox import Subscription
from nightmarket_kit.runtime.kafka import IncomingEvent

GROUP = "catalog"


def subscriptions(uow: UowFactory) -> list[Subscription]:
    async def paid(message: events_pb2.OrderPaid, event: IncomingEvent) -> None:
        await _settle(message.order_id, event, ReservationState.COMMITTED)

    async def cancelled(message: events_pb2.OrderCancelled, event: IncomingEvent) -> None:
        was_paid = bool(message.payment_id)
        to = ReservationState.RETURNED if was_paid else ReservationState.RELEASED
        await _settle(message.order_id, event, to)

    async def refunded(message: events_pb2.OrderRefunded, event: IncomingEvent) -> None:
        await _settle(message.order_id, event, ReservationState.RETURNED)

    async def _settle(order_id: str, event: IncomingEvent, to: ReservationState) -> None:
        command = SettleReservation(order_id=order_id, to=to, consumer=GROUP, event_id=event.id)
        await settle_reservation(command, uow=uow)

    async def ended(message: stream_events.StreamEnded, event: IncomingEvent) -> None:
        command = EndShow(show_id=message.show_id, consumer=GROUP, event_id=event.id)
        await end_show(command, uow=uow)

    return [
        Subscription(topic="order.paid", message=events_pb2.OrderPaid, handle=paid),
        Subscription(topic="order.cancelled", message=events_pb2.OrderCancelled, handle=cancelled),
        Subscription(topic="order.refunded", message=events_pb2.OrderRefunded, handle=refunded),
        Subscription(topic="stream.ended", message=stream_events.StreamEnded, handle=ended),
    ]
