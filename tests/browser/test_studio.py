"""The host's side: from a new shop to a show that is planned, run, and looked back on."""

import asyncio

import pytest
from browser.player import watch
from browser.twins import log_in_at_line
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, Page, expect
from support.fleet import Fleet, eventually

from nightmarket_local.demo.people import Buyer, Host
from nightmarket_local.demo.video import Encoder

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]
PANCAKE, TEA, CAKE = "手工蔥油餅 10 片", "玉山烏龍茶 150 g", "綠豆椪"
PRODUCTS = ((PANCAKE, "320", "40"), (TEA, "880", "3"), (CAKE, "55", "12"))


async def enter_studio(visitors: Visitors, device: str, language: str, user: str) -> Visitor:
    host = await visitors.enter(device, language=language, name="host")
    await host.page.goto("/v1/auth/line/start?return_to=/studio")
    await log_in_at_line(host.page, user)
    return host


async def open_shop(host: Visitor) -> str:
    """A shop from nothing; its id."""
    page, words = host.page, host.words
    await page.get_by_label(words("studio.shopName"), exact=True).fill("阿月的攤子")
    await host.photograph("no-shop")
    await page.get_by_role("button", name=words("studio.openShop")).click()
    await expect(page.get_by_text(words("studio.noShowsBody"))).to_be_visible()
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
        await expect(again).to_be_visible(timeout=20_000)
    await expect(page.get_by_text(words("studio.allIn"))).to_be_visible(timeout=20_000)
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


async def make_key(host: Visitor) -> str:
    page, words = host.page, host.words
    await page.get_by_role("button", name=words("studio.keyMake")).click()
    await host.photograph("key-asked")
    await page.get_by_role("button", name=words("studio.keyYes")).click()
    await expect(page.get_by_text(words("studio.keyOnce"))).to_be_visible()
    copy = page.get_by_role("button", name=words("studio.copyNamed", name=words("studio.obsKey")))
    await copy.scroll_into_view_if_needed()
    await host.photograph("key-shown")
    values = await page.locator("[data-testid=secret]").all_inner_texts()
    assert len(values) == 2
    return values[0].strip() + " " + values[1].strip()


@pytest.mark.parametrize(("device", "language"), [("phone", "zh_TW"), ("desktop", "en")])
async def test_a_host_plans_runs_and_ends_a_show(
    fleet: Fleet, visitors: Visitors, device: str, language: str
) -> None:
    host = await enter_studio(visitors, device, language, f"阿月 {device}")
    page, words = host.page, host.words
    shop_id = await open_shop(host)
    show_id = await plan_show(host, "週五夜市:蔥油餅與茶")
    await expect(page.get_by_text(words("studio.shelfEmpty"))).to_be_visible()
    await host.photograph("empty-shelf")

    await fill_shelf(host)
    handle = page.get_by_role("button", name=words("studio.dragNamed", title=CAKE))
    await carry(page, handle, rows=-2, has_touch=device == "phone")
    await expect(shelf(host).first).to_contain_text(CAKE)
    up = page.get_by_role("button", name=words("studio.upNamed", title=TEA))
    await up.click()
    await handle.press("ArrowDown")

    async def is_kept() -> bool:
        return await order_of(host, show_id) == [TEA, CAKE, PANCAKE]

    await eventually(is_kept)
    await host.photograph("shelf")

    server, key = (await make_key(host)).split(" ")
    await page.reload()
    await expect(page.get_by_role("button", name=words("studio.keyMake"))).to_be_visible()
    assert key not in await page.content()

    encoder = Encoder(server=server, stream_key=key, log=fleet.state / "logs" / "studio.log")
    buyer = Buyer(
        api=await fleet.person("buyer2"), room=fleet.room(show_id, await fleet.person("buyer2"))
    )
    await buyer.room.open()
    try:
        await encoder.start()
        await expect(page.get_by_role("button", name=words("studio.end"))).to_be_visible(
            timeout=30_000
        )
        await watch(page, within_s=40)
        await expect(page.get_by_text("RTMP", exact=True)).to_be_visible(timeout=20_000)
        await host.photograph("live")

        tea = page.get_by_role("button", name=words("studio.pinNamed", title=TEA))
        if device == "phone":
            await tea.click()
        else:
            await page.keyboard.press("1")
        await buyer.room.until(
            lambda event: (
                event["kind"] == "pin"
                and bool(event["product"])
                and event["product"]["title"] == TEA
            )
        )
        await host.photograph("pinned")

        await buyer.room.say("這個茶還有嗎?")
        shown = await (await page.request.get(f"/v1/shows/{show_id}")).json()
        product = await buyer.api.get(f"/v1/products/{shown['product_ids'][0]}")
        buying = asyncio.create_task(
            buyer.buy(
                Host(api=buyer.api, shop_id=shop_id, show_id=show_id), product=product, quantity=2
            )
        )
        if device == "phone":
            await page.get_by_role("tab", name=words("studio.orders")).click()
        orders = page.get_by_role("log", name=words("studio.orders"))
        await expect(orders.get_by_text(f"{TEA} × 2")).to_be_visible(timeout=20_000)
        await buying
        await expect(orders.get_by_text(words("studio.orderPaid"))).to_be_visible(timeout=20_000)
        await host.photograph("sold")
        if device == "phone":
            await page.get_by_role("tab", name=words("chat.title")).click()
        chat = page.get_by_role("log", name=words("chat.title"))
        await expect(chat.get_by_text("這個茶還有嗎?")).to_be_visible()
        await page.get_by_role("textbox", name=words("chat.placeholder")).fill("還有一包")
        await page.keyboard.press("Enter")
        await buyer.room.until(
            lambda event: event["kind"] == "chat" and event["text"] == "還有一包"
        )
        await host.photograph("answered")

        host.complaints.allow(r"/live/\S+ (401|404|500)$")  # the player, until it hears of the end
        await page.get_by_role("button", name=words("studio.end")).click()
        await host.photograph("end-asked")
        await page.get_by_role("button", name=words("studio.end")).last.click()
        await expect(page.get_by_text(words.pattern("studio.endedAt"))).to_be_visible(
            timeout=20_000
        )
        sold = page.get_by_role("table", name=words("studio.byProduct"))
        await expect(sold.get_by_text(words("studio.units", count="2"))).to_be_visible(
            timeout=20_000
        )
        await host.photograph("summary")
        plot = page.get_by_role("img", name=words("studio.salesOverTime", currency="TWD"))
        await plot.scroll_into_view_if_needed()
        await host.photograph("summary-sales")
        title = words("studio.salesOverTime", currency="TWD")
        await page.get_by_role("button", name=f"{words('studio.asTable')}: {title}").click()
        await expect(page.get_by_role("table", name=title).get_by_role("row")).to_have_count(1)
    finally:
        await encoder.stop()
        await buyer.room.close()
        await fleet.close_apps()


async def test_the_studio_is_offered_to_hosts_only(fleet: Fleet, visitors: Visitors) -> None:
    known = await fleet.host()
    buyer = await visitors.enter(language="ja", name="buyer")
    await buyer.page.goto("/v1/auth/line/start?return_to=/account")
    await log_in_at_line(buyer.page, "buyer7")
    await expect(buyer.page.get_by_text(buyer.words("account.myOrders"))).to_be_visible()
    offered = buyer.page.get_by_role("button", name=buyer.words("common.studio"), exact=True)
    await expect(offered).to_have_count(0)
    await buyer.page.goto(f"/studio/shows/{known.show_id}")
    await expect(buyer.page.get_by_text(buyer.words("studio.notYours"))).to_be_visible()

    host = await enter_studio(visitors, "phone", "th", "host")
    await host.page.goto("/account")
    await host.page.get_by_role("button", name=host.words("common.studio"), exact=True).click()
    await host.page.wait_for_url("**/studio")
    await expect(host.page.get_by_text("阿嬤的灶腳").first).to_be_visible()
    await host.photograph("studio")
    await fleet.close_apps()
