"""What may be said: normalised text of 1 to 300 characters, without control characters and without
characters that turn the direction of other people's text around.
"""

import unicodedata
from typing import Final

from nightmarket_kit.core import errors

MAX_TEXT: Final = 300
_DROPPED: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


class ChatTextInvalid(errors.Invalid):
    reason = "CHAT_TEXT_INVALID"


def clean_text(text: str) -> str:
    """The text as the room sees it; ChatTextInvalid when nothing or too much is left."""
    kept = "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if unicodedata.category(character) not in _DROPPED and character not in _BIDI
    ).strip()
    if not 1 <= len(kept) <= MAX_TEXT:
        raise ChatTextInvalid(limit=MAX_TEXT)
    return kept
