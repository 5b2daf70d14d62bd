from collections.abc import Iterator

import pytest
from support.fleet import Fleet
from support.gateways import Gateway


@pytest.fixture(scope="package")
def pair(fleet: Fleet) -> Iterator[list[Gateway]]:
    """Two gateways over the session's fleet, for these tests alone; who kills one starts it again."""
    gateways = [Gateway(fleet, f"gateway-{name}") for name in "ab"]
    for gateway in gateways:
        gateway.launch()
    yield gateways
    for gateway in gateways:
        gateway.stop()
