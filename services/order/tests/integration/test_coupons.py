"""Discount codes: made and stopped by the shop, taken by an order, given back by one that was not paid."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from nightmarket.order.v1 import checkout_service_pb2 as pb
from nightmarket.order.v1 import coupon_pb2, order_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_timestamp
from services.order.tests.conftest import twd

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


async def make(world: Any, *, role: str = "owner", request_id: str = "", **fields: Any) -> Any:
    usual = {"shop_id": world.shop, "code": "MOON", "minimum": twd(0), "amount_off": twd(500)}
    coupon = coupon_pb2.Coupon(**(usual | fields))
    request = pb.CreateCouponRequest(request_id=request_id or new_id(), coupon=coupon)
    return (await world.manage("CreateCoupon", request, role=role)).coupon


async def coupons(world: Any, **asked: Any) -> Any:
    return await world.manage("ListCoupons", pb.ListCouponsRequest(shop_id=world.shop, **asked))


async def used(world: Any) -> int:
    (coupon,) = (await coupons(world)).coupons
    (row,) = await world.rows("SELECT count(*) FROM coupon_uses WHERE given_back_at IS NULL")
    assert coupon.used == row["count"]
    return int(coupon.used)


async def buyers(world: Any, count: int, *, coupon: str, each: int = 1) -> list[Any]:
    """Many people at once, each pressing on several devices with request ids of their own."""
    people = [new_id() for _ in range(count)]
    for person in people:
        world.cart.put(person, world.shop, price=1000, quantity=2)
    presses = (
        world.place(user=person, coupon=coupon, total=1500)
        for person in people
        for _ in range(each)
    )
    return await asyncio.gather(*presses, return_exceptions=True)


def orders_of(results: Sequence[Any]) -> list[Any]:
    return [one for one in results if isinstance(one, order_pb2.Order)]


def reasons_of(results: Sequence[Any]) -> set[str]:
    return {one.reason for one in results if isinstance(one, DomainError)}


async def test_an_order_with_a_code_costs_less(world: Any) -> None:
    await make(world, code=" ｍｏｏｎ ", percent_off=25, amount_off=None)
    world.fill()
    quote = await world.quote(coupon_code="mo on")
    assert (quote.coupon_code, quote.price.discount, quote.price.total) == (
        "MOON",
        twd(500),
        twd(1500),
    )
    assert not quote.HasField("coupon_refusal")
    assert await used(world) == 0
    order = await world.place(coupon="moon", total=1500)
    assert (order.subtotal, order.discount, order.total) == (twd(2000), twd(500), twd(1500))
    assert order.coupon_code == "MOON"
    assert await world.get(order.order_id) == order
    assert await used(world) == 1
    await world.settle(order.order_id, minor=1500)
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_PAID


async def test_each_refusal_has_its_reason_and_takes_nothing(world: Any) -> None:
    now = world.clock.now()
    await make(world, code="LATER", from_time=to_timestamp(now + timedelta(days=1)))
    await make(world, code="PAST", until_time=to_timestamp(now))
    await make(world, code="MUCH", minimum=twd(2100))
    stopped = await make(world, code="STOPPED")
    await stop(world, stopped.coupon_id)
    world.fill()
    for code, reason in {
        "LATER": "COUPON_NOT_YET",
        "PAST": "COUPON_EXPIRED",
        "MUCH": "COUPON_MINIMUM",
        "STOPPED": "COUPON_EXPIRED",
        "NOSUCH": "COUPON_UNKNOWN",
    }.items():
        quote = await world.quote(coupon_code=code)
        assert (quote.coupon_refusal.reason, quote.price.total) == (reason, twd(2000))
        error = await refusal(world.place(coupon=code, total=1500))
        assert (error.reason, error.metadata["code"]) == (reason, code)
    assert quote.coupon_refusal.metadata == {"code": "NOSUCH"}
    minimum = (await world.quote(coupon_code="much")).coupon_refusal.metadata
    assert minimum["minimum_minor"] == "2100"
    assert world.catalog.reserve_calls == 0
    assert await world.rows("SELECT * FROM coupon_uses") == []


async def test_forty_buyers_for_one_use(world: Any) -> None:
    await make(world, max_uses=1)
    results = await buyers(world, 20, coupon="MOON", each=2)
    (order,) = orders_of(results)
    assert reasons_of(results) <= {"COUPON_USED_UP", "CART_ORDERED"}
    assert "COUPON_USED_UP" in reasons_of(results)
    assert len(results) == 40
    assert await used(world) == 1
    kept = set(world.catalog.reservations) - set(world.catalog.released)
    assert kept == {order.order_id}


async def test_as_many_uses_as_there_are_and_no_more(world: Any) -> None:
    await make(world, max_uses=5)
    results = await buyers(world, 25, coupon="MOON")
    assert len(orders_of(results)) == 5
    assert reasons_of(results) == {"COUPON_USED_UP"}
    assert await used(world) == 5


async def test_two_devices_of_one_person_use_a_code_once(world: Any) -> None:
    """With carts of their own, so that the code alone decides."""
    await make(world, max_uses_per_person=1)
    world.fill()
    assert world.cart.ordered_version > world.cart.version
    results = await asyncio.gather(
        *(world.place(coupon="MOON", total=1500) for _ in range(10)), return_exceptions=True
    )
    assert len(orders_of(results)) == 1
    assert reasons_of(results) == {"COUPON_USED_BY_YOU"}
    assert (await world.quote(coupon_code="MOON")).coupon_refusal.reason == "COUPON_USED_BY_YOU"
    other = await buyers(world, 1, coupon="MOON")
    assert len(orders_of(other)) == 1
    assert await used(world) == 2


async def test_an_order_that_is_given_up_or_expires_gives_its_use_back_once(world: Any) -> None:
    await make(world, max_uses=1)
    world.fill()
    first = await world.place(coupon="MOON", total=1500)
    await world.act("Cancel", first.order_id, user=world.user, role=None)
    assert await used(world) == 0
    second = await world.place(coupon="MOON", total=1500)
    assert await used(world) == 1
    world.clock.advance(timedelta(minutes=15))
    await asyncio.gather(*(world.expire() for _ in range(3)))
    assert (await world.get(second.order_id)).state == order_pb2.ORDER_STATE_EXPIRED
    assert await used(world) == 0
    assert (await world.place(coupon="MOON", total=1500)).order_id


async def test_what_was_paid_has_used_its_code(world: Any) -> None:
    await make(world, max_uses=1)
    world.fill()
    order = await world.place(coupon="MOON", total=1500)
    await world.settle(order.order_id, minor=1500)
    await world.act("Cancel", order.order_id, role="owner")
    assert await used(world) == 1
    assert (await refusal(world.place(coupon="MOON", total=1500))).reason == "COUPON_USED_UP"


async def test_giving_back_and_taking_at_once_ends_within_the_limit(world: Any) -> None:
    await make(world, max_uses=3)
    held = orders_of(await buyers(world, 3, coupon="MOON"))
    world.clock.advance(timedelta(minutes=15))
    results, *_ = await asyncio.gather(
        buyers(world, 12, coupon="MOON"),
        world.expire(),
        world.expire(),
    )
    assert len(held) == 3
    assert len(orders_of(results)) <= 3
    assert reasons_of(results) <= {"COUPON_USED_UP"}
    assert await used(world) == len(orders_of(results))


async def test_a_crash_takes_no_use_and_a_repetition_takes_one(world: Any) -> None:
    await make(world, max_uses=1)
    world.fill()
    request_id = new_id()

    class Crashing(world.uow_class):  # type: ignore[misc,name-defined]
        async def commit(self) -> None:
            if self.outbox._events:
                raise OSError("the database went away")
            await super().commit()

    good, world.uow_class = world.uow_class, Crashing
    await refusal(world.place(request_id, coupon="MOON", total=1500))
    assert await used(world) == 0
    world.uow_class = good
    order = await world.place(request_id, coupon="MOON", total=1500)
    assert (await world.place(request_id, coupon="MOON", total=1500)).order_id == order.order_id
    assert await used(world) == 1


async def test_a_code_that_is_stopped_meanwhile_is_refused_and_the_units_return(world: Any) -> None:
    await make(world)
    world.fill()

    async def stopped() -> None:
        await world.rows("UPDATE coupons SET stopped_at = now() RETURNING 1")

    world.catalog.after_reserve = stopped
    error = await refusal(world.place(coupon="MOON", total=1500))
    assert error.reason == "COUPON_EXPIRED"
    assert world.catalog.released == list(world.catalog.reservations)


async def stop(world: Any, coupon_id: str, *, role: str = "manager", shop: str = "") -> Any:
    request = pb.StopCouponRequest(
        request_id=new_id(), shop_id=shop or world.shop, coupon_id=coupon_id
    )
    return (await world.manage("StopCoupon", request, role=role)).coupon


async def test_codes_are_made_once_listed_newest_first_and_stopped(world: Any) -> None:
    request_id = new_id()
    first = await make(world, request_id=request_id)
    assert await make(world, request_id=request_id) == first
    error = await refusal(make(world, request_id=request_id, code="OTHER"))
    assert error.reason == "REQUEST_ID_REUSED"
    assert (await refusal(make(world, code="ｍｏｏｎ"))).reason == "COUPON_EXISTS"
    second = await make(world, code="SUN")
    page = await coupons(world, page_size=1)
    assert [one.code for one in page.coupons] == ["SUN"]
    rest = await coupons(world, page_size=1, page_token=page.next_page_token)
    assert [one.code for one in rest.coupons] == ["MOON"]
    ended = await stop(world, second.coupon_id)
    assert ended.HasField("stop_time")
    world.clock.advance(timedelta(hours=1))
    assert (await stop(world, second.coupon_id)).stop_time == ended.stop_time


async def test_codes_are_the_managers_business_and_their_own_shops(world: Any) -> None:
    coupon = await make(world)
    assert (await refusal(make(world, role="packer"))).reason == "ROLE_MISSING"
    assert (await refusal(stop(world, coupon.coupon_id, role="host"))).reason == "ROLE_MISSING"
    listed = pb.ListCouponsRequest(shop_id=world.shop)
    error = await refusal(world.manage("ListCoupons", listed, role="moderator"))
    assert error.reason == "ROLE_MISSING"
    world.shop = new_id()
    assert (await refusal(stop(world, coupon.coupon_id))).reason == "COUPON_NOT_FOUND"
    world.fill()
    assert (await world.quote(coupon_code="MOON")).coupon_refusal.reason == "COUPON_UNKNOWN"
