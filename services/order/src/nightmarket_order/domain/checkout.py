"""From cart to order: what a person saw must be what they buy.

A checkout is one press on "order". It gives the order its id and its times before anything remote
happens, so that twins of the press and a repetition after a crash reserve for the same order.
"""

from dataclasses import dataclass
from datetime import datetime

from nightmarket_kit.core.errors import RequestIdReused
from nightmarket_kit.core.money import Money
from nightmarket_order.domain.errors import (
    CartEmpty,
    DealOver,
    OutOfStock,
    PriceChanged,
    TotalChanged,
)
from nightmarket_order.domain.order import OrderLine


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """A line of the cart; `unit_price` is None when the variant is not sold any more. `deal_id` is the flash
    deal that `seen_price` is of.
    """

    variant_id: str
    product_id: str
    title: str
    quantity: int
    seen_price: Money
    unit_price: Money | None
    price_changed: bool
    show_id: str
    deal_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """`ordered_version` is the latest that was ordered and taken out; None from who does not tell."""

    lines: tuple[CartLine, ...]
    version: int = 0
    ordered_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedCart:
    """Which version of somebody's cart became which order.

    What was ordered leaves the cart a moment later. Until it has left, the cart shows it still, and
    a second device could order it again under another request id: so a cart of which an order was
    made is ordered again only when it has taken that order out.
    """

    user_id: str
    shop_id: str
    version: int
    taken_out: int
    order_id: str
    at: datetime


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


def agreed_lines(
    shop_id: str, lines: tuple[CartLine, ...], *, asks_catalog: bool = False
) -> tuple[OrderLine, ...]:
    """Order lines at today's prices, which are those that the person saw.

    Whether a flash deal's price is still to be had is not for the cart to say when catalog is asked for the
    units next: it decides both at once, and knows what it keeps for this order already.
    """
    if not lines:
        raise CartEmpty(shop_id=shop_id)
    currency_code = lines[0].seen_price.currency_code
    agreed = []
    for line in lines:
        price = line.unit_price
        if price is None:
            raise OutOfStock(variant_id=line.variant_id, available=0, asked=line.quantity)
        if line.deal_id and asks_catalog:
            price = line.seen_price
        elif line.deal_id and line.price_changed:
            raise deal_over(line)
        elif line.price_changed or price.currency_code != currency_code:
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
                deal_id=line.deal_id,
            )
        )
    return tuple(agreed)


def deal_over(line: CartLine) -> DealOver:
    now = line.seen_price if line.unit_price is None else line.unit_price
    return DealOver(
        variant_id=line.variant_id,
        deal_id=line.deal_id,
        seen_minor=line.seen_price.amount_minor,
        now_minor=now.amount_minor,
    )


def require_agreed(amount: Money, *, expected: Money) -> None:
    """What is to pay is what the screen showed."""
    if amount != expected:
        raise TotalChanged(expected_minor=expected.amount_minor, total_minor=amount.amount_minor)
