"""A cart: what one person means to buy of one shop, in the order it was added.

All lines of a cart are in one currency, that of its first line: cart does not know a shop's
currency, and a mixed cart could not be paid. An empty cart takes the currency of what comes first,
provided that has only one price.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from nightmarket_cart.domain.errors import (
    CartFull,
    LineNotFound,
    PriceMissing,
    QuantityInvalid,
    VariantNotInShop,
)
from nightmarket_kit.core.money import Money

MAX_QUANTITY = 999
MAX_LINES = 100
MAX_CAUSES = 16
RESTORED_BITS = 20  # of a version, the bits above count how often the cart was restored


def check_quantity(quantity: int) -> int:
    if not 1 <= quantity <= MAX_QUANTITY:
        raise QuantityInvalid(quantity=quantity)
    return quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A flash deal that runs: so many can be had at its price by who buys in its show. 0 is no limit."""

    id: str
    show_id: str
    price: Money
    left: int
    per_person: int
    ends_at: datetime

    @property
    def available(self) -> int:
        return min(self.left, self.per_person) if self.per_person else self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What catalog says of a variant now."""

    id: str
    product_id: str
    shop_id: str
    title: str
    image_url: str
    prices: tuple[Money, ...]
    on_hand: int
    set_aside: Mapping[str, int] = field(default_factory=dict)  # by show
    deals: tuple[Deal, ...] = ()

    def deal_in(self, show_id: str, currency_code: str | None) -> Deal | None:
        """The one that makes it cheaper for who buys in that show."""
        plain = self.price_in(currency_code)
        for deal in self.deals:
            same = plain is not None and deal.price.currency_code == plain.currency_code
            if deal.show_id == show_id and same and plain is not None and deal.price < plain:
                return deal
        return None

    def left_for(self, show_id: str) -> int:
        """What a buyer can have who is in that show, or in none. Claimed units are among it, for whoever
        claimed them: catalog keeps them under the show's id as a UUID of version 8.
        """
        claimed = self.set_aside.get(f"{show_id[:14]}8{show_id[15:]}", 0) if show_id else 0
        return self.on_hand + self.set_aside.get(show_id, 0) + claimed

    def require_in(self, shop_id: str) -> None:
        if self.shop_id != shop_id:
            raise VariantNotInShop(variant_id=self.id)

    def price_in(self, currency_code: str | None) -> Money | None:
        """The price in that currency; without one, the only price there is."""
        if currency_code is None:
            return self.prices[0] if len(self.prices) == 1 else None
        return next((one for one in self.prices if one.currency_code == currency_code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`deal_id` is the flash deal that `seen_price` is of; empty when it is the plain price."""

    variant_id: str
    quantity: int
    seen_price: Money
    show_id: str
    deal_id: str = ""

    def grown_by(self, other: "Line") -> "Line":
        """Answer this line and another of the same variant, up to the limit."""
        cheaper = min(self, other, key=lambda one: one.seen_price.amount_minor)
        return replace(
            self,
            quantity=min(MAX_QUANTITY, self.quantity + other.quantity),
            seen_price=cheaper.seen_price,
            deal_id=cheaper.deal_id,
            show_id=other.show_id or self.show_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What makes a change happen, once: a request (`kind` is its method), an event or a merge.

    The same id with another digest is another body. Ids are told apart per owner.
    """

    kind: str
    id: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """`version` grows with every change; 0 is a cart that was never touched.

    `causes` are the last few changes: a copy that is restored knows what it holds already.
    `ordered_version` is the latest that was ordered and taken out.
    """

    lines: tuple[Line, ...] = ()
    version: int = 0
    causes: tuple[Cause, ...] = ()
    ordered_version: int = 0

    @property
    def currency_code(self) -> str | None:
        return self.lines[0].seen_price.currency_code if self.lines else None

    def line_of(self, variant_id: str) -> Line | None:
        return next((line for line in self.lines if line.variant_id == variant_id), None)

    def added(self, variant: Variant, quantity: int, *, show_id: str) -> "Cart":
        """A line that is there grows; today's price is accepted for the whole line."""
        there = self.line_of(variant.id)
        if there is not None:
            quantity = check_quantity(there.quantity + quantity)
            show_id = show_id or there.show_id
            return self._with(variant.id, self._seen(variant, quantity, show_id))
        if len(self.lines) >= MAX_LINES:
            raise CartFull(limit=MAX_LINES)
        return self._changed((*self.lines, self._seen(variant, quantity, show_id)))

    def with_quantity(self, variant: Variant, quantity: int) -> "Cart":
        there = self.line_of(variant.id)
        if there is None:
            raise LineNotFound(variant_id=variant.id)
        return self._with(variant.id, self._seen(variant, quantity, there.show_id))

    def without(self, variant_id: str) -> "Cart":
        return self._changed(line for line in self.lines if line.variant_id != variant_id)

    def less(self, ordered: dict[str, int], *, version: int = 0) -> "Cart":
        """The cart without what was ordered of that version; more than that, put in meanwhile, stays."""
        left = (
            replace(line, quantity=line.quantity - ordered.get(line.variant_id, 0))
            for line in self.lines
        )
        rest = self._changed(line for line in left if line.quantity > 0)
        return replace(rest, ordered_version=max(self.ordered_version, version))

    def merged(self, guest: "Cart") -> "Cart":
        """Answer this cart with what the same person put in as a guest, as far as the limits go.

        Of two prices seen for one line the lower stands: a rise is told to whoever saw less.
        """
        lines = {line.variant_id: line for line in self.lines}
        currency_code = self.currency_code or guest.currency_code
        for line in guest.lines:
            there = lines.get(line.variant_id)
            if line.seen_price.currency_code != currency_code:
                continue
            if there is not None:
                lines[line.variant_id] = there.grown_by(line)
            elif len(lines) < MAX_LINES:
                lines[line.variant_id] = line
        causes = (*self.causes, *guest.causes)[-MAX_CAUSES:]
        return replace(self._changed(lines.values()), causes=causes)

    def follows(self, earlier: "Cart") -> bool:
        """Whether this is that cart or was made of it, without a restored copy between."""
        same = self.version >> RESTORED_BITS == earlier.version >> RESTORED_BITS
        return same and self.version >= earlier.version

    def digest_of(self, cause: Cause) -> str | None:
        """The digest under which the cause was applied to this cart, as far as it remembers."""
        return next(
            (one.digest for one in self.causes if (one.kind, one.id) == (cause.kind, cause.id)),
            None,
        )

    def caused_by(self, cause: Cause) -> "Cart":
        return replace(self, causes=(*self.causes, cause)[-MAX_CAUSES:])

    def _seen(self, variant: Variant, quantity: int, show_id: str) -> Line:
        """A line at the price of now."""
        plain = variant.price_in(self.currency_code)
        if plain is None:
            raise PriceMissing(variant_id=variant.id)
        deal = variant.deal_in(show_id, self.currency_code)
        return Line(
            variant_id=variant.id,
            quantity=quantity,
            seen_price=plain if deal is None else deal.price,
            show_id=show_id,
            deal_id="" if deal is None else deal.id,
        )

    def _with(self, variant_id: str, changed: Line) -> "Cart":
        return self._changed(
            changed if line.variant_id == variant_id else line for line in self.lines
        )

    def _changed(self, lines: Iterable[Line]) -> "Cart":
        return replace(self, lines=tuple(lines), version=self.version + 1)
