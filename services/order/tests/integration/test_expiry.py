"""The deadline has passed: an order ends when it is known that nobody paid, or when nobody can tell."""

from datetime import timedelta
from typing import Any

import pytest

from nightmarket.order.v1 import order_pb2
from nightmarket_kit.core.errors import TimedOut, Unavailable

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
WINDOW, PATIENCE = timedelta(minutes=15), timedelta(minutes=10)
PLACED, EXPIRED = order_pb2.ORDER_STATE_PLACED, order_pb2.ORDER_STATE_EXPIRED


async def test_money_on_its_way_keeps_the_order_however_long_its_event_takes(world: Any) -> None:
    order = await world.placed()
    world.payments.paid.add(order.order_id)
    world.clock.advance(WINDOW + PATIENCE * 10)
    assert await world.expire() == 0
    assert (await world.get(order.order_id)).state == PLACED
    await world.settle(order.order_id)
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_PAID


async def test_what_is_not_known_is_waited_for_and_not_for_ever(world: Any) -> None:
    order = await world.placed()
    world.payments.unknown.add(order.order_id)
    world.clock.advance(WINDOW + PATIENCE - timedelta(seconds=1))
    assert await world.expire() == 0
    world.payments.unknown.clear()
    assert await world.expire() == 1  # as soon as it is known

    other = await world.placed()
    world.payments.unknown.add(other.order_id)
    world.clock.advance(WINDOW + PATIENCE)
    assert await world.expire() == 1
    assert (await world.get(other.order_id)).state == EXPIRED


@pytest.mark.parametrize("outage", [Unavailable(), TimedOut()])
async def test_while_payment_is_away_nothing_is_known(world: Any, outage: Any) -> None:
    order = await world.placed()
    world.payments.outage = outage
    world.clock.advance(WINDOW)
    assert await world.expire() == 0
    world.clock.advance(PATIENCE)
    assert await world.expire() == 1
    assert (await world.get(order.order_id)).state == EXPIRED


async def test_those_that_wait_hold_up_no_others(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nightmarket_order.application.sweep.SWEEP_BATCH", 2)
    world.fill()
    orders = [await world.place() for _ in range(5)]
    world.payments.unknown |= {order.order_id for order in orders[:3]}
    world.clock.advance(WINDOW)
    assert await world.expire() == 2
    assert [len(batch) for batch in world.payments.asked] == [2, 2, 1]


async def test_time_that_was_given_while_payment_was_asked_counts(world: Any) -> None:
    order = await world.placed()
    world.clock.advance(WINDOW)
    asked = world.payments.news

    async def meanwhile(due: Any) -> Any:
        await world.rows(
            "UPDATE orders SET pay_deadline = pay_deadline + interval '1 day' WHERE id = $1",
            order.order_id,
        )
        return await asked(due)

    world.payments.news = meanwhile
    assert await world.expire() == 0
    assert (await world.get(order.order_id)).state == PLACED
