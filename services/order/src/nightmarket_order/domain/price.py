"""What an order costs: subtotal of its lines + shipping - discount."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.money import Money, MoneyInvalid
from nightmarket_kit.core.money import total as sum_of
from nightmarket_order.domain.coupon import Coupon
from nightmarket_order.domain.delivery import ShippingMethod
from nightmarket_order.domain.errors import CouponUnknown
from nightmarket_order.domain.order import OrderLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    subtotal: Money
    shipping: Money
    discount: Money
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """The code that somebody chose and what is known of it. `used_by_person` counts their uses;
    `is_owner` matters where it is a voucher.
    """

    code: str
    coupon: Coupon | None
    used_by_person: int = 0
    is_owner: bool = False

    def refusal(self, subtotal: Money, *, at: datetime) -> DomainError | None:
        if self.coupon is None or (self.coupon.is_personal and not self.is_owner):
            return CouponUnknown(code=self.code)
        return self.coupon.refusal(subtotal, at=at, used_by_person=self.used_by_person)


def subtotal_of(lines: Sequence[OrderLine]) -> Money:
    try:
        return sum_of(
            [line.amount for line in lines], currency_code=lines[0].unit_price.currency_code
        )
    except ValueError as error:
        raise MoneyInvalid(str(error)) from error


def price_of(subtotal: Money, method: ShippingMethod, coupon: Coupon | None) -> Price:
    """`coupon` is one that was not refused."""
    shipping = method.fee_of(subtotal)
    try:
        off = subtotal * 0 if coupon is None else coupon.discount_of(subtotal, shipping=shipping)
        total = subtotal + shipping - off
    except ValueError as error:
        raise MoneyInvalid(str(error)) from error
    return Price(subtotal=subtotal, shipping=shipping, discount=off, total=total)
