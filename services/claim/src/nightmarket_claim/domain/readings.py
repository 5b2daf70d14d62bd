"""What the grammar is told of a show, and what it says of a comment."""

from dataclasses import dataclass
from enum import StrEnum


class Doubt(StrEnum):
    WHICH_LISTING = "WHICH_LISTING"
    WHICH_OPTION = "WHICH_OPTION"
    HOW_MANY = "HOW_MANY"
    UNCLEAR = "UNCLEAR"


@dataclass(frozen=True, slots=True)
class Option:
    variant_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Offer:
    listing_id: str
    keyword: str
    options: tuple[Option, ...]
    is_single: bool = False
    """One is what everybody gets: the keyword alone claims."""


@dataclass(frozen=True, slots=True)
class Wanted:
    listing_id: str
    variant_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Claims:
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Empty `listing_id`: the author's newest claim. Empty `variant_id`: whichever. 0: all of it."""

    listing_id: str = ""
    variant_id: str = ""
    quantity: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """It may be a claim: its author is asked, and nobody loses a place by it."""

    doubt: Doubt
    listing_id: str = ""


Reading = Claims | TakeBack | Question


class Doubtful(Exception):
    """A way out of reading, not an error."""

    def __init__(self, doubt: Doubt, listing_id: str = "") -> None:
        super().__init__(doubt)
        self.question = Question(doubt, listing_id)
