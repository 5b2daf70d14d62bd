"""Exact money: whole minor units of one ISO 4217 currency, never a float, never mixed.

The minor unit is ISO's: TWD and THB have two digits, so NT$1,688 is 168800.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from nightmarket_kit.core.errors import Invalid

EXPONENTS = {"TWD": 2, "THB": 2, "JPY": 0, "USD": 2}
_CODE = re.compile(r"[A-Z]{3}\Z")
MAX_MINOR = 2**53 - 1  # JSON numbers stay exact


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum or comparison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    currency_code: str
    amount_minor: int

    def __post_init__(self) -> None:
        if not _CODE.match(self.currency_code):
            raise ValueError(f"not a currency code: {self.currency_code!r}")
        if isinstance(self.amount_minor, bool) or not isinstance(self.amount_minor, int):
            raise TypeError("amount_minor is an int")
        if abs(self.amount_minor) > MAX_MINOR:
            raise ValueError("amount out of range")

    def _same(self, other: "Money") -> None:
        if self.currency_code != other.currency_code:
            raise CurrencyMismatch(f"{self.currency_code} and {other.currency_code}")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(
            currency_code=self.currency_code, amount_minor=self.amount_minor + other.amount_minor
        )

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(
            currency_code=self.currency_code, amount_minor=self.amount_minor - other.amount_minor
        )

    def __mul__(self, times: int) -> "Money":
        if isinstance(times, bool) or not isinstance(times, int):
            raise TypeError("money is multiplied by whole numbers only")
        return Money(currency_code=self.currency_code, amount_minor=self.amount_minor * times)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount_minor < other.amount_minor

    def whole_units(self, unit_minor: int) -> int:
        """The amount counted in `unit_minor` minor units; ValueError unless it divides exactly.

        Providers charge in their own unit (ECPay: whole dollars); the exact division is what
        stops the classic factor of a hundred, both ways.
        """
        units, rest = divmod(self.amount_minor, unit_minor)
        if rest:
            raise ValueError(f"{self.amount_minor} is not a multiple of {unit_minor}")
        return units

    def decimal(self) -> Decimal:
        return Decimal(self.amount_minor).scaleb(-EXPONENTS.get(self.currency_code, 2))

    def __str__(self) -> str:
        return f"{self.currency_code} {self.decimal()}"


class MoneyLike(Protocol):
    """What a protobuf money message looks like."""

    @property
    def currency_code(self) -> str: ...
    @property
    def amount_minor(self) -> int: ...


class MoneyInvalid(Invalid):
    reason = "MONEY_INVALID"


def read_money(message: MoneyLike) -> Money:
    """Money of a message from outside; MoneyInvalid when it is none."""
    try:
        return Money(currency_code=message.currency_code, amount_minor=message.amount_minor)
    except ValueError as error:
        raise MoneyInvalid(str(error)) from error


def total(amounts: list[Money], *, currency_code: str) -> Money:
    """Sum of amounts of one currency; zero of that currency when there are none."""
    result = Money(currency_code=currency_code, amount_minor=0)
    for amount in amounts:
        result = result + amount
    return result
