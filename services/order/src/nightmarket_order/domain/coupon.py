"""Discount codes: what they take off, when, and how often.

A code takes off the lines' subtotal, never the shipping fee. A percentage is rounded down to what is
charged in (whole dollars in TWD), so a shop never gives more than it said. No code takes the total
below one such unit: nobody can pay nothing, and an order that cannot be paid would expire.

A voucher that was taken in a show is a code, too: of its owners alone, once for each of them. Its code says
nothing; it is what a checkout names it by.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.money import Money
from nightmarket_order.domain import errors
from nightmarket_order.domain.units import is_whole, unit_of

MIN_CODE: Final = 3
MAX_CODE: Final = 24
MAX_USES: Final = 10**9
MAX_PERCENT: Final = 100
MAX_AMOUNT_MINOR: Final = 10**11
_BLANK: Final = re.compile(r"[\s\u200b-\u200d\ufeff]+")


def heard_code(text: str) -> str:
    """A code as it is kept: wide letters narrow, small ones big, no blanks.

    Every hand writes the same code in its own way; what a keyboard does to it must not matter.
    """
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).upper()[: MAX_CODE + 1]


def _is_code(text: str) -> bool:
    return MIN_CODE <= len(text) <= MAX_CODE and all(
        one in "-_" or unicodedata.category(one)[0] in "LNM" for one in text
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """`amount_off`, or `percent_off` up to `most_off`; `minimum` has the currency that the code is for.
    `id` is empty before it is kept.
    """

    id: str = ""
    shop_id: str
    code: str
    minimum: Money
    amount_off: Money | None = None
    percent_off: int = 0
    most_off: Money | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    max_uses: int | None = None
    max_uses_per_person: int | None = None
    used: int = 0
    stopped_at: datetime | None = None
    is_personal: bool = False

    def checked(self) -> "Coupon":
        code = heard_code(self.code)
        _require(_is_code(code), "code")
        _require(0 <= self.minimum.amount_minor <= MAX_AMOUNT_MINOR, "minimum")
        _require(is_whole(self.minimum), "minimum")
        _require((self.amount_off is None) != (self.percent_off == 0), "percent_off")
        if self.amount_off is None:
            _require(1 <= self.percent_off <= MAX_PERCENT, "percent_off")
            most = self.most_off or self.minimum
            _require(most.currency_code == self.minimum.currency_code, "most_off")
            _require(is_whole(most) and most.amount_minor <= MAX_AMOUNT_MINOR, "most_off")
            _require(self.most_off is None or self.most_off.amount_minor > 0, "most_off")
        else:
            _require(self.amount_off.currency_code == self.minimum.currency_code, "amount_off")
            _require(0 < self.amount_off.amount_minor <= MAX_AMOUNT_MINOR, "amount_off")
            _require(is_whole(self.amount_off), "amount_off")
            _require(self.most_off is None, "most_off")
        if self.valid_from is not None and self.valid_until is not None:
            _require(self.valid_from < self.valid_until, "until_time")
        _require(self.max_uses is None or 1 <= self.max_uses <= MAX_USES, "max_uses")
        per_person = self.max_uses_per_person
        _require(per_person is None or 1 <= per_person <= MAX_USES, "max_uses_per_person")
        return replace(self, code=code)

    def stopped(self, at: datetime) -> "Coupon":
        return self if self.stopped_at is not None else replace(self, stopped_at=at)

    def discount_of(self, subtotal: Money, *, shipping: Money) -> Money:
        unit = unit_of(subtotal.currency_code)
        if self.amount_off is None:
            off = subtotal.amount_minor * self.percent_off // 100 // unit * unit
            if self.most_off is not None:
                off = min(off, self.most_off.amount_minor)
        else:
            off = self.amount_off.amount_minor
        payable = (subtotal + shipping).amount_minor - unit
        return replace(subtotal, amount_minor=max(0, min(off, subtotal.amount_minor, payable)))

    def refusal(self, subtotal: Money, *, at: datetime, used_by_person: int) -> DomainError | None:
        """Why it takes nothing off; None when it does. Ended comes before what could be mended."""
        if subtotal.currency_code != self.minimum.currency_code:
            return errors.CouponUnknown(code=self.code)
        if self.stopped_at is not None or (self.valid_until is not None and at >= self.valid_until):
            return errors.CouponExpired(code=self.code)
        if self.max_uses is not None and self.used >= self.max_uses:
            return errors.CouponUsedUp(code=self.code)
        per_person = self.max_uses_per_person
        if per_person is not None and used_by_person >= per_person:
            return errors.CouponUsedByYou(code=self.code, limit=per_person)
        if self.valid_from is not None and at < self.valid_from:
            return errors.CouponNotYet(code=self.code, **{"from": self.valid_from.isoformat()})
        if subtotal < self.minimum:
            return errors.CouponMinimum(
                code=self.code,
                minimum_minor=self.minimum.amount_minor,
                subtotal_minor=subtotal.amount_minor,
                currency_code=subtotal.currency_code,
            )
        return None


def voucher_code(voucher_id: str) -> str:
    """The random end of a UUIDv7: no shop has two of it, and nobody types it."""
    return f"V-{voucher_id.replace('-', '')[-20:].upper()}"


def _require(holds: bool, name: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise errors.FieldInvalid(f"{name} is not acceptable", field=name)
