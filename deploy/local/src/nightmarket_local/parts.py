"""What the supervisor keeps alive.

A server is kept running; a task is run once to its end, and the parts that name it in `after`
wait for that. `prepare` runs before the first launch only, and may take as long as it must.
"""

from __future__ import annotations

import dataclasses
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nightmarket_backends.process import Child


def _nothing() -> None:
    pass


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    launch: Callable[[], Child]
    is_ready: Callable[[], bool] | None = None
    """None makes the part a task."""
    after: tuple[str, ...] = ()
    prepare: Callable[[], None] = _nothing
    stop_signal: signal.Signals = signal.SIGTERM
    seconds: float = 60.0
    """How long it may take to become ready, or to end when it is a task."""

    @property
    def is_task(self) -> bool:
        return self.is_ready is None


def tiers(parts: Sequence[Part]) -> list[list[Part]]:
    """Group `parts` so that each needs only parts of earlier groups."""
    depth: dict[str, int] = {}
    waiting = list(parts)
    while waiting:
        settled = [part for part in waiting if all(name in depth for name in part.after)]
        if not settled:
            names = ", ".join(part.name for part in waiting)
            raise ValueError(f"these parts wait for each other or for an unknown part: {names}")
        for part in settled:
            depth[part.name] = 1 + max((depth[name] for name in part.after), default=-1)
        waiting = [part for part in waiting if part.name not in depth]
    grouped: list[list[Part]] = [[] for _ in range(1 + max(depth.values(), default=-1))]
    for part in parts:
        grouped[depth[part.name]].append(part)
    return grouped
