"""CheckMacValue, EncryptType 1 (developers.ecpay.com.tw 2902; character table: support 16692).

Guarantees the value of ECPay's PHP SDK for every input: all fields but `CheckMacValue` itself,
empty ones too, sorted without regard to case, form-encoded, lowered, the seven .NET characters put
back, hashed, upper-case. The same recipe with MD5 is what logistics and old invoices use.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import quote_plus

FIELD: Final = "CheckMacValue"
_DOTNET_LEAVES: Final = (
    ("%2d", "-"),
    ("%5f", "_"),
    ("%2e", "."),
    ("%21", "!"),
    ("%2a", "*"),
    ("%28", "("),
    ("%29", ")"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MacKeys:
    """One merchant's key pair."""

    key: str = field(repr=False)
    iv: str = field(repr=False)
    digest: Literal["sha256", "md5"] = "sha256"


def encoded_text(fields: Mapping[str, str], keys: MacKeys) -> str:
    """Return the text that is hashed."""
    names = sorted((name for name in fields if name != FIELD), key=str.lower)
    pairs = "&".join(f"{name}={fields[name]}" for name in names)
    plain = f"HashKey={keys.key}&{pairs}&HashIV={keys.iv}"
    # quote_plus leaves "~" alone where ECPay's encoders write %7e; encode first, lower second
    text = quote_plus(plain, encoding="utf-8").replace("~", "%7e").lower()
    for code, character in _DOTNET_LEAVES:
        text = text.replace(code, character)
    return text


def check_mac_value(fields: Mapping[str, str], keys: MacKeys) -> str:
    text = encoded_text(fields, keys).encode()
    return hashlib.new(keys.digest, text, usedforsecurity=False).hexdigest().upper()


def verifies(fields: Mapping[str, str], keys: MacKeys) -> bool:
    """Tell in constant time whether the fields carry their own right CheckMacValue."""
    given = fields.get(FIELD, "").upper().encode()
    return hmac.compare_digest(check_mac_value(fields, keys).encode(), given)


def signed(fields: Mapping[str, str], keys: MacKeys) -> dict[str, str]:
    """Return the fields in alphabetical order with CheckMacValue last, as ECPay's traffic shows."""
    ordered = {name: fields[name] for name in sorted(fields) if name != FIELD}
    return {**ordered, FIELD: check_mac_value(ordered, keys)}


def forged(fields: Mapping[str, str], keys: MacKeys) -> dict[str, str]:
    """Return the fields as somebody without the keys would sign them: right shape, wrong value."""
    return {**signed(fields, keys), FIELD: check_mac_value(fields, MacKeys(key="no", iv="key"))}
