import asyncio
from collections.abc import Sequence

import pytest

from nightmarket_kit.core.errors import DomainError, Invalid
from nightmarket_kit.runtime.groups import Groups

pytestmark = pytest.mark.asyncio


class Odd(Invalid):
    reason = "ODD"


class Store:
    """Takes numbers; `gate` holds a group open, -1 breaks the group it is in, odd ones are refused."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def apply(self, requests: Sequence[int]) -> list[int | DomainError]:
        self.groups.append(list(requests))
        await self.gate.wait()
        if -1 in requests:
            raise ValueError("broken")
        if -2 in requests:
            raise OSError("away")
        return [Odd() if request % 2 else request * 10 for request in requests]


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def groups(store: Store) -> Groups[int, int]:
    return Groups(store.apply, breaks=(ValueError,), lanes=1, limit=8)


async def gathered(groups: Groups[int, int], numbers: Sequence[int]) -> list[int | BaseException]:
    calls = (groups.submit("item", number) for number in numbers)
    return await asyncio.gather(*calls, return_exceptions=True)


async def test_alone_a_request_is_applied_at_once(store: Store, groups: Groups[int, int]) -> None:
    assert await groups.submit("item", 2) == 20
    assert store.groups == [[2]]


async def test_who_comes_during_a_group_goes_into_the_next(
    store: Store, groups: Groups[int, int]
) -> None:
    store.gate.clear()
    first = asyncio.create_task(groups.submit("item", 0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    later = asyncio.create_task(gathered(groups, range(2, 22, 2)))
    await asyncio.sleep(0)
    store.gate.set()
    assert await first == 0
    assert await later == [number * 10 for number in range(2, 22, 2)]
    assert store.groups == [[0], list(range(2, 18, 2)), [18, 20]]


async def test_each_is_told_its_own_refusal(groups: Groups[int, int]) -> None:
    told = await gathered(groups, [2, 3, 4])
    assert [told[0], told[2]] == [20, 40]
    assert isinstance(told[1], Odd)


async def test_one_that_breaks_the_group_breaks_nobody_else(
    store: Store, groups: Groups[int, int]
) -> None:
    told = await gathered(groups, [2, 4, -1, 6, 8])
    assert told[:2] + told[3:] == [20, 40, 60, 80]
    assert isinstance(told[2], ValueError)
    assert store.groups.count([-1]) == 2  # alone, and once more


async def test_what_concerns_all_is_told_to_all_at_once(
    store: Store, groups: Groups[int, int]
) -> None:
    told = await gathered(groups, [2, -2, 4])
    assert [type(one) for one in told] == [OSError] * 3
    assert len(store.groups) == 1  # trying again would not help
    assert await groups.submit("item", 2) == 20


async def test_who_gives_up_while_waiting_is_left_out(
    store: Store, groups: Groups[int, int]
) -> None:
    store.gate.clear()
    first = asyncio.create_task(groups.submit("item", 2))
    while not store.groups:
        await asyncio.sleep(0)
    second, third = (asyncio.create_task(groups.submit("item", number)) for number in (4, 6))
    await asyncio.sleep(0)
    second.cancel()
    first.cancel()  # too late: it is being applied
    await asyncio.sleep(0)
    store.gate.set()
    assert await third == 60
    assert store.groups == [[2], [6]]


async def test_keys_of_other_lanes_do_not_wait(store: Store) -> None:
    groups = Groups(store.apply, lanes=64)
    keys = [str(number) for number in range(200)]
    first = next(key for key in keys if hash(key) % 64 != hash("item") % 64)
    store.gate.clear()
    waiting = asyncio.create_task(groups.submit("item", 2))
    while not store.groups:
        await asyncio.sleep(0)
    other = asyncio.create_task(groups.submit(first, 4))
    while len(store.groups) < 2:
        await asyncio.sleep(0)
    store.gate.set()
    assert (await waiting, await other) == (20, 40)


async def test_a_group_waits_for_others_until_there_are_enough(store: Store) -> None:
    asked: list[bool] = []

    def rest_s(is_enough: bool) -> float:  # noqa: FBT001 - the protocol
        asked.append(is_enough)
        return 0.0 if is_enough else 60.0

    groups = Groups(store.apply, lanes=1, rest_s=rest_s, enough=3)
    async with asyncio.timeout(10):
        assert await gathered(groups, [2, 4, 6, 8]) == [20, 40, 60, 80]
    assert store.groups == [[2, 4, 6, 8]]
    assert asked == [True]

    async def one_by_one() -> list[int]:
        tasks = []
        for number in (2, 4, 6):
            tasks.append(asyncio.create_task(groups.submit("item", number)))
            await asyncio.sleep(0.01)
        return await asyncio.gather(*tasks)

    async with asyncio.timeout(10):
        assert await one_by_one() == [20, 40, 60]
    assert store.groups[1:] == [[2, 4, 6]]
    assert asked[1:] == [False, True]


async def test_a_group_goes_when_its_time_has_come_though_there_are_not_enough(
    store: Store,
) -> None:
    rests = iter([0.01, 0.01, 0.0])
    groups = Groups(store.apply, lanes=1, rest_s=lambda _: next(rests), enough=3)
    assert await groups.submit("item", 2) == 20
    assert list(rests) == []
