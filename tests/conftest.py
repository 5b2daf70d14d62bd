from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from support.fleet import Fleet

from nightmarket_local.demo.people import Host


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """One fleet for all tests of the session, with spans on disk and short deadlines."""
    state = tmp_path_factory.mktemp("fleet")
    fleet = Fleet(state=state)
    fleet.up(SPANS_DIR=str(state / "spans"), ORDER_PAY_WINDOW_S="20")
    yield fleet
    done = fleet.command("down")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest_asyncio.fixture
async def host(fleet: Fleet) -> AsyncIterator[Host]:
    """A host with a stocked shop and an announced show."""
    fleet.wait_ready()
    host = await fleet.host()
    try:
        yield host
    finally:
        await fleet.close_apps()
