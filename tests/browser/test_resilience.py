"""What a person sees and pays when parts die and networks fail; the audit is clean after each."""

import asyncio

import pytest
from browser.journey import up_to_the_press
from browser.player import look, watch
from browser.stage import Show, seated
from browser.twins import CASHIER, pay_at_ecpay
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, Route, expect
from support.fleet import Fleet, eventually

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]
ORDERS = "SELECT id, state FROM orders WHERE shop_id = $1"
PAYMENTS = "SELECT id, state FROM payments WHERE order_id = $1"
# what a browser says while there is nobody to talk to
CUT_OFF = (
    r"^failed: ",
    r"^console: WebSocket connection to",
    r"^refused: \S+ \S+ (404|500|502|503|504)$",
    r"^console: Failed to load resource: net::ERR_",
)


async def audit(fleet: Fleet) -> None:
    done = await asyncio.to_thread(fleet.command, "audit")
    assert done.returncode == 0, done.stdout + done.stderr


async def paid_once(fleet: Fleet, show: Show) -> None:
    """The shop has one order, it is paid, and by one payment."""

    async def paid() -> bool:
        orders = await fleet.rows("order", ORDERS, show.host.shop_id)
        return [order["state"] for order in orders] == ["paid"]

    await eventually(paid, within_s=60)
    orders = await fleet.rows("order", ORDERS, show.host.shop_id)
    payments = await fleet.rows("payment", PAYMENTS, orders[0]["id"])
    assert [payment["state"] for payment in payments] == ["settled"]


async def told_paid(visitor: Visitor, *, within_s: float = 15) -> None:
    paid = visitor.page.get_by_text(visitor.words("orders.paid"), exact=True)
    shown = paid.locator("visible=true").first
    await expect(shown).to_be_visible(timeout=within_s * 1000)


async def press_until_the_cashier(visitor: Visitor, pay: Locator, *, within_s: float = 60) -> int:
    """Press as a patient person does; answers how often she was told that no answer came."""
    page, told = visitor.page, 0
    words = ("checkout.unanswered", "checkout.placedUnpaid")
    texts = [page.get_by_text(visitor.words(key)) for key in words]
    end = asyncio.get_running_loop().time() + within_s
    await pay.click()
    while not CASHIER.search(page.url):
        assert asyncio.get_running_loop().time() < end, "neither a cashier nor a word"
        await asyncio.sleep(0.2)
        if any([await text.is_visible() for text in texts]):
            told += 1
            if told == 1:
                await visitor.photograph("no-answer")
            await asyncio.sleep(1)
            await pay.click()
    return told


async def test_the_gateway_dies_in_mid_show(fleet: Fleet, visitors: Visitors, show: Show) -> None:
    guest = await visitors.enter()
    guest.complaints.allow(*CUT_OFF)
    page, chat = guest.page, guest.page.get_by_role("log")
    await page.goto(f"/shows/{show.show_id}")
    before = await watch(page)
    said = [f"line {number} of eight" for number in range(8)]
    async with seated(fleet, show, "buyer8") as room:
        for number, line in enumerate(said):
            if number == 3:
                fleet.kill("gateway")
            await room.say(line)
    for line in said:
        await expect(chat.get_by_text(line)).to_have_count(1, timeout=20_000)
    text = await chat.inner_text()
    assert [line for line in said if line in text] == sorted(said, key=text.index)
    await expect(chat.get_by_text(guest.words("chat.gap"))).to_have_count(0)
    after = await watch(page)
    assert after.seconds > before.seconds
    await guest.photograph("gateway-is-back")
    # what is held up after the return is seen too: the room is really joined again
    await show.host.pin(1)
    title = str(show.host.products[1]["title"])
    await expect(chat.get_by_text(guest.words("chat.nowPinned", title=title))).to_be_visible()
    await audit(fleet)


async def test_offline_and_back_while_watching(
    fleet: Fleet, visitors: Visitors, show: Show
) -> None:
    guest = await visitors.enter(language="en")
    guest.complaints.allow(*CUT_OFF)
    page, chat = guest.page, guest.page.get_by_role("log")
    await page.goto(f"/shows/{show.show_id}")
    await watch(page)
    banner = page.get_by_text(guest.words("common.offline"))
    await expect(banner).to_have_count(0)
    await guest.context.set_offline(True)
    await expect(banner).to_be_visible()
    await show.room.say("said while she was in the tunnel")
    reconnecting = page.get_by_text(guest.words("show.reconnecting"))
    failed = page.get_by_text(guest.words("show.videoFailed"))
    await expect(reconnecting.or_(failed).first).to_be_visible(timeout=30_000)
    await guest.photograph("offline")
    stopped = await look(page)
    await guest.context.set_offline(False)
    await expect(banner).to_have_count(0)
    heard = chat.get_by_text("said while she was in the tunnel")
    await expect(heard).to_have_count(1, timeout=20_000)
    await expect(chat.get_by_text(guest.words("chat.gap"))).to_have_count(0)
    back = await watch(page, within_s=40)
    assert stopped is not None
    assert back.frames != stopped.frames
    await guest.photograph("back")
    await audit(fleet)


@pytest.mark.parametrize("call", ["orders", "payments"])
async def test_an_answer_that_is_lost_costs_nothing_twice(
    fleet: Fleet, visitors: Visitors, show: Show, call: str
) -> None:
    """The gateway did what was asked, and the network dropped what it answered."""
    buyer = await visitors.enter(name="buyer")
    buyer.complaints.allow(*CUT_OFF)
    pay = await up_to_the_press(buyer, show, "buyer2")
    lost: list[int] = []

    async def lose_the_first(route: Route) -> None:
        if route.request.method != "POST" or lost:
            await route.continue_()
            return
        answer = await route.fetch()
        lost.append(answer.status)
        await route.abort("connectionreset")

    await buyer.page.route(f"**/v1/**/{call}", lose_the_first)
    told = await press_until_the_cashier(buyer, pay)
    assert lost == [201], "the gateway had done it"
    assert told == 1
    await pay_at_ecpay(buyer.page)
    await told_paid(buyer)
    await paid_once(fleet, show)
    await audit(fleet)


@pytest.mark.parametrize("part", ["order", "kafka", "gateway"])
async def test_a_part_dies_under_a_checkout(
    fleet: Fleet, visitors: Visitors, show: Show, part: str
) -> None:
    buyer = await visitors.enter("desktop", language="en", name="buyer")
    buyer.complaints.allow(*CUT_OFF)
    pay = await up_to_the_press(buyer, show, "buyer3")
    fleet.kill(part)
    await press_until_the_cashier(buyer, pay)
    await pay_at_ecpay(buyer.page)
    await told_paid(buyer, within_s=60)
    await buyer.photograph("paid")
    await paid_once(fleet, show)
    await audit(fleet)
