"""What decides a price beside the cart: how the shop sends, and the code that somebody typed."""

from dataclasses import dataclass

from nightmarket_order.application.ports import PriceTerms
from nightmarket_order.domain.coupon import heard_code
from nightmarket_order.domain.delivery import ShippingMethod
from nightmarket_order.domain.price import Discount


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`methods` is empty when the shop set nothing; `discount` is None when no code was typed."""

    methods: tuple[ShippingMethod, ...]
    discount: Discount | None


async def terms_of(tx: PriceTerms, *, shop_id: str, user_id: str, coupon_code: str) -> Terms:
    methods = await tx.shipping.of(shop_id)
    code = heard_code(coupon_code)
    if not code:
        return Terms(methods=methods, discount=None)
    coupon = await tx.coupons.find(shop_id, code)
    used = 0
    if coupon is not None and coupon.max_uses_per_person is not None:
        used = await tx.coupons.used_by(coupon.id, user_id)
    return Terms(methods=methods, discount=Discount(code=code, coupon=coupon, used_by_person=used))
