"""Deliveries, shipping methods, prices and discount codes as messages, and back."""

from collections.abc import Mapping
from typing import Final

from nightmarket.claim.v1 import events_pb2
from nightmarket.order.v1 import checkout_service_pb2, coupon_pb2, delivery_pb2
from nightmarket.type.v1 import money_pb2, refusal_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.money import Money, read_money
from nightmarket_kit.runtime.times import from_timestamp, to_timestamp
from nightmarket_order.application.quote_order import MyVoucher, Quote
from nightmarket_order.domain.coupon import Coupon
from nightmarket_order.domain.delivery import (
    HOME,
    Delivery,
    DeliveryKind,
    ShippingMethod,
    Store,
    StoreChain,
)
from nightmarket_order.domain.errors import ContactInvalid, FieldInvalid
from nightmarket_order.domain.price import Price

KINDS: Final = {
    DeliveryKind.HOME: delivery_pb2.DELIVERY_KIND_HOME,
    DeliveryKind.STORE: delivery_pb2.DELIVERY_KIND_STORE,
}
CHAINS: Final = {
    StoreChain.SEVEN_ELEVEN: delivery_pb2.STORE_CHAIN_SEVEN_ELEVEN,
    StoreChain.FAMILY_MART: delivery_pb2.STORE_CHAIN_FAMILY_MART,
    StoreChain.HI_LIFE: delivery_pb2.STORE_CHAIN_HI_LIFE,
    StoreChain.OK_MART: delivery_pb2.STORE_CHAIN_OK_MART,
}
_KINDS: Final[Mapping[int, DeliveryKind]] = {number: kind for kind, number in KINDS.items()}
_CHAINS: Final[Mapping[int, StoreChain]] = {number: chain for chain, number in CHAINS.items()}


def read_kind(number: int) -> DeliveryKind | None:
    """None when it was left open."""
    return _KINDS.get(number)


def read_delivery(message: delivery_pb2.Delivery) -> Delivery:
    if read_kind(message.kind) is not DeliveryKind.STORE:
        return HOME
    chain = _CHAINS.get(message.store.chain)
    if chain is None:
        raise ContactInvalid("a chain is asked for", field="store_chain")
    store = Store(chain=chain, code=message.store.code, name=message.store.name)
    return Delivery(kind=DeliveryKind.STORE, store=store)


def to_delivery(delivery: Delivery) -> delivery_pb2.Delivery:
    store = delivery.store
    return delivery_pb2.Delivery(
        kind=KINDS[delivery.kind],
        store=(
            None
            if store is None
            else delivery_pb2.Store(chain=CHAINS[store.chain], code=store.code, name=store.name)
        ),
    )


def read_method(message: delivery_pb2.ShippingMethod) -> ShippingMethod:
    kind = read_kind(message.kind)
    if kind is None or not set(message.chains) <= set(_CHAINS):
        raise FieldInvalid("no such kind or chain", field="kind")
    return ShippingMethod(
        kind=kind,
        fee=read_money(message.fee),
        free_from=read_money(message.free_from) if message.HasField("free_from") else None,
        chains=tuple(_CHAINS[one] for one in message.chains),
    )


def to_method(method: ShippingMethod) -> delivery_pb2.ShippingMethod:
    return delivery_pb2.ShippingMethod(
        kind=KINDS[method.kind],
        fee=to_money(method.fee),
        free_from=to_money(method.free_from) if method.free_from else None,
        chains=[CHAINS[one] for one in method.chains],
    )


def read_coupon(message: coupon_pb2.Coupon) -> Coupon:
    return Coupon(
        shop_id=check_id(message.shop_id, "shop_id"),
        code=message.code,
        amount_off=read_money(message.amount_off) if message.HasField("amount_off") else None,
        percent_off=message.percent_off,
        minimum=read_money(message.minimum),
        valid_from=from_timestamp(message.from_time) if message.HasField("from_time") else None,
        valid_until=from_timestamp(message.until_time) if message.HasField("until_time") else None,
        max_uses=message.max_uses or None,
        max_uses_per_person=message.max_uses_per_person or None,
    )


def to_coupon(coupon: Coupon) -> coupon_pb2.Coupon:
    return coupon_pb2.Coupon(
        coupon_id=coupon.id,
        shop_id=coupon.shop_id,
        code=coupon.code,
        amount_off=to_money(coupon.amount_off) if coupon.amount_off else None,
        percent_off=coupon.percent_off,
        minimum=to_money(coupon.minimum),
        from_time=to_timestamp(coupon.valid_from),
        until_time=to_timestamp(coupon.valid_until),
        max_uses=coupon.max_uses or 0,
        max_uses_per_person=coupon.max_uses_per_person or 0,
        used=coupon.used,
        stop_time=to_timestamp(coupon.stopped_at),
    )


def to_quote(quote: Quote) -> checkout_service_pb2.QuoteOrderResponse:
    return checkout_service_pb2.QuoteOrderResponse(
        methods=[to_method(one) for one in quote.methods],
        delivery=(
            delivery_pb2.DELIVERY_KIND_UNSPECIFIED
            if quote.delivery is None
            else KINDS[quote.delivery]
        ),
        price=None if quote.price is None else _to_price(quote.price),
        problem=_to_refusal(quote.problem),
        coupon_code=quote.coupon_code,
        coupon_refusal=_to_refusal(quote.coupon_refusal),
        vouchers=[_to_voucher(one) for one in quote.vouchers],
    )


def _to_voucher(voucher: MyVoucher) -> checkout_service_pb2.MyVoucher:
    coupon = voucher.coupon
    return checkout_service_pb2.MyVoucher(
        code=coupon.code,
        voucher_id=coupon.id,
        amount_off=to_money(coupon.amount_off) if coupon.amount_off else None,
        percent_off=coupon.percent_off,
        most_off=to_money(coupon.most_off) if coupon.most_off else None,
        minimum=to_money(coupon.minimum),
        until_time=to_timestamp(coupon.valid_until),
        discount=to_money(voucher.off) if voucher.off else None,
        refusal=_to_refusal(voucher.refusal),
    )


def read_voucher(message: events_pb2.VouchersTaken) -> Coupon:
    """As a coupon without its code."""
    voucher = message.voucher
    has = voucher.HasField
    return Coupon(
        id=check_id(message.voucher_id, "voucher_id"),
        shop_id=check_id(message.shop_id, "shop_id"),
        code="",
        amount_off=read_money(voucher.amount_off) if has("amount_off") else None,
        percent_off=voucher.percent_off,
        most_off=read_money(voucher.most_off) if has("most_off") else None,
        minimum=read_money(voucher.minimum),
        valid_until=from_timestamp(voucher.until_time),
    )


def _to_price(price: Price) -> checkout_service_pb2.Price:
    return checkout_service_pb2.Price(
        subtotal=to_money(price.subtotal),
        shipping=to_money(price.shipping),
        discount=to_money(price.discount),
        total=to_money(price.total),
    )


def _to_refusal(error: DomainError | None) -> refusal_pb2.Refusal | None:
    if error is None:
        return None
    return refusal_pb2.Refusal(
        kind=error.kind, reason=error.reason, message=error.message, metadata=error.metadata
    )


def to_money(money: Money) -> money_pb2.Money:
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)
