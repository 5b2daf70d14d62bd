"""The browsers inside chat apps, and browsers that refuse what pages like to rely on."""

import pytest
from browser.devices import ANDROID, IN_FACEBOOK, IN_LINE
from browser.journey import fill_in, log_in, put_into_cart, up_to_the_press
from browser.player import watch
from browser.stage import Show
from browser.twins import pay_at_ecpay
from browser.visitor import Visitors
from playwright.async_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]
IN_INSTAGRAM = f"{ANDROID} Instagram 350.0.0.0.0 Android"
REFUSE_STORAGE = """
for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, {
        get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
    });
"""
# no pop-ups, no word breaking, no way to ask for full screen, no clipboard
REFUSE_LUXURIES = """
window.open = () => null;
delete Intl.Segmenter;
delete Element.prototype.requestFullscreen;
Object.defineProperty(navigator, "clipboard", {value: undefined});
"""


@pytest.mark.parametrize("refused", [REFUSE_STORAGE, REFUSE_LUXURIES], ids=["storage", "luxuries"])
async def test_one_can_watch_and_pay_without(visitors: Visitors, show: Show, refused: str) -> None:
    buyer = await visitors.enter(language="th", name="buyer")
    await buyer.context.add_init_script(refused)
    buyer.complaints.allow(r"/live/\S+ (401|404)$")
    await buyer.page.goto(f"/shows/{show.show_id}")
    await watch(buyer.page)
    pay = await up_to_the_press(buyer, show, "buyer4")
    await pay.click()
    await pay_at_ecpay(buyer.page)
    paid = buyer.page.get_by_text(buyer.words("orders.paid"), exact=True)
    await expect(paid.locator("visible=true").first).to_be_visible()
    assert len(buyer.context.pages) == 1, "nothing opened a window"


@pytest.mark.parametrize(
    ("agent", "said"),
    [(IN_LINE, "inLine"), (IN_FACEBOOK, "inApp"), (IN_INSTAGRAM, "inApp")],
    ids=["line", "facebook", "instagram"],
)
async def test_inside_a_chat_app_she_orders_and_is_told_where_to_pay(
    visitors: Visitors, show: Show, agent: str, said: str
) -> None:
    """ECPay's cashier refuses to open there: the order is kept, and she hears how to go on."""
    buyer = await visitors.enter(language="zh_TW", name="buyer", user_agent=agent)
    page, words = buyer.page, buyer.words
    # no payment of this order has begun
    buyer.complaints.allow(r"/live/\S+ (401|404)$", r"/v1/orders/\S+/money 404$")
    await page.goto(f"/shows/{show.show_id}")
    await watch(page)
    await log_in(buyer, "buyer6")
    await put_into_cart(page, show)
    await page.goto(f"/checkout/{show.host.shop_id}")
    await fill_in(buyer)
    await page.get_by_role("button", name=words.pattern("checkout.place")).click()
    await page.wait_for_url("**/orders/*")
    await expect(page.get_by_text(words(f"checkout.{said}"))).to_be_visible()
    out = page.get_by_role("link", name=words("checkout.openBrowser"))
    if said == "inLine":
        assert "openExternalBrowser=1" in str(await out.get_attribute("href"))
    else:
        await expect(out).to_have_count(0)
    await buyer.photograph("where-to-pay")
    assert len(buyer.context.pages) == 1, "nothing opened a window"
