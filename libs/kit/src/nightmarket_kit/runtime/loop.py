"""A component that does one thing again and again: sweepers and polls."""

import asyncio
from collections.abc import Awaitable, Callable

from nightmarket_kit.runtime.logging import get_logger

log = get_logger(__name__)


class Loop:
    """Call `step` every `every_s` seconds; a failing step is logged and tried at the next turn."""

    def __init__(self, name: str, step: Callable[[], Awaitable[object]], *, every_s: float) -> None:
        self.name = name
        self._step = step
        self._every_s = every_s
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def wait(self) -> None:
        if self._task is not None:
            await asyncio.wait({self._task})  # who stops to wait does not cancel it: `stop` does
            await self._task

    async def stop(self, grace_s: float) -> None:  # noqa: ARG002 - a step is safe to cancel
        if self._task is None:
            return
        while not self._task.done():  # a step may lose a cancellation: clients that time out do
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=0.1)
        await asyncio.gather(self._task, return_exceptions=True)  # `wait` tells how it ended

    async def _run(self) -> None:
        while True:
            try:
                await self._step()
            except Exception:
                # An outermost loop: a sweeper that died would be noticed only by its backlog.
                log.exception("loop step failed", loop=self.name)
            await asyncio.sleep(self._every_s)
