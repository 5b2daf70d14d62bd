"""The books: every movement of money in double entry; what is posted sums to zero (I6).

Accounts, debits above zero: `provider:<name>` is what a provider holds for us, `bank` what we paid
out by hand, `shop:<id>` what a shop has earned (a debt of ours, so below zero), `due_back` what came
and must go back. A posting happens once per kind and source.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from nightmarket_kit.core.money import Money, total

DUE_BACK: Final = "due_back"
BANK: Final = "bank"


class PostingKind(StrEnum):
    SETTLED = "settled"  # source: the attempt
    PAID_TWICE = "paid_twice"  # source: the attempt
    DUE_BACK = "due_back"  # source: the refund
    REFUNDED = "refunded"  # source: the refund


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    kind: PostingKind
    source_id: str
    payment_id: str
    entries: tuple[tuple[str, Money], ...]

    def __post_init__(self) -> None:
        currency_code = self.entries[0][1].currency_code
        if total([amount for _, amount in self.entries], currency_code=currency_code).amount_minor:
            raise ValueError(f"{self.kind} of {self.source_id} does not sum to zero")


def moved(
    kind: PostingKind, *, source_id: str, payment_id: str, debit: str, credit: str, amount: Money
) -> Posting:
    return Posting(
        kind=kind,
        source_id=source_id,
        payment_id=payment_id,
        entries=((debit, amount), (credit, amount * -1)),
    )


def provider_account(provider: str) -> str:
    return f"provider:{provider}"


def shop_account(shop_id: str) -> str:
    return f"shop:{shop_id}"
