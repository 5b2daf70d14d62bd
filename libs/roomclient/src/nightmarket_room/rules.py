"""When to wait, ask, say again and renew: the tables of docs/realtime.md, which a test compares.

The app follows the same ones (mobile/src/realtime/rules.ts).
"""

from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Milliseconds, by the names of the table."""

    first_wait_ms: int = 1_000
    most_wait_ms: int = 15_000
    steady_ms: int = 10_000
    silence_ms: int = 30_000
    answer_ms: int = 8_000
    join_ms: int = 20_000
    again_ms: int = 4_000
    give_up_ms: int = 30_000
    renew_before_ms: int = 60_000
    renew_least_ms: int = 30_000

    def wait_s(self, failures: int, random: Random, *, least_ms: int = 0) -> float:
        """Full jitter: anywhere between the least and a bound that doubles with every failure."""
        bound = min(self.most_wait_ms, self.first_wait_ms << min(failures, 10))
        return (least_ms + random.random() * bound) / 1000


RULES: Final = Rules()

NEVER: Final = None
# Close codes with a wait of their own; after every other end: from 0 on.
LEAST_WAIT_MS: Final[dict[int, int | None]] = {4400: NEVER, 4408: 1_000, 4429: 1_000}
TOO_LARGE: Final = 1009

# Refusals that trying again can change, on the same socket.
TRY_AGAIN: Final = frozenset(
    {"INTERNAL", "DEADLINE_EXCEEDED", "SERVICE_UNAVAILABLE", "KEYS_UNAVAILABLE", "NOT_JOINED"}
)
# Refusals that a renewed token can change.
RENEW: Final = frozenset({"TOKEN_MISSING", "TOKEN_EXPIRED", "TOKEN_INVALID", "TICKET_INVALID"})
