"""Ask for money to go back: whole or in part, by the shop's owner or manager, or because it is due.

The refund counts from here on; `settle_refunds` carries it to the provider. Several of one payment
are made one after the other. Compensation: none. A refund that was asked for by mistake is ended
only by the provider's refusal.
"""

from dataclasses import dataclass
from datetime import datetime

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_payment.application.access import require_refunder
from nightmarket_payment.application.ports import PaymentUow, Providers, UowFactory
from nightmarket_payment.domain.errors import AmountNotChargeable, PaymentNotFound, RefundTooLarge
from nightmarket_payment.domain.payment import Attempt, Payment, PaymentState
from nightmarket_payment.domain.refund import (
    Refund,
    RefundCause,
    due_back,
    left,
    open_refund,
)
from nightmarket_payment.domain.refund_ask import RefundTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRefund:
    request_id: str
    actor: Principal
    payment_id: str
    amount: Money
    reason: str


async def request_refund(
    command: RequestRefund,
    *,
    uow: UowFactory,
    providers: Providers,
    terms: RefundTerms,
    clock: Clock,
) -> str:
    """Returns the refund's id."""
    async with uow() as tx:
        payment = await tx.payments.get_for_update(command.payment_id)
        if payment is None:
            raise PaymentNotFound(payment_id=command.payment_id)
        require_refunder(command.actor, payment.shop_id, command.amount, terms=terms)
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        attempt = await tx.attempts.settled(payment.id)
        if attempt is None or payment.state is not PaymentState.SETTLED:
            # nothing came, all of it went back, or it is on its way back already
            raise RefundTooLarge(currency_code=payment.amount.currency_code, available=0)
        provider = providers[attempt.provider]
        unit = provider.charge_unit(command.amount.currency_code)
        if unit is None or command.amount.amount_minor % unit:
            raise AmountNotChargeable(provider=provider.name)
        refunds = await tx.refunds.of_payment(payment.id)
        refund = open_refund(
            attempt,
            refunds,
            id_=new_id(),
            amount=command.amount,
            cause=RefundCause.SHOP,
            reason=command.reason,
            actor=command.actor.user_id,
            at=clock.now(),
        )
        await tx.refunds.add(refund)
        rest = left(attempt, [*refunds, refund])
        for ask in await tx.asks.of_payment(payment.id):
            if (ended := ask.overtaken(rest, at=clock.now())) is not ask:
                await tx.asks.save(ended)
        await tx.requests.finish(command, result_id=refund.id)
        await tx.commit()
    return refund.id


async def give_back_second(tx: PaymentUow, attempt: Attempt, *, at: datetime) -> None:
    """The payment was settled by another attempt: all of this one's money goes back."""
    await tx.refunds.add(
        open_refund(
            attempt,
            (),
            id_=new_id(),
            amount=attempt.amount,
            cause=RefundCause.PAID_TWICE,
            reason="",
            actor="",
            at=at,
        )
    )


async def give_back_rest(tx: PaymentUow, payment: Payment, *, at: datetime) -> Refund | None:
    """The order cannot take the money: what is left of it goes back; None when nothing is."""
    attempt = await tx.attempts.settled(payment.id)
    if attempt is None:
        raise PaymentNotFound("no settled payment of that id", payment_id=payment.id)
    refunds = await tx.refunds.of_payment(payment.id)
    rest = left(attempt, refunds)
    if not rest.amount_minor:
        return None
    refund = open_refund(
        attempt,
        refunds,
        id_=new_id(),
        amount=rest,
        cause=RefundCause.ORDER,
        reason="",
        actor="",
        at=at,
    )
    await tx.refunds.add(refund)
    await tx.ledger.post([due_back(payment, refund)], at=at)
    return refund
