"""The history of pins: what a replay marks on its line."""

from datetime import timedelta

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from nightmarket.stream.v1 import stream_pb2, stream_service_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import from_timestamp
from services.stream.tests.driver import START, World
from services.stream.tests.integration.test_shows import end, pin, refused, set_listings

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]


async def pins(world: World, show_id: str) -> list[tuple[str, float, float | None]]:
    """Product, and seconds after the start, without any log-in."""
    request = stream_service_pb2.ListPinsRequest(show_id=show_id)
    found = (await world.stream.ListPins(request)).pins
    return [(one.product_id, _after(one.start_time), _end(one)) for one in found]


def _after(stamp: Timestamp) -> float:
    return (from_timestamp(stamp) - START).total_seconds()


def _end(one: stream_pb2.Pin) -> float | None:
    return _after(one.end_time) if one.HasField("end_time") else None


async def test_what_was_held_up_is_told_from_when_until_when(world: World) -> None:
    show = await world.show()
    soup, tea = world.catalog.product(), world.catalog.product()
    await set_listings(world, show.show_id, soup, tea)
    assert await pins(world, show.show_id) == []
    for product_id, seconds in ((soup, 10), (soup, 5), (tea, 30), ("", 20), (soup, 60)):
        world.clock.advance(timedelta(seconds=seconds))
        await pin(world, show.show_id, product_id)
    await end(world, show.show_id)
    assert await pins(world, show.show_id) == [
        (soup, 10, 45),
        (tea, 45, 65),
        (soup, 125, None),
    ]


async def test_a_product_that_leaves_the_shelf_comes_down(world: World) -> None:
    show = await world.show()
    soup, tea = world.catalog.product(), world.catalog.product()
    await set_listings(world, show.show_id, soup, tea)
    await pin(world, show.show_id, soup)
    world.clock.advance(timedelta(seconds=9))
    await set_listings(world, show.show_id, tea)
    assert await pins(world, show.show_id) == [(soup, 0, 9)]


async def test_a_repeated_request_pins_once(world: World) -> None:
    show = await world.show()
    soup, tea = world.catalog.product(), world.catalog.product()
    await set_listings(world, show.show_id, soup, tea)
    request = stream_service_pb2.PinProductRequest(
        request_id=new_id(), show_id=show.show_id, product_id=soup
    )
    await world.stream.PinProduct(request, **world.auth())
    world.clock.advance(timedelta(seconds=1))
    await pin(world, show.show_id, tea)
    await world.stream.PinProduct(request, **world.auth())
    assert [product_id for product_id, _, _ in await pins(world, show.show_id)] == [soup, tea]


async def test_the_pins_of_nothing_are_not_found(world: World) -> None:
    request = stream_service_pb2.ListPinsRequest(show_id=new_id())
    assert await refused(world.stream.ListPins(request)) == "SHOW_NOT_FOUND"
