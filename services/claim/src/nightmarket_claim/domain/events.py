"""What claim tells."""

from dataclasses import dataclass
from typing import TypeAlias

from nightmarket_claim.domain.answer import Answer
from nightmarket_claim.domain.claim import Claim
from nightmarket_claim.domain.listing import Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingChanged:
    listing: Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsAnswered:
    show_id: str
    shop_id: str
    answers: tuple[Answer, ...]
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchersTaken:
    """`listing` is a voucher."""

    listing: Listing
    claims: tuple[Claim, ...]
    sequence: int


ClaimEvent: TypeAlias = ListingChanged | ClaimsAnswered | VouchersTaken
