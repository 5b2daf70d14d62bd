"""Ask providers about open attempts: with every notice lost, paid attempts still become paid.

The answer goes the way of a notice: stored, then through the same reducer. The provider is asked
with no transaction open; a lease keeps others from asking the same meanwhile.
"""

from datetime import timedelta
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_payment.application.apply_notice import apply_notice
from nightmarket_payment.application.ports import PaymentProvider, Providers, UowFactory, Watch
from nightmarket_payment.domain.notice import Outcome
from nightmarket_payment.domain.payment import Attempt, Schedule

LEASE: Final = timedelta(seconds=30)
BATCH: Final = 20


async def poll_attempts(
    *,
    uow: UowFactory,
    providers: Providers,
    schedule: Schedule,
    watch: Watch,
    clock: Clock,
    accept_simulated: bool,
) -> int:
    """Ask about what is due; returns how many were asked about."""
    count = 0
    for provider in providers.values():
        if not provider.can_query():
            continue
        now = clock.now()
        async with uow() as tx:
            due = await tx.attempts.lease_due(provider.name, at=now, until=now + LEASE, limit=BATCH)
            await tx.commit()
        for attempt in due:
            if not provider.can_query():
                break  # the rest comes back when its lease ends
            await _ask(
                provider,
                attempt,
                uow=uow,
                providers=providers,
                schedule=schedule,
                watch=watch,
                clock=clock,
                accept_simulated=accept_simulated,
            )
            count += 1
    return count


async def _ask(
    provider: PaymentProvider,
    asked: Attempt,
    *,
    uow: UowFactory,
    providers: Providers,
    schedule: Schedule,
    watch: Watch,
    clock: Clock,
    accept_simulated: bool,
) -> None:
    asked_at = clock.now()
    answer = await provider.query(asked)
    if answer is None:
        watch.unanswered(attempt=asked)
    elif answer.outcome is not Outcome.UNPAID:
        async with uow() as tx:
            notice_id = await tx.notices.add(answer, at=clock.now())
            await tx.commit()
        await apply_notice(
            notice_id,
            uow=uow,
            providers=providers,
            watch=watch,
            clock=clock,
            accept_simulated=accept_simulated,
        )
    async with uow() as tx:
        found = await tx.attempts.lock(asked.provider, asked.reference)
        if found is None:
            return
        _, attempt = found
        if attempt.next_check_at != asked.next_check_at:
            return  # settled, or the buyer came back meanwhile and a newer check is due
        now = clock.now()
        missed = answer is None
        await tx.attempts.save(
            attempt.missed(schedule, now)
            if missed
            else attempt.checked(schedule, now, asked_at=asked_at)
        )
        await tx.commit()
