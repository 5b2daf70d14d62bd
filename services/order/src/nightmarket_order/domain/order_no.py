"""Order numbers that people read to each other: NM, seven characters of chance, one that checks them.

No 0, I, L, O or U. Of 31 characters, a prime, so that the weighted sum tells every single slip and every
swap of two characters.
"""

import re
import secrets
from typing import Final

from nightmarket_order.domain.errors import OrderNoMistyped

_ALPHABET: Final = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PREFIX: Final = "NM"
_LENGTH: Final = 8  # 34 bits of chance: says nothing about how much a shop sells
_WHOLE: Final = re.compile(r"NM[0-9A-Z]{8}\Z")
_HEARD: Final = str.maketrans("IL", "11")


def new_order_no() -> str:
    """The database decides whether it is free."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH - 1))
    rest = -_sum(body) * pow(_LENGTH, -1, len(_ALPHABET))
    return _PREFIX + body + _ALPHABET[rest % len(_ALPHABET)]


def heard_order_no(text: str) -> str:
    """What was typed, as the start of a number: without blanks and hyphens, in capitals.

    A whole number with a slip is told at once, instead of finding nothing.
    """
    typed = re.sub(r"[\s\-]", "", text).upper()
    if not _WHOLE.match(typed):
        return typed
    body = typed.removeprefix(_PREFIX).translate(_HEARD)
    if not set(body) <= set(_ALPHABET) or _sum(body) % len(_ALPHABET):
        raise OrderNoMistyped("the order number has a slip", field="text")
    return _PREFIX + body


def _sum(body: str) -> int:
    return sum(weight * _ALPHABET.index(one) for weight, one in enumerate(body, start=1))
