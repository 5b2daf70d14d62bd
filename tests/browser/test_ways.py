"""The way to pay is chosen in our checkout, can be changed, and a code that got lost is found."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from browser.axe import wrongs
from browser.journey import put_into_cart, up_to_the_press, way
from browser.stage import Stall
from browser.test_pay_later import SLOW_MS, looked_at, shown, to_the_cashier, transfer
from browser.twins import CASHIER, pay_at_ecpay, take_code_at_ecpay
from browser.visitor import Visitors
from playwright.async_api import expect
from support.fleet import Fleet, eventually

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]
METHODS = """
SELECT method FROM attempts a JOIN payments p ON p.id = payment_id WHERE order_id = $1 ORDER BY number
"""
REFUNDS = """
SELECT r.state FROM refunds r JOIN payments p ON p.id = payment_id WHERE order_id = $1
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stall(fleet: Fleet) -> AsyncIterator[Stall]:
    fleet.wait_ready()
    yield Stall(host=await fleet.host())
    await fleet.close_apps()


async def test_what_the_amount_allows_is_offered_and_the_last_choice_remembered(
    fleet: Fleet, visitors: Visitors, stall: Stall
) -> None:
    buyer = await visitors.enter(language="ja", name="chooser")
    page, words = buyer.page, buyer.words
    pay = await up_to_the_press(buyer, stall, "ways1", by="cvs")
    await expect(way(buyer, "cvs")).to_be_checked()
    await way(buyer, "cvs").scroll_into_view_if_needed()
    await looked_at(buyer, "ways")
    await pay.click()
    await take_code_at_ecpay(page)
    await shown(buyer, "orders.payable")

    await page.wait_for_function(
        "shop => fetch(`/v1/shops/${shop}/cart`).then(a => a.json()).then(c => c.lines.length === 0)",
        arg=stall.host.shop_id,
    )
    await put_into_cart(page, stall)
    await page.goto(f"/checkout/{stall.host.shop_id}")
    await expect(way(buyer, "cvs")).to_be_checked()

    await put_into_cart(page, stall, 19)  # 20 of them are more than a store takes
    await page.reload()
    await expect(way(buyer, "card")).to_be_checked()
    await expect(way(buyer, "cvs")).to_have_count(0)
    most = words("paying.upTo", way=words("orders.codeCvs"), amount="NT$6,000")
    limit = page.get_by_text(most, exact=True)
    await expect(limit).to_be_visible()
    await limit.scroll_into_view_if_needed()
    await looked_at(buyer, "limit")


async def test_a_code_and_then_a_card_what_comes_twice_goes_back(
    fleet: Fleet, visitors: Visitors, stall: Stall
) -> None:
    buyer = await visitors.enter(language="zh_TW", name="changer")
    page, words = buyer.page, buyer.words
    order_id = await to_the_cashier(buyer, stall, "ways2", "atm")
    code = await take_code_at_ecpay(page)
    await page.goto(f"/orders/{order_id}")
    await expect(page.get_by_text(code[:4]).first).to_be_visible()
    await page.get_by_role("button", name=words("orders.payOther")).click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_text(words("paying.oneWay"))).to_be_visible()
    await expect(way(buyer, "atm")).to_be_checked()
    await way(buyer, "card").click()
    await looked_at(buyer, "another")
    await sheet.get_by_role("button", name=words.pattern("checkout.pay")).click()
    await page.wait_for_url(CASHIER)
    assert await page.locator("input[name=method]").count() == 1
    await pay_at_ecpay(page)
    await shown(buyer, "orders.paid", within_ms=SLOW_MS)
    assert [row["method"] for row in await fleet.rows("payment", METHODS, order_id)] == [
        "atm",
        "card",
    ]

    await transfer(fleet, order_id)
    await page.goto(f"/orders/{order_id}")
    twice = page.get_by_text(words.pattern("refunds.hPaidTwice"))
    await expect(twice).to_be_visible(timeout=SLOW_MS)
    await twice.scroll_into_view_if_needed()
    await looked_at(buyer, "twice")

    # a transfer cannot be given back by a call: a person sends it
    async def is_by_hand() -> bool:
        states = [row["state"] for row in await fleet.rows("payment", REFUNDS, order_id)]
        assert len(states) == 1
        return states == ["by_hand"]

    await eventually(is_by_hand)
    assert fleet.command("audit").returncode == 0


@pytest.mark.parametrize(
    ("method", "language", "user"), [("atm", "en", "ways3"), ("cvs", "zh_CN", "ways4")]
)
async def test_a_code_whose_notice_is_lost_is_found(
    fleet: Fleet, visitors: Visitors, stall: Stall, method: str, language: str, user: str
) -> None:
    await fleet.dial("ecpay", silent_code=True)
    try:
        buyer = await visitors.enter(language=language, name=user)
        page, words = buyer.page, buyer.words
        order_id = await to_the_cashier(buyer, stall, user, method)
        code = await page.locator(".code").inner_text()
        await page.goto(f"/orders/{order_id}")
        await expect(page.get_by_text(words("paying.codeSoon"))).to_be_visible()
        await looked_at(buyer, "soon")
        await expect(page.get_by_text(code[:4]).first).to_be_visible(timeout=SLOW_MS)
        await expect(page.get_by_text(words("paying.codeUntil"), exact=True)).to_be_visible()
        await looked_at(buyer, "found")
        assert await wrongs(page) == []
    finally:
        await fleet.dial("ecpay")
