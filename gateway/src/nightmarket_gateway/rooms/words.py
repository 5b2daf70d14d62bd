"""Blocked words and links in what people write, whatever they put between or around the letters.

A text is compared as runs of equal signs: compatibility forms are folded (NFKC) and case with them,
accents, invisible characters, spaces and punctuation are left out. A word is in it when its runs are,
each at least as long as in the word: "freeee" is "free", "f.r-e e" is, too, and "as" is not "ass".
In scripts with spaces between words a word begins and ends where a letter does not go on ("class"
holds no "ass"); Chinese, Japanese and Thai have no such gaps, and are found anywhere. Letters of
another script that look alike are not told apart from what they are.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_KEPT: Final = frozenset({"So", "Sc"})  # beside letters, marks and numbers
_ACCENTS: Final = ("\u0300", "\u036f")
_SELECTORS: Final = ("\ufe00", "\ufe0f")
_BLANK: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters that nobody sees
_LAST_SPACED: Final = "\u052f"  # Latin, Greek, Cyrillic; and digits
_LATIN_MORE: Final = ("\u1e00", "\u1fff")
_LINK: Final = re.compile(
    r"[a-z][a-z0-9+.-]*://|\bwww\.|"
    r"[a-z0-9-]\.(?:com|net|org|info|biz|tw|th|jp|cn|hk|sg|me|io|app|shop|store|link|xyz|co|cc|tv|ly|gl"
    r"|gg|to|site|online|live|top|vip|club|click|page)(?![a-z0-9])"
)


@dataclass(frozen=True, slots=True)
class Runs:
    """`is_glued[n]`: nothing stood between this sign and the one before."""

    signs: str
    counts: tuple[int, ...]
    is_glued: tuple[bool, ...]


def folded(text: str) -> str:
    """Compatibility forms, case and accents taken out; what nobody sees is gone."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(
        one
        for one in plain
        if not _ACCENTS[0] <= one <= _ACCENTS[1]
        and not _SELECTORS[0] <= one <= _SELECTORS[1]
        and one not in _BLANK
        and unicodedata.category(one) != "Cf"
    )
    return unicodedata.normalize("NFKC", bare).casefold()


def runs_of(text: str) -> Runs:
    signs: list[str] = []
    counts: list[int] = []
    glued: list[bool] = []
    is_glued = False
    for one in folded(text):
        category = unicodedata.category(one)
        if category[0] not in "LMN" and category not in _KEPT:
            is_glued = False
            continue
        if signs and signs[-1] == one:
            counts[-1] += 1
        else:
            signs.append(one)
            counts.append(1)
            glued.append(is_glued)
        is_glued = True
    return Runs("".join(signs), tuple(counts), tuple(glued))


def _is_spaced(sign: str) -> bool:
    return sign <= _LAST_SPACED or _LATIN_MORE[0] <= sign <= _LATIN_MORE[1]


def _goes_on(runs: Runs, at: int) -> bool:
    """Whether one word of a script with spaces holds both the sign at `at` and the one before."""
    return (
        0 < at < len(runs.signs)
        and runs.is_glued[at]
        and _is_spaced(runs.signs[at])
        and _is_spaced(runs.signs[at - 1])
    )


def _holds(text: Runs, word: Runs) -> bool:
    size = len(word.signs)
    at = text.signs.find(word.signs)
    while at >= 0:
        is_whole = not _goes_on(text, at) and not _goes_on(text, at + size)
        if is_whole and all(
            there >= wanted
            for there, wanted in zip(text.counts[at : at + size], word.counts, strict=True)
        ):
            return True
        at = text.signs.find(word.signs, at + 1)
    return False


def read_words(words: Iterable[str]) -> tuple[Runs, ...]:
    """Ready to be looked for; what nothing is left of blocks nothing."""
    return tuple(dict.fromkeys(runs for word in words if (runs := runs_of(word)).signs))


def has_blocked(text: str, words: tuple[Runs, ...]) -> bool:
    if not words:
        return False
    runs = runs_of(text)
    return any(_holds(runs, word) for word in words)


def has_link(text: str) -> bool:
    """Addresses with a scheme, with www, or with a top-level domain that people know."""
    return _LINK.search(folded(text).replace("。", ".")) is not None
