"""A voucher: the host drops it from the studio, two press, the third hears "all gone", and one pays with hers."""

import re

import pytest
from browser.axe import wrongs
from browser.journey import enter_room, fill_in, talk_box
from browser.receipts import look_at_receipt
from browser.stage import Show
from browser.studio import enter_tab
from browser.twins import amount_at_ecpay
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300, func_only=True),
]
OFF = 50
UNITS = 2


async def drop(host: Visitor) -> str:
    """The keyword, which the studio proposes."""
    page, words = host.page, host.words
    button = page.get_by_role("button", name=words("vouchers.deskDrop"))
    await expect(button).to_be_visible()
    await button.click()
    amount = page.get_by_label(words("vouchers.deskAmount"), exact=True).last
    await expect(amount).to_have_attribute("aria-invalid", "true")
    await amount.fill(str(OFF))
    await page.get_by_label(words("vouchers.deskUnits"), exact=True).fill(str(UNITS))
    await page.get_by_label(words("vouchers.deskMinutes"), exact=True).fill("5")
    await host.photograph("voucher-form")
    await button.click()
    await expect(page.get_by_role("timer").first).to_be_visible()
    return words("vouchers.deskKeywordUsual")


def take(viewer: Visitor, keyword: str) -> Locator:
    name = viewer.words("vouchers.take", keyword=keyword)
    return viewer.page.get_by_role("button", name=name)


def said(viewer: Visitor, key: str, **values: str) -> Locator:
    text = viewer.words(key, **values)
    return viewer.page.get_by_role("status").filter(has_text=text).first


def hers(viewer: Visitor, place: int) -> Locator:
    text = viewer.words("vouchers.yours", place=str(place), total=str(UNITS), time="|")
    return viewer.page.get_by_role("status").filter(has_text=text.split("|")[0]).first


@pytest.mark.parametrize("language", ["zh_TW", "th"])
async def test_a_voucher(visitors: Visitors, show: Show, language: str) -> None:
    await show.host.pin(0)
    host = await enter_tab(
        visitors, show, "vouchers.deskTitle", device="desktop", language=language
    )
    first, second, late = [
        await enter_room(visitors, show, f"buyer{number}", language=language)
        for number in (1, 2, 3)
    ]
    keyword = await drop(host)
    for viewer in (first, second, late):
        await expect(viewer.page.get_by_role("timer").first).to_have_text(
            re.compile(r"^[45]:\d\d$")
        )
    await first.photograph("voucher-dropped")
    assert not await wrongs(first.page)
    await take(first, keyword).click()
    await expect(hers(first, 1)).to_be_visible()
    await look_at_receipt(first)
    await take(second, keyword).click()
    await expect(hers(second, 2)).to_be_visible()
    await expect(said(late, "vouchers.gone")).to_be_visible()
    await talk_box(late).fill(keyword)  # she was typing while the last one went
    await talk_box(late).press("Enter")
    await expect(said(late, "vouchers.allGone")).to_be_visible()
    await first.photograph("voucher-mine")
    await late.photograph("voucher-gone")
    taken = host.words("vouchers.deskTaken", count=str(UNITS), total=str(UNITS))
    await expect(host.page.get_by_text(taken)).to_be_visible()
    await host.photograph("voucher-desk")

    name = first.words("show.buyNamed", title=show.title_of_first)
    await first.page.get_by_role("button", name=name).click()
    sheet = first.page.get_by_role("dialog")
    mine = sheet.get_by_role("radiogroup", name=first.words("vouchers.mine"))
    await expect(mine.get_by_role("radio").first).to_be_checked()
    plain = show.host.products[0]["variants"][0]["prices"][0]["amount_minor"] // 100
    await fill_in(first)
    await first.photograph("voucher-checkout")
    await look_at_receipt(first, within=sheet)
    await mine.get_by_role("radio").last.click()
    await expect(mine.get_by_role("radio").last).to_be_checked()
    pay = sheet.get_by_role("button", name=first.words.pattern("checkout.pay"))
    await expect(pay).to_have_accessible_name(re.compile(rf"{plain:,}"))
    await mine.get_by_role("radio").first.click()
    await expect(pay).to_have_accessible_name(re.compile(rf"{plain - OFF:,}"))
    await expect(pay).to_be_enabled()
    await pay.click()
    assert await amount_at_ecpay(first.page) == f"NT${plain - OFF:,}"
    name = host.words("vouchers.deskStopNamed", keyword=keyword)
    stop = host.page.get_by_role("button", name=name)
    await stop.click()
    await expect(host.page.get_by_text(host.words("vouchers.over")).first).to_be_visible()
