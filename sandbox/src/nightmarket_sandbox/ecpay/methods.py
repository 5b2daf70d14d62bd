"""Ways to pay: names, amount bounds, and what `PaymentType` says in notices (fee page, 1.3, 1.9)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A value of ChoosePayment. Offline methods first issue a code and are paid later."""

    name: str
    title: str
    payment_type: str
    low: int = 1
    high: int = 199_999
    offline: bool = False
    subs: tuple[str, ...] = ()


_BANKS: Final = ("BOT", "CHINATRUST", "FIRST", "LAND", "CATHAY", "PANHSIN", "KGI")
_STORES: Final = ("CVS", "OK", "FAMILY", "HILIFE", "IBON")

METHODS: Final = {
    method.name: method
    for method in (
        Method(name="Credit", title="信用卡", payment_type="Credit_CreditCard", low=5),
        Method(name="ApplePay", title="Apple Pay", payment_type="ApplePay", low=5),
        Method(name="TWQR", title="TWQR 行動支付", payment_type="TWQR_OPAY", low=5),
        Method(
            name="ATM",
            title="ATM 虛擬帳號",
            payment_type="ATM_BOT",
            low=11,
            high=49_999,
            offline=True,
            subs=_BANKS,
        ),
        Method(
            name="CVS",
            title="超商代碼",
            payment_type="CVS_CVS",
            low=33,
            high=6_000,
            offline=True,
            subs=_STORES,
        ),
        Method(
            name="BARCODE",
            title="超商條碼",
            payment_type="BARCODE_BARCODE",
            low=17,
            high=20_000,
            offline=True,
        ),
        Method(
            name="WebATM",
            title="網路 ATM",
            payment_type="WebATM_BOT",
            low=11,
            high=49_999,
            subs=_BANKS,
        ),
        Method(
            name="BNPL",
            title="無卡分期",
            payment_type="BNPL_URICH",
            low=3_000,
            subs=("URICH", "ZINGALA"),
        ),
        Method(name="WeiXin", title="微信支付", payment_type="WeiXin"),
        Method(
            name="DigitalPayment",
            title="電子支付",
            payment_type="DigitalPayment_Jkopay",
            subs=("Jkopay", "iPASS"),
        ),
    )
}
ON_THE_PAGE: Final = ("Credit", "ApplePay", "TWQR", "ATM", "CVS", "BARCODE")


def payment_type(method: Method, sub: str) -> str:
    """`ATM` + `CATHAY` → `ATM_CATHAY`; methods without a known sub keep their default."""
    return f"{method.name}_{sub}" if sub in method.subs else method.payment_type


def offered(*, choose: str, ignored: str, amount: int) -> tuple[Method, ...]:
    """Methods on the cashier page: the chosen one, or for ALL what fits the amount (1.3)."""
    if choose != "ALL":
        return (METHODS[choose],)
    hidden = set(ignored.split("#"))
    return tuple(
        METHODS[name]
        for name in ON_THE_PAGE
        if name not in hidden and METHODS[name].low <= amount <= METHODS[name].high
    )
