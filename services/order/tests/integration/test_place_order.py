import asyncio
from datetime import timedelta
from typing import Any

import pytest

from nightmarket.catalog.v1 import catalog_pb2
from nightmarket.claim.v1 import claim_service_pb2_grpc
from nightmarket.order.v1 import events_pb2, order_pb2
from nightmarket_kit.core.errors import (
    DomainError,
    PreconditionFailed,
    RequestIdReused,
    Unavailable,
)
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_order.application import place_order as module
from nightmarket_order.domain.errors import OutOfStock

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


async def test_a_cart_becomes_an_order(world: Any) -> None:
    first = world.fill(price=1000, quantity=2)
    second = world.fill(price=500, quantity=1)
    order = await world.place(total=2500)
    assert order.state == order_pb2.ORDER_STATE_PLACED
    assert [(line.variant_id, line.quantity) for line in order.lines] == [(first, 2), (second, 1)]
    assert order.total.amount_minor == 2500
    assert order.contact.phone == world.contact["phone"]
    assert order.place_time.ToSeconds() == int(world.clock.now().timestamp())
    assert order.pay_deadline.ToSeconds() - order.place_time.ToSeconds() == 900
    assert not order.HasField("pay_time")
    assert await world.get(order.order_id) == order
    (event,) = await world.events("order.placed", events_pb2.OrderPlaced)
    assert (event.order_id, event.user_id, event.shop_id) == (
        order.order_id,
        world.user,
        world.shop,
    )
    assert list(event.lines) == list(order.lines)
    assert event.pay_deadline == order.pay_deadline
    _, reserved = world.catalog.reservations[order.order_id]
    assert reserved.expire_time == order.pay_deadline
    assert reserved.shop_id == world.shop


async def test_twenty_presses_with_one_request_id_make_one_order(world: Any) -> None:
    world.fill()
    request_id = new_id()
    orders = await asyncio.gather(*(world.place(request_id) for _ in range(20)))
    assert len({order.order_id for order in orders}) == 1
    assert len(world.catalog.reservations) == 1
    assert world.catalog.released == []
    assert len(await world.rows("SELECT id FROM orders")) == 1
    assert len(await world.events("order.placed", events_pb2.OrderPlaced)) == 1


async def test_a_repetition_answers_with_the_order_as_it_is_now(world: Any) -> None:
    world.fill()
    request_id = new_id()
    order = await world.place(request_id)
    world.cart.carts.clear()
    await world.settle(order.order_id)
    again = await world.place(request_id)
    assert again.order_id == order.order_id
    assert again.state == order_pb2.ORDER_STATE_PAID
    assert world.cart.asked == 1


async def test_a_twin_that_finds_the_cart_emptied_answers_with_the_order(world: Any) -> None:
    """The first press wins while the second is on its way to the cart."""
    world.fill()
    request_id = new_id()
    order = None

    async def first_finishes() -> None:
        nonlocal order
        world.catalog.after_reserve = None
        order = await world.place(request_id)
        world.catalog.states[order.order_id] = catalog_pb2.RESERVATION_STATE_RELEASED

    world.catalog.after_reserve = first_finishes
    twin = await world.place(request_id)
    assert order is not None
    assert twin.order_id == order.order_id
    assert len(await world.rows("SELECT id FROM orders")) == 1


async def test_the_same_request_id_with_another_body_is_refused(world: Any) -> None:
    world.fill()
    request_id = new_id()
    await world.place(request_id)
    error = await refusal(world.place(request_id, name="Somebody Else"))
    assert (error.reason, error.metadata) == ("REQUEST_ID_REUSED", {"request_id": request_id})


async def test_another_body_is_refused_before_anything_is_reserved(world: Any) -> None:
    world.fill()
    request_id = new_id()
    world.catalog.refusal = Unavailable(reason="SERVICE_UNAVAILABLE")
    assert (await refusal(world.place(request_id))).reason == "SERVICE_UNAVAILABLE"
    world.catalog.refusal = None
    error = await refusal(world.place(request_id, name="Somebody Else"))
    assert error.reason == "REQUEST_ID_REUSED"
    assert world.catalog.reservations == {}


async def test_a_stale_price_is_refused(world: Any) -> None:
    variant_id = world.fill(price=1000, price_changed=True, unit_price={"amount_minor": 1200})
    error = await refusal(world.place())
    assert error.reason == "PRICE_CHANGED"
    assert error.metadata == {"variant_id": variant_id, "seen_minor": "1000", "now_minor": "1200"}
    assert world.catalog.reserve_calls == 0


async def test_a_changed_total_is_refused_and_the_same_request_id_may_try_again(
    world: Any,
) -> None:
    world.fill()
    request_id = new_id()
    error = await refusal(world.place(request_id, total=1999))
    assert (error.reason, error.metadata) == (
        "TOTAL_CHANGED",
        {"expected_minor": "1999", "total_minor": "2000"},
    )
    assert (await world.place(request_id, total=2000)).order_id


async def test_out_of_stock_keeps_catalogs_figures(world: Any) -> None:
    variant_id = world.fill()
    told = {"variant_id": variant_id, "available": "1", "asked": "2"}
    world.catalog.refusal = PreconditionFailed(reason="OUT_OF_STOCK", **told)
    request_id = new_id()
    error = await refusal(world.place(request_id))
    assert (error.reason, error.metadata) == ("OUT_OF_STOCK", told)
    assert await world.rows("SELECT id FROM orders") == []
    world.catalog.refusal = None  # stock came in: the same press works now
    assert (await world.place(request_id)).order_id


async def test_a_variant_that_catalog_does_not_know_is_out_of_stock(world: Any) -> None:
    variant_id = world.fill()
    world.catalog.refusal = PreconditionFailed(reason="VARIANT_NOT_FOUND", variant_id=variant_id)
    error = await refusal(world.place())
    assert error.reason == "OUT_OF_STOCK"
    assert error.metadata == {"variant_id": variant_id, "available": "0", "asked": "2"}


async def test_an_empty_cart_and_a_bad_contact_are_refused(world: Any) -> None:
    assert (await refusal(world.place())).reason == "CART_EMPTY"
    error = await refusal(world.place(phone="call me"))
    assert (error.reason, error.metadata) == ("CONTACT_INVALID", {"field": "phone"})
    assert "call me" not in error.message


async def test_crash_between_reserve_and_insert_then_retry_makes_one_order(world: Any) -> None:
    world.fill()
    request_id = new_id()

    class Crashing(world.uow_class):  # type: ignore[misc,name-defined]
        async def commit(self) -> None:
            if self.outbox._events:
                raise OSError("the database went away")
            await super().commit()

    good, world.uow_class = world.uow_class, Crashing
    await refusal(world.place(request_id))
    assert len(world.catalog.reservations) == 1
    assert world.catalog.released == []  # a repetition may still finish it
    world.uow_class = good
    order = await world.place(request_id)
    assert list(world.catalog.reservations) == [order.order_id]
    assert len(await world.rows("SELECT id FROM orders")) == 1


async def test_a_commit_whose_answer_was_lost_makes_one_order(world: Any) -> None:
    world.fill()
    request_id = new_id()

    class Lost(world.uow_class):  # type: ignore[misc,name-defined]
        async def commit(self) -> None:
            await super().commit()
            if self.outbox.written:
                raise OSError("no answer")

    good, world.uow_class = world.uow_class, Lost
    await refusal(world.place(request_id))
    world.uow_class = good
    order = await world.place(request_id)
    assert list(world.catalog.reservations) == [order.order_id]
    assert len(await world.events("order.placed", events_pb2.OrderPlaced)) == 1


async def test_a_write_that_is_refused_for_good_returns_the_units(world: Any) -> None:
    world.fill()
    request_id = new_id()

    class Refusing(world.uow_class):  # type: ignore[misc,name-defined]
        async def commit(self) -> None:
            if self.outbox._events:
                raise RequestIdReused(request_id=request_id)
            await super().commit()

    good, world.uow_class = world.uow_class, Refusing
    await refusal(world.place(request_id))
    (order_id,) = world.catalog.reservations
    assert world.catalog.released == [order_id]
    world.uow_class = good
    error = await refusal(world.place(request_id))
    assert (error.reason, error.metadata) == (
        "ORDER_STATE",
        {"order_id": order_id, "state": "cancelled"},
    )
    assert (await world.place()).order_id != order_id  # a new request id starts anew


async def test_a_checkout_that_was_given_up_is_not_written_by_its_twin(world: Any) -> None:
    world.fill()

    async def given_up() -> None:
        await world.rows("UPDATE checkouts SET given_up = true RETURNING 1")

    world.catalog.after_reserve = given_up
    assert (await refusal(world.place())).reason == "ORDER_STATE"
    assert await world.rows("SELECT id FROM orders") == []


async def test_a_released_reservation_asks_for_a_new_request_id(world: Any) -> None:
    world.fill()
    request_id = new_id()

    async def lost() -> None:
        raise Unavailable(reason="SERVICE_UNAVAILABLE")

    world.catalog.after_reserve = lost
    await refusal(world.place(request_id))
    (order_id,) = world.catalog.reservations
    world.catalog.states[order_id] = catalog_pb2.RESERVATION_STATE_RELEASED
    world.catalog.after_reserve = None
    assert (await refusal(world.place(request_id))).reason == "ORDER_STATE"
    assert (await world.place()).order_id != order_id


async def test_a_checkout_past_its_deadline_is_not_resumed(world: Any) -> None:
    """Its units may be on their way back: catalog sweeps reservations that nobody settled."""
    world.fill()
    request_id = new_id()

    async def lost() -> None:
        raise Unavailable(reason="SERVICE_UNAVAILABLE")

    world.catalog.after_reserve = lost
    await refusal(world.place(request_id))
    world.catalog.after_reserve = None
    world.clock.advance(timedelta(minutes=15))
    assert (await refusal(world.place(request_id))).reason == "ORDER_STATE"
    assert world.catalog.released == list(world.catalog.reservations)


async def test_a_cart_that_changed_between_two_tries_asks_for_a_new_request_id(
    world: Any,
) -> None:
    world.fill()
    request_id = new_id()

    async def lost() -> None:
        raise Unavailable(reason="SERVICE_UNAVAILABLE")

    world.catalog.after_reserve = lost
    await refusal(world.place(request_id))
    world.catalog.after_reserve = None
    world.cart.carts.clear()
    world.fill()  # another variant, the same total
    assert (await refusal(world.place(request_id))).reason == "ORDER_STATE"
    assert world.catalog.released == []  # the first try may still be on its way


async def test_a_taken_order_number_is_replaced(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter(["NM00000000", "NM00000000", "NM00000000", "NM00000001"])
    monkeypatch.setattr(module, "new_order_no", lambda: next(numbers))
    world.fill()
    assert (await world.place()).order_no == "NM00000000"
    assert (await world.place()).order_no == "NM00000001"


async def test_a_contact_is_in_no_event_and_no_request_row(world: Any) -> None:
    world.fill()
    await world.place()
    stored = str(await world.rows("SELECT * FROM outbox"))
    stored += str(await world.rows("SELECT * FROM requests"))
    stored += str(await world.rows("SELECT * FROM checkouts"))
    for secret in ("Lin Mei", "+886912345678", "Night Market Road"):
        assert secret not in stored


async def test_catalog_is_told_who_buys_and_in_which_show(world: Any) -> None:
    world.fill()
    order = await world.place()
    _, asked = world.catalog.reservations[order.order_id]
    assert asked.user_id == world.user
    assert [line.show_id for line in asked.lines] == [line.show_id for line in order.lines]
    assert asked.lines[0].show_id


async def test_a_limit_is_told_with_catalogs_figures_and_the_press_may_be_repeated(
    world: Any,
) -> None:
    variant_id = world.fill()
    told = {"variant_id": variant_id, "scope": "person", "limit": "2", "left": "1", "asked": "2"}
    world.catalog.refusal = PreconditionFailed(reason="PURCHASE_LIMIT_REACHED", **told)
    request_id = new_id()
    error = await refusal(world.place(request_id))
    assert (error.reason, error.metadata) == ("PURCHASE_LIMIT_REACHED", told)
    world.catalog.refusal = None  # an earlier order was given up
    assert (await world.place(request_id)).order_id


async def test_while_claim_is_away_people_buy_what_is_free(world: Any) -> None:
    """What is sold out to others may be set aside for her: that is not known, so it is not said."""
    async with open_channel("127.0.0.1:1", service_token="none") as nobody:
        world.client._claims = claim_service_pb2_grpc.ClaimServiceStub(nobody)
        world.fill(show_id=new_id())
        world.catalog.refusal = OutOfStock(variant_id=new_id(), available=0, asked=2)
        assert (await refusal(world.place())).reason == "SERVICE_UNAVAILABLE"
        world.catalog.refusal = None
        assert (await world.place()).state == order_pb2.ORDER_STATE_PLACED
