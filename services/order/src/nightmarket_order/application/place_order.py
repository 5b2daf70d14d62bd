"""Cart → reservation → order, once per request id however often the button is pressed.

1. A repetition answers with the order that is there.
2. The cart is read (remote), prices and total must be those that the person saw.
3. A short transaction claims the checkout: the request id gets its order id, place time and
   deadline. Twins get the same ones. A crash from here on leaves a harmless row.
4. Catalog reserves for that order id (remote): idempotent, all lines or none, so twins and
   repetitions after a crash hold the units once.
5. One transaction claims the request and writes order, lines and `order.placed`. A twin waits at
   the claim and answers with the same order.

Compensation. Step 5 refused for good: the checkout is given up (no later step 5 can succeed) and
its reservation released, as far as catalog answers. Everything else, crashes included, is left as
it is: a repetition with the same request id before the deadline finishes it, and otherwise
catalog's orphan sweep returns the units some time after the deadline. A checkout older than its
deadline is therefore never resumed: its units may be on their way back. Nobody remote is asked
while a transaction is open.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.core.requests import digest_of
from nightmarket_order.application.ports import CartClient, CatalogClient, UowFactory
from nightmarket_order.domain.checkout import Checkout, agreed_lines, agreed_total
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.errors import WrongState
from nightmarket_order.domain.events import OrderPlaced
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import ActorKind, By, Order
from nightmarket_order.domain.order_no import new_order_no


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    request_id: str
    actor: Principal
    shop_id: str
    contact: Contact
    expected_total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkouts:
    """The collaborators of a checkout."""

    uow: UowFactory
    cart: CartClient
    catalog: CatalogClient
    clock: Clock
    pay_window: timedelta


async def place_order(command: PlaceOrder, *, by: Checkouts) -> str:
    """Returns the order's id."""
    if (earlier := await _find(command, by=by)) is not None:
        return earlier
    contact = command.contact.checked()
    try:
        order = await _reserved(command, contact, by=by)
    except DomainError:
        # A twin may have finished meanwhile, and what it wrote has emptied the cart.
        if (earlier := await _find(command, by=by)) is not None:
            return earlier
        raise
    try:
        return await _write(command, order, by=by)
    except DomainError:
        await _give_up(order.id, by=by)
        raise


async def _find(command: PlaceOrder, *, by: Checkouts) -> str | None:
    async with by.uow() as tx:
        return await tx.requests.find(command)


async def _reserved(command: PlaceOrder, contact: Contact, *, by: Checkouts) -> Order:
    """The order as it will be written, its units kept."""
    lines = agreed_lines(command.shop_id, await by.cart.lines(command.shop_id))
    total = agreed_total(lines, expected=command.expected_total)
    checkout = await _claim(command, by=by)
    if checkout.given_up or by.clock.now() >= checkout.pay_deadline:
        await _give_up(checkout.order_id, by=by)
        raise WrongState(order_id=checkout.order_id, state=OrderState.CANCELLED)
    if not await by.catalog.reserve(
        order_id=checkout.order_id,
        shop_id=command.shop_id,
        user_id=command.actor.user_id,
        lines=lines,
        expires_at=checkout.pay_deadline,
    ):
        raise WrongState(order_id=checkout.order_id, state=OrderState.CANCELLED)
    return Order(
        id=checkout.order_id,
        order_no=new_order_no(),
        shop_id=command.shop_id,
        user_id=command.actor.user_id,
        lines=lines,
        total=total,
        contact=contact,
        placed_at=checkout.started_at,
        pay_deadline=checkout.pay_deadline,
        refunded=total * 0,
    ).begun(by=By(kind=ActorKind.BUYER, actor_id=command.actor.user_id, source=command.request_id))


async def _claim(command: PlaceOrder, *, by: Checkouts) -> Checkout:
    now, digest = by.clock.now(), digest_of(command)
    wanted = Checkout(
        request_id=command.request_id,
        digest=digest,
        order_id=new_id(),
        started_at=now,
        pay_deadline=now + by.pay_window,
    )
    async with by.uow() as tx:
        checkout = await tx.checkouts.claim(wanted)
        checkout.require_same(digest)
        await tx.commit()
    return checkout


async def _write(command: PlaceOrder, order: Order, *, by: Checkouts) -> str:
    async with by.uow() as tx:
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        checkout = await tx.checkouts.lock(order.id)
        if checkout is None or checkout.given_up:
            raise WrongState(order_id=order.id, state=OrderState.CANCELLED)
        while not await tx.orders.add(order):
            order = replace(order, order_no=new_order_no())
        tx.publish(OrderPlaced(order=order))
        await tx.requests.finish(command, result_id=order.id)
        await tx.commit()
    return order.id


async def _give_up(order_id: str, *, by: Checkouts) -> None:
    """End the checkout and return its units, unless its order was written after all."""
    async with by.uow() as tx:
        await tx.checkouts.lock(order_id)
        if await tx.orders.get_for_update(order_id) is not None:
            return
        await tx.checkouts.give_up(order_id)
        await tx.commit()
    with suppress(DomainError):  # catalog's orphan sweep returns what is left
        await by.catalog.release(order_id)
