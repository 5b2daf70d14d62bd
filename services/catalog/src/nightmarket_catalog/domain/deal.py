"""A flash deal: so many units of a variant at a price, for a while, to who buys in a show.

Its units are a share of the stock under the deal's id: what is left of the share is what is left of
the deal. Price, quantity and limit never change, so that a deal's id says them.

`ends_at` is counted down to on the picture that each viewer sees, and pictures are behind: what is bought
until `closes_at` is inside the deal.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from nightmarket_catalog.domain.errors import DealInvalid, DealOver
from nightmarket_kit.core.money import Money

PICTURES_ARE_BEHIND: Final = timedelta(seconds=5)
SHORTEST_S: Final = 10
LONGEST_S: Final = 43_200
MAX_QUANTITY: Final = 1_000_000


class DealState(StrEnum):
    RUNNING = "running"
    TIME_UP = "time_up"
    STOPPED = "stopped"
    SHOW_ENDED = "show_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """`was` is the plain price when it began. `from_show` of its units came from what is set aside for the
    show, and go back there. `version` grows with every change of the variant's deals.
    """

    id: str
    show_id: str
    shop_id: str
    product_id: str
    variant_id: str
    price: Money
    was: Money
    quantity: int
    per_person: int | None
    starts_at: datetime
    ends_at: datetime
    from_show: int = 0
    state: DealState = DealState.RUNNING
    version: int

    def __post_init__(self) -> None:
        _require(self.price.currency_code == self.was.currency_code, "price")
        _require(0 < self.price.amount_minor < self.was.amount_minor, "price")
        _require(1 <= self.quantity <= MAX_QUANTITY, "quantity")
        _require(self.per_person is None or 1 <= self.per_person <= self.quantity, "per_person")

    @property
    def closes_at(self) -> datetime:
        return self.ends_at + PICTURES_ARE_BEHIND

    @property
    def most_per_person(self) -> int:
        return self.per_person or self.quantity

    def is_open(self, at: datetime) -> bool:
        return self.state is DealState.RUNNING and self.starts_at <= at < self.closes_at

    def require_open(self, at: datetime) -> None:
        if not self.is_open(at):
            raise DealOver(deal_id=self.id, variant_id=self.variant_id)

    def extended(self, seconds: int, *, at: datetime) -> "Deal":
        self.require_open(at)
        later = self.ends_at + running_for(seconds)
        _require(later <= at + timedelta(seconds=LONGEST_S), "seconds")
        return replace(self, ends_at=later, version=self.version + 1)

    def ended(self, state: DealState) -> "Deal":
        return replace(self, state=state, version=self.version + 1)


def running_for(seconds: int) -> timedelta:
    _require(SHORTEST_S <= seconds <= LONGEST_S, "seconds")
    return timedelta(seconds=seconds)


def _require(holds: bool, field: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise DealInvalid(f"{field} is not acceptable", field=field)
