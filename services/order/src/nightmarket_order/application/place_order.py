"""Cart → reservation → order, once per request id however often the button is pressed.

1. A repetition answers with the order that is there.
2. The cart is read (remote), priced with the shop's shipping and the code; prices and total must be
   those that the person saw.
3. One statement claims the checkout: the request id gets its order id, place time and
   deadline. Twins get the same ones. A crash from here on leaves a harmless row.
4. Catalog reserves for that order id (remote): idempotent, all lines or none, so twins and
   repetitions after a crash hold the units once.
5. One transaction claims the request and the content of the cart, takes a use of the code, and writes
   order, lines and `order.placed`. A twin waits at the claim and answers with the same order; a press
   with another request id on the same content is refused (CART_ORDERED). The code's row is locked
   last, after the order's, here and where a use is given back.

Compensation. Step 5 refused for good: the checkout is given up (no later step 5 can succeed) and
its reservation released, as far as catalog answers. Everything else, crashes included, is left as
it is: a repetition with the same request id before the deadline finishes it, and otherwise
catalog's orphan sweep returns the units some time after the deadline. A checkout older than its
deadline is therefore never resumed: its units may be on their way back. Nobody remote is asked
while a transaction is open.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.core.requests import digest_of
from nightmarket_order.application.ports import (
    CartClient,
    CatalogClient,
    OrderUow,
    StatementsFactory,
    UowFactory,
)
from nightmarket_order.application.pricing import Terms, discount_of, terms_of
from nightmarket_order.domain.checkout import (
    Cart,
    Checkout,
    OrderedCart,
    agreed_lines,
    deal_over,
    require_agreed,
)
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.coupon import Coupon
from nightmarket_order.domain.delivery import HOME, Delivery, method_for, offered
from nightmarket_order.domain.errors import (
    CartOrdered,
    DealOver,
    DealSoldOut,
    OutOfStock,
    PurchaseLimitReached,
    WrongState,
)
from nightmarket_order.domain.events import OrderPlaced
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import ActorKind, By, Order, OrderLine
from nightmarket_order.domain.order_no import new_order_no
from nightmarket_order.domain.price import Price, price_of, subtotal_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    request_id: str
    actor: Principal
    shop_id: str
    contact: Contact
    expected_total: Money
    delivery: Delivery = HOME
    coupon_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """An order as it will be written, its units kept."""

    order: Order
    cart: OrderedCart | None
    coupon: Coupon | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkouts:
    """The collaborators of a checkout."""

    uow: UowFactory
    statements: StatementsFactory
    cart: CartClient
    catalog: CatalogClient
    clock: Clock
    pay_window: timedelta


async def place_order(command: PlaceOrder, *, by: Checkouts) -> str:
    """Returns the order's id."""
    terms = await _begin(command, by=by)
    if isinstance(terms, str):
        return terms
    delivery = command.delivery.checked()
    contact = command.contact.checked(with_address=delivery.store is None)
    try:
        reserved = await _reserved(command, delivery, contact, terms, by=by)
    except DomainError:
        # A twin may have finished meanwhile, and what it wrote has emptied the cart.
        if (earlier := await _find(command, by=by)) is not None:
            return earlier
        raise
    try:
        return await _write(command, reserved, by=by)
    except DomainError:
        await _give_up(reserved.order.id, by=by)
        raise


async def _begin(command: PlaceOrder, *, by: Checkouts) -> str | Terms:
    """The order of an earlier press, or what the price of this one depends on."""
    async with by.statements() as statements:
        return await statements.requests.find(command) or await terms_of(
            statements,
            shop_id=command.shop_id,
            user_id=command.actor.user_id,
            coupon_code=command.coupon_code,
        )


async def _find(command: PlaceOrder, *, by: Checkouts) -> str | None:
    async with by.statements() as statements:
        return await statements.requests.find(command)


async def _reserved(
    command: PlaceOrder, delivery: Delivery, contact: Contact, terms: Terms, *, by: Checkouts
) -> Reserved:
    cart = await by.cart.read(command.actor.user_id, command.shop_id)
    lines = agreed_lines(command.shop_id, cart.lines, asks_catalog=True)
    price, coupon = _agreed_price(command, delivery, lines, terms, at=by.clock.now())
    checkout = await _claim(command, by=by)
    if checkout.given_up or by.clock.now() >= checkout.pay_deadline:
        await _give_up(checkout.order_id, by=by)
        raise WrongState(order_id=checkout.order_id, state=OrderState.CANCELLED)
    ordered = _ordered(command, cart, checkout)
    try:
        await _keep_units(command, lines, checkout, ordered, by=by)
    except DealOver as over:
        raise _with_prices(over, cart) from over
    order = Order(
        id=checkout.order_id,
        order_no=new_order_no(),
        shop_id=command.shop_id,
        user_id=command.actor.user_id,
        lines=lines,
        total=price.total,
        shipping_minor=price.shipping.amount_minor,
        discount_minor=price.discount.amount_minor,
        coupon_code="" if coupon is None else coupon.code,
        delivery=delivery,
        contact=contact,
        placed_at=checkout.started_at,
        pay_deadline=checkout.pay_deadline,
        refunded=price.total * 0,
    ).begun(by=By(kind=ActorKind.BUYER, actor_id=command.actor.user_id, source=command.request_id))
    return Reserved(order=order, cart=ordered, coupon=coupon)


def _agreed_price(
    command: PlaceOrder,
    delivery: Delivery,
    lines: tuple[OrderLine, ...],
    terms: Terms,
    *,
    at: datetime,
) -> tuple[Price, Coupon | None]:
    subtotal = subtotal_of(lines)
    offers = offered(terms.methods, currency_code=subtotal.currency_code)
    method = method_for(delivery, offers)
    coupon = None
    if terms.discount is not None:
        if (refusal := terms.discount.refusal(subtotal, at=at)) is not None:
            raise refusal
        coupon = terms.discount.coupon
    price = price_of(subtotal, method, coupon)
    require_agreed(price.total, expected=command.expected_total)
    return price, coupon


def _ordered(command: PlaceOrder, cart: Cart, checkout: Checkout) -> OrderedCart | None:
    """None from a cart that does not say what it took out: then its content cannot be told apart."""
    if cart.ordered_version is None:
        return None
    return OrderedCart(
        user_id=command.actor.user_id,
        shop_id=command.shop_id,
        version=cart.version,
        taken_out=cart.ordered_version,
        order_id=checkout.order_id,
        at=checkout.started_at,
    )


async def _keep_units(
    command: PlaceOrder,
    lines: tuple[OrderLine, ...],
    checkout: Checkout,
    cart: OrderedCart | None,
    *,
    by: Checkouts,
) -> None:
    try:
        is_held = await by.catalog.reserve(
            order_id=checkout.order_id,
            shop_id=command.shop_id,
            user_id=command.actor.user_id,
            lines=lines,
            expires_at=checkout.pay_deadline,
        )
    except (OutOfStock, PurchaseLimitReached, DealOver, DealSoldOut):
        # Her other device may have got them: that is what she should hear.
        await _require_not_ordered(cart, by=by)
        raise
    if not is_held:
        raise WrongState(order_id=checkout.order_id, state=OrderState.CANCELLED)


def _with_prices(over: DealOver, cart: Cart) -> DealOver:
    """What she saw, and what it costs now."""
    return next(
        (deal_over(line) for line in cart.lines if line.deal_id == over.metadata["deal_id"]), over
    )


async def _require_not_ordered(cart: OrderedCart | None, *, by: Checkouts) -> None:
    if cart is None:
        return
    async with by.statements() as statements:
        order_id = await statements.ordered_carts.order_of(cart)
    if order_id is not None:
        raise CartOrdered(order_id=order_id)


async def _claim(command: PlaceOrder, *, by: Checkouts) -> Checkout:
    now, digest = by.clock.now(), digest_of(command)
    wanted = Checkout(
        request_id=command.request_id,
        digest=digest,
        order_id=new_id(),
        started_at=now,
        pay_deadline=now + by.pay_window,
    )
    async with by.statements() as statements:
        checkout = await statements.checkouts.claim(wanted)
    checkout.require_same(digest)
    return checkout


async def _write(command: PlaceOrder, reserved: Reserved, *, by: Checkouts) -> str:
    order = reserved.order
    async with by.uow() as tx:
        if (earlier := await tx.requests.claim(command, result_id=order.id)) is not None:
            return earlier
        checkout = await tx.checkouts.lock(order.id)
        if checkout is None or checkout.given_up:
            raise WrongState(order_id=order.id, state=OrderState.CANCELLED)
        cart = reserved.cart
        if cart is not None and not await tx.ordered_carts.claim(cart):
            raise CartOrdered(order_id=await tx.ordered_carts.order_of(cart) or "")
        while not await tx.orders.add(order):
            order = replace(order, order_no=new_order_no())
        if reserved.coupon is not None:
            await _take(reserved.coupon.id, order, tx, by=by)
        tx.publish(OrderPlaced(order=order, cart_version=0 if cart is None else cart.version))
        await tx.commit()
    return order.id


async def _take(coupon_id: str, order: Order, tx: OrderUow, *, by: Checkouts) -> None:
    """One use of the code, decided while nobody else can take one."""
    coupon = await tx.coupons.lock(coupon_id)
    discount = await discount_of(tx, order.coupon_code, coupon, user_id=order.user_id)
    if (refusal := discount.refusal(order.subtotal, at=by.clock.now())) is not None:
        raise refusal
    await tx.coupons.take(coupon_id, order)


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
