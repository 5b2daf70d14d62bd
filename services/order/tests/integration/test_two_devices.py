"""One cart, pressed from several devices with request ids of their own: one order."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from nightmarket.order.v1 import events_pb2
from nightmarket_kit.core.errors import DomainError, PreconditionFailed

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


async def test_twenty_devices_with_one_cart_make_one_order(world: Any) -> None:
    world.fill()
    world.cart.version, world.cart.ordered_version = 7, 3
    results = await asyncio.gather(*(world.place() for _ in range(20)), return_exceptions=True)
    (order,) = [one for one in results if not isinstance(one, BaseException)]
    refused = [one for one in results if isinstance(one, DomainError)]
    assert len(refused) == 19
    assert {(one.reason, one.metadata["order_id"]) for one in refused} == {
        ("CART_ORDERED", order.order_id)
    }
    assert len(await world.rows("SELECT id FROM orders")) == 1
    (event,) = await world.events("order.placed", events_pb2.OrderPlaced)
    assert event.cart_version == 7
    kept = set(world.catalog.reservations) - set(world.catalog.released)
    assert kept == {order.order_id}  # whoever lost has given its units back


async def test_the_other_device_hears_of_the_order_and_not_of_missing_stock(world: Any) -> None:
    world.fill()
    world.cart.version, world.cart.ordered_version = 1, 0
    order = await world.place()
    world.catalog.refusal = PreconditionFailed(reason="OUT_OF_STOCK", variant_id="v")
    error = await refusal(world.place())
    assert (error.reason, error.metadata) == ("CART_ORDERED", {"order_id": order.order_id})


async def test_what_was_put_in_before_the_order_was_taken_out_waits(world: Any) -> None:
    """The cart that grew shows still what was ordered: it would be ordered twice."""
    world.fill()
    world.cart.version, world.cart.ordered_version = 1, 0
    await world.place()
    world.fill(price=500, quantity=1)
    world.cart.version = 2
    assert (await refusal(world.place(total=2500))).reason == "CART_ORDERED"
    world.cart.carts.clear()
    world.fill(price=500, quantity=1)
    world.cart.version, world.cart.ordered_version = 3, 1
    assert (await world.place(total=500)).order_id


async def test_a_cart_begun_anew_is_not_locked_for_ever(world: Any) -> None:
    world.fill()
    world.cart.version, world.cart.ordered_version = 40, 39
    await world.place()
    world.cart.version, world.cart.ordered_version = 1, 0
    assert (await refusal(world.place())).reason == "CART_ORDERED"
    world.clock.advance(timedelta(hours=1, seconds=1))
    assert (await world.place()).order_id


async def test_carts_of_two_people_and_a_cart_that_does_not_tell_stand_alone(world: Any) -> None:
    world.fill()
    world.cart.version, world.cart.ordered_version = 1, 0
    await world.place()
    first, world.user = world.user, world.staff
    world.fill()
    assert (await world.place()).order_id
    world.user, world.cart.ordered_version = first, None
    assert (await world.place()).order_id
