import asyncio
from typing import Any

import pytest

from nightmarket_cart.adapters.valkey_store import CHANGED
from nightmarket_cart.application.ports import CartKey, Saved
from nightmarket_cart.application.take_out_ordered import TakeOutOrdered, take_out_ordered
from nightmarket_cart.domain.cart import Cart, Cause
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.asyncio, pytest.mark.valkey, pytest.mark.pg]


def key_of(world: Any) -> CartKey:
    return CartKey(owner_id=world.user, shop_id=world.shop)


async def take_out(world: Any, event_id: str, *, version: int = 0, **quantities: int) -> None:
    command = TakeOutOrdered(
        event_id=event_id,
        user_id=world.user,
        shop_id=world.shop,
        quantities=quantities,
        cart_version=version,
    )
    await take_out_ordered(command, store=world.store, changed=world.store, archive=world.archive)


async def test_a_written_cart_survives_the_loss_of_valkey(world: Any, amounts: Any) -> None:
    tea, show_id = world.sell(), new_id()
    await world.add(tea, 3, show_id=show_id)
    await world.write()
    await world.lose_valkey()
    cart = await world.get()
    assert amounts(cart) == {tea: 3}
    assert (cart.lines[0].show_id, cart.lines[0].seen_price.amount_minor) == (show_id, 500)
    assert amounts(await world.add(tea, 1)) == {tea: 4}


async def test_a_cart_tells_which_of_its_versions_was_ordered(world: Any) -> None:
    tea = world.sell()
    cart = await world.add(tea, 3)
    assert (cart.HasField("ordered_version"), cart.ordered_version) == (True, 0)
    ordered = cart.version
    await world.add(tea)
    await take_out(world, new_id(), version=ordered, **{tea: 3})
    assert (await world.get()).ordered_version == ordered
    await take_out(world, new_id(), version=ordered - 1, **{tea: 1})  # told late
    await world.lose_valkey()
    cart = await world.get()
    assert cart.ordered_version == ordered
    assert cart.version > ordered


async def test_a_change_that_no_process_wrote_is_written_by_the_next(
    world: Any, amounts: Any
) -> None:
    """The process dies between Valkey and Postgres: what it noted in Valkey stays noted."""
    tea = world.sell()
    await world.add(tea, 3)
    assert await world.valkey.zcard(CHANGED) == 1
    await world.write()
    assert await world.valkey.zcard(CHANGED) == 0
    await world.lose_valkey()
    assert amounts(await world.get()) == {tea: 3}


async def test_many_changes_are_one_write(world: Any) -> None:
    tea = world.sell()
    await asyncio.gather(*(world.add(tea) for _ in range(20)))
    assert len(await world.store.changed(limit=100)) == 1


async def test_a_change_during_the_write_stays_noted(world: Any, amounts: Any) -> None:
    tea = world.sell()
    await world.add(tea)
    held = await world.store.changed(limit=10)
    await world.add(tea)
    assert not await world.archive.save(held)
    await world.store.settle(held)
    assert await world.valkey.zcard(CHANGED) == 1
    await world.write()
    await world.lose_valkey()
    assert amounts(await world.get()) == {tea: 2}


async def test_a_late_writer_does_not_bring_back_what_was_lost(world: Any, amounts: Any) -> None:
    """Many lost changes are in the hands of a paused process; the person has gone on since."""
    tea, rice = world.sell(), world.sell()
    await world.add(tea)
    await world.write()
    for _ in range(20):
        await world.add(tea)
    held = await world.store.changed(limit=10)
    await world.lose_valkey()
    await world.add(rice)
    await world.write()
    assert await world.archive.save(held)
    await world.lose_valkey()
    assert amounts(await world.get()) == {tea: 1, rice: 1}


async def test_a_cart_that_was_restored_twice_at_once_is_written_again(
    world: Any, amounts: Any
) -> None:
    tea = world.sell()
    await world.add(tea)
    await world.write()
    await world.lose_valkey()
    await world.get()
    await world.archive.load(key_of(world))  # another process, which was slower to store it
    await world.add(tea)
    await world.write()
    await world.write()
    await world.lose_valkey()
    assert amounts(await world.get()) == {tea: 2}


async def test_the_same_version_with_another_content_is_refused(world: Any) -> None:
    mine = Saved(key=key_of(world), cart=Cart(version=3))
    assert not await world.archive.save([mine])
    assert not await world.archive.save([mine])  # again: the same
    other = Cause(kind="AddLine", id="another", digest="d")
    twin = Saved(key=mine.key, cart=Cart(version=3, causes=(other,)))
    assert await world.archive.save([twin]) == {mine.key: 3}


async def test_a_cart_emptied_by_an_order_does_not_come_back(world: Any, amounts: Any) -> None:
    tea, event_id = world.sell(), new_id()
    await world.add(tea, 2)
    await world.write()
    await take_out(world, event_id, **{tea: 2})
    await world.lose_valkey()
    assert amounts(await world.get()) == {}
    await world.add(tea, 5)
    await world.write()
    await world.lose_valkey()
    await take_out(world, event_id, **{tea: 2})  # delivered once more; the marks are gone
    assert amounts(await world.get()) == {tea: 5}


async def test_an_order_waits_until_the_archive_knows(world: Any, amounts: Any) -> None:
    """Valkey loses the cart between the change and the write: it is restored and changed again."""
    tea = world.sell()
    await world.add(tea, 2)
    await world.write()
    read, lost = world.store.read, []

    async def losing(key: CartKey) -> Saved | None:
        if not lost:
            lost.append(key)
            await world.lose_valkey()
            await world.get()
        found: Saved | None = await read(key)
        return found

    world.store.read = losing
    await take_out(world, new_id(), **{tea: 2})
    await world.lose_valkey()
    assert amounts(await world.get()) == {}


async def test_a_repeated_press_after_the_loss_is_still_one(world: Any, amounts: Any) -> None:
    tea, request_id = world.sell(), new_id()
    await world.add(tea, 2, request_id=request_id)
    await world.write()
    await world.lose_valkey()
    assert amounts(await world.add(tea, 2, request_id=request_id)) == {tea: 2}


async def test_without_postgres_carts_in_valkey_go_on(world: Any, amounts: Any) -> None:
    tea = world.sell()
    await world.add(tea)
    await world.database.stop(1.0)
    assert amounts(await world.add(tea)) == {tea: 2}
    with pytest.raises(DomainError):
        await world.get(user=new_id())  # whether there is a cart cannot be known
    await world.database.start()
    await world.write()
    await world.lose_valkey()
    assert amounts(await world.get()) == {tea: 2}


async def test_a_cart_nobody_had_asks_postgres_once(world: Any) -> None:
    await world.get()
    await world.database.stop(1.0)
    assert not (await world.get()).lines
    await world.database.start()
