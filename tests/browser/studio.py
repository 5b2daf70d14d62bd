"""What a host does in the studio, step by step, as the tests of it need."""

import asyncio
import re

from browser.journey import sign_in
from browser.player import watch
from browser.stage import Show
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, Page, expect
from support.fleet import eventually

from nightmarket_local.demo.people import Buyer, Host
from nightmarket_room import Chat, Pin

PANCAKE, TEA, CAKE = "手工蔥油餅 10 片", "玉山烏龍茶 150 g", "綠豆椪"
# the studio asks every few seconds, and machines under test are busy
SLOW_MS = 40_000
PRODUCTS = ((PANCAKE, "320", "40"), (TEA, "880", "3"), (CAKE, "55", "12"))


async def enter_studio(visitors: Visitors, device: str, language: str, user: str) -> Visitor:
    host = await visitors.enter(device, language=language, name="host")
    await sign_in(host, user, return_to="/studio")
    return host


async def enter_tab(
    visitors: Visitors, show: Show, tab: str, *, device: str, language: str
) -> Visitor:
    """The host of a show on air, at that tab of its studio."""
    host = await visitors.enter(device, language=language, name="host")
    # parts that were gone when a busy machine's player came for them
    host.complaints.allow(r"/live/\S+ (404|500)$")
    await sign_in(host, "host", return_to=f"/studio/shows/{show.show_id}")
    await host.page.get_by_role("tab", name=host.words(tab)).click()
    return host


async def open_shop(host: Visitor) -> str:
    """A shop from nothing; its id."""
    page, words = host.page, host.words
    await page.get_by_label(words("studio.shopName"), exact=True).fill("阿月的攤子")
    await host.photograph("no-shop")
    await page.get_by_role("button", name=words("studio.openShop")).click()
    await expect(page.get_by_text(words("studio.noShowsBody"))).to_be_visible(timeout=SLOW_MS)
    await host.photograph("no-shows")
    mine = await (await page.request.get("/v1/me/shops")).json()
    return str(mine["shops"][0]["shop"]["shop_id"])


async def plan_show(host: Visitor, title: str) -> str:
    page, words = host.page, host.words
    await page.get_by_role("button", name=words("studio.newShow")).first.click()
    await page.get_by_label(words("studio.showTitle"), exact=True).fill(title)
    await host.photograph("new-show")
    await page.get_by_role("button", name=words("studio.createShow")).click()
    await page.wait_for_url("**/studio/shows/*")
    return page.url.rsplit("/", 1)[1]


def shelf(host: Visitor) -> Locator:
    rows = host.page.get_by_role("list", name=host.words("studio.shelf"))
    return rows.get_by_role("listitem")


async def fill_shelf(host: Visitor) -> None:
    page, words = host.page, host.words
    await page.get_by_role("button", name=words("studio.addProducts")).click()
    for title, price, stock in PRODUCTS:
        await page.get_by_role("button", name=words("studio.newProduct")).click()
        await page.get_by_label(words("studio.productTitle"), exact=True).fill(title)
        await page.get_by_label(words("studio.price", currency="TWD")).fill(price)
        await page.get_by_label(words("studio.stock"), exact=True).fill(stock)
        if title == TEA:
            await host.photograph("new-product")
        await page.get_by_role("button", name=words("studio.createProduct")).click()
        again = page.get_by_role("button", name=words("studio.newProduct"))
        await expect(again).to_be_visible(timeout=SLOW_MS)
    await expect(page.get_by_text(words("studio.allIn"))).to_be_visible(timeout=SLOW_MS)
    await page.keyboard.press("Escape")
    await expect(shelf(host)).to_have_count(len(PRODUCTS))


async def carry(page: Page, handle: Locator, *, rows: int, has_touch: bool) -> None:
    """Carry a row by its handle, past as many others."""
    await handle.scroll_into_view_if_needed()
    box = await handle.bounding_box()
    assert box is not None
    x, y, way = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, rows * 104
    steps = [y + way * part / 8 for part in range(1, 9)]
    if not has_touch:
        await page.mouse.move(x, y)
        await page.mouse.down()
        for step in steps:
            await page.mouse.move(x, step)
        await page.mouse.up()
        return
    finger = await page.context.new_cdp_session(page)
    touch = "Input.dispatchTouchEvent"
    await finger.send(touch, {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in steps:
        await finger.send(touch, {"type": "touchMove", "touchPoints": [{"x": x, "y": step}]})
    await finger.send(touch, {"type": "touchEnd", "touchPoints": []})


async def order_of(host: Visitor, show_id: str) -> list[str]:
    """The shelf as the API has it."""
    get = host.page.request.get
    ids = (await (await get(f"/v1/shows/{show_id}")).json())["product_ids"]
    return [(await (await get(f"/v1/products/{one}")).json())["title"] for one in ids]


async def make_key(host: Visitor) -> tuple[str, str]:
    """Server and key, as they stand on the screen this once."""
    page, words = host.page, host.words
    await page.get_by_role("button", name=words("studio.keyMake")).click()
    await host.photograph("key-asked")
    await page.get_by_role("button", name=words("studio.keyYes")).click()
    await expect(page.get_by_text(words("studio.keyOnce"))).to_be_visible()
    copy = page.get_by_role("button", name=words("studio.copyNamed", name=words("studio.obsKey")))
    await copy.scroll_into_view_if_needed()
    await host.photograph("key-shown")
    server, key = await page.get_by_test_id("secret").all_inner_texts()
    return server.strip(), key.strip()


async def until_pinned(buyer: Buyer, title: str) -> None:
    await buyer.room.until(
        lambda entry: (
            isinstance(entry, Pin) and entry.product is not None and entry.product.title == title
        )
    )


async def sell(host: Visitor, buyer: Buyer, shop_id: str, show_id: str) -> None:
    """The buyer takes two of the first product, and four of the next; the host sees it come, and paid."""
    page, words = host.page, host.words
    shown = await buyer.api.get(f"/v1/shows/{show_id}")
    product = await buyer.api.get(f"/v1/products/{shown['product_ids'][0]}")
    shop = Host(api=buyer.api, shop_id=shop_id, show_id=show_id)
    buying = asyncio.create_task(buyer.buy(shop, product=product, quantity=2))
    orders = page.get_by_role("log", name=words("studio.orders"))
    await expect(orders.get_by_text(f"{product['title']} × 2")).to_be_visible(timeout=SLOW_MS)
    await buying
    await expect(orders.get_by_text(words("orders.paid"), exact=True)).to_be_visible(
        timeout=SLOW_MS
    )
    await host.photograph("sold")
    next_one = await buyer.api.get(f"/v1/products/{shown['product_ids'][1]}")
    await buyer.buy(shop, product=next_one, quantity=4)


async def talk(host: Visitor, buyer: Buyer) -> None:
    page, words = host.page, host.words
    await buyer.room.say("這個茶還有嗎?")
    chat = page.get_by_role("log", name=words("chat.title"))
    await expect(chat.get_by_text("這個茶還有嗎?")).to_be_visible()
    await page.get_by_role("textbox", name=words("chat.placeholder")).fill("還有一包")
    await page.keyboard.press("Enter")
    await buyer.room.until(lambda entry: isinstance(entry, Chat) and entry.text == "還有一包")
    await host.photograph("answered")
    asked = chat.get_by_role("button").filter(has_text="這個茶還有嗎?")
    await asked.click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name=words("moderate.delete"), exact=True).click()
    await expect(asked).to_have_count(0)
    await host.photograph("deleted")
    await page.get_by_role("button", name=words("moderate.undo"), exact=True).click()
    await asked.click()
    await sheet.get_by_role("button", name=words("moderate.pin"), exact=True).click()
    await expect(page.get_by_text(words.pattern("chat.pinnedBy"))).to_be_visible()
    await host.photograph("message-pinned")


async def send_camera(host: Visitor) -> None:
    """Go live with this device's camera."""
    page, words = host.page, host.words
    await page.get_by_role("button", name=words("studio.deviceOpen")).click(timeout=SLOW_MS)
    await page.get_by_role("button", name=words("broadcast.useCamera")).click()
    quality = page.get_by_role("combobox", name=words("broadcast.quality"))
    await quality.select_option(words("broadcast.q480"))  # encoded by this machine's processor
    await page.get_by_role("button", name=words("broadcast.goLive")).click(timeout=SLOW_MS)


async def end(host: Visitor) -> None:
    page, words = host.page, host.words
    host.complaints.allow(r"/live/\S+ (401|404|500)$")  # the player, until it hears of the end
    await page.get_by_role("button", name=words("studio.end")).click()
    await host.photograph("end-asked")
    await page.get_by_role("button", name=words("studio.end")).last.click()
    ended = page.get_by_text(words.pattern("studio.endedAt"))
    await expect(ended).to_be_visible(timeout=SLOW_MS)


async def look_back(host: Visitor) -> None:
    """Totals, the plots, and a plot as a table."""
    page, words = host.page, host.words
    sold = page.get_by_role("table", name=words("studio.byProduct"))
    await expect(sold.get_by_text(words("studio.units", count="2"))).to_be_visible(timeout=SLOW_MS)
    await host.photograph("summary")
    title = words("studio.salesOverTime", currency="TWD")
    await page.get_by_role("img", name=title).scroll_into_view_if_needed()
    await host.photograph("summary-sales")
    await page.get_by_role("button", name=f"{words('studio.asTable')}: {title}").click()
    rows = page.get_by_role("table", name=title, exact=True).get_by_role("row")
    await expect(rows.first).to_be_visible()
    await look_at_products(host)


async def look_at_products(host: Visitor) -> None:
    """Sales over time of each product under one another, and the same in words."""
    page, words = host.page, host.words
    title = words("studio.productsOverTime", currency="TWD")
    for product in (TEA, CAKE):
        await expect(page.get_by_role("img", name=f"{product}:")).to_be_visible()
    drawings = page.get_by_role("img", name=f"{CAKE}:")
    await drawings.scroll_into_view_if_needed()
    await expect(drawings.locator("path")).to_have_attribute("d", re.compile(r"^M.*v-[1-9].*Z$"))
    await host.photograph("summary-products")
    await page.get_by_role("button", name=f"{words('studio.asTable')}: {title}").click()
    rows = page.get_by_role("table", name=title).get_by_role("row")
    await expect(rows).to_have_count(2)
    await expect(rows.filter(has_text=CAKE)).to_contain_text("220")
    await host.photograph("summary-products-table")


async def put_in_order(host: Visitor, show_id: str, *, has_touch: bool) -> None:
    """By hand, by button and by key; it is kept."""
    page, words = host.page, host.words
    handle = page.get_by_role("button", name=words("studio.dragNamed", title=CAKE))
    await carry(page, handle, rows=-2, has_touch=has_touch)
    await expect(shelf(host).first).to_contain_text(CAKE)
    await page.get_by_role("button", name=words("studio.upNamed", title=TEA)).click()
    await handle.press("ArrowDown")

    async def is_kept() -> bool:
        return await order_of(host, show_id) == [TEA, CAKE, PANCAKE]

    await eventually(is_kept, within_s=30)
    await host.photograph("shelf")


async def lose_the_preview(host: Visitor) -> None:
    """Where WHEP does not get through, that is said, and it can be tried again."""
    page, words = host.page, host.words
    host.complaints.allow(r"/whep", r"net::ERR_FAILED")  # the aborted calls
    await page.route("**/whep", lambda route: route.abort())
    await page.reload()
    none = page.get_by_text(words("studio.testPictureNone"))
    await expect(none).to_be_visible(timeout=SLOW_MS)
    await host.photograph("no-preview")
    await page.unroute("**/whep")
    await page.get_by_role("button", name=words("common.tryAgain")).click()
    await watch(page, within_s=40)
