"""A guest fills the cart in the show and logs in at checkout; what changed meanwhile is told."""

import pytest
from browser.devices import LANGUAGES
from browser.player import watch
from browser.stage import Show
from browser.twins import log_in_at_line
from browser.visitor import Visitors
from playwright.async_api import expect

from nightmarket_local.demo.people import twd

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180, func_only=True),  # the first fleet builds the app
]


@pytest.mark.parametrize("language", list(LANGUAGES))
async def test_a_guests_cart_is_hers_after_the_log_in(
    visitors: Visitors, show: Show, language: str
) -> None:
    buyer = await visitors.enter("phone", language=language, name="guest")
    page, words, host = buyer.page, buyer.words, show.host
    cart = f"/v1/shops/{host.shop_id}/cart"
    await host.pin(0)
    await page.goto(f"/shows/{show.show_id}")
    await watch(page)
    add = page.get_by_role("button", name=words("show.addNamed", title=show.title_of_first))
    await add.click()
    await expect(page.get_by_role("button", name=words("show.added"))).to_be_visible()
    (cookie,) = [one for one in await page.context.cookies() if one["name"] == "nm_guest"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    filled = (await (await page.request.get(cart)).json())["lines"]
    assert [line["show_id"] for line in filled] == [show.show_id]

    await page.goto(f"/shows/{show.show_id}?sheet=cart")
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_text(show.title_of_first)).to_be_visible()
    await buyer.photograph("guest-cart")
    await sheet.get_by_role("button", name=words("cart.checkout")).click()
    await expect(sheet.get_by_role("button", name=words.pattern("checkout.pay"))).to_have_count(0)
    await buyer.photograph("guest-checkout")
    await sheet.get_by_role("button", name=words("common.signIn")).click()
    await page.get_by_role("link", name=words("login.line")).click()
    await log_in_at_line(page, f"buyer{1 + list(LANGUAGES).index(language)}")

    await page.wait_for_url("**?sheet=checkout")
    await expect(sheet.get_by_text(show.title_of_first)).to_be_visible()
    assert (await (await page.request.get(cart)).json())["lines"] == filled
    assert not [one for one in await page.context.cookies() if one["name"] == "nm_guest"]

    variant_id = host.products[0]["variants"][0]["variant_id"]
    was = filled[0]["unit_price"]["amount_minor"]
    await host.api.put(f"/v1/variants/{variant_id}/price", {"price": twd(was + 3000)})
    await page.goto(f"/shows/{show.show_id}?sheet=cart")
    told = sheet.get_by_text(words.pattern("cart.priceChanged")).first
    await expect(told).to_be_visible()
    await expect(sheet.get_by_role("button", name=words("cart.checkout"))).to_be_disabled()
    await buyer.photograph("price-changed")
    await sheet.get_by_role("button", name=words.pattern("cart.acceptPrice")).click()
    await expect(sheet.get_by_role("button", name=words("cart.checkout"))).to_be_enabled()
    await host.api.put(f"/v1/variants/{variant_id}/price", {"price": twd(was)})
