"""A replay: all its parts in one line, with marks for what was held up."""

import asyncio
import re

import pytest
from browser.player import SLOW_MS, look, wake, watch
from browser.stage import Show
from browser.visitor import Visitors
from playwright.async_api import Locator, Page, expect
from support.fleet import Fleet, eventually

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]


async def recorded_twice(fleet: Fleet, show: Show) -> list[dict[str, object]]:
    """The encoder drops out and comes back; one product is held up before, one after."""
    path = f"/v1/shows/{show.show_id}"

    async def is_in(state: str) -> bool:
        return bool((await show.host.api.get(path))["state"] == state)

    await asyncio.sleep(2)
    await show.host.pin(0)
    await asyncio.sleep(4)
    await show.encoder.stop()
    await eventually(lambda: is_in("ended"), within_s=30)
    await show.encoder.start()
    await eventually(lambda: is_in("live"), within_s=30)
    await asyncio.sleep(3)
    await show.host.pin(1)
    await asyncio.sleep(5)
    await show.host.end()

    async def are_both_there() -> bool:
        return len((await show.host.api.get(path))["recordings"]) == 2

    await eventually(are_both_there, within_s=60)
    recordings: list[dict[str, object]] = (await show.host.api.get(path))["recordings"]
    return recordings


@pytest.mark.parametrize(("device", "language"), [("desktop", "en"), ("phone", "zh_TW")])
async def test_a_replay_plays_all_parts_and_marks_what_was_held_up(
    fleet: Fleet, visitors: Visitors, show: Show, device: str, language: str
) -> None:
    first, second = [float(str(one["duration_s"])) for one in await recorded_twice(fleet, show)]
    titles = [str(product["title"]) for product in show.host.products[:2]]
    guest = await visitors.enter(device, language=language)
    guest.context.set_default_timeout(SLOW_MS)
    page, words = guest.page, guest.words
    await page.goto(f"/shows/{show.show_id}")
    await watch(page, within_s=60)
    await wake(guest, device)
    line = page.get_by_role("slider", name=words("player.seek"))
    assert abs(float(await line.get_attribute("max") or 0) - (first + second)) < 0.1
    marks = [
        page.get_by_role("button", name=re.compile(rf"^\d+:\d\d[:：] ?{re.escape(title)}"))
        for title in titles
    ]
    for mark in marks:
        await expect(mark).to_have_count(1)
    await guest.photograph("replay")

    # the second was held up in the second part
    await marks[1].click()
    await in_part(page, line, first, first + second)
    held = page.get_by_role("button", name=words("show.buyNamed", title=titles[1]))
    await expect(held).to_have_count(2)  # on the shelf, and as what is seen
    await guest.photograph("second-product")

    # the first by the list, with the keyboard alone
    moments = page.get_by_role("button", name=re.compile(re.escape(titles[0])))
    listed = moments.filter(has_text=re.compile(r"\d:\d\d"))
    await listed.focus()
    await page.keyboard.press("Enter")
    await in_part(page, line, 0, first)
    await expect(
        page.get_by_role("button", name=words("show.buyNamed", title=titles[0]))
    ).to_have_count(2)

    # over the seam by itself, and on by the keys
    await page.evaluate("document.activeElement.blur()")
    for _ in range(20):
        if await where(line) > first - 6:
            break
        await page.keyboard.press("ArrowRight")
        await asyncio.sleep(0.5)
    await in_part(page, line, first, first + second)
    assert await look(page) is not None


async def where(line: Locator) -> float:
    return float(await line.input_value())


async def in_part(page: Page, line: Locator, start: float, end: float) -> None:
    async def reached() -> bool:
        return start <= await where(line) < end

    await eventually(reached, within_s=30)
    seconds = (await page.evaluate("document.querySelector('video').currentTime")) or 0.0
    await page.wait_for_function(
        "at => document.querySelector('video').currentTime !== at", arg=seconds
    )
