"""The checkout form of ECPay AIO: what the buyer's browser posts.

No field is empty: an empty one takes part in the signature. Texts keep to what ECPay takes: no
control characters, tags, pre-encoded sequences or words that its firewall reads as a shell's; item
names within 200 characters and 400 bytes, cut between characters and never inside one.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Final

from nightmarket_payment.domain.method import Method
from nightmarket_payment.domain.payment import Attempt

TAIPEI: Final = timezone(timedelta(hours=8), "Asia/Taipei")  # no summer time since 1979
MAX_ITEM_CHARACTERS: Final = 200
MAX_ITEM_BYTES: Final = 400
CODE_METHODS: Final = frozenset({"ATM", "CVS", "BARCODE", "BNPL"})
CHOICES: Final = {Method.CARD: "Credit", Method.ATM: "ATM", Method.CVS: "CVS"}

_BASE32: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME_CHARACTERS: Final = 10  # 50 bits of milliseconds: unique until the year 37648
_RANDOM_CHARACTERS: Final = 9
_REFUSED: Final = re.compile(r"[<>|`;#\\\"'&%]")
_SHELL_WORD: Final = re.compile(
    r"(?<![a-z0-9_])(echo|python|perl|ruby|cmd|wget|curl|bash|exec|eval|system|powershell|sudo"
    r"|chmod|chown|netcat|telnet|passwd|passthru|popen)(?![a-z0-9_])",
    re.IGNORECASE,
)
_WIDE: Final = ord("Ａ") - ord("A")


def new_trade_no(environment: str, at: datetime) -> str:
    """20 letters and digits, never used again: environment letter, milliseconds, 45 random bits.

    The merchant number on test systems is shared by the world, hence the randomness; letters keep
    our own environments apart.
    """
    letter = environment[:1].upper()
    if not ("A" <= letter <= "Z"):
        letter = "X"
    stamp = _base32(int(at.timestamp() * 1000), _TIME_CHARACTERS)
    return letter + stamp + _base32(secrets.randbits(5 * _RANDOM_CHARACTERS), _RANDOM_CHARACTERS)


def _base32(number: int, length: int) -> str:
    digits = [_BASE32[(number >> (5 * place)) & 31] for place in range(length)]
    return "".join(reversed(digits))


def clean(text: str) -> str:
    """`text` as ECPay takes it; the words stay readable."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
    text = _REFUSED.sub(" ", text)
    text = _SHELL_WORD.sub(lambda match: chr(ord(match[0][0]) + _WIDE) + match[0][1:], text)
    return " ".join(text.split())


def item_name(items: Sequence[str]) -> str:
    """Items joined by `#`, cut to ECPay's length."""
    whole = "#".join(name for name in map(clean, items) if name) or "Order"
    kept = whole[:MAX_ITEM_CHARACTERS].encode()[:MAX_ITEM_BYTES].decode(errors="ignore")
    return kept.rstrip("# ")


def checkout_fields(
    attempt: Attempt,
    *,
    merchant_id: str,
    dollars: int,
    callback_url: str,
    choose_payment: str,
) -> dict[str, str]:
    """The form without its signature."""
    began = attempt.created_at.astimezone(TAIPEI)
    fields = {
        "MerchantID": merchant_id,
        "MerchantTradeNo": attempt.reference,
        "MerchantTradeDate": began.strftime("%Y/%m/%d %H:%M:%S"),
        "PaymentType": "aio",
        "TotalAmount": str(dollars),
        "TradeDesc": clean(f"Order {attempt.order_no}")[:200],
        "ItemName": item_name(attempt.items),
        "ReturnURL": callback_url,
        "ChoosePayment": choose_payment,
        "NeedExtraPaidInfo": "Y",
        "EncryptType": "1",
    }
    if choose_payment not in CODE_METHODS:
        fields["OrderResultURL"] = f"{callback_url}/return"
    if choose_payment == "ALL":
        # nobody scans them off a phone, and their money is told two days late
        fields["IgnorePayment"] = "BARCODE"
    if choose_payment in CODE_METHODS or choose_payment == "ALL":
        fields["PaymentInfoURL"] = callback_url
        fields["ClientRedirectURL"] = f"{callback_url}/return"
    return fields
