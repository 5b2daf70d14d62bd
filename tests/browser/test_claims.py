"""A "+1" round: the host opens it in the studio, buyers claim by button and by hand, one pays her way on."""

import pytest
from browser.axe import wrongs
from browser.journey import enter_room, fill_in, talk_box
from browser.receipts import look_at_receipt
from browser.stage import Show
from browser.studio import enter_tab
from browser.twins import amount_at_ecpay
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300, func_only=True),
]


def status(visitor: Visitor, key: str, **values: str) -> Locator:
    said = visitor.words(key, **values)
    return visitor.page.get_by_role("status").filter(has_text=said).first


async def open_claims(host: Visitor, show: Show, *, units: int) -> None:
    page, words = host.page, host.words
    button = page.get_by_role(
        "button", name=words("claimDesk.openNamed", title=show.title_of_first)
    )
    await expect(button).to_be_visible()
    units_field = page.get_by_label(words("claimDesk.units"), exact=True).first
    await units_field.fill("99999")
    await button.click()
    await expect(page.get_by_text(words.pattern("claimDesk.unitsWrong"))).to_be_visible()
    await units_field.fill(str(units))
    await host.photograph("set-up")
    await button.click()
    await expect(page.get_by_text(words("claimDesk.isOpen", keyword="A1"))).to_be_visible()


@pytest.mark.parametrize(("device", "language"), [("phone", "th"), ("desktop", "en")])
async def test_a_round(visitors: Visitors, show: Show, device: str, language: str) -> None:
    await show.host.pin(0)
    host = await enter_tab(visitors, show, "claimDesk.title", device=device, language=language)
    first = await enter_room(visitors, show, "buyer1", language=language)
    second = await enter_room(visitors, show, "buyer2", language=language)
    await open_claims(host, show, units=1)

    press = first.page.get_by_role("button", name=first.words("claims.press", comment="A1 +1"))
    await expect(press).to_be_visible()
    await first.photograph("open")
    await press.click()
    await expect(status(first, "claims.yours", place="1", total="1")).to_be_visible()
    await first.photograph("yours")
    await talk_box(second).fill("加一")
    await talk_box(second).press("Enter")
    await expect(status(second, "claims.waiting", line="1")).to_be_visible()
    await second.photograph("waiting")
    assert not await wrongs(second.page)

    rows = host.page.get_by_role("list", name=host.words("claimDesk.title")).get_by_role("listitem")
    await expect(rows).to_have_count(2)
    await host.photograph("table")
    if not host.is_wide:  # there the list of products stands beside, which has a test of its own
        assert not await wrongs(host.page)

    to_cart = first.page.get_by_role("button", name=first.words.pattern("claims.toCartNamed"))
    await to_cart.click()
    sheet = first.page.get_by_role("dialog")
    await expect(sheet.get_by_text(show.title_of_first).first).to_be_visible()
    await expect(sheet.get_by_role("button", name=first.words("cart.checkout"))).to_be_enabled()
    await first.photograph("cart")

    await rows.first.get_by_role("button").click()  # the first one's units go on
    await expect(status(second, "claims.yoursFromLine", place="2")).to_be_visible()
    await second.photograph("moved-up")
    await host.page.get_by_role(
        "button", name=host.words("claimDesk.closeNamed", title=show.title_of_first)
    ).click()
    await expect(host.page.get_by_text(host.words("claimDesk.isClosed"))).to_be_visible()
    await expect(
        second.page.get_by_role("button", name=second.words("claims.press", comment="A1 +1"))
    ).to_be_hidden()


@pytest.mark.parametrize(("device", "language"), [("phone", "zh_TW"), ("desktop", "en")])
async def test_what_is_parked_is_ordered_at_once_and_everyone_can_check_it(
    visitors: Visitors, show: Show, device: str, language: str
) -> None:
    await show.host.pin(0)
    host = await enter_tab(visitors, show, "claimDesk.title", device=device, language=language)
    park = host.page.get_by_role("radiogroup", name=host.words("claimDesk.park"))
    await park.get_by_role("radio").nth(3).click()
    await expect(park.get_by_role("radio").nth(3)).to_be_checked()
    await host.photograph("park")
    for number in (0, 1):
        await open_by_api(show, number)
    first = await enter_room(visitors, show, "buyer1", language=language)
    second = await enter_room(visitors, show, "buyer2", language=language)
    await talk_box(first).fill("A1+1 A2+1")
    await talk_box(first).press("Enter")
    await expect(status(first, "claims.yours", place="1", total="2")).to_be_visible()
    await talk_box(second).fill("安安")
    await talk_box(second).press("Enter")
    await add_by_hand(host, show)
    await expect(status(second, "claims.yours", place="2", total="2")).to_be_visible()

    await first.page.goto(f"/cart/{show.host.shop_id}")
    await expect(first.page.get_by_text(first.words.pattern("claims.parked"))).to_be_visible()
    await first.photograph("parked")
    await look_at_receipt(first)
    await first.page.get_by_role("button", name=first.words("claims.allToCart")).click()
    await expect(first.page.get_by_text(first.words.pattern("claims.parked"))).to_be_hidden()
    await expect(
        first.page.get_by_role("button", name=first.words("cart.checkout"))
    ).to_be_enabled()
    receipts = first.page.get_by_role("button", name=first.words("claims.receipt"))
    await expect(receipts).to_have_count(2)
    await first.photograph("all-in-the-cart")
    await look_at_receipt(first)
    assert not await wrongs(first.page)

    await host.page.get_by_role(
        "button", name=host.words("claimDesk.closeNamed", title=show.title_of_first)
    ).click()
    await expect(host.page.get_by_text(host.words.pattern("claimDesk.root"))).to_be_visible()
    await host.photograph("root")
    await order_all(first, show)
    await look_at_receipt(first)
    await expect(second.page.get_by_text(second.words.pattern("claims.closedRoot"))).to_be_visible()
    await second.photograph("root")


async def open_by_api(show: Show, number: int) -> None:
    product = show.host.products[number]
    path = f"/v1/shows/{show.show_id}/claim-listings/{product['product_id']}"
    await show.host.api.put(path, {"keyword": f"A{number + 1}"})
    lot = {"variant_id": product["variants"][0]["variant_id"], "units": 2}
    await show.host.api.post(f"{path}/open", {"lots": [lot]})


async def order_all(buyer: Visitor, show: Show) -> None:
    """Up to the till, and from there to the order's page."""
    await buyer.page.goto(f"/checkout/{show.host.shop_id}")
    await fill_in(buyer)
    await buyer.page.get_by_role("button", name=buyer.words.pattern("checkout.pay")).click()
    await amount_at_ecpay(buyer.page)
    (order,) = (await show.host.api.get(f"/v1/shops/{show.host.shop_id}/orders"))["orders"]
    await buyer.page.goto(f"/orders/{order['order_id']}")
    receipts = buyer.page.get_by_role("button", name=buyer.words("claims.receipt"))
    await expect(receipts).to_have_count(2)
    await buyer.photograph("ordered")


async def add_by_hand(host: Visitor, show: Show) -> None:
    """For whoever spoke last."""
    page, words = host.page, host.words
    name = words("claimDesk.addByHandNamed", title=show.title_of_first)
    await page.get_by_role("button", name=name).click()
    sheet = page.get_by_role("dialog")
    await expect(
        sheet.get_by_role("button", name=words("claimDesk.add"), exact=True)
    ).to_be_disabled()
    await sheet.get_by_role("radio").first.click()
    await host.photograph("by-hand")
    await sheet.get_by_role("button", name=words("claimDesk.add"), exact=True).click()
    await expect(sheet).to_be_hidden()
    await expect(page.get_by_text(words.pattern("claimDesk.byHand")).first).to_be_visible()
    await host.photograph("added")
