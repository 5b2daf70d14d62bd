"""A comment in words of the grammar. Longest word first, one pass, no looking back: the time is linear in
the comment's length, which is bounded.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nightmarket_claim.domain.folding import fold
from nightmarket_claim.domain.words import THAI_LETTERS, Role, colours, spelled

MOST_SIGNS: Final = 300
MOST_DIGITS: Final = 3
_TEN: Final = 10
_STATIC: Final = {fold(word) or word: found for word, found in spelled().items()}
_COLOURS: Final = {fold(name): colour for name, colour in colours().items()}
_GIVES_WAY: Final = frozenset({Role.FILLER, Role.COUNTER, Role.NUMBER, Role.ASK})
_SIGNS: Final = frozenset({Role.PLUS, Role.MINUS, Role.TIMES})
_CALLS: Final = frozenset({Role.CALL, Role.HINT})
_HAN: Final = {
    word: value
    for word, (role, value) in _STATIC.items()
    if role is Role.NUMBER and len(word) == 1 and "\u4e00" <= word <= "\u9fff"
}


@dataclass(frozen=True, slots=True)
class Token:
    """`value`: of a number; `name`: of a keyword its listing, of an option its word. `is_on_key`: nothing
    stands between it and a keyword before it.
    """

    role: Role
    value: int = 0
    name: str = ""
    is_on_key: bool = False
    is_han: bool = False


def option_word(text: str) -> str:
    """The one form of a word of a variant's title."""
    return _COLOURS.get(text, text)


def title_words(title: str) -> frozenset[str]:
    """What a variant is called by: the words of its title."""
    plain = fold(title)
    for mark in "/,-·|()[]、_\n":
        plain = plain.replace(mark, " ")
    return frozenset(option_word(word) for word in plain.split())


def is_word_of_grammar(folded: str) -> bool:
    return folded in _STATIC


class Lexer:
    """For one set of keywords and option words."""

    def __init__(self, keywords: Mapping[str, str], options: Iterable[str]) -> None:
        """`keywords`: folded, with their listings."""
        words: dict[str, Token] = {
            word: Token(role, value) for word, (role, value) in _STATIC.items()
        }
        names = {word: word for word in options} | _COLOURS
        words |= {
            name: Token(Role.OPTION, name=option)
            for name, option in names.items()
            if name not in _STATIC or _STATIC[name][0] in _GIVES_WAY
        }
        for keyword, listing in keywords.items():
            words[keyword] = Token(Role.KEY, name=listing)
            if keyword[0] in THAI_LETTERS and keyword[1:].isdecimal():
                words[fold(THAI_LETTERS[keyword[0]]) + keyword[1:]] = words[keyword]
        by_sign: dict[str, list[str]] = defaultdict(list)
        for word in sorted(words, key=len, reverse=True):
            by_sign[word[0]].append(word)
        self._words = words
        self._by_sign = dict(by_sign)

    def tokens(self, text: str) -> list[Token]:
        """Of a folded text."""
        found: list[Token] = []
        at, is_glued = 0, False
        while at < len(text):
            if text[at] == " ":
                at, is_glued = at + 1, False
                continue
            is_amount = bool(found) and found[-1].role in _SIGNS
            token, size = self._next(text, at, found if is_glued else (), is_amount=is_amount)
            is_on_key = is_glued and found[-1].role is Role.KEY
            found.append(replace(token, is_on_key=is_on_key))
            at, is_glued = at + size, True
        return found

    def _next(
        self, text: str, at: int, glued: Sequence[Token], *, is_amount: bool
    ) -> tuple[Token, int]:
        if is_amount and text[at].isdecimal():
            return _digits(text, at)
        han = _han_number(text, at)
        for word in self._by_sign.get(text[at], ()):
            token = self._words[word]
            if not text.startswith(word, at) or (han[1] and token.role is Role.NUMBER):
                continue
            if self._is_whole(text, at, at + len(word), token, glued):
                return token, len(word)
        if han[1]:
            return han
        if text[at].isdecimal():
            return _digits(text, at)
        if unicodedata.category(text[at]) in {"So", "Sk"}:
            return Token(Role.EMOJI, name=text[at]), 1
        return Token(Role.JUNK), 1

    def _is_whole(
        self, text: str, start: int, end: int, token: Token, glued: Sequence[Token]
    ) -> bool:
        """Letters of a word do not go on before or behind it, nor do digits. "cfa1" is "cf a1"."""
        if start and _same_run(text[start - 1], text[start]):
            is_called = bool(glued) and glued[-1].role in _CALLS
            if not (is_called and token.role is Role.KEY):
                return False
        if end < len(text) and _same_run(text[end - 1], text[end]):
            if token.role not in _CALLS:
                return False
            return any(
                self._words[word].role is Role.KEY and text.startswith(word, end)
                for word in self._by_sign.get(text[end], ())
            )
        return True


def _digits(text: str, at: int) -> tuple[Token, int]:
    end = at
    while end < len(text) and text[end].isdecimal():
        end += 1
    if end - at > MOST_DIGITS:
        return Token(Role.JUNK), end - at
    return Token(Role.NUMBER, int(text[at:end])), end - at


def _same_run(left: str, right: str) -> bool:
    if not (left.isascii() and right.isascii()):
        return False
    return (left.isalpha() and right.isalpha()) or (left.isdecimal() and right.isdecimal())


def _han_number(text: str, at: int) -> tuple[Token, int]:
    """十一, 二十, 二十五: up to 99. A number of one sign too; size 0 when there is none."""
    end = at
    while end < len(text) and text[end] in _HAN:
        end += 1
    values = [_HAN[sign] for sign in text[at:end]]
    match values:
        case [one]:
            value = one
        case [10, ones] if ones < _TEN:
            value = _TEN + ones
        case [tens, 10] if tens < _TEN:
            value = tens * _TEN
        case [tens, 10, ones] if tens < _TEN and ones < _TEN:
            value = tens * _TEN + ones
        case []:
            return Token(Role.JUNK), 0
        case _:
            return Token(Role.JUNK), len(values)
    return Token(Role.NUMBER, value, is_han=True), len(values)
