"""Ways of delivery, prices and discount codes."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from nightmarket.order.v1 import checkout_service_pb2, coupon_pb2, delivery_pb2
from nightmarket.type.v1 import refusal_pb2
from nightmarket_gateway.schemas.common import (
    Id,
    Model,
    Money,
    Time,
    Whole,
    optional_time,
    time_of,
)
from nightmarket_kit.runtime.times import to_timestamp

DeliveryKindName = Literal["home", "store"]
DELIVERY_KINDS: dict["delivery_pb2.DeliveryKind.ValueType", DeliveryKindName] = {
    delivery_pb2.DELIVERY_KIND_HOME: "home",
    delivery_pb2.DELIVERY_KIND_STORE: "store",
}
KIND_NUMBERS = {name: number for number, name in DELIVERY_KINDS.items()}
StoreChainName = Literal["seven_eleven", "family_mart", "hi_life", "ok_mart"]
STORE_CHAINS: dict["delivery_pb2.StoreChain.ValueType", StoreChainName] = {
    delivery_pb2.STORE_CHAIN_SEVEN_ELEVEN: "seven_eleven",
    delivery_pb2.STORE_CHAIN_FAMILY_MART: "family_mart",
    delivery_pb2.STORE_CHAIN_HI_LIFE: "hi_life",
    delivery_pb2.STORE_CHAIN_OK_MART: "ok_mart",
}
CHAIN_NUMBERS = {name: number for number, name in STORE_CHAINS.items()}


class Store(Model):
    """A convenience store, where the parcel is collected."""

    chain: StoreChainName
    code: str = Field(max_length=20, examples=["123456"], description="4 to 8 letters and digits")
    name: str = Field(max_length=60, examples=["夜市門市"])


class Delivery(Model):
    kind: DeliveryKindName
    store: Store | None = Field(
        default=None, description="for store; null for home, and for who may not see contacts"
    )

    @classmethod
    def read(cls, message: delivery_pb2.Delivery) -> Self:
        store = None
        if message.HasField("store"):
            store = Store(
                chain=STORE_CHAINS[message.store.chain],
                code=message.store.code,
                name=message.store.name,
            )
        return cls(kind=DELIVERY_KINDS.get(message.kind, "home"), store=store)

    def write(self) -> delivery_pb2.Delivery:
        store = None
        if self.store is not None:
            store = delivery_pb2.Store(
                chain=CHAIN_NUMBERS[self.store.chain], code=self.store.code, name=self.store.name
            )
        return delivery_pb2.Delivery(kind=KIND_NUMBERS[self.kind], store=store)


class ShippingMethod(Model):
    kind: DeliveryKindName
    fee: Money
    free_from: Money | None = Field(
        default=None, description="subtotal from which it costs nothing; null when it never does"
    )
    chains: list[StoreChainName] = Field(
        default=[], max_length=4, description="for store: whose stores are offered"
    )

    @classmethod
    def read(cls, message: delivery_pb2.ShippingMethod) -> Self:
        return cls(
            kind=DELIVERY_KINDS[message.kind],
            fee=Money.read(message.fee),
            free_from=Money.read(message.free_from) if message.HasField("free_from") else None,
            chains=[STORE_CHAINS[chain] for chain in message.chains],
        )

    def write(self) -> delivery_pb2.ShippingMethod:
        return delivery_pb2.ShippingMethod(
            kind=KIND_NUMBERS[self.kind],
            fee=self.fee.write(),
            free_from=self.free_from.write() if self.free_from else None,
            chains=[CHAIN_NUMBERS[chain] for chain in self.chains],
        )


class Shipping(Model):
    methods: list[ShippingMethod] = Field(
        max_length=2, description="empty when nothing was set: home delivery without a fee"
    )


class Refusal(Model):
    """What placing the order would say."""

    reason: str = Field(examples=["COUPON_MINIMUM"])
    metadata: dict[str, str]

    @classmethod
    def read(cls, message: refusal_pb2.Refusal) -> Self:
        return cls(reason=message.reason, metadata=dict(message.metadata))


class Price(Model):
    """total = subtotal + shipping - discount."""

    subtotal: Money
    shipping: Money
    discount: Money
    total: Money

    @classmethod
    def read(cls, message: checkout_service_pb2.Price) -> Self:
        return cls(
            subtotal=Money.read(message.subtotal),
            shipping=Money.read(message.shipping),
            discount=Money.read(message.discount),
            total=Money.read(message.total),
        )


class MyVoucher(Model):
    """A voucher that the buyer took in a show."""

    code: str = Field(description="chooses it; it works for its owner alone")
    voucher_id: str = Field(description="product_id of the claim that took it")
    amount_off: Money | None
    percent_off: int
    most_off: Money | None
    minimum: Money
    until_time: datetime
    discount: Money | None = Field(description="of this cart; null when it takes nothing off")
    refusal: Refusal | None = Field(description="why it takes nothing off")

    @classmethod
    def read(cls, message: checkout_service_pb2.MyVoucher) -> Self:
        has = message.HasField
        return cls(
            code=message.code,
            voucher_id=message.voucher_id,
            amount_off=Money.read(message.amount_off) if has("amount_off") else None,
            percent_off=message.percent_off,
            most_off=Money.read(message.most_off) if has("most_off") else None,
            minimum=Money.read(message.minimum),
            until_time=time_of(message.until_time),
            discount=Money.read(message.discount) if has("discount") else None,
            refusal=Refusal.read(message.refusal) if has("refusal") else None,
        )


class Quote(Model):
    methods: list[ShippingMethod] = Field(description="the fee is what this cart would pay")
    delivery: DeliveryKindName | None = Field(description="that the price is for")
    price: Price | None = Field(description="null when there is a problem")
    problem: Refusal | None = Field(description="why the order would be refused")
    coupon_code: str = Field(examples=["MOON100"], description="as it was understood")
    coupon_refusal: Refusal | None = Field(description="why the code takes nothing off")
    vouchers: list[MyVoucher] = Field(
        description="that the buyer can still spend here; what takes off most comes first"
    )

    @classmethod
    def read(cls, message: checkout_service_pb2.QuoteOrderResponse) -> Self:
        refused = message.HasField("coupon_refusal")
        return cls(
            methods=[ShippingMethod.read(one) for one in message.methods],
            delivery=DELIVERY_KINDS.get(message.delivery),
            price=Price.read(message.price) if message.HasField("price") else None,
            problem=Refusal.read(message.problem) if message.HasField("problem") else None,
            coupon_code=message.coupon_code,
            coupon_refusal=Refusal.read(message.coupon_refusal) if refused else None,
            vouchers=[MyVoucher.read(one) for one in message.vouchers],
        )


class NewCoupon(Model):
    code: str = Field(
        max_length=60,
        examples=["MOON100"],
        description="3 to 24 letters, digits, - and _; case, width and blanks do not count",
    )
    amount_off: Money | None = Field(default=None, description="null when it is a percentage")
    percent_off: int = Field(
        default=0, ge=0, le=100, description="1 to 100; 0 when it is an amount"
    )
    minimum: Money = Field(description="subtotal from which it works; its currency is the code's")
    from_time: Time | None = Field(default=None, description="null: at once")
    until_time: Time | None = Field(default=None, description="null: until it is stopped")
    max_uses: Whole = Field(default=0, description="0: no limit")
    max_uses_per_person: Whole = Field(default=0, description="0: no limit")

    def write(self, shop_id: str) -> coupon_pb2.Coupon:
        return coupon_pb2.Coupon(
            shop_id=shop_id,
            code=self.code,
            amount_off=self.amount_off.write() if self.amount_off else None,
            percent_off=self.percent_off,
            minimum=self.minimum.write(),
            from_time=to_timestamp(self.from_time),
            until_time=to_timestamp(self.until_time),
            max_uses=self.max_uses,
            max_uses_per_person=self.max_uses_per_person,
        )


class Coupon(Model):
    coupon_id: Id
    code: str = Field(examples=["MOON100"])
    amount_off: Money | None
    percent_off: int
    minimum: Money
    from_time: datetime | None
    until_time: datetime | None
    max_uses: int = Field(description="0: no limit")
    max_uses_per_person: int = Field(description="0: no limit")
    used: int = Field(description="by orders that were not given up before they were paid")
    stop_time: datetime | None = Field(description="null while it works")

    @classmethod
    def read(cls, message: coupon_pb2.Coupon) -> Self:
        has = message.HasField
        return cls(
            coupon_id=message.coupon_id,
            code=message.code,
            amount_off=Money.read(message.amount_off) if has("amount_off") else None,
            percent_off=message.percent_off,
            minimum=Money.read(message.minimum),
            from_time=optional_time(message.from_time, present=has("from_time")),
            until_time=optional_time(message.until_time, present=has("until_time")),
            max_uses=message.max_uses,
            max_uses_per_person=message.max_uses_per_person,
            used=message.used,
            stop_time=optional_time(message.stop_time, present=has("stop_time")),
        )


class Coupons(Model):
    coupons: list[Coupon]
    next_page_token: str = Field(description="empty at the end")
