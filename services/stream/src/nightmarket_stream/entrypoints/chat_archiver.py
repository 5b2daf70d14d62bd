"""The archiver: takes what is new in the rooms' logs, keeps it, and only then settles it.

What was taken and could not be kept is held on to, and tried again until it is. Killed in between, it
stays pending in Valkey and is given to another process; kept but not settled, it is kept no second
time.
"""

import asyncio
from typing import Final

from opentelemetry import metrics

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.postgres import DATABASE_ERRORS
from nightmarket_stream.application.archive_chat import archive_chat
from nightmarket_stream.application.archive_ports import ArchiveUowFactory, Batch, RoomLogs
from nightmarket_stream.domain.errors import RoomLogsUnavailable

log = get_logger(__name__)
GATHER_S: Final = (
    0.2  # what is said meanwhile goes along: five commits a second, however much is said
)
FAILURE_MIN_S, FAILURE_MAX_S = 0.2, 5.0


class ChatArchiver:
    """A component."""

    name = "chat archive"

    def __init__(self, *, logs: RoomLogs, uow: ArchiveUowFactory, clock: Clock) -> None:
        self._logs = logs
        self._uow = uow
        self._clock = clock
        self._held: list[Batch] = []
        self._task: asyncio.Task[None] | None = None
        self._archived = metrics.get_meter("nightmarket").create_counter(
            "chat.archived", description="messages that were new to the archive"
        )

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def wait(self) -> None:
        if self._task is not None:
            await self._task

    async def stop(self, grace_s: float) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)  # `wait` tells how it ended

    async def _run(self) -> None:
        failure = FAILURE_MIN_S
        while True:
            try:
                await self.step()
            except (RoomLogsUnavailable, *DATABASE_ERRORS) as error:
                # Its type alone: Postgres repeats rows in what it says.
                log.warning("chat archive waits", error=type(error).__name__)
                await asyncio.sleep(failure)
                failure = min(failure * 2, FAILURE_MAX_S)
            else:
                failure = FAILURE_MIN_S
                await asyncio.sleep(GATHER_S)

    async def step(self) -> int:
        """One turn; how many messages were new."""
        if not self._held:
            self._held = await self._logs.next()
        if not self._held:
            return 0
        count = await archive_chat(self._held, uow=self._uow, clock=self._clock)
        kept, self._held = self._held, []
        self._archived.add(count)
        await self._logs.settle(kept)
        return count
