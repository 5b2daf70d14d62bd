"""What claim does when others tell facts: orders of held units are placed, paid or given up."""

from nightmarket.order.v1 import events_pb2
from nightmarket_claim.application.holds import OrderNews, note_order
from nightmarket_claim.application.listings import Keeping
from nightmarket_claim.domain.claim import ClaimState
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.runtime.inbox import Subscription
from nightmarket_kit.runtime.kafka import IncomingEvent

GROUP = "claim"


def subscriptions(by: Keeping) -> list[Subscription]:
    async def placed(message: events_pb2.OrderPlaced, event: IncomingEvent) -> None:
        await _note(message.order_id, event, ClaimState.ORDERED)

    async def paid(message: events_pb2.OrderPaid, event: IncomingEvent) -> None:
        await _note(message.order_id, event, ClaimState.PAID)

    async def cancelled(message: events_pb2.OrderCancelled, event: IncomingEvent) -> None:
        was_paid = bool(message.payment_id)
        await _note(message.order_id, event, ClaimState.LAPSED, was_paid=was_paid)

    async def _note(
        order_id: str, event: IncomingEvent, state: ClaimState, *, was_paid: bool = False
    ) -> None:
        news = OrderNews(
            consumer=GROUP,
            event_id=event.id,
            order_id=check_id(order_id, "order_id"),
            state=state,
            was_paid=was_paid,
        )
        await note_order(news, by=by)

    return [
        Subscription(topic="order.placed", message=events_pb2.OrderPlaced, handle=placed),
        Subscription(topic="order.paid", message=events_pb2.OrderPaid, handle=paid),
        Subscription(topic="order.cancelled", message=events_pb2.OrderCancelled, handle=cancelled),
    ]
