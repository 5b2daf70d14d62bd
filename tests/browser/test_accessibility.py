"""Each screen by axe, phone and desktop, light and dark; the show by the keyboard alone."""

import re
from typing import Literal

import pytest
from browser.axe import wrongs
from browser.devices import LANGUAGES
from browser.player import watch
from browser.scene import set_up
from browser.tour import tour
from browser.visitor import Visitors
from playwright.async_api import expect
from support.fleet import Fleet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]
TAGS = {"zh_TW": "zh-Hant-TW", "zh_CN": "zh-Hans-CN", "th": "th-TH", "en": "en", "ja": "ja-JP"}
# the home page bears the app's name alone
HOME = frozenset({"home", "languages"})
MOST_STEPS = 60
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const {outlineStyle, outlineWidth} = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    return {
        name: one.getAttribute("aria-label") || one.innerText,
        is_marked: outlineStyle !== "none" && parseFloat(outlineWidth) > 0,
        is_seen: box.width > 0 && box.height > 0,
    };
}"""


@pytest.mark.parametrize(
    ("device", "scheme", "language"),
    [
        ("phone", "dark", "zh_TW"),
        ("phone", "light", "th"),
        ("desktop", "dark", "ja"),
        ("desktop", "light", "en"),
    ],
)
async def test_axe_finds_nothing_grave_on_any_screen(
    fleet: Fleet,
    visitors: Visitors,
    device: str,
    scheme: Literal["dark", "light"],
    language: str,
) -> None:
    assert set(TAGS) == set(LANGUAGES)
    visitor = await visitors.enter(device, language=language, scheme=scheme)
    page = visitor.page
    found: list[str] = []

    async def see(screen: str) -> None:
        found.extend(f"{screen}: {wrong}" for wrong in await wrongs(page))
        assert await page.evaluate("document.documentElement.lang") == TAGS[language]
        app = visitor.words("common.appName")
        if screen in HOME:
            await expect(page).to_have_title(app)
        else:
            await expect(page).to_have_title(re.compile(rf"\S · {app}$"))
        await visitor.photograph(screen)

    async with set_up(fleet) as scene:
        await tour(visitor, scene, see, user="buyer5")
        await visitors.leave(has_failed=False)
    assert not found, "\n".join(found)


async def test_the_keyboard_reaches_everything_on_the_show(
    fleet: Fleet, visitors: Visitors
) -> None:
    visitor = await visitors.enter("desktop", language="en")
    page, words = visitor.page, visitor.words
    async with set_up(fleet) as scene:
        await scene.hold_up(scene.product)
        await page.goto(f"/shows/{scene.show_id}")
        await watch(page, seconds=0.5)
        wanted = {
            words("common.close"),
            words("show.buyNamed", title=str(scene.product["title"])),
            words("show.addNamed", title=str(scene.product["title"])),
            f"{words('chat.placeholder')} {words('chat.signInToTalk')}",
            words("common.cart"),
        }
        reached: list[str] = []
        for _ in range(MOST_STEPS):
            await page.keyboard.press("Tab")
            at = await page.evaluate(FOCUSED)
            if at is None:
                break
            assert at["is_marked"], f"nobody sees that the focus is on {at['name']}"
            assert at["is_seen"], f"the focus is on something unseen: {at['name']}"
            reached.append(at["name"])
        assert wanted <= set(reached), f"not reached: {wanted - set(reached)}"
        # a browser that lets the sound begin has nothing to turn on
        assert {words("show.mute"), words("show.unmute")} & set(reached)
        await visitors.leave(has_failed=False)


async def test_a_sheet_takes_the_focus_and_gives_it_back(visitors: Visitors) -> None:
    visitor = await visitors.enter("desktop", language="en")
    page, words = visitor.page, visitor.words
    await page.goto("/")
    opener = page.get_by_role("button", name=words("common.language"))
    await opener.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=words("common.language"))
    await expect(dialog).to_be_visible()
    for _ in range(12):  # round and round, never out of it
        await page.keyboard.press("Tab")
        assert await dialog.evaluate("(it) => it.contains(document.activeElement)")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(opener).to_be_focused()
