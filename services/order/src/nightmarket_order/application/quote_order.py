"""What an order of this cart would cost, and what stands in its way. Takes nothing, promises nothing."""

from dataclasses import dataclass, replace

from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.principal import Principal
from nightmarket_order.application.place_order import Checkouts
from nightmarket_order.application.pricing import Terms, terms_of
from nightmarket_order.domain.checkout import Cart, agreed_lines
from nightmarket_order.domain.delivery import (
    Delivery,
    DeliveryKind,
    ShippingMethod,
    method_for,
    offered,
)
from nightmarket_order.domain.price import Price, price_of, subtotal_of


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteOrder:
    """`delivery` is None for the first that the shop offers."""

    actor: Principal
    shop_id: str
    delivery: DeliveryKind | None
    coupon_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A `problem` is what PlaceOrder would refuse the cart for; a refused code only takes nothing off."""

    methods: tuple[ShippingMethod, ...] = ()
    delivery: DeliveryKind | None = None
    price: Price | None = None
    problem: DomainError | None = None
    coupon_code: str = ""
    coupon_refusal: DomainError | None = None


async def quote_order(question: QuoteOrder, *, by: Checkouts) -> Quote:
    cart = await by.cart.read(question.actor.user_id, question.shop_id)
    async with by.statements() as tx:
        terms = await terms_of(
            tx,
            shop_id=question.shop_id,
            user_id=question.actor.user_id,
            coupon_code=question.coupon_code,
        )
    code = "" if terms.discount is None else terms.discount.code
    try:
        return replace(_quote(question, cart, terms, by=by), coupon_code=code)
    except DomainError as problem:
        methods = _offers(cart, terms)
        return Quote(
            methods=methods,
            delivery=question.delivery or (methods[0].kind if methods else None),
            problem=problem,
            coupon_code=code,
        )


def _offers(cart: Cart, terms: Terms) -> tuple[ShippingMethod, ...]:
    if not cart.lines:
        return terms.methods
    return offered(terms.methods, currency_code=cart.lines[0].seen_price.currency_code)


def _quote(question: QuoteOrder, cart: Cart, terms: Terms, *, by: Checkouts) -> Quote:
    subtotal = subtotal_of(agreed_lines(question.shop_id, cart.lines))
    offers = _offers(cart, terms)
    kind = question.delivery or (offers[0].kind if offers else DeliveryKind.HOME)
    method = method_for(Delivery(kind=kind), offers)
    refusal = None
    if terms.discount is not None:
        refusal = terms.discount.refusal(subtotal, at=by.clock.now())
    coupon = terms.discount.coupon if terms.discount is not None and refusal is None else None
    return Quote(
        methods=tuple(replace(one, fee=one.fee_of(subtotal)) for one in offers),
        delivery=kind,
        price=price_of(subtotal, method, coupon),
        coupon_refusal=refusal,
    )
