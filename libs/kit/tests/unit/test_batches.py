import asyncio
from collections.abc import Sequence

import pytest

from nightmarket_kit.core.errors import DomainError, Invalid
from nightmarket_kit.runtime.batches import LANES, MAX_BATCH, Batches
from nightmarket_kit.runtime.calls import CallContext, current_call, set_call

pytestmark = pytest.mark.asyncio


class Odd(Invalid):
    reason = "ODD"


class Neighbour:
    """Doubles even numbers and refuses odd ones; a call hangs while `gate` is closed."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.names: list[CallContext] = []
        self.gate = asyncio.Event()

    async def call(self, requests: Sequence[int]) -> list[int | DomainError]:
        self.calls.append(list(requests))
        self.names.append(current_call())
        if requests[0] == 0:
            await self.gate.wait()
        return [Odd() if one % 2 else one * 2 for one in requests]


async def test_each_is_told_its_own_answer_by_a_call_in_nobodys_name() -> None:
    neighbour = Neighbour()
    neighbour.gate.set()
    batches = Batches(neighbour.call)
    mine = CallContext(deadline=0.0, token="mine")
    set_call(mine)
    answers = await asyncio.gather(*map(batches.ask, range(2 * LANES)), return_exceptions=True)
    assert [one for one in answers if isinstance(one, int)] == [0, 4, 8, 12]
    assert [one.reason for one in answers if isinstance(one, DomainError)] == ["ODD"] * LANES
    assert sorted(len(one) for one in neighbour.calls) == [2] * LANES
    assert neighbour.names == [CallContext()] * LANES
    assert current_call() == mine


async def test_a_call_that_hangs_holds_up_only_its_lane_and_none_takes_too_many() -> None:
    neighbour = Neighbour()
    batches = Batches(neighbour.call)
    hung = asyncio.create_task(batches.ask(0))
    await asyncio.sleep(0)
    many = LANES * (MAX_BATCH + 1)
    behind = [asyncio.create_task(batches.ask(2)) for _ in range(many)]
    async with asyncio.timeout(5):
        while sum(one.done() for one in behind) < many - many // LANES:
            await asyncio.sleep(0)
    assert sum(one.done() for one in behind) == many - many // LANES
    assert not hung.done()
    neighbour.gate.set()
    assert [await one for one in behind] == [4] * many
    assert await hung == 0
    assert max(len(one) for one in neighbour.calls) == MAX_BATCH
