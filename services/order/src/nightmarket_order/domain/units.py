"""What is charged in: whole dollars in TWD, whose cents do not circulate; else the minor unit."""

from collections.abc import Mapping
from typing import Final

from nightmarket_kit.core.money import Money

CHARGE_UNITS: Final[Mapping[str, int]] = {"TWD": 100}


def unit_of(currency_code: str) -> int:
    """In minor units."""
    return CHARGE_UNITS.get(currency_code, 1)


def is_whole(amount: Money) -> bool:
    return amount.amount_minor % unit_of(amount.currency_code) == 0
