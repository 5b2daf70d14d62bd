"""A voucher that is dropped in a show: what it takes off, for how many, how long it is taken and spent.

Who has one is decided by the room's log alone. Its end is a place in that log, too: comments whose time
in the log is `closes_at` or later take nothing, whoever reads them, and whenever.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from nightmarket_claim.domain.errors import VoucherInvalid
from nightmarket_kit.core.money import Money

MOST_VOUCHERS: Final = 100_000
LEAST_WINDOW_S, MOST_WINDOW_S = 10, 3600
MOST_VALID_S: Final = 365 * 24 * 3600
MAX_PERCENT: Final = 100
MAX_AMOUNT_MINOR: Final = 10**11
WHOLE: Final = {"TWD": 100}  # what is charged in, where the minor unit does not circulate
# So long after the end its keyword is answered with "over"; then it is a word like any other.
ANSWERED_FOR: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """`amount_off`, or `percent_off` up to `most_off`; from `minimum` on, whose currency it has."""

    amount_off: Money | None
    percent_off: int
    most_off: Money | None
    minimum: Money

    def checked(self) -> "Worth":
        """Order checks the same of discount codes: what it would refuse is never dropped."""
        _require((self.amount_off is None) != (self.percent_off == 0), "percent_off")
        _require(0 <= self.percent_off <= MAX_PERCENT, "percent_off")
        _require(self.most_off is None or self.amount_off is None, "most_off")
        for name, amount in (("amount_off", self.amount_off), ("most_off", self.most_off)):
            _require(amount is None or (amount.amount_minor > 0 and self._is_fine(amount)), name)
        _require(self.minimum.amount_minor >= 0 and self._is_fine(self.minimum), "minimum")
        return self

    def _is_fine(self, amount: Money) -> bool:
        return (
            amount.currency_code == self.minimum.currency_code
            and amount.amount_minor <= MAX_AMOUNT_MINOR
            and amount.amount_minor % WHOLE.get(amount.currency_code, 1) == 0
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    worth: Worth
    closes_at: datetime
    valid_until: datetime

    def is_answered(self, at: datetime) -> bool:
        return at < self.closes_at + ANSWERED_FOR


def voucher_of(worth: Worth, *, units: int, window_s: int, valid_s: int, now: datetime) -> Voucher:
    _require(0 < units <= MOST_VOUCHERS, "units")
    _require(LEAST_WINDOW_S <= window_s <= MOST_WINDOW_S, "window_s")
    _require(window_s <= valid_s <= MOST_VALID_S, "valid_s")
    begun = now.replace(microsecond=now.microsecond // 1000 * 1000)  # the log counts milliseconds
    return Voucher(
        worth=worth.checked(),
        closes_at=begun + timedelta(seconds=window_s),
        valid_until=begun + timedelta(seconds=valid_s),
    )


def _require(holds: bool, field: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise VoucherInvalid(field=field)
