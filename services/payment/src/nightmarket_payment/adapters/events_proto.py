"""Domain events as protobuf."""

from google.protobuf.message import Message

from nightmarket.payment.v1 import events_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.events import OutgoingEvent
from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_payment.domain.events import Event, PaymentAwaited, PaymentRefunded, PaymentSettled


def to_money(money: Money) -> money_pb2.Money:
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)


def to_outgoing(event: Event) -> OutgoingEvent:
    message: Message
    if isinstance(event, PaymentSettled):
        topic = "payment.settled"
        message = events_pb2.PaymentSettled(
            payment_id=event.payment_id,
            order_id=event.order_id,
            amount=to_money(event.amount),
            provider=event.provider,
            settle_time=to_timestamp(event.settled_at),
        )
    elif isinstance(event, PaymentAwaited):
        topic = "payment.awaited"
        message = events_pb2.PaymentAwaited(
            payment_id=event.payment_id,
            order_id=event.order_id,
            provider=event.provider,
            pay_until_time=to_timestamp(event.pay_until),
        )
    elif isinstance(event, PaymentRefunded):
        topic = "payment.refunded"
        message = events_pb2.PaymentRefunded(
            payment_id=event.payment_id,
            order_id=event.order_id,
            refund_id=event.refund_id,
            amount=to_money(event.amount),
            refunded=to_money(event.refunded),
            cause=event.cause,
            refund_time=to_timestamp(event.done_at),
        )
    else:
        topic = "payment.failed"
        message = events_pb2.PaymentFailed(
            payment_id=event.payment_id,
            order_id=event.order_id,
            provider=event.provider,
            provider_code=event.code,
        )
    return OutgoingEvent(
        topic=topic,
        key=event.order_id,
        type=message.DESCRIPTOR.full_name,
        sequence=event.version,
        payload=message.SerializeToString(),
    )
