"""Frames of the gateway as docs/api/realtime/server describes them; a test compares the two.

Only what the gateway says: what a client says are a few short objects.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from nightmarket_room.entries import Other


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    frame: int
    rooms: int
    frames_per_s: int
    text: int
    messages_per_10s: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticated:
    user_id: str
    name: str
    expires: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedFrame:
    room: str
    epoch: str
    last_id: str
    gap: bool
    viewers: int
    reactions: int
    state: dict[str, Other]
    events: tuple[Other, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsFrame:
    room: str
    events: tuple[Other, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedFrame:
    room: str
    last_id: str
    count: int
    events: tuple[Other, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewersFrame:
    room: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionsFrame:
    room: str
    counts: dict[str, int]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    room: str
    client_id: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftFrame:
    room: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pong:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    reason: str
    metadata: dict[str, str]
    room: str = ""
    client_id: str = ""


Frame: TypeAlias = (
    Hello
    | Authenticated
    | JoinedFrame
    | EventsFrame
    | DroppedFrame
    | ViewersFrame
    | ReactionsFrame
    | Sent
    | LeftFrame
    | Pong
    | Error
)
TYPES: Mapping[str, type[Frame]] = {
    "hello": Hello,
    "authenticated": Authenticated,
    "joined": JoinedFrame,
    "events": EventsFrame,
    "dropped": DroppedFrame,
    "viewers": ViewersFrame,
    "reactions": ReactionsFrame,
    "sent": Sent,
    "left": LeftFrame,
    "pong": Pong,
    "error": Error,
}
