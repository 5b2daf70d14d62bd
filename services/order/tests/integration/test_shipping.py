"""What a shop sets, what a cart would cost with it, and what the order keeps."""

import asyncio
from typing import Any

import pytest

from nightmarket.order.v1 import checkout_service_pb2 as pb
from nightmarket.order.v1 import delivery_pb2, events_pb2, order_pb2, order_service_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from services.order.tests.conftest import twd

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
HOME, STORE = delivery_pb2.DELIVERY_KIND_HOME, delivery_pb2.DELIVERY_KIND_STORE
SEVEN, OK = delivery_pb2.STORE_CHAIN_SEVEN_ELEVEN, delivery_pb2.STORE_CHAIN_OK_MART
SHOP_7 = delivery_pb2.Store(chain=SEVEN, code="123456", name="夜市門市")


def home(fee: int, free_from: int | None = None) -> delivery_pb2.ShippingMethod:
    free = None if free_from is None else twd(free_from)
    return delivery_pb2.ShippingMethod(kind=HOME, fee=twd(fee), free_from=free)


def store(fee: int) -> delivery_pb2.ShippingMethod:
    return delivery_pb2.ShippingMethod(kind=STORE, fee=twd(fee), chains=[SEVEN])


async def set_methods(
    world: Any, *methods: Any, role: str = "manager", request_id: str = ""
) -> Any:
    request = pb.SetShippingRequest(
        request_id=request_id or new_id(), shop_id=world.shop, methods=methods
    )
    return (await world.manage("SetShipping", request, role=role)).methods


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


async def test_a_shop_that_set_nothing_sends_home_for_nothing(world: Any) -> None:
    world.fill()
    quote = await world.quote()
    assert list(quote.methods) == [home(0)]
    assert (quote.price.subtotal, quote.price.total) == (twd(2000), twd(2000))
    order = await world.place()
    assert (order.subtotal, order.shipping, order.discount) == (twd(2000), twd(0), twd(0))
    assert order.delivery == delivery_pb2.Delivery(kind=HOME)
    read = pb.GetShippingRequest(shop_id=world.shop)
    assert list((await world.manage("GetShipping", read, role="packer")).methods) == []


async def test_what_the_shop_set_is_asked_for_and_kept(world: Any) -> None:
    world.fill()
    stored = await set_methods(world, store(6000), home(10000, 150000))
    assert list(stored) == [home(10000, 150000), store(6000)]
    assert (await world.quote()).price.total == twd(12000)
    quote = await world.quote(delivery=STORE)
    assert list(quote.methods) == [home(10000, 150000), store(6000)]
    assert (quote.price.shipping, quote.price.total) == (twd(6000), twd(8000))
    changed = await refusal(world.place())
    assert (changed.reason, changed.metadata["total_minor"]) == ("TOTAL_CHANGED", "12000")
    order = await world.place(total=8000, store=SHOP_7, address="")
    assert (order.subtotal, order.shipping, order.total) == (twd(2000), twd(6000), twd(8000))
    assert order.delivery.store == SHOP_7
    assert order.contact.address == ""
    (event,) = await world.events("order.placed", events_pb2.OrderPlaced)
    assert event.total == twd(8000)
    assert "123456" not in str(await world.rows("SELECT * FROM outbox"))
    await world.settle(order.order_id, minor=8000)
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_PAID


async def test_a_payment_of_the_lines_alone_does_not_pay_an_order_with_a_fee(world: Any) -> None:
    world.fill()
    await set_methods(world, home(10000))
    order = await world.place(total=12000)
    await world.settle(order.order_id, minor=2000)
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_PLACED


async def test_from_the_amount_on_it_is_free(world: Any) -> None:
    world.fill(price=75000, quantity=2)
    await set_methods(world, home(10000, 150000))
    quote = await world.quote()
    assert quote.price.total == twd(150000)
    assert quote.methods[0].fee == twd(0)
    assert (await world.place(total=150000)).shipping == twd(0)


async def test_the_store_is_for_those_who_see_contacts(world: Any) -> None:
    world.fill()
    await set_methods(world, store(0))
    order = await world.place(store=SHOP_7)
    assert order.contact.address == ""  # it was sent, and is not needed
    host = await world.get(order.order_id, user=world.staff, role="host")
    assert host.delivery == delivery_pb2.Delivery(kind=STORE)
    packer = await world.get(order.order_id, user=world.staff, role="packer")
    assert packer.delivery.store == SHOP_7
    listed = await world.stub.ListOrders(
        order_service_pb2.ListOrdersRequest(shop_id=world.shop),
        metadata=world.as_(world.staff, "host"),
    )
    assert "123456" not in str(listed)


async def test_another_way_or_chain_is_refused_and_nothing_is_held(world: Any) -> None:
    world.fill()
    error = await refusal(world.place(store=SHOP_7))
    assert (error.reason, error.metadata) == ("DELIVERY_UNAVAILABLE", {"delivery": "store"})
    await set_methods(world, store(0))
    error = await refusal(world.place())
    assert (error.reason, error.metadata) == ("DELIVERY_UNAVAILABLE", {"delivery": "home"})
    elsewhere = delivery_pb2.Store(chain=OK, code="1234", name="OK")
    error = await refusal(world.place(store=elsewhere))
    assert (error.reason, error.metadata) == ("CONTACT_INVALID", {"field": "store_chain"})
    assert world.catalog.reserve_calls == 0


async def test_a_quote_says_what_the_order_would_be_refused_for(world: Any) -> None:
    await set_methods(world, store(6000))
    empty = await world.quote()
    assert (empty.problem.reason, list(empty.methods)) == ("CART_EMPTY", [store(6000)])
    world.fill()
    quote = await world.quote(delivery=HOME)
    assert quote.problem.reason == "DELIVERY_UNAVAILABLE"
    assert not quote.HasField("price")
    world.fill(price_changed=True)
    assert (await world.quote(delivery=STORE)).problem.reason == "PRICE_CHANGED"
    assert await world.rows("SELECT * FROM checkouts") == []


@pytest.mark.parametrize("role", ["packer", "host", "moderator", None])
async def test_only_who_manages_sets_it(world: Any, role: str | None) -> None:
    assert (await refusal(set_methods(world, home(0), role=role))).reason == "ROLE_MISSING"


async def test_the_same_press_sets_once_and_of_two_at_once_one_stands_whole(world: Any) -> None:
    request_id = new_id()
    await set_methods(world, home(100), request_id=request_id)
    await set_methods(world, home(200))
    assert list(await set_methods(world, home(100), request_id=request_id)) == [home(200)]
    await asyncio.gather(*(set_methods(world, one) for one in [home(300), store(400)] * 5))
    read = pb.GetShippingRequest(shop_id=world.shop)
    stored = list((await world.manage("GetShipping", read)).methods)
    assert stored in ([home(300)], [store(400)])
