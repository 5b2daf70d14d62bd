"""Who goes on air when a publisher comes and nothing is live."""

from datetime import datetime

from nightmarket_stream.application.ports import StreamUow
from nightmarket_stream.domain.show import Show


async def show_to_air(tx: StreamUow, channel_id: str, *, at: datetime) -> Show | None:
    """The show that may be resumed at `at`, else the next one: an encoder that returns goes on with
    its show, and a host who wants the next show at once ends the present one first.
    """
    return await tx.shows.resumable_of(channel_id, at=at) or await tx.shows.next_of(channel_id)
