"""Every screen of the studio, as the host of the scene comes to see them."""

from browser.journey import sign_in
from browser.player import watch
from browser.scene import Scene
from browser.tour import See, stands
from browser.visitor import Visitor
from playwright.async_api import expect


async def enter(visitor: Visitor) -> None:
    visitor.complaints.allow(r"/live/\S+ (401|404|500)$")  # the player, when the picture ends
    await sign_in(visitor, "host", return_to="/studio")


async def on_air_tour(visitor: Visitor, scene: Scene, see: See) -> None:
    """While the scene's show is live."""
    page, words = visitor.page, visitor.words
    shop = page.get_by_text("阿嬤的灶腳").first
    await expect(shop).to_be_visible()
    await stands(page)
    await see("studio")
    await page.goto(f"/studio/shops/{scene.shop_id}")
    await expect(page.get_by_text("端午節前特賣").first).to_be_visible()
    await stands(page)
    await see("studio-shop")
    await page.goto(f"/studio/shops/{scene.shop_id}/new")
    await expect(page.get_by_role("textbox").first).to_be_visible()
    await see("studio-new-show")
    await page.goto(f"/studio/shops/{scene.shop_id}/orders")
    await expect(page.get_by_text("NM").first).to_be_visible()
    await stands(page)
    await see("studio-orders")
    await page.goto(f"/studio/shops/{scene.shop_id}/stock")
    row = page.get_by_role("list", name=words("stock.open")).get_by_role("button").first
    await expect(row).to_be_visible()
    await stands(page)
    await see("studio-stock")
    await row.click()
    await expect(page.get_by_role("list", name=words("stock.ledger"))).to_be_visible()
    await stands(page)
    await see("studio-stock-product")
    await page.goto(f"/studio/shops/{scene.shop_id}/chat")
    for part in ("desk.rules", "desk.words", "desk.acts"):
        await page.get_by_role("radio", name=words(part), exact=True).click()
        await stands(page)
        await see(f"studio-chat-{part.removeprefix('desk.')}")
    await page.goto(f"/studio/shows/{scene.scheduled_id}")
    await expect(page.get_by_text(words("studio.deviceTitle"))).to_be_visible()
    await stands(page)
    await see("studio-set-up")
    await page.goto(f"/studio/shows/{scene.show_id}")
    await expect(page.get_by_role("button", name=words("studio.end"))).to_be_visible()
    await watch(page, seconds=0.5)
    await stands(page)
    await see("studio-live")


async def summary_tour(visitor: Visitor, scene: Scene, see: See) -> None:
    """Once it has ended."""
    page, words = visitor.page, visitor.words
    await page.goto(f"/studio/shows/{scene.show_id}")
    await expect(page.get_by_text(words.pattern("studio.endedAt"))).to_be_visible()
    await stands(page)
    await see("studio-summary")
    await page.goto(f"/shows/{scene.show_id}")
    await expect(page.locator("video").first).to_be_attached()
    await watch(page, seconds=0.5)
    await see("show-replay")
