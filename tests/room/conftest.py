from collections.abc import Iterator

import pytest
import pytest_asyncio
from support.fleet import Fleet
from support.gateways import Gateway, raise_all


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
