"""An event as it goes into the outbox: a fact, already encoded.

`sequence` is the aggregate's version: consumers that keep state ignore what is older.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingEvent:
    topic: str
    key: str
    type: str
    sequence: int
    payload: bytes
