"""What the handlers need from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from nightmarket_kit.core.ports import UnitOfWork
from nightmarket_stream.domain.broadcast import Broadcast
from nightmarket_stream.domain.channel import Channel
from nightmarket_stream.domain.events import Event
from nightmarket_stream.domain.recording import Recording
from nightmarket_stream.domain.show import Show
from nightmarket_stream.domain.signal import Signal
from nightmarket_stream.domain.source import Source
from nightmarket_stream.domain.ticket import MediaTicket


class ChannelRepository(Protocol):
    async def ensure(self, channel: Channel) -> Channel:
        """Store `channel` unless its shop has one; the one that is there."""

    async def by_path(self, media_path: str) -> Channel | None:
        """Without a lock."""

    async def get_for_update(self, channel_id: str) -> Channel | None:
        """Whatever changes who is on air holds this lock, and takes it before those of shows."""

    async def save_key(self, channel: Channel) -> None: ...


class ShowRepository(Protocol):
    async def add(self, show: Show) -> None: ...
    async def get(self, show_id: str) -> Show | None:
        """Without a lock."""

    async def get_for_update(self, show_id: str) -> Show | None: ...
    async def held_of(self, channel_id: str) -> Show | None:
        """The show that has a source, on air or previewed, locked."""

    async def resumable_of(self, channel_id: str, *, at: datetime) -> Show | None:
        """The ended show that may be resumed at `at`, of several the one that ended last, locked."""

    async def next_of(self, channel_id: str) -> Show | None:
        """The scheduled show with the earliest time, locked."""

    async def save(self, show: Show) -> None:
        """Everything but the listings."""

    async def save_listings(self, show: Show) -> None: ...


class SourceRepository(Protocol):
    async def get(self, channel_id: str, source_id: str) -> Source | None: ...
    async def put(self, source: Source) -> None:
        """Store or replace; what is over stays over. Old rows of the channel go."""

    async def end_all(
        self, channel_id: str, *, show_id: str | None = None, but: str | None = None
    ) -> None:
        """Everyone let in (for that show) is over, `but` one."""


class PinRepository(Protocol):
    async def add(self, show: Show, *, at: datetime) -> None:
        """The show's pin as it is from `at` on; once for each version that changes it."""


class TicketRepository(Protocol):
    async def add(self, ticket: MediaTicket, *, at: datetime) -> None:
        """Those of the channel that were past their time long ago go."""

    async def get(self, token_hash: bytes) -> MediaTicket | None: ...
    async def withdraw(self, channel_id: str, *, show_id: str | None = None) -> None:
        """All of the channel, or those for that show."""


class BroadcastRepository(Protocol):
    async def begin(self, broadcast: Broadcast) -> None:
        """The channel's broadcast before it ends with that."""

    async def end(self, show_id: str, *, at: datetime) -> None:
        """Nothing when the show is not on air."""

    async def between(self, channel_id: str, start: datetime, end: datetime) -> list[Broadcast]:
        """Those that were on air at some time in between, in order."""

    async def set_checked(self, broadcast: Broadcast, *, at: datetime) -> None:
        """The bucket was looked into for its file."""


class RecordingRepository(Protocol):
    async def add(self, recording: Recording) -> bool:
        """False when the file is known."""


class StreamUow(UnitOfWork, Protocol):
    @property
    def channels(self) -> ChannelRepository: ...
    @property
    def shows(self) -> ShowRepository: ...
    @property
    def sources(self) -> SourceRepository: ...
    @property
    def tickets(self) -> TicketRepository: ...
    @property
    def pins(self) -> PinRepository: ...
    @property
    def broadcasts(self) -> BroadcastRepository: ...
    @property
    def recordings(self) -> RecordingRepository: ...
    def publish(self, event: Event) -> None: ...


UowFactory = Callable[[], StreamUow]


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPath:
    """A path that has a picture now."""

    path: str
    source_id: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Playback:
    """`whep_url` is where the sound is one that WebRTC can carry."""

    hls_url: str
    whep_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """What an encoder is told; the secrets are empty when there is no key to show."""

    rtmp_server: str
    stream_key: str = field(repr=False)
    whip_url: str
    whip_token: str = field(repr=False)


class LiveProvider(Protocol):
    """The media server. Remote calls raise MediaServerUnavailable."""

    async def paths(self) -> list[MediaPath]: ...
    async def publisher_of(self, media_path: str) -> str | None:
        """The source on the path now."""

    async def signal_of(self, media_path: str) -> Signal | None:
        """None when the path has no picture."""

    async def kick(self, media_path: str, *, source_id: str | None = None) -> None:
        """Cut the path's publisher; with `source_id` only if it is that one."""

    async def playback(self, media_path: str, *, is_live: bool) -> Playback:
        """For viewers; `whep_url` is empty where it is not offered. Never raises."""

    async def preview_url(self, media_path: str) -> str:
        """WHEP, for members who look before the show. Never raises."""

    def ingest(self, path: str, key: str) -> Ingest: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    key: str
    modified_at: datetime


class ObjectStore(Protocol):
    """Remote calls raise ObjectStoreUnavailable; signing is not one."""

    async def list(self, prefix: str) -> Sequence[StoredObject]: ...
    async def presigned_url(self, key: str, *, seconds: int, content_type: str) -> str:
        """An address that can be read for at least `seconds`."""


class ProductDirectory(Protocol):
    async def shops_of(self, product_ids: Sequence[str]) -> dict[str, str]:
        """The shop of each product; unknown ids are left out."""
