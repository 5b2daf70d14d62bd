"""Amounts: a sign and its number, a number and what it counts, "each". Then items: keyword, options and
amount, in the orders in which people write them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from nightmarket_claim.domain.lexer import Token
from nightmarket_claim.domain.readings import Doubt, Doubtful
from nightmarket_claim.domain.words import Role

_TEN: Final = 10
_SIGNS: Final = frozenset({Role.PLUS, Role.TIMES})
_NAMES: Final = frozenset({Role.KEY, Role.OPTION, Role.EVERY})
_CALLS: Final = frozenset({Role.CALL, Role.HINT, Role.WISH})


@dataclass(frozen=True, slots=True)
class Amount:
    value: int
    is_signed: bool = False
    is_counted: bool = False
    is_each: bool = False


Unit = Token | Amount


def amounts_of(tokens: Sequence[Token], *, key: str) -> list[Unit]:
    """Tokens with their amounts put together. `key` is named when one of them makes no sense."""
    units: list[Unit] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        roles = [one.role for one in tokens[at : at + 3]]
        match roles:
            case [Role.PLUS | Role.TIMES, Role.NUMBER, *rest]:
                is_counted = rest == [Role.COUNTER]
                units.append(Amount(tokens[at + 1].value, is_signed=True, is_counted=is_counted))
                at += 3 if is_counted else 2
            case [Role.NUMBER, Role.COUNTER, *_]:
                units.append(Amount(token.value, is_counted=True))
                at += 2
            case [Role.NUMBER, Role.TIMES, last] if last is not Role.NUMBER:
                units.append(Amount(token.value, is_signed=True))
                at += 2
            case [Role.NUMBER, *_]:
                is_like_plus = token.is_han and token.value >= _TEN  # 十一 may be +1
                if is_like_plus or (token.is_on_key and not token.is_han):
                    raise Doubtful(Doubt.HOW_MANY, key)
                units.append(Amount(token.value))
                at += 1
            case [Role.PLUS | Role.TIMES | Role.COUNTER, *_]:
                raise Doubtful(Doubt.HOW_MANY, key)
            case _:
                units.append(token)
                at += 1
    return _each_of(units, key=key)


def _each_of(units: Sequence[Unit], *, key: str) -> list[Unit]:
    """A word such as "each" stands before its number, or behind it."""
    found: list[Unit] = []
    is_each = False
    for unit in units:
        if isinstance(unit, Amount) and is_each:
            found.append(Amount(unit.value, is_each=True))
            is_each = False
        elif isinstance(unit, Token) and unit.role is Role.EACH:
            before = found[-1] if found else None
            if isinstance(before, Amount) and not before.is_each:
                found[-1] = Amount(before.value, is_each=True)
            else:
                is_each = True
        else:
            found.append(unit)
    if is_each:
        raise Doubtful(Doubt.HOW_MANY, key)
    return found


@dataclass(slots=True)
class Item:
    key: str = ""
    options: set[str] = field(default_factory=set)
    is_every: bool = False
    amount: Amount | None = None
    is_closed: bool = False

    @property
    def is_named(self) -> bool:
        return bool(self.key or self.options or self.is_every)


@dataclass(slots=True)
class Said:
    """`is_called`: asked for in words; `is_sure`: in words that are a claim by themselves."""

    items: list[Item]
    is_called: bool
    is_hinted: bool
    is_sure: bool
    each: int


Fits = Callable[[str, set[str]], bool]


def items_of(units: Sequence[Unit], *, fits: Fits) -> Said:
    reader = _Reader(fits)
    for unit in units:
        if isinstance(unit, Amount):
            reader.amount(unit)
        else:
            reader.word(unit)
    roles = {unit.role for unit in units if isinstance(unit, Token)}
    return Said(
        items=reader.close(),
        is_called=bool(roles & {Role.CALL, Role.WISH}),
        is_hinted=Role.HINT in roles,
        is_sure=Role.CALL in roles,
        each=reader.each,
    )


class _Reader:
    def __init__(self, fits: Fits) -> None:
        self.each = 0
        self._fits = fits
        self._items: list[Item] = []
        self._item = Item()
        self._key = ""

    def amount(self, amount: Amount) -> None:
        if self._item.amount or (amount.is_each and self.each):
            raise Doubtful(Doubt.HOW_MANY, self._key)
        if amount.is_each:
            self.each = amount.value
        elif not self._item.is_named and self._items and not self._items[-1].amount:
            self._items[-1].amount = amount  # "A1, 2 pieces"
        else:
            self._item.amount = amount

    def word(self, token: Token) -> None:
        item = self._item
        if self.each and token.role in _NAMES:  # "red each 1 blue": which are each?
            raise Doubtful(Doubt.HOW_MANY, self._key)
        match token.role:
            case Role.KEY:
                if item.key or (item.amount and item.options):
                    self._flush()
                self._item.key = self._key = token.name
            case Role.OPTION | Role.EVERY:
                is_full = bool(item.amount and item.is_named)
                is_other = bool(item.options) and not self._fits(
                    self._key, item.options | {token.name}
                )
                if is_full or (token.role is Role.OPTION and is_other):
                    self._flush()
                if token.role is Role.EVERY:
                    self._item.is_every = True
                else:
                    self._item.options.add(token.name)
            case Role.SEPARATOR:
                self._flush(is_closed=True)
            case role if role not in _CALLS:
                raise Doubtful(Doubt.UNCLEAR, self._key)

    def close(self) -> list[Item]:
        self._flush()
        for before, item in zip(self._items, self._items[1:], strict=False):
            is_tail = item.options and not item.key and not item.amount and not before.is_closed
            if is_tail and before.amount and not before.options and not before.is_every:
                before.options, item.options = item.options, set()  # "A1+1 red"
        return [one for one in self._items if one.is_named or one.amount]

    def _flush(self, *, is_closed: bool = False) -> None:
        if self._item.is_named or self._item.amount:
            self._items.append(self._item)
            self._item = Item()
        if self._items and is_closed:
            self._items[-1].is_closed = True
