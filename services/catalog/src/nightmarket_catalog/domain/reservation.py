"""Units kept for one order, and the holds of many orders decided together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from nightmarket_catalog.domain.errors import (
    DealSoldOut,
    QuantityInvalid,
    ReservationDiffers,
)
from nightmarket_catalog.domain.stock import Entry, EntryKind, Stock, check_quantity, share_of


class ReservationState(StrEnum):
    HELD = "held"
    COMMITTED = "committed"
    RELEASED = "released"
    RETURNED = "returned"  # its order was paid and given up: the end, whatever is told later


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedLine:
    """`show_id` is where it is bought, or the id of what was set aside for the buyer, of which
    `share_most` may be taken, or with `is_deal` the deal at whose price it is bought. Once kept: how much
    came from the share, what came back.
    """

    variant_id: str
    quantity: int
    show_id: str = ""
    allocated: int = 0
    returned: int = 0
    share_most: int | None = None
    is_deal: bool = False

    @property
    def kept(self) -> int:
        return self.quantity - self.returned


class Reservation(NamedTuple):
    """Units kept for one order. Lines are in the order in which stock rows are locked.

    A tuple, because a hot item makes hundreds of them in one group.
    """

    order_id: str
    shop_id: str
    person_id: str
    lines: tuple[ReservedLine, ...]
    state: ReservationState
    expires_at: datetime

    def require_same(self, lines: tuple[ReservedLine, ...]) -> None:
        """The same units; where they were found is not asked again."""
        if [(one.variant_id, one.quantity) for one in self.lines] != [
            (one.variant_id, one.quantity) for one in lines
        ]:
            raise ReservationDiffers(order_id=self.order_id)


def in_lock_order(lines: tuple[ReservedLine, ...]) -> tuple[ReservedLine, ...]:
    """Sorted by variant, so that two orders never wait for each other in a circle."""
    for line in lines:
        check_quantity(line.quantity)
    if len(lines) == 1:
        return lines
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
        self._shares = {
            variant_id: dict(stock.allocations)
            for variant_id, stock in stocks.items()
            if stock.allocations
        }
        self._entries: dict[str, list[Entry]] = {}

    def take(self, order_id: str, lines: tuple[ReservedLine, ...]) -> None:
        """All lines or none; OutOfStock names the first that cannot be kept, DealSoldOut one of which
        not all units are left at the deal's price.
        """
        taken = []
        for line in lines:
            on_hand = self._on_hand[line.variant_id]
            share = self._share(line) if self._shares else 0
            if line.is_deal and share < line.quantity:
                raise DealSoldOut(
                    deal_id=line.show_id,
                    variant_id=line.variant_id,
                    left=share,
                    asked=line.quantity,
                )
            taken.append(share_of(line.variant_id, line.quantity, on_hand=on_hand, share=share))
        for line, share in zip(lines, taken, strict=True):
            self._on_hand[line.variant_id] -= line.quantity - share
            if share:
                self._shares[line.variant_id][line.show_id] -= share
            entry = Entry(EntryKind.HELD, line.quantity, order_id, "order", line.show_id, share)
            self._entries.setdefault(line.variant_id, []).append(entry)

    def _share(self, line: ReservedLine) -> int:
        shares = self._shares.get(line.variant_id)
        share = shares.get(line.show_id, 0) if shares else 0
        return share if line.share_most is None else min(share, line.share_most)

    def changed(self) -> list[Stock]:
        """The balances that changed, as they are after all of it."""
        return [
            replace(
                stock,
                on_hand=self._on_hand[stock.variant_id],
                held=stock.held + sum(entry.quantity for entry in entries),
                version=stock.version + len(entries),
                allocations=self._shares.get(stock.variant_id, stock.allocations),
                entries=tuple(entries),
            )
            for stock, entries in (
                (self._stocks[variant_id], entries) for variant_id, entries in self._entries.items()
            )
        ]
