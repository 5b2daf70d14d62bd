"""What payment does when others tell facts: money that an order cannot take is due back."""

from nightmarket.order.v1 import events_pb2
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.runtime.inbox import Subscription
from nightmarket_kit.runtime.kafka import IncomingEvent
from nightmarket_payment.application.mark_refund_due import MarkRefundDue, mark_refund_due
from nightmarket_payment.application.ports import UowFactory

GROUP = "payment"


def subscriptions(uow: UowFactory, clock: Clock) -> list[Subscription]:
    async def refund_due(message: events_pb2.RefundDue, event: IncomingEvent) -> None:
        command = MarkRefundDue(payment_id=message.payment_id, consumer=GROUP, event_id=event.id)
        await mark_refund_due(command, uow=uow, clock=clock)

    return [Subscription(topic="order.refund_due", message=events_pb2.RefundDue, handle=refund_due)]
