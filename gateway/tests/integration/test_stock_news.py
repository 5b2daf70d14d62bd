"""Under a flash sale a room hears of an item a few times a second, and of its end at once."""

import asyncio
import time
from typing import Any

import pytest
import pytest_asyncio

from gateway.tests.driver import SHOP, SHOW, Gateway
from gateway.tests.integration.test_projector import PRODUCT, VARIANT, Feed, live, stock
from nightmarket.catalog.v1 import catalog_pb2
from nightmarket.catalog.v1 import events_pb2 as catalog_events
from nightmarket.stream.v1 import events_pb2 as stream_events
from nightmarket.type.v1 import money_pb2
from nightmarket_gateway.rooms.stock import LATE, LATE_NEWS, LOOK_EVERY_S, PACE_MS, StockNews
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]

DEAL = "01a20a3a-7b1f-81fe-868d-d6b4f49498e7"


@pytest_asyncio.fixture(loop_scope="module")
async def feed(gateway: Gateway) -> Feed:
    feed = Feed(gateway)
    await feed(live())
    return feed


def news(feed: Feed) -> StockNews:
    return StockNews(log_=feed.gateway.log, valkey=feed.gateway.raw)


async def told(feed: Feed, room: str = SHOW) -> list[int]:
    return [one["on_hand"] for one in await feed.entries(room) if one["kind"] == "stock"]


async def until(feed: Feed, left: int, *lookers: StockNews) -> None:
    """Look as gateways do, until the room shows `left`."""
    async with asyncio.timeout(10):
        while (await feed.state())[f"stock:{VARIANT}"]["on_hand"] != left:
            await asyncio.gather(*(one.flush() for one in lookers))


async def test_a_burst_is_told_by_its_first_and_its_last(feed: Feed) -> None:
    begun = time.monotonic()
    for left in range(200, 100, -1):
        await feed(stock(left), sequence=1000 - left)
    await until(feed, 101, news(feed))
    heard = await told(feed)
    assert heard == sorted(heard, reverse=True)
    assert (heard[0], heard[-1]) == (200, 101)
    assert len(heard) <= 2 + (time.monotonic() - begun) * 1000 / PACE_MS
    assert await feed.gateway.raw.zcard(LATE) == await feed.gateway.raw.hlen(LATE_NEWS) == 0


async def test_what_was_too_soon_is_told_by_who_kept_it_and_by_others(feed: Feed) -> None:
    """Both without being asked again and again: each look wakes the process up."""
    kept = feed.projector.stock
    for sequence, (watching, left) in enumerate(((kept, 7), (news(feed), 6))):
        await feed(stock(9), sequence=10 * sequence + 1)
        await feed(stock(left), sequence=10 * sequence + 2)
        async with asyncio.timeout(10):
            while (await feed.state())[f"stock:{VARIANT}"]["on_hand"] != left:
                await watching.watch()
    watched = time.monotonic()
    await kept.watch()  # somebody else has told the second: one look more
    await kept.watch()
    assert time.monotonic() - watched > LOOK_EVERY_S


async def test_sold_out_is_told_at_once_and_nothing_older_after_it(feed: Feed) -> None:
    for sequence, left in enumerate((5, 4, 3, 0), start=1):
        await feed(stock(left), sequence=sequence)
    assert (await told(feed))[-1] == 0
    before = await told(feed)
    await asyncio.sleep(PACE_MS / 1000)
    await news(feed).flush()
    assert await told(feed) == before


async def test_coming_and_going_at_the_end_is_not_told_each_time(feed: Feed) -> None:
    begun = time.monotonic()
    for sequence in range(1, 101):
        await feed(stock(sequence % 2), sequence=sequence)
    assert (await feed.state())[f"stock:{VARIANT}"]["on_hand"] == 0
    passed = (time.monotonic() - begun) * 1000 / PACE_MS
    assert len(await told(feed)) <= 2 * (1 + passed)


async def test_two_gateways_tell_what_was_late_once(feed: Feed) -> None:
    await feed(stock(9), sequence=1)
    await feed(stock(8), sequence=2)
    await until(feed, 8, news(feed), news(feed))
    assert await told(feed) == [9, 8]


async def test_a_room_hears_what_its_own_buyers_can_have(feed: Feed) -> None:
    other = new_id()
    await feed(stream_events.StreamScheduled(show_id=other, shop_id=SHOP))
    message: Any = stock(3)
    message.allocations.append(catalog_pb2.Allocation(show_id=SHOW, quantity=4))
    await feed(message, sequence=9)
    assert (await told(feed), await told(feed, other)) == ([7], [3])


def deal(
    state: catalog_pb2.DealState.ValueType = catalog_pb2.DEAL_STATE_RUNNING, shop_id: str = SHOP
) -> catalog_events.DealChanged:
    price = money_pb2.Money(currency_code="TWD", amount_minor=300)
    message = catalog_pb2.Deal(
        deal_id=DEAL,
        show_id=SHOW,
        shop_id=shop_id,
        product_id=PRODUCT,
        variant_id=VARIANT,
        price=price,
        was=money_pb2.Money(currency_code="TWD", amount_minor=500),
        quantity=5,
        left=5,
        state=state,
    )
    message.start_time.FromSeconds(100)
    message.end_time.FromSeconds(160)
    message.close_time.FromSeconds(165)
    return catalog_events.DealChanged(deal=message)


async def test_a_deal_is_told_and_what_is_left_of_it(feed: Feed) -> None:
    await feed(deal(), sequence=1)
    told = (await feed.state())[f"deal:{VARIANT}"]
    assert (told["deal_id"], told["state"], told["left"]) == (DEAL, "running", 5)
    assert (told["price"]["amount_minor"], told["was"]["amount_minor"]) == (300, 500)
    assert (told["starts"], told["ends"], told["closes"]) == (100_000, 160_000, 165_000)
    for sequence, left in enumerate((3, 0), start=1):
        message = stock(7)
        message.deals.append(catalog_pb2.DealLeft(deal_id=DEAL, show_id=SHOW, left=left))
        await feed(message, sequence=sequence)
    news_ = (await feed.state())[f"stock:{VARIANT}"]  # gone is told at once
    assert (news_["on_hand"], news_["deal"]) == (7, {"deal_id": DEAL, "left": 0})
    await feed(deal(catalog_pb2.DEAL_STATE_STOPPED), sequence=2)
    assert (await feed.state())[f"deal:{VARIANT}"]["state"] == "stopped"


async def test_a_deal_is_not_told_in_a_room_of_another_shop(feed: Feed) -> None:
    await feed(deal(shop_id=new_id()), sequence=1)
    assert f"deal:{VARIANT}" not in await feed.state()
