"""A log-in transaction: made when a browser leaves for the provider, used once when it comes back.

State is random, known to the server, bound to the browser by a secret of which only the hash is
kept, and good for ten minutes. PKCE verifier and nonce never leave the server.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from nightmarket_identity.domain.errors import ReturnToInvalid, StateInvalid
from nightmarket_identity.domain.text import is_plain
from nightmarket_kit.core.ids import IdInvalid

CLIENTS: Final = frozenset({"h5", "ios", "android"})
LIFE: Final = timedelta(minutes=10)
MAX_RETURN_TO: Final = 2000
_STATE: Final = re.compile(r"[A-Za-z0-9_-]{43}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginTransaction:
    state: str
    provider: str
    client_id: str
    redirect_uri: str
    return_to: str
    verifier: str
    nonce: str
    binding_hash: bytes
    expires_at: datetime

    @classmethod
    def start(
        cls, *, provider: str, client_id: str, redirect_uri: str, return_to: str, at: datetime
    ) -> "tuple[LoginTransaction, str]":
        """A fresh transaction, and the binding secret for the browser that starts it."""
        if client_id not in CLIENTS:
            raise IdInvalid("client_id is not one of ours", field="client_id")
        binding = secrets.token_urlsafe(32)
        login = cls(
            state=secrets.token_urlsafe(32),
            provider=provider,
            client_id=client_id,
            redirect_uri=redirect_uri,
            return_to=check_return_to(return_to),
            verifier=secrets.token_urlsafe(48),
            nonce=secrets.token_urlsafe(32),
            binding_hash=_hash(binding),
            expires_at=at + LIFE,
        )
        return login, binding

    def require_browser(self, binding: str) -> None:
        if not hmac.compare_digest(self.binding_hash, _hash(binding)):
            raise StateInvalid


def check_state(state: str) -> str:
    if not _STATE.match(state):
        raise StateInvalid
    return state


def check_return_to(path: str) -> str:
    """A path on our own site: one slash first, nothing that a browser could read as another host."""
    if (
        not path.startswith("/")
        or path.startswith("//")
        or "\\" in path
        or len(path) > MAX_RETURN_TO
        or not is_plain(path)
    ):
        raise ReturnToInvalid
    try:
        parts = urlsplit(path)
    except ValueError as error:
        raise ReturnToInvalid from error
    if parts.scheme or parts.netloc:
        raise ReturnToInvalid
    return path


def _hash(binding: str) -> bytes:
    return hashlib.sha256(binding.encode()).digest()
