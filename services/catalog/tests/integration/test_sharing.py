"""Purchase limits, allocations, extensions and the ledger at catalog's real port."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from nightmarket.catalog.v1 import catalog_pb2, catalog_service_pb2, events_pb2, stock_service_pb2
from nightmarket.catalog.v1.stock_service_pb2 import (
    AllocateStockRequest,
    ListEntriesRequest,
    ReceiveStockRequest,
    ReturnStockRequest,
    SetLimitsRequest,
)
from nightmarket.stream.v1 import events_pb2 as stream_events
from nightmarket_catalog.application.settle_reservation import sweep_expired
from nightmarket_catalog.entrypoints.consumers import subscriptions
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.kafka import IncomingEvent
from nightmarket_kit.runtime.times import from_timestamp, to_timestamp
from nightmarket_local import audit

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
BUYERS = 32


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


async def allocate(world: Any, variant_id: str, show_id: str, quantity: int, **more: Any) -> Any:
    request = AllocateStockRequest(
        request_id=more.get("request_id", new_id()),
        variant_id=variant_id,
        show_id=show_id,
        quantity=quantity,
    )
    return (
        await world.stock.AllocateStock(request, metadata=world.as_(more.get("role", "manager")))
    ).stock


async def limit(world: Any, variant_id: str, *, role: str = "manager", **limits: int) -> None:
    rows = await world.rows("SELECT product_id FROM variants WHERE id = $1", variant_id)
    request = SetLimitsRequest(
        request_id=new_id(),
        product_id=str(rows[0]["product_id"]),
        limits=catalog_pb2.PurchaseLimits(**limits),
    )
    await world.stock.SetLimits(request, metadata=world.as_(role))


async def bring_back(world: Any, order_id: str, variant_id: str, quantity: int) -> Any:
    request = ReturnStockRequest(
        request_id=new_id(),
        order_id=order_id,
        variant_id=variant_id,
        quantity=quantity,
        reason="came back",
    )
    return (await world.stock.ReturnStock(request, metadata=world.as_("manager"))).stock


async def show_ends(world: Any, show_id: str) -> None:
    message = stream_events.StreamEnded(show_id=show_id, shop_id=world.shop)
    event = IncomingEvent(
        id=new_id(),
        type=message.DESCRIPTOR.full_name,
        source="/nightmarket/stream",
        subject=show_id,
        sequence=3,
        time=world.clock.now(),
        topic="",
        partition=0,
        offset=0,
        payload=b"",
    )
    by_type = {one.type: one for one in subscriptions(world.uow)}
    for _ in range(2):  # told twice, applied once
        await by_type[event.type].handle(message, event)


async def outcomes(calls: list[Any]) -> Counter[str]:
    """How many were accepted ("") or refused with each reason."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    for one in results:
        if isinstance(one, BaseException) and not isinstance(one, DomainError):
            raise one
    return Counter(getattr(one, "reason", "") for one in results)


async def audited(world: Any) -> int:
    """How many rows the audit of the fleet would name."""
    looks = (
        audit.BROKEN_STOCKS,
        audit.STOCK_BY_LEDGER,
        audit.STOCK_BY_RESERVATIONS,
        audit.STOCK_BY_ALLOCATIONS,
        audit.MISCOUNTED,
    )
    return sum([len(await world.rows(look)) for look in looks])


async def nothing_is_held_in_the_end(world: Any, *variant_ids: str) -> None:
    """Every order that was not settled expires; balances, shares and counts are as before."""
    assert await audited(world) == 0
    world.clock.advance(timedelta(hours=1))
    await sweep_expired(uow=world.uow, clock=world.clock, grace=timedelta(minutes=30))
    for variant_id in variant_ids:
        assert (await world.figures(variant_id))[1] == 0
    assert await world.rows("SELECT 1 FROM reservations WHERE state = 'held'") == []
    assert await world.rows("SELECT 1 FROM purchases WHERE units > 0") == []
    assert await audited(world) == 0


async def test_two_devices_at_once_cannot_pass_a_limit(world: Any) -> None:
    """32 presses of each of two people on two variants of a product that is limited to 3."""
    tea, more_tea = await world.create(200, 200)
    await limit(world, tea, per_person=3)
    people = [new_id(), new_id()]
    told = await outcomes(
        [
            world.reserve((variant_id, 1), user_id=person)
            for _ in range(BUYERS // 2)
            for person in people
            for variant_id in (tea, more_tea)
        ]
    )
    assert told == {"": 6, "PURCHASE_LIMIT_REACHED": 2 * BUYERS - 6}
    assert sum([(await world.figures(one))[1] for one in (tea, more_tea)]) == 6
    await nothing_is_held_in_the_end(world, tea, more_tea)
    assert await world.figures(tea) == (200, 0, 0)


async def test_two_processes_at_once_cannot_pass_a_limit(world: Any) -> None:
    """Groups of two copies of catalog on one item."""
    (tea,) = await world.create(200)
    await limit(world, tea, per_person=3)
    person = new_id()
    told = await outcomes(
        [
            world.reserve((tea, 1), user_id=person, stub=stub)
            for _ in range(BUYERS // 2)
            for stub in (world.stock, world.twin)
        ]
    )
    assert told == {"": 3, "PURCHASE_LIMIT_REACHED": BUYERS - 3}
    await nothing_is_held_in_the_end(world, tea)


async def test_a_refusal_names_the_limit_and_what_is_left(world: Any) -> None:
    (tea,) = await world.create(50)
    await limit(world, tea, per_person=3)
    await world.reserve((tea, 2))
    error = await refusal(world.reserve((tea, 2)))
    assert error.reason == "PURCHASE_LIMIT_REACHED"
    assert {**error.metadata, "product_id": ""} == {
        "product_id": "",
        "variant_id": tea,
        "scope": "person",
        "limit": "3",
        "left": "1",
        "asked": "2",
    }
    assert await world.figures(tea) == (48, 2, 0)


async def test_a_limit_per_show_counts_each_show_for_itself(world: Any) -> None:
    (tea,) = await world.create(50)
    await limit(world, tea, per_show=2)
    first, second = new_id(), new_id()
    for show_id in (first, second):
        await world.reserve((tea, 2), show_id=show_id)
        error = await refusal(world.reserve((tea, 1), show_id=show_id))
        assert (error.metadata["scope"], error.metadata["left"]) == ("show", "0")
    await world.reserve((tea, 5))  # outside of a show
    await limit(world, tea, per_show=2, per_person=9)  # both from now on: 9 are taken
    assert (await refusal(world.reserve((tea, 1)))).metadata["scope"] == "person"


async def test_what_was_bought_before_the_limit_counts_and_what_came_back_does_not(
    world: Any,
) -> None:
    (tea,) = await world.create(50)
    orders = [await world.reserve((tea, 2)) for _ in range(3)]
    await world.commit(orders[0])
    await world.commit(orders[1])
    await world.release(orders[2])
    await bring_back(world, orders[0], tea, 1)
    await limit(world, tea, per_person=4)
    assert (await refusal(world.reserve((tea, 2)))).metadata["left"] == "1"
    await bring_back(world, orders[1], tea, 1)
    await world.reserve((tea, 2))
    await limit(world, tea)
    await world.reserve((tea, 9))


async def test_limits_are_for_managers_and_whole_numbers(world: Any) -> None:
    (tea,) = await world.create(5)
    assert (await refusal(limit(world, tea, role="host", per_person=1))).reason == "ROLE_MISSING"
    error = await refusal(limit(world, tea, per_show=-1))
    assert (error.reason, error.metadata) == ("LIMIT_INVALID", {"field": "per_show"})
    await limit(world, tea, per_person=2)
    request = catalog_service_pb2.ListProductsRequest(shop_id=world.shop)
    answer = await world.catalog.ListProducts(request, metadata=world.as_())
    assert answer.products[0].limits.per_person == 2


async def test_only_buyers_in_the_show_take_what_is_set_aside(world: Any) -> None:
    """10 units, 6 of them for the show; 32 buyers inside and 32 outside at once."""
    (tea,) = await world.create(10)
    show_id = new_id()
    stock = await allocate(world, tea, show_id, 6)
    assert (stock.on_hand, stock.allocated, stock.received) == (4, 6, 10)
    results = await asyncio.gather(
        *(
            world.reserve((tea, 1), show_id=where, user_id=new_id())
            for _ in range(BUYERS)
            for where in (show_id, "")
        ),
        return_exceptions=True,
    )
    accepted = [one for one in results if isinstance(one, str)]
    assert {getattr(one, "reason", "") for one in results} == {"", "OUT_OF_STOCK"}
    assert len(accepted) == 10
    inside = await world.rows(
        "SELECT coalesce(sum(allocated), 0) AS n FROM stock_entries WHERE kind = 'held'"
    )
    assert inside[0]["n"] == 6
    outside = await world.rows(
        "SELECT coalesce(sum(quantity), 0) AS n FROM stock_entries "
        "WHERE kind = 'held' AND show_id IS NULL"
    )
    assert outside[0]["n"] <= 4
    assert await world.figures(tea) == (0, 10, 0)
    await nothing_is_held_in_the_end(world, tea)
    rows = await world.rows("SELECT quantity FROM allocations")
    assert [row["quantity"] for row in rows] == [6]  # back where it came from
    assert await world.figures(tea) == (4, 0, 0)


async def test_a_limit_and_an_allocation_hold_at_sell_out(world: Any) -> None:
    """16 people press twice each for 2; at most 3 a person, 20 units, 8 of them for the show."""
    (tea,) = await world.create(20)
    show_id, people = new_id(), [new_id() for _ in range(BUYERS // 2)]
    await limit(world, tea, per_person=3)
    await allocate(world, tea, show_id, 8)
    told = await outcomes(
        [
            world.reserve((tea, 2), show_id=show_id, user_id=person)
            for person in people
            for _ in range(2)
        ]
    )
    assert told[""] == 10
    on_hand, held, sold = await world.figures(tea)
    assert (on_hand, held, sold) == (0, 20, 0)
    most = await world.rows("SELECT max(units) AS n FROM purchases")
    assert most[0]["n"] == 2
    await nothing_is_held_in_the_end(world, tea)


async def test_a_show_that_is_over_gives_back_what_it_did_not_sell(world: Any) -> None:
    tea, rice = await world.create(10, 5)
    show_id, other = new_id(), new_id()
    for variant_id in (tea, rice):
        await allocate(world, variant_id, show_id, 5)
    await allocate(world, tea, other, 2)
    await world.reserve((rice, 5), show_id=show_id)  # all of it: nothing is left to give back
    kept = await world.reserve((tea, 2), show_id=show_id)
    await show_ends(world, show_id)
    assert await world.figures(tea) == (6, 2, 0)
    await world.release(kept)  # late: its show is over, so it is for everyone
    assert await world.figures(tea) == (8, 0, 0)
    rows = await world.rows("SELECT show_id, quantity FROM allocations")
    assert [(str(row["show_id"]), row["quantity"]) for row in rows] == [(other, 2)]
    assert (await refusal(allocate(world, tea, show_id, 1))).reason == "SHOW_ENDED"
    told = await world.rows("SELECT payload FROM outbox ORDER BY id")
    last = events_pb2.StockChanged.FromString(told[-1]["payload"])
    assert [(one.show_id, one.quantity) for one in last.allocations] == [(other, 2)]


async def test_a_show_that_ends_while_stock_is_set_aside_keeps_nothing(world: Any) -> None:
    for _ in range(10):
        (tea,) = await world.create(5)
        show_id = new_id()
        await asyncio.gather(
            allocate(world, tea, show_id, 3), show_ends(world, show_id), return_exceptions=True
        )
        assert await world.figures(tea) == (5, 0, 0)


async def test_setting_aside_is_for_managers_happens_once_and_takes_what_is_there(
    world: Any,
) -> None:
    (tea,) = await world.create(5)
    show_id, request_id = new_id(), new_id()
    for _ in range(2):
        await allocate(world, tea, show_id, 3, request_id=request_id)
    assert await world.figures(tea) == (2, 0, 0)
    assert (await refusal(allocate(world, tea, show_id, 6))).reason == "STOCK_NEGATIVE"
    assert (await refusal(allocate(world, tea, show_id, 1, role="host"))).reason == "ROLE_MISSING"
    assert (await refusal(allocate(world, new_id(), show_id, 1))).reason == "VARIANT_NOT_FOUND"
    stock = await allocate(world, tea, show_id, 0)
    assert (stock.on_hand, stock.allocated, list(stock.allocations)) == (5, 0, [])


async def test_extending_keeps_units_longer_and_never_shorter(world: Any) -> None:
    (tea,) = await world.create(5)
    order_id = await world.reserve((tea, 1))
    later = world.clock.now() + timedelta(days=3)

    async def extend(at: Any, order: str = order_id) -> Any:
        request = stock_service_pb2.ExtendRequest(order_id=order, expire_time=to_timestamp(at))
        return from_timestamp((await world.stock.Extend(request)).expire_time)

    assert await extend(later) == later
    assert await extend(later) == later
    assert await extend(world.clock.now()) == later
    world.clock.advance(timedelta(days=2))
    assert await sweep_expired(uow=world.uow, clock=world.clock, grace=timedelta(minutes=30)) == 0
    await world.release(order_id)
    error = await refusal(extend(later + timedelta(days=1)))
    assert (error.reason, error.metadata["state"]) == ("RESERVATION_STATE", "released")
    assert (await refusal(extend(later, new_id()))).reason == "RESERVATION_NOT_FOUND"
    sold = await world.reserve((tea, 1))
    await world.commit(sold)
    assert (await refusal(extend(later, sold))).metadata["state"] == "committed"
    request = stock_service_pb2.ExtendRequest(order_id=sold, expire_time=to_timestamp(later))
    assert (await refusal(world.outside.Extend(request))).reason == "SERVICE_ONLY"


async def test_no_more_comes_back_than_was_sold(world: Any) -> None:
    tea, rice = await world.create(5, 5)
    order_id = await world.reserve((tea, 3))
    assert (await refusal(bring_back(world, order_id, tea, 1))).reason == "RESERVATION_STATE"
    await world.commit(order_id)
    assert (await bring_back(world, order_id, tea, 2)).on_hand == 4
    error = await refusal(bring_back(world, order_id, tea, 2))
    assert (error.reason, error.metadata["sold"]) == ("RETURN_EXCEEDS_SALE", "1")
    assert (await refusal(bring_back(world, order_id, rice, 1))).reason == "VARIANT_NOT_FOUND"
    assert (await refusal(bring_back(world, new_id(), tea, 1))).reason == "RESERVATION_NOT_FOUND"
    assert await world.figures(tea) == (4, 0, 1)


async def test_the_ledger_tells_what_happened_why_and_by_whom(world: Any) -> None:
    (tea,) = await world.create(5)
    show_id = new_id()
    receive = ReceiveStockRequest(
        request_id=new_id(), variant_id=tea, quantity=7, reason=" from the farm "
    )
    assert (await world.stock.ReceiveStock(receive, metadata=world.as_())).stock.on_hand == 12
    await world.adjust(tea, -2)
    await allocate(world, tea, show_id, 4)
    order_id = await world.reserve((tea, 5), show_id=show_id)
    await world.release(order_id)
    request = ListEntriesRequest(variant_id=tea, page_size=4)
    first = await world.stock.ListEntries(request, metadata=world.as_())
    request.page_token = first.next_page_token
    second = await world.stock.ListEntries(request, metadata=world.as_())
    told = [
        (
            catalog_pb2.EntryKind.Name(one.kind).removeprefix("ENTRY_KIND_").lower(),
            one.quantity,
            one.allocated,
            one.order_id or one.show_id or one.reason,
            one.actor,
        )
        for one in (*first.entries, *second.entries)
    ]
    assert told == [
        ("released", 5, 4, order_id, "order"),
        ("held", 5, 4, order_id, "order"),
        ("allocated", 4, 4, show_id, world.user),
        ("adjusted", -2, 0, "count", world.user),
        ("received", 7, 0, "from the farm", world.user),
        ("received", 5, 0, "", world.user),
    ]
    assert second.next_page_token == ""
    only = ListEntriesRequest(variant_id=tea, kinds=[catalog_pb2.ENTRY_KIND_RECEIVED])
    found = await world.stock.ListEntries(only, metadata=world.as_())
    assert [one.quantity for one in found.entries] == [7, 5]
    for role in ("host", "packer", None):
        error = await refusal(world.stock.ListEntries(request, metadata=world.as_(role)))
        assert error.reason == "ROLE_MISSING"


@pytest.mark.parametrize(
    "slip",
    [
        "UPDATE stocks SET on_hand = on_hand - 1, sold = sold + 1",
        "UPDATE stocks SET allocated = allocated + 1, on_hand = on_hand - 1",
        "UPDATE allocations SET quantity = quantity + 1",
        "UPDATE purchases SET units = units + 1",
        "DELETE FROM purchases",
        "UPDATE reservations SET state = 'released' WHERE state = 'committed'",
        "DELETE FROM stock_entries WHERE kind = 'returned'",
    ],
)
async def test_the_audit_names_what_does_not_agree(world: Any, slip: str) -> None:
    (tea,) = await world.create(10)
    show_id = new_id()
    await limit(world, tea, per_person=9, per_show=9)
    await allocate(world, tea, show_id, 3)
    order_id = await world.reserve((tea, 4), show_id=show_id)
    await world.reserve((tea, 1), show_id=show_id)
    await world.commit(order_id)
    await bring_back(world, order_id, tea, 1)
    assert await audited(world) == 0
    await world.rows(slip)
    assert await audited(world) > 0


async def test_a_person_says_why(world: Any) -> None:
    (tea,) = await world.create(5)
    for reason in ("", "  ", "x" * 201):
        request = ReceiveStockRequest(
            request_id=new_id(), variant_id=tea, quantity=1, reason=reason
        )
        error = await refusal(world.stock.ReceiveStock(request, metadata=world.as_()))
        assert error.reason == "REASON_INVALID"
    assert await world.figures(tea) == (5, 0, 0)
