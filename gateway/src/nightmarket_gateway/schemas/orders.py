"""Orders, as their buyer and their shop see them."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from nightmarket.order.v1 import order_pb2
from nightmarket_gateway.schemas.checkout import Delivery
from nightmarket_gateway.schemas.common import Id, Model, Money, optional_time, time_of

OrderStateName = Literal[
    "placed",
    "paid",
    "packed",
    "shipped",
    "delivered",
    "completed",
    "cancelled",
    "expired",
    "refunded",
]
ORDER_STATES: dict["order_pb2.OrderState.ValueType", OrderStateName] = {
    order_pb2.ORDER_STATE_PLACED: "placed",
    order_pb2.ORDER_STATE_PAID: "paid",
    order_pb2.ORDER_STATE_PACKED: "packed",
    order_pb2.ORDER_STATE_SHIPPED: "shipped",
    order_pb2.ORDER_STATE_DELIVERED: "delivered",
    order_pb2.ORDER_STATE_COMPLETED: "completed",
    order_pb2.ORDER_STATE_CANCELLED: "cancelled",
    order_pb2.ORDER_STATE_EXPIRED: "expired",
    order_pb2.ORDER_STATE_REFUNDED: "refunded",
}
STATE_NUMBERS = {name: number for number, name in ORDER_STATES.items()}
CancelReason = Literal["out_of_stock", "buyer_asked", "unreachable", "other"]


class Contact(Model):
    name: str = Field(max_length=80)
    phone: str = Field(max_length=20)
    address: str = Field(
        max_length=300, description="empty where the parcel is collected from a store"
    )


class PlaceOrder(Model):
    contact: Contact
    expected_total: Money = Field(description="what the screen showed")
    delivery: Delivery | None = Field(default=None, description="null: home")
    coupon_code: str = Field(default="", max_length=60, description="as typed; empty for none")


class ShipOrder(Model):
    carrier: str = Field(min_length=1, max_length=40, examples=["黑貓宅急便"])
    tracking_no: str = Field(
        default="",
        max_length=40,
        examples=["9054 1234 5678"],
        description="letters, digits, blanks and hyphens; empty when there is none",
    )


class CancelOrder(Model):
    """What somebody of the shop says; a buyer sends nothing."""

    reason: CancelReason | None = Field(default=None, description="told to the buyer")
    note: str = Field(default="", max_length=200, description="for the shop's people only")


class OrderLine(Model):
    variant_id: Id
    product_id: Id
    title: str
    quantity: int
    unit_price: Money
    show_id: str


class OrderChange(Model):
    version: int
    state: OrderStateName = Field(description="afterwards")
    cause: str = Field(
        examples=["ship"],
        description="place, pay, pack, ship, deliver, complete, cancel, expire, refund",
    )
    time: datetime
    actor: str = Field(examples=["shop"], description="buyer, shop, system")
    actor_id: str = Field(description="for the shop's people only; else empty")
    note: str = Field(description="for the shop's people only; else empty")

    @classmethod
    def read(cls, message: order_pb2.OrderChange) -> Self:
        return cls(
            version=message.version,
            state=ORDER_STATES[message.state],
            cause=message.cause,
            time=time_of(message.change_time),
            actor=message.actor,
            actor_id=message.actor_id,
            note=message.note,
        )


class Order(Model):
    order_id: Id
    order_no: str = Field(
        examples=["NM7K2Q9XW4"], description="to be read out; its last character checks the others"
    )
    shop_id: Id
    state: OrderStateName
    lines: list[OrderLine]
    subtotal: Money = Field(description="of the lines")
    shipping: Money
    discount: Money
    coupon_code: str = Field(description="that gave the discount; empty for none")
    total: Money = Field(description="subtotal + shipping - discount")
    delivery: Delivery
    refunded: Money = Field(description="what of the total went back")
    contact: Contact
    place_time: datetime
    pay_deadline: datetime
    pay_time: datetime | None
    cancel_time: datetime | None
    cancel_cause: str = Field(description="buyer, shop, deadline; else empty")
    cancel_reason: str = Field(
        description="the shop's: out_of_stock, buyer_asked, unreachable, other; else empty"
    )
    carrier: str = Field(examples=["黑貓宅急便"], description="empty before it was shipped")
    tracking_no: str = Field(examples=["9054 1234 5678"])
    due_time: datetime | None = Field(
        description="when a shipped order counts as delivered, a delivered one as completed"
    )
    history: list[OrderChange] = Field(description="oldest first; empty in lists")

    @classmethod
    def read(cls, message: order_pb2.Order) -> Self:
        return cls(
            order_id=message.order_id,
            order_no=message.order_no,
            shop_id=message.shop_id,
            state=ORDER_STATES[message.state],
            lines=[
                OrderLine(
                    variant_id=line.variant_id,
                    product_id=line.product_id,
                    title=line.title,
                    quantity=line.quantity,
                    unit_price=Money.read(line.unit_price),
                    show_id=line.show_id,
                )
                for line in message.lines
            ],
            subtotal=Money.read(
                message.subtotal if message.HasField("subtotal") else message.total
            ),
            shipping=_or_none(message, "shipping"),
            discount=_or_none(message, "discount"),
            coupon_code=message.coupon_code,
            total=Money.read(message.total),
            delivery=Delivery.read(message.delivery),
            refunded=_or_none(message, "refunded"),
            contact=Contact(
                name=message.contact.name,
                phone=message.contact.phone,
                address=message.contact.address,
            ),
            place_time=time_of(message.place_time),
            pay_deadline=time_of(message.pay_deadline),
            pay_time=optional_time(message.pay_time, present=message.HasField("pay_time")),
            cancel_time=optional_time(message.cancel_time, present=message.HasField("cancel_time")),
            cancel_cause=message.cancel_cause,
            cancel_reason=message.cancel_reason,
            carrier=message.carrier,
            tracking_no=message.tracking_no,
            due_time=optional_time(message.due_time, present=message.HasField("due_time")),
            history=[OrderChange.read(change) for change in message.history],
        )


def _or_none(message: order_pb2.Order, name: Literal["shipping", "discount", "refunded"]) -> Money:
    """An amount; nothing, from a service that does not tell it."""
    if message.HasField(name):
        return Money.read(getattr(message, name))
    return Money(currency_code=message.total.currency_code, amount_minor=0)


class Orders(Model):
    orders: list[Order]
    next_page_token: str = Field(description="empty at the end")
