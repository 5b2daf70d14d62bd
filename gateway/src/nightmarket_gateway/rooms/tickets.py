"""One-time tickets: how a browser, whose cookies no script can read, renews an open socket.

A ticket stands for the access token of the call that asked for it, and so for its session. It is good
once and for half a minute. Valkey keeps the token under the ticket's hash, sealed with the ticket:
who reads Valkey has neither.
"""

import base64
import hashlib
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nightmarket_kit.core.errors import Unauthenticated
from nightmarket_kit.runtime.valkey import Redis

LIFE_S: Final = 30
MAX_TICKET: Final = 64
_NONCE: Final = bytes(12)  # a ticket seals one thing once


class TicketInvalid(Unauthenticated):
    """Never made, used already, or older than half a minute."""

    reason = "TICKET_INVALID"


class Tickets:
    def __init__(self, valkey: Redis) -> None:
        self._valkey = valkey

    async def issue(self, token: str) -> str:
        ticket = secrets.token_urlsafe(32)
        sealed = AESGCM(_digest(ticket, "seal")).encrypt(_NONCE, token.encode(), None)
        await self._valkey.set(_key(ticket), base64.b64encode(sealed).decode(), ex=LIFE_S)
        return ticket

    async def redeem(self, ticket: str) -> str:
        """The token that the ticket stands for; TicketInvalid the second time."""
        if len(ticket) > MAX_TICKET:
            raise TicketInvalid
        kept = await self._valkey.getdel(_key(ticket))
        if kept is None:
            raise TicketInvalid
        try:
            opened = AESGCM(_digest(ticket, "seal")).decrypt(
                _NONCE, base64.b64decode(str(kept)), None
            )
        except (InvalidTag, ValueError) as error:
            raise TicketInvalid from error
        return opened.decode()


def _digest(ticket: str, use: str) -> bytes:
    return hashlib.sha256(f"{use} {ticket}".encode(errors="replace")).digest()


def _key(ticket: str) -> str:
    return f"ticket:{_digest(ticket, 'name').hex()}"
