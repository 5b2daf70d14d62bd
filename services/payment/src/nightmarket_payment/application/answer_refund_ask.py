"""The shop answers a buyer who wants her money back.

Accepting all that is left before the parcel leaves gives the order up: the order's own lock decides
between that and a packer who ships it, and what it then says is due goes back as for every order
given up. Anything else is a refund of the asked amount. Compensation: none is needed; an order that
was given up and a request that is still open (we died between the two) end alike when the order's
event comes.
"""

from dataclasses import dataclass
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal
from nightmarket_payment.application.access import is_manager, require_refunder
from nightmarket_payment.application.ports import Orders, OrderToPay, PaymentUow, UowFactory
from nightmarket_payment.domain.errors import OrderChanged, RefundAskNotFound, RefundTooLarge
from nightmarket_payment.domain.payment import PaymentState
from nightmarket_payment.domain.refund import RefundCause, left, open_refund
from nightmarket_payment.domain.refund_ask import (
    AskState,
    DeclineReason,
    RefundAsk,
    RefundTerms,
    read_reason,
)

HERE: Final = frozenset({"paid", "packed"})  # the parcel has not left
GIVEN_UP: Final = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRefundAsk:
    request_id: str
    actor: Principal
    ask_id: str
    accept: bool
    decline_reason: str
    note: str


async def answer_refund_ask(
    command: AnswerRefundAsk, *, uow: UowFactory, orders: Orders, terms: RefundTerms, clock: Clock
) -> str:
    """Returns the request's id."""
    if not command.accept:
        await _decline(command, uow=uow, clock=clock)
        return command.ask_id
    async with uow() as tx:
        ask = await _seen(tx, command)
        require_refunder(command.actor, ask.shop_id, ask.amount, terms=terms)
        if await tx.requests.find(command) is not None:
            return ask.id
        is_rest = await _is_rest(tx, ask)
    order = await orders.get(ask.order_id)
    if order is None:
        raise RefundAskNotFound(ask_id=ask.id)
    if is_rest and order.state in HERE:
        order = await _give_up(command, order, orders=orders)
    async with uow() as tx:
        await _accept(tx, command, given_up=order.state == GIVEN_UP, clock=clock)
    return ask.id


async def _give_up(command: AnswerRefundAsk, order: OrderToPay, *, orders: Orders) -> OrderToPay:
    if not await orders.give_up(order.id, request_id=command.request_id):
        raise OrderChanged(order_id=order.id)  # shipped, or given up, in this moment
    again = await orders.get(order.id)
    if again is None:
        raise OrderChanged(order_id=order.id)
    return again


async def _is_rest(tx: PaymentUow, ask: RefundAsk) -> bool:
    """Whether it is all that is left of the money."""
    attempt = await tx.attempts.settled(ask.payment_id)
    if attempt is None:
        return False
    return left(attempt, await tx.refunds.of_payment(ask.payment_id)) == ask.amount


async def _accept(
    tx: PaymentUow, command: AnswerRefundAsk, *, given_up: bool, clock: Clock
) -> None:
    found = await tx.asks.lock(command.ask_id)
    if found is None:
        raise RefundAskNotFound(ask_id=command.ask_id)
    payment, ask = found
    if await tx.requests.claim(command) is not None:
        return
    now, by = clock.now(), command.actor.user_id
    if given_up:
        # its event brings the refund; it may have come before us
        if ask.state is not AskState.ACCEPTED:
            await tx.asks.save(ask.accepted(by=by, note=command.note, at=now))
    else:
        attempt = await tx.attempts.settled(payment.id)
        if attempt is None or payment.state is not PaymentState.SETTLED:
            raise RefundTooLarge(currency_code=payment.amount.currency_code, available=0)
        refund_id = new_id()
        accepted = ask.accepted(by=by, note=command.note, at=now, refund_id=refund_id)
        refund = open_refund(
            attempt,
            await tx.refunds.of_payment(payment.id),
            id_=refund_id,
            amount=ask.amount,
            cause=RefundCause.SHOP,
            reason=ask.reason.value,
            actor=by,
            at=now,
        )
        await tx.refunds.add(refund)
        await tx.asks.save(accepted)
    await tx.requests.finish(command, result_id=ask.id)
    await tx.commit()


async def _decline(command: AnswerRefundAsk, *, uow: UowFactory, clock: Clock) -> None:
    reason = read_reason(DeclineReason, command.decline_reason, command.note)
    async with uow() as tx:
        await _seen(tx, command)
        found = await tx.asks.lock(command.ask_id)
        if found is None:
            raise RefundAskNotFound(ask_id=command.ask_id)
        if await tx.requests.claim(command) is not None:
            return
        declined = found[1].declined(
            reason, by=command.actor.user_id, note=command.note, at=clock.now()
        )
        await tx.asks.save(declined)
        await tx.requests.finish(command, result_id=command.ask_id)
        await tx.commit()


async def _seen(tx: PaymentUow, command: AnswerRefundAsk) -> RefundAsk:
    ask = await tx.asks.get(command.ask_id)
    if ask is None or not is_manager(command.actor, ask.shop_id):
        raise RefundAskNotFound(ask_id=command.ask_id)
    return ask
