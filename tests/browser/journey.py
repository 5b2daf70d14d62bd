"""What a person does on the way to a paid order, in steps that several tests share."""

from urllib.parse import quote

from browser.stage import Show, Stall
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, Page, expect

from nightmarket_local.demo.api import new_key
from nightmarket_local.demo.people import CONTACT

WAYS = {"card": "orders.card", "atm": "orders.codeAtm", "cvs": "orders.codeCvs"}


async def log_in(visitor: Visitor, user: str) -> None:
    """Her browser's cookies are `user`'s; our page and LINE's on the way have tests of their own."""
    get = visitor.context.request.get
    started = await get("/v1/auth/line/start?return_to=/healthz", max_redirects=0)
    answer = await get(f"{started.headers['location']}&sandbox_user={quote(user)}")
    assert answer.url.endswith("/healthz"), answer.url


async def sign_in(visitor: Visitor, user: str, *, return_to: str) -> None:
    await log_in(visitor, user)
    await visitor.page.goto(return_to)


async def enter_room(
    visitors: Visitors, show: Show, user: str, *, device: str = "phone", language: str
) -> Visitor:
    """Somebody who may talk, before the show."""
    viewer = await visitors.enter(device, language=language, name=user)
    # parts that were gone when a busy machine's player came for them
    viewer.complaints.allow(r"/live/\S+ (404|500)$")
    await sign_in(viewer, user, return_to=f"/shows/{show.show_id}")
    await expect(talk_box(viewer)).to_be_visible()
    return viewer


def talk_box(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("textbox", name=visitor.words("chat.placeholder"))


async def put_into_cart(page: Page, show: Stall, quantity: int = 1) -> None:
    """Of the first product; the ways to do it by hand have tests of their own."""
    host = show.host
    line = {
        "variant_id": host.products[0]["variants"][0]["variant_id"],
        "quantity": quantity,
        "show_id": show.show_id,
    }
    headers = {"Idempotency-Key": new_key(), "Origin": host.api.base}
    path = f"/v1/shops/{host.shop_id}/cart/lines"
    answer = await page.request.post(path, data=line, headers=headers)
    assert answer.ok, await answer.text()


async def fill_in(visitor: Visitor) -> None:
    for field in ("name", "phone", "address"):
        label = visitor.words(f"checkout.{field}")
        await visitor.page.get_by_label(label, exact=True).fill(CONTACT[field])


def way(visitor: Visitor, name: str) -> Locator:
    """What she presses to pay like that, in the checkout or over an order."""
    return visitor.page.get_by_role("radio", name=visitor.words(WAYS[name]))


async def up_to_the_press(
    visitor: Visitor, show: Stall, user: str, *, by: str = "card", quantity: int = 1
) -> Locator:
    """Signed in, one thing in the cart, the checkout filled in: answers the button that pays."""
    await log_in(visitor, user)
    await put_into_cart(visitor.page, show, quantity)
    await visitor.page.goto(f"/checkout/{show.host.shop_id}")
    await fill_in(visitor)
    await way(visitor, by).click()
    pay = visitor.page.get_by_role("button", name=visitor.words.pattern("checkout.pay"))
    await expect(pay).to_be_enabled()
    return pay
