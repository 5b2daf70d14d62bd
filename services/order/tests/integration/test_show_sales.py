"""A show's orders, page by page, and what was sold in it."""

from datetime import timedelta
from typing import Any

import pytest

from nightmarket.order.v1 import order_pb2, order_service_pb2, sales_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import from_timestamp

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
SHOW, OTHER_SHOW = new_id(), new_id()
POMELO, TEA = new_id(), new_id()


async def bought(
    world: Any,
    *lines: tuple[str, int],
    show_id: str = SHOW,
    paid: bool = True,
    title: str = "ส้มโอ",
) -> order_pb2.Order:
    """An order of so many units of these products, 1,000 each."""
    world.cart.carts.clear()
    for product_id, quantity in lines:
        world.fill(
            product_id=product_id, quantity=quantity, show_id=show_id, title=title, price=1000
        )
    total = 1000 * sum(quantity for _, quantity in lines)
    order: order_pb2.Order = await world.place(total=total)
    if paid:
        await world.settle(order.order_id, minor=total)
    return order


async def sales(world: Any, *, role: str | None = "host", show_id: str = SHOW) -> Any:
    request = order_service_pb2.GetShowSalesRequest(shop_id=world.shop, show_id=show_id)
    metadata = world.as_(new_id(), role)
    return (await world.stub.GetShowSales(request, metadata=metadata)).sales


async def listed(world: Any, *, role: str | None = "packer", **request: Any) -> Any:
    asked = order_service_pb2.ListOrdersRequest(shop_id=world.shop, **request)
    return await world.stub.ListOrders(asked, metadata=world.as_(new_id(), role))


async def refused(call: Any) -> str:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value.reason


def counted(one: sales_pb2.CurrencySales | sales_pb2.MinuteSales) -> tuple[int, int, int]:
    return one.orders, one.units, one.amount.amount_minor


async def test_paid_lines_of_the_show_are_summed(world: Any) -> None:
    first_at = world.clock.now()
    await bought(world, (POMELO, 2), (TEA, 1))
    world.clock.advance(timedelta(minutes=3))
    await bought(world, (POMELO, 5), title="ส้มโอ 2 kg")
    await bought(world, (TEA, 7), paid=False)
    await bought(world, (TEA, 11), show_id=OTHER_SHOW)

    found = await sales(world)
    (twd,) = found.currencies
    assert (twd.amount.currency_code, *counted(twd)) == ("TWD", 2, 8, 8000)
    assert [(one.product_id, one.title, one.units) for one in found.products] == [
        (POMELO, "ส้มโอ 2 kg", 7),
        (TEA, "ส้มโอ", 1),
    ]
    assert [counted(one) for one in found.minutes] == [(1, 3, 3000), (1, 5, 5000)]
    minute = first_at.replace(second=0)
    assert [from_timestamp(one.time) for one in found.minutes] == [
        minute,
        minute + timedelta(minutes=3),
    ]
    assert await sales(world, show_id=new_id()) == sales_pb2.ShowSales()


async def test_the_best_sold_come_with_their_minutes(world: Any) -> None:
    others = [new_id() for _ in range(5)]
    await bought(world, (POMELO, 9), (TEA, 8))
    world.clock.advance(timedelta(minutes=2))
    await bought(world, (TEA, 2), *((one, 6 - at) for at, one in enumerate(others)))
    await bought(world, (TEA, 1), show_id=OTHER_SHOW)

    found = await sales(world)
    first, second = (from_timestamp(one.time) for one in found.minutes)
    over_time = {
        one.product_id: [(from_timestamp(at.time), *counted(at)) for at in one.minutes]
        for one in found.products
    }
    assert over_time == {
        TEA: [(first, 1, 8, 8000), (second, 1, 2, 2000)],
        POMELO: [(first, 1, 9, 9000)],
        others[0]: [(second, 1, 6, 6000)],
        others[1]: [(second, 1, 5, 5000)],
        others[2]: [(second, 1, 4, 4000)],
        others[3]: [],
        others[4]: [],
    }


async def test_an_order_counts_when_it_is_paid_and_not_when_it_was_given_up(world: Any) -> None:
    order = await bought(world, (POMELO, 1), paid=False)
    assert await sales(world) == sales_pb2.ShowSales()
    await world.settle(order.order_id, minor=1000)
    assert [counted(one) for one in (await sales(world)).currencies] == [(1, 1, 1000)]
    given_up = await bought(world, (POMELO, 1), paid=False)
    cancel = order_service_pb2.CancelOrderRequest(request_id=new_id(), order_id=given_up.order_id)
    await world.stub.CancelOrder(cancel, metadata=world.as_(world.user))
    assert [counted(one) for one in (await sales(world)).currencies] == [(1, 1, 1000)]


async def test_a_wholly_refunded_order_is_no_sale(world: Any) -> None:
    payment_id, later = new_id(), new_id()
    order = await bought(world, (POMELO, 2), paid=False)
    await world.settle(order.order_id, minor=2000, payment_id=payment_id)
    await world.refund(payment_id, in_all=500)
    assert [counted(one) for one in (await sales(world)).currencies] == [(1, 2, 2000)]
    await world.refund(payment_id, in_all=2000)
    await world.refund(payment_id, in_all=500)  # late
    assert await sales(world) == sales_pb2.ShowSales()
    # The refund may be heard of before the payment.
    await world.refund(later, in_all=2000)
    order = await bought(world, (POMELO, 2), paid=False)
    await world.settle(order.order_id, minor=2000, payment_id=later)
    assert await sales(world) == sales_pb2.ShowSales()


@pytest.mark.parametrize("role", ["packer", "moderator", None])
async def test_sums_are_for_who_sells_and_manages(world: Any, role: str | None) -> None:
    assert await refused(sales(world, role=role)) == "ROLE_MISSING"


async def test_a_line_that_names_another_shops_show_is_not_its_sale(world: Any) -> None:
    """Carts are filled by buyers: a show of shop A may be named in an order of shop B."""
    await bought(world, (POMELO, 1))
    world.shop = new_id()
    assert await sales(world) == sales_pb2.ShowSales()
    assert not (await listed(world, show_id=SHOW)).orders


async def test_a_shows_orders_come_newest_first_in_pages(world: Any) -> None:
    made = [(await bought(world, (POMELO, 1), (TEA, 1))).order_id for _ in range(5)]
    await bought(world, (POMELO, 1), show_id=OTHER_SHOW)
    unpaid = await bought(world, (POMELO, 1), paid=False)
    seen: list[str] = []
    token = ""
    while True:
        page = await listed(world, show_id=SHOW, page_size=2, page_token=token)
        seen += [order.order_id for order in page.orders]
        assert all(len(order.lines) in (1, 2) for order in page.orders)
        if not (token := page.next_page_token):
            break
        foreign = listed(world, show_id=OTHER_SHOW, page_size=2, page_token=token)
        assert await refused(foreign) == "PAGE_TOKEN_INVALID"
    assert seen == [unpaid.order_id, *reversed(made)]
    assert await refused(listed(world, show_id="x")) == "ID_INVALID"
    assert await refused(listed(world, show_id=SHOW, role=None)) == "ROLE_MISSING"
