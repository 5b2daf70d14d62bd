"""Media tickets: let a browser or a phone connect to the media server for one show, in place of the stream key.

A token begins with a mark that no stream key has, and is kept hashed like one (see channel.py). It is
looked at when somebody connects, never again; it may be shown more than once, because the media
server asks several times for one connection and a browser tries again.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from nightmarket_stream.domain.channel import KEY_BYTES
from nightmarket_stream.domain.errors import MediaTicketExpired, MediaTicketInvalid

TICKET_LIFE: Final = timedelta(minutes=5)
# How long one that is past its time is still known for what it is.
KEPT_FOR: Final = timedelta(days=1)
_MARK: Final = "ticket."


class TicketUse(StrEnum):
    PUBLISH = "publish"
    PREVIEW = "preview"


def new_token() -> str:
    return _MARK + secrets.token_urlsafe(KEY_BYTES)


def is_token(text: str) -> bool:
    """Stream keys are base64url and hold no dot."""
    return text.startswith(_MARK)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaTicket:
    token_hash: bytes
    channel_id: str
    show_id: str
    use: TicketUse
    expire_at: datetime

    def check(self, *, channel_id: str, use: TicketUse, at: datetime) -> None:
        if (self.channel_id, self.use) != (channel_id, use):
            raise MediaTicketInvalid
        if at >= self.expire_at:
            raise MediaTicketExpired
