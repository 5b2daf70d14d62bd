"""Frames for whole rooms, put together from ready bytes: encoded once, whoever gets them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from nightmarket_gateway.rooms.frames import ReactionsFrame, ViewersFrame, encoded
from nightmarket_gateway.rooms.ids import Entry
from nightmarket_gateway.rooms.memory import Memory
from nightmarket_gateway.rooms.transport import packed_frame, text_frame


@dataclass(slots=True, kw_only=True)
class News:
    """What a whole room is sent: ready bytes, and what is in them (nothing: a count).

    Without it, a slow viewer misses nothing that `is_passing`.
    """

    room: str
    frame: bytes
    entries: Sequence[Entry] = ()
    is_passing: bool = False
    _packed: bytes = field(default=b"", init=False, repr=False)

    @property
    def packed(self) -> bytes:
        """The frame compressed, once, when somebody is there who wants it."""
        self._packed = self._packed or packed_frame(self.frame)
        return self._packed


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


def dropped_frame(room: str, last_id: str, count: int, entries: Iterable[Entry]) -> bytes:
    head = orjson.dumps({"type": "dropped", "room": room, "last_id": last_id, "count": count})
    return text_frame(
        head[:-1] + b',"events":' + join_objects([entry.body for entry in entries]) + b"}"
    )


def viewers_news(room: str, count: int) -> News:
    return News(room=room, frame=text_frame(encoded(ViewersFrame(room=room, count=count))))


def reactions_news(room: str, counts: Mapping[str, int], total: int) -> News:
    frame = ReactionsFrame(room=room, counts=dict(counts), total=total)
    return News(room=room, frame=text_frame(encoded(frame)), is_passing=True)


def joined_frame(
    room: str,
    memory: Memory,
    entries: Iterable[Entry],
    *,
    has_gap: bool,
    viewers: int,
) -> bytes:
    fields = b",".join(orjson.dumps(name) + b":" + value for name, value in memory.state.items())
    head = orjson.dumps(
        {
            "type": "joined",
            "room": room,
            "epoch": memory.epoch,
            "last_id": memory.cursor,
            "gap": has_gap,
            "viewers": viewers,
            "reactions": memory.reactions.total(),
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


def join_objects(objects: Iterable[bytes]) -> bytes:
    return b"[" + b",".join(objects) + b"]"
