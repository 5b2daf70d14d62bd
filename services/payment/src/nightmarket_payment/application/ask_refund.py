"""A buyer asks for money of a paid order back, or takes her request back.

The order is asked for outside any transaction: it says whether it is hers and when the parcel came.
"""

from dataclasses import dataclass

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_payment.application.ports import Orders, Providers, UowFactory
from nightmarket_payment.domain.errors import (
    AmountNotChargeable,
    PaymentNotFound,
    RefundAskNotFound,
)
from nightmarket_payment.domain.refund_ask import AskReason, RefundTerms, open_ask, read_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRefund:
    request_id: str
    actor: Principal
    order_id: str
    amount: Money
    reason: str
    note: str


async def ask_refund(
    command: AskRefund,
    *,
    uow: UowFactory,
    orders: Orders,
    providers: Providers,
    terms: RefundTerms,
    clock: Clock,
) -> str:
    """Returns the request's id."""
    reason = read_reason(AskReason, command.reason, command.note)
    order = await orders.get(command.order_id)
    if order is None or order.user_id != command.actor.user_id:
        raise PaymentNotFound(order_id=command.order_id)
    async with uow() as tx:
        payment = await tx.payments.of_order_for_update(order.id)
        if payment is None:
            raise PaymentNotFound(order_id=order.id)
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        attempt = await tx.attempts.settled(payment.id)
        ask = open_ask(
            payment,
            attempt,
            await tx.refunds.of_payment(payment.id),
            await tx.asks.of_payment(payment.id),
            id_=new_id(),
            amount=command.amount,
            reason=reason,
            note=command.note,
            delivered_at=order.delivered_at,
            terms=terms,
            at=clock.now(),
        )
        provider = providers[payment.provider]
        unit = provider.charge_unit(ask.amount.currency_code)
        if unit is None or ask.amount.amount_minor % unit:
            raise AmountNotChargeable(provider=provider.name)
        await tx.asks.add(ask)
        await tx.requests.finish(command, result_id=ask.id)
        await tx.commit()
    return ask.id


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRefundAsk:
    request_id: str
    actor: Principal
    ask_id: str


async def withdraw_refund_ask(command: WithdrawRefundAsk, *, uow: UowFactory, clock: Clock) -> str:
    """Returns the request's id."""
    async with uow() as tx:
        found = await tx.asks.lock(command.ask_id)
        if found is None or found[1].user_id != command.actor.user_id:
            raise RefundAskNotFound(ask_id=command.ask_id)
        if await tx.requests.claim(command) is not None:
            return command.ask_id
        await tx.asks.save(found[1].withdrawn(at=clock.now()))
        await tx.requests.finish(command, result_id=command.ask_id)
        await tx.commit()
    return command.ask_id
