"""The receipt of a claim, as its owner opens and saves it."""

from browser.visitor import Visitor
from playwright.async_api import Locator, expect


async def look_at_receipt(buyer: Visitor, *, within: Locator | None = None) -> None:
    page, name = buyer.page, buyer.words("claims.receipt")
    await (within or page).get_by_role("button", name=name).first.click()
    sheet = page.get_by_role("dialog", name=name)
    await expect(sheet.get_by_text("nightmarket-claim-1|")).to_be_visible()
    await buyer.photograph("receipt")
    async with page.expect_download() as saved:
        await sheet.get_by_role("button", name=buyer.words("claims.save")).click()
    lines = (await (await saved.value).path()).read_text().split("\n")
    assert lines[0].startswith("nightmarket-claim-1|")
    assert [len(one) for one in lines[1:3]] == [128, 64]  # signature and key
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
