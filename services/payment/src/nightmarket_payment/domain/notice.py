"""What a provider told us, read and verified, in our own words."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from nightmarket_kit.core.money import Money


class Kind(StrEnum):
    NOTICE = "notice"  # server to server
    RESULT = "result"  # through the buyer's browser: a hint, never money
    QUERY = "query"  # the answer to our own question


class Outcome(StrEnum):
    PAID = "paid"
    PENDING = "pending"  # a code was issued; money may come
    FAILED = "failed"
    UNPAID = "unpaid"  # nothing yet, may still change


class Verdict(StrEnum):
    """What became of a notice; the row in `notices` keeps it."""

    SETTLED = "settled"
    REFUND_DUE = "refund_due"  # a second attempt was paid
    PENDING = "pending"
    FAILED = "failed"
    UNCHANGED = "unchanged"  # known already, or overtaken
    HINT = "hint"
    SIMULATED = "simulated"
    AMOUNT_MISMATCH = "amount_mismatch"
    FOREIGN_MERCHANT = "foreign_merchant"

    @property
    def is_security_event(self) -> bool:
        return self in {Verdict.AMOUNT_MISMATCH, Verdict.FOREIGN_MERCHANT}


class CodeKind(StrEnum):
    ATM = "atm"
    CVS = "cvs"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayCode:
    """What the buyer takes to a bank (`bank` is its number) or to a shop's counter."""

    kind: CodeKind
    number: str
    bank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`reference` is the number that we gave the attempt at the provider, `provider_ref` the
    provider's own. `dedupe_key` holds every field that is read here, so that copies under one key
    mean the same.
    """

    provider: str
    kind: Kind
    reference: str
    provider_ref: str
    outcome: Outcome
    code: str
    amount: Money | None  # None where the provider does not say it: such a notice is a hint
    simulated: bool
    is_ours: bool
    dedupe_key: str
    body: bytes = field(repr=False)
    content_type: str = ""
    refund_handle: str = ""
    pay_code: PayCode | None = None  # that was issued
    pay_until: datetime | None = None  # of it
