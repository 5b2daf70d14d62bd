"""Paying later than at once: by a code at a bank or a store, not at all, and after the order has ended."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from browser.axe import wrongs
from browser.journey import sign_in, up_to_the_press
from browser.stage import Stall
from browser.test_appearance import TOO_WIDE
from browser.twins import CASHIER, pay_at_ecpay, take_code_at_ecpay
from browser.visitor import Visitor, Visitors
from playwright.async_api import ViewportSize, expect
from support.fleet import Fleet, eventually

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]
SLOW_MS = 40_000
NARROW: ViewportSize = {"width": 360, "height": 720}
ATTEMPT = """
SELECT merchant_trade_no FROM attempts a JOIN payments p ON p.id = payment_id WHERE order_id = $1
ORDER BY number LIMIT 1
"""
DEADLINE = "UPDATE orders SET pay_deadline = now() + make_interval(secs => $2) WHERE id = $1"
STATE = "SELECT state FROM orders WHERE id = $1"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stall(fleet: Fleet) -> AsyncIterator[Stall]:
    fleet.wait_ready()
    yield Stall(host=await fleet.host())
    await fleet.close_apps()


async def to_the_cashier(buyer: Visitor, stall: Stall, user: str, by: str = "card") -> str:
    """Answers the order."""
    pay = await up_to_the_press(buyer, stall, user, by=by)
    await buyer.photograph("checkout")
    await pay.click()
    await buyer.page.wait_for_url(CASHIER)
    mine = await (await buyer.context.request.get("/v1/me/orders")).json()
    return str(mine["orders"][0]["order_id"])


async def transfer(fleet: Fleet, order_id: str) -> None:
    """At a bank or a counter, far from any browser of ours."""
    (attempt,) = await fleet.rows("payment", ATTEMPT, order_id)
    number = {"merchant_trade_no": attempt["merchant_trade_no"]}
    async with httpx.AsyncClient(base_url=fleet.sandbox) as twin:
        (trade,) = (await twin.get("/_ecpay/trades", params=number)).json()["trades"]
        paid = await twin.post(f"/ecpay/Cashier/{trade['token']}/pay", json={})
    assert paid.is_success, paid.text


async def shown(visitor: Visitor, key: str, *, within_ms: int = 15_000) -> None:
    text = visitor.page.get_by_role("status").get_by_text(visitor.words(key), exact=True)
    await expect(text).to_be_visible(timeout=within_ms)


async def looked_at(visitor: Visitor, what: str) -> None:
    """As it is, and on the narrowest phone."""
    await visitor.photograph(what)
    usual = visitor.page.viewport_size
    await visitor.page.set_viewport_size(NARROW)
    assert await visitor.page.evaluate(TOO_WIDE) == []
    await visitor.photograph(f"{what}-narrow")
    if usual:
        await visitor.page.set_viewport_size(usual)
    assert await wrongs(visitor.page) == []


@pytest.mark.parametrize(
    ("method", "language", "user"), [("atm", "zh_TW", "later1"), ("cvs", "th", "later2")]
)
async def test_a_code_is_kept_until_the_money_came(
    fleet: Fleet, visitors: Visitors, stall: Stall, method: str, language: str, user: str
) -> None:
    buyer = await visitors.enter(language=language, name=user)
    page, words = buyer.page, buyer.words
    order_id = await to_the_cashier(buyer, stall, user, method)
    code = await take_code_at_ecpay(page)
    told = page.get_by_text(code if method == "cvs" else f"{code[:4]} {code[4:8]} {code[8:12]}")
    await expect(told).to_be_visible()
    await shown(buyer, "orders.payable")
    until = page.get_by_text(words("paying.codeUntil"), exact=True).locator("..")
    deadline = await until.inner_text()
    if method == "atm":
        await expect(page.get_by_text("004", exact=True)).to_be_visible()
        assert "11:59" in deadline  # of the evening, by the bank's own clock
    await looked_at(buyer, "code")

    await page.reload()
    await expect(told).to_be_visible()
    assert await until.inner_text() == deadline
    computer = await visitors.enter("desktop", language=language, name="computer", scheme="light")
    await sign_in(computer, user, return_to=f"/orders/{order_id}")
    await expect(computer.page.get_by_text(code[:4]).first).to_be_visible()
    other_way = computer.page.get_by_role("button", name=words("orders.payOther"))
    await expect(other_way).to_be_visible()
    await computer.photograph("code")

    await transfer(fleet, order_id)
    for visitor in (buyer, computer):
        await shown(visitor, "orders.paid", within_ms=SLOW_MS)
        await expect(visitor.page.get_by_text(words("paying.codeUntil"))).to_have_count(0)
    arrived = computer.page.get_by_text(words.pattern("refunds.hPaid"))
    await expect(arrived.first).to_be_visible()
    await looked_at(buyer, "paid")
    await computer.photograph("paid")


async def test_what_nobody_pays_ends_by_itself_and_can_be_ordered_again(
    fleet: Fleet, visitors: Visitors, stall: Stall
) -> None:
    before = (await stall.host.stock())[0]
    buyer = await visitors.enter(language="ja", name="away")
    page, words = buyer.page, buyer.words
    order_id = await to_the_cashier(buyer, stall, "later3")
    assert (await stall.host.stock())[0]["on_hand"] == before["on_hand"] - 1
    await fleet.rows("order", DEADLINE, order_id, 12)
    await page.go_back()
    await page.wait_for_url(f"**/orders/{order_id}")
    await shown(buyer, "orders.confirming")
    await expect(page.get_by_text(words.pattern("orders.payWithin"))).to_be_visible()
    await looked_at(buyer, "not-paid")

    await shown(buyer, "orders.expired", within_ms=SLOW_MS)
    await expect(page.get_by_role("button", name=words("orders.again"))).to_be_visible()
    await expect(page.get_by_text(words("orders.byDeadline"))).to_be_visible()
    await looked_at(buyer, "expired")

    async def free_again() -> bool:
        return bool((await stall.host.stock())[0] == before)

    await eventually(free_again)
    await page.get_by_role("button", name=words("orders.again")).click()
    await page.wait_for_url(f"**/cart/{stall.host.shop_id}")
    thing = page.get_by_role("link", name=stall.title_of_first).locator("visible=true")
    await expect(thing).to_be_visible()
    await buyer.photograph("cart-again")


async def test_money_that_came_after_the_end_goes_back(
    fleet: Fleet, visitors: Visitors, stall: Stall
) -> None:
    await fleet.dial("ecpay", card_state="authorised")
    buyer = await visitors.enter(language="en", name="late")
    page, words = buyer.page, buyer.words
    order_id = await to_the_cashier(buyer, stall, "later4")
    await fleet.rows("order", DEADLINE, order_id, -1)

    async def expired() -> bool:
        return [row["state"] for row in await fleet.rows("order", STATE, order_id)] == ["expired"]

    await eventually(expired)
    await pay_at_ecpay(page)
    await page.wait_for_url("**/pay/return?*")
    await shown(buyer, "orders.refunded", within_ms=SLOW_MS)
    await looked_at(buyer, "back")
    await page.get_by_role("button", name=words("orders.open")).click()
    await expect(page.get_by_text(words("orders.refundDone"), exact=True)).to_be_visible()
    await expect(
        page.get_by_text(words("refunds.hDone", amount="NT$320"), exact=True)
    ).to_be_visible()
    await looked_at(buyer, "order")

    seller = await visitors.enter(language="zh_TW", name="seller", scheme="light")
    money = f"/studio/shops/{stall.host.shop_id}/money?part=payments"
    await sign_in(seller, "host", return_to=money)
    row = seller.page.get_by_role("listitem").get_by_role("button")
    gone = row.filter(has_text=seller.words("books.pRefunded"))
    await expect(gone).to_have_count(1)
    await seller.photograph("payments")
    await gone.click()
    sheet = seller.page.get_by_role("dialog")
    await expect(sheet.get_by_text(seller.words("orders.expired"), exact=True)).to_be_visible()
    await expect(sheet.get_by_text(seller.words("orders.refundDone"), exact=True)).to_be_visible()
    ended = sheet.get_by_text(seller.words("fulfil.causeExpire"))
    await expect(ended.first).to_be_attached()
    await seller.photograph("shops-order")
    audit = fleet.command("audit")
    assert audit.returncode == 0, audit.stdout
