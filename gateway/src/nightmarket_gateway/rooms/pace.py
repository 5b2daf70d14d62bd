"""When what was said goes out: a pass costs a write to everybody, so few passes carry much.

Who speaks into silence waits for nothing. What comes after a pass goes out when ENOUGH wait, never sooner
than PASS_S after its beginning, else so that it is with the last viewer GATHER_S after it, if passes take no
longer: people see a sixth of a second as little as they can read eight lines in it.
"""

import asyncio
from typing import Final

PASS_S: Final = 0.04
GATHER_S: Final = 0.16
ENOUGH: Final = 8
QUIET_S: Final = 2 * GATHER_S
# While so many come in between two passes, passes get a seventh of the time and joins the rest.
CROWD: Final = 50
CROWD_PAUSE: Final = 6


class Pace:
    """Of all rooms of this process together."""

    def __init__(self) -> None:
        self._entered = 0
        self._passed = float("-inf")
        self._rest_until = float("-inf")
        self._gather_until = float("-inf")

    def entered(self) -> None:
        """Somebody came into a room."""
        self._entered += 1

    def was_quiet(self, now: float) -> bool:
        return now - self._passed > QUIET_S

    def passed(self, begun: float) -> None:
        """A pass is over: one that took long is followed by as long a pause."""
        now = asyncio.get_running_loop().time()
        took, entered, self._entered = now - begun, self._entered, 0
        share = CROWD_PAUSE if entered >= CROWD else 1
        self._passed = now
        self._rest_until = now + max(PASS_S - took, share * took)
        self._gather_until = max(self._rest_until, begun + GATHER_S - took)

    def rest_s(self, *, is_enough: bool) -> float:
        """How long until the next pass, when enough wait for it, or when not."""
        until = self._rest_until if is_enough else self._gather_until
        return max(0.0, until - asyncio.get_running_loop().time())
