"""The sandbox's two pages as a person meets them: LINE's consent, ECPay's cashier."""

import json
from typing import Any

import pytest
from browser.devices import IN_LINE, LANGUAGES
from browser.twins import (
    amount_at_ecpay,
    fail_at_ecpay,
    log_in_at_line,
    pay_at_ecpay,
    refuse_at_line,
)
from browser.visitor import Visitor, Visitors
from playwright.async_api import Page, expect
from support.fleet import Fleet, eventually

from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import CONTACT, Host

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(120, func_only=True),  # the first fleet builds the app
]
LOG_IN = "/v1/auth/line/start?return_to=/healthz"
TITLES = {
    "zh_TW": "使用 LINE 登入",
    "zh_CN": "使用 LINE 登入",
    "th": "เข้าสู่ระบบด้วย LINE",
    "en": "Log in with LINE",
    "ja": "LINEでログイン",
}


async def who(page: Page) -> Any:
    """Whom the browser's cookies are for, as the gateway sees it."""
    answer = await page.request.get("/v1/me")
    return (await answer.json()).get("display_name") if answer.ok else None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_person_logs_in_at_line(visitors: Visitors, language: str) -> None:
    visitor = await visitors.enter(language=language)
    page = visitor.page
    await page.goto(f"{LOG_IN}&locale={LANGUAGES[language].browser}")
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[language])
    await visitor.photograph("line")
    await log_in_at_line(page, "buyer1")
    assert page.url.endswith("/healthz")
    assert await who(page) == "陳怡君"
    cookies = {cookie["name"]: cookie for cookie in await visitor.context.cookies()}
    assert cookies["nm_at"]["httpOnly"]
    assert cookies["nm_rt"]["sameSite"] == "Lax"


async def test_a_new_name_is_typed_in_on_a_desktop(visitors: Visitors) -> None:
    visitor = await visitors.enter("desktop", language="en")
    await visitor.page.goto(LOG_IN)
    await log_in_at_line(visitor.page, "Newcomer")
    assert await who(visitor.page) == "Newcomer"


async def test_whoever_refuses_stays_a_guest(visitors: Visitors) -> None:
    visitor = await visitors.enter(language="en")
    await visitor.page.goto(LOG_IN)
    await refuse_at_line(visitor.page)
    assert "/login?reason=" in visitor.page.url
    assert await who(visitor.page) is None


async def ordered(fleet: Fleet, host: Host, user: str) -> tuple[Api, str]:
    api = await fleet.person(user)
    line = {"variant_id": host.products[0]["variants"][0]["variant_id"], "quantity": 1}
    cart = await api.post(f"/v1/shops/{host.shop_id}/cart/lines", line)
    body = {"contact": CONTACT, "expected_total": cart["total"]}
    order = await api.post(f"/v1/shops/{host.shop_id}/orders", body)
    return api, str(order["order_id"])


async def go_to_the_cashier(visitor: Visitor, api: Api, order_id: str) -> None:
    """Post the form that the gateway gives, as a page of the app does: in the window itself."""
    started = await api.post(f"/v1/orders/{order_id}/payments", {"return_to": "/healthz"})
    await visitor.page.goto("/")
    await visitor.page.evaluate(
        """({url, fields}) => {
            const form = Object.assign(document.createElement("form"), {method: "post", action: url});
            for (const [name, value] of Object.entries(fields))
                form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
            document.body.append(form);
            form.submit();
        }""",
        started["redirect"],
    )


async def state_of(api: Api, order_id: str) -> str:
    return str((await api.get(f"/v1/orders/{order_id}"))["state"])


@pytest.mark.parametrize("device", ["phone", "desktop"])
async def test_a_person_pays_at_ecpay(fleet: Fleet, visitors: Visitors, device: str) -> None:
    host = await fleet.host()
    api, order_id = await ordered(fleet, host, "buyer2")
    visitor = await visitors.enter(device)
    await go_to_the_cashier(visitor, api, order_id)
    assert await amount_at_ecpay(visitor.page) == "NT$320"
    await visitor.photograph("cashier")
    await pay_at_ecpay(visitor.page)
    assert "/healthz?payment_id=" in visitor.page.url

    async def paid() -> bool:
        return await state_of(api, order_id) == "paid"

    await eventually(paid)
    await fleet.close_apps()


async def test_a_refused_card_leaves_the_order_unpaid(fleet: Fleet, visitors: Visitors) -> None:
    host = await fleet.host()
    api, order_id = await ordered(fleet, host, "buyer3")
    visitor = await visitors.enter(language="en")
    await go_to_the_cashier(visitor, api, order_id)
    await fail_at_ecpay(visitor.page)
    assert "/healthz?payment_id=" in visitor.page.url
    assert await state_of(api, order_id) == "placed"
    await fleet.close_apps()


async def test_ecpay_refuses_the_browser_inside_line(fleet: Fleet, visitors: Visitors) -> None:
    """As the real one does (EC-doc 16449): the app must open the system's browser first."""
    host = await fleet.host()
    api, order_id = await ordered(fleet, host, "buyer4")
    visitor = await visitors.enter(user_agent=IN_LINE)
    await go_to_the_cashier(visitor, api, order_id)
    await expect(visitor.page.get_by_text("Please open in the system browser")).to_be_visible()
    await visitor.photograph("refused")
    await fleet.close_apps()


async def test_the_app_is_served_with_its_policy(visitors: Visitors) -> None:
    visitor = await visitors.enter()
    answer = await visitor.page.goto("/")
    assert answer is not None
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-cache"
    unknown = await visitor.page.request.get("/v1/nothing", headers={"Accept": "text/html"})
    assert json.loads(await unknown.text())["reason"] == "ROUTE_NOT_FOUND"
