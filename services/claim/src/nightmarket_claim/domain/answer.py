"""What a person is told of a comment, or of a claim."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nightmarket_claim.domain.readings import Doubt


class Outcome(StrEnum):
    YOURS = "yours"
    WAITING = "waiting"
    SOLD_OUT = "sold_out"
    OVER_LIMIT = "over_limit"
    CLOSED = "closed"
    ASKED = "asked"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    user_id: str
    outcome: Outcome
    entry_id: str = ""
    claim_id: str = ""
    product_id: str = ""
    variant_id: str = ""
    quantity: int = 0
    units: int = 0
    place: int = 0
    total: int = 0
    line: int = 0
    due_at: datetime | None = None
    doubt: Doubt | None = None
