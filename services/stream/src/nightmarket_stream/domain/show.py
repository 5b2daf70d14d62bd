"""Shows: scheduled → live → ended. At most one show of a channel is live.

There is one way back. A show that ended because its source left is resumable until `resume_until`:
a publisher who comes before then brings it on air again, with its first `live_at`. After that time,
or ended by its host, it is final.

A show that its host starts is previewed first: still scheduled, but with a source.

`source_id` is the publisher that keeps a live show on air or a scheduled one previewed, `source_since`
when its picture came by the media server's clock; reports of another publisher never end the show.
`version` grows with every change that a viewer can see.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from nightmarket_stream.domain.errors import (
    ListingNotFound,
    ShowStateWrong,
    SignalMissing,
    TitleInvalid,
    TooManyListings,
)

MAX_TITLE = 120
MAX_LISTINGS = 200


class ShowState(StrEnum):
    SCHEDULED = "scheduled"
    LIVE = "live"
    ENDED = "ended"


class Starts(StrEnum):
    """What brings a show on air: the encoder's picture, or its host."""

    SIGNAL = "signal"
    HOST = "host"


def check_listings(product_ids: Sequence[str]) -> tuple[str, ...]:
    """The list without repetitions: a product has one place, the first."""
    if len(product_ids) > MAX_LISTINGS:
        raise TooManyListings(limit=MAX_LISTINGS)
    return tuple(dict.fromkeys(product_ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    id: str
    shop_id: str
    channel_id: str
    title: str
    state: ShowState
    schedule_at: datetime
    created_at: datetime
    live_at: datetime | None = None
    end_at: datetime | None = None
    resume_until: datetime | None = None
    listings: tuple[str, ...] = ()
    pinned_product_id: str = ""
    source_id: str = ""
    source_since: datetime | None = None
    starts: Starts = Starts.SIGNAL
    version: int = 1

    @classmethod
    def create(
        cls,
        *,
        id_: str,
        shop_id: str,
        channel_id: str,
        title: str,
        schedule_at: datetime,
        starts: Starts = Starts.SIGNAL,
        at: datetime,
    ) -> "Show":
        return cls(
            id=id_,
            shop_id=shop_id,
            channel_id=channel_id,
            title=_check_title(title),
            state=ShowState.SCHEDULED,
            schedule_at=schedule_at,
            starts=starts,
            created_at=at,
        )

    @property
    def is_previewed(self) -> bool:
        return self.state is ShowState.SCHEDULED and bool(self.source_id)

    @property
    def awaits_host(self) -> bool:
        """Whether a picture is only previewed now; a show that was on air before is not asked again."""
        return self.state is ShowState.SCHEDULED and self.starts is Starts.HOST

    def may_air(self, *, at: datetime) -> bool:
        """Whether a publisher who comes at `at`, with nothing on air, brings or keeps it on air."""
        return self.state is not ShowState.ENDED or self.is_resumable(at=at)

    def announced(
        self, *, title: str | None, schedule_at: datetime | None, starts: Starts | None
    ) -> "Show":
        """The show as announced anew; None leaves a thing as it is. `starts` takes effect with the
        next signal: what is previewed waits for its host.
        """
        self._require(ShowState.SCHEDULED)
        changed = replace(
            self,
            title=self.title if title is None else _check_title(title),
            schedule_at=schedule_at or self.schedule_at,
            starts=starts or self.starts,
        )
        return self if changed == self else replace(changed, version=self.version + 1)

    def previewed(self, source_id: str, *, since: datetime) -> "Show":
        """The scheduled show with a picture; nothing that a viewer can see changes."""
        self._require(ShowState.SCHEDULED)
        return replace(self, source_id=source_id, source_since=since)

    def unseen(self) -> "Show":
        """The previewed show without its picture: plainly scheduled."""
        self._require(ShowState.SCHEDULED)
        return replace(self, source_id="", source_since=None)

    def started(self, *, at: datetime) -> "Show":
        """The show on air because its host says so."""
        self._require(ShowState.SCHEDULED)
        if self.source_since is None:
            raise SignalMissing(show_id=self.id)
        return self.aired(self.source_id, since=self.source_since, at=at)

    def is_resumable(self, *, at: datetime) -> bool:
        """Whether a publisher who comes at `at` brings it on air again."""
        return self.resume_until is not None and at < self.resume_until

    def aired(self, source_id: str, *, since: datetime, at: datetime) -> "Show":
        """The show on air, for the first time or again; that the window is open, the caller has seen."""
        if self.resume_until is None:
            self._require(ShowState.SCHEDULED)
        return replace(
            self,
            state=ShowState.LIVE,
            live_at=self.live_at or at,
            end_at=None,
            resume_until=None,
            source_id=source_id,
            source_since=since,
            version=self.version + 1,
        )

    def carried_by(self, source_id: str, *, since: datetime) -> "Show":
        """The live show with another publisher; nothing that a viewer can see changes."""
        self._require(ShowState.LIVE)
        return replace(self, source_id=source_id, source_since=since)

    def left(self, *, at: datetime, resume_for: timedelta) -> "Show":
        """The live show without its source: over, unless a publisher comes in time."""
        self._require(ShowState.LIVE)
        return replace(self._over(at), resume_until=at + resume_for)

    def ended(self, *, at: datetime) -> "Show":
        """The show over for good. One that could be resumed keeps its time of end."""
        if self.is_resumable(at=at):
            return replace(self, resume_until=None, version=self.version + 1)
        self._require(ShowState.SCHEDULED, ShowState.LIVE)
        return self._over(at)

    def with_listings(self, product_ids: Sequence[str]) -> "Show":
        """The show with another shelf; a pin whose product is gone comes down."""
        self._require(ShowState.SCHEDULED, ShowState.LIVE)
        listings = check_listings(product_ids)
        pinned = self.pinned_product_id if self.pinned_product_id in listings else ""
        return replace(self, listings=listings, pinned_product_id=pinned, version=self.version + 1)

    def with_pin(self, product_id: str) -> "Show":
        """The show holding up `product_id`, or nothing when it is empty."""
        self._require(ShowState.SCHEDULED, ShowState.LIVE)
        if product_id and product_id not in self.listings:
            raise ListingNotFound(product_id=product_id)
        if product_id == self.pinned_product_id:
            return self
        return replace(self, pinned_product_id=product_id, version=self.version + 1)

    def touched(self) -> "Show":
        """The show after a change beside it: a recording."""
        return replace(self, version=self.version + 1)

    def _over(self, at: datetime) -> "Show":
        return replace(
            self,
            state=ShowState.ENDED,
            end_at=at,
            source_id="",
            source_since=None,
            version=self.version + 1,
        )

    def _require(self, *states: ShowState) -> None:
        if self.state not in states:
            raise ShowStateWrong(show_id=self.id, state=self.state.value)


def _check_title(title: str) -> str:
    if not 0 < len(title.strip()) <= MAX_TITLE:
        raise TitleInvalid
    return title.strip()
