"""An entry of a room's log, and ids as they are ordered."""

import re
from dataclasses import dataclass
from typing import Final

EntryId = tuple[int, int]
START: Final[EntryId] = (0, 0)  # before the first entry
_ID: Final = re.compile(r"([0-9]{1,20})(?:-([0-9]{1,20}))?\Z")
_MAX_PART: Final = 2**64 - 1


def entry_id(text: str) -> EntryId:
    """An id as it is ordered; ValueError when it is none."""
    found = _ID.match(text)
    if found is None:
        raise ValueError("not an id")
    milliseconds, number = int(found[1]), int(found[2] or 0)
    if max(milliseconds, number) > _MAX_PART:
        raise ValueError("not an id")
    return milliseconds, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`body` is a JSON object that begins with its id. `field` names what it is the newest value of,
    and is empty for a line of the talk.
    """

    id: str
    body: bytes
    field: str = ""
