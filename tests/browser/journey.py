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
WAYS = {"card": "orders.card", "atm": "orders.codeAtm", "cvs": "orders.codeCvs"}


async def sign_in(visitor: Visitor, user: str, *, return_to: str = "/account") -> None:
    page, words = visitor.page, visitor.words
    await page.goto(f"/login?return_to={return_to}")
    await page.get_by_role("link", name=words("login.line")).click()
    await log_in_at_line(page, user)
    await page.wait_for_url(f"**{return_to}")


async def put_into_cart(page: Page, show: Stall, quantity: int = 1) -> None:
    """Of the first product; the ways to do it by hand have tests of their own."""
    host = show.host
    line = {
        "variant_id": host.products[0]["variants"][0]["variant_id"],
        "quantity": quantity,
        "show_id": show.show_id,
    }
    key = await page.evaluate("Math.random().toString(36).repeat(3)")
    status = await page.evaluate(ADD, [f"/v1/shops/{host.shop_id}/cart/lines", line, key])
    assert status in CREATED, json.dumps(line)


async def fill_in(visitor: Visitor) -> None:
    for field in ("name", "phone", "address"):
        label = visitor.words(f"checkout.{field}")
        await visitor.page.get_by_label(label, exact=True).fill(CONTACT[field])


def way(visitor: Visitor, name: str) -> Locator:
    """What she presses to pay like that, in the checkout or over an order."""
    return visitor.page.get_by_role("radio", name=visitor.words(WAYS[name]))


async def up_to_the_press(
    visitor: Visitor, show: Stall, user: str, *, by: str = "card", quantity: int = 1
) -> Locator:
    """Signed in, one thing in the cart, the checkout filled in: answers the button that pays."""
    await sign_in(visitor, user)
    await put_into_cart(visitor.page, show, quantity)
    await visitor.page.goto(f"/checkout/{show.host.shop_id}")
    await fill_in(visitor)
    await way(visitor, by).click()
    pay = visitor.page.get_by_role("button", name=visitor.words.pattern("checkout.pay"))
    await expect(pay).to_be_enabled()
    return pay
