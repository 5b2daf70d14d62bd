"""Let stored notices take effect, each once; the loop picks up what was stored and not applied."""

from datetime import timedelta
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_payment.application.ports import UowFactory, Watch
from nightmarket_payment.application.request_refund import give_back_second
from nightmarket_payment.domain.notice import Verdict
from nightmarket_payment.domain.payment import take_in

BATCH: Final = 100
KEEP_QUARANTINED: Final = timedelta(days=90)


async def apply_notice(
    notice_id: str, *, uow: UowFactory, watch: Watch, clock: Clock, accept_simulated: bool
) -> None:
    """A notice of an attempt that we do not have stays unprocessed: it may be faster than our row."""
    async with uow() as tx:
        notice = await tx.notices.lock_unprocessed(notice_id)
        if notice is None:
            return
        found = await tx.attempts.lock(notice.provider, notice.reference)
        if found is None:
            watch.unowned(notice_id=notice_id, notice=notice)
            return
        payment, attempt = found
        now = clock.now()
        change = take_in(payment, attempt, notice, at=now, accept_simulated=accept_simulated)
        if change.payment != payment:
            await tx.payments.save(change.payment)
        if change.attempt != attempt:
            await tx.attempts.save(change.attempt)
        await tx.ledger.post(change.postings, at=now)
        if change.verdict is Verdict.REFUND_DUE:
            await give_back_second(tx, change.attempt, at=now)
        tx.publish(change.events)
        await tx.notices.finish(notice_id, change.verdict, at=now)
        await tx.commit()
    watch.judged(notice_id=notice_id, notice=notice, verdict=change.verdict)


async def apply_stored(
    *, uow: UowFactory, watch: Watch, clock: Clock, accept_simulated: bool
) -> int:
    """Apply what is stored; one that fails has been put back already and stops no other for long."""
    async with uow() as tx:
        waiting = await tx.notices.lease_unprocessed(at=clock.now(), limit=BATCH)
        await tx.commit()
    for notice_id in waiting:
        await apply_notice(
            notice_id, uow=uow, watch=watch, clock=clock, accept_simulated=accept_simulated
        )
    return len(waiting)


async def forget_quarantined(*, uow: UowFactory, clock: Clock) -> int:
    async with uow() as tx:
        count = await tx.notices.forget_quarantined(before=clock.now() - KEEP_QUARANTINED)
        await tx.commit()
    return count
