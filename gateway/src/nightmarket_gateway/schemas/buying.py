"""Carts, orders, payments."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from nightmarket.cart.v1 import cart_pb2
from nightmarket.payment.v1 import payment_pb2
from nightmarket_gateway.schemas.common import Id, Model, Money, Whole, optional_time, time_of

MethodName = Literal["card", "atm", "cvs"]
METHODS: dict[str, MethodName] = {"card": "card", "atm": "atm", "cvs": "cvs"}
CodeKindName = Literal["atm", "cvs"]
CODE_KINDS: dict[str, CodeKindName] = {"atm": "atm", "cvs": "cvs"}
PaymentStateName = Literal["pending", "settled", "failed", "refund_due", "refunded"]
PAYMENT_STATES: dict[int, PaymentStateName] = {
    payment_pb2.PAYMENT_STATE_PENDING: "pending",
    payment_pb2.PAYMENT_STATE_SETTLED: "settled",
    payment_pb2.PAYMENT_STATE_FAILED: "failed",
    payment_pb2.PAYMENT_STATE_REFUND_DUE: "refund_due",
    payment_pb2.PAYMENT_STATE_REFUNDED: "refunded",
}
RefundStateName = Literal["open", "by_hand", "done", "failed"]
REFUND_STATES: dict[int, RefundStateName] = {
    payment_pb2.REFUND_STATE_OPEN: "open",
    payment_pb2.REFUND_STATE_BY_HAND: "by_hand",
    payment_pb2.REFUND_STATE_DONE: "done",
    payment_pb2.REFUND_STATE_FAILED: "failed",
}


class CartLine(Model):
    variant_id: Id
    product_id: Id
    title: str
    image_url: str
    quantity: int
    seen_price: Money
    unit_price: Money | None = Field(description="null when it is no longer sold")
    price_changed: bool
    available: int
    show_id: str
    deal_end_time: datetime | None = Field(
        description="of the flash deal that makes unit_price; null when it is the plain price"
    )

    @classmethod
    def read(cls, message: cart_pb2.CartLine) -> Self:
        return cls(
            variant_id=message.variant_id,
            product_id=message.product_id,
            title=message.title,
            image_url=message.image_url,
            quantity=message.quantity,
            seen_price=Money.read(message.seen_price),
            unit_price=(Money.read(message.unit_price) if message.HasField("unit_price") else None),
            price_changed=message.price_changed,
            available=message.available,
            show_id=message.show_id,
            deal_end_time=optional_time(
                message.deal_end_time, present=message.HasField("deal_end_time")
            ),
        )


class Cart(Model):
    shop_id: Id
    lines: list[CartLine]
    total: Money | None = Field(description="null when nothing in the cart can be bought")

    @classmethod
    def read(cls, message: cart_pb2.Cart) -> Self:
        return cls(
            shop_id=message.shop_id,
            lines=[CartLine.read(line) for line in message.lines],
            total=Money.read(message.total) if message.HasField("total") else None,
        )


class AddLine(Model):
    variant_id: Id
    quantity: Whole = Field(default=1, examples=[1], description="1 to 999")
    show_id: str = Field(default="", max_length=36, description="the show it is added from")


class SetQuantity(Model):
    quantity: Whole = Field(examples=[2], description="1 to 999")


class PaymentMethod(Model):
    provider: str
    method: MethodName = Field(
        description="atm: a transfer to an account of the order's own; cvs: a code for a store's counter"
    )
    least: Money
    most: Money

    @classmethod
    def read(cls, message: payment_pb2.PaymentMethod) -> Self:
        return cls(
            provider=message.provider,
            method=METHODS[message.method],
            least=Money.read(message.least),
            most=Money.read(message.most),
        )


class PaymentMethods(Model):
    methods: list[PaymentMethod] = Field(description="in the order in which they are shown")


class StartPayment(Model):
    provider: Literal["ecpay"] = "ecpay"
    method: MethodName | None = Field(
        default=None, description="null: the buyer chooses at the provider's page"
    )
    return_to: str = Field(default="/", max_length=500)


class PayCode(Model):
    kind: CodeKindName
    bank: str = Field(description="the bank's number; empty but for atm", examples=["004"])
    number: str = Field(description="the account, or what is typed at the counter's machine")
    pay_until_time: datetime | None

    @classmethod
    def read(cls, message: payment_pb2.PayCode) -> Self:
        return cls(
            kind=CODE_KINDS[message.kind],
            bank=message.bank,
            number=message.number,
            pay_until_time=optional_time(
                message.pay_until_time, present=message.HasField("pay_until_time")
            ),
        )


class Payment(Model):
    payment_id: Id
    order_id: Id
    provider: str
    state: PaymentStateName
    amount: Money
    refunded: Money = Field(description="what of it went back")
    settle_time: datetime | None
    pay_code: PayCode | None = Field(description="what she pays with elsewhere, until money came")
    method: MethodName | None = Field(
        description="chosen for what paid it, before that for the newest try; null: at the provider's page"
    )

    @classmethod
    def read(cls, message: payment_pb2.Payment) -> Self:
        return cls(
            payment_id=message.payment_id,
            order_id=message.order_id,
            provider=message.provider,
            state=PAYMENT_STATES[message.state],
            amount=Money.read(message.amount),
            refunded=Money.read(message.refunded),
            settle_time=optional_time(message.settle_time, present=message.HasField("settle_time")),
            pay_code=PayCode.read(message.pay_code) if message.HasField("pay_code") else None,
            method=METHODS.get(message.method),
        )


class Refund(Model):
    refund_id: Id
    payment_id: Id
    state: RefundStateName
    amount: Money
    cause: str = Field(description="shop, order (it could not take the money), paid_twice")
    reason: str
    code: str = Field(description="of the provider, when it failed or waits for a person")
    create_time: datetime
    refund_time: datetime | None
    note: str

    @classmethod
    def read(cls, message: payment_pb2.Refund) -> Self:
        return cls(
            refund_id=message.refund_id,
            payment_id=message.payment_id,
            state=REFUND_STATES[message.state],
            amount=Money.read(message.amount),
            cause=message.cause,
            reason=message.reason,
            code=message.code,
            create_time=time_of(message.create_time),
            refund_time=optional_time(message.refund_time, present=message.HasField("refund_time")),
            note=message.note,
        )


class Refunds(Model):
    refunds: list[Refund]


class NewRefund(Model):
    amount: Money = Field(description="at most what has not gone back and is not on its way")
    reason: str = Field(default="", max_length=200)


class FinishedRefund(Model):
    note: str = Field(default="", max_length=200, description="bank and date of the transfer")


class Redirect(Model):
    """A form that the browser posts, top level: never in a frame, never from a program."""

    url: str
    fields: dict[str, str]


class PaymentStarted(Model):
    payment: Payment
    redirect: Redirect
