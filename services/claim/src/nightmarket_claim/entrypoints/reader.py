"""The reader: what is new in the rooms' logs becomes claims, room by room.

Killed anywhere it goes on from the place that its last transaction wrote. Several processes may read
side by side: who is second finds the place moved.
"""

import asyncio
import time
from typing import Final

from nightmarket_claim.application.ports import ClaimQueries, Room, RoomLogs, Signer, UowFactory
from nightmarket_claim.application.take_comments import take_comments
from nightmarket_claim.domain.errors import RoomLogsUnavailable
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.postgres import DATABASE_ERRORS

log = get_logger(__name__)
NOTE_EVERY_S: Final = 0.5
GATHER_S: Final = 0.02  # what is said meanwhile goes along
FAILURE_MIN_S, FAILURE_MAX_S = 0.1, 5.0


class ClaimReader:
    """A component."""

    name = "claim reader"

    def __init__(
        self,
        *,
        logs: RoomLogs,
        queries: ClaimQueries,
        uow: UowFactory,
        signer: Signer,
        clock: Clock,
    ) -> None:
        self._logs = logs
        self._queries = queries
        self._uow = uow
        self._signer = signer
        self._clock = clock
        self._noted = 0.0
        self._task: asyncio.Task[None] | None = None

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
                if not await self.step():
                    await self._logs.wait(await self._queries.rooms())
                    await asyncio.sleep(GATHER_S)
            except (RoomLogsUnavailable, *DATABASE_ERRORS) as error:
                # Its type alone: Postgres repeats rows in what it says.
                log.warning("claims wait", error=type(error).__name__)
                await asyncio.sleep(failure)
                failure = min(failure * 2, FAILURE_MAX_S)
            else:
                failure = FAILURE_MIN_S

    async def step(self) -> bool:
        """One turn over all rooms; whether anything was new."""
        rooms = await self._queries.rooms()
        was_new = [await self._read(room) for room in rooms]
        if not any(was_new) and time.monotonic() - self._noted > NOTE_EVERY_S:
            self._noted = time.monotonic()
            await self._logs.note_read()
        return any(was_new)

    async def _read(self, room: Room) -> bool:
        batch = await self._logs.read(room)
        if batch is None:
            return False
        await take_comments(batch, uow=self._uow, signer=self._signer, clock=self._clock)
        return True
