"""A listing that can be claimed, with a lot for each of its variants: a product, or a voucher."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from nightmarket_claim.domain.errors import ClaimInvalid, KeywordRefused
from nightmarket_claim.domain.grammar import KeywordInvalid, keyword_of
from nightmarket_claim.domain.readings import Offer, Option
from nightmarket_claim.domain.voucher import Voucher

MOST_UNITS: Final = 100_000
MOST_WAITING: Final = 100_000
MOST_LIMIT: Final = 99
LEAST_HOLD_S, MOST_HOLD_S = 60, 7 * 24 * 3600


class ListingState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    keyword: str
    limit_per_person: int
    hold_s: int
    most_waiting: int

    @property
    def folded(self) -> str:
        try:
            return keyword_of(self.keyword)
        except KeywordInvalid as error:
            raise KeywordRefused from error

    def checked(self) -> "Rules":
        is_fine = (
            0 <= self.limit_per_person <= MOST_LIMIT
            and LEAST_HOLD_S <= self.hold_s <= MOST_HOLD_S
            and 0 <= self.most_waiting <= MOST_WAITING
        )
        if not self.folded or not is_fine:
            raise ClaimInvalid
        return self


@dataclass(slots=True, kw_only=True)
class Lot:
    """`units` were set aside, `free` of them are nobody's. `places` were given out, `waiting` wait."""

    variant_id: str
    title: str
    units: int = 0
    free: int = 0
    places: int = 0
    waiting: int = 0


@dataclass(slots=True, kw_only=True)
class Listing:
    """`state` is what the host wants; `is_taking` follows the room's log. Of a voucher `product_id` and the
    only lot's `variant_id` are its own id.
    """

    show_id: str
    product_id: str
    shop_id: str
    title: str
    rules: Rules
    lots: dict[str, Lot] = field(default_factory=dict)
    state: ListingState = ListingState.DRAFT
    is_taking: bool = False
    root: str = ""
    version: int = 0
    voucher: Voucher | None = None

    def takes(self, at: datetime) -> bool:
        """`at` is the comment's time in the log."""
        return self.is_taking and (self.voucher is None or at < self.voucher.closes_at)

    def is_answered(self, at: datetime) -> bool:
        """A voucher's keyword is talk before its opening, and again some time after its end."""
        if self.voucher is None or self.takes(at):
            return True
        was_open = self.is_taking or bool(self.root)
        return was_open and self.voucher.is_answered(at)

    def as_offer(self) -> Offer:
        options = tuple(Option(lot.variant_id, lot.title) for lot in self.lots.values())
        return Offer(
            self.product_id, self.rules.keyword, options, is_single=self.voucher is not None
        )
