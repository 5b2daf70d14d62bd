"""What order asks: the carts of all who press at once, in one call."""

from typing import Any

import pytest

from nightmarket.cart.v1 import cart_service_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.asyncio, pytest.mark.valkey, pytest.mark.pg]


async def read(world: Any, *users: str, shop: str = "") -> Any:
    owners = [
        cart_service_pb2.CartOwner(user_id=user, shop_id=shop or world.shop) for user in users
    ]
    request = cart_service_pb2.BatchGetCartsRequest(owners=owners)
    return (await world.stub.BatchGetCarts(request)).results


async def test_each_gets_her_own_cart_as_alone_for_one_look_into_catalog(world: Any) -> None:
    tea, cup = world.sell(), world.sell()
    ann, ben = new_id(), new_id()
    await world.add(tea, 2, user=ann)
    await world.add(tea, 1, user=ben)
    await world.add(cup, 3, user=ben)
    alone = [await world.get(user=user) for user in (ann, ben)]
    world.catalog.asked = 0
    nobody = new_id()
    results = await read(world, ann, nobody, ben, ann)
    assert [one.cart for one in results[::2]] == alone
    assert results[3].cart == alone[0]
    assert not results[1].cart.lines
    assert world.catalog.asked == 1


async def test_a_cart_that_cannot_be_read_does_not_keep_the_others_away(world: Any) -> None:
    tea, ann, ben = world.sell(), new_id(), new_id()
    await world.add(tea, 2, user=ann)
    await world.database.stop(5.0)  # ben's is not in Valkey: only Postgres could tell
    found, refused = await read(world, ann, ben)
    assert found.cart.lines[0].quantity == 2
    assert not refused.HasField("cart")
    assert refused.refusal.reason == "SERVICE_UNAVAILABLE"


async def test_carts_of_others_are_for_our_services_and_at_most_200(world: Any) -> None:
    request = cart_service_pb2.BatchGetCartsRequest()
    with pytest.raises(DomainError) as outside:
        await world.outside.BatchGetCarts(request, metadata=world.metadata())
    assert outside.value.reason == "SERVICE_ONLY"
    with pytest.raises(DomainError) as long:
        await read(world, *(new_id() for _ in range(201)))
    assert long.value.reason == "BATCH_TOO_LARGE"
