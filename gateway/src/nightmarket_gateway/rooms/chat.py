"""What may be said: normalised text of 1 to 300 characters, without control characters and without
characters that turn the direction of other people's text around. Zero-width characters stay, since
emoji and several scripts are written with them, but text of nothing else is no text.
"""

import unicodedata
from typing import Final

from nightmarket_kit.core import errors

MAX_TEXT: Final = 300
_DROPPED: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
_UNSEEN: Final = frozenset({"Cf", "Zs", "Zl", "Zp"})
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


class ChatTextInvalid(errors.Invalid):
    reason = "CHAT_TEXT_INVALID"


def clean_text(text: str) -> str:
    """The text as the room sees it; ChatTextInvalid when nothing or too much is left."""
    if text.isascii() and text.isprintable():  # what follows changes nothing then
        kept = text.strip()
        if not 0 < len(kept) <= MAX_TEXT:
            raise ChatTextInvalid(limit=MAX_TEXT)
        return kept
    dropped = "".join(
        character
        for character in text
        if unicodedata.category(character) not in _DROPPED and character not in _BIDI
    )
    kept = unicodedata.normalize("NFC", dropped).strip()
    is_seen = any(unicodedata.category(character) not in _UNSEEN for character in kept)
    if not is_seen or len(kept) > MAX_TEXT:
        raise ChatTextInvalid(limit=MAX_TEXT)
    return kept
