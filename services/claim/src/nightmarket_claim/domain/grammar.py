"""What a comment claims: `Claims`, `TakeBack`, `Question` (it may be one: ask), or None (talk).

Pure: a comment, the show's listings and the one that is held up give one answer, always the same one.
A comment is read whole. With a word in it that the grammar does not know it claims nothing; if it names
a keyword with an amount all the same, its author is asked. docs/claims.md is this in prose.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final

from nightmarket_claim.domain.folding import fold
from nightmarket_claim.domain.lexer import (
    MOST_SIGNS,
    Lexer,
    Token,
    is_word_of_grammar,
    title_words,
)
from nightmarket_claim.domain.readings import (
    Claims,
    Doubt,
    Doubtful,
    Offer,
    Question,
    Reading,
    TakeBack,
    Wanted,
)
from nightmarket_claim.domain.units import Item, Said, amounts_of, items_of
from nightmarket_claim.domain.words import Role

MOST_OF_ONE: Final = 99
MOST_BARE: Final = 20  # without a keyword: "+66" is a telephone's country
MOST_ITEMS: Final = 20
MOST_KEYWORD: Final = 12
_KIND_EMOJI: Final = frozenset("🙏❤♥😍🥰💕💖💗🧡💛💚💙💜🙋✋🤚🎉✨🥹😊♀♂")
_SILENT: Final = frozenset({Role.FILLER, Role.ASK, Role.EMOJI})


class KeywordInvalid(ValueError):
    """No keyword can be that."""


def keyword_of(text: str) -> str:
    """The keyword in its one form: it begins with a letter, holds only letters, marks and digits, and
    is no word of the grammar.
    """
    folded = fold(text)
    is_plain = all(unicodedata.category(one)[0] in "LM" or one.isdecimal() for one in folded)
    is_short = 0 < len(folded) <= MOST_KEYWORD
    if not is_short or not is_plain or not folded[0].isalpha() or is_word_of_grammar(folded):
        raise KeywordInvalid
    return folded


class Grammar:
    """For the listings of one show, with the keywords that they have now."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self._titles = {
            offer.listing_id: {one.variant_id: title_words(one.title) for one in offer.options}
            for offer in offers
        }
        words = {
            word
            for titles in self._titles.values()
            if len(titles) > 1
            for title in titles.values()
            for word in title
        }
        self._single = {offer.listing_id for offer in offers if offer.is_single}
        self._lexer = Lexer({keyword_of(one.keyword): one.listing_id for one in offers}, words)

    def read(self, text: str, *, here: str = "") -> Reading | None:
        """`here`: the listing that is meant where none is named, if there is one."""
        if not self._titles or len(text) > MOST_SIGNS:
            return None
        heard = [one for one in self._lexer.tokens(fold(text)) if one.role is not Role.FILLER]
        if any(one.role is Role.JUNK for one in heard):
            return _nearly(heard)
        is_asking = any(one.role is Role.ASK for one in heard)
        plain = [one for one in heard if one.role not in _SILENT]
        has_key = any(one.role is Role.KEY for one in plain)
        try:
            found = self._parse(plain, here, has_key=has_key)
        except Doubtful as doubt:
            return None if is_asking or not _is_near(plain) else doubt.question
        if found is None:
            return None
        is_odd = any(one.role is Role.EMOJI and one.name not in _KIND_EMOJI for one in heard)
        if is_asking or (is_odd and not has_key):
            return Question(Doubt.UNCLEAR)
        return found

    def _parse(self, tokens: Sequence[Token], here: str, *, has_key: bool) -> Reading | None:
        if any(one.role in {Role.BACK, Role.MINUS} for one in tokens):
            return self._take_back(tokens, here)
        key = next((one.name for one in tokens if one.role is Role.KEY), "")
        said = items_of(
            amounts_of(tokens, key=key),
            fits=self._fits,
        )
        if not said.items:
            return self._called(said, here)
        return self._claims(said, here, has_key=has_key)

    def _called(self, said: Said, here: str) -> Reading | None:
        """Nothing but "cf", or "I want"."""
        if not said.is_called and not said.is_hinted:
            return None
        if not said.is_sure or not here:
            raise Doubtful(Doubt.HOW_MANY if here else Doubt.WHICH_LISTING, here)
        return Claims((Wanted(here, self._only(here, set()), 1),))

    def _claims(self, said: Said, here: str, *, has_key: bool) -> Reading | None:
        wanted: list[Wanted] = []
        listing = ""
        for item in said.items:
            listing = item.key or listing
            if item.amount is None and item.key in self._single:
                quantity = 1
            else:
                quantity = _quantity(item, said, has_key=has_key)
            if not listing and (has_key or not here):
                raise Doubtful(Doubt.WHICH_LISTING)
            wanted.extend(
                Wanted(listing or here, variant, quantity)
                for variant in self._meant(listing or here, item)
            )
        has_amount = {item.amount is not None for item in said.items}
        if len(has_amount) > 1 or (said.each and True in has_amount):
            raise Doubtful(Doubt.HOW_MANY, listing)
        lots = {(one.listing_id, one.variant_id) for one in wanted}
        if len(lots) != len(wanted) or len(wanted) > MOST_ITEMS:
            raise Doubtful(Doubt.HOW_MANY, listing)
        return Claims(tuple(wanted))

    def _meant(self, listing: str, item: Item) -> list[str]:
        """The variants: one, or one for each colour or size that is not named."""
        if not item.is_every:
            return [self._only(listing, item.options)]
        found = self._variants(listing, item.options)
        words = self._titles[listing]
        if not found or any(len(words[one] - item.options) != 1 for one in found):
            raise Doubtful(Doubt.WHICH_OPTION, listing)
        return found

    def _only(self, listing: str, options: set[str]) -> str:
        found = self._variants(listing, options)
        if len(found) != 1:
            raise Doubtful(Doubt.WHICH_OPTION, listing)
        return found[0]

    def _variants(self, listing: str, options: set[str]) -> list[str]:
        titles = self._titles.get(listing, {})
        return [variant for variant, words in titles.items() if options <= words]

    def _fits(self, listing: str, options: set[str]) -> bool:
        """One variant has all of these words; of any listing as long as none is named."""
        listings = [listing] if listing else self._titles
        return any(self._variants(one, options) for one in listings)

    def _take_back(self, tokens: Sequence[Token], here: str) -> Reading | None:
        """At most one thing and one number: "-1", "A1 red -1", "cancel A1". It may be said twice
        ("I don't want it, cancel A1"), and a minus politely.
        """
        keys = [one.name for one in tokens if one.role is Role.KEY]
        numbers = [one.value for one in tokens if one.role is Role.NUMBER]
        options = {one.name for one in tokens if one.role is Role.OPTION}
        roles = [one.role for one in tokens]
        key = keys[0] if keys else ""
        ways = {Role.MINUS, Role.WISH} if Role.MINUS in roles else {Role.BACK}
        known = ways | {Role.KEY, Role.OPTION, Role.NUMBER, Role.COUNTER}
        if (
            roles.count(Role.MINUS) > 1
            or not known.issuperset(roles)
            or len(keys) > 1
            or len(numbers) > 1
        ):
            raise Doubtful(Doubt.UNCLEAR, key)
        if Role.MINUS in roles and roles[roles.index(Role.MINUS) + 1 :][:1] != [Role.NUMBER]:
            raise Doubtful(Doubt.HOW_MANY, key)
        if numbers == [0] or (not keys and not options and Role.COUNTER in roles):
            raise Doubtful(Doubt.HOW_MANY, key)
        listing = key or (here if options else "")
        variant = self._only(listing, options) if options else ""
        return TakeBack(listing, variant, numbers[0] if numbers else 0)


def _quantity(item: Item, said: Said, *, has_key: bool) -> int:
    amount = item.amount
    if amount is None:
        if not said.each and not said.is_called and not (said.is_hinted and has_key):
            raise Doubtful(Doubt.HOW_MANY, item.key)
        quantity = said.each or 1
    else:
        quantity = amount.value
    is_said = bool(amount and amount.is_signed) or said.is_called or bool(said.each)
    if not has_key and not is_said:
        raise Doubtful(Doubt.HOW_MANY)
    if not 0 < quantity <= (MOST_OF_ONE if has_key else MOST_BARE):
        raise Doubtful(Doubt.HOW_MANY, item.key)
    return quantity


def _is_near(tokens: Sequence[Token]) -> bool:
    """Enough of a claim to ask its author: a keyword, a call, or a sign or colour with a number; not
    "12", "1+1" or "L".
    """
    roles = [one.role for one in tokens]
    if {Role.KEY, Role.CALL, Role.WISH, Role.HINT, Role.BACK} & set(roles):
        return True
    if roles.count(Role.NUMBER) != 1:
        return False
    return bool({Role.OPTION, Role.EVERY, Role.COUNTER} & set(roles)) or roles[0] in {
        Role.PLUS,
        Role.MINUS,
    }


def _nearly(heard: Sequence[Token]) -> Question | None:
    """Not a claim, for it says more; but a keyword with an amount is in it."""
    key = ""
    for one, after in zip(heard, [*heard[1:], None], strict=True):
        if one.role is Role.KEY:
            key = one.name
        elif one.role is Role.PLUS and key and after and after.role is Role.NUMBER:
            return Question(Doubt.UNCLEAR, key)
        elif one.role is not Role.OPTION:
            key = ""
    return None
