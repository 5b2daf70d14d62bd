"""Every screen of the app, one after the other, as one person comes to see them.

What is done at each (an accessibility check, a photograph) is the caller's; the tour only brings
the person there and waits until the screen stands. A new screen gets its stop here.
"""

from collections.abc import Awaitable, Callable

from browser.journey import fill_in, put_into_cart
from browser.player import watch
from browser.scene import Scene
from browser.stage import SAID
from browser.twins import log_in_at_line, pay_at_ecpay
from browser.visitor import Visitor
from playwright.async_api import Page, expect

See = Callable[[str], Awaitable[None]]


async def tour(visitor: Visitor, scene: Scene, see: See, *, user: str) -> None:
    """Lead the visitor through everything: first as a guest, then as `user`, who buys."""
    visitor.complaints.allow(r"/v1/shows/[\w-]+ 404$")  # the show that does not exist
    # on a busy machine a player asks for what has left the playlist
    visitor.complaints.allow(r"/live/\S+ (401|404)$")
    await _around(visitor, scene, see)
    await _watching(visitor, scene, see)
    await _buying(visitor, scene, see, user=user)
    await _afterwards(visitor, see)


async def stands(page: Page) -> None:
    """Nothing on the screen says any more that it is still loading."""
    await expect(page.locator("[aria-busy=true], [role=status] [aria-hidden]")).to_have_count(0)


async def _around(visitor: Visitor, scene: Scene, see: See) -> None:
    page, words = visitor.page, visitor.words
    await page.goto("/")
    await expect(page.locator(f"a[href='/shows/{scene.show_id}']").first).to_be_visible()
    await see("home")
    await page.get_by_role("button", name=words("common.language")).click()
    dialog = page.get_by_role("dialog", name=words("common.language"))
    await expect(dialog.get_by_role("button", name="ไทย")).to_be_visible()
    await see("languages")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await page.goto(f"/shows/{scene.scheduled_id}")
    await expect(page.get_by_text(words("show.startsIn")).first).to_be_visible()
    await see("show-scheduled")
    await page.goto("/shows/01a00000-0000-7000-8000-000000000000")
    await expect(page.get_by_role("button", name=words("common.toHome"))).to_be_visible()
    await see("show-missing")
    await page.goto("/nowhere")
    await expect(page.get_by_text(words("common.notFoundTitle"))).to_be_visible()
    await see("not-found")
    await page.goto(f"/products/{scene.several['product_id']}?show={scene.show_id}")
    await expect(page.get_by_text(str(scene.several["title"])).first).to_be_visible()
    await stands(page)
    await see("product")
    await page.goto("/orders")
    await expect(page.get_by_text(words("login.neededTitle"))).to_be_visible()
    await see("sign-in-needed")


async def _watching(visitor: Visitor, scene: Scene, see: See) -> None:
    page, words = visitor.page, visitor.words
    await scene.hold_up(scene.product)
    await page.goto(f"/shows/{scene.show_id}")
    await watch(page, seconds=0.5)
    await expect(page.get_by_role("log").get_by_text(SAID[-1])).to_be_visible()
    named = words("show.buyNamed", title=str(scene.product["title"]))
    await expect(page.get_by_role("button", name=named).first).to_be_visible()
    await see("show")
    shelf = page.get_by_role("button", name=words("show.shelf"))
    if await shelf.count():  # a wide screen has it beside the picture
        await shelf.click()
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_text(str(scene.several["title"]))).to_be_visible()
        await see("show-shelf")
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
    await scene.hold_up(scene.several)
    await page.get_by_role("button", name=words("show.choose")).last.click()
    await expect(page.get_by_role("dialog").get_by_text("500 ml")).to_be_visible()
    await see("show-variants")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    if visitor.is_wide:
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name=words("show.shortcuts"))).to_be_visible()
        await see("show-keys")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)  # it leaves the history, too


async def _buying(visitor: Visitor, scene: Scene, see: See, *, user: str) -> None:
    page, words = visitor.page, visitor.words
    await page.goto("/login?return_to=/account")
    line = page.get_by_role("link", name=words("login.line"))
    await expect(line).to_be_visible()
    await see("login")
    await line.click()
    await log_in_at_line(page, user)
    await page.wait_for_url("**/account")
    await expect(
        page.get_by_role("button", name=words("account.logOut"), exact=True)
    ).to_be_visible()
    await stands(page)
    await see("account")
    await page.goto(f"/cart/{scene.shop_id}")
    await expect(page.get_by_text(words("cart.emptyTitle"))).to_be_visible()
    await see("cart-empty")
    await put_into_cart(page, scene.show)
    await page.goto(f"/cart/{scene.shop_id}")
    await expect(page.get_by_role("button", name=words("cart.checkout"))).to_be_visible()
    await stands(page)
    await see("cart")
    await page.goto(f"/checkout/{scene.shop_id}")
    pay = page.get_by_role("button", name=words.pattern("checkout.pay"))
    await pay.click()
    await expect(page.get_by_label(words("checkout.name"), exact=True)).to_be_visible()
    await see("checkout-incomplete")
    await fill_in(visitor)
    await see("checkout")
    await pay.click()
    await pay_at_ecpay(page)


async def _afterwards(visitor: Visitor, see: See) -> None:
    page, words = visitor.page, visitor.words
    # screens under the one that is seen are still in the page
    paid = page.get_by_text(words("orders.paid"), exact=True).locator("visible=true").first
    await expect(paid).to_be_visible()
    await stands(page)
    await see("paid")
    await page.goto("/orders")
    order = page.locator("a[href^='/orders/']").first
    await expect(order).to_be_visible()
    await see("orders")
    await order.click()
    await page.wait_for_url("**/orders/*")
    await expect(paid).to_be_visible()
    await stands(page)
    await see("order")
