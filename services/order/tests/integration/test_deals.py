"""A flash deal's price in a checkout: catalog decides it, and what it decided is honoured."""

from typing import Any

import pytest

from nightmarket.catalog.v1 import catalog_pb2
from nightmarket_kit.core.errors import DomainError, PreconditionFailed, Unavailable
from nightmarket_kit.core.ids import new_id
from nightmarket_order.adapters.postgres import PostgresOrderUow

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


def deal_line(world: Any, **more: Any) -> tuple[str, str]:
    """A line at a deal's price of 600, once 1,000."""
    deal_id = new_id()
    return world.fill(price=600, deal_id=deal_id, **more), deal_id


def over(world: Any) -> None:
    """The deal ended: the cart shows the plain price."""
    (line,) = world.cart.carts[world.user, world.shop]
    line.unit_price.amount_minor = 1000
    line.price_changed = True


async def test_the_order_names_the_deal_that_catalog_kept_its_units_of(world: Any) -> None:
    variant_id, deal_id = deal_line(world)
    order = await world.place(total=1200)
    _, reserved = world.catalog.reservations[order.order_id]
    assert [(one.variant_id, one.deal_id) for one in reserved.lines] == [(variant_id, deal_id)]
    assert [one.deal_id for one in (await world.get(order.order_id)).lines] == [deal_id]
    rows = await world.rows("SELECT deal_id::text, unit_minor FROM order_lines")
    assert [tuple(row) for row in rows] == [(deal_id, 600)]


async def test_a_deal_that_is_over_is_said_with_the_price_of_now(world: Any) -> None:
    variant_id, deal_id = deal_line(world)
    over(world)
    told = {
        "variant_id": variant_id,
        "deal_id": deal_id,
        "seen_minor": "600",
        "now_minor": "1000",
    }
    world.catalog.refusal = PreconditionFailed(
        reason="DEAL_OVER", deal_id=deal_id, variant_id=variant_id
    )
    error = await refusal(world.place(total=1200))
    assert (error.reason, error.metadata) == ("DEAL_OVER", told)
    problem = (await world.quote()).problem
    assert (problem.reason, dict(problem.metadata)) == ("DEAL_OVER", told)
    assert await world.rows("SELECT id FROM orders") == []
    # the plain price is never taken for the one that she saw
    assert (await refusal(world.place(total=2000))).reason == "TOTAL_CHANGED"


async def test_fewer_left_at_the_price_are_told(world: Any) -> None:
    variant_id, deal_id = deal_line(world)
    world.catalog.refusal = PreconditionFailed(
        reason="DEAL_SOLD_OUT", deal_id=deal_id, variant_id=variant_id, left=1, asked=2
    )
    error = await refusal(world.place(total=1200))
    assert (error.reason, error.metadata["left"]) == ("DEAL_SOLD_OUT", "1")


async def test_catalogs_word_stands_against_the_carts(world: Any) -> None:
    """The cart was read when the deal was over already, or the hold came first: catalog knows."""
    deal_line(world)
    over(world)
    order = await world.place(total=1200)
    assert order.total.amount_minor == 1200


async def test_a_hold_inside_the_deal_is_an_order_after_it(world: Any) -> None:
    """The process died between the hold and the order; the same press comes again after the end."""
    deal_line(world)
    request_id = new_id()

    class Dies(PostgresOrderUow):
        async def commit(self) -> None:
            if world.catalog.reservations:
                raise Unavailable(reason="SERVICE_UNAVAILABLE")
            await super().commit()

    world.uow_class = Dies
    assert (await refusal(world.place(request_id, total=1200))).reason == "SERVICE_UNAVAILABLE"
    world.uow_class = PostgresOrderUow
    over(world)
    (order_id,) = world.catalog.reservations
    assert world.catalog.states[order_id] == catalog_pb2.RESERVATION_STATE_HELD
    order = await world.place(request_id, total=1200)
    assert (order.order_id, order.total.amount_minor) == (order_id, 1200)
