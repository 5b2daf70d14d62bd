import asyncio
from typing import Any

import pytest

from nightmarket_cart.adapters.valkey_store import DAY_S
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.asyncio, pytest.mark.valkey, pytest.mark.pg]


async def test_a_guest_has_a_cart_that_only_our_services_may_name(world: Any, amounts: Any) -> None:
    guest, tea, rice = new_id(), world.sell(), world.sell()
    await world.add(tea, 2, guest=guest)
    await world.add(rice, guest=guest)
    await world.set(tea, 3, guest=guest)
    await world.remove(rice, guest=guest)
    assert amounts(await world.get(guest=guest)) == {tea: 3}
    assert amounts(await world.get()) == {}
    world.stub = world.outside
    for call in (world.get(guest=guest), world.merge(guest)):
        with pytest.raises(DomainError) as refused:
            await call
        assert refused.value.reason in {"TOKEN_MISSING", "SERVICE_ONLY"}


async def test_a_guests_cart_ends_and_is_not_archived(world: Any) -> None:
    guest = new_id()
    await world.add(world.sell(), guest=guest)
    assert 6 * DAY_S < await world.valkey.ttl(f"guest:{{{guest}}}:{world.shop}") <= 7 * DAY_S
    assert not await world.store.changed(limit=10)


async def test_a_guests_cart_is_merged_once(world: Any, amounts: Any) -> None:
    guest, tea, rice, other = new_id(), world.sell(), world.sell(), new_id()
    soup = world.sell(shop=other)
    await world.add(tea, 2)
    await world.add(tea, 3, guest=guest)
    await world.add(rice, 1, guest=guest)
    await world.add(soup, 4, guest=guest, shop=other)
    assert all(await asyncio.gather(*(world.merge(guest) for _ in range(10))))
    assert amounts(await world.get()) == {tea: 5, rice: 1}
    assert amounts(await world.get(shop=other)) == {soup: 4}
    assert amounts(await world.get(guest=guest)) == {}
    await world.merge(guest)
    assert amounts(await world.get()) == {tea: 5, rice: 1}


@pytest.mark.parametrize("crash", ["_take_over", "drop_sealed"])
async def test_a_merge_goes_on_after_a_crash(
    world: Any, amounts: Any, monkeypatch: pytest.MonkeyPatch, crash: str
) -> None:
    guest, tea = new_id(), world.sell()
    await world.add(tea, 2)
    await world.add(tea, 3, guest=guest)

    async def dies(*_arguments: object, **_named: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        if crash == "drop_sealed":
            patch.setattr(world.store, crash, dies)
        else:
            patch.setattr(f"nightmarket_cart.application.merge_guest.{crash}", dies)
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever a caller sees of a crash
            await world.merge(guest)
    await world.add(tea, 10, guest=guest)  # by then in a cart of its own
    await world.merge(guest, user=new_id())  # somebody else finishes it, for whom it was sealed
    mine = amounts(await world.get())
    assert mine == {tea: 5}
    await world.merge(guest)
    assert amounts(await world.get()) == {tea: 5}


async def test_a_merge_ends_at_the_limits(world: Any, amounts: Any) -> None:
    guest, tea = new_id(), world.sell()
    await world.add(tea, 600)
    await world.add(tea, 600, guest=guest)
    await world.merge(guest)
    assert amounts(await world.get()) == {tea: 999}


async def test_the_lower_price_seen_stands(world: Any) -> None:
    guest, tea = new_id(), world.sell(TWD=500)
    await world.add(tea)
    world.catalog.price(tea, TWD=600)
    await world.add(tea, guest=guest)
    await world.merge(guest)
    (line,) = (await world.get()).lines
    assert (line.seen_price.amount_minor, line.price_changed) == (500, True)


async def test_a_guests_press_sent_again_after_the_log_in_is_one(world: Any, amounts: Any) -> None:
    guest, tea, request_id = new_id(), world.sell(), new_id()
    await world.add(tea, 2, guest=guest, request_id=request_id)
    await world.merge(guest)
    assert amounts(await world.add(tea, 2, request_id=request_id)) == {tea: 2}


async def test_what_is_sold_out_is_not_in_the_total(world: Any) -> None:
    tea, gone = world.sell(TWD=500), world.sell(TWD=300, on_hand=0)
    await world.add(tea)
    assert (await world.add(gone)).total.amount_minor == 500


async def test_a_slow_merge_does_not_drop_a_later_seal(world: Any) -> None:
    guest, tea = new_id(), world.sell()
    await world.add(tea, guest=guest)
    first = await world.store.seal(guest, world.shop, user_id=world.user)
    await world.store.drop_sealed(guest, world.shop, seal=first.id)
    await world.add(tea, 2, guest=guest)
    second = await world.store.seal(guest, world.shop, user_id=world.user)
    for seal in (first.id, ""):  # what another call, which had read the first, does now
        await world.store.drop_sealed(guest, world.shop, seal=seal)
    assert await world.store.seal(guest, world.shop, user_id=world.user) == second
    assert await world.store.shops_of(guest, limit=9) == [world.shop]
