"""Ways to pay. A provider offers some of them, each for amounts between two bounds."""

from dataclasses import dataclass
from enum import StrEnum

from nightmarket_kit.core.money import Money


class Method(StrEnum):
    CARD = "card"
    ATM = "atm"  # a transfer to an account of the attempt's own
    CVS = "cvs"  # a code for the counter of a convenience store


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    method: Method
    least: Money
    most: Money
