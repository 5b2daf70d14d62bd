"""What signal the media server has of a show, for its studio. Nothing is stored.

The bit rate is reckoned from what was counted in the last seconds. Samples are kept in memory, per
source: they come from the studio's own questions, and a process that was not asked before answers with
the mean since the signal came.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_stream.application.access import require_host
from nightmarket_stream.application.ports import LiveProvider
from nightmarket_stream.application.queries import StreamQueries
from nightmarket_stream.domain.channel import MEDIA_PREFIX
from nightmarket_stream.domain.errors import ShowNotFound
from nightmarket_stream.domain.signal import Signal

WINDOW: Final = timedelta(seconds=10)
MIN_APART: Final = timedelta(seconds=1)
MAX_SOURCES: Final = 10_000
_Sample = tuple[datetime, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestView:
    signal: Signal
    bitrate_bps: int


class BitrateMeter:
    def __init__(self) -> None:
        self._samples: dict[str, deque[_Sample]] = {}

    def measure(self, signal: Signal, *, at: datetime) -> int:
        """Bits a second up to now."""
        samples = self._samples.pop(signal.source_id, deque())
        while samples and at - samples[0][0] > WINDOW:
            samples.popleft()
        begun = (signal.since, 0)
        since, bytes_then = next((one for one in samples if at - one[0] >= MIN_APART), begun)
        if not samples or at - samples[-1][0] >= MIN_APART:
            samples.append((at, signal.bytes_received))
        self._samples[signal.source_id] = samples  # the last place is the most lately asked for
        while len(self._samples) > MAX_SOURCES:
            del self._samples[next(iter(self._samples))]
        seconds = (at - since).total_seconds()
        received = signal.bytes_received - bytes_then
        return round(received * 8 / seconds) if seconds > 0 and received > 0 else 0


class IngestDesk:
    def __init__(self, *, queries: StreamQueries, media: LiveProvider, clock: Clock) -> None:
        self._queries = queries
        self._media = media
        self._clock = clock
        self._meter = BitrateMeter()

    async def look(self, show_id: str, *, actor: Principal) -> IngestView | None:
        """None when nobody sends for this show; what is on the path for another show is not its."""
        show = await self._queries.show(show_id)
        if show is None:
            raise ShowNotFound(show_id=show_id)
        require_host(actor, show.shop_id)
        if not show.source_id:
            return None
        signal = await self._media.signal_of(MEDIA_PREFIX + show.path)
        if signal is None or signal.source_id != show.source_id:
            return None
        return IngestView(
            signal=signal, bitrate_bps=self._meter.measure(signal, at=self._clock.now())
        )
