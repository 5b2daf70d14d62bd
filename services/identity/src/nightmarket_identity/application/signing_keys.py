"""Keep the signing keys: make the first ones, remove what has retired, rotate on demand.

Every server runs `tend_keys` every few seconds and so learns what another one, or the command line,
has changed; changes are made under one lock.
"""

from datetime import timedelta

from nightmarket_identity.application.ports import IdentityUow, KeyHolder, KeyMaker, UowFactory
from nightmarket_identity.domain.keys import due_removal, missing_states, rotated
from nightmarket_kit.core.clock import Clock


async def tend_keys(
    *, uow: UowFactory, clock: Clock, maker: KeyMaker, holder: KeyHolder, retire_after: timedelta
) -> None:
    """Read the keys, change what is due, and hand them to `holder`."""
    async with uow() as tx:
        keys = await tx.keys.published()
        at = clock.now()
        if missing_states(keys) or due_removal(keys, at=at, retire_after=retire_after):
            await tx.keys.lock()
            await _change(tx, clock=clock, maker=maker, retire_after=retire_after)
            keys = await tx.keys.published()
            await tx.commit()
    holder.hold(keys)


async def _change(
    tx: IdentityUow, *, clock: Clock, maker: KeyMaker, retire_after: timedelta
) -> None:
    keys, at = await tx.keys.published(), clock.now()
    removed = due_removal(keys, at=at, retire_after=retire_after)
    if removed is not None:
        await tx.keys.save(removed)
        keys = [key for key in keys if key.kid != removed.kid]
    for state in missing_states(keys):
        await tx.keys.add(maker.make(state, at=at))


async def rotate_keys(*, uow: UowFactory, clock: Clock) -> None:
    """`next` signs from now on. RotationTooSoon while the key before is still needed."""
    async with uow() as tx:
        await tx.keys.lock()
        for key in rotated(await tx.keys.published(), at=clock.now()):
            await tx.keys.save(key)
        await tx.commit()
