"""Let stored notices take effect, each once; the loop picks up what was stored and not applied."""

from datetime import date, datetime, timedelta
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_payment.application.ports import PaymentUow, Providers, UowFactory, Watch
from nightmarket_payment.application.request_refund import give_back_second
from nightmarket_payment.domain.notice import Verdict
from nightmarket_payment.domain.payment import Attempt, Payment, take_in
from nightmarket_payment.domain.reconciliation import Booked, amount_differs, opened

BATCH: Final = 100
KEEP_QUARANTINED: Final = timedelta(days=90)


async def apply_notice(
    notice_id: str,
    *,
    uow: UowFactory,
    providers: Providers,
    watch: Watch,
    clock: Clock,
    accept_simulated: bool,
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
        elif change.verdict is Verdict.AMOUNT_MISMATCH and notice.amount is not None:
            day = now.astimezone(providers[notice.provider].zone).date()
            await _hold(tx, payment, change.attempt, notice.amount, day=day, at=now)
        tx.publish(change.events)
        await tx.notices.finish(notice_id, change.verdict, at=now)
        await tx.commit()
    watch.judged(notice_id=notice_id, notice=notice, verdict=change.verdict)


async def _hold(
    tx: PaymentUow, payment: Payment, attempt: Attempt, told: Money, *, day: date, at: datetime
) -> None:
    """Money of another amount or currency settles nothing; a person sees it at once, not with the
    day's file.
    """
    finding = amount_differs(attempt, told)
    known = [
        one
        for one in await tx.reconciliations.of_reference(attempt.provider, attempt.reference)
        if one.kind is finding.kind
    ]
    booked = Booked(attempt=attempt, shop_id=payment.shop_id, booked_on=None)
    held = (
        known[0].found(finding, at=at)
        if known
        else opened(
            finding,
            id_=new_id(),
            provider=attempt.provider,
            day=day,
            reference=attempt.reference,
            booked=booked,
            at=at,
        )
    )
    if not known or held is not known[0]:
        await tx.reconciliations.save(held)


async def apply_stored(
    *,
    uow: UowFactory,
    providers: Providers,
    watch: Watch,
    clock: Clock,
    accept_simulated: bool,
) -> int:
    """Apply what is stored; one that fails has been put back already and stops no other for long."""
    async with uow() as tx:
        waiting = await tx.notices.lease_unprocessed(at=clock.now(), limit=BATCH)
        await tx.commit()
    for notice_id in waiting:
        await apply_notice(
            notice_id,
            uow=uow,
            providers=providers,
            watch=watch,
            clock=clock,
            accept_simulated=accept_simulated,
        )
    return len(waiting)


async def forget_quarantined(*, uow: UowFactory, clock: Clock) -> int:
    async with uow() as tx:
        count = await tx.notices.forget_quarantined(before=clock.now() - KEEP_QUARANTINED)
        await tx.commit()
    return count
