"""One form of what people type: width, case, digits of any script, emoji digits and signs, spaces."""

import re
import unicodedata
from typing import Final

_SIGNS: Final = str.maketrans(
    {
        "➕": "+",
        "➖": "-",
        "\u2212": "-",  # minus
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": "-",
        "✕": "x",
        "✖": "x",
        "🔟": "10",
    }
)
_DROPPED: Final = frozenset("\ufe0e\ufe0f\u20e3")
_RAISED: Final = re.compile("[²³¹⁰-₉¼-¾⅐-⅟↉]")  # a power or a fraction is no amount
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r" *\n[ \n]*")


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _RAISED.sub("\ufffd", text.translate(_SIGNS))).casefold()
    kept = "".join(_digit(one) for one in plain.replace("\r", "\n") if not _is_dropped(one))
    return _LINES.sub("\n", _SPACES.sub(" ", kept)).strip()


def _is_dropped(sign: str) -> bool:
    is_tone = "\U0001f3fb" <= sign <= "\U0001f3ff"
    return sign in _DROPPED or is_tone or unicodedata.category(sign) == "Cf"


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
