"""A flash deal: the host runs it from the studio, a buyer sees the countdown and buys at its price;
afterwards nobody does, and a cart from before is told so.
"""

import re
from typing import Any

import pytest
from browser.axe import wrongs
from browser.journey import enter_room, fill_in
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
LANGUAGES = pytest.mark.parametrize(("device", "language"), [("phone", "zh_TW"), ("desktop", "en")])
UNITS = 4


def clock(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("timer").first


def money(text: str) -> re.Pattern[str]:
    return re.compile(rf"NT\$\s?{text}")


async def start_deal(host: Visitor, show: Show, *, price: str, plain: dict[str, Any]) -> None:
    page, words = host.page, host.words
    start = page.get_by_role(
        "button", name=words("deals.deskStartNamed", title=show.title_of_first)
    )
    await expect(start).to_be_visible()
    field = page.get_by_label(words("deals.deskPrice"), exact=True).first
    await field.fill(str(plain["amount_minor"] // 100))  # no lower than it is
    await start.click()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await field.fill(price)
    await page.get_by_label(words("deals.deskUnits"), exact=True).first.fill(str(UNITS))
    await page.get_by_label(words("deals.deskMinutes"), exact=True).first.fill("3")
    await page.get_by_label(words("deals.deskLimit"), exact=True).first.fill("2")
    await host.photograph("deal-form")
    await start.click()
    await expect(clock(host)).to_be_visible()


@LANGUAGES
async def test_a_deal(visitors: Visitors, show: Show, device: str, language: str) -> None:
    await show.host.pin(0)
    plain = show.host.products[0]["variants"][0]["prices"][0]
    before = f"{plain['amount_minor'] // 100:,}"
    host = await enter_tab(visitors, show, "deals.deskTitle", device=device, language=language)
    buyer = await enter_room(visitors, show, "buyer1", language=language)
    late = await enter_room(visitors, show, "buyer2", language=language)
    await start_deal(host, show, price="99", plain=plain)
    await host.photograph("deal-runs")

    await expect(clock(buyer)).to_have_text(re.compile(r"^[23]:\d\d$"))
    await expect(buyer.page.get_by_text(money("99")).first).to_be_visible()
    await expect(buyer.page.get_by_text(money(before)).first).to_be_visible()  # struck through
    await buyer.photograph("deal-card")
    assert not await wrongs(buyer.page)
    if not host.is_wide:
        assert not await wrongs(host.page)

    # she buys at its price: the card's button leads to the checkout over the show
    name = buyer.words("show.buyNamed", title=show.title_of_first)
    await buyer.page.get_by_role("button", name=name).click()
    sheet = buyer.page.get_by_role("dialog")
    await expect(sheet.get_by_text(money("99")).first).to_be_visible()
    await fill_in(buyer)
    pay = sheet.get_by_role("button", name=buyer.words.pattern("checkout.pay"))
    await expect(pay).to_be_enabled()
    await buyer.photograph("deal-checkout")
    await pay.click()
    assert await amount_at_ecpay(buyer.page) == "NT$99"

    # another one has it in her cart when the host stops the deal
    await late.page.get_by_role(
        "button", name=late.words("show.addNamed", title=show.title_of_first)
    ).click()
    bag = re.compile(rf"^{late.words('common.cart')}\W")
    await late.page.get_by_role("button", name=bag).click()
    cart = late.page.get_by_role("dialog")
    await expect(cart.get_by_text(late.words.pattern("cart.deal")).first).to_be_visible()
    await late.photograph("deal-cart")
    more = host.words("deals.deskMoreNamed", count="5", title=show.title_of_first)
    await host.page.get_by_role("button", name=more).click()
    await expect(clock(host)).to_have_text(re.compile(r"^[78]:\d\d$"))
    stop = host.words("deals.deskStopNamed", title=show.title_of_first)
    await host.page.get_by_role("button", name=stop).click()
    await expect(host.page.get_by_text(host.words("deals.deskPast"))).to_be_visible()
    await host.photograph("deal-past")

    await expect(cart.get_by_text(money(before)).first).to_be_visible()
    await expect(
        cart.get_by_role("button", name=late.words.pattern("cart.acceptPrice"))
    ).to_be_visible()
    await expect(cart.get_by_role("button", name=late.words("cart.checkout"))).to_be_disabled()
    await late.photograph("deal-cart-stale")
