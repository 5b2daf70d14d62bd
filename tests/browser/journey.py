"""What a person does on the way to a paid order, in steps that several tests share."""

import json

from browser.stage import Stall
from browser.twins import log_in_at_line
from browser.visitor import Visitor
from playwright.async_api import Locator, Page, expect

from nightmarket_local.demo.people import CONTACT

ADD = """([path, line, key]) => fetch(path, {
    method: "POST",
    headers: {"Content-Type": "application/json", "Idempotency-Key": key},
    body: JSON.stringify(line),
}).then((answer) => answer.status)"""
CREATED = (200, 201)


async def sign_in(visitor: Visitor, user: str, *, return_to: str = "/account") -> None:
    page, words = visitor.page, visitor.words
    await page.goto(f"/login?return_to={return_to}")
    await page.get_by_role("link", name=words("login.line")).click()
    await log_in_at_line(page, user)
    await page.wait_for_url(f"**{return_to}")


async def put_into_cart(page: Page, show: Stall) -> None:
    """One of the first product; the ways to do it by hand have tests of their own."""
    host = show.host
    line = {
        "variant_id": host.products[0]["variants"][0]["variant_id"],
        "quantity": 1,
        "show_id": show.show_id,
    }
    key = await page.evaluate("Math.random().toString(36).repeat(3)")
    status = await page.evaluate(ADD, [f"/v1/shops/{host.shop_id}/cart/lines", line, key])
    assert status in CREATED, json.dumps(line)


async def fill_in(visitor: Visitor) -> None:
    for field in ("name", "phone", "address"):
        label = visitor.words(f"checkout.{field}")
        await visitor.page.get_by_label(label, exact=True).fill(CONTACT[field])


async def up_to_the_press(visitor: Visitor, show: Stall, user: str) -> Locator:
    """Signed in, one thing in the cart, the checkout filled in: answers the button that pays."""
    await sign_in(visitor, user)
    await put_into_cart(visitor.page, show)
    await visitor.page.goto(f"/checkout/{show.host.shop_id}")
    await fill_in(visitor)
    pay = visitor.page.get_by_role("button", name=visitor.words.pattern("checkout.pay"))
    await expect(pay).to_be_enabled()
    return pay
