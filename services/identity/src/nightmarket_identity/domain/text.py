"""Text that people and providers write: no control characters, no broken halves, no endless length."""

import unicodedata

_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})


def is_plain(text: str) -> bool:
    return all(unicodedata.category(character) not in _REFUSED for character in text)


def cleaned(text: str, *, limit: int) -> str:
    """`text` without what is_plain refuses, at most `limit` characters."""
    plain = "".join(one for one in text if unicodedata.category(one) not in _REFUSED)
    return plain.strip()[:limit]
