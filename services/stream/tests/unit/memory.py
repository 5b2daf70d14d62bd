"""Stream's unit of work in memory, for tests of what happens in which order."""

from copy import copy
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from nightmarket_stream.application.queries import Held
from nightmarket_stream.domain.broadcast import Broadcast
from nightmarket_stream.domain.channel import MEDIA_PREFIX, Channel
from nightmarket_stream.domain.events import Event
from nightmarket_stream.domain.show import Show, ShowState
from nightmarket_stream.domain.source import Source
from nightmarket_stream.domain.ticket import MediaTicket


class Tables:
    def __init__(self) -> None:
        self.channels: dict[str, Channel] = {}
        self.shows: dict[str, Show] = {}
        self.sources: dict[tuple[str, str], Source] = {}
        self.broadcasts: dict[tuple[str, str], Broadcast] = {}
        self.tickets: dict[bytes, MediaTicket] = {}
        self.requests: dict[str, str] = {}
        self.events: list[Event] = []


class MemoryStore:
    """Also the queries."""

    def __init__(self) -> None:
        self.tables = Tables()

    def uow(self) -> "MemoryUow":
        return MemoryUow(self)

    async def held(self) -> list[Held]:
        return [
            Held(
                show_id=show.id,
                media_path=self.tables.channels[show.channel_id].media_path,
                source_id=show.source_id,
                is_over=(one := self.tables.sources.get((show.channel_id, show.source_id)))
                is not None
                and one.is_over,
            )
            for show in self.tables.shows.values()
            if show.source_id
        ]


class MemoryUow:
    """Copies the tables on entry and puts them back with the commit."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def __aenter__(self) -> Self:
        self._tables = Tables()
        for name, value in vars(self._store.tables).items():
            setattr(self._tables, name, copy(value))
        self.channels = _Channels(self._tables)
        self.shows = _Shows(self._tables)
        self.sources = _Sources(self._tables)
        self.broadcasts = _Broadcasts(self._tables)
        self.tickets = _Tickets(self._tables)
        self.requests = _Requests(self._tables)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    async def commit(self) -> None:
        self._store.tables = self._tables

    def publish(self, event: Event) -> None:
        self._tables.events.append(event)


class _Part:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables


class _Requests(_Part):
    async def claim(self, command: Any, *, result_id: str = "") -> str | None:
        earlier = self._tables.requests.get(command.request_id)
        if earlier is None and result_id:
            self._tables.requests[command.request_id] = result_id
        return earlier

    async def finish(self, command: Any, *, result_id: str) -> None:
        self._tables.requests[command.request_id] = result_id


class _Channels(_Part):
    async def ensure(self, channel: Channel) -> Channel:
        there = next(iter(self._tables.channels.values()), channel)
        self._tables.channels[there.id] = there
        return there

    async def by_path(self, media_path: str) -> Channel | None:
        for channel in self._tables.channels.values():
            if MEDIA_PREFIX + channel.path == media_path:
                return channel
        return None

    async def get_for_update(self, channel_id: str) -> Channel | None:
        return self._tables.channels.get(channel_id)

    async def save_key(self, channel: Channel) -> None:
        self._tables.channels[channel.id] = channel


class _Shows(_Part):
    async def add(self, show: Show) -> None:
        self._tables.shows[show.id] = show

    async def get(self, show_id: str) -> Show | None:
        return self._tables.shows.get(show_id)

    get_for_update = get

    async def held_of(self, channel_id: str) -> Show | None:
        held = [one for one in self._of(channel_id) if one.source_id]
        assert len(held) <= 1
        return held[0] if held else None

    async def resumable_of(self, channel_id: str, *, at: datetime) -> Show | None:
        open_ = [one for one in self._of(channel_id) if one.is_resumable(at=at)]
        return max(open_, key=lambda show: (show.end_at or at, show.id), default=None)

    async def next_of(self, channel_id: str) -> Show | None:
        waiting = [one for one in self._of(channel_id) if one.state is ShowState.SCHEDULED]
        return min(waiting, key=lambda show: (show.schedule_at, show.id), default=None)

    def _of(self, channel_id: str) -> list[Show]:
        return [one for one in self._tables.shows.values() if one.channel_id == channel_id]

    async def save(self, show: Show) -> None:
        self._tables.shows[show.id] = show


class _Sources(_Part):
    async def get(self, channel_id: str, source_id: str) -> Source | None:
        return self._tables.sources.get((channel_id, source_id))

    async def put(self, source: Source) -> None:
        there = self._tables.sources.get((source.channel_id, source.id))
        if there is None:
            self._tables.sources[source.channel_id, source.id] = source
        elif source.is_over:
            await self._end(there)

    async def end_all(
        self, channel_id: str, *, show_id: str | None = None, but: str | None = None
    ) -> None:
        for source in list(self._tables.sources.values()):
            is_there = source.channel_id == channel_id and source.id != but
            if is_there and show_id in (None, source.show_id):
                await self._end(source)

    async def _end(self, source: Source) -> None:
        self._tables.sources[source.channel_id, source.id] = Source(
            channel_id=source.channel_id,
            id=source.id,
            show_id=source.show_id,
            is_over=True,
            created_at=source.created_at,
        )


class _Tickets(_Part):
    async def add(self, ticket: MediaTicket, *, at: datetime) -> None:
        self._tables.tickets[ticket.token_hash] = ticket

    async def get(self, token_hash: bytes) -> MediaTicket | None:
        return self._tables.tickets.get(token_hash)

    async def withdraw(self, channel_id: str, *, show_id: str | None = None) -> None:
        for key, one in list(self._tables.tickets.items()):
            if one.channel_id == channel_id and show_id in (None, one.show_id):
                del self._tables.tickets[key]


class _Broadcasts(_Part):
    async def begin(self, broadcast: Broadcast) -> None:
        for one in list(self._tables.broadcasts.values()):
            if one.channel_id == broadcast.channel_id:
                await self.end(one.show_id, at=broadcast.start_at)
        key = (broadcast.show_id, broadcast.source_id)
        assert key not in self._tables.broadcasts
        self._tables.broadcasts[key] = broadcast

    async def end(self, show_id: str, *, at: datetime) -> None:
        for key, one in list(self._tables.broadcasts.items()):
            if one.show_id == show_id and one.end_at is None:
                self._tables.broadcasts[key] = replace(one, end_at=max(at, one.start_at))
