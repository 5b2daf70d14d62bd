"""Open an attempt to pay an order and say where the buyer's browser goes.

The order is asked for outside any transaction. One request id, one attempt; another request is
another attempt, and should both be paid, the second one's money is due back (domain/payment.py).
"""

from dataclasses import dataclass, replace
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_payment.application.ports import (
    Orders,
    OrderToPay,
    PaymentProvider,
    Providers,
    Redirect,
    UowFactory,
)
from nightmarket_payment.domain.errors import (
    AmountNotChargeable,
    OrderNotPayable,
    PaymentMethodNotOffered,
    PaymentNotFound,
    ProviderNotAvailable,
)
from nightmarket_payment.domain.method import Method
from nightmarket_payment.domain.payment import (
    Attempt,
    AttemptState,
    Payment,
    PaymentState,
    Schedule,
)
from nightmarket_payment.domain.site_path import check_return_to

PLACED: Final = "placed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPayment:
    request_id: str
    actor: Principal
    order_id: str
    provider: str
    method: Method | None = None
    return_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    payment_id: str
    redirect: Redirect


async def start_payment(
    command: StartPayment,
    *,
    uow: UowFactory,
    orders: Orders,
    providers: Providers,
    schedule: Schedule,
    clock: Clock,
) -> Started:
    check_return_to(command.return_to)
    provider = providers.get(command.provider)
    if provider is None:
        raise ProviderNotAvailable(provider=command.provider)
    async with uow() as tx:
        earlier = await tx.requests.find(command)
        attempt = await tx.attempts.get(earlier) if earlier is not None else None
    if attempt is None:
        order = await orders.get(command.order_id)
        order = _payable(command, order, provider, clock)
        attempt = await _open(command, order, provider, uow=uow, schedule=schedule, clock=clock)
    way = await provider.open(attempt)
    if way.provider_ref and way.provider_ref != attempt.provider_ref:
        await _named(attempt, way.provider_ref, uow=uow)
    return Started(payment_id=attempt.payment_id, redirect=way.redirect)


async def _named(attempt: Attempt, provider_ref: str, *, uow: UowFactory) -> None:
    """The provider's own number is known before anybody pays: by it, it is asked and told."""
    async with uow() as tx:
        found = await tx.attempts.lock(attempt.provider, attempt.reference)
        if found is None:
            raise PaymentNotFound(attempt_id=attempt.id)
        await tx.attempts.save(replace(found[1], provider_ref=provider_ref))
        await tx.commit()


def _payable(
    command: StartPayment, order: OrderToPay | None, provider: PaymentProvider, clock: Clock
) -> OrderToPay:
    if order is None or order.user_id != command.actor.user_id:
        raise OrderNotPayable(order_id=command.order_id, state="not_found")
    if order.state != PLACED:
        raise OrderNotPayable(order_id=order.id, state=order.state)
    if clock.now() >= order.pay_deadline:
        raise OrderNotPayable(order_id=order.id, state="too_late")
    currency = order.total.currency_code
    unit = provider.charge_unit(currency)
    if unit is None:
        raise ProviderNotAvailable(provider=provider.name, currency_code=currency)
    least, most = _bounds(command, provider, currency)
    if order.total.amount_minor % unit or order.total < least or most < order.total:
        raise AmountNotChargeable(provider=provider.name)
    return order


def _bounds(command: StartPayment, provider: PaymentProvider, currency: str) -> tuple[Money, Money]:
    if command.method is None:
        return provider.bounds(currency)
    for offer in provider.offers(currency):
        if offer.method is command.method:
            return offer.least, offer.most
    raise PaymentMethodNotOffered(provider=provider.name, method=command.method)


async def _open(
    command: StartPayment,
    order: OrderToPay,
    provider: PaymentProvider,
    *,
    uow: UowFactory,
    schedule: Schedule,
    clock: Clock,
) -> Attempt:
    async with uow() as tx:
        if (earlier := await tx.requests.claim(command)) is not None:
            found = await tx.attempts.get(earlier)
            if found is None:
                raise PaymentNotFound(attempt_id=earlier)
            return found
        now = clock.now()
        payment = await tx.payments.open(
            Payment(
                id=new_id(),
                order_id=order.id,
                shop_id=order.shop_id,
                user_id=order.user_id,
                amount=order.total,
                state=PaymentState.PENDING,
                provider=provider.name,
                attempts=0,
                version=0,
                created_at=now,
                refunded=order.total * 0,
            )
        )
        if payment.amount != order.total:
            raise OrderNotPayable(order_id=order.id, state="amount_changed")
        payment = payment.with_attempt(provider.name)
        attempt = Attempt(
            id=new_id(),
            payment_id=payment.id,
            number=payment.attempts,
            provider=provider.name,
            reference=provider.new_reference(now),
            amount=payment.amount,
            state=AttemptState.CREATED,
            order_no=order.order_no,
            items=order.items,
            return_to=command.return_to,
            created_at=now,
            next_check_at=schedule.next(now, AttemptState.CREATED, now),
            method=command.method,
        )
        await tx.payments.save(payment)
        await tx.attempts.add(attempt)
        await tx.requests.finish(command, result_id=attempt.id)
        await tx.commit()
    return attempt
