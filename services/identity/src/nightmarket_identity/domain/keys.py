"""Signing keys: next → active → retiring → removed. Two are published at any time.

`next` is published before it signs, so verifiers know it when it starts; `retiring` stays published
until the last token that it signed has ended. Only then is a new `next` made: active + next, or
active + retiring.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from nightmarket_identity.domain.user import Sealed

ACCESS_LIFE: Final = timedelta(seconds=600)


class KeyState(StrEnum):
    NEXT = "next"
    ACTIVE = "active"
    RETIRING = "retiring"
    REMOVED = "removed"


class RotationTooSoon(Exception):
    """The key before the active one still verifies tokens that are good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """`public_jwk` is JSON text; `private` is empty once the key is removed."""

    kid: str
    state: KeyState
    public_jwk: str
    private: Sealed
    created_at: datetime
    changed_at: datetime

    def moved(self, to: KeyState, at: datetime) -> "SigningKey":
        private = self.private if to is not KeyState.REMOVED else replace(self.private, box=b"")
        return replace(self, state=to, changed_at=at, private=private)


def _in_state(keys: Sequence[SigningKey], state: KeyState) -> SigningKey | None:
    return next((key for key in keys if key.state is state), None)


def due_removal(
    keys: Sequence[SigningKey], *, at: datetime, retire_after: timedelta
) -> SigningKey | None:
    """The retiring key, removed, when its time is over."""
    retiring = _in_state(keys, KeyState.RETIRING)
    if retiring is not None and at - retiring.changed_at >= retire_after:
        return retiring.moved(KeyState.REMOVED, at)
    return None


def missing_states(keys: Sequence[SigningKey]) -> list[KeyState]:
    """The states that new keys must be made for."""
    missing: list[KeyState] = []
    if _in_state(keys, KeyState.ACTIVE) is None:
        missing.append(KeyState.ACTIVE)
    if _in_state(keys, KeyState.NEXT) is None and _in_state(keys, KeyState.RETIRING) is None:
        missing.append(KeyState.NEXT)
    return missing


def rotated(keys: Sequence[SigningKey], *, at: datetime) -> list[SigningKey]:
    """What changes, in the order in which it is stored. RotationTooSoon while a key is retiring."""
    active, following = _in_state(keys, KeyState.ACTIVE), _in_state(keys, KeyState.NEXT)
    if active is None or following is None:
        raise RotationTooSoon
    return [active.moved(KeyState.RETIRING, at), following.moved(KeyState.ACTIVE, at)]
