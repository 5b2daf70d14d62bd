"""Orders and their sums as messages."""

from collections.abc import Sequence
from typing import Final

from nightmarket.order.v1 import order_pb2, sales_pb2
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_order.application.queries import MinuteSales, ShowSales
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import Change, Order, OrderLine
from nightmarket_order.entrypoints.delivery_views import to_delivery, to_money

STATES: Final = {
    OrderState.PLACED: order_pb2.ORDER_STATE_PLACED,
    OrderState.PAID: order_pb2.ORDER_STATE_PAID,
    OrderState.PACKED: order_pb2.ORDER_STATE_PACKED,
    OrderState.SHIPPED: order_pb2.ORDER_STATE_SHIPPED,
    OrderState.DELIVERED: order_pb2.ORDER_STATE_DELIVERED,
    OrderState.COMPLETED: order_pb2.ORDER_STATE_COMPLETED,
    OrderState.CANCELLED: order_pb2.ORDER_STATE_CANCELLED,
    OrderState.EXPIRED: order_pb2.ORDER_STATE_EXPIRED,
    OrderState.REFUNDED: order_pb2.ORDER_STATE_REFUNDED,
}


def to_order(order: Order, history: Sequence[order_pb2.OrderChange] = ()) -> order_pb2.Order:
    return order_pb2.Order(
        order_id=order.id,
        order_no=order.order_no,
        shop_id=order.shop_id,
        user_id=order.user_id,
        state=STATES[order.state],
        lines=[_to_line(line) for line in order.lines],
        total=to_money(order.total),
        contact=order_pb2.Contact(
            name=order.contact.name, phone=order.contact.phone, address=order.contact.address
        ),
        place_time=to_timestamp(order.placed_at),
        pay_deadline=to_timestamp(order.pay_deadline),
        pay_time=to_timestamp(order.paid_at),
        cancel_time=to_timestamp(order.cancelled_at),
        cancel_cause=order.cancel_cause or "",
        version=order.version,
        cancel_reason=order.cancel_reason or "",
        carrier=order.parcel.carrier if order.parcel else "",
        tracking_no=order.parcel.tracking_no if order.parcel else "",
        refunded=to_money(order.refunded),
        due_time=to_timestamp(order.due_at),
        payment_id=order.payment_id or "",
        history=history,
        subtotal=to_money(order.subtotal),
        shipping=to_money(order.shipping),
        discount=to_money(order.discount),
        coupon_code=order.coupon_code,
        delivery=to_delivery(order.delivery),
    )


def to_change(change: Change, *, with_people: bool) -> order_pb2.OrderChange:
    return order_pb2.OrderChange(
        version=change.version,
        state=STATES[change.state],
        cause=change.cause.value,
        change_time=to_timestamp(change.at),
        actor=change.by.kind.value,
        actor_id=change.by.actor_id if with_people else "",
        note=change.note if with_people else "",
    )


def _to_line(line: OrderLine) -> order_pb2.OrderLine:
    return order_pb2.OrderLine(
        variant_id=line.variant_id,
        product_id=line.product_id,
        title=line.title,
        quantity=line.quantity,
        unit_price=to_money(line.unit_price),
        show_id=line.show_id,
        deal_id=line.deal_id,
    )


def to_sales(sales: ShowSales) -> sales_pb2.ShowSales:
    return sales_pb2.ShowSales(
        currencies=[
            sales_pb2.CurrencySales(orders=one.orders, units=one.units, amount=to_money(one.amount))
            for one in sales.currencies
        ],
        products=[
            sales_pb2.ProductSales(
                product_id=one.product_id,
                title=one.title,
                units=one.units,
                amount=to_money(one.amount),
                minutes=_to_minutes(one.minutes),
            )
            for one in sales.products
        ],
        minutes=_to_minutes(sales.minutes),
    )


def _to_minutes(minutes: tuple[MinuteSales, ...]) -> list[sales_pb2.MinuteSales]:
    return [
        sales_pb2.MinuteSales(
            time=to_timestamp(one.at),
            orders=one.orders,
            units=one.units,
            amount=to_money(one.amount),
        )
        for one in minutes
    ]
