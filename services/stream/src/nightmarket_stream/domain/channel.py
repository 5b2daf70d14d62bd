"""Channels: where a shop broadcasts from. The public path cannot be guessed; the key is kept hashed.

A key has 256 random bits, so that a plain SHA-256 is enough: there is nothing to try out.
"""

import hashlib
import hmac
import secrets
import string
from dataclasses import dataclass, field, replace
from datetime import datetime

MEDIA_PREFIX = "live/"
PATH_LENGTH = 16
KEY_BYTES = 32
_ALPHABET = string.ascii_lowercase + string.digits


def new_path() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(PATH_LENGTH))


def new_key() -> str:
    return secrets.token_urlsafe(KEY_BYTES)


def hash_key(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """`key_hash` is None until the first rotation; then no key is right."""

    id: str
    shop_id: str
    path: str
    created_at: datetime
    key_hash: bytes | None = field(default=None, repr=False)

    @property
    def media_path(self) -> str:
        """Its name at the media server."""
        return MEDIA_PREFIX + self.path

    def accepts(self, key: str) -> bool:
        return hmac.compare_digest(hash_key(key), self.key_hash or b"") and bool(key)

    def with_key(self, key: str) -> "Channel":
        return replace(self, key_hash=hash_key(key))
