"""Stock is a conserved quantity: on_hand + held + sold = received, never below zero (I1).

Every change is an entry of the ledger; the entries of a variant add up to its balance.
"""

from collections.abc import Mapping
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


class EntryKind(StrEnum):
    RECEIVED = "received"
    ADJUSTED = "adjusted"
    HELD = "held"
    RELEASED = "released"
    SOLD = "sold"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. `order_id` is what it was for, `actor` who did it: a person or a service."""

    kind: EntryKind
    quantity: int
    order_id: str = ""
    actor: str = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A balance and the entries that led from the stored version to this one, one per version."""

    variant_id: str
    product_id: str
    shop_id: str
    on_hand: int
    held: int
    sold: int
    version: int
    entries: tuple[Entry, ...] = ()

    @property
    def received(self) -> int:
        return self.on_hand + self.held + self.sold

    @classmethod
    def opened(
        cls, *, variant_id: str, product_id: str, shop_id: str, on_hand: int, actor: str
    ) -> "Stock":
        if not 0 <= on_hand <= MAX_QUANTITY:
            raise QuantityInvalid(quantity=on_hand)
        return cls(
            variant_id=variant_id,
            product_id=product_id,
            shop_id=shop_id,
            on_hand=on_hand,
            held=0,
            sold=0,
            version=1,
            entries=(Entry(EntryKind.RECEIVED, on_hand, actor=actor),),
        )

    def adjusted(self, delta: int, *, actor: str) -> "Stock":
        """Units that came in (above zero), or that a count or damage took out."""
        if delta == 0 or abs(delta) > MAX_QUANTITY:
            raise QuantityInvalid(quantity=delta)
        if self.on_hand + delta < 0:
            raise StockNegative(variant_id=self.variant_id, on_hand=self.on_hand)
        kind = EntryKind.RECEIVED if delta > 0 else EntryKind.ADJUSTED
        return self._moved(Entry(kind, delta, actor=actor), on_hand=delta)

    def with_hold(self, quantity: int, *, order_id: str) -> "Stock":
        if quantity > self.on_hand:
            raise OutOfStock(variant_id=self.variant_id, available=self.on_hand, asked=quantity)
        entry = Entry(EntryKind.HELD, quantity, order_id)
        return self._moved(entry, on_hand=-quantity, held=quantity)

    def with_sale(self, quantity: int, *, order_id: str) -> "Stock":
        """Turn held units into sold ones."""
        entry = Entry(EntryKind.SOLD, quantity, order_id)
        return self._moved(entry, held=-quantity, sold=quantity)

    def with_release(self, quantity: int, *, order_id: str) -> "Stock":
        """Give held units back."""
        entry = Entry(EntryKind.RELEASED, quantity, order_id)
        return self._moved(entry, on_hand=quantity, held=-quantity)

    def with_return(self, quantity: int, *, order_id: str) -> "Stock":
        """Take sold units back: they never left."""
        entry = Entry(EntryKind.RETURNED, quantity, order_id)
        return self._moved(entry, on_hand=quantity, sold=-quantity)

    def _moved(self, entry: Entry, *, on_hand: int = 0, held: int = 0, sold: int = 0) -> "Stock":
        return replace(
            self,
            on_hand=self.on_hand + on_hand,
            held=self.held + held,
            sold=self.sold + sold,
            version=self.version + 1,
            entries=(*self.entries, entry),
        )


class ReservationState(StrEnum):
    HELD = "held"
    COMMITTED = "committed"
    RELEASED = "released"
    RETURNED = "returned"  # its order was paid and given up: the end, whatever is told later


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


class Holds:
    """Holds of many orders on a few balances, decided one after the other.

    The same as `Stock.with_hold` for each, without a new balance in between: a hot item has hundreds
    of them in one group.
    """

    def __init__(self, stocks: Mapping[str, Stock]) -> None:
        self._stocks = stocks
        self._on_hand = {variant_id: stock.on_hand for variant_id, stock in stocks.items()}
        self._entries: dict[str, list[Entry]] = {}

    def take(self, order_id: str, lines: tuple[ReservedLine, ...]) -> None:
        """All lines or none; OutOfStock names the first that cannot be kept."""
        for line in lines:
            available = self._on_hand[line.variant_id]
            if line.quantity > available:
                raise OutOfStock(
                    variant_id=line.variant_id, available=available, asked=line.quantity
                )
        for line in lines:
            self._on_hand[line.variant_id] -= line.quantity
            entry = Entry(EntryKind.HELD, line.quantity, order_id)
            self._entries.setdefault(line.variant_id, []).append(entry)

    def changed(self) -> list[Stock]:
        """The balances that changed, as they are after all of it."""
        return [
            replace(
                stock,
                on_hand=self._on_hand[stock.variant_id],
                held=stock.held + stock.on_hand - self._on_hand[stock.variant_id],
                version=stock.version + len(entries),
                entries=tuple(entries),
            )
            for stock, entries in (
                (self._stocks[variant_id], entries) for variant_id, entries in self._entries.items()
            )
        ]
