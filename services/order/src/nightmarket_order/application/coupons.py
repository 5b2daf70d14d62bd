"""Discount codes, as the shop's people make and stop them. They are never altered: what a buyer was
promised stays what it was.
"""

from dataclasses import dataclass, replace

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_order.application.access import require_manager
from nightmarket_order.application.ports import UowFactory
from nightmarket_order.domain.coupon import Coupon
from nightmarket_order.domain.errors import CouponExists, CouponNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCoupon:
    """The coupon's own id is a new one with each try."""

    request_id: str
    actor: Principal
    coupon: Coupon


@dataclass(frozen=True, slots=True, kw_only=True)
class StopCoupon:
    request_id: str
    actor: Principal
    shop_id: str
    coupon_id: str


async def create_coupon(command: CreateCoupon, *, coupon_id: str, uow: UowFactory) -> str:
    """Returns the coupon's id."""
    require_manager(command.actor, command.coupon.shop_id)
    coupon = replace(command.coupon.checked(), id=coupon_id)
    async with uow() as tx:
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        if not await tx.coupons.add(coupon):
            raise CouponExists(code=coupon.code)
        await tx.requests.finish(command, result_id=coupon.id)
        await tx.commit()
    return coupon.id


async def stop_coupon(command: StopCoupon, *, uow: UowFactory, clock: Clock) -> None:
    require_manager(command.actor, command.shop_id)
    async with uow() as tx:
        coupon = await tx.coupons.lock(command.coupon_id)
        if coupon is None or coupon.shop_id != command.shop_id or coupon.is_personal:
            raise CouponNotFound(coupon_id=command.coupon_id)
        if await tx.requests.claim(command) is not None:
            return
        await tx.coupons.stop(coupon.stopped(clock.now()))
        await tx.requests.finish(command, result_id=coupon.id)
        await tx.commit()
