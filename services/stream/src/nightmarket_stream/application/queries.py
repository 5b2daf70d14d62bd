"""Read models: what screens ask for and what the poll compares. No aggregate, no lock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from nightmarket_kit.core.pages import Page
from nightmarket_stream.domain.broadcast import Broadcast
from nightmarket_stream.domain.pin import PinChange
from nightmarket_stream.domain.show import ShowState, Starts
from nightmarket_stream.domain.ticket import MediaTicket


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingView:
    """`start_at` and `duration` are the file's; its first part, `preview`, was not on air."""

    key: str
    start_at: datetime
    duration: timedelta
    preview: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowView:
    """`sort_at` is the time that lists are ordered by: on air since, else announced for.

    `resume_until` may have passed.
    """

    id: str
    shop_id: str
    channel_id: str
    path: str
    title: str
    state: ShowState
    starts: Starts
    source_id: str
    schedule_at: datetime
    live_at: datetime | None
    end_at: datetime | None
    resume_until: datetime | None
    sort_at: datetime
    product_ids: tuple[str, ...]
    pinned_product_id: str
    recordings: tuple[RecordingView, ...]
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCursor:
    """The last show of the page before."""

    on_air: bool
    sort_at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFilter:
    shop_id: str | None
    states: tuple[ShowState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A show that we hold to be live or previewed, and who carries it; `is_over` when that one is to
    be cut.
    """

    show_id: str
    media_path: str
    source_id: str
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecorded:
    """A broadcast of an ended show of which there is no recording; `end_at` is the broadcast's."""

    broadcast: Broadcast
    media_path: str
    end_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelView:
    """`live_show_id` is empty when nothing is on air, `held_show_id` when there is no picture.
    `is_closed` when a picture that is there, or came now, would only be previewed.
    """

    id: str
    live_show_id: str
    held_show_id: str
    is_closed: bool


class StreamQueries(Protocol):
    async def show(self, show_id: str) -> ShowView | None: ...
    async def shows(
        self, filter_: ShowFilter, page: Page, after: ShowCursor | None
    ) -> list[ShowView]:
        """One more than the page's size when there is a next page; live first, then newest."""

    async def channel(self, media_path: str, *, at: datetime) -> ChannelView | None: ...
    async def pins(self, show_id: str) -> list[PinChange]:
        """In their order; none when there is no such show."""

    async def ticket(self, token_hash: bytes) -> MediaTicket | None: ...
    async def held(self) -> list[Held]: ...
    async def unrecorded(self, *, at: datetime, limit: int) -> list[Unrecorded]:
        """Those due for a look into the bucket: soon after the show's end, then ever less often, for
        a day. The second end of a show that was resumed counts anew.
        """
