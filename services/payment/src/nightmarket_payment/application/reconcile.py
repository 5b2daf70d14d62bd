"""Compare a provider's day with our books: the file first, then, under the provider's lock, what
both sides hold. Re-running a day is safe: the same books give the same differences.

A payment that the provider has and we do not know of is asked about at once: its notice was lost.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_payment.application.ports import (
    Case,
    PaymentProvider,
    PaymentUow,
    Providers,
    UowFactory,
    Watch,
)
from nightmarket_payment.domain.payment import OPEN
from nightmarket_payment.domain.provider_file import NoFile
from nightmarket_payment.domain.reconciliation import (
    MOVED_DAYS,
    Difference,
    DifferenceKind,
    DifferenceState,
    judge,
    opened,
)

LEASE: Final = timedelta(minutes=10)  # a file a minute, and two of them
MAX_BEHIND: Final = 31  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What one comparison came to; `no_file` when the provider gave none."""

    day: date
    rows: int = 0
    opened: tuple[Difference, ...] = ()
    closed: int = 0
    no_file: NoFile | None = None


async def reconcile_due(
    *, at: time, uow: UowFactory, providers: Providers, watch: Watch, clock: Clock
) -> int:
    """Compare the oldest day whose turn has come, of each provider. A day's turn comes at `at` of the
    next one, on the provider's own clock.
    """
    count = 0
    for provider in providers.values():
        if not provider.has_files():
            continue
        now = clock.now()
        async with uow() as tx:
            await _add_days(tx, provider, at=at, now=now)
            day = await tx.reconciliations.lease_due(provider.name, at=now, until=now + LEASE)
            await tx.commit()
        if day is not None:
            await reconcile_day(provider, day, uow=uow, watch=watch, clock=clock)
            count += 1
    return count


async def _add_days(tx: PaymentUow, provider: PaymentProvider, *, at: time, now: datetime) -> None:
    local = now.astimezone(provider.zone)
    last = local.date() - timedelta(days=1 if local.time() >= at else 2)
    known = await tx.reconciliations.last_day(provider.name)
    # the first time two days: what was paid before midnight may be booked after it
    behind = 2 if known is None else min(MAX_BEHIND, (last - known).days)
    days = [last - timedelta(days=back) for back in reversed(range(behind))]
    await tx.reconciliations.add_days(provider.name, days, at=now)


async def reconcile_day(
    provider: PaymentProvider, day: date, *, uow: UowFactory, watch: Watch, clock: Clock
) -> Compared:
    since, before = bounds_of(provider, day)
    async with uow() as tx:
        await tx.reconciliations.add_days(provider.name, [day], at=clock.now())
        ours = await tx.reconciliations.booked(provider.name, since=since, before=before)
        await tx.commit()
    file = await provider.read_day(day, ours)
    if isinstance(file, NoFile):
        watch.no_file(provider=provider.name, day=day, file=file)
        async with uow() as tx:
            await tx.reconciliations.put_off(provider.name, day, file.code, at=clock.now())
            await tx.commit()
        return Compared(day=day, no_file=file)
    async with uow() as tx:
        await tx.reconciliations.lock(provider.name)
        now = clock.now()
        await tx.reconciliations.store(provider.name, file)
        await tx.reconciliations.compared(provider.name, day, rows=len(file.rows), at=now)
        read = await tx.reconciliations.days_read(provider.name)
        cases = await tx.reconciliations.cases(
            provider.name, day, since=since - MOVED_DAYS, before=before, zone=provider.zone
        )
        changed = []
        for case in cases:
            changed += await _compare(tx, case, provider=provider.name, day=day, read=read, at=now)
        await tx.commit()
    open_ = tuple(one for one in changed if one.state is DifferenceState.OPEN)
    watch.compared(provider=provider.name, day=day, rows=len(file.rows), open_=open_)
    return Compared(day=day, rows=len(file.rows), opened=open_, closed=len(changed) - len(open_))


async def _compare(
    tx: PaymentUow, case: Case, *, provider: str, day: date, read: frozenset[date], at: datetime
) -> list[Difference]:
    """Name what differs and close what does not any more; returns what changed."""
    before = {one.kind: one for one in case.differences}
    changed: list[Difference] = []
    for finding in judge(case.booked, case.rows, read=read):
        known = before.pop(finding.kind, None)
        now = (
            opened(
                finding,
                id_=new_id(),
                provider=provider,
                day=day,
                reference=case.reference,
                booked=case.booked,
                at=at,
            )
            if known is None
            else known.found(finding, at=at)
        )
        if now is not known:
            changed.append(now)
        if finding.kind is DifferenceKind.STATE_DIFFERS:
            await _ask_at_once(tx, provider, case, at=at)
    # what was named before its day's file was there waits for that file
    changed += [
        known.gone(at=at)
        for known in before.values()
        if known.day in read and known.state is DifferenceState.OPEN
    ]
    for one in changed:
        await tx.reconciliations.save(one)
    return changed


async def _ask_at_once(tx: PaymentUow, provider: str, case: Case, *, at: datetime) -> None:
    """The poll asks, and the answer goes through the one reducer: a file never settles anything."""
    found = await tx.attempts.lock(provider, case.reference)
    if found is not None and found[1].state in OPEN:
        await tx.attempts.save(found[1].hinted(at))


def bounds_of(provider: PaymentProvider, day: date) -> tuple[datetime, datetime]:
    """Begin and end of the provider's day."""
    begin = datetime.combine(day, time.min, tzinfo=provider.zone)
    return begin, begin + timedelta(days=1)
