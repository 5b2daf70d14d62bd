"""Cancelling, sweeping, reading."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from nightmarket.order.v1 import events_pb2, order_pb2, order_service_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_order.application.sweep import forget_checkouts

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


def cancel(
    world: Any,
    order_id: str,
    *,
    user: str = "",
    role: str | None = None,
    request_id: str = "",
    **said: str,
) -> Any:
    request = order_service_pb2.CancelOrderRequest(
        request_id=request_id or new_id(), order_id=order_id, **said
    )
    return world.stub.CancelOrder(request, metadata=world.as_(user or world.user, role))


def listed(world: Any, *, user: str = "", role: str | None = None, **request: Any) -> Any:
    return world.stub.ListOrders(
        order_service_pb2.ListOrdersRequest(**request),
        metadata=world.as_(user or world.user, role),
    )


async def test_a_buyer_cancels_once(world: Any) -> None:
    order = await world.placed()
    request_id = new_id()
    answers = await asyncio.gather(
        *(cancel(world, order.order_id, request_id=request_id) for _ in range(5))
    )
    assert {one.order.state for one in answers} == {order_pb2.ORDER_STATE_CANCELLED}
    assert answers[0].order.cancel_cause == "buyer"
    assert answers[0].order.HasField("cancel_time")
    (event,) = await world.events("order.cancelled", events_pb2.OrderCancelled)
    assert (event.order_id, event.cause) == (order.order_id, "buyer")
    assert (event.order_no, event.total, list(event.lines)) == (
        order.order_no,
        order.total,
        list(order.lines),
    )
    error = await refusal(cancel(world, order.order_id))
    assert (error.reason, error.metadata["state"]) == ("ORDER_STATE", "cancelled")


async def test_a_paid_order_is_not_cancelled(world: Any) -> None:
    order = await world.placed()
    await world.settle(order.order_id)
    error = await refusal(cancel(world, order.order_id))
    assert error.metadata == {"order_id": order.order_id, "state": "paid"}


async def test_who_of_the_shop_may_cancel(world: Any) -> None:
    order = await world.placed()
    other = new_id()
    assert (await refusal(cancel(world, order.order_id, user=other))).reason == "ORDER_NOT_FOUND"
    error = await refusal(cancel(world, order.order_id, user=other, role="packer"))
    assert (error.reason, error.metadata["needed"]) == ("ROLE_MISSING", "manager")
    for reason in ("", "because"):
        error = await refusal(
            cancel(world, order.order_id, user=other, role="manager", reason=reason)
        )
        assert (error.reason, error.metadata) == ("FIELD_INVALID", {"field": "reason"})
    answer = await cancel(
        world, order.order_id, user=other, role="manager", reason="out_of_stock", note=" fell "
    )
    assert (answer.order.cancel_cause, answer.order.cancel_reason) == ("shop", "out_of_stock")
    (_, told) = answer.order.history
    assert (told.cause, told.actor, told.actor_id, told.note) == ("cancel", "shop", other, "fell")
    assert (await refusal(cancel(world, new_id()))).reason == "ORDER_NOT_FOUND"


async def test_a_cancel_id_used_for_another_order_is_refused(world: Any) -> None:
    first, second = await world.placed(), await world.placed()
    request_id = new_id()
    await cancel(world, first.order_id, request_id=request_id)
    error = await refusal(cancel(world, second.order_id, request_id=request_id))
    assert error.reason == "REQUEST_ID_REUSED"


async def test_the_sweeper_cancels_what_is_overdue_and_nothing_else(world: Any) -> None:
    world.fill()
    old = [await world.place() for _ in range(3)]
    world.clock.advance(timedelta(minutes=14))
    young = await world.place()
    assert await world.expire() == 0
    world.clock.advance(timedelta(minutes=1))
    swept = await asyncio.gather(*(world.expire() for _ in range(3)))
    assert sum(swept) == 3
    told = await world.events("order.cancelled", events_pb2.OrderCancelled)
    assert {one.order_id for one in told} == {order.order_id for order in old}
    assert {one.cause for one in told} == {"deadline"}
    assert (await world.get(young.order_id)).state == order_pb2.ORDER_STATE_PLACED


async def test_the_sweeper_takes_more_than_one_batch(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nightmarket_order.application.sweep.SWEEP_BATCH", 2)
    world.fill()
    for _ in range(5):
        await world.place()
    world.clock.advance(timedelta(minutes=15))
    assert await world.expire() == 5


async def test_checkouts_are_forgotten_after_a_week(world: Any) -> None:
    await world.placed()
    assert await forget_checkouts(uow=world.uow, clock=world.clock) == 0
    world.clock.advance(timedelta(days=7, seconds=1))
    assert await forget_checkouts(uow=world.uow, clock=world.clock) == 1


async def test_who_may_read_an_order(world: Any) -> None:
    order = await world.placed()
    other = new_id()
    for role in ("owner", "manager", "packer"):
        assert (await world.get(order.order_id, user=other, role=role)).contact.name == "Lin Mei"
    for role in ("host", "moderator"):
        seen = await world.get(order.order_id, user=other, role=role)
        assert seen.contact == order_pb2.Contact()
        assert seen.order_no == order.order_no
    for call in (world.get(order.order_id, user=other), world.get(new_id())):
        assert (await refusal(call)).reason == "ORDER_NOT_FOUND"
    assert (await refusal(world.get("nonsense"))).reason == "ID_INVALID"
    request = order_service_pb2.GetOrderRequest(order_id=order.order_id)
    assert (await refusal(world.stub.GetOrder(request))).reason == "TOKEN_MISSING"


async def test_pages_of_the_buyer_are_newest_first(world: Any) -> None:
    world.fill()
    ids = [(await world.place()).order_id for _ in range(5)]
    first = await listed(world, page_size=2)
    second = await listed(world, page_size=2, page_token=first.next_page_token)
    last = await listed(world, page_size=2, page_token=second.next_page_token)
    pages = [[order.order_id for order in page.orders] for page in (first, second, last)]
    assert pages == [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]]
    assert last.next_page_token == ""
    assert first.orders[0].lines
    assert (await listed(world, user=new_id())).orders == []


async def test_pages_of_the_shop_are_for_its_members(world: Any) -> None:
    await world.placed()
    other = new_id()
    page = await listed(world, user=other, role="packer", shop_id=world.shop)
    assert [order.contact.name for order in page.orders] == ["Lin Mei"]
    page = await listed(world, user=other, role="host", shop_id=world.shop)
    assert [order.contact.name for order in page.orders] == [""]
    error = await refusal(listed(world, user=other, shop_id=world.shop))
    assert error.reason == "ROLE_MISSING"


async def test_a_page_token_belongs_to_its_list(world: Any) -> None:
    world.fill()
    for _ in range(2):
        await world.place()
    token = (await listed(world, page_size=1)).next_page_token
    for call in (
        listed(world, user=new_id(), page_token=token),
        listed(world, role="owner", shop_id=world.shop, page_token=token),
        listed(world, page_token="nonsense"),
    ):
        assert (await refusal(call)).reason == "PAGE_TOKEN_INVALID"
    assert (await refusal(listed(world, page_size=-1))).reason == "PAGE_SIZE_INVALID"
