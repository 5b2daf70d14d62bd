"""What a provider's files say of its days, in our own words."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nightmarket_kit.core.money import Money


class RowKind(StrEnum):
    PAID = "paid"  # an order that a buyer paid
    TAKEN = "taken"  # what the bank was asked for: nothing can go back before it
    BACK = "back"  # what went back


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow:
    """One line. `reference` is the number that we gave the attempt; amounts are above zero."""

    kind: RowKind
    day: date
    reference: str
    amount: Money
    provider_ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFile:
    """All rows of `day` that say what was paid, and all of `moved_from` to `day` that say what was
    taken and went back: banks are days late with these.
    """

    day: date
    moved_from: date
    rows: tuple[ProviderRow, ...]


class NoFileCode(StrEnum):
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    UNREADABLE = "unreadable"  # a file, and not one that we know how to read


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFile:
    """Nothing is known of the day: asked for again later, never taken for an empty day."""

    code: NoFileCode
    detail: str = ""
