"""What comes after paying: a person buys, the seller packs and ships, and the buyer sees it."""

import asyncio
import csv
import io
from pathlib import Path

import pytest
from browser.axe import wrongs
from browser.journey import sign_in
from browser.player import watch
from browser.stage import Show
from browser.twins import log_in_at_line, pay_at_ecpay
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, expect
from support.fleet import Fleet, eventually

from nightmarket_local.demo.people import CONTACT, Buyer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]
SLOW_MS = 40_000
CARRIER, TRACKING_NO = "黑貓宅急便", "9054 1234 5678"


async def buy(buyer: Visitor, show: Show, user: str) -> str:
    """In the browser, from the show to the paid order; its id."""
    page, words = buyer.page, buyer.words
    await show.host.pin(0)
    await page.goto(f"/shows/{show.show_id}")
    await watch(page)
    named = words("show.buyNamed", title=show.title_of_first)
    await page.get_by_role("button", name=named).first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name=words("common.signIn")).click()
    await page.wait_for_url("**/login?return_to=*")
    await page.get_by_role("link", name=words("login.line")).click()
    await log_in_at_line(page, user)
    await page.wait_for_url("**?sheet=checkout")
    for field in ("name", "phone", "address"):
        await page.get_by_label(words(f"checkout.{field}"), exact=True).fill(CONTACT[field])
    await page.get_by_role("button", name=words.pattern("checkout.pay")).click()
    await pay_at_ecpay(page)
    await expect(page.get_by_text(words("orders.paid"), exact=True).first).to_be_visible()
    mine = await (await page.request.get("/v1/me/orders")).json()
    return str(mine["orders"][0]["order_id"])


async def open_orders(visitors: Visitors, show: Show, device: str, language: str) -> Visitor:
    seller = await visitors.enter(device, language=language, name="seller", scheme="light")
    path = f"/studio/shops/{show.host.shop_id}/orders"
    await sign_in(seller, "host", return_to=path)
    await expect(seller.page.get_by_label(seller.words("fulfil.search"))).to_be_visible()
    return seller


async def refund_a_part(seller: Visitor, sheet: Locator) -> None:
    words = seller.words
    await sheet.get_by_role("button", name=words("fulfil.refund"), exact=True).click()
    await sheet.get_by_role("radio", name=words("fulfil.part"), exact=True).click()
    amount = sheet.get_by_label(words("fulfil.amount", currency="TWD"))
    await amount.fill("451")
    await expect(sheet.get_by_text(words.pattern("fulfil.amountWrong"))).to_be_visible()
    await amount.fill("50")
    await seller.photograph("refund")
    await sheet.get_by_role("button", name=words.pattern("fulfil.refundYes")).click()
    await expect(sheet.get_by_text(words("fulfil.asked"))).to_be_visible()
    await sheet.get_by_role("button", name=words("fulfil.back"), exact=True).click()


@pytest.mark.parametrize(("device", "language"), [("phone", "zh_TW"), ("desktop", "en")])
async def test_bought_packed_shipped_and_seen(
    visitors: Visitors, show: Show, device: str, language: str
) -> None:
    buyer = await visitors.enter("phone", language=language, name="buyer")
    order_id = await buy(buyer, show, "buyer3")
    order = await (await buyer.page.request.get(f"/v1/orders/{order_id}")).json()

    seller = await open_orders(visitors, show, device, language)
    page, words = seller.page, seller.words
    await seller.photograph("orders")
    await page.get_by_label(words("fulfil.search")).fill(order["order_no"].lower()[2:7])
    await page.get_by_role("radio", name=words("fulfil.toPack")).click()
    row = page.get_by_role("listitem").get_by_role("button")
    await expect(row).to_have_count(1)
    await row.click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_text(CONTACT["address"])).to_be_visible()
    await seller.photograph("to-pack")
    assert await wrongs(page) == []
    await sheet.get_by_role("button", name=words("fulfil.pack")).click()
    await sheet.get_by_label(words("orders.carrier"), exact=True).fill(CARRIER)
    await sheet.get_by_label(words("orders.tracking"), exact=True).fill(TRACKING_NO)
    await seller.photograph("to-ship")
    await sheet.get_by_role("button", name=words("fulfil.ship")).click()
    await expect(sheet.get_by_role("button", name=words("fulfil.deliver"))).to_be_visible()
    await seller.photograph("shipped")

    await buyer.page.goto(f"/orders/{order_id}")
    told = buyer.words("orders.shippedBody")
    await expect(buyer.page.get_by_text(told)).to_be_visible(timeout=SLOW_MS)
    await expect(buyer.page.get_by_text(TRACKING_NO, exact=True)).to_be_visible()
    await buyer.photograph("shipped")


async def test_given_up_after_paying_goes_back(
    fleet: Fleet, visitors: Visitors, show: Show, tmp_path: Path
) -> None:
    api = await fleet.person("buyer4")
    bought = Buyer(api=api, room=fleet.room(show.show_id, api))
    await bought.buy(show.host, product=show.host.products[1])
    order = await api.get(f"/v1/orders/{bought.order_id}")
    before = (await show.host.stock())[1]

    seller = await open_orders(visitors, show, "desktop", "ja")
    page, words = seller.page, seller.words
    wrong = order["order_no"][:-1] + ("2" if order["order_no"][-1] != "2" else "3")
    seller.complaints.allow(r"^refused: GET \S+/orders\S* 400$")
    await page.get_by_label(words("fulfil.search")).fill(wrong)
    await expect(page.get_by_text(words("errors.orderNo"))).to_be_visible()
    await page.get_by_label(words("fulfil.search")).fill(order["order_no"])
    row = page.get_by_role("listitem").get_by_role("button")
    await expect(row).to_have_count(1)
    async with page.expect_download() as download:
        await page.get_by_role("button", name=words("fulfil.table")).click()
    table = tmp_path / "orders.csv"
    await (await download.value).save_as(table)
    rows = list(csv.DictReader(io.StringIO(table.read_bytes().decode("utf-8-sig"), newline="")))
    assert [one["order_no"] for one in rows] == [order["order_no"]]

    await row.click()
    sheet = page.get_by_role("dialog")
    await refund_a_part(seller, sheet)
    await sheet.get_by_role("button", name=words("fulfil.giveUp")).click()
    await sheet.get_by_role("radio", name=words("fulfil.unreachable")).click()
    await seller.photograph("give-up")
    await sheet.get_by_role("button", name=words("fulfil.giveUpYes")).click()
    await expect(sheet.get_by_text(words("orders.cancelled"), exact=True)).to_be_visible()
    await seller.photograph("given-up")

    async def returned() -> bool:
        now = (await show.host.stock())[1]
        return now["sold"] == before["sold"] - 1 and now["on_hand"] == before["on_hand"] + 1

    await eventually(returned, within_s=30)

    async def due() -> bool:
        payment = await api.get(f"/v1/orders/{bought.order_id}/payment")
        return payment["state"] in {"refund_due", "refunded"}

    await eventually(due, within_s=30)
    buyer = await visitors.enter("phone", language="th", name="buyer")
    await sign_in(buyer, "buyer4", return_to=f"/orders/{bought.order_id}")
    await expect(buyer.page.get_by_text(buyer.words("orders.reasonUnreachable"))).to_be_visible()
    await buyer.photograph("given-up")
    audit = await asyncio.to_thread(fleet.command, "audit")
    assert audit.returncode == 0, audit.stdout
