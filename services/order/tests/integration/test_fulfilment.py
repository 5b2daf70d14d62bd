"""Packing, shipping, delivery, giving up and refunds, with what each leaves in the history."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from nightmarket.order.v1 import events_pb2, order_pb2, order_service_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import from_timestamp, to_timestamp
from nightmarket_order.application.sweep import sweep_parcels

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
COMMITTED = "SELECT state, version, payment_id FROM orders WHERE id = $1"


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


async def paid(world: Any) -> tuple[order_pb2.Order, str]:
    order, payment_id = await world.placed(), new_id()
    await world.settle(order.order_id, payment_id=payment_id)
    return order, payment_id


async def shipped(world: Any) -> tuple[order_pb2.Order, str]:
    order, payment_id = await paid(world)
    await world.act("Pack", order.order_id)
    await world.act("Ship", order.order_id)
    return order, payment_id


def story(order: order_pb2.Order) -> list[tuple[str, str]]:
    return [(one.cause, one.actor) for one in order.history]


async def test_from_paid_to_completed(world: Any) -> None:
    order, _ = await paid(world)
    answer = await world.act("Pack", order.order_id)
    assert answer.order.state == order_pb2.ORDER_STATE_PACKED
    answer = await world.act("Ship", order.order_id, tracking_no=" TW-1 ")
    sent = answer.order
    assert (sent.state, sent.carrier, sent.tracking_no) == (
        order_pb2.ORDER_STATE_SHIPPED,
        "Black Cat",
        "TW-1",
    )
    assert from_timestamp(sent.due_time) == world.clock.now() + world.spans.delivered_after
    await world.act("Deliver", order.order_id)
    world.clock.advance(world.spans.completed_after)
    assert await sweep_parcels(uow=world.uow, clock=world.clock, spans=world.spans) == 1
    done = await world.get(order.order_id)
    assert done.state == order_pb2.ORDER_STATE_COMPLETED
    assert not done.HasField("due_time")
    assert story(done) == [
        ("place", "buyer"),
        ("pay", "system"),
        ("pack", "shop"),
        ("ship", "shop"),
        ("deliver", "shop"),
        ("complete", "system"),
    ]
    for topic, message in (
        ("order.packed", events_pb2.OrderPacked),
        ("order.shipped", events_pb2.OrderShipped),
        ("order.delivered", events_pb2.OrderDelivered),
        ("order.completed", events_pb2.OrderCompleted),
    ):
        (event,) = await world.events(topic, message)
        assert (event.order_id, event.order_no) == (order.order_id, order.order_no)


async def test_a_silent_parcel_arrives_by_itself_once(world: Any) -> None:
    order, _ = await shipped(world)

    def sweep() -> Any:
        return sweep_parcels(uow=world.uow, clock=world.clock, spans=world.spans)

    world.clock.advance(world.spans.delivered_after - timedelta(seconds=1))
    assert await sweep() == 0
    world.clock.advance(timedelta(seconds=1))
    assert sum(await asyncio.gather(*(sweep() for _ in range(3)))) == 1
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_DELIVERED
    world.clock.advance(world.spans.completed_after)
    assert sum(await asyncio.gather(*(sweep() for _ in range(3)))) == 1
    assert await sweep() == 0
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_COMPLETED


async def test_one_request_packs_once_and_another_is_refused(world: Any) -> None:
    order, _ = await paid(world)
    request_id = new_id()
    calls = (world.act("Pack", order.order_id, request_id=request_id) for _ in range(4))
    answers = await asyncio.gather(*calls)
    assert {one.order.version for one in answers} == {3}
    error = await refusal(world.act("Pack", order.order_id))
    assert (error.reason, error.metadata["state"]) == ("ORDER_STATE", "packed")
    error = await refusal(world.act("Ship", order.order_id, carrier=" "))
    assert (error.reason, error.metadata) == ("FIELD_INVALID", {"field": "carrier"})
    error = await refusal(world.act("Deliver", order.order_id))
    assert error.reason == "ORDER_STATE"


async def test_who_packs_and_ships(world: Any) -> None:
    order, _ = await paid(world)
    for role in ("host", "moderator"):
        error = await refusal(world.act("Pack", order.order_id, role=role))
        assert (error.reason, error.metadata["needed"]) == ("ROLE_MISSING", "packer")
    error = await refusal(world.act("Pack", order.order_id, role=None))
    assert error.reason == "ORDER_NOT_FOUND"
    error = await refusal(world.act("Pack", order.order_id, user=world.user, role=None))
    assert error.reason == "ROLE_MISSING"  # her own order, which she knows of
    assert (await refusal(world.act("Pack", new_id()))).reason == "ORDER_NOT_FOUND"
    for role in ("owner", "manager", "packer"):
        other, _ = await paid(world)
        await world.act("Pack", other.order_id, role=role)


async def test_who_and_why_are_for_the_shop_only(world: Any) -> None:
    order, _ = await paid(world)
    await world.act("Cancel", order.order_id, role="manager", note="the jar broke")
    seen = await world.get(order.order_id)
    assert story(seen) == [("place", "buyer"), ("pay", "system"), ("cancel", "shop")]
    assert {(one.actor_id, one.note) for one in seen.history} == {("", "")}
    assert seen.cancel_reason == "out_of_stock"
    told = await world.get(order.order_id, user=new_id(), role="host")
    assert [one.note for one in told.history] == ["", "", "the jar broke"]
    assert [one.actor_id for one in told.history] == [world.user, "", world.staff]


async def test_a_paid_order_that_is_given_up_goes_back(world: Any) -> None:
    order, payment_id = await paid(world)
    await world.refund(payment_id, order_id=order.order_id, in_all=500)
    request_id = new_id()
    for _ in range(2):
        answer = await world.act("Cancel", order.order_id, role="owner", request_id=request_id)
        assert answer.order.state == order_pb2.ORDER_STATE_CANCELLED
    (due,) = await world.events("order.refund_due", events_pb2.RefundDue)
    assert (due.payment_id, due.amount.amount_minor, due.cause) == (payment_id, 1500, "cancelled")
    (event,) = await world.events("order.cancelled", events_pb2.OrderCancelled)
    assert (event.cause, event.payment_id) == ("shop", payment_id)
    await world.settle(order.order_id, payment_id=payment_id)  # told once more
    await world.refund(payment_id, order_id=order.order_id, in_all=2000)
    after = await world.get(order.order_id)
    assert (after.state, after.refunded.amount_minor) == (order_pb2.ORDER_STATE_CANCELLED, 2000)
    assert len(await world.events("order.refund_due", events_pb2.RefundDue)) == 1


async def test_what_left_is_not_given_up(world: Any) -> None:
    order, payment_id = await shipped(world)
    error = await refusal(world.act("Cancel", order.order_id, role="owner"))
    assert (error.reason, error.metadata["state"]) == ("ORDER_STATE", "shipped")
    await world.refund(payment_id, order_id=order.order_id, in_all=2000)
    after = await world.get(order.order_id)
    assert (after.state, after.refunded.amount_minor) == (order_pb2.ORDER_STATE_SHIPPED, 2000)
    assert await world.events("order.refunded", events_pb2.OrderRefunded) == []


async def test_all_the_money_back_before_shipping_ends_it(world: Any) -> None:
    order, payment_id = await paid(world)
    await world.act("Pack", order.order_id)
    await world.refund(payment_id, order_id=order.order_id, in_all=1999)
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_PACKED
    event_id = new_id()
    for _ in range(2):
        await world.refund(payment_id, order_id=order.order_id, in_all=2000, event_id=event_id)
    await world.refund(payment_id, order_id=order.order_id, in_all=1000)  # overtaken
    after = await world.get(order.order_id)
    assert (after.state, after.refunded.amount_minor) == (order_pb2.ORDER_STATE_REFUNDED, 2000)
    assert story(after)[2:] == [("pack", "shop"), ("refund", "system"), ("refund", "system")]
    (event,) = await world.events("order.refunded", events_pb2.OrderRefunded)
    assert event.order_id == order.order_id
    assert (await refusal(world.act("Ship", order.order_id))).reason == "ORDER_STATE"


async def test_a_refund_that_overtook_its_payment_is_found_again(world: Any) -> None:
    order, payment_id = await world.placed(), new_id()
    await world.refund(payment_id, order_id=order.order_id, in_all=2000)
    assert (await world.get(order.order_id)).state == order_pb2.ORDER_STATE_PLACED
    await world.settle(order.order_id, payment_id=payment_id)
    after = await world.get(order.order_id)
    assert (after.state, after.version) == (order_pb2.ORDER_STATE_REFUNDED, 3)
    assert story(after) == [("place", "buyer"), ("pay", "system"), ("refund", "system")]


async def test_the_history_is_only_added_to(world: Any) -> None:
    order, _ = await paid(world)
    for sql in ("UPDATE order_history SET note = 'x'", "DELETE FROM order_history"):
        with pytest.raises(asyncpg.RaiseError, match="only added to"):
            await world.rows(sql)
    assert len((await world.get(order.order_id)).history) == 2


@pytest.mark.parametrize("seed", range(6))
async def test_pack_cancel_and_refund_at_once_have_one_winner(world: Any, seed: int) -> None:
    """Of 8 paid orders each is packed, given up and refunded whole at the same time."""
    orders = [await paid(world) for _ in range(8)]
    lot = random.Random(seed)
    calls = [
        call
        for order, payment_id in orders
        for call in (
            world.act("Pack", order.order_id),
            world.act("Cancel", order.order_id, role="owner"),
            world.act("Cancel", order.order_id, user=world.user, role=None),
            world.refund(payment_id, order_id=order.order_id, in_all=2000),
        )
    ]
    lot.shuffle(calls)
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert {one.reason for one in results if isinstance(one, DomainError)} <= {"ORDER_STATE"}
    assert not [
        one
        for one in results
        if isinstance(one, BaseException) and not isinstance(one, DomainError)
    ]
    given_up = {
        one.order_id for one in await world.events("order.cancelled", events_pb2.OrderCancelled)
    }
    ended = {one.order_id for one in await world.events("order.refunded", events_pb2.OrderRefunded)}
    assert not given_up & ended  # its units return once
    assert given_up | ended == {order.order_id for order, _ in orders}
    due = await world.events("order.refund_due", events_pb2.RefundDue)
    assert sorted(one.order_id for one in due) == sorted(given_up)
    for order, payment_id in orders:
        after = await world.get(order.order_id)
        assert [one.version for one in after.history] == list(range(1, after.version + 1))
        assert after.history[-1].state == after.state
        assert (after.payment_id, after.refunded.amount_minor) == (payment_id, 2000)


async def listed(world: Any, *, role: str = "packer", **asked: Any) -> list[str]:
    request = order_service_pb2.ListOrdersRequest(shop_id=world.shop, **asked)
    page = await world.stub.ListOrders(request, metadata=world.as_(new_id(), role))
    return [order.order_id for order in page.orders]


async def test_orders_are_found_by_state_text_show_and_time(world: Any) -> None:
    first, _ = await paid(world)
    world.clock.advance(timedelta(hours=1))
    middle = world.clock.now()
    world.cart.carts.clear()
    world.fill()
    second = await world.place(name="ส้มโอ", phone="0900000123")
    both = [second.order_id, first.order_id]
    assert await listed(world) == both
    states = [order_pb2.ORDER_STATE_PAID, order_pb2.ORDER_STATE_PACKED]
    assert await listed(world, states=states) == both[1:]
    assert await listed(world, placed_from=to_timestamp(middle)) == both[:1]
    assert await listed(world, placed_before=to_timestamp(middle)) == both[1:]
    assert await listed(world, show_id=first.lines[0].show_id) == both[1:]
    assert await listed(world, show_id=first.lines[0].show_id, states=[1]) == []
    for text in (second.order_no, second.order_no[2:].lower(), f"{second.order_no[:5]}-"):
        assert await listed(world, text=text, role="host") == both[:1]
    for text in ("ส้ม", "0123", "123"):
        assert await listed(world, text=text) == both[:1]
        assert await listed(world, text=text, role="host") == []  # who sees no contact finds none
    for text in ("lin", "LIN ME", "678"):
        assert await listed(world, text=text) == both[1:]
    for text in ("78", "%", "0912"):
        assert await listed(world, text=text) == []
    last = "2" if second.order_no[-1] != "2" else "3"
    error = await refusal(listed(world, text=second.order_no[:-1] + last))
    assert error.reason == "ORDER_NO_MISTYPED"


async def test_pages_of_a_filter_go_on_and_belong_to_it(world: Any) -> None:
    orders = [(await paid(world))[0].order_id for _ in range(3)]
    metadata = world.as_(new_id(), "packer")
    asked = {"shop_id": world.shop, "page_size": 2, "states": [order_pb2.ORDER_STATE_PAID]}
    first = await world.stub.ListOrders(
        order_service_pb2.ListOrdersRequest(**asked), metadata=metadata
    )
    token = first.next_page_token
    rest = await world.stub.ListOrders(
        order_service_pb2.ListOrdersRequest(**asked, page_token=token), metadata=metadata
    )
    found = [order.order_id for page in (first, rest) for order in page.orders]
    assert (found, rest.next_page_token) == (orders[::-1], "")
    other = asked | {"states": [order_pb2.ORDER_STATE_PACKED]}
    error = await refusal(
        world.stub.ListOrders(
            order_service_pb2.ListOrdersRequest(**other, page_token=token), metadata=metadata
        )
    )
    assert error.reason == "PAGE_TOKEN_INVALID"


async def test_an_unpaid_order_expires_with_its_cause(world: Any) -> None:
    order = await world.placed()
    world.clock.advance(timedelta(minutes=15))
    await world.expire()
    after = await world.get(order.order_id)
    assert (after.state, after.cancel_cause) == (order_pb2.ORDER_STATE_EXPIRED, "deadline")
    assert story(after) == [("place", "buyer"), ("expire", "system")]
