from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from support.fleet import Fleet
from support.gateways import Gateway, raise_all
from support.hall import Hall, hall_at, has_everything


@pytest.fixture(scope="package")
def two(fleet: Fleet) -> Iterator[list[Gateway]]:
    """Two gateways over the session's fleet, for these tests alone."""
    gateways = [Gateway(fleet, f"gateway-{name}") for name in "ab"]
    yield gateways
    for gateway in gateways:
        gateway.stop()


@pytest_asyncio.fixture
async def pair(two: list[Gateway]) -> list[Gateway]:
    await raise_all(two)
    return two


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(fleet: Fleet, two: list[Gateway]) -> AsyncIterator[Hall]:
    await raise_all(two)
    async with hall_at(two[0], fleet) as hall:
        yield hall


@pytest_asyncio.fixture(loop_scope="module")
async def unmoved(fleet: Fleet, hall: Hall) -> AsyncIterator[None]:
    """Who only listens has everything, and nobody was refused; during the test, not after it."""
    yield
    await has_everything(fleet, hall.bystander)
    assert hall.speaker.client.connects == 1
    assert not hall.talk.refused
