"""Money back: a buyer asks and the shop answers; what differs from the provider's file is settled."""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import httpx
import pytest
from browser.axe import wrongs
from browser.journey import sign_in
from browser.stage import Show
from browser.visitor import Visitor, Visitors
from playwright.async_api import expect
from support.fleet import Fleet, eventually

from nightmarket_local.demo.people import Buyer
from nightmarket_sandbox.ecpay.mac import MacKeys, signed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]
SLOW_MS = 40_000
TAIPEI = timezone(timedelta(hours=8))
PAYMENT = Path(sys.executable).with_name("nightmarket-payment")


async def bought(fleet: Fleet, show: Show, user: str, *, product: int = 0) -> Buyer:
    """A paid order of the show's shop."""
    api = await fleet.person(user)
    buyer = Buyer(api=api, room=fleet.room(show.show_id, api))
    await buyer.buy(show.host, product=show.host.products[product])
    assert buyer.state == "paid"
    return buyer


async def ship(show: Show, buyer: Buyer) -> None:
    path = f"/v1/orders/{buyer.order_id}"
    await show.host.api.post(f"{path}/pack")
    await show.host.api.post(f"{path}/ship", {"carrier": "黑貓宅急便"})


async def enter(visitors: Visitors, user: str, path: str, **how: str) -> Visitor:
    visitor = await visitors.enter(
        how.get("device", "phone"),
        language=how.get("language", "zh_TW"),
        name=user,
        scheme="light",
    )
    await sign_in(visitor, user, return_to=path)
    return visitor


async def number_of(fleet: Fleet, buyer: Buyer) -> tuple[str, str]:
    """The attempt's number at the provider, and the provider's own."""
    (row,) = await fleet.rows(
        "payment",
        "SELECT merchant_trade_no, provider_ref FROM attempts a JOIN payments p ON p.id = payment_id "
        "WHERE order_id = $1",
        buyer.order_id,
    )
    return row["merchant_trade_no"], row["provider_ref"]


async def compare_today(fleet: Fleet) -> int:
    """The operator's command; the provider's day is Taipei's."""
    day = datetime.now(UTC).astimezone(TAIPEI).date().isoformat()
    program = await asyncio.create_subprocess_exec(
        PAYMENT,
        "reconcile",
        day,
        env=os.environ | fleet.environment,
        stdout=asyncio.subprocess.DEVNULL,
    )
    return await program.wait()


async def ask(buyer: Visitor, *, amount: str | None, note: str) -> None:
    page, words = buyer.page, buyer.words
    await page.get_by_role("button", name=words("refunds.ask"), exact=True).click()
    sheet = page.get_by_role("dialog")
    if amount is not None:
        await sheet.get_by_role("radio", name=words("refunds.part"), exact=True).click()
        await sheet.get_by_label(words("refunds.amount", currency="TWD")).fill(amount)
    await sheet.get_by_label(words("refunds.note")).fill(note)
    await buyer.photograph("ask")
    assert await wrongs(page) == []
    await sheet.get_by_role("button", name=words.pattern("refunds.send")).click()
    await expect(page.get_by_text(words("refunds.open"), exact=True)).to_be_visible()


async def open_ask(seller: Visitor) -> None:
    await expect(seller.page.get_by_role("listitem").get_by_role("button")).to_have_count(1)
    await seller.photograph("requests")
    assert await wrongs(seller.page) == []
    await seller.page.get_by_role("listitem").get_by_role("button").click()


@pytest.mark.parametrize(
    ("device", "language", "user"), [("phone", "zh_TW", "buyer5"), ("desktop", "en", "buyer6")]
)
async def test_a_part_is_asked_given_and_the_rest_declined(
    fleet: Fleet, visitors: Visitors, show: Show, device: str, language: str, user: str
) -> None:
    await fleet.dial("ecpay", card_state="closed")
    paid = await bought(fleet, show, user)
    await ship(show, paid)
    buyer = await enter(visitors, user, f"/orders/{paid.order_id}", language=language)
    await ask(buyer, amount="50", note="盒子破了一個")
    await buyer.photograph("asked")
    money = f"/studio/shops/{show.host.shop_id}/money"
    seller = await enter(visitors, "host", money, device=device, language=language)
    page, words = seller.page, seller.words
    await open_ask(seller)
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_text("盒子破了一個")).to_be_visible()
    await sheet.get_by_label(words("books.toBuyer")).fill("不好意思")
    await seller.photograph("answer")
    assert await wrongs(page) == []
    await sheet.get_by_role("button", name=words.pattern("books.accept")).click()
    await expect(page.get_by_text(words("books.noAsks"))).to_be_visible()

    told, page = buyer.words, buyer.page
    await expect(page.get_by_text(told("refunds.accepted"), exact=True)).to_be_visible(
        timeout=SLOW_MS
    )
    done = page.get_by_text(told("orders.refundDone"), exact=True)
    await expect(done).to_be_visible(timeout=SLOW_MS)
    await expect(page.get_by_text(told("refunds.hAccepted"))).to_be_visible()
    await buyer.photograph("part-back")
    await page.get_by_text(told("refunds.history")).scroll_into_view_if_needed()
    await buyer.photograph("history")

    await ask(buyer, amount=None, note="其他的也不要了")
    await open_ask(seller)
    await sheet_declines(seller)
    await expect(page.get_by_text(told("refunds.declineUsed"))).to_be_visible(timeout=SLOW_MS)
    await buyer.photograph("declined")
    await seller.page.get_by_role("tab", name=words("books.payments"), exact=True).click()
    await expect(seller.page.get_by_text(words.pattern("books.partBack")).first).to_be_visible()
    await seller.photograph("payments")
    assert await wrongs(seller.page) == []
    audit = await asyncio.to_thread(fleet.command, "audit")
    assert audit.returncode == 0, audit.stdout


async def sheet_declines(seller: Visitor) -> None:
    words, sheet = seller.words, seller.page.get_by_role("dialog")
    await sheet.get_by_role("button", name=words("books.decline"), exact=True).click()
    await sheet.get_by_role("radio", name=words("refunds.declineUsed")).click()
    await seller.photograph("decline")
    await sheet.get_by_role("button", name=words("books.declineYes")).click()
    await expect(seller.page.get_by_text(words("books.noAsks"))).to_be_visible()


async def test_all_of_it_before_the_parcel_leaves_gives_the_order_up(
    fleet: Fleet, visitors: Visitors, show: Show
) -> None:
    await fleet.dial("ecpay", card_state="authorised")
    paid = await bought(fleet, show, "buyer7")
    buyer = await enter(visitors, "buyer7", f"/orders/{paid.order_id}", language="th")
    await ask(buyer, amount=None, note="ซื้อผิด")
    money = f"/studio/shops/{show.host.shop_id}/money"
    seller = await enter(visitors, "host", money, language="ja")
    await open_ask(seller)
    sheet, words = seller.page.get_by_role("dialog"), seller.words
    await expect(sheet.get_by_text(words("books.givesUp"))).to_be_visible()
    await seller.photograph("gives-up")
    await sheet.get_by_role("button", name=words.pattern("books.accept")).click()
    await expect(seller.page.get_by_text(words("books.noAsks"))).to_be_visible()
    order = f"/v1/orders/{paid.order_id}"
    assert (await paid.api.get(order))["state"] == "cancelled"

    async def back() -> bool:
        return bool((await paid.api.get(f"{order}/payment"))["state"] == "refunded")

    await eventually(back, within_s=30)
    accepted = buyer.page.get_by_text(buyer.words("refunds.accepted"), exact=True)
    await expect(accepted).to_be_visible(timeout=SLOW_MS)
    told = buyer.words("orders.reasonBuyerAsked")
    await expect(buyer.page.get_by_text(told)).to_be_visible(timeout=SLOW_MS)
    await buyer.photograph("given-up")
    audit = await asyncio.to_thread(fleet.command, "audit")
    assert audit.returncode == 0, audit.stdout


async def test_a_difference_is_seen_and_settled_and_a_refund_paid_out_by_hand(
    fleet: Fleet, visitors: Visitors, show: Show
) -> None:
    await fleet.dial("ecpay", card_state="closed", files_early=True)
    paid = await bought(fleet, show, "buyer8", product=1)
    await ship(show, paid)
    number, trade_no = await number_of(fleet, paid)
    given_back_outside(fleet, number, trade_no)
    assert await compare_today(fleet) in {0, 2}
    await show.host.api.post(
        f"/v1/payments/{await payment_of(paid)}/refunds",
        {"amount": {"currency_code": "TWD", "amount_minor": 5000}, "reason": "broken"},
    )
    path = f"/studio/shops/{show.host.shop_id}/money?part=differences"
    seller = await enter(visitors, "host", path)
    page, words = seller.page, seller.words
    row = page.get_by_role("listitem").get_by_role("button")
    await expect(row).to_have_count(1)
    await seller.photograph("differences")
    assert await wrongs(page) == []
    await row.click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_text(words("books.bBackMissingWithUs"))).to_be_visible()
    await sheet.get_by_role("radio", name=words("books.howOurs")).click()
    await sheet.get_by_label(words("books.settleNote")).fill("後台退過 30 元")
    await seller.photograph("difference")
    await sheet.get_by_role("button", name=words("books.settle"), exact=True).click()
    await expect(page.get_by_text(words("books.agree"))).to_be_visible()
    await seller.photograph("agree")
    await page.get_by_role("radio", name=words("books.closed"), exact=True).click()
    await row.click()
    await expect(sheet.get_by_text("後台退過 30 元")).to_be_visible()
    await seller.photograph("settled")
    await sheet.get_by_role("button", name=words("books.seeOrder")).click()
    sheet = sheet.last  # the order, over the difference

    # what the provider gave back is not what the books say, so the refund waits for her
    finish = sheet.get_by_role("button", name=words.pattern("books.finish"))
    await expect(finish).to_be_visible(timeout=SLOW_MS)
    await seller.photograph("by-hand")
    await finish.click()
    await expect(sheet.get_by_text(words("books.finishWrong"))).to_be_visible()
    await sheet.get_by_label(words("books.finishNote")).fill("台銀 11/23")
    await finish.click()
    await expect(finish).to_have_count(0)
    await sheet.get_by_role("button", name=words("books.returns")).click()
    await sheet.get_by_label(words("books.returnsWhy")).fill("退回完好")
    await seller.photograph("returns")
    before = (await show.host.stock())[1]["on_hand"]
    await sheet.get_by_role("button", name=words("books.returnsYes")).click()
    await expect(sheet.get_by_text(words("books.returnsDone"))).to_be_visible()
    assert (await show.host.stock())[1]["on_hand"] == before + 1
    audit = await asyncio.to_thread(fleet.command, "audit")
    assert audit.returncode == 0, audit.stdout


async def payment_of(buyer: Buyer) -> str:
    return str((await buyer.api.get(f"/v1/orders/{buyer.order_id}/payment"))["payment_id"])


def given_back_outside(fleet: Fleet, number: str, trade_no: str) -> None:
    """Somebody refunds 30 dollars in the provider's back office."""
    keys = MacKeys(key=fleet.environment["ECPAY_HASH_KEY"], iv=fleet.environment["ECPAY_HASH_IV"])
    form = {
        "MerchantID": fleet.environment["ECPAY_MERCHANT_ID"],
        "MerchantTradeNo": number,
        "TradeNo": trade_no,
        "Action": "R",
        "TotalAmount": "30",
    }
    answer = httpx.post(f"{fleet.sandbox}/ecpay/CreditDetail/DoAction", data=signed(form, keys))
    assert "RtnCode=1" in answer.text, answer.text
