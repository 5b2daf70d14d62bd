"""Sessions: one log-in on one device, one family of refresh tokens.

The parent of the current token is allowed for 30 s after the rotation, and later while nobody used
the current generation (it is unconfirmed): then its answer was lost. Whatever is older is reuse. A
generation is confirmed by showing its refresh token here, or its access token at the gateway.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from typing import Final

GRACE: Final = timedelta(seconds=30)
MAX_REPLAYS: Final = 20
FIRST_SEQ: Final = 1
IDLE_LIFE: Final = timedelta(days=30)
ABSOLUTE_LIFE: Final = timedelta(days=180)
MAX_DEVICE_NAME: Final = 100


class RevokeCause(StrEnum):
    LOGOUT = "logout"
    REUSE = "reuse"
    REMOVED = "removed"


class Verdict(Enum):
    """What to do with a genuine refresh token of an open session."""

    ROTATE = auto()
    REPLAY = auto()
    TOO_OFTEN = auto()
    ASK = auto()
    REUSE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    id: str
    user_id: str
    identity_id: str
    client_id: str
    device_name: str
    created_at: datetime
    refreshed_at: datetime
    idle_expires_at: datetime
    abs_expires_at: datetime
    revoked_at: datetime | None
    revoke_cause: RevokeCause | None
    salt: bytes
    pepper_id: str
    seq: int
    rotated_at: datetime
    replays: int
    confirmed_seq: int

    @classmethod
    def open(
        cls,
        *,
        id_: str,
        user_id: str,
        identity_id: str,
        client_id: str,
        device_name: str,
        pepper_id: str,
        at: datetime,
    ) -> "Session":
        return cls(
            id=id_,
            user_id=user_id,
            identity_id=identity_id,
            client_id=client_id,
            device_name=device_name,
            created_at=at,
            refreshed_at=at,
            idle_expires_at=at + IDLE_LIFE,
            abs_expires_at=at + ABSOLUTE_LIFE,
            revoked_at=None,
            revoke_cause=None,
            salt=secrets.token_bytes(32),
            pepper_id=pepper_id,
            seq=FIRST_SEQ,
            rotated_at=at,
            replays=0,
            confirmed_seq=0,
        )

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and at < min(self.idle_expires_at, self.abs_expires_at)

    def judge(self, seq: int, *, at: datetime, confirmed: int | None) -> Verdict:
        """`confirmed` is the generation that the gateway saw in use, None while nobody asked it.

        ASK comes only for None, and only when the answer decides.
        """
        if seq == self.seq:
            return Verdict.ROTATE
        if seq != self.seq - 1 or seq < FIRST_SEQ:
            return Verdict.REUSE
        if at - self.rotated_at > GRACE:
            if self.confirmed_seq >= self.seq:
                return Verdict.REUSE
            if confirmed is None:
                return Verdict.ASK
            if confirmed >= self.seq:
                return Verdict.REUSE
        return Verdict.REPLAY if self.replays < MAX_REPLAYS else Verdict.TOO_OFTEN

    def rotated(self, at: datetime) -> "Session":
        """The next generation; showing the token of this one confirmed it."""
        return replace(
            self,
            seq=self.seq + 1,
            confirmed_seq=max(self.confirmed_seq, self.seq),
            rotated_at=at,
            replays=0,
            refreshed_at=at,
            idle_expires_at=min(at + IDLE_LIFE, self.abs_expires_at),
        )

    def replayed(self, at: datetime) -> "Session":
        return replace(self, replays=self.replays + 1, refreshed_at=at)

    def ended(self, cause: RevokeCause, at: datetime) -> "Session":
        return replace(self, revoked_at=at, revoke_cause=cause, idle_expires_at=at)
