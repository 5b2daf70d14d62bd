"""Give an order up: its buyer before it is paid, its shop until it is shipped.

`order.cancelled` returns the stock; the use of a code returns when nothing was paid. What was paid is
due back: `order.refund_due` makes payment give back what is left of it.
"""

from dataclasses import dataclass

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_order.application.access import cancel_cause_of
from nightmarket_order.application.ports import OrderUow, UowFactory
from nightmarket_order.domain.errors import FieldInvalid, OrderNotFound
from nightmarket_order.domain.events import OrderCancelled, RefundDue
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import (
    ActorKind,
    By,
    CancelCause,
    CancelReason,
    Order,
    RefundCause,
)
from nightmarket_order.domain.parcel import checked_note


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    """`reason` and `note` are the shop's to give."""

    request_id: str
    actor: Principal
    order_id: str
    reason: str = ""
    note: str = ""


async def cancel_order(command: CancelOrder, *, uow: UowFactory, clock: Clock) -> None:
    async with uow() as tx:
        order = await tx.orders.get_for_update(command.order_id)
        if order is None:
            raise OrderNotFound(order_id=command.order_id)
        cause = cancel_cause_of(command.actor, order)
        if await tx.requests.claim(command) is not None:
            return
        cancelled = _cancelled(command, order, cause, clock=clock)
        await tx.orders.save(cancelled)
        if order.state is OrderState.PLACED and order.coupon_code:
            await tx.coupons.give_back([order], at=clock.now())
        tx.publish(OrderCancelled(order=cancelled))
        await _give_back(tx, cancelled, clock=clock)
        await tx.requests.finish(command, result_id=order.id)
        await tx.commit()


def _cancelled(command: CancelOrder, order: Order, cause: CancelCause, *, clock: Clock) -> Order:
    is_shop = cause is CancelCause.SHOP
    return order.cancelled(
        cause,
        at=clock.now(),
        by=By(
            kind=ActorKind.SHOP if is_shop else ActorKind.BUYER,
            actor_id=command.actor.user_id,
            source=command.request_id,
        ),
        reason=_reason(command.reason) if is_shop else None,
        note=checked_note(command.note) if is_shop else "",
    )


def _reason(text: str) -> CancelReason:
    try:
        return CancelReason(text)
    except ValueError as error:
        raise FieldInvalid("the shop says why", field="reason") from error


async def _give_back(tx: OrderUow, order: Order, *, clock: Clock) -> None:
    if order.payment_id is None:
        return
    due = RefundDue(
        order_id=order.id,
        payment_id=order.payment_id,
        amount=order.total - order.refunded,
        cause=RefundCause.CANCELLED,
        version=order.version,
    )
    if await tx.refunds.add(due, at=clock.now()):
        tx.publish(due)
