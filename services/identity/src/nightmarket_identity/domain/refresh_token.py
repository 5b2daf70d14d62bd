"""Refresh tokens: `rt1.` + base64url(version ‖ session ‖ sequence ‖ HMAC). Nothing secret is stored.

The key of a session is HMAC(pepper, salt ‖ session id): the salt lives in the database, the pepper
outside of it, so a copy of the database forges nothing. The current token can always be made again.
"""

import base64
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nightmarket_identity.domain.errors import RefreshInvalid

PREFIX: Final = "rt1."
MAX_LENGTH: Final = 256
MAX_SEQ: Final = 2**32 - 1
_VERSION: Final = b"\x01"
_SIGNED: Final = 1 + 16 + 4
_MAC: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Peppers:
    """The current pepper and those before it, by id."""

    current_id: str
    by_id: Mapping[str, bytes]

    @classmethod
    def of(cls, current: bytes, *before: bytes) -> "Peppers":
        by_id = {_pepper_id(pepper): pepper for pepper in (current, *before)}
        return cls(current_id=_pepper_id(current), by_id=by_id)

    def session_key(self, *, pepper_id: str, salt: bytes, session_id: str) -> bytes:
        """RefreshInvalid when the pepper was taken out of use."""
        pepper = self.by_id.get(pepper_id)
        if pepper is None:
            raise RefreshInvalid
        return hmac.digest(pepper, salt + uuid.UUID(session_id).bytes, "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    session_id: str
    seq: int
    mac: bytes

    @classmethod
    def make(cls, *, session_id: str, seq: int, key: bytes) -> "RefreshToken":
        return cls(session_id=session_id, seq=seq, mac=_mac(session_id, seq, key))

    @classmethod
    def parse(cls, text: str) -> "RefreshToken":
        """RefreshInvalid for whatever was not written by `text`."""
        if len(text) > MAX_LENGTH or not text.isascii() or not text.startswith(PREFIX):
            raise RefreshInvalid
        body = text.removeprefix(PREFIX)
        try:
            raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        except ValueError as error:
            raise RefreshInvalid from error
        if len(raw) != _SIGNED + _MAC or raw[:1] != _VERSION:
            raise RefreshInvalid
        token = cls(
            session_id=str(uuid.UUID(bytes=raw[1:17])),
            seq=int.from_bytes(raw[17:_SIGNED], "big"),
            mac=raw[_SIGNED:],
        )
        if token.text != text:  # one token, one spelling
            raise RefreshInvalid
        return token

    @property
    def text(self) -> str:
        raw = _signed(self.session_id, self.seq) + self.mac
        return PREFIX + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    def require_key(self, key: bytes) -> None:
        if not hmac.compare_digest(self.mac, _mac(self.session_id, self.seq, key)):
            raise RefreshInvalid


def _signed(session_id: str, seq: int) -> bytes:
    return _VERSION + uuid.UUID(session_id).bytes + seq.to_bytes(4, "big")


def _mac(session_id: str, seq: int, key: bytes) -> bytes:
    return hmac.digest(key, _signed(session_id, seq), "sha256")


def _pepper_id(pepper: bytes) -> str:
    return hashlib.sha256(b"nightmarket pepper id" + pepper).hexdigest()[:12]
