"""The poll: compares what the media server has with what we hold, and repairs lost hooks both ways.

A show ends, resumable, or is previewed no more, when its source was missing in two answers in a row.
A poll that is not answered says nothing, and the count starts anew.
"""

from collections import Counter
from datetime import timedelta
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_stream.application.ports import LiveProvider, MediaPath, UowFactory
from nightmarket_stream.application.queries import Held, StreamQueries
from nightmarket_stream.application.report_media import (
    MediaReport,
    report_available,
    report_unavailable,
)
from nightmarket_stream.domain.channel import MEDIA_PREFIX
from nightmarket_stream.domain.errors import ChannelNotFound, MediaServerUnavailable

MISSES_TO_END: Final = 2


class MediaPoll:
    def __init__(
        self,
        *,
        uow: UowFactory,
        queries: StreamQueries,
        media: LiveProvider,
        clock: Clock,
        resume_for: timedelta,
    ) -> None:
        self._uow = uow
        self._queries = queries
        self._media = media
        self._clock = clock
        self._resume_for = resume_for
        self._misses: Counter[tuple[str, str]] = Counter()

    async def step(self) -> None:
        """One look; MediaServerUnavailable when there was no answer."""
        try:
            paths = await self._media.paths()
        except MediaServerUnavailable:
            self._misses.clear()
            raise
        held = await self._queries.held()
        settled = {(one.media_path, one.source_id) for one in held if not one.is_over}
        for one in paths:
            if one.path.startswith(MEDIA_PREFIX) and (one.path, one.source_id) not in settled:
                await self._present(one)
        seen = {one.path for one in paths}
        missing = {(one.show_id, one.source_id): one for one in held if one.media_path not in seen}
        self._misses = Counter({key: self._misses[key] + 1 for key in missing})
        for key, one_missing in missing.items():
            if self._misses[key] >= MISSES_TO_END:
                await self._absent(one_missing)

    async def _present(self, one: MediaPath) -> None:
        report = MediaReport(media_path=one.path, source_id=one.source_id, at=one.since)
        try:
            await report_available(report, uow=self._uow, media=self._media, clock=self._clock)
        except ChannelNotFound:
            return  # somebody else's path

    async def _absent(self, one: Held) -> None:
        report = MediaReport(
            media_path=one.media_path, source_id=one.source_id, at=self._clock.now()
        )
        await report_unavailable(
            report, uow=self._uow, clock=self._clock, resume_for=self._resume_for
        )
