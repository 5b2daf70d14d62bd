"""What a message answers: the beginning of that line, as the room remembers it and not as the sender says.
A line that is not remembered, or was taken away, is not quoted; the message is posted all the same.
"""

from typing import Final

import orjson

from nightmarket_gateway.rooms.entries import Reply
from nightmarket_gateway.rooms.memory import Memory

MAX_QUOTED: Final = 80


def quoted(memory: Memory | None, id_: str) -> Reply | None:
    if memory is None or not id_:
        return None
    try:
        found = memory.find(id_)
    except ValueError:  # not an id
        return None
    said = orjson.loads(found.body) if found is not None else {}
    if found is None or said["kind"] != "chat":
        return None
    user = said["user"]
    return Reply(id=found.id, user_id=user["id"], name=user["name"], text=_beginning(said["text"]))


def _beginning(text: str) -> str:
    return text if len(text) <= MAX_QUOTED else f"{text[: MAX_QUOTED - 1].rstrip()}…"
