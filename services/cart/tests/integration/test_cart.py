import asyncio
from typing import Any

import pytest

from nightmarket.catalog.v1 import catalog_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.asyncio, pytest.mark.valkey, pytest.mark.pg]
DAY_S = 86_400


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


async def test_a_line_shows_what_catalog_says(world: Any) -> None:
    variant_id, show_id = world.sell(on_hand=7), new_id()
    cart = await world.add(variant_id, 2, show_id=show_id)
    (line,) = cart.lines
    assert (line.title, line.image_url) == ("Tea · Large", "https://img.test/tea.jpg")
    assert (line.quantity, line.available, line.show_id) == (2, 7, show_id)
    assert line.unit_price == line.seen_price
    assert not line.price_changed
    assert (cart.total.amount_minor, cart.total.currency_code, cart.version) == (1000, "TWD", 1)
    assert cart == await world.get()


async def test_an_empty_cart_is_a_cart(world: Any) -> None:
    cart = await world.get()
    assert (cart.shop_id, list(cart.lines), cart.version) == (world.shop, [], 0)
    assert not cart.HasField("total")
    assert world.catalog.asked == 0


async def test_carts_are_of_one_person_and_one_shop(world: Any) -> None:
    other_shop = new_id()
    await world.add(world.sell())
    await world.add(world.sell(shop=other_shop), shop=other_shop)
    assert len((await world.get()).lines) == 1
    assert len((await world.get(shop=other_shop)).lines) == 1
    assert not (await world.get(user=new_id())).lines


async def test_concurrent_adds_lose_none(world: Any, amounts: Any) -> None:
    tea, rice = world.sell(), world.sell()
    await asyncio.gather(*(world.add(one) for one in [tea, rice] * 25))
    cart = await world.get()
    assert amounts(cart) == {tea: 25, rice: 25}
    assert cart.version == 50


async def test_one_request_id_adds_once(world: Any, amounts: Any) -> None:
    variant_id, request_id = world.sell(), new_id()
    await asyncio.gather(*(world.add(variant_id, 3, request_id=request_id) for _ in range(20)))
    assert amounts(await world.get()) == {variant_id: 3}
    again = await world.add(variant_id, 3, request_id=request_id)
    assert (amounts(again), again.version) == ({variant_id: 3}, 1)


async def test_the_same_request_id_with_another_body_is_refused(world: Any) -> None:
    variant_id, request_id, other_shop = world.sell(), new_id(), new_id()
    await world.add(variant_id, 1, request_id=request_id)
    for call in (
        world.add(variant_id, 2, request_id=request_id),
        world.add(world.sell(shop=other_shop), 1, request_id=request_id, shop=other_shop),
    ):
        error = await refusal(call)
        assert (error.reason, error.metadata) == ("REQUEST_ID_REUSED", {"request_id": request_id})
    assert (await world.get()).version == 1


async def test_another_persons_request_id_is_another_request(world: Any) -> None:
    variant_id, request_id = world.sell(), new_id()
    await world.add(variant_id, request_id=request_id)
    assert len((await world.add(variant_id, request_id=request_id, user=new_id())).lines) == 1


async def test_a_repetition_works_when_the_variant_is_gone(world: Any) -> None:
    variant_id, request_id = world.sell(), new_id()
    await world.add(variant_id, request_id=request_id)
    del world.catalog.variants[variant_id]
    (line,) = (await world.add(variant_id, request_id=request_id)).lines
    assert (line.quantity, line.available, line.price_changed) == (1, 0, False)
    assert not line.HasField("unit_price")
    assert not (await world.get()).HasField("total")


@pytest.mark.parametrize("quantity", [0, -1, 1000, 10**9])
async def test_a_quantity_out_of_range_is_refused(world: Any, quantity: int) -> None:
    variant_id = world.sell()
    await world.add(variant_id)
    for call in (world.add(variant_id, quantity), world.set(variant_id, quantity)):
        error = await refusal(call)
        assert (error.reason, error.metadata) == ("QUANTITY_INVALID", {"quantity": str(quantity)})


async def test_a_refused_change_does_not_use_up_its_request_id(world: Any) -> None:
    variant_id, request_id = world.sell(), new_id()
    error = await refusal(world.set(variant_id, 2, request_id=request_id))
    assert error.reason == "LINE_NOT_FOUND"
    await world.add(variant_id)
    assert (await world.set(variant_id, 2, request_id=request_id)).lines[0].quantity == 2


async def test_variants_of_nowhere_and_of_another_shop_are_refused(world: Any) -> None:
    elsewhere = world.sell(shop=new_id())
    for variant_id in (new_id(), elsewhere):
        error = await refusal(world.add(variant_id))
        assert (error.reason, error.metadata) == (
            "VARIANT_NOT_IN_SHOP",
            {"variant_id": variant_id},
        )


async def test_a_hundred_lines_and_no_more(world: Any) -> None:
    for _ in range(100):
        await world.add(world.sell())
    error = await refusal(world.add(world.sell()))
    assert (error.reason, error.metadata) == ("CART_FULL", {"limit": "100"})


async def test_a_changed_price_is_shown_until_the_line_is_touched(world: Any) -> None:
    variant_id = world.sell(TWD=500)
    await world.add(variant_id, 2)
    world.catalog.price(variant_id, TWD=700, THB=1)
    cart = await world.get()
    (line,) = cart.lines
    assert (line.seen_price.amount_minor, line.unit_price.amount_minor) == (500, 700)
    assert line.price_changed
    assert cart.total.amount_minor == 1400
    (line,) = (await world.set(variant_id, 2)).lines
    assert (line.seen_price.amount_minor, line.price_changed) == (700, False)


async def test_currencies_do_not_mix(world: Any) -> None:
    both = world.sell(TWD=500, THB=450)
    assert (await refusal(world.add(both))).reason == "PRICE_MISSING"
    await world.add(world.sell(THB=100))
    assert (await world.add(both)).lines[1].unit_price.currency_code == "THB"
    assert (await refusal(world.add(world.sell(TWD=1)))).reason == "PRICE_MISSING"


async def test_two_currencies_racing_into_an_empty_cart_leave_one(world: Any) -> None:
    variants = [world.sell(TWD=500), world.sell(THB=450)]
    results = await asyncio.gather(*map(world.add, variants), return_exceptions=True)
    refused = [one for one in results if isinstance(one, DomainError)]
    assert [one.reason for one in refused] == ["PRICE_MISSING"]
    assert len((await world.get()).lines) == 1


async def test_a_line_is_removed_and_removing_again_is_fine(world: Any) -> None:
    variant_id = world.sell()
    await world.add(variant_id)
    assert not (await world.remove(variant_id)).lines
    assert not (await world.remove(variant_id)).lines


async def test_keys_expire(world: Any) -> None:
    variant_id, request_id = world.sell(), new_id()
    await world.add(variant_id, request_id=request_id)
    cart = f"cart:{{{world.user}}}:{world.shop}"
    mark = f"cart:{{{world.user}}}:done:AddLine:{request_id}"
    assert 89 * DAY_S < await world.valkey.ttl(cart) <= 90 * DAY_S
    assert 6 * DAY_S < await world.valkey.ttl(mark) <= 7 * DAY_S
    await world.valkey.expire(cart, 10)
    await world.get()
    assert await world.valkey.ttl(cart) > 89 * DAY_S


async def test_shapes_and_callers_are_checked(world: Any) -> None:
    variant_id = world.sell()
    assert (await refusal(world.add("nonsense"))).reason == "ID_INVALID"
    assert (await refusal(world.add(variant_id, show_id="nonsense"))).reason == "ID_INVALID"
    assert (await refusal(world.add(variant_id, request_id="short"))).reason == (
        "REQUEST_ID_INVALID"
    )
    world.metadata = lambda **_: ()
    assert (await refusal(world.get())).reason == "TOKEN_MISSING"


def put_deal(world: Any, variant_id: str, show_id: str, **more: Any) -> str:
    """A flash deal at 300 that runs for another minute."""
    deal_id = new_id()
    deal = catalog_pb2.Deal(
        deal_id=deal_id,
        show_id=show_id,
        price=money_pb2.Money(currency_code="TWD", amount_minor=more.get("price", 300)),
        left=more.get("left", 5),
        per_person=more.get("per_person", 0),
    )
    deal.end_time.FromSeconds(1_795_500_000)
    del world.catalog.variants[variant_id].deals[:]
    world.catalog.variants[variant_id].deals.append(deal)
    return deal_id


async def test_a_deal_is_the_price_of_who_buys_in_its_show(world: Any) -> None:
    variant_id, show_id = world.sell(on_hand=7), new_id()
    deal_id = put_deal(world, variant_id, show_id, per_person=2)
    (line,) = (await world.add(variant_id, 1, show_id=show_id)).lines
    assert (line.unit_price.amount_minor, line.seen_price.amount_minor) == (300, 300)
    assert (line.deal_id, line.available, line.price_changed) == (deal_id, 2, False)
    assert line.deal_end_time.seconds == 1_795_500_000
    assert (await world.get()).total.amount_minor == 300
    elsewhere = await world.add(variant_id, 1, user=new_id())
    assert (elsewhere.lines[0].unit_price.amount_minor, elsewhere.lines[0].deal_id) == (500, "")
    assert elsewhere.lines[0].available == 7


async def test_when_the_deal_is_over_the_line_says_so_until_the_price_is_accepted(
    world: Any,
) -> None:
    variant_id, show_id = world.sell(), new_id()
    deal_id = put_deal(world, variant_id, show_id)
    await world.add(variant_id, 1, show_id=show_id)
    del world.catalog.variants[variant_id].deals[:]
    (line,) = (await world.get()).lines
    assert (line.seen_price.amount_minor, line.unit_price.amount_minor) == (300, 500)
    assert (line.price_changed, line.deal_id) == (True, deal_id)
    assert not line.HasField("deal_end_time")
    (line,) = (await world.set(variant_id, 1)).lines
    assert (line.seen_price.amount_minor, line.deal_id, line.price_changed) == (500, "", False)


async def test_a_deal_that_is_dearer_than_the_price_of_now_is_none(world: Any) -> None:
    variant_id, show_id = world.sell(), new_id()
    put_deal(world, variant_id, show_id)
    world.catalog.price(variant_id, TWD=250)
    (line,) = (await world.add(variant_id, 1, show_id=show_id)).lines
    assert (line.unit_price.amount_minor, line.deal_id) == (250, "")
