"""Stock is a conserved quantity: on_hand + allocated + held + sold = received, never below zero (I1).

What is allocated is set aside for a show: only lines that name the show take from it, and first.
Every change is an entry of the ledger; the entries of a variant add up to its balance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from nightmarket_catalog.domain.deal import Deal, DealState
from nightmarket_catalog.domain.errors import (
    DealOver,
    OutOfStock,
    QuantityInvalid,
    ReasonInvalid,
    StockNegative,
)
from nightmarket_catalog.domain.limits import UNLIMITED, Limits

MAX_QUANTITY = 1_000_000
MAX_REASON = 200


def share_id_of(id_: str) -> str:
    """An id for units that only one of our services may hand out, a UUID of version 8. Shows have other
    ones, so that naming a show reaches no such units.
    """
    return f"{id_[:14]}8{id_[15:]}"


def is_share_id(id_: str) -> bool:
    return id_[14:15] == "8"


def check_quantity(quantity: int) -> int:
    if not 1 <= quantity <= MAX_QUANTITY:
        raise QuantityInvalid(quantity=quantity)
    return quantity


def check_reason(reason: str) -> str:
    """Why a person changed the stock; without the space around it."""
    reason = reason.strip()
    if not 1 <= len(reason) <= MAX_REASON:
        raise ReasonInvalid
    return reason


class EntryKind(StrEnum):
    RECEIVED = "received"
    ADJUSTED = "adjusted"
    HELD = "held"
    RELEASED = "released"
    SOLD = "sold"
    RETURNED = "returned"
    ALLOCATED = "allocated"
    DEALLOCATED = "deallocated"


class Entry(NamedTuple):
    """One line of the ledger. A tuple, because a hot item makes hundreds of them in one group.

    `order_id`, `show_id` and `reason` are its cause, `actor` who did it: a person or a service.
    `allocated` is how much of the quantity came from, or went to, what is set aside for the show.
    """

    kind: EntryKind
    quantity: int
    order_id: str = ""
    actor: str = "order"
    show_id: str = ""
    allocated: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A balance and the entries that led from the stored version to this one, one per version.

    `allocations` says what is left for each show that may still take; nothing left is not no show.
    `deals` are those that were not ended: what is left of one is allocated under its id.
    """

    variant_id: str
    product_id: str
    shop_id: str
    on_hand: int
    held: int
    sold: int
    version: int
    allocations: Mapping[str, int] = field(default_factory=dict)
    limits: Limits = UNLIMITED
    deals: Mapping[str, Deal] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()

    @property
    def allocated(self) -> int:
        return sum(self.allocations.values())

    @property
    def received(self) -> int:
        return self.on_hand + self.allocated + self.held + self.sold

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

    def with_receipt(self, quantity: int, *, actor: str, reason: str) -> "Stock":
        """Units that came in."""
        check_quantity(quantity)
        entry = Entry(EntryKind.RECEIVED, quantity, actor=actor, reason=reason)
        return self._moved(entry, on_hand=quantity)

    def adjusted(self, delta: int, *, actor: str, reason: str) -> "Stock":
        """What a count found, or damage took out."""
        if delta == 0 or abs(delta) > MAX_QUANTITY:
            raise QuantityInvalid(quantity=delta)
        if self.on_hand + delta < 0:
            raise StockNegative(variant_id=self.variant_id, on_hand=self.on_hand)
        entry = Entry(EntryKind.ADJUSTED, delta, actor=actor, reason=reason)
        return self._moved(entry, on_hand=delta)

    def with_hold(self, quantity: int, *, order_id: str, show_id: str = "") -> "Stock":
        share = self.allocations.get(show_id, 0)
        taken = share_of(self.variant_id, quantity, on_hand=self.on_hand, share=share)
        entry = Entry(EntryKind.HELD, quantity, order_id, show_id=show_id, allocated=taken)
        return self._moved(entry, on_hand=taken - quantity, held=quantity, share=-taken)

    def with_sale(self, quantity: int, *, order_id: str) -> "Stock":
        """Turn held units into sold ones."""
        entry = Entry(EntryKind.SOLD, quantity, order_id)
        return self._moved(entry, held=-quantity, sold=quantity)

    def with_release(
        self, quantity: int, *, order_id: str, show_id: str = "", allocated: int = 0
    ) -> "Stock":
        """Give held units back; what was set aside goes back to its show, unless that is over."""
        back = allocated if show_id in self.allocations else 0
        entry = Entry(EntryKind.RELEASED, quantity, order_id, show_id=show_id, allocated=back)
        return self._moved(entry, on_hand=quantity - back, held=-quantity, share=back)

    def with_return(
        self, quantity: int, *, order_id: str, actor: str = "order", reason: str = ""
    ) -> "Stock":
        """Take sold units back."""
        entry = Entry(EntryKind.RETURNED, quantity, order_id, actor, reason=reason)
        return self._moved(entry, on_hand=quantity, sold=-quantity)

    def with_allocation(self, quantity: int, *, show_id: str, actor: str, reason: str) -> "Stock":
        """So much is set aside for the show now, whatever it was before."""
        if not 0 <= quantity <= MAX_QUANTITY:
            raise QuantityInvalid(quantity=quantity)
        more = quantity - self.allocations.get(show_id, 0)
        if more > self.on_hand:
            raise StockNegative(variant_id=self.variant_id, on_hand=self.on_hand)
        if more == 0:
            return self
        kind = EntryKind.ALLOCATED if more > 0 else EntryKind.DEALLOCATED
        entry = Entry(kind, abs(more), "", actor, show_id, abs(more), reason)
        return self._moved(entry, on_hand=-more, share=more)

    def without_show(self, show_id: str, *, actor: str, reason: str = "") -> "Stock":
        """The show takes no more: what is left of its share is for everyone again."""
        back = self.with_allocation(0, show_id=show_id, actor=actor, reason=reason)
        kept = {show: left for show, left in back.allocations.items() if show != show_id}
        return replace(back, allocations=kept)

    def require_deal(self, deal_id: str, at: datetime) -> None:
        deal = self.deals.get(deal_id)
        if deal is None:
            raise DealOver(deal_id=deal_id, variant_id=self.variant_id)
        deal.require_open(at)

    def with_deal(self, deal: Deal, *, actor: str) -> "Stock":
        """Set its units aside: those of the show first."""
        share = self.allocations.get(deal.show_id, 0)
        if deal.quantity > self.on_hand + share:
            raise OutOfStock(
                variant_id=self.variant_id, available=self.on_hand + share, asked=deal.quantity
            )
        from_show = min(deal.quantity, share)
        stock = self
        if from_show:
            stock = stock.with_allocation(
                share - from_show, show_id=deal.show_id, actor=actor, reason=""
            )
        stock = stock.with_allocation(deal.quantity, show_id=deal.id, actor=actor, reason="")
        return replace(stock, deals={**self.deals, deal.id: replace(deal, from_show=from_show)})

    def without_deal(self, deal: Deal, state: DealState, *, actor: str) -> tuple["Stock", Deal]:
        """Nothing is sold at its price any more: what is left goes back to where it came from."""
        ended = deal.ended(state)
        left = self.allocations.get(deal.id, 0)
        stock = self.without_show(deal.id, actor=actor)
        back = min(left, deal.from_show)
        if back and deal.show_id in stock.allocations:
            share = stock.allocations[deal.show_id] + back
            stock = stock.with_allocation(share, show_id=deal.show_id, actor=actor, reason="")
        deals = {one: other for one, other in self.deals.items() if one != deal.id}
        return replace(stock, deals=deals), ended

    def _moved(
        self, entry: Entry, *, on_hand: int = 0, held: int = 0, sold: int = 0, share: int = 0
    ) -> "Stock":
        allocations = self.allocations
        if share:
            left = allocations.get(entry.show_id, 0) + share
            allocations = {**allocations, entry.show_id: left}
        return replace(
            self,
            on_hand=self.on_hand + on_hand,
            held=self.held + held,
            sold=self.sold + sold,
            version=self.version + 1,
            allocations=allocations,
            entries=(*self.entries, entry),
        )


def share_of(variant_id: str, quantity: int, *, on_hand: int, share: int) -> int:
    """How much of `quantity` comes from the show's share: it goes first, the rest is from on hand."""
    taken = min(quantity, share) if share else 0
    if quantity - taken > on_hand:
        raise OutOfStock(variant_id=variant_id, available=on_hand + share, asked=quantity)
    return taken
