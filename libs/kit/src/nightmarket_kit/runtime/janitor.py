"""Old rows of the message tables go in small batches; what is still needed stays.

Outbox rows stay 7 days after publication (a broker that lost its data is fed again from them), inbox
rows 14 days (longer than any topic's retention), requests 7 days.
"""

import asyncio

from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.postgres import DATABASE_ERRORS, Database

log = get_logger(__name__)
EVERY_S = 3600.0
DELETES = (
    """DELETE FROM outbox WHERE id IN (SELECT id FROM outbox
       WHERE published_at < now() - interval '7 days' LIMIT 1000)""",
    """DELETE FROM inbox WHERE (consumer, event_id) IN (SELECT consumer, event_id FROM inbox
       WHERE applied_at < now() - interval '14 days' LIMIT 1000)""",
    """DELETE FROM requests WHERE (method, request_id) IN (SELECT method, request_id FROM requests
       WHERE created_at < now() - interval '7 days' LIMIT 1000)""",
)


class Janitor:
    """A component."""

    name = "janitor"

    def __init__(self, database: Database) -> None:
        self._database = database
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def wait(self) -> None:
        if self._task is not None:
            await self._task

    async def stop(self, grace_s: float) -> None:  # noqa: ARG002 - nothing to finish
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)  # `wait` tells how it ended

    async def _run(self) -> None:
        while True:
            try:
                await self.clean()
            except DATABASE_ERRORS as error:
                log.warning("cleaning failed", error=type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def clean(self) -> int:
        """Delete everything that is old enough; returns how many rows."""
        count = 0
        for sql in DELETES:
            while deleted := int((await self._database.pool.execute(sql)).rsplit(" ", 1)[-1]):
                count += deleted
        return count
