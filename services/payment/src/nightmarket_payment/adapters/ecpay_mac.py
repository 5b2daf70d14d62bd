"""CheckMacValue, ECPay's signature (EncryptType 1, SHA-256).

Over all fields but itself, empty ones too, sorted without regard to case; form-encoded, then
lower-cased, then the seven characters put back that .NET leaves alone. Python's `quote_plus` leaves
`~` alone as well, which ECPay does not. MD5 is the same recipe for logistics and old invoices.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import quote_plus

FIELD: Final = "CheckMacValue"
_DOTNET: Final = (
    ("%2d", "-"),
    ("%5f", "_"),
    ("%2e", "."),
    ("%21", "!"),
    ("%2a", "*"),
    ("%28", "("),
    ("%29", ")"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """One merchant's pair; never printed."""

    hash_key: str = field(repr=False)
    hash_iv: str = field(repr=False)
    digest: Literal["sha256", "md5"] = "sha256"


def encoded(fields: Mapping[str, str], keys: Keys) -> str:
    """The text that is hashed."""
    names = sorted((name for name in fields if name != FIELD), key=str.lower)
    joined = "&".join(f"{name}={fields[name]}" for name in names)
    text = quote_plus(f"HashKey={keys.hash_key}&{joined}&HashIV={keys.hash_iv}")
    text = text.replace("~", "%7e").lower()
    for code, character in _DOTNET:
        text = text.replace(code, character)
    return text


def check_mac_value(fields: Mapping[str, str], keys: Keys) -> str:
    digest = hashlib.new(keys.digest, encoded(fields, keys).encode(), usedforsecurity=False)
    return digest.hexdigest().upper()


def signed(fields: Mapping[str, str], keys: Keys) -> dict[str, str]:
    return {**fields, FIELD: check_mac_value(fields, keys)}


def is_signed(fields: Mapping[str, str], keys: Keys) -> bool:
    """Whether the fields carry their own right value; compared in constant time."""
    given = fields.get(FIELD, "").upper().encode()
    return hmac.compare_digest(check_mac_value(fields, keys).encode(), given)
