"""Read what was said in a show: by place in the room, or by offset in the recording."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from nightmarket_kit.core.pages import Page
from nightmarket_stream.application.archive_ports import ArchiveQueries, Stretch
from nightmarket_stream.application.queries import StreamQueries
from nightmarket_stream.domain.archive import Message, Place, Quote
from nightmarket_stream.domain.errors import ChatRangeInvalid, ShowNotFound
from nightmarket_stream.domain.timeline import Timeline

MAX_S = 10**7  # a hundred days and more


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRange:
    """From `from_s` on, or back from `to_s`, in the recording; without both back from `before`."""

    before: Place | None = None
    from_s: float | None = None
    to_s: float | None = None

    def __post_init__(self) -> None:
        for name in ("from_s", "to_s"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= MAX_S:  # refuses NaN, too
                raise ChatRangeInvalid(field=name)
            if value is not None and self.before is not None:
                raise ChatRangeInvalid(field="before")
        if self.from_s is not None and self.to_s is not None and self.from_s >= self.to_s:
            raise ChatRangeInvalid(field="to_s")

    @property
    def is_of_recording(self) -> bool:
        return self.from_s is not None or self.to_s is not None

    @property
    def is_forward(self) -> bool:
        return self.from_s is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`offset` is None when it was not asked for by that, `quote` when it answers nothing that is there."""

    message: Message
    quote: Quote | None
    offset: timedelta | None


async def read_chat(
    show_id: str,
    range_: ChatRange,
    page: Page,
    *,
    past: Place | None,
    shows: StreamQueries,
    archive: ArchiveQueries,
) -> Sequence[Said]:
    """One more than the page's size when there is a next page, which is past the last one shown."""
    show = await shows.show(show_id)
    if show is None:
        raise ShowNotFound(show_id=show_id)
    if not range_.is_of_recording:
        found = await archive.said(
            show_id, page, stretch=Stretch(), past=past or range_.before, is_forward=False
        )
        return [Said(message=one, quote=quote, offset=None) for one, quote in found]
    line = Timeline(
        [(one.start_at + one.preview, one.duration - one.preview) for one in show.recordings]
    )
    if not line:
        return []
    stretch = Stretch(
        start=line.first_from(timedelta(seconds=range_.from_s or 0)),
        end=line.first_from(timedelta(seconds=MAX_S if range_.to_s is None else range_.to_s)),
    )
    found = await archive.said(
        show_id, page, stretch=stretch, past=past, is_forward=range_.is_forward
    )
    return [
        Said(message=one, quote=quote, offset=line.offset_of(one.place.at)) for one, quote in found
    ]
