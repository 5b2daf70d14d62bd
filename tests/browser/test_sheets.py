"""Buying over the show: sheets that back closes, a picture that never stops, payment beside it."""

import re

import pytest
from browser.devices import IN_LINE
from browser.journey import sign_in
from browser.player import look, watch
from browser.stage import Show
from browser.twins import amount_at_ecpay, pay_at_ecpay
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, Page, expect
from support.fleet import Fleet

from nightmarket_local.demo.people import CONTACT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180, func_only=True),  # the first fleet builds the app
]
SMALL = 220  # px: the small picture is no wider
# one and the same element that went on playing: any other was attached anew
MARK = "() => { document.querySelector('video').dataset.first = 'yes'; }"
IS_FIRST = "() => document.querySelectorAll('video[data-first=yes]').length === 1"
KEYBOARD = """(height) => {
    const view = window.visualViewport;
    Object.defineProperty(view, "height", { get: () => window.innerHeight - height, configurable: true });
    view.dispatchEvent(new Event("resize"));
}"""


async def come_in(
    visitors: Visitors, show: Show, device: str, language: str, user_agent: str = ""
) -> Visitor:
    """Signed in and watching; the first product is held up."""
    buyer = await visitors.enter(device, language=language, name="buyer", user_agent=user_agent)
    await show.host.pin(0)
    await sign_in(buyer, "buyer2", return_to=f"/shows/{show.show_id}")
    await watch(buyer.page)
    await buyer.page.evaluate(MARK)
    return buyer


def sheet(page: Page) -> Locator:
    return page.get_by_role("dialog")


def cart_button(buyer: Visitor) -> Locator:
    return buyer.page.get_by_role(
        "button", name=re.compile(rf"^{buyer.words('common.cart')}([,，、 ]|$)")
    ).first


async def still_watches(page: Page) -> None:
    """The same picture as at first has moved on."""
    assert await page.evaluate(IS_FIRST)
    before = await look(page)
    assert before is not None
    await page.wait_for_function(
        "(at) => document.querySelector('video').currentTime > at", arg=before.seconds + 0.5
    )


async def fill_in(buyer: Visitor) -> None:
    for field in ("name", "phone", "address"):
        label = buyer.words(f"checkout.{field}")
        await buyer.page.get_by_label(label, exact=True).fill(CONTACT[field])


async def write_above_the_keyboard(buyer: Visitor) -> None:
    """The keyboard comes: what is written in stays in sight, and so does the picture."""
    page = buyer.page
    address = page.get_by_label(buyer.words("checkout.address"), exact=True)
    await address.focus()  # what is touched has the focus before the keyboard comes
    await page.evaluate(KEYBOARD, 336)
    await page.wait_for_timeout(400)
    await buyer.photograph("keyboard")
    field, picture = await address.bounding_box(), await page.locator("video").bounding_box()
    assert field is not None
    assert picture is not None
    assert field["y"] + field["height"] <= 844 - 336
    assert picture["height"] > 60
    await page.evaluate(KEYBOARD, 0)


async def test_a_phone_buys_in_sheets_over_the_show(visitors: Visitors, show: Show) -> None:
    buyer = await come_in(visitors, show, "phone", "zh_TW")
    page, words = buyer.page, buyer.words
    await buyer.photograph("pinned")
    add = page.get_by_role("button", name=words("show.addNamed", title=show.title_of_first))
    await add.click()
    await expect(page.get_by_role("button", name=words("show.added"))).to_be_visible()

    await cart_button(buyer).click()
    await expect(sheet(page).get_by_text(show.title_of_first)).to_be_visible()
    assert page.url.endswith("?sheet=cart")
    video = page.locator("video")
    await page.wait_for_function(f"() => document.querySelector('video').clientWidth < {SMALL}")
    await still_watches(page)
    await buyer.photograph("cart")

    await sheet(page).get_by_role("button", name=words("cart.checkout")).click()
    pay = sheet(page).get_by_role("button", name=words.pattern("checkout.pay"))
    await pay.click()
    # nothing is filled in: the first field is where she is now
    await expect(page.get_by_label(words("checkout.name"), exact=True)).to_be_focused()
    await buyer.photograph("checkout-wrong")
    await fill_in(buyer)

    await page.go_back()
    await expect(sheet(page).get_by_role("button", name=words("cart.checkout"))).to_be_visible()
    await page.go_back()
    await expect(sheet(page)).to_have_count(0)
    assert page.url.endswith(f"/shows/{show.show_id}")
    await still_watches(page)
    box = await video.bounding_box()
    assert box is not None
    assert box["width"] > SMALL

    buy = page.get_by_role("button", name=words("show.buyNamed", title=show.title_of_first))
    await buy.click()
    await expect(page.get_by_label(words("checkout.name"), exact=True)).to_have_value(
        CONTACT["name"]
    )
    await still_watches(page)
    await write_above_the_keyboard(buyer)
    await still_watches(page)

    await pay.click()
    assert await amount_at_ecpay(page) == "NT$640"
    await pay_at_ecpay(page)
    await expect(page.get_by_text(words("orders.paid"), exact=True).first).to_be_visible()
    await buyer.photograph("paid")
    await page.get_by_role("button", name=words("orders.toShow")).click()
    await page.wait_for_url(f"**/shows/{show.show_id}")
    await watch(page)


async def test_a_computer_pays_in_a_window_beside_the_show(visitors: Visitors, show: Show) -> None:
    buyer = await come_in(visitors, show, "desktop", "en")
    page, words = buyer.page, buyer.words
    offer = page.get_by_role("button").filter(has=page.get_by_text(show.title_of_first, exact=True))
    await offer.last.click()
    await expect(sheet(page).get_by_role("heading", name=show.title_of_first)).to_be_visible()
    await buyer.photograph("product")
    await sheet(page).get_by_role("button", name=words("show.buyNow")).click()
    await fill_in(buyer)
    await buyer.photograph("checkout")
    pay = sheet(page).get_by_role("button", name=words.pattern("checkout.pay"))
    async with page.expect_popup() as opening:
        await pay.click()
    beside = await opening.value
    assert await amount_at_ecpay(beside) == "NT$320"
    assert await beside.evaluate("window.opener") is None
    await expect(sheet(page).get_by_text(words("orders.besideOpen"))).to_be_visible()
    assert "?sheet=pay." in page.url
    await still_watches(page)
    await buyer.photograph("waiting")

    await pay_at_ecpay(beside)
    await expect(beside.get_by_role("button", name=words("orders.besideClose"))).to_be_visible()
    await expect(sheet(page).get_by_text(words("orders.paid"), exact=True).first).to_be_visible()
    await expect(sheet(page).get_by_text(words.pattern("orders.number"))).to_be_visible()
    await buyer.photograph("paid")
    await beside.get_by_role("button", name=words("orders.besideClose")).click()
    await still_watches(page)
    await sheet(page).get_by_role("button", name=words("orders.toShow")).click()
    await expect(sheet(page)).to_have_count(0)
    await still_watches(page)


async def test_a_window_that_may_not_open_leaves_by_the_same_page(
    visitors: Visitors, show: Show
) -> None:
    buyer = await come_in(visitors, show, "desktop", "en")
    page, words = buyer.page, buyer.words
    await page.evaluate("() => { window.open = () => null; }")
    buy = page.get_by_role("button", name=words("show.buyNamed", title=show.title_of_first))
    await buy.last.click()
    await fill_in(buyer)
    await sheet(page).get_by_role("button", name=words.pattern("checkout.pay")).click()
    await pay_at_ecpay(page)
    await expect(page.get_by_text(words("orders.paid"), exact=True).first).to_be_visible()


async def test_inside_line_the_order_stays_and_leads_out(visitors: Visitors, show: Show) -> None:
    buyer = await come_in(visitors, show, "phone", "th", user_agent=IN_LINE)
    page, words = buyer.page, buyer.words
    await page.get_by_role("button", name=words("show.buyNamed", title=show.title_of_first)).click()
    await fill_in(buyer)
    await sheet(page).get_by_role("button", name=words.pattern("checkout.place")).click()
    out = sheet(page).get_by_role("link", name=words("checkout.openBrowser"))
    await expect(out).to_have_attribute("href", re.compile(r"/orders/.+openExternalBrowser=1$"))
    await still_watches(page)
    await buyer.photograph("in-line")


async def test_the_keyboard_and_the_small_picture_lead_back(
    fleet: Fleet, visitors: Visitors, show: Show
) -> None:
    assert fleet
    buyer = await come_in(visitors, show, "phone", "ja")
    page, words = buyer.page, buyer.words
    await page.goto(f"/shows/{show.show_id}?sheet=shelf")  # by its link
    await watch(page)
    await expect(sheet(page).get_by_text(show.title_of_first)).to_be_visible()
    await buyer.photograph("shelf")
    await page.evaluate(MARK)
    for _ in range(20):
        await page.keyboard.press("Tab")
        inside = "document.querySelector('[role=dialog]').contains(document.activeElement)"
        assert await page.evaluate(inside)
    await page.keyboard.press("Escape")
    await expect(sheet(page)).to_have_count(0)

    opener = cart_button(buyer)
    await opener.focus()
    await page.keyboard.press("Enter")
    await expect(sheet(page)).to_be_visible()
    back = page.get_by_role("button", name=words("orders.toShow"), exact=True).first
    await page.wait_for_timeout(400)
    box = await back.bounding_box()
    assert box is not None
    x, y = box["x"] + 20, box["y"] + 20
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(60, 400, steps=8)
    await page.mouse.up()
    await page.wait_for_timeout(400)
    moved = await back.bounding_box()
    assert moved is not None
    assert moved["x"] < 20
    assert moved["y"] > 300
    await buyer.photograph("moved-aside")
    await expect(sheet(page)).to_be_visible()  # to drag is not to press
    await page.mouse.click(moved["x"] + 20, moved["y"] + 20)
    await expect(sheet(page)).to_have_count(0)
    await expect(opener).to_be_focused()
    assert page.url.endswith(f"/shows/{show.show_id}")
    await still_watches(page)
