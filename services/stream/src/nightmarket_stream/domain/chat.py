"""The chat's rules in a shop's rooms, and what moderators may do to whom.

A shop has one channel, so at most one of its shows is on air: rules and sanctions are the shop's, and
hold in all of its rooms. Every change and act takes the next version of the shop's moderation, which
orders them for whoever follows.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self, TypeVar

from nightmarket_stream.domain.errors import ChatRulesInvalid, ModerationInvalid

LANGUAGES: Final = frozenset({"zh_TW", "zh_CN", "th", "en", "ja"})
MAX_SLOW_MODE_S: Final = 600
MAX_WORDS: Final = 200  # of a language
MAX_WORD: Final = 50
MAX_WHY: Final = 200
MAX_MUTE_MINUTES: Final = 24 * 60


class Talk(StrEnum):
    """Who may write: everyone who is signed in, or only who works for the shop."""

    EVERYONE = "everyone"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRules:
    shop_id: str
    slow_mode_s: int = 0
    links_off: bool = False
    talk: Talk = Talk.EVERYONE
    blocked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: int = 0

    def changed(
        self,
        *,
        slow_mode_s: int | None,
        links_off: bool | None,
        talk: Talk | None,
        blocked: Mapping[str, tuple[str, ...]] | None,
    ) -> "ChatRules":
        """What is None stays; ChatRulesInvalid outside of the limits."""
        if slow_mode_s is not None and not 0 <= slow_mode_s <= MAX_SLOW_MODE_S:
            raise ChatRulesInvalid(field="slow_mode_s", limit=MAX_SLOW_MODE_S)
        return replace(
            self,
            slow_mode_s=self.slow_mode_s if slow_mode_s is None else slow_mode_s,
            links_off=self.links_off if links_off is None else links_off,
            talk=self.talk if talk is None else talk,
            blocked=self.blocked if blocked is None else _check_blocked(blocked),
        )

    def without(self, change: "RulesChange") -> "ChatRules":
        """As if the change had not been made; what it did not touch stays as it is now."""
        before, after = change.before, change.after
        blocked = _less(self.blocked, after.blocked)
        return replace(
            self,
            slow_mode_s=_back(self.slow_mode_s, before.slow_mode_s, after.slow_mode_s),
            links_off=_back(self.links_off, before.links_off, after.links_off),
            talk=_back(self.talk, before.talk, after.talk),
            blocked=_check_blocked(
                {
                    language: (*blocked.get(language, ()), *before.blocked.get(language, ()))
                    for language in LANGUAGES
                }
            ),
        )

    def next(self) -> "ChatRules":
        return replace(self, version=self.version + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesChange:
    """What held before and after it. Of the words only those that were taken out and put in."""

    before: ChatRules
    after: ChatRules

    @classmethod
    def between(cls, before: ChatRules, after: ChatRules) -> Self:
        return cls(
            before=replace(before, blocked=_less(before.blocked, after.blocked)),
            after=replace(after, blocked=_less(after.blocked, before.blocked)),
        )


T = TypeVar("T")
Words = Mapping[str, tuple[str, ...]]


def _back(now: T, before: T, after: T) -> T:
    return now if before == after else before


def _less(words: Words, others: Words) -> dict[str, tuple[str, ...]]:
    left = {
        language: tuple(word for word in some if word not in others.get(language, ()))
        for language, some in words.items()
    }
    return {language: some for language, some in left.items() if some}


def _check_blocked(blocked: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    kept: dict[str, tuple[str, ...]] = {}
    for language, words in blocked.items():
        if language not in LANGUAGES:
            raise ChatRulesInvalid(field="language")
        trimmed = tuple(dict.fromkeys(word.strip() for word in words))
        if len(trimmed) > MAX_WORDS:
            raise ChatRulesInvalid(field="words", limit=MAX_WORDS)
        if not all(_is_word(word) for word in trimmed):
            raise ChatRulesInvalid(field="word", limit=MAX_WORD)
        if trimmed:
            kept[language] = trimmed
    return kept


def _is_word(word: str) -> bool:
    """Something of it must be left when spaces, punctuation and signs between letters are passed over."""
    is_seen = any(
        unicodedata.category(one)[0] in "LN" or unicodedata.category(one) == "So" for one in word
    )
    return is_seen and len(word) <= MAX_WORD


class ActKind(StrEnum):
    DELETE_MESSAGE = "delete_message"
    DELETE_PERSON = "delete_person"
    RESTORE = "restore"
    MUTE = "mute"
    UNMUTE = "unmute"
    BAN = "ban"
    UNBAN = "unban"
    PIN = "pin"
    UNPIN = "unpin"
    RULES = "rules"


DELETIONS: Final = frozenset({ActKind.DELETE_MESSAGE, ActKind.DELETE_PERSON})
# What is done to a person; taking it back from an owner is allowed.
AGAINST: Final = frozenset({*DELETIONS, ActKind.MUTE, ActKind.BAN})
ABOUT_MESSAGE: Final = frozenset({ActKind.DELETE_MESSAGE, ActKind.PIN})
ABOUT_NOBODY: Final = frozenset({ActKind.RESTORE, ActKind.UNPIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`undoes` is the act that this one takes back: a deletion, mute, ban or change of the rules."""

    id: str
    shop_id: str
    show_id: str
    kind: ActKind
    actor_id: str
    actor_name: str
    at: datetime
    version: int
    user_id: str = ""
    user_name: str = ""
    message_id: str = ""
    text: str = ""
    until: datetime | None = None
    why: str = ""
    undoes: str = ""
    rules: RulesChange | None = None


class SanctionKind(StrEnum):
    MUTE = "mute"
    BAN = "ban"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction:
    """It has the id of the act that it came from. `until` is a mute's; a ban has none."""

    id: str
    shop_id: str
    show_id: str
    user_id: str
    user_name: str
    kind: SanctionKind
    until: datetime | None
    why: str
    actor_id: str
    actor_name: str
    at: datetime

    def holds(self, at: datetime) -> bool:
        return self.until is None or at < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedMessage:
    show_id: str
    message_id: str
    user_id: str


def check_act(
    kind: ActKind, *, user_id: str, message_id: str, minutes: int, why: str, undoes: str
) -> None:
    """ModerationInvalid when the act lacks what it is about."""
    if kind is ActKind.RULES:
        raise ModerationInvalid(field="kind")
    if kind not in ABOUT_NOBODY and not user_id:
        raise ModerationInvalid(field="user_id")
    if kind in ABOUT_MESSAGE and not message_id:
        raise ModerationInvalid(field="message_id")
    if kind is ActKind.MUTE and not 1 <= minutes <= MAX_MUTE_MINUTES:
        raise ModerationInvalid(field="minutes", limit=MAX_MUTE_MINUTES)
    if kind is ActKind.RESTORE and not undoes:
        raise ModerationInvalid(field="undoes")
    if len(why) > MAX_WHY:
        raise ModerationInvalid(field="why", limit=MAX_WHY)
