"""The host's side: from a new shop to a show that is planned, run, and looked back on."""

import pytest
from browser.journey import sign_in
from browser.player import watch
from browser.studio import (
    SLOW_MS,
    TEA,
    end,
    enter_studio,
    fill_shelf,
    look_back,
    lose_the_preview,
    make_key,
    open_shop,
    plan_show,
    put_in_order,
    sell,
    send_camera,
    talk,
    until_pinned,
)
from browser.visitor import Visitors
from playwright.async_api import expect
from support.fleet import Fleet

from nightmarket_local.demo.people import Buyer
from nightmarket_local.demo.video import Encoder

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]


@pytest.mark.parametrize(("device", "language"), [("phone", "zh_TW"), ("desktop", "en")])
async def test_a_host_plans_runs_and_ends_a_show(
    fleet: Fleet, visitors: Visitors, device: str, language: str
) -> None:
    host = await enter_studio(visitors, device, language, f"阿月 {device}")
    page, words, is_phone = host.page, host.words, device == "phone"
    shop_id = await open_shop(host)
    show_id = await plan_show(host, "週五夜市:蔥油餅與茶")
    await expect(page.get_by_text(words("studio.signalNone"))).to_be_visible(timeout=SLOW_MS)
    await host.photograph("empty-shelf")
    await fill_shelf(host)
    await put_in_order(host, show_id, has_touch=is_phone)
    server, key = await make_key(host)
    await page.reload()
    await expect(page.get_by_role("button", name=words("studio.keyMake"))).to_be_visible()
    assert key not in await page.content()

    async def show_tab(name: str) -> None:
        if is_phone:
            await page.get_by_role("tab", name=words(name)).click()

    encoder = Encoder(server=server, stream_key=key, log=fleet.state / "logs" / "studio.log")
    api = await fleet.person("buyer2")
    buyer = Buyer(api=api, room=fleet.room(show_id, api))
    await buyer.room.open()
    try:
        await encoder.start()
        await expect(page.get_by_role("button", name=words("studio.end"))).to_be_visible(
            timeout=SLOW_MS
        )
        await watch(page, within_s=40)
        await expect(page.get_by_text("RTMP", exact=True)).to_be_visible(timeout=SLOW_MS)
        await host.photograph("live")
        if is_phone:
            await page.get_by_role("button", name=words("studio.pinNamed", title=TEA)).click()
        else:
            await page.keyboard.press("1")
        await until_pinned(buyer, TEA)
        await host.photograph("pinned")
        await show_tab("studio.orders")
        await sell(host, buyer, shop_id, show_id)
        await show_tab("chat.title")
        await talk(host, buyer)
        await end(host)
        await look_back(host)
    finally:
        await encoder.stop()
        await buyer.room.close()
        await fleet.close_apps()


async def test_a_show_that_waits_for_its_host(fleet: Fleet, visitors: Visitors) -> None:
    """The signal is seen, viewers see nothing, and one press puts it on air."""
    host = await enter_studio(visitors, "desktop", "th", "ป้าจันทร์")
    page, words = host.page, host.words
    await open_shop(host)
    await page.get_by_role("button", name=words("studio.newShow")).first.click()
    await page.get_by_label(words("studio.showTitle"), exact=True).fill("ไลฟ์ทดสอบ")
    await page.get_by_role("radio", name=words("studio.startsHost")).click()
    await page.get_by_role("button", name=words("studio.createShow")).click()
    start = page.get_by_role("button", name=words("studio.start"), exact=True)
    await expect(start).to_be_disabled(timeout=SLOW_MS)
    show_id = page.url.rsplit("/", 1)[1]

    await page.get_by_role("button", name=words("studio.edit"), exact=True).click()
    await page.get_by_label(words("studio.showTitle"), exact=True).fill("ไลฟ์คืนวันศุกร์")
    await host.photograph("editing")
    await page.get_by_role("button", name=words("studio.save")).click()
    await expect(page.get_by_role("heading", name="ไลฟ์คืนวันศุกร์")).to_be_visible(timeout=SLOW_MS)

    server, key = await make_key(host)
    encoder = Encoder(server=server, stream_key=key, log=fleet.state / "logs" / "waits.log")
    try:
        await encoder.start()
        await expect(page.get_by_text(words("studio.signalSeen"))).to_be_visible(timeout=SLOW_MS)
        await watch(page, within_s=40)
        preview = page.locator(f"video[aria-label='{words('studio.testPicture')}']")
        await expect(page.get_by_text(words("studio.onlyYou"))).to_be_visible()
        assert await preview.evaluate("video => video.muted")
        await preview.scroll_into_view_if_needed()
        await host.photograph("signal-seen")
        await page.get_by_role("button", name=words("show.unmute")).click()
        assert not await preview.evaluate("video => video.muted")
        await lose_the_preview(host)
        seen = await (await page.request.get(f"/v1/shows/{show_id}")).json()
        assert seen["state"] == "scheduled"
        await start.click()
        await expect(preview).to_have_count(0, timeout=SLOW_MS)
        await watch(page, within_s=40)
        await host.photograph("on-air")
        await end(host)
        await expect(page.get_by_text(words("studio.noneSold")).first).to_be_visible(
            timeout=SLOW_MS
        )
        await host.photograph("nothing-sold")
    finally:
        await encoder.stop()


async def test_going_on_air_does_not_cut_the_camera(fleet: Fleet, visitors: Visitors) -> None:
    """The whole screen changes when the show goes live; this device's picture goes on."""
    host = await enter_studio(visitors, "desktop", "ja", "花子")
    page, words = host.page, host.words
    await open_shop(host)
    await plan_show(host, "金曜の夜市")
    await send_camera(host)
    await expect(page.get_by_role("button", name=words("studio.end"))).to_be_visible(
        timeout=SLOW_MS
    )
    await expect(page.get_by_text("WEBRTC", exact=True)).to_be_visible(timeout=SLOW_MS)
    preview = page.locator(f"video[aria-label='{words('broadcast.preview')}']")
    before = await preview.evaluate("video => video.currentTime")
    await watch(page, within_s=40)
    assert await preview.evaluate("video => video.currentTime") > before
    await host.photograph("from-this-device")

    # who reloads the page goes on air again
    host.complaints.allow(r"/live/\S+ (401|404|500)$")  # the player, while the picture is away
    await page.reload()
    await send_camera(host)
    await expect(page.get_by_text("WEBRTC", exact=True)).to_be_visible(timeout=SLOW_MS)
    await watch(page, within_s=40)
    await host.photograph("back-after-a-reload")
    # the camera may try once more before its page hears of the end
    host.complaints.allow(r"/whip\b", r"/media-tickets 409$")
    await end(host)
    await expect(preview).to_have_count(0)
    await fleet.close_apps()


async def test_the_studio_is_offered_to_hosts_only(fleet: Fleet, visitors: Visitors) -> None:
    known = await fleet.host()
    buyer = await visitors.enter(language="ja", name="buyer")
    await sign_in(buyer, "buyer7", return_to="/account")
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
