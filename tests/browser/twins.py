"""What a person does on the pages of LINE and ECPay: here the sandbox's."""

import re

from playwright.async_api import Page, expect

CONSENT = re.compile(r"/line/oauth2/v2\.1/authorize")
CASHIER = re.compile(r"/ecpay/Cashier")


async def log_in_at_line(page: Page, user: str) -> None:
    """On LINE's page: be `user`, agree, and come back."""
    await page.wait_for_url(CONSENT)
    known = page.locator(f"button[name=sandbox_user][value='{user}']")
    if await known.count():
        await known.click()
    else:
        await page.locator("input[name=typed_name]").fill(user)
        await page.locator(".typed button").click()
    await page.wait_for_url(lambda url: not CONSENT.search(url))


async def refuse_at_line(page: Page) -> None:
    await page.wait_for_url(CONSENT)
    await page.locator("button[name=decision][value=deny]").click()
    await page.wait_for_url(lambda url: not CONSENT.search(url))


async def pay_at_ecpay(page: Page) -> None:
    """On ECPay's page: pay with what is chosen there, and come back."""
    await page.wait_for_url(CASHIER)
    await page.locator("button[formaction$='/confirm']").click()
    await page.wait_for_url(lambda url: not CASHIER.search(url))


async def fail_at_ecpay(page: Page) -> None:
    """On ECPay's page: the card is refused, and the person goes back to the shop."""
    await page.wait_for_url(CASHIER)
    await page.locator("button[formaction$='/fail']").click()
    await page.locator(".mark.bad").wait_for()
    await page.locator(".end .plain").click()
    await page.wait_for_url(lambda url: not CASHIER.search(url))


async def amount_at_ecpay(page: Page) -> str:
    await page.wait_for_url(CASHIER)
    amount = page.locator(".sum strong")
    await expect(amount).to_be_visible()
    return await amount.inner_text()


async def take_code_at_ecpay(page: Page) -> str:
    """On ECPay's page, which does not ask again: see the code, and go back to the shop."""
    await page.wait_for_url(CASHIER)
    code = await page.locator(".code").inner_text()
    await page.locator(".end button.plain").click()
    await page.wait_for_url(lambda url: not CASHIER.search(url))
    return code
