"""Cutting a publisher, after the commit that makes it unwelcome."""

from contextlib import suppress

from nightmarket_stream.application.ports import LiveProvider
from nightmarket_stream.domain.errors import MediaServerUnavailable


async def cut(media: LiveProvider, media_path: str, *, source_id: str | None = None) -> None:
    """Try once: a source that is over and still on its path is cut by the next poll that is answered."""
    with suppress(MediaServerUnavailable):
        await media.kick(media_path, source_id=source_id)
