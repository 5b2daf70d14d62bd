"""What order does when others tell facts: settled money pays an order, or is due back; what went back
is noted on it.
"""

from nightmarket.payment.v1 import events_pb2
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.money import read_money
from nightmarket_kit.runtime.inbox import Subscription
from nightmarket_kit.runtime.kafka import IncomingEvent
from nightmarket_order.application.note_refund import NoteRefund, note_refund
from nightmarket_order.application.ports import UowFactory
from nightmarket_order.application.settle_payment import SettlePayment, settle_payment

GROUP = "order"


def subscriptions(uow: UowFactory, clock: Clock) -> list[Subscription]:
    async def settled(message: events_pb2.PaymentSettled, event: IncomingEvent) -> None:
        command = SettlePayment(
            consumer=GROUP,
            event_id=event.id,
            payment_id=check_id(message.payment_id, "payment_id"),
            order_id=check_id(message.order_id, "order_id"),
            amount=read_money(message.amount),
        )
        await settle_payment(command, uow=uow, clock=clock)

    async def refunded(message: events_pb2.PaymentRefunded, event: IncomingEvent) -> None:
        command = NoteRefund(
            consumer=GROUP,
            event_id=event.id,
            payment_id=check_id(message.payment_id, "payment_id"),
            order_id=check_id(message.order_id, "order_id"),
            refunded=read_money(message.refunded),
        )
        await note_refund(command, uow=uow, clock=clock)

    return [
        Subscription(topic="payment.settled", message=events_pb2.PaymentSettled, handle=settled),
        Subscription(topic="payment.refunded", message=events_pb2.PaymentRefunded, handle=refunded),
    ]
