"""Domain events as protobuf; the contact is in none of them."""

from typing import TypeAlias

from google.protobuf.message import Message

from nightmarket.order.v1 import events_pb2, order_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.events import OutgoingEvent
from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_order.domain.events import (
    OrderCancelled,
    OrderEvent,
    OrderMoved,
    OrderPaid,
    OrderPlaced,
    RefundDue,
)
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import Order, OrderLine

Moved: TypeAlias = (
    events_pb2.OrderPacked
    | events_pb2.OrderShipped
    | events_pb2.OrderDelivered
    | events_pb2.OrderCompleted
    | events_pb2.OrderRefunded
)
MOVED: dict[OrderState, type[Moved]] = {
    OrderState.PACKED: events_pb2.OrderPacked,
    OrderState.SHIPPED: events_pb2.OrderShipped,
    OrderState.DELIVERED: events_pb2.OrderDelivered,
    OrderState.COMPLETED: events_pb2.OrderCompleted,
    OrderState.REFUNDED: events_pb2.OrderRefunded,
}


def to_outgoing(event: OrderEvent) -> OutgoingEvent:
    match event:
        case OrderPlaced(order=order, cart_version=cart_version):
            return _of_order("order.placed", order, _placed(order, cart_version))
        case OrderPaid(order=order):
            return _of_order("order.paid", order, _paid(order))
        case OrderCancelled(order=order):
            return _of_order("order.cancelled", order, _cancelled(order))
        case OrderMoved(order=order):
            return _of_order(f"order.{order.state}", order, _moved(order))
        case RefundDue():
            return _outgoing("order.refund_due", event.order_id, event.version, _refund_due(event))


def _of_order(topic: str, order: Order, message: Message) -> OutgoingEvent:
    return _outgoing(topic, order.id, order.version, message)


def _outgoing(topic: str, key: str, sequence: int, message: Message) -> OutgoingEvent:
    return OutgoingEvent(
        topic=topic,
        key=key,
        type=str(message.DESCRIPTOR.full_name),
        sequence=sequence,
        payload=message.SerializeToString(),
    )


def _placed(order: Order, cart_version: int) -> events_pb2.OrderPlaced:
    return events_pb2.OrderPlaced(
        order_id=order.id,
        shop_id=order.shop_id,
        user_id=order.user_id,
        lines=[_line(line) for line in order.lines],
        total=_money(order.total),
        pay_deadline=to_timestamp(order.pay_deadline),
        order_no=order.order_no,
        cart_version=cart_version,
    )


def _paid(order: Order) -> events_pb2.OrderPaid:
    return events_pb2.OrderPaid(
        order_id=order.id,
        shop_id=order.shop_id,
        user_id=order.user_id,
        payment_id=order.payment_id or "",
        lines=[_line(line) for line in order.lines],
        total=_money(order.total),
        order_no=order.order_no,
    )


def _cancelled(order: Order) -> events_pb2.OrderCancelled:
    return events_pb2.OrderCancelled(
        order_id=order.id,
        shop_id=order.shop_id,
        user_id=order.user_id,
        cause=order.cancel_cause or "",
        lines=[_line(line) for line in order.lines],
        total=_money(order.total),
        order_no=order.order_no,
        payment_id=order.payment_id or "",
    )


def _moved(order: Order) -> Moved:
    message = MOVED[order.state](
        order_id=order.id,
        shop_id=order.shop_id,
        user_id=order.user_id,
        order_no=order.order_no,
    )
    if isinstance(message, events_pb2.OrderShipped) and order.parcel is not None:
        message.carrier = order.parcel.carrier
    return message


def _refund_due(event: RefundDue) -> events_pb2.RefundDue:
    return events_pb2.RefundDue(
        order_id=event.order_id,
        payment_id=event.payment_id,
        amount=_money(event.amount),
        cause=event.cause.value,
    )


def _line(line: OrderLine) -> order_pb2.OrderLine:
    return order_pb2.OrderLine(
        variant_id=line.variant_id,
        product_id=line.product_id,
        title=line.title,
        quantity=line.quantity,
        unit_price=_money(line.unit_price),
        show_id=line.show_id,
        deal_id=line.deal_id,
    )


def _money(money: Money) -> money_pb2.Money:
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)
