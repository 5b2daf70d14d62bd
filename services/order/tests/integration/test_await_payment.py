"""A code that can be paid for days keeps its order, and the order's units, for as long."""

from datetime import timedelta
from typing import Any

import pytest

from nightmarket.catalog.v1 import catalog_pb2
from nightmarket.order.v1 import order_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import from_timestamp

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


async def test_a_code_keeps_order_and_units_until_its_end(world: Any) -> None:
    placed = await world.placed()
    until = world.clock.now() + timedelta(days=3)
    event_id = new_id()
    for _ in range(2):
        await world.code_issued(placed.order_id, until, event_id=event_id)
    assert (placed.order_id, until) in world.catalog.extended
    order = await world.get(placed.order_id)
    assert from_timestamp(order.pay_deadline) == until
    assert [one.cause for one in order.history] == ["place", "extend"]
    world.clock.advance(timedelta(days=2))
    await world.expire()
    assert (await world.get(placed.order_id)).state == order_pb2.ORDER_STATE_PLACED
    await world.settle(placed.order_id)
    assert (await world.get(placed.order_id)).state == order_pb2.ORDER_STATE_PAID


async def test_a_code_that_is_not_paid_ends_the_order_with_it(world: Any) -> None:
    placed = await world.placed()
    await world.code_issued(placed.order_id, world.clock.now() + timedelta(days=3))
    world.clock.advance(timedelta(days=3))
    await world.expire()
    assert (await world.get(placed.order_id)).state == order_pb2.ORDER_STATE_EXPIRED


async def test_no_code_shortens_the_time_or_keeps_units_for_ever(world: Any) -> None:
    placed = await world.placed()
    before = from_timestamp(placed.pay_deadline)
    await world.code_issued(placed.order_id, world.clock.now() + timedelta(minutes=1))
    assert from_timestamp((await world.get(placed.order_id)).pay_deadline) == before
    await world.code_issued(placed.order_id, world.clock.now() + timedelta(days=900))
    after = from_timestamp((await world.get(placed.order_id)).pay_deadline)
    assert after == from_timestamp(placed.place_time) + timedelta(days=10)


async def test_an_order_whose_units_are_gone_is_not_kept(world: Any) -> None:
    placed = await world.placed()
    world.catalog.states[placed.order_id] = catalog_pb2.RESERVATION_STATE_RELEASED
    await world.code_issued(placed.order_id, world.clock.now() + timedelta(days=3))
    order = await world.get(placed.order_id)
    assert from_timestamp(order.pay_deadline) == from_timestamp(placed.pay_deadline)


async def test_a_code_for_an_order_that_ended_or_never_was_changes_nothing(world: Any) -> None:
    placed = await world.placed()
    world.clock.advance(timedelta(minutes=16))
    await world.expire()
    for order_id in (placed.order_id, new_id()):
        await world.code_issued(order_id, world.clock.now() + timedelta(days=3))
    assert (await world.get(placed.order_id)).state == order_pb2.ORDER_STATE_EXPIRED
    assert world.catalog.extended == []
    applied = await world.rows("SELECT count(*) AS n FROM inbox")
    assert applied[0]["n"] == 2
