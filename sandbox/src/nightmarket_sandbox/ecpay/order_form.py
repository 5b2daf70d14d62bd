"""Checks of the checkout form (developers.ecpay.com.tw 2864/11031). Pure: no state, no I/O.

A refusal is a code and a text on a page with status 200, never a 4xx (1.3). The numbers 10200047,
10200050, 10200073, 10200105 and 10400011 are ECPay's (1.13); its number for a field of the wrong
shape could not be verified, so `10100050 Parameter Error` stands for all of those.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from nightmarket_sandbox.ecpay.mac import MacKeys, verifies
from nightmarket_sandbox.ecpay.methods import METHODS
from nightmarket_sandbox.hosts import is_loopback

BAD_FIELD: Final = "10100050"
MAX_ITEM_NAME: Final = 400


class OrderRefusedError(Exception):
    """What the shopper reads on ECPay's error page."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    required: bool = False
    pattern: str = r"(?s).*"
    longest: int = 200
    url: bool = False


_URL: Final = Rule(url=True)
_ID: Final = r"[A-Za-z0-9]*"
RULES: Final[Mapping[str, Rule]] = {
    "MerchantTradeNo": Rule(required=True, pattern=r"[A-Za-z0-9]{1,20}", longest=20),
    "MerchantTradeDate": Rule(required=True, pattern=r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d", longest=20),
    "PaymentType": Rule(required=True, pattern="aio"),
    "TotalAmount": Rule(required=True, pattern=r"[1-9]\d{0,8}"),
    "TradeDesc": Rule(required=True),
    "ItemName": Rule(required=True, longest=100_000),
    "ReturnURL": Rule(required=True, url=True),
    "ChoosePayment": Rule(required=True, pattern="|".join(("ALL", *METHODS))),
    "EncryptType": Rule(required=True, pattern="1"),
    "StoreID": Rule(pattern=_ID, longest=20),
    "ClientBackURL": _URL,
    "OrderResultURL": _URL,
    "PaymentInfoURL": _URL,
    "ClientRedirectURL": _URL,
    "ItemURL": _URL,
    "Remark": Rule(longest=100),
    "ChooseSubPayment": Rule(longest=20),
    "NeedExtraPaidInfo": Rule(pattern="[YN]?", longest=1),
    "IgnorePayment": Rule(longest=100),
    "PlatformID": Rule(pattern=r"\d*", longest=10),
    "CustomField1": Rule(longest=50),
    "CustomField2": Rule(longest=50),
    "CustomField3": Rule(longest=50),
    "CustomField4": Rule(longest=50),
    "Language": Rule(pattern="(ENG|KOR|JPN|CHI)?", longest=3),
    "CreditInstallment": Rule(pattern=r"30N|(3|5|6|8|9|10|12|18|24)(,\d+)*|", longest=20),
}
_WAF_WORDS: Final = re.compile(
    r"\b(echo|python|cmd|wget|curl|bash|exec|eval|system)\b", re.IGNORECASE
)
_TAG: Final = re.compile(r"<[a-zA-Z/!][^>]*>")
_IN_APP_BROWSER: Final = re.compile(r"\bLine/|\bFBA[NV]/|\bFB_IAB/")


def check_order(form: Mapping[str, str], *, merchant_id: str, keys: MacKeys) -> int:
    """Return the amount of an order that may be created, or raise with what the page will say."""
    if form.get("MerchantID") != merchant_id:
        raise OrderRefusedError(BAD_FIELD, "Parameter Error. MerchantID Not In Spec")
    if not verifies(form, keys):
        raise OrderRefusedError("10200073", "CheckMacValue Error")
    for name, rule in RULES.items():
        _check_field(name, rule, form.get(name))
    _check_date(form["MerchantTradeDate"])
    for name in ("OrderResultURL", "ClientBackURL"):
        if form.get(name) == form["ReturnURL"]:
            raise OrderRefusedError(BAD_FIELD, f"Parameter Error. {name} equals ReturnURL")
    for name in ("ItemName", "TradeDesc"):
        if _TAG.search(form[name]):
            raise OrderRefusedError(BAD_FIELD, f"Parameter Error. {name} has HTML")
        if _WAF_WORDS.search(form[name]):
            raise OrderRefusedError("10400011", "Request Rejected")
    return _check_amount(form)


def refuse_wrong_browser(user_agent: str, fetch_destination: str) -> None:
    """Checkout fails in the in-app browsers of LINE and Facebook and in frames (EC-doc 16449)."""
    if _IN_APP_BROWSER.search(user_agent):
        raise OrderRefusedError(BAD_FIELD, "Please open in the system browser")
    if fetch_destination in {"iframe", "frame", "empty"}:
        raise OrderRefusedError(BAD_FIELD, "Please submit as a top-level form")


def _check_field(name: str, rule: Rule, value: str | None) -> None:
    if value is None or (rule.required and not value):
        if rule.required:
            raise OrderRefusedError(BAD_FIELD, f"Parameter Error. {name} Is NULL")
        return
    if len(value) > rule.longest or not re.fullmatch(rule.pattern, value):
        raise OrderRefusedError(BAD_FIELD, f"Parameter Error. {name} Not In Spec")
    if rule.url and value and not _url_is_allowed(value):
        raise OrderRefusedError(BAD_FIELD, f"Parameter Error. {name} Not In Spec")


def _url_is_allowed(value: str) -> bool:
    """Allow http(s), ASCII host, no `;|` or backtick, ports 80/443; loopback keeps its own port."""
    try:
        parts = urlsplit(value.strip())
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not parts.hostname or not parts.netloc.isascii():
        return False
    if any(character in value for character in ";|`"):
        return False
    return port in {None, 80, 443} or is_loopback(parts.hostname)


def _check_date(value: str) -> None:
    try:
        datetime.strptime(f"{value} +0800", "%Y/%m/%d %H:%M:%S %z")
    except ValueError as error:
        raise OrderRefusedError(
            BAD_FIELD, "Parameter Error. MerchantTradeDate Not In Spec"
        ) from error


def _check_amount(form: Mapping[str, str]) -> int:
    amount = int(form["TotalAmount"])
    method = METHODS.get(form["ChoosePayment"])
    if method is None:
        return amount
    if method.name == "BNPL" and amount < method.low:
        raise OrderRefusedError("10200105", "BNPL Amount Too Low")
    if not method.low <= amount <= method.high:
        raise OrderRefusedError("10200050", "TotalAmount Out Of Range")
    return amount
