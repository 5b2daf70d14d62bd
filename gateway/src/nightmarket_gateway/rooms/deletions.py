"""Which lines of a room were taken away, and may come back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Self

import orjson

from nightmarket_gateway.rooms.ids import Entry, EntryId, entry_id

FIELD: Final = "deleted:"


def deleted_key(room: str) -> str:
    return f"room:{room}:deleted"


def of_message(message_id: str) -> str:
    return f"m {message_id}"


def of_person(user_id: str) -> str:
    return f"u {user_id}"


class Deletions:
    """Single messages, and people with the last place up to which nothing of theirs is left."""

    def __init__(self) -> None:
        self._acts: dict[str, tuple[str, str, EntryId]] = {}
        self._messages: frozenset[str] = frozenset()
        self._people: dict[str, EntryId] = {}

    @classmethod
    def read(cls, found: dict[bytes, bytes]) -> Self:
        """Of what the log stores, by the deletion's id: what is gone, and the log's end then."""
        deletions = cls()
        for act, value in found.items():
            kind, what, end = value.decode().split(" ")
            deletions._acts[act.decode()] = (kind, what, entry_id(end))
        deletions._sum_up()
        return deletions

    def take(self, entry: Entry) -> None:
        """A deletion that came by, or one that was undone."""
        said = orjson.loads(entry.body)
        if said["kind"] == "restored":
            self._acts.pop(said["act_id"], None)
        else:
            kind = "m" if said["message_id"] else "u"
            what = said["message_id"] or said["user_id"]
            self._acts[said["act_id"]] = (kind, what, entry_id(entry.id))
        self._sum_up()

    def _sum_up(self) -> None:
        self._messages = frozenset(what for kind, what, _ in self._acts.values() if kind == "m")
        self._people = {}
        for kind, what, end in self._acts.values():
            if kind == "u":
                self._people[what] = max(self._people.get(what, (0, 0)), end)

    def left(self, entries: Sequence[Entry]) -> list[Entry]:
        if not self._messages and not self._people:
            return list(entries)
        return [self._unquoted(one) for one in entries if not self._is_gone(one)]

    def _is_gone(self, entry: Entry) -> bool:
        if entry.field:
            return False
        if entry.id in self._messages:
            return True
        if not self._people:
            return False
        said = orjson.loads(entry.body)
        return said.get("kind") == "chat" and self._is_of_gone(entry.id, said["user"]["id"])

    def _is_of_gone(self, id_: str, user_id: str) -> bool:
        end = self._people.get(user_id)
        return end is not None and entry_id(id_) <= end

    def _unquoted(self, entry: Entry) -> Entry:
        """What was taken away must not be read in the answer to it."""
        if entry.field or b'"reply":' not in entry.body:
            return entry
        said = orjson.loads(entry.body)
        reply = said["reply"]
        if reply["id"] not in self._messages and not self._is_of_gone(
            reply["id"], reply["user_id"]
        ):
            return entry
        del said["reply"]
        return replace(entry, body=orjson.dumps(said))
