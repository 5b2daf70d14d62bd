"""A claim: a comment that was taken, or a line that the host added, with its place."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class ClaimState(StrEnum):
    HELD = "held"
    WAITING = "waiting"
    ORDERED = "ordered"
    PAID = "paid"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    TAKEN = "taken"
    """A voucher: it is its author's, and nothing ends it here."""


OPEN: Final = frozenset({ClaimState.HELD, ClaimState.WAITING})
COUNTED: Final = frozenset(
    {ClaimState.HELD, ClaimState.WAITING, ClaimState.ORDERED, ClaimState.PAID, ClaimState.TAKEN}
)


@dataclass(slots=True, kw_only=True)
class Claim:
    """`entry_id`, `epoch` and `item` are its place in the room's log, and make it one claim however
    often the comment is read. `quantity` was asked for, `units` are kept.
    """

    id: str
    show_id: str
    shop_id: str
    product_id: str
    variant_id: str
    user_id: str
    user_name: str
    quantity: int
    units: int
    place: int
    state: ClaimState
    epoch: str
    entry_id: str
    item: int
    by_hand: bool
    made_at: datetime
    due_at: datetime | None = None
    order_id: str = ""
    order_until: datetime | None = None
    is_placed: bool = False
    is_parked: bool = False
    receipt: str = ""
    signature: str = ""
