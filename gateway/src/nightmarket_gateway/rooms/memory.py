"""What a gateway remembers of a room's log while it has viewers there: they join and resume from here.

Invariants
- Everything that came after `floor`, up to `cursor`, is here in the log's order, and never more than
  RESUME entries. Who saw less than `floor` is told of a gap; so is who saw nothing at all, unless the
  room `is_whole`: everything that ever was in it is here.
- A resume brings no more than a slow line can take; what is more is a gap, too.
- State and deletions are as of `cursor`: they change by the same entries that the viewers are sent.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from nightmarket_gateway.rooms import deletions as deleting
from nightmarket_gateway.rooms.deletions import Deletions
from nightmarket_gateway.rooms.entries import STATE_FIELDS
from nightmarket_gateway.rooms.ids import START, Entry, EntryId, entry_id

HISTORY: Final = 50
RESUME: Final = 1000
# Less than may wait for a viewer (settings, room_max_buffer), or a slow line would be cut whenever it came back.
RESUME_BYTES: Final = 100_000

Row = tuple[bytes, dict[bytes, bytes]]  # an entry as the log stores it


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    entries: list[Entry]
    has_gap: bool


def read_entry(raw_id: bytes, fields: dict[bytes, bytes]) -> Entry:
    return Entry(
        id=raw_id.decode(),
        body=b'{"id":"' + raw_id + b'",' + fields[b"e"][1:],
        field=fields.get(b"f", b"").decode(),
    )


@dataclass(slots=True, kw_only=True)
class Memory:
    """`state` has the newest values by field: status, pin, stock:<variant>, listing:<product>, rules,
    message_pin; `reactions` all
    that ever came, by kind, as of the last report; `added` how many entries the log ever had at `cursor`,
    by our own count.
    """

    epoch: str
    cursor: str
    added: int = 0
    floor: EntryId = START
    is_whole: bool = True
    state: dict[str, bytes] = field(default_factory=dict)
    deletions: Deletions = field(default_factory=Deletions)
    entries: deque[Entry] = field(default_factory=deque)
    reactions: Counter[str] = field(default_factory=Counter)

    def take(self, rows: Sequence[Row]) -> list[Entry]:
        """Remember what came by; what was known is left out."""
        known = entry_id(self.cursor)
        fresh = []
        for raw, fields in rows:
            entry = read_entry(raw, fields)
            if entry_id(entry.id) <= known:
                continue
            fresh.append(entry)
            if entry.field.partition(":")[0] in STATE_FIELDS:
                self.state[entry.field] = fields[b"e"]
            elif entry.field.startswith(deleting.FIELD):
                self.deletions.take(entry)
        if fresh:
            self._keep(fresh)
        return fresh

    def _keep(self, fresh: Sequence[Entry]) -> None:
        if self.floor == START:
            self.floor = entry_id(fresh[0].id)
        self.entries.extend(fresh)
        self.added += len(fresh)
        self.cursor = fresh[-1].id
        while len(self.entries) > RESUME:
            self.floor = entry_id(self.entries.popleft().id)
            self.is_whole = False

    def is_behind(self, last_seen: str) -> bool:
        """Whether `last_seen` is a place that the reader has not brought yet."""
        return entry_id(last_seen) > entry_id(self.cursor)

    def find(self, id_: str) -> Entry | None:
        """An entry that is remembered and was not taken away."""
        place = entry_id(id_)
        at = bisect_left(self.entries, place, key=lambda entry: entry_id(entry.id))
        found = [entry for entry in islice(self.entries, at, at + 1) if entry_id(entry.id) == place]
        return next(iter(self.deletions.left(found)), None)

    def history(self) -> History:
        """The newest entries, oldest first."""
        newest = islice(self.entries, max(0, len(self.entries) - HISTORY), None)
        return self._left(newest, has_gap=False)

    def after(self, last_seen: str) -> History:
        """What came after `last_seen`; with a gap, and the newest, when that is not all here."""
        place = entry_id(last_seen)
        reaches = self.is_whole if place == START else self.floor <= place
        if not reaches or self.is_behind(last_seen):
            return History(entries=self.history().entries, has_gap=True)
        start = bisect_right(self.entries, place, key=lambda entry: entry_id(entry.id))
        missed = list(islice(self.entries, start, None))
        if len(missed) > HISTORY and sum(len(entry.body) for entry in missed) > RESUME_BYTES:
            return History(entries=self.history().entries, has_gap=True)
        return self._left(missed, has_gap=False)

    def _left(self, entries: Iterable[Entry], *, has_gap: bool) -> History:
        return History(entries=self.deletions.left(list(entries)), has_gap=has_gap)
