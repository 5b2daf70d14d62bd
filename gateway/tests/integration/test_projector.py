"""Events of the services become entries of rooms, as docs/realtime.md lists them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from gateway.tests.driver import SHOP, SHOW, Gateway, Services
from nightmarket.catalog.v1 import catalog_pb2, catalog_service_pb2
from nightmarket.catalog.v1 import events_pb2 as catalog_events
from nightmarket.identity.v1 import events_pb2 as identity_events
from nightmarket.order.v1 import events_pb2 as order_events
from nightmarket.order.v1 import order_pb2
from nightmarket.stream.v1 import events_pb2 as stream_events
from nightmarket.type.v1 import money_pb2
from nightmarket_gateway.auth import REVOKED_LIFE_S
from nightmarket_gateway.rooms.moderation import Moderation, rooms_key
from nightmarket_gateway.rooms.projector import Projector
from nightmarket_kit.core.errors import Unavailable
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.kafka import IncomingEvent

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
AT = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
TS = int(AT.timestamp() * 1000)
PRODUCT, VARIANT = new_id(), new_id()


class Feed:
    """Hands events to the projector as the consumer would."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.projector = projector = Projector(
            log_=gateway.log,
            valkey=gateway.raw,
            clients=gateway.clients,
            keeper=gateway.keeper,
            moderation=Moderation(log_=gateway.log, valkey=gateway.raw, policy=gateway.policy),
        )
        self._handlers = {one.message: one.handle for one in projector.subscriptions()}
        self.topics = {one.topic for one in projector.subscriptions()}

    async def __call__(self, message: Any, *, sequence: int = 1, event_id: str = "") -> None:
        event = IncomingEvent(
            id=event_id or new_id(),
            type=message.DESCRIPTOR.full_name,
            source="test",
            subject="",
            sequence=sequence,
            time=AT,
            topic="",
            partition=0,
            offset=0,
            payload=b"",
        )
        await self._handlers[type(message)](message, event)

    async def entries(self, room: str = SHOW) -> list[dict[str, Any]]:
        found = [
            json.loads(one.body) for one in ((await self.gateway.log.open(room)).history()).entries
        ]
        for entry in found:
            del entry["id"]
        return found

    async def state(self, room: str = SHOW) -> dict[str, Any]:
        found = (await self.gateway.log.open(room)).state
        return {name: json.loads(value) for name, value in found.items()}

    async def rooms(self) -> set[str]:
        return {room.decode() for room in await self.gateway.raw.smembers(rooms_key(SHOP))}


@pytest_asyncio.fixture(loop_scope="module")
async def feed(gateway: Gateway) -> Feed:
    return Feed(gateway)


def scheduled() -> stream_events.StreamScheduled:
    return stream_events.StreamScheduled(show_id=SHOW, shop_id=SHOP, title="t")


def live() -> stream_events.StreamLive:
    return stream_events.StreamLive(show_id=SHOW, shop_id=SHOP, title="t")


def ended() -> stream_events.StreamEnded:
    return stream_events.StreamEnded(show_id=SHOW, shop_id=SHOP)


def pinned(product_id: str = PRODUCT) -> stream_events.ProductPinned:
    return stream_events.ProductPinned(show_id=SHOW, shop_id=SHOP, product_id=product_id)


def stock(on_hand: int = 5, shop_id: str = SHOP) -> catalog_events.StockChanged:
    return catalog_events.StockChanged(
        variant_id=VARIANT,
        product_id=PRODUCT,
        shop_id=shop_id,
        on_hand=on_hand,
        held=1,
        sold=2,
    )


def order_line(show_id: str = SHOW) -> order_pb2.OrderLine:
    price = money_pb2.Money(currency_code="TWD", amount_minor=5000)
    return order_pb2.OrderLine(
        variant_id=VARIANT,
        product_id=PRODUCT,
        title="蔥油餅",
        quantity=2,
        unit_price=price,
        show_id=show_id,
    )


def order_event(kind: Any, order_id: str, *lines: order_pb2.OrderLine) -> Any:
    return kind(
        order_id=order_id,
        order_no="NM00000001",
        shop_id=SHOP,
        user_id=new_id(),
        lines=lines or [order_line()],
        total=money_pb2.Money(currency_code="TWD", amount_minor=10000),
    )


def status(state: str) -> dict[str, Any]:
    return {"kind": "status", "state": state, "ts": TS}


async def test_a_show_is_announced_goes_live_and_ends(feed: Feed) -> None:
    await feed(scheduled(), sequence=1)
    assert await feed.rooms() == {SHOW}
    await feed(live(), sequence=2)
    await feed(ended(), sequence=3)
    assert await feed.entries() == [status("scheduled"), status("live"), status("ended")]
    assert await feed.state() == {"status": status("ended")}
    assert await feed.rooms() == set()


async def test_a_pin_brings_the_product_along(feed: Feed, services: Services) -> None:
    price = money_pb2.Money(currency_code="TWD", amount_minor=168800)
    variant = catalog_pb2.Variant(
        variant_id=VARIANT,
        title="10 片",
        prices=[price],
        stock=catalog_pb2.Stock(on_hand=7, held=1),
    )
    product = catalog_pb2.Product(
        product_id=PRODUCT, title="蔥油餅", image_urls=["https://i.test/1"], variants=[variant]
    )
    services.answers["BatchGetProducts"] = catalog_service_pb2.BatchGetProductsResponse(
        products=[product]
    )
    await feed(pinned())
    assert await feed.entries() == [
        {
            "kind": "pin",
            "product_id": PRODUCT,
            "product": {
                "product_id": PRODUCT,
                "title": "蔥油餅",
                "image_url": "https://i.test/1",
                "variants": [
                    {
                        "variant_id": VARIANT,
                        "title": "10 片",
                        "on_hand": 7,
                        "prices": [{"currency_code": "TWD", "amount_minor": 168800}],
                    }
                ],
            },
            "ts": TS,
        }
    ]
    (call,) = services.of("BatchGetProducts")
    assert list(call.request.product_ids) == [PRODUCT]
    assert 0 < call.left_s < 5.1


async def test_a_pin_of_nothing_and_of_an_unknown_product(feed: Feed, services: Services) -> None:
    await feed(pinned(), sequence=1)
    await feed(pinned(""), sequence=2)
    gone = {"kind": "pin", "product_id": PRODUCT, "product": None, "ts": TS}
    down = {"kind": "pin", "product_id": "", "product": None, "ts": TS}
    assert await feed.entries() == [gone, down]
    assert await feed.state() == {"pin": down}
    assert len(services.of("BatchGetProducts")) == 1


async def test_a_pin_waits_for_the_catalog(feed: Feed, services: Services) -> None:
    services.answers["BatchGetProducts"] = Unavailable(reason="CATALOG_AWAY")
    with pytest.raises(Unavailable):  # the consumer tries again
        await feed(pinned())
    assert await feed.entries() == []


async def test_stock_goes_to_every_open_room_of_the_shop(feed: Feed) -> None:
    other = new_id()
    await feed(live())
    await feed(stream_events.StreamScheduled(show_id=other, shop_id=SHOP))
    await feed(stock(5), sequence=7)
    entry = {
        "kind": "stock",
        "variant_id": VARIANT,
        "product_id": PRODUCT,
        "on_hand": 5,
        "sold": 2,
        "ts": TS,
    }
    for room in (SHOW, other):
        assert (await feed.entries(room))[-1] == entry
        assert (await feed.state(room))[f"stock:{VARIANT}"] == entry
    await feed(stock(9), sequence=6)  # overtaken on its way
    assert len(await feed.entries()) == 2
    assert (await feed.state())[f"stock:{VARIANT}"]["on_hand"] == 5


async def test_stock_of_a_shop_without_rooms_goes_nowhere(feed: Feed) -> None:
    await feed(live())
    before = set(await feed.gateway.raw.keys("room:*"))
    await feed(stock(shop_id=new_id()))
    assert set(await feed.gateway.raw.keys("room:*")) == before


async def test_an_event_that_comes_twice_is_one_entry(feed: Feed) -> None:
    for message in (live(), pinned(), stock()):
        event_id = new_id()
        await feed(message, event_id=event_id)
        before = await feed.entries()
        await feed(message, event_id=event_id)
        assert await feed.entries() == before


async def test_an_ended_show_gets_no_stock_whatever_comes_late(feed: Feed) -> None:
    """The topics of a show's events are read side by side, and may all be sent again."""
    first = new_id()
    await feed(scheduled(), sequence=1, event_id=first)
    await feed(ended(), sequence=3)
    await feed(live(), sequence=2)
    await feed(scheduled(), sequence=1, event_id=first)
    assert await feed.entries() == [status("scheduled"), status("ended")]
    assert await feed.rooms() == set()


async def test_an_orders_news_goes_to_its_shops_room_only(feed: Feed) -> None:
    await feed(live())
    order_id, other = new_id(), new_id()
    lines = [order_line(), order_line(), order_line(""), order_line(other)]
    await feed(order_event(order_events.OrderPlaced, order_id, *lines), sequence=1)
    await feed(order_event(order_events.OrderPaid, order_id), sequence=2)
    placed, paid = await feed.entries(SHOP)
    line = {"product_id": PRODUCT, "variant_id": VARIANT, "title": "蔥油餅", "quantity": 2}
    assert paid == {
        "kind": "order",
        "ts": TS,
        "order_id": order_id,
        "order_number": "NM00000001",
        "show_ids": [SHOW],
        "state": "paid",
        "total": {"currency": "TWD", "amount": 10000},
        "lines": [line],
    }
    assert (placed["state"], placed["show_ids"]) == ("placed", sorted([SHOW, other]))
    assert len(placed["lines"]) == 4
    assert await feed.entries() == [status("live")]
    assert await feed.state(SHOP) == {}


async def test_an_orders_news_comes_once_and_never_backwards(feed: Feed) -> None:
    one, two, paid_first = new_id(), new_id(), new_id()
    await feed(order_event(order_events.OrderPaid, one), sequence=2, event_id=paid_first)
    await feed(order_event(order_events.OrderPlaced, one), sequence=1)  # overtaken on its way
    await feed(order_event(order_events.OrderPaid, one), sequence=2, event_id=paid_first)
    await feed(order_event(order_events.OrderPlaced, two), sequence=1)
    await feed(order_event(order_events.OrderCancelled, two), sequence=2)
    told = [(entry["order_id"], entry["state"]) for entry in await feed.entries(SHOP)]
    assert told == [(one, "paid"), (two, "placed"), (two, "cancelled")]


async def test_a_revoked_session_is_remembered_longer_than_its_tokens(feed: Feed) -> None:
    await feed(identity_events.SessionRevoked(session_id="s1", cause="removed"))
    left = await feed.gateway.text.ttl("revoked:s1")
    assert 600 + 30 < left <= REVOKED_LIFE_S
