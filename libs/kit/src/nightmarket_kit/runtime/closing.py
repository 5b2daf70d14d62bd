"""Connections that open by themselves, as components that are closed at the end."""

import asyncio
from collections.abc import Awaitable, Callable


class Closing:
    """A component."""

    def __init__(self, name: str, close: Callable[[], Awaitable[object]]) -> None:
        self.name = name
        self._close = close

    async def start(self) -> None:
        """Nothing to do: the first use connects."""

    async def stop(self, grace_s: float) -> None:  # noqa: ARG002 - closing is quick
        await self._close()

    async def wait(self) -> None:
        await asyncio.Event().wait()
