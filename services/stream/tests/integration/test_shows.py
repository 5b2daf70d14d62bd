import asyncio
from datetime import timedelta

import pytest

from nightmarket.stream.v1 import stream_pb2, stream_service_pb2, stream_service_pb2_grpc
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_timestamp
from services.stream.tests.driver import OTHER_SHOP, SHOP, START, World, token

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]
SCHEDULED, LIVE, ENDED = 1, 2, 3


async def refused(call: object) -> str:
    with pytest.raises(DomainError) as caught:
        await call  # type: ignore[misc]
    return caught.value.reason


async def set_listings(
    world: World, show_id: str, *ids: str, request_id: str = ""
) -> stream_pb2.Show:
    request = stream_service_pb2.SetListingsRequest(
        request_id=request_id or new_id(), show_id=show_id, product_ids=ids
    )
    return (await world.stream.SetListings(request, **world.auth())).show


async def pin(world: World, show_id: str, product_id: str) -> stream_pb2.Show:
    request = stream_service_pb2.PinProductRequest(
        request_id=new_id(), show_id=show_id, product_id=product_id
    )
    return (await world.stream.PinProduct(request, **world.auth())).show


async def end(world: World, show_id: str) -> stream_pb2.Show:
    request = stream_service_pb2.EndShowRequest(request_id=new_id(), show_id=show_id)
    return (await world.stream.EndShow(request, **world.auth())).show


async def test_shows_of_a_shop_share_a_channel_that_cannot_be_guessed(world: World) -> None:
    first = await world.show()
    second = await world.show()
    path = await world.database.pool.fetchval("SELECT path FROM channels")
    assert first.channel_id == second.channel_id
    assert first.state == SCHEDULED
    assert first.schedule_time == to_timestamp(START)
    assert first.playback.hls_url == f"http://media.test:8888/live/{path}/index.m3u8"
    assert first.playback.whep_url == f"http://media.test:8889/rtc/{path}/whep"
    assert await world.events() == [("stream.scheduled", 1)] * 2


async def test_twenty_first_shows_at_once_make_one_channel(world: World) -> None:
    shows = await asyncio.gather(*(world.show() for _ in range(20)))
    assert len({show.channel_id for show in shows}) == 1
    assert len({show.show_id for show in shows}) == 20


async def test_twenty_at_once_with_one_request_id_make_one_show(world: World) -> None:
    request_id = new_id()
    shows = await asyncio.gather(*(world.show(request_id=request_id) for _ in range(20)))
    assert len({show.show_id for show in shows}) == 1
    assert await world.events() == [("stream.scheduled", 1)]
    assert await refused(world.show("Other", request_id=request_id)) == "REQUEST_ID_REUSED"


async def test_who_may(world: World) -> None:
    request = stream_service_pb2.CreateShowRequest(request_id=new_id(), shop_id=SHOP, title="x")
    for role in ("owner", "manager", "host"):
        request.request_id = new_id()
        await world.stream.CreateShow(request, **world.auth(token(role=role)))
    for nobody in (token(role="packer"), token(role="owner", shop_id=OTHER_SHOP)):
        calls = world.stream.CreateShow(request, **world.auth(nobody))
        assert await refused(calls) == "ROLE_MISSING"
    assert await refused(world.stream.CreateShow(request, timeout=5)) == "TOKEN_MISSING"
    show = await world.show()
    rotate = stream_service_pb2.RotateStreamKeyRequest(request_id=new_id(), show_id=show.show_id)
    packer = world.auth(token(role="packer"))
    assert await refused(world.stream.RotateStreamKey(rotate, **packer)) == "ROLE_MISSING"
    stub = stream_service_pb2_grpc.StreamServiceStub(world.outside)
    ask = stream_service_pb2.GetShowRequest(show_id=show.show_id)
    assert (await stub.GetShow(ask, timeout=5)).show.title == "Night"


@pytest.mark.parametrize("title", ["", "   ", "x" * 121])
async def test_a_title_is_asked_for(world: World, title: str) -> None:
    assert await refused(world.show(title)) == "TITLE_INVALID"
    assert await world.events() == []


async def test_an_unknown_show_is_not_found(world: World) -> None:
    assert await refused(world.get(new_id())) == "SHOW_NOT_FOUND"
    assert await refused(world.get("1")) == "ID_INVALID"
    assert await refused(end(world, new_id())) == "SHOW_NOT_FOUND"
    assert await refused(pin(world, new_id(), "")) == "SHOW_NOT_FOUND"
    assert await refused(set_listings(world, new_id())) == "SHOW_NOT_FOUND"
    assert await refused(world.rotate(new_id())) == "SHOW_NOT_FOUND"


async def test_pages_are_live_first_then_newest_and_filtered(world: World) -> None:
    made = [
        await world.show(f"show {n}", schedule_time=to_timestamp(START + timedelta(hours=n)))
        for n in range(7)
    ]
    await world.database.pool.execute(
        "UPDATE shows SET state = 'live', live_at = $2, source_id = 's' WHERE id = $1",
        made[2].show_id,
        START - timedelta(days=1),
    )
    await end(world, made[5].show_id)
    order, page_token = [], ""
    while True:
        answer = await world.stream.ListShows(
            stream_service_pb2.ListShowsRequest(page_size=3, page_token=page_token), timeout=5
        )
        order += [show.title for show in answer.shows]
        page_token = answer.next_page_token
        if not page_token:
            break
    assert order == [f"show {n}" for n in (2, 6, 5, 4, 3, 1, 0)]
    wanted = stream_service_pb2.ListShowsRequest(shop_id=SHOP, states=[LIVE, ENDED])
    assert [s.title for s in (await world.stream.ListShows(wanted, timeout=5)).shows] == [
        "show 2",
        "show 5",
    ]
    elsewhere = stream_service_pb2.ListShowsRequest(shop_id=OTHER_SHOP)
    assert not (await world.stream.ListShows(elsewhere, timeout=5)).shows


async def test_a_page_token_belongs_to_its_list(world: World) -> None:
    for _ in range(2):
        await world.show()
    first = await world.stream.ListShows(
        stream_service_pb2.ListShowsRequest(page_size=1), timeout=5
    )
    other = stream_service_pb2.ListShowsRequest(shop_id=SHOP, page_token=first.next_page_token)
    assert await refused(world.stream.ListShows(other, timeout=5)) == "PAGE_TOKEN_INVALID"
    nonsense = stream_service_pb2.ListShowsRequest(page_token="abc")
    assert await refused(world.stream.ListShows(nonsense, timeout=5)) == "PAGE_TOKEN_INVALID"
    negative = stream_service_pb2.ListShowsRequest(page_size=-1)
    assert await refused(world.stream.ListShows(negative, timeout=5)) == "PAGE_SIZE_INVALID"
    states = stream_service_pb2.ListShowsRequest(states=[0])
    assert await refused(world.stream.ListShows(states, timeout=5)) == "ID_INVALID"


async def test_listings_keep_their_order_and_a_product_has_one_place(world: World) -> None:
    show = await world.show()
    one, two, three = (world.catalog.product() for _ in range(3))
    stored = await set_listings(world, show.show_id, three, one, two, one)
    assert [(x.product_id, x.position) for x in stored.listings] == [(three, 1), (one, 2), (two, 3)]
    assert stored.version == 2
    assert [x.product_id for x in (await set_listings(world, show.show_id, two)).listings] == [two]


async def test_a_product_of_nobody_or_another_shop_is_refused(world: World) -> None:
    show = await world.show()
    mine, foreign = world.catalog.product(), world.catalog.product(OTHER_SHOP)
    for wrong in (foreign, new_id()):
        calls = set_listings(world, show.show_id, mine, wrong)
        assert await refused(calls) == "PRODUCT_NOT_IN_SHOP"
    assert not (await world.get(show.show_id)).listings
    many = [new_id() for _ in range(201)]
    assert await refused(set_listings(world, show.show_id, *many)) == "TOO_MANY_LISTINGS"


async def test_two_hundred_listings_fit(world: World) -> None:
    show = await world.show()
    ids = [world.catalog.product() for _ in range(200)]
    stored = await set_listings(world, show.show_id, *ids)
    assert [x.product_id for x in stored.listings] == ids


async def test_a_repeated_request_asks_catalog_once(world: World) -> None:
    show, product, request_id = await world.show(), world.catalog.product(), new_id()
    for _ in range(2):
        stored = await set_listings(world, show.show_id, product, request_id=request_id)
    assert world.catalog.calls == 1
    assert stored.version == 2


async def test_a_pin_is_of_a_listing_and_comes_down_with_it(world: World) -> None:
    show = await world.show()
    one, two = world.catalog.product(), world.catalog.product()
    assert await refused(pin(world, show.show_id, one)) == "LISTING_NOT_FOUND"
    await set_listings(world, show.show_id, one, two)
    assert (await pin(world, show.show_id, one)).pinned_product_id == one
    assert (await pin(world, show.show_id, one)).version == 3  # pinned already
    assert (await set_listings(world, show.show_id, two)).pinned_product_id == ""
    await pin(world, show.show_id, two)
    assert (await pin(world, show.show_id, "")).pinned_product_id == ""
    pins = [event for event in await world.events() if event[0] == "product.pinned"]
    assert pins == [("product.pinned", version) for version in (3, 4, 5, 6)]


async def test_an_ended_show_is_left_alone(world: World) -> None:
    show, product = await world.show(), world.catalog.product()
    await set_listings(world, show.show_id, product)
    ended = await end(world, show.show_id)
    assert ended.state == ENDED
    assert ended.end_time == to_timestamp(START)
    assert await refused(pin(world, show.show_id, product)) == "SHOW_STATE"
    assert await refused(set_listings(world, show.show_id)) == "SHOW_STATE"
    assert await refused(end(world, show.show_id)) == "SHOW_STATE"
    assert [topic for topic, _ in await world.events()] == ["stream.scheduled", "stream.ended"]


async def test_a_catalog_that_is_away_changes_nothing(world: World) -> None:
    show, product = await world.show(), world.catalog.product()
    world.catalog.is_down = True
    assert await refused(set_listings(world, show.show_id, product)) == "DEADLINE_EXCEEDED"
    assert (await world.get(show.show_id)).version == 1
