"""The dials: switches that make a twin misbehave on purpose, set over HTTP by tests.

`PUT` replaces the whole set, so a test never inherits what an earlier one left; `DELETE` puts
everything back. Every dial is off by default: an untouched twin behaves as on a good day.
"""

from collections.abc import Callable
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from nightmarket_sandbox.bounded import Bounded

IdTokenAlg = Literal["HS256", "ES256", "none", "HS256-public-key", "ES256-unknown-key"]
LineEndpoint = Literal[
    "authorize",
    "token",
    "verify",
    "userinfo",
    "profile",
    "friendship",
    "revoke",
    "deauthorize",
    "certs",
    "channel_token",
    "discovery",
]
API_ENDPOINTS: Final[tuple[LineEndpoint, ...]] = (
    "token",
    "verify",
    "userinfo",
    "profile",
    "friendship",
    "revoke",
    "deauthorize",
    "certs",
    "channel_token",
)
MAX_DELAY_S: Final = 3600.0


class Dials(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LineDials(Dials):
    """LINE's bad days. Login dials are fixed when the person consents and travel with the code."""

    logins: int | None = Field(default=None, ge=1, description="login dials: next N; null = all")
    user: str | None = Field(default=None, description="login dials: only for this sandbox user")
    id_token_alg: IdTokenAlg | None = Field(default=None, description="null = as LINE chooses")
    tamper_state: bool = Field(
        default=False, description="auto login fails: other state, dead code"
    )
    extra_claims: dict[str, Any] = Field(default_factory=dict, description="added to the ID token")
    omit_claims: tuple[str, ...] = Field(default=(), description="left out of the ID token")
    extra_fields: dict[str, Any] = Field(default_factory=dict, description="added to token answers")
    decline_email: bool = Field(default=False, description="the person unticks e-mail")
    wrong_nonce: bool = False
    wrong_aud: bool = False
    wrong_iss: bool = False
    expired_id_token: bool = False
    code_life_s: float = Field(default=600.0, ge=0, description="0 = the code is dead on arrival")
    requests: int | None = Field(default=None, ge=1, description="request dials: next N requests")
    endpoints: tuple[LineEndpoint, ...] = Field(default=API_ENDPOINTS, description="request dials")
    delay_s: float = Field(default=0.0, ge=0, le=MAX_DELAY_S, description="before each answer")
    error: Literal[429, 500] | None = Field(default=None, description="instead of each answer")


class LineOrders(LineDials):
    """What PUT accepts: the dials, and two acts carried out once, at the PUT."""

    rotate_keys: Literal["keep_old", "drop_old"] | None = None
    revoke_consent: tuple[str, ...] = Field(default=(), description="users whose tokens die now")


class LineBoard:
    """Holds the LINE dials and counts down `logins` and `requests` separately."""

    def __init__(self) -> None:
        self.dials = LineDials()

    def set(self, dials: LineDials) -> None:
        self.dials = dials

    def take_login(self, user: str) -> LineDials:
        """Return the dials for this login; spends one of `logins`."""
        dials = self.dials
        if dials.user not in (None, user) or dials.logins == 0:
            return LineDials()
        if dials.logins is not None:
            self.dials = dials.model_copy(update={"logins": dials.logins - 1})
        return dials

    def take_request(self, endpoint: LineEndpoint) -> tuple[float, int | None]:
        """Return (delay, error status) for this request; spends one of `requests` if any is on."""
        dials = self.dials
        if endpoint not in dials.endpoints or dials.requests == 0:
            return 0.0, None
        if dials.error is None and not dials.delay_s:
            return 0.0, None
        if dials.requests is not None:
            self.dials = dials.model_copy(update={"requests": dials.requests - 1})
        return dials.delay_s, dials.error


FileFault = Literal[
    "missing_row",
    "extra_row",
    "other_amount",
    "doubled_row",
    "missing_refund",
    "unreachable",
    "error_page",
    "big5",
    "cut",
]


class EcpayDials(Dials):
    """ECPay's bad days. Payment dials are taken when the shopper pays, fails or cancels."""

    merchant_trade_no: str | None = Field(default=None, description="only for this trade")
    times: int | None = Field(default=None, ge=1, description="the next N payments; null = all")
    delay_s: float = Field(default=0.0, ge=0, le=MAX_DELAY_S, description="before the notice")
    duplicate: int = Field(default=0, ge=0, le=50, description="extra copies, sent at once")
    silent: bool = Field(default=False, description="no notice, no browser result: only the query")
    silent_code: bool = Field(
        default=False, description="no notice and no browser result of a code; of the payment, yes"
    )
    forge: bool | int = Field(
        default=False, description="bad signature: all, or first n deliveries"
    )
    wrong_amount: int = Field(default=0, description="added to TradeAmt, signed with the right key")
    simulate_paid: bool = Field(default=False, description="SimulatePaid=1; no money moves")
    late_after_cancel: bool = Field(default=False, description="cancel, then paid after delay_s")
    fail_then_succeed: bool = Field(default=False, description="a failure notice, then success")
    card_state: Literal["authorised", "closing", "closed"] | None = Field(
        default=None,
        description="of paid card payments; null = by the clock, closed daily at 20:15",
    )
    action_lost: bool = Field(default=False, description="refunds are done, their answer is lost")
    action_refused: bool = Field(default=False, description="refunds are refused: no balance")
    files_early: bool = Field(default=False, description="today has its files already")
    file_fault: FileFault | None = Field(
        default=None, description="what is wrong with the day's files; rows: per trade, too"
    )
    clock_ahead_s: float = Field(
        default=0.0, description="how far the twin's clock is off (general set only)"
    )
    query_403: bool = Field(default=False, description="every query answers 403")
    query_plus: Literal["literal", "form"] = Field(
        default="literal", description="how queries write a plus and a space"
    )
    query_burst: int = Field(default=60, ge=1, description="queries allowed in query_window_s")
    query_window_s: float = Field(default=10.0, gt=0)
    query_block_s: float = Field(default=1800.0, ge=0, description="how long the 403 then lasts")


class EcpayBoard:
    """Holds one general set of ECPay dials and one set per named MerchantTradeNo."""

    def __init__(self) -> None:
        self.general = EcpayDials()
        self.by_trade: Bounded[str, EcpayDials] = Bounded(2_000)

    def clock(self, true: Callable[[], float]) -> Callable[[], float]:
        """The clock that the twin goes by."""
        return lambda: true() + self.general.clock_ahead_s

    def set(self, dials: EcpayDials) -> None:
        if dials.merchant_trade_no is None:
            self.general = dials
        else:
            self.by_trade.put(dials.merchant_trade_no, dials)

    def reset(self, merchant_trade_no: str | None = None) -> None:
        if merchant_trade_no is not None:
            self.by_trade.pop(merchant_trade_no)
            return
        self.general = EcpayDials()
        self.by_trade.clear()

    def peek(self, merchant_trade_no: str) -> EcpayDials:
        """Return what applies to this trade without spending one of `times`."""
        dials = self.by_trade.get(merchant_trade_no) or self.general
        return EcpayDials() if dials.times == 0 else dials

    def take(self, merchant_trade_no: str) -> EcpayDials:
        """Return what applies to this payment; spends one of `times`."""
        dials = self.peek(merchant_trade_no)
        if dials.times is not None:
            spent = dials.model_copy(update={"times": dials.times - 1})
            self.set(spent)
        return dials
