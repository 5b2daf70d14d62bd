"""Journey 2 as a guest: from the first page to the moving picture, the talk and what is held up."""

import pytest
from browser.player import watch
from browser.stage import SAID, Show
from browser.visitor import Visitors
from playwright.async_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(120, func_only=True),  # the first fleet builds the app
]
SCREENS = [
    ("phone", "zh_TW"),
    ("desktop", "en"),
    ("phone", "th"),
    ("desktop", "ja"),
    ("phone", "zh_CN"),
]


@pytest.mark.parametrize(("device", "language"), SCREENS)
async def test_a_guest_finds_the_show_and_watches(
    visitors: Visitors, show: Show, device: str, language: str
) -> None:
    guest = await visitors.enter(device, language=language)
    page, words = guest.page, guest.words
    await page.goto("/")
    link = page.locator(f"a[href='/shows/{show.show_id}']").first
    await expect(link).to_be_visible()
    await guest.photograph("home")
    await link.click()
    await page.wait_for_url(f"**/shows/{show.show_id}")

    picture = await watch(page)
    assert (picture.width, picture.height) == (640, 360)
    chat = page.get_by_role("log")
    for line in SAID:
        await expect(chat.get_by_text(line)).to_be_visible()
    buy = page.get_by_role("button", name=words("show.buyNamed", title=show.title_of_first))
    if device == "phone":  # a wide screen has a shelf with a button for everything
        await expect(buy).to_have_count(0)
    await guest.photograph("watching")

    await show.host.pin(0)
    await expect(
        chat.get_by_text(words("chat.nowPinned", title=show.title_of_first))
    ).to_be_visible()
    await expect(buy.first).to_be_visible()
    await guest.photograph("pinned")


async def test_what_is_said_arrives_while_watching(visitors: Visitors, show: Show) -> None:
    guest = await visitors.enter()
    await guest.page.goto(f"/shows/{show.show_id}")
    await watch(guest.page)
    await show.room.say("這盒還有幾個?")
    chat = guest.page.get_by_role("log")
    await expect(chat.get_by_text("這盒還有幾個?")).to_be_visible()


async def test_the_end_is_told_to_whoever_watches(visitors: Visitors, show: Show) -> None:
    guest = await visitors.enter()
    await guest.page.goto(f"/shows/{show.show_id}")
    await watch(guest.page)
    # the player asks for a picture that is gone until it hears of the end
    guest.complaints.allow(r"/live/\S+ (401|404|500)$")
    await show.host.end()
    # told twice: over the picture, and as a line of the chat
    await expect(guest.page.get_by_text(guest.words("show.ended")).first).to_be_visible()
    await guest.photograph("ended")
