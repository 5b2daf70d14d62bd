"""From cart to order: what a person saw must be what they buy.

A checkout is one press on "order". It gives the order its id and its times before anything remote
happens, so that twins of the press and a repetition after a crash reserve for the same order.
"""

from dataclasses import dataclass
from datetime import datetime

from nightmarket_kit.core.errors import RequestIdReused
from nightmarket_kit.core.money import Money, MoneyInvalid, total
from nightmarket_order.domain.errors import CartEmpty, OutOfStock, PriceChanged, TotalChanged
from nightmarket_order.domain.order import OrderLine


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """A line of the cart; `unit_price` is None when the variant is not sold any more."""

    variant_id: str
    product_id: str
    title: str
    quantity: int
    seen_price: Money
    unit_price: Money | None
    price_changed: bool
    show_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    request_id: str
    digest: str
    order_id: str
    started_at: datetime
    pay_deadline: datetime
    given_up: bool = False

    def require_same(self, digest: str) -> None:
        if self.digest != digest:
            raise RequestIdReused(request_id=self.request_id)


def agreed_lines(shop_id: str, lines: tuple[CartLine, ...]) -> tuple[OrderLine, ...]:
    """Order lines at today's prices, which are those that the person saw."""
    if not lines:
        raise CartEmpty(shop_id=shop_id)
    currency_code = lines[0].seen_price.currency_code
    agreed = []
    for line in lines:
        price = line.unit_price
        if price is None:
            raise OutOfStock(variant_id=line.variant_id, available=0, asked=line.quantity)
        if line.price_changed or price.currency_code != currency_code:
            raise PriceChanged(
                variant_id=line.variant_id,
                seen_minor=line.seen_price.amount_minor,
                now_minor=price.amount_minor,
            )
        agreed.append(
            OrderLine(
                variant_id=line.variant_id,
                product_id=line.product_id,
                title=line.title,
                quantity=line.quantity,
                unit_price=price,
                show_id=line.show_id,
            )
        )
    return tuple(agreed)


def agreed_total(lines: tuple[OrderLine, ...], *, expected: Money) -> Money:
    """The sum of the lines, which is what the screen showed."""
    try:
        amount = total(
            [line.amount for line in lines], currency_code=lines[0].unit_price.currency_code
        )
    except ValueError as error:
        raise MoneyInvalid(str(error)) from error
    if amount != expected:
        raise TotalChanged(expected_minor=expected.amount_minor, total_minor=amount.amount_minor)
    return amount
