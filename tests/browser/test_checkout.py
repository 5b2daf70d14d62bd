"""The seller says how she sends and makes a code; buyers check out to their home and to a store."""

from typing import Any

import pytest
from browser.axe import wrongs
from browser.journey import log_in, put_into_cart, sign_in
from browser.stage import Show
from browser.twins import amount_at_ecpay, pay_at_ecpay
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, Page, expect

from nightmarket_local.demo.people import CONTACT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300, func_only=True),  # the first fleet builds the app
]
HOME_FEE, STORE_FEE, OFF = "80", "60", "50"
STORE_CODE, STORE_NAME = "123456", "夜市門市"


async def open_studio(visitors: Visitors, show: Show, device: str, language: str) -> Visitor:
    seller = await visitors.enter(device, language=language, name="seller", scheme="light")
    path = f"/studio/shops/{show.host.shop_id}"
    await sign_in(seller, "host", return_to=path)
    await expect(
        seller.page.get_by_role("button", name=seller.words("terms.delivery"), exact=True)
    ).to_be_visible()
    return seller


async def say_how_it_is_sent(seller: Visitor) -> None:
    page, words = seller.page, seller.words
    await page.get_by_role("button", name=words("terms.delivery"), exact=True).click()
    store = page.get_by_role("checkbox", name=words("delivery.store"), exact=True)
    await store.click()
    fees = page.get_by_label(words("terms.fee", currency="TWD"), exact=True)
    await fees.first.fill("80.5")
    await page.get_by_role("button", name=words("terms.save"), exact=True).click()
    await expect(page.get_by_text(words("terms.feeWrong"))).to_be_visible()
    await fees.first.fill(HOME_FEE)
    await fees.last.fill(STORE_FEE)
    free = page.get_by_label(words("terms.freeFrom", currency="TWD"), exact=True)
    await free.first.fill("1000")
    await page.get_by_role("checkbox", name=words("delivery.hi_life"), exact=True).click()
    await page.get_by_role("button", name=words("terms.save"), exact=True).click()
    await expect(page.get_by_text(words("terms.savedNow"))).to_be_visible()
    await seller.photograph("delivery")
    assert await wrongs(page) == []


async def make_code(seller: Visitor, show: Show, code: str) -> None:
    page, words = seller.page, seller.words
    await page.goto(f"/studio/shops/{show.host.shop_id}/coupons")
    await page.get_by_role("button", name=words("terms.new"), exact=True).click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label(words("terms.code"), exact=True).fill(code)
    await sheet.get_by_label(words("terms.amountOff", currency="TWD"), exact=True).fill(OFF)
    await sheet.get_by_label(words("terms.maxUses"), exact=True).fill("1")
    await seller.photograph("new-code")
    await sheet.get_by_role("button", name=words("terms.create"), exact=True).click()
    await expect(sheet).to_be_hidden()
    await expect(page.get_by_text("MOON100", exact=True)).to_be_visible()
    await expect(page.get_by_text(words("terms.works"), exact=True)).to_be_visible()
    assert await wrongs(page) == []


async def at_checkout(visitors: Visitors, show: Show, user: str, language: str) -> Visitor:
    buyer = await visitors.enter("phone", language=language, name=user)
    await log_in(buyer, user)
    await put_into_cart(buyer.page, show)
    await buyer.page.goto(f"/checkout/{show.host.shop_id}")
    return buyer


async def write(buyer: Visitor, *fields: str) -> None:
    for field in fields:
        label = buyer.words(f"checkout.{field}")
        await buyer.page.get_by_label(label, exact=True).fill(CONTACT[field])


async def apply(buyer: Visitor, code: str) -> None:
    await buyer.page.get_by_label(buyer.words("delivery.coupon"), exact=True).fill(code)
    await buyer.page.get_by_role("button", name=buyer.words("delivery.couponApply")).click()


def pay_button(page: Page, buyer: Visitor) -> Locator:
    return page.get_by_role("button", name=buyer.words.pattern("checkout.pay"))


async def choose_store(buyer: Visitor) -> None:
    """A press before anything is written says what is missing."""
    page, words = buyer.page, buyer.words
    pay = pay_button(page, buyer)
    await expect(pay).to_contain_text("400")  # 320 and home delivery
    await page.get_by_role("radio", name=words("delivery.store")).click()
    await expect(pay).to_contain_text("380")
    await buyer.photograph("ways")
    await pay.click()
    await expect(page.get_by_text(words("delivery.chainWrong"))).to_be_visible()
    await page.get_by_role("radio", name=words("delivery.family_mart")).click()
    await expect(page.get_by_role("radio", name=words("delivery.hi_life"))).to_have_count(0)
    await page.get_by_label(words("delivery.storeCode"), exact=True).fill("１２３４５６")
    await page.get_by_label(words("delivery.storeName"), exact=True).fill(STORE_NAME)
    await write(buyer, "name", "phone")
    await page.get_by_role("checkbox", name=words("delivery.save")).click()
    await buyer.photograph("store")


async def pay_for(buyer: Visitor, amount: str) -> dict[str, Any]:
    """At the cashier; answers the order."""
    page = buyer.page
    pay = pay_button(page, buyer)
    await expect(pay).to_contain_text(amount)
    await pay.click()
    assert await amount_at_ecpay(page) == f"NT${amount}"
    await pay_at_ecpay(page)
    await expect(page.get_by_text(buyer.words("orders.paid"), exact=True).first).to_be_visible()
    mine = await (await page.request.get("/v1/me/orders")).json()
    order: dict[str, Any] = mine["orders"][0]
    return order


async def see_order(buyer: Visitor, order: dict[str, Any]) -> None:
    page, words = buyer.page, buyer.words
    chosen = {"chain": "family_mart", "code": STORE_CODE, "name": STORE_NAME}
    assert order["delivery"] == {"kind": "store", "store": chosen}
    await page.goto(f"/orders/{order['order_id']}")
    where = words(
        "delivery.atStore", chain=words("delivery.family_mart"), name=STORE_NAME, code=STORE_CODE
    )
    await page.get_by_text(where).scroll_into_view_if_needed()
    await expect(page.get_by_text(words("delivery.discountOf", code="MOON100"))).to_be_visible()
    await buyer.photograph("order")


@pytest.mark.parametrize("language", ["zh_TW", "en"])
async def test_to_a_store_with_a_code_and_to_a_home_without(
    visitors: Visitors, show: Show, language: str
) -> None:
    seller = await open_studio(visitors, show, "phone", language)
    await say_how_it_is_sent(seller)
    await make_code(seller, show, "moon100")

    buyer = await at_checkout(visitors, show, f"store-{language}", language)
    page, words = buyer.page, buyer.words
    await choose_store(buyer)
    await apply(buyer, "sun")
    await expect(page.get_by_text(words("delivery.couponUnknown"))).to_be_in_viewport()
    await apply(buyer, " ｍｏｏｎ 100")
    await expect(page.get_by_text(words.pattern("delivery.couponTaken"))).to_be_visible()
    await buyer.photograph("code")
    assert await wrongs(page) == []
    await see_order(buyer, await pay_for(buyer, "330"))

    other = await at_checkout(visitors, show, f"home-{language}", language)
    await write(other, "name", "phone", "address")
    await apply(other, "MOON100")
    await expect(other.page.get_by_text(words("delivery.couponUsedUp"))).to_be_in_viewport()
    await other.photograph("refused")
    assert (await pay_for(other, "400"))["coupon_code"] == ""

    await seller.page.reload()
    await expect(seller.page.get_by_text(words("terms.usedOf", used="1", max="1"))).to_be_visible()
    await seller.photograph("codes")


async def test_an_address_is_kept_chosen_changed_and_forgotten(
    visitors: Visitors, show: Show
) -> None:
    buyer = await at_checkout(visitors, show, "keeper", "zh_TW")
    page, words = buyer.page, buyer.words
    await write(buyer, "name", "phone", "address")
    await page.get_by_role("checkbox", name=words("delivery.save")).click()
    await pay_button(page, buyer).click()
    await amount_at_ecpay(page)

    await page.goto("/addresses")
    await expect(page.get_by_text(words("delivery.default"), exact=True)).to_be_visible()
    await page.get_by_role("button", name=words("delivery.add")).click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("radio", name=words("delivery.store")).click()
    await sheet.get_by_role("radio", name=words("delivery.seven_eleven")).click()
    await sheet.get_by_label(words("delivery.storeCode"), exact=True).fill(STORE_CODE)
    await sheet.get_by_label(words("delivery.storeName"), exact=True).fill(STORE_NAME)
    for field in ("name", "phone"):
        await sheet.get_by_label(words(f"checkout.{field}"), exact=True).fill(CONTACT[field])
    await sheet.get_by_role("button", name=words("delivery.saveYes")).click()
    await expect(sheet).to_be_hidden()
    await buyer.photograph("addresses")
    assert await wrongs(page) == []

    # the shop sends home only: the store is not offered there
    await page.wait_for_function(
        "shop => fetch(`/v1/shops/${shop}/cart`).then(a => a.json()).then(c => c.lines.length === 0)",
        arg=show.host.shop_id,
    )
    await put_into_cart(page, show)
    await page.goto(f"/checkout/{show.host.shop_id}")
    kept = page.get_by_role("radio").filter(has_text=CONTACT["name"])
    await expect(kept).to_have_count(1)
    await expect(kept).to_be_checked()
    await expect(page.get_by_label(words("checkout.name"), exact=True)).to_have_count(0)
    await buyer.photograph("chosen")
    await pay_button(page, buyer).click()
    await amount_at_ecpay(page)

    await page.goto("/addresses")
    gone = words("delivery.deleteNamed", name=CONTACT["name"])
    await page.get_by_role("button", name=gone).first.click()
    await page.get_by_role("dialog").get_by_role("button", name=words("delivery.delete")).click()
    await expect(page.get_by_role("button", name=gone)).to_have_count(1)
    await expect(page.get_by_text(words("delivery.default"), exact=True)).to_be_visible()
