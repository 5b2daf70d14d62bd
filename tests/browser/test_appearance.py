"""Light and dark, larger text, less motion; the catalogue of components in both schemes."""

from typing import Literal

import pytest
from browser.axe import wrongs
from browser.player import watch
from browser.stage import Show
from browser.visitor import Visitors
from playwright.async_api import Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180, func_only=True),  # the first fleet builds the app
]
GROUND = "() => getComputedStyle(document.body).backgroundColor"
DARK, LIGHT = "rgb(15, 14, 19)", "rgb(251, 250, 247)"
# what sticks out sideways, except what is cut off with dots on purpose
TOO_WIDE = """() => [...document.querySelectorAll("main *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1)
        && getComputedStyle(one).position !== "absolute" && !one.closest("canvas, video, svg");
}).map((one) => one.outerHTML.slice(0, 120))"""


async def choose(page: Page, name: str, role: Literal["radio", "checkbox"] = "radio") -> None:
    await page.get_by_role(role, name=name, exact=True).click()


async def test_the_scheme_follows_the_system_until_she_chooses(visitors: Visitors) -> None:
    visitor = await visitors.enter(language="en", scheme="light")
    page, words = visitor.page, visitor.words
    await page.goto("/account")
    light = page.get_by_role("radio", name=words("account.schemeLight"), exact=True)
    await expect(light).to_be_visible()
    assert await page.evaluate(GROUND) == LIGHT
    await choose(page, words("account.schemeDark"))
    assert await page.evaluate(GROUND) == DARK
    await page.reload()
    await expect(light).to_be_visible()
    assert await page.evaluate(GROUND) == DARK
    await choose(page, words("account.schemeSystem"))
    assert await page.evaluate(GROUND) == LIGHT
    await page.emulate_media(color_scheme="dark")
    await page.wait_for_function(f"({GROUND})() === '{DARK}'")


@pytest.mark.parametrize("language", ["th", "en"])
async def test_larger_text_breaks_no_screen(visitors: Visitors, show: Show, language: str) -> None:
    """The longest words of the five languages, on the narrowest phone."""
    visitor = await visitors.enter(language=language)
    page, words = visitor.page, visitor.words
    visitor.complaints.allow(r"/live/\S+ (401|404)$")
    await page.set_viewport_size({"width": 360, "height": 720})
    await page.goto("/account")
    await choose(page, words("account.largeText"), "checkbox")
    assert await page.evaluate(TOO_WIDE) == []
    await visitor.photograph("account")
    await page.goto("/")
    await expect(page.locator(f"a[href='/shows/{show.show_id}']").first).to_be_visible()
    assert await page.evaluate(TOO_WIDE) == []
    await visitor.photograph("home")
    await show.host.pin(0)
    await page.goto(f"/shows/{show.show_id}")
    await watch(page, seconds=0.5)
    named = words("show.buyNamed", title=show.title_of_first)
    await expect(page.get_by_role("button", name=named)).to_be_in_viewport(ratio=1)
    assert await page.evaluate(TOO_WIDE) == []
    await visitor.photograph("show")
    await page.goto(f"/products/{show.host.products[0]['product_id']}")
    await expect(page.get_by_text(show.title_of_first).first).to_be_visible()
    assert await page.evaluate(TOO_WIDE) == []
    await visitor.photograph("product")


async def test_nothing_moves_for_who_asked_for_less_motion(visitors: Visitors) -> None:
    visitor = await visitors.enter(language="en", reduced_motion=True)
    page, words = visitor.page, visitor.words
    await page.goto("/")
    await page.get_by_role("button", name=words("common.language")).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    moving = "() => document.getAnimations().filter((one) => one.playState === 'running').length"
    assert await page.evaluate(moving) == 0


@pytest.mark.parametrize("device", ["phone", "desktop"])
async def test_the_catalogue_shows_every_component_well(visitors: Visitors, device: str) -> None:
    visitor = await visitors.enter(device, language="en")
    await visitor.page.goto("/catalogue")
    await expect(visitor.page.get_by_role("heading", name="Sheet").first).to_be_attached()
    found = await wrongs(visitor.page)
    assert not found, "\n".join(found)
    await visitor.photograph("catalogue")
