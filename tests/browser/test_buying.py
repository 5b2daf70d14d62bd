"""Journeys 3 and 4: from the product that the host holds up to the order that is paid."""

import pytest
from browser.player import watch
from browser.stage import Show
from browser.twins import amount_at_ecpay, log_in_at_line, pay_at_ecpay
from browser.visitor import Visitors
from playwright.async_api import expect
from support.fleet import Fleet, eventually

from nightmarket_local.demo.people import CONTACT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180, func_only=True),  # the first fleet builds the app
]


@pytest.mark.parametrize(("device", "language"), [("phone", "zh_TW"), ("desktop", "en")])
async def test_a_guest_buys_what_is_held_up(
    fleet: Fleet, visitors: Visitors, show: Show, device: str, language: str
) -> None:
    buyer = await visitors.enter(device, language=language, name="buyer")
    page, words = buyer.page, buyer.words
    await show.host.pin(0)
    await page.goto(f"/shows/{show.show_id}")
    await watch(page)
    named = words("show.buyNamed", title=show.title_of_first)
    await page.get_by_role("button", name=named).first.click()

    await page.wait_for_url("**?sheet=checkout")  # it is in the guest's cart already
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name=words("common.signIn")).click()
    await page.wait_for_url("**/login?return_to=*")
    await buyer.photograph("login")
    await page.get_by_role("link", name=words("login.line")).click()
    await log_in_at_line(page, "buyer1")

    await page.wait_for_url("**?sheet=checkout")
    for field in ("name", "phone", "address"):
        await page.get_by_label(words(f"checkout.{field}"), exact=True).fill(CONTACT[field])
    await buyer.photograph("checkout")
    pay = page.get_by_role("button", name=words.pattern("checkout.pay"))
    if device == "phone":
        await pay.click()
        cashier = page
    else:  # a computer has room for the cashier beside the show
        async with page.expect_popup() as opening:
            await pay.click()
        cashier = await opening.value
    assert await amount_at_ecpay(cashier) == "NT$320"
    await pay_at_ecpay(cashier)
    await expect(page.get_by_text(words("orders.paid"), exact=True).first).to_be_visible()
    await buyer.photograph("paid")

    async def sold() -> bool:
        return (await show.host.stock())[0]["sold"] == 1

    await eventually(sold)
