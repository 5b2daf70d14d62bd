"""Publishers as the media server names them. An id is used for one connection and never again.

A source is remembered when it was let in (so that it airs the show it was let in for) and when it
is over (so that a late or doubled report of its beginning is known for what it is). A source that is
over and still on the path is to be cut.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    channel_id: str
    id: str
    show_id: str | None
    is_over: bool
    created_at: datetime
