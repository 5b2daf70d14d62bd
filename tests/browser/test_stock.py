"""The seller keeps her stock, limits it and sets some aside; a buyer reads the limit and meets it."""

import asyncio

import pytest
from browser.axe import wrongs
from browser.journey import sign_in
from browser.player import watch
from browser.stage import Show
from browser.twins import log_in_at_line
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, expect
from support.fleet import Fleet, eventually

from nightmarket_local.demo.people import CONTACT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]


async def open_stock(visitors: Visitors, show: Show, device: str, language: str) -> Visitor:
    seller = await visitors.enter(device, language=language, name="seller", scheme="light")
    path = f"/studio/shops/{show.host.shop_id}"
    await sign_in(seller, "host", return_to=path)
    stock = seller.page.get_by_role("button", name=seller.words("stock.open"), exact=True)
    await expect(stock).to_be_visible()
    await seller.photograph("shop")
    await stock.click()
    await expect(seller.page.get_by_text(show.title_of_first)).to_be_visible()
    return seller


async def change(seller: Visitor, verb: str, *, quantity: int, reason: str) -> None:
    """Receive or correct, with one of the usual reasons."""
    page, words = seller.page, seller.words
    await page.get_by_role("button", name=words(f"stock.{verb}"), exact=True).click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name=words(f"stock.{verb}Yes")).click()  # nothing written
    await expect(sheet.get_by_text(words("stock.whyWrong"))).to_be_visible()
    await sheet.get_by_label(words("stock.howMany"), exact=True).fill(str(quantity))
    await sheet.get_by_role("radio", name=words(f"stock.{reason}")).click()
    await seller.photograph(verb)
    await sheet.get_by_role("button", name=words(f"stock.{verb}Yes")).click()
    await expect(sheet).to_be_hidden()


async def limit(seller: Visitor, *, per_person: int) -> None:
    page, words = seller.page, seller.words
    await page.get_by_role("button", name=words("stock.changeLimits")).click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label(words("stock.perPerson"), exact=True).fill(str(per_person))
    await seller.photograph("limits")
    await sheet.get_by_role("button", name=words("stock.limitsYes")).click()
    await expect(sheet).to_be_hidden()
    await expect(page.get_by_text(words("cart.limit", count=str(per_person))).last).to_be_visible()


async def set_aside(seller: Visitor, quantity: int) -> None:
    page, words = seller.page, seller.words
    await page.get_by_role("button", name=words("stock.allocate"), exact=True).click()
    sheet = page.get_by_role("dialog")
    count = sheet.get_by_label(words("stock.allocateCount"), exact=True)
    await count.fill("99999")
    await sheet.get_by_role("button", name=words("stock.allocateYes"), exact=True).click()
    await expect(sheet.get_by_text(words.pattern("stock.allocateWrong"))).to_be_visible()
    await count.fill(str(quantity))
    await seller.photograph("set-aside")
    await sheet.get_by_role("button", name=words("stock.allocateYes"), exact=True).click()
    await expect(sheet).to_be_hidden()


def ledger(seller: Visitor) -> Locator:
    named = seller.words("stock.ledger")
    return seller.page.get_by_role("list", name=named).get_by_role("listitem")


async def order_too_many(buyer: Visitor, show: Show) -> None:
    """Three of what is limited to two."""
    page, words = buyer.page, buyer.words
    product_id = show.host.products[0]["product_id"]
    await page.goto(f"/shows/{show.show_id}")
    await watch(page)
    await page.goto(f"/products/{product_id}?show={show.show_id}")
    await expect(page.get_by_text(words("cart.limit", count="2"))).to_be_visible()
    await buyer.photograph("limit-on-the-product")
    await page.get_by_role("button", name=words("show.buyNow")).click()
    await page.wait_for_url("**/checkout/**")
    await page.get_by_role("button", name=words("common.signIn")).click()
    await page.get_by_role("link", name=words("login.line")).click()
    await log_in_at_line(page, "buyer5")
    await page.wait_for_url("**/checkout/**")
    await page.goto(f"/cart/{show.host.shop_id}")
    more = page.get_by_role("button", name=words.pattern("cart.more"))
    for _ in range(2):
        await more.click()
    await page.goto(f"/checkout/{show.host.shop_id}")
    for field in ("name", "phone", "address"):
        await page.get_by_label(words(f"checkout.{field}"), exact=True).fill(CONTACT[field])
    buyer.complaints.allow(r"^refused: POST \S+/orders 409$")
    await page.get_by_role("button", name=words.pattern("checkout.pay")).click()
    told = words("errors.purchaseLimit", limit="2", left="2")
    await expect(page.get_by_text(told)).to_be_visible()
    await buyer.photograph("limit-reached")


@pytest.mark.parametrize(("device", "language"), [("phone", "zh_TW"), ("desktop", "en")])
async def test_stock_is_kept_limited_and_set_aside(
    fleet: Fleet, visitors: Visitors, show: Show, device: str, language: str
) -> None:
    first = (await show.host.stock())[0]["on_hand"]
    seller = await open_stock(visitors, show, device, language)
    page, words = seller.page, seller.words
    await seller.photograph("stock")
    assert await wrongs(page) == []
    await page.get_by_text(show.title_of_first).click()
    await expect(ledger(seller)).to_have_count(1)
    await change(seller, "receive", quantity=7, reason="whyDelivery")
    await change(seller, "adjust", quantity=2, reason="whyDamaged")
    await limit(seller, per_person=2)
    await set_aside(seller, 3)
    await expect(ledger(seller)).to_have_count(4)
    await expect(ledger(seller).nth(1)).to_contain_text(words("stock.whyDamaged"))
    await expect(ledger(seller).nth(1)).to_contain_text(words("stock.byYou"))
    await seller.photograph("ledger")
    assert await wrongs(page) == []
    await page.get_by_role("radio", name=words("stock.filterShows"), exact=True).click()
    await expect(ledger(seller)).to_have_count(1)
    now = (await show.host.stock())[0]
    assert (now["on_hand"], now["allocated"]) == (first + 7 - 2 - 3, 3)

    buyer = await visitors.enter("phone", language=language, name="buyer")
    await order_too_many(buyer, show)

    await show.encoder.stop()
    await show.host.end()

    async def given_back() -> bool:
        stock = (await show.host.stock())[0]
        return (stock["on_hand"], stock["allocated"]) == (first + 5, 0)

    await eventually(given_back, within_s=30)
    await expect(ledger(seller)).to_have_count(2, timeout=30_000)
    await expect(ledger(seller).first).to_contain_text(words("stock.byShowEnd"))
    await seller.photograph("given-back")
    audit = await asyncio.to_thread(fleet.command, "audit")
    assert audit.returncode == 0, audit.stdout
