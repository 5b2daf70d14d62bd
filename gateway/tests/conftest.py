"""One gateway for the tests of a module, cleaned for each; those that change its settings run their own."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NoReturn

import pytest
import pytest_asyncio

# importlib mode puts no folder on the path; the tests share driver.py by its full name
sys.path.insert(0, str(Path(__file__).parents[2]))

from gateway.tests.driver import Gateway, Services, running, running_services, usual_answers


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """FastAPI gives what is no coroutine to a thread, and the request pays for the way."""

    def refuse(function: object, *_: object, **__: object) -> NoReturn:
        raise AssertionError(f"{function} is no coroutine")

    monkeypatch.setattr("fastapi.dependencies.utils.run_in_threadpool", refuse)
    monkeypatch.setattr("fastapi.routing.run_in_threadpool", refuse)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def _shared(_valkey_server: str) -> AsyncIterator[tuple[Services, Gateway]]:
    async with running_services() as services, running(_valkey_server, services) as gateway:
        yield services, gateway


@pytest_asyncio.fixture(loop_scope="module")
async def services(_shared: tuple[Services, Gateway], valkey_url: str) -> Services:
    services, gateway = _shared
    services.answers = usual_answers()
    services.calls = []
    gateway.hub._rooms.clear()
    gateway.house.doors._places.clear()
    gateway.keeper._confirmed.clear()
    gateway.client.cookies.clear()
    return services


@pytest_asyncio.fixture(loop_scope="module")
async def gateway(_shared: tuple[Services, Gateway], services: Services) -> Gateway:
    return _shared[1]
