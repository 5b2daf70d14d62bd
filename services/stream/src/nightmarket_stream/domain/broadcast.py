"""Broadcasts: one source's time on air with a show, and so one file in the bucket.

The file holds the preview before it, too. Those of a channel follow each other. A show that was
resumed, or taken over, has several.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """`end_at` is None while it is on air. `picture_at` is when the picture came, and with it the file
    began; it is before `start_at` when the show was previewed.
    """

    channel_id: str
    show_id: str
    source_id: str
    start_at: datetime
    picture_at: datetime
    end_at: datetime | None = None
