"""What an order of this cart would cost, and what stands in its way. Takes nothing, promises nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_order.application.place_order import Checkouts
from nightmarket_order.application.pricing import Terms, terms_of
from nightmarket_order.domain.checkout import Cart, agreed_lines
from nightmarket_order.domain.coupon import Coupon
from nightmarket_order.domain.delivery import (
    Delivery,
    DeliveryKind,
    ShippingMethod,
    method_for,
    offered,
)
from nightmarket_order.domain.errors import CouponUnknown
from nightmarket_order.domain.price import Discount, Price, price_of, subtotal_of


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteOrder:
    """`delivery` is None for the first that the shop offers."""

    actor: Principal
    shop_id: str
    delivery: DeliveryKind | None
    coupon_code: str
    best_voucher: bool = False
    """Where no code is given: the voucher of hers that takes off most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MyVoucher:
    """`off` is what it takes off this cart; None when it was refused, or there is no price."""

    coupon: Coupon
    off: Money | None = None
    refusal: DomainError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A `problem` is what PlaceOrder would refuse the cart for; a refused code only takes nothing off."""

    methods: tuple[ShippingMethod, ...] = ()
    delivery: DeliveryKind | None = None
    price: Price | None = None
    problem: DomainError | None = None
    coupon_code: str = ""
    coupon_refusal: DomainError | None = None
    vouchers: tuple[MyVoucher, ...] = ()


async def quote_order(question: QuoteOrder, *, by: Checkouts) -> Quote:
    cart = await by.cart.read(question.actor.user_id, question.shop_id)
    async with by.statements() as statements:
        terms = await terms_of(
            statements,
            shop_id=question.shop_id,
            user_id=question.actor.user_id,
            coupon_code=question.coupon_code,
        )
        mine = await statements.coupons.unspent(
            question.shop_id, question.actor.user_id, at=by.clock.now()
        )
    code = "" if terms.discount is None else terms.discount.code
    try:
        return _quote(question, cart, terms, mine, by=by)
    except DomainError as problem:
        methods = _offers(cart, terms)
        return Quote(
            methods=methods,
            delivery=question.delivery or (methods[0].kind if methods else None),
            problem=problem,
            coupon_code=code,
            vouchers=tuple(MyVoucher(coupon=one) for one in mine),
        )


def _offers(cart: Cart, terms: Terms) -> tuple[ShippingMethod, ...]:
    if not cart.lines:
        return terms.methods
    return offered(terms.methods, currency_code=cart.lines[0].seen_price.currency_code)


def _quote(
    question: QuoteOrder, cart: Cart, terms: Terms, mine: Sequence[Coupon], *, by: Checkouts
) -> Quote:
    subtotal = subtotal_of(agreed_lines(question.shop_id, cart.lines))
    offers = _offers(cart, terms)
    kind = question.delivery or (offers[0].kind if offers else DeliveryKind.HOME)
    method = method_for(Delivery(kind=kind), offers)
    vouchers = _priced(mine, subtotal, method, at=by.clock.now())
    discount = terms.discount
    if discount is None and question.best_voucher and vouchers and vouchers[0].off is not None:
        best = vouchers[0].coupon
        discount = Discount(code=best.code, coupon=best, is_owner=True)
    refusal = None if discount is None else discount.refusal(subtotal, at=by.clock.now())
    coupon = discount.coupon if discount is not None and refusal is None else None
    return Quote(
        methods=tuple(replace(one, fee=one.fee_of(subtotal)) for one in offers),
        delivery=kind,
        price=price_of(subtotal, method, coupon),
        coupon_code="" if discount is None else discount.code,
        coupon_refusal=refusal,
        vouchers=vouchers,
    )


def _priced(
    mine: Sequence[Coupon], subtotal: Money, method: ShippingMethod, *, at: datetime
) -> tuple[MyVoucher, ...]:
    """What takes off most comes first, of equals the one that ends first, as they are given."""
    vouchers = []
    for coupon in mine:
        refusal = coupon.refusal(subtotal, at=at, used_by_person=0)
        if isinstance(refusal, CouponUnknown):  # for another currency
            continue
        off = None if refusal is not None else price_of(subtotal, method, coupon).discount
        vouchers.append(MyVoucher(coupon=coupon, off=off, refusal=refusal))
    return tuple(sorted(vouchers, key=lambda one: -one.off.amount_minor if one.off else 1))
