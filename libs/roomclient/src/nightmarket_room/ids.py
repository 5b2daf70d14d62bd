"""Places in a room: two numbers, never compared as text, and only within one epoch."""

from typing import TypeAlias

EntryId: TypeAlias = tuple[int, int]


def entry_id(text: str) -> EntryId:
    """ValueError when it is none."""
    time, _, number = text.partition("-")
    return int(time), int(number)
