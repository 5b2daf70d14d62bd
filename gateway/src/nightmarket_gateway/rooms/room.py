"""A room that has viewers here: who they are, and what they are sent when they come."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from nightmarket_gateway.rooms.ids import Entry
from nightmarket_gateway.rooms.memory import Memory
from nightmarket_gateway.rooms.wire import News, joined_frame

MAX_FRAMES: Final = 64


class Viewer(Protocol):
    """None of it waits."""

    def deliver(self, news: News) -> None:
        """What the whole room is sent."""

    def restart(self, room: str, frame: bytes) -> None:
        """A `joined`: from here on, whatever was before."""


@dataclass(slots=True, eq=False)
class Room:
    """`frames` are what those who join now are sent, by the place that they resume from. `stepped` is when
    talk's last step came by, `led_until` how long its steps bring what is new (both the loop's time).
    """

    id: str
    memory: Memory
    viewers: "set[Viewer]" = field(default_factory=set)
    count: int = -1
    newcomers: set[str] = field(default_factory=set)
    reactions: Counter[str] = field(default_factory=Counter)  # ours, not reported yet
    frames: dict[tuple[str, bool], bytes] = field(default_factory=dict)
    stepped: float = float("-inf")
    led_until: float = float("-inf")

    def tell(self, news: News) -> None:
        for viewer in tuple(self.viewers):
            viewer.deliver(news)

    def joined(self, after: str, *, is_lost: bool) -> bytes:
        """The `joined` for who comes back from `after`, or (`is_lost`) from a log that is gone."""
        frame = self.frames.get((after, is_lost))
        if frame is None:
            history = self.memory.after(after) if after and not is_lost else self.memory.history()
            frame = self.joined_with(history.entries, has_gap=is_lost or history.has_gap)
            if len(self.frames) < MAX_FRAMES:
                self.frames[after, is_lost] = frame
        return frame

    def joined_with(self, entries: Sequence[Entry], *, has_gap: bool) -> bytes:
        return joined_frame(
            self.id, self.memory, entries, has_gap=has_gap, viewers=max(self.count, 0)
        )
