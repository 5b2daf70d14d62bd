"""What decides a price beside the cart: how the shop sends, and the code that somebody chose."""

from dataclasses import dataclass

from nightmarket_order.application.ports import PriceTerms
from nightmarket_order.domain.coupon import Coupon, heard_code
from nightmarket_order.domain.delivery import ShippingMethod
from nightmarket_order.domain.price import Discount


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`methods` is empty when the shop set nothing; `discount` is None when no code was chosen."""

    methods: tuple[ShippingMethod, ...]
    discount: Discount | None


async def terms_of(stored: PriceTerms, *, shop_id: str, user_id: str, coupon_code: str) -> Terms:
    methods = await stored.shipping.of(shop_id)
    code = heard_code(coupon_code)
    if not code:
        return Terms(methods=methods, discount=None)
    coupon = await stored.coupons.find(shop_id, code)
    return Terms(methods=methods, discount=await discount_of(stored, code, coupon, user_id=user_id))


async def discount_of(
    stored: PriceTerms, code: str, coupon: Coupon | None, *, user_id: str
) -> Discount:
    """As it stands for this person; it stays so while the coupon is locked."""
    if coupon is None:
        return Discount(code=code, coupon=None)
    used = 0
    if coupon.max_uses_per_person is not None:
        used = await stored.coupons.used_by(coupon.id, user_id)
    is_owner = coupon.is_personal and await stored.coupons.is_owner(coupon.id, user_id)
    return Discount(code=code, coupon=coupon, used_by_person=used, is_owner=is_owner)
