"""Frames for whole rooms, put together from ready bytes: encoded once, whoever gets them."""

from collections.abc import Iterable

import orjson

from nightmarket_gateway.rooms.frames import ViewersFrame, encoded
from nightmarket_gateway.rooms.log import Entry, join_objects
from nightmarket_gateway.rooms.transport import text_frame


def events_frame(room: str, entries: Iterable[Entry]) -> bytes:
    return text_frame(
        b'{"type":"events","room":"'
        + room.encode()
        + b'","events":'
        + join_objects([entry.body for entry in entries])
        + b"}"
    )


def viewers_frame(room: str, count: int) -> bytes:
    return text_frame(encoded(ViewersFrame(room=room, count=count)))


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
