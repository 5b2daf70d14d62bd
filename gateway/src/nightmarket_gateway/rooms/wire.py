"""Frames for whole rooms, put together from ready bytes: encoded once, whoever gets them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson

from nightmarket_gateway.rooms.frames import ViewersFrame, encoded
from nightmarket_gateway.rooms.ids import Entry
from nightmarket_gateway.rooms.log import join_objects
from nightmarket_gateway.rooms.transport import text_frame


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a whole room is sent: ready bytes, and what is in them (nothing: a count)."""

    room: str
    frame: bytes
    entries: Sequence[Entry] = ()


def events_news(room: str, entries: Sequence[Entry]) -> News:
    return News(room=room, frame=events_frame(room, entries), entries=entries)


def events_frame(room: str, entries: Iterable[Entry]) -> bytes:
    return text_frame(
        b'{"type":"events","room":"'
        + room.encode()
        + b'","events":'
        + join_objects([entry.body for entry in entries])
        + b"}"
    )


def viewers_news(room: str, count: int) -> News:
    return News(room=room, frame=text_frame(encoded(ViewersFrame(room=room, count=count))))


def joined_frame(
    room: str,
    entries: Iterable[Entry],
    state: dict[str, bytes],
    *,
    epoch: str,
    last_id: str,
    has_gap: bool,
    viewers: int,
) -> bytes:
    fields = b",".join(orjson.dumps(name) + b":" + value for name, value in state.items())
    head = orjson.dumps(
        {
            "type": "joined",
            "room": room,
            "epoch": epoch,
            "last_id": last_id,
            "gap": has_gap,
            "viewers": viewers,
        }
    )
    return text_frame(
        head[:-1]
        + b',"state":{'
        + fields
        + b'},"events":'
        + join_objects([entry.body for entry in entries])
        + b"}"
    )
