import asyncio

import pytest

from nightmarket_gateway.rooms.pace import CROWD, CROWD_PAUSE, GATHER_S, PASS_S, QUIET_S, Pace

pytestmark = pytest.mark.asyncio
SOON = 0.01  # what a busy machine may take in between


def now() -> float:
    return asyncio.get_running_loop().time()


@pytest.mark.parametrize("is_enough", [True, False])
async def test_who_speaks_into_silence_waits_for_nothing(*, is_enough: bool) -> None:
    pace = Pace()
    assert pace.was_quiet(now())
    assert pace.rest_s(is_enough=is_enough) == 0
    pace.passed(now() - 1)
    await asyncio.sleep(0)
    assert not pace.was_quiet(now())
    assert pace.was_quiet(now() + QUIET_S + SOON)


async def test_few_are_gathered_longer_than_many() -> None:
    pace = Pace()
    pace.passed(now())
    assert PASS_S - SOON < pace.rest_s(is_enough=True) <= PASS_S
    assert GATHER_S - SOON < pace.rest_s(is_enough=False) <= GATHER_S


async def test_a_long_pass_is_followed_by_as_long_a_pause_whoever_waits() -> None:
    pace = Pace()
    pace.passed(now() - 0.5)
    assert 0.5 - SOON < pace.rest_s(is_enough=True) <= pace.rest_s(is_enough=False) + SOON <= 0.52


async def test_a_crowd_at_the_door_has_most_of_the_time() -> None:
    pace = Pace()
    for _ in range(CROWD):
        pace.entered()
    pace.passed(now() - 0.5)
    assert CROWD_PAUSE * 0.5 - SOON < pace.rest_s(is_enough=True) <= CROWD_PAUSE * 0.5 + SOON
    pace.passed(now())
    assert pace.rest_s(is_enough=True) <= PASS_S  # who came in is counted once
