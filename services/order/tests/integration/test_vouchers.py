"""Vouchers that were taken in shows: a discount of one person in one shop, spent at most once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from nightmarket.order.v1 import checkout_service_pb2 as pb
from nightmarket.order.v1 import order_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from services.order.tests.conftest import twd

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


async def reason(call: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value.reason


async def code(world: Any, **asked: Any) -> str:
    (voucher,) = (await world.quote(**asked)).vouchers
    return str(voucher.code)


async def codes(world: Any) -> list[str]:
    return [one.code for one in (await world.quote()).vouchers]


async def test_what_was_taken_is_offered_to_its_owner_and_taken_off_once(world: Any) -> None:
    voucher_id = await world.take_voucher()
    world.fill()
    quote = await world.quote()
    (mine,) = quote.vouchers
    assert mine.voucher_id == voucher_id
    assert (quote.price.total, quote.coupon_code, mine.discount) == (twd(2000), "", twd(500))
    best = await world.quote(best_voucher=True)
    assert (best.coupon_code, best.price.discount) == (mine.code, twd(500))
    order = await world.place(coupon=best.coupon_code, total=1500)
    assert order.discount == twd(500)
    assert await codes(world) == []
    assert await reason(world.place(coupon=mine.code, total=1500)) == "COUPON_USED_BY_YOU"
    await world.settle(order.order_id, minor=1500)
    assert await codes(world) == []


async def test_the_best_one_comes_first_and_what_cannot_work_says_why(world: Any) -> None:
    now = world.clock.now()
    await world.take_voucher(worth={"amount_off": twd(600), "minimum": twd(5000)})
    await world.take_voucher(worth={"amount_off": twd(300)})
    await world.take_voucher(
        worth={"amount_off": None, "percent_off": 50, "most_off": twd(700), "minimum": twd(2000)}
    )
    await world.take_voucher(until=now + timedelta(seconds=1))
    await world.take_voucher(worth={"minimum": twd(0), "amount_off": twd(500)}, shop_id=new_id())
    world.clock.advance(timedelta(seconds=1))
    world.fill()
    quote = await world.quote(best_voucher=True)
    found = [(one.discount.amount_minor, one.refusal.reason) for one in quote.vouchers]
    assert found == [(700, ""), (300, ""), (0, "COUPON_MINIMUM")]
    assert (quote.price.discount, quote.coupon_code) == (twd(700), quote.vouchers[0].code)
    chosen = await world.quote(coupon_code=quote.vouchers[1].code, best_voucher=True)
    assert chosen.price.discount == twd(300)
    minimum = quote.vouchers[2].code
    assert await reason(world.place(coupon=minimum, total=1400)) == "COUPON_MINIMUM"


async def test_a_typed_code_stands_before_vouchers(world: Any) -> None:
    await world.take_voucher()
    world.fill()
    quote = await world.quote(coupon_code="NOSUCH", best_voucher=True)
    assert (quote.coupon_code, quote.coupon_refusal.reason) == ("NOSUCH", "COUPON_UNKNOWN")
    assert quote.price.total == twd(2000)


async def test_nobody_spends_another_persons(world: Any) -> None:
    other = new_id()
    await world.take_voucher(other)
    world.fill()
    world.cart.put(other, world.shop)
    hers = await code(world, user=other)
    assert await codes(world) == []
    assert (await world.quote(coupon_code=hers)).coupon_refusal.reason == "COUPON_UNKNOWN"
    assert await reason(world.place(coupon=hers, total=1500)) == "COUPON_UNKNOWN"
    assert (await world.place(user=other, coupon=hers, total=1500)).discount == twd(500)


async def test_of_two_devices_at_once_one_spends_it(world: Any) -> None:
    await world.take_voucher()
    world.fill()
    mine = await code(world)
    results = await asyncio.gather(
        *(world.place(coupon=mine, total=1500) for _ in range(10)), return_exceptions=True
    )
    orders = [one for one in results if isinstance(one, order_pb2.Order)]
    reasons = {one.reason for one in results if isinstance(one, DomainError)}
    assert (len(orders), reasons) == (1, {"COUPON_USED_BY_YOU"})
    kept = set(world.catalog.reservations) - set(world.catalog.released)
    assert kept == {orders[0].order_id}


async def test_an_order_that_is_given_up_or_expires_gives_it_back(world: Any) -> None:
    await world.take_voucher()
    world.fill()
    mine = await code(world)
    first = await world.place(coupon=mine, total=1500)
    await world.act("Cancel", first.order_id, user=world.user, role=None)
    assert await codes(world) == [mine]
    await world.place(coupon=mine, total=1500)
    assert await codes(world) == []
    world.clock.advance(timedelta(minutes=15))
    await world.expire()
    assert await codes(world) == [mine]


async def test_after_its_time_it_is_not_offered_and_refused(world: Any) -> None:
    await world.take_voucher(until=world.clock.now() + timedelta(seconds=60))
    world.fill()
    mine = await code(world)
    world.clock.advance(timedelta(seconds=60))
    assert await codes(world) == []
    assert await reason(world.place(coupon=mine, total=1500)) == "COUPON_EXPIRED"


async def test_events_that_come_again_or_side_by_side_give_one_each(world: Any) -> None:
    event_id, voucher_id = new_id(), new_id()
    people = [new_id() for _ in range(5)]
    said = {"voucher_id": voucher_id}
    await asyncio.gather(
        *(world.take_voucher(*people[:3], event_id=event_id, **said) for _ in range(4)),
        world.take_voucher(*people[2:], **said),
    )
    rows = await world.rows("SELECT user_id FROM coupon_owners")
    assert sorted(str(row["user_id"]) for row in rows) == sorted(people)
    assert len(await world.rows("SELECT * FROM coupons")) == 1


async def test_vouchers_are_none_of_the_shops_codes(world: Any) -> None:
    voucher_id = await world.take_voucher()
    listed = await world.manage("ListCoupons", pb.ListCouponsRequest(shop_id=world.shop))
    assert list(listed.coupons) == []
    stop = pb.StopCouponRequest(request_id=new_id(), shop_id=world.shop, coupon_id=voucher_id)
    assert await reason(world.manage("StopCoupon", stop)) == "COUPON_NOT_FOUND"


async def test_an_empty_cart_still_shows_them(world: Any) -> None:
    await world.take_voucher()
    quote = await world.quote(best_voucher=True)
    assert (quote.problem.reason, quote.coupon_code) == ("CART_EMPTY", "")
    assert len(quote.vouchers) == 1
    assert not quote.vouchers[0].HasField("discount")
