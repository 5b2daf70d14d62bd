"""Units that another service sets aside, for whom it names and for nobody else."""

from typing import Any

import pytest

from nightmarket.catalog.v1.stock_service_pb2 import (
    CommitRequest,
    MoveShareRequest,
    ReleaseRequest,
    ReserveLine,
    ReserveRequest,
    ShareMove,
)
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_local import audit

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


async def move(world: Any, share_id: str, *moves: tuple[str, int], request_id: str = "") -> None:
    request = MoveShareRequest(
        request_id=request_id or new_id(),
        shop_id=world.shop,
        share_id=share_id,
        moves=[ShareMove(variant_id=variant_id, delta=delta) for variant_id, delta in moves],
        actor="claim",
    )
    await world.stock.MoveShare(request, metadata=world.as_())


async def reserve(world: Any, variant_id: str, quantity: int, share_id: str, most: int) -> str:
    order_id = new_id()
    line = ReserveLine(
        variant_id=variant_id,
        quantity=quantity,
        show_id=new_id(),
        share_id=share_id,
        share_quantity=most,
    )
    request = ReserveRequest(
        order_id=order_id,
        shop_id=world.shop,
        user_id=world.user,
        lines=[line],
        expire_time=to_timestamp(world.clock.now()),
    )
    await world.stock.Reserve(request, metadata=world.as_())
    return order_id


async def shared(world: Any, share_id: str) -> list[int]:
    rows = await world.rows(
        "SELECT quantity FROM allocations WHERE show_id = $1 ORDER BY quantity", share_id
    )
    return [row["quantity"] for row in rows]


async def clean(world: Any) -> None:
    for look in (audit.BROKEN_STOCKS, audit.STOCK_BY_LEDGER, audit.STOCK_BY_ALLOCATIONS):
        assert await world.rows(look) == []


async def test_a_move_is_made_once_and_for_all_variants_or_none(world: Any) -> None:
    tea, cup = await world.create(5, 3)
    share, request_id = new_id(), new_id()
    for _ in range(2):
        await move(world, share, (tea, 4), (cup, 2), request_id=request_id)
    assert await shared(world, share) == [2, 4]
    with pytest.raises(DomainError) as refused:
        await move(world, share, (tea, 1), (cup, 2))
    assert refused.value.reason == "OUT_OF_STOCK"
    assert await shared(world, share) == [2, 4]
    await move(world, share, (tea, -4))
    with pytest.raises(DomainError) as refused:
        await move(world, share, (cup, -3))
    assert refused.value.reason == "SHARE_SHORT"
    assert await shared(world, share) == [0, 2]
    await clean(world)


async def test_an_order_takes_no_more_of_it_than_it_is_given(world: Any) -> None:
    (tea,) = await world.create(10)
    share = new_id()
    await move(world, share, (tea, 8))
    order_id = await reserve(world, tea, 3, share, 1)
    assert await shared(world, share) == [7]
    assert (await world.figures(tea))[0] == 0
    with pytest.raises(DomainError) as refused:
        await reserve(world, tea, 2, share, 1)
    assert refused.value.reason == "OUT_OF_STOCK"
    with pytest.raises(DomainError) as refused:
        await world.reserve((tea, 1))
    assert refused.value.reason == "OUT_OF_STOCK"
    await world.stock.Release(ReleaseRequest(order_id=order_id), metadata=world.as_())
    assert await shared(world, share) == [8]
    assert (await world.figures(tea))[0] == 2
    await clean(world)


async def test_what_was_sold_of_it_is_gone_from_it(world: Any) -> None:
    (tea,) = await world.create(2)
    share = new_id()
    await move(world, share, (tea, 2))
    order_id = await reserve(world, tea, 1, share, 1)
    await world.stock.Commit(CommitRequest(order_id=order_id), metadata=world.as_())
    assert await shared(world, share) == [1]
    await clean(world)
