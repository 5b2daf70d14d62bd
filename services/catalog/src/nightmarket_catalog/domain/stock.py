"""Stock is a conserved quantity: on_hand + held + sold = received, never below zero (I1)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from nightmarket_catalog.domain.errors import (
    OutOfStock,
    QuantityInvalid,
    ReservationDiffers,
    StockNegative,
)

MAX_QUANTITY = 1_000_000


def check_quantity(quantity: int) -> int:
    if not 1 <= quantity <= MAX_QUANTITY:
        raise QuantityInvalid(quantity=quantity)
    return quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    variant_id: str
    product_id: str
    shop_id: str
    on_hand: int
    held: int
    sold: int
    version: int

    @property
    def received(self) -> int:
        return self.on_hand + self.held + self.sold

    def adjusted(self, delta: int) -> "Stock":
        if delta == 0 or abs(delta) > MAX_QUANTITY:
            raise QuantityInvalid(quantity=delta)
        if self.on_hand + delta < 0:
            raise StockNegative(variant_id=self.variant_id, on_hand=self.on_hand)
        return replace(self, on_hand=self.on_hand + delta, version=self.version + 1)

    def with_hold(self, quantity: int) -> "Stock":
        if quantity > self.on_hand:
            raise OutOfStock(variant_id=self.variant_id, available=self.on_hand, asked=quantity)
        return replace(
            self,
            on_hand=self.on_hand - quantity,
            held=self.held + quantity,
            version=self.version + 1,
        )

    def with_sale(self, quantity: int) -> "Stock":
        """Turn held units into sold ones."""
        return replace(
            self, held=self.held - quantity, sold=self.sold + quantity, version=self.version + 1
        )

    def with_return(self, quantity: int) -> "Stock":
        """Give held units back."""
        return replace(
            self,
            on_hand=self.on_hand + quantity,
            held=self.held - quantity,
            version=self.version + 1,
        )


class ReservationState(StrEnum):
    HELD = "held"
    COMMITTED = "committed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedLine:
    variant_id: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Units kept for one order. Lines are in the order in which stock rows are locked."""

    order_id: str
    shop_id: str
    lines: tuple[ReservedLine, ...]
    state: ReservationState
    expires_at: datetime

    def require_same(self, lines: tuple[ReservedLine, ...]) -> None:
        if self.lines != lines:
            raise ReservationDiffers(order_id=self.order_id)


def in_lock_order(lines: tuple[ReservedLine, ...]) -> tuple[ReservedLine, ...]:
    """Sorted by variant, so that two orders never wait for each other in a circle."""
    for line in lines:
        check_quantity(line.quantity)
    if not lines or len({line.variant_id for line in lines}) != len(lines):
        raise QuantityInvalid("each variant once, at least one line", quantity=len(lines))
    return tuple(sorted(lines, key=lambda line: line.variant_id))
