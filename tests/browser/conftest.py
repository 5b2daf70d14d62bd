"""Fixtures of the browser tests: one fleet with the app, one Chromium, people who come in.

Everything asynchronous lives in the session's one loop, because the browser does.
"""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from browser.devices import ARGUMENTS, CHROMIUM
from browser.stage import Show, on_air
from browser.visitor import PATIENCE_MS, Visitors
from playwright.async_api import Browser, Playwright, async_playwright, expect
from support.fleet import Fleet

ALBUM = pytest.StashKey[Path]()
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = call.excinfo is not None
    return report


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    album = config.stash.get(ALBUM, None)
    if album is not None:
        count = len(list(album.glob("*.png")))
        terminalreporter.write_line(f"{count} screenshots in {album}")


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Fleet]:
    """One fleet with the app for all browser tests."""
    state = tmp_path_factory.mktemp("browser")
    fleet = Fleet(state=state)
    album = state / "screenshots"
    album.mkdir()
    pytestconfig.stash[ALBUM] = album
    fleet.up(app=True)
    yield fleet
    done = fleet.command("down")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        yield playwright


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(playwright: Playwright) -> AsyncIterator[list[Browser]]:
    """The browser that runs now, if any; a crash in one test must not fail the rest."""
    running: list[Browser] = []
    yield running
    for browser in running:
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(playwright: Playwright, chromium: list[Browser]) -> Browser:
    if not chromium or not chromium[0].is_connected():
        chromium[:] = [await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)]
    return chromium[0]


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(
    request: pytest.FixtureRequest, fleet: Fleet, browser: Browser
) -> AsyncIterator[Visitors]:
    """Lets people in; at the end nobody's browser may have complained without leave."""
    fleet.wait_ready()
    name = re.sub(r"[^\w-]+", "-", request.node.name.removeprefix("test_")).strip("-")
    visitors = Visitors(
        browser=browser, home=fleet.gateway, album=fleet.state / "screenshots", test=name
    )
    yield visitors
    await visitors.leave(has_failed=request.node.stash.get(FAILED, True))
    if visitors.complaints:
        told = "\n".join(visitors.complaints)
        pytest.fail(f"the browsers complained:\n{told}", pytrace=False)


@pytest_asyncio.fixture(loop_scope="session")
async def show(
    request: pytest.FixtureRequest, fleet: Fleet, visitors: Visitors
) -> AsyncIterator[Show]:
    """A live show of this test's own; people leave before it ends."""
    fleet.wait_ready()
    async with on_air(fleet) as show:
        yield show
        await visitors.leave(has_failed=request.node.stash.get(FAILED, True))
