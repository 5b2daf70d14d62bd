import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from nightmarket_kit.testing.plugin import MakeDatabase

# importlib mode puts no folder on the path; the tests share driver.py by its full name
sys.path.insert(0, str(Path(__file__).parents[3]))

from services.claim.tests.driver import World, running


@pytest_asyncio.fixture
async def world(make_database: MakeDatabase, valkey_url: str) -> AsyncIterator[World]:
    async with running(await make_database("nightmarket_claim"), valkey_url) as world:
        yield world
        await world.conserved()
