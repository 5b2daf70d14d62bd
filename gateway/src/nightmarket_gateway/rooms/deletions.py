"""Which lines of a room were taken away, and may come back."""

from collections.abc import Sequence
from typing import Self

import orjson

from nightmarket_gateway.rooms.ids import Entry, EntryId, entry_id


def deleted_key(room: str) -> str:
    return f"room:{room}:deleted"


def of_message(message_id: str) -> str:
    return f"m {message_id}"


def of_person(user_id: str) -> str:
    return f"u {user_id}"


class Deletions:
    """Single messages, and people with the last place up to which nothing of theirs is left."""

    def __init__(self) -> None:
        self._messages: set[str] = set()
        self._people: dict[str, EntryId] = {}

    @classmethod
    def read(cls, found: dict[bytes, bytes]) -> Self:
        """Of what the log stores, by the deletion's id: what is gone, and the log's end then."""
        deletions = cls()
        for value in found.values():
            kind, what, end = value.decode().split(" ")
            if kind == "m":
                deletions._messages.add(what)
            else:
                before = deletions._people.get(what, (0, 0))
                deletions._people[what] = max(before, entry_id(end))
        return deletions

    def left(self, entries: Sequence[Entry]) -> list[Entry]:
        if not self._messages and not self._people:
            return list(entries)
        return [one for one in entries if not self._is_gone(one)]

    def _is_gone(self, entry: Entry) -> bool:
        if entry.field:
            return False
        if entry.id in self._messages:
            return True
        if not self._people:
            return False
        said = orjson.loads(entry.body)
        end = self._people.get(said["user"]["id"]) if said.get("kind") == "chat" else None
        return end is not None and entry_id(entry.id) <= end
