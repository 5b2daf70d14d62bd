"""Old rows go: log-in transactions an hour after their end, sessions thirty days after theirs.

Push tokens go as soon as their session is over: a phone that nobody uses hears nothing.
"""

from datetime import timedelta
from typing import Final

from nightmarket_identity.application.ports import UowFactory
from nightmarket_kit.core.clock import Clock

BATCH: Final = 500
KEEP_LOGINS: Final = timedelta(hours=1)
KEEP_SESSIONS: Final = timedelta(days=30)


async def sweep(*, uow: UowFactory, clock: Clock) -> int:
    """Returns how many rows went."""
    at, count, last = clock.now(), 0, BATCH
    while last >= BATCH:
        async with uow() as tx:
            logins = await tx.logins.sweep(before=at - KEEP_LOGINS, limit=BATCH)
            push_tokens = await tx.push_tokens.sweep(before=at, limit=BATCH)
            sessions = await tx.sessions.sweep(before=at - KEEP_SESSIONS, limit=BATCH)
            await tx.commit()
        last = max(logins, push_tokens, sessions)
        count += logins + push_tokens + sessions
    return count
