"""Something is there before any script, it looks like what comes, and it goes when that has come."""

import asyncio
from typing import Literal

import pytest
from browser.stage import Show
from browser.visitor import Visitors
from playwright.async_api import Page, Route, expect
from support.fleet import Fleet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alone,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180, func_only=True),  # the first fleet builds the app
]
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
JUMPS = """() => new Promise((done) => {
    new PerformanceObserver((list) => {
        done(list.getEntries().reduce((sum, one) => sum + one.value, 0));
    }).observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(0), 500);
})"""
GROUND = {"dark": "rgb(15, 14, 19)", "light": "rgb(251, 250, 247)"}


async def hold_scripts(page: Page) -> asyncio.Event:
    """No script comes before the answer is set."""
    gate = asyncio.Event()

    async def wait(route: Route) -> None:
        await gate.wait()
        await route.continue_()

    await page.route("**/*.js", wait)
    return gate


@pytest.mark.parametrize(
    ("device", "scheme"),
    [("phone", "dark"), ("phone", "light"), ("desktop", "light")],
)
async def test_home_is_drawn_before_any_script(
    fleet: Fleet, visitors: Visitors, device: str, scheme: Literal["dark", "light"]
) -> None:
    visitor = await visitors.enter(device, scheme=scheme)
    page = visitor.page
    gate = await hold_scripts(page)
    await page.goto("/", wait_until="commit")
    await page.wait_for_function(PAINTED)
    first = page.locator("#first")
    ground = await first.evaluate("one => getComputedStyle(one).backgroundColor")
    assert ground == GROUND[scheme]
    name = await first.get_by_text("Nightmarket").bounding_box()
    await visitor.photograph("before-scripts")
    gate.set()
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_be_visible()
    await expect(first).to_have_count(0)
    assert name is not None
    there = await heading.bounding_box()
    assert there is not None
    assert abs(there["y"] - name["y"]) <= 1
    await visitor.photograph("after-scripts")


@pytest.mark.parametrize(("device", "scheme"), [("phone", "light"), ("desktop", "light")])
async def test_a_show_is_drawn_before_any_script(
    visitors: Visitors, show: Show, device: str, scheme: Literal["dark", "light"]
) -> None:
    """Its picture's ground is dark in both schemes."""
    visitor = await visitors.enter(device, scheme=scheme)
    page = visitor.page
    gate = await hold_scripts(page)
    await page.goto(f"/shows/{show.show_id}", wait_until="commit")
    await page.wait_for_function(PAINTED)
    picture = page.locator("#first .picture")
    ground = await picture.evaluate("one => getComputedStyle(one).backgroundColor")
    assert ground == GROUND["dark"]
    await visitor.photograph("before-scripts")
    gate.set()
    await expect(page.locator("video")).to_be_visible(timeout=30_000)
    await expect(page.locator("#first")).to_have_count(0)
    assert await page.evaluate(JUMPS) < 0.1


async def test_a_scheme_that_was_chosen_is_kept_from_the_first_moment(
    fleet: Fleet, visitors: Visitors
) -> None:
    visitor = await visitors.enter(scheme="dark")
    page = visitor.page
    await page.add_init_script("localStorage.setItem('nm.scheme', 'light')")
    gate = await hold_scripts(page)
    await page.goto("/orders", wait_until="commit")
    await page.wait_for_function(PAINTED)
    ground = await page.locator("#first").evaluate("one => getComputedStyle(one).backgroundColor")
    assert ground == GROUND["light"]
    await visitor.photograph("before-scripts")
    gate.set()
    await expect(page.locator("#first")).to_have_count(0)
