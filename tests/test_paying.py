"""Journey 4: notices that are lost, late, doubled, forged or wrong change nothing they should not."""

from typing import Any

import httpx
import pytest
from support.fleet import Fleet, eventually

from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import CONTACT, Host

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(120)]


async def order_of(fleet: Fleet, host: Host, user: str) -> tuple[Api, dict[str, Any]]:
    api = await fleet.person(user)
    variant = host.products[0]["variants"][0]["variant_id"]
    cart = await api.post(f"/v1/shops/{host.shop_id}/cart/lines", {"variant_id": variant})
    order = await api.post(
        f"/v1/shops/{host.shop_id}/orders",
        {"contact": CONTACT, "expected_total": cart["total"]},
    )
    return api, order


async def at_the_cashier(
    api: Api, order: dict[str, Any], **choice: str
) -> tuple[str, dict[str, Any]]:
    started = await api.post(f"/v1/orders/{order['order_id']}/payments", choice)
    redirect = started["redirect"]
    async with httpx.AsyncClient(headers={"Accept": "application/json"}) as browser:
        answer = await browser.post(redirect["url"], data=redirect["fields"])
    return started["payment"]["payment_id"], answer.json()


async def pay(cashier: dict[str, Any]) -> None:
    async with httpx.AsyncClient(headers={"Accept": "application/json"}, timeout=30) as browser:
        (await browser.post(cashier["pay_url"], json={})).raise_for_status()


async def send_notice(fleet: Fleet, cashier: dict[str, Any], **wish: Any) -> dict[str, Any]:
    async with httpx.AsyncClient(timeout=30) as client:
        body = {"MerchantTradeNo": cashier["merchant_trade_no"], "kind": "paid", **wish}
        answer = await client.post(f"{fleet.sandbox}/_ecpay/send-notice", json=body)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told


async def state_of(api: Api, order: dict[str, Any]) -> str:
    return str((await api.get(f"/v1/orders/{order['order_id']}"))["state"])


async def test_a_forged_notice_and_a_wrong_amount_pay_nothing(fleet: Fleet, host: Host) -> None:
    api, order = await order_of(fleet, host, "buyer5")
    payment_id, cashier = await at_the_cashier(api, order)
    forged = await send_notice(fleet, cashier, sign=False, overrides={"CheckMacValue": "0" * 64})
    assert forged["answer"] != "1|OK"
    await send_notice(fleet, cashier, sign=True, overrides={"TradeAmt": "1"})
    await send_notice(fleet, cashier, sign=True, overrides={"SimulatePaid": "1"})
    assert await state_of(api, order) == "placed"
    assert (await api.get(f"/v1/payments/{payment_id}"))["state"] == "pending"
    assert (
        await fleet.rows("payment", "SELECT 1 FROM outbox WHERE key = $1", order["order_id"])
    ) == []


async def test_a_doubled_notice_pays_once(fleet: Fleet, host: Host) -> None:
    api, order = await order_of(fleet, host, "buyer6")
    _, cashier = await at_the_cashier(api, order)
    await pay(cashier)
    for _ in range(3):
        assert (await send_notice(fleet, cashier, sign=True))["answer"] == "1|OK"

    async def paid() -> bool:
        return await state_of(api, order) == "paid"

    await eventually(paid)
    for service, topic in (("payment", "payment.settled"), ("order", "order.paid")):
        told = await fleet.rows(
            service,
            "SELECT 1 FROM outbox WHERE topic = $1 AND key = $2",
            topic,
            order["order_id"],
        )
        assert len(told) == 1, topic


async def test_a_silent_provider_is_asked(fleet: Fleet, host: Host) -> None:
    api, order = await order_of(fleet, host, "buyer7")
    _, cashier = await at_the_cashier(api, order)
    await fleet.dial("ecpay", merchant_trade_no=cashier["merchant_trade_no"], silent=True)
    await pay(cashier)

    async def paid() -> bool:
        return await state_of(api, order) == "paid"

    await eventually(paid, within_s=40)


async def test_an_unpaid_order_ends_at_its_deadline_and_late_money_is_due_back(
    fleet: Fleet, host: Host
) -> None:
    api, order = await order_of(fleet, host, "buyer8")
    payment_id, cashier = await at_the_cashier(api, order)
    assert (await host.stock())[0]["held"] == 1

    async def expired() -> bool:
        return await state_of(api, order) == "expired"

    await eventually(expired, within_s=40)

    async def returned() -> bool:
        return (await host.stock())[0]["held"] == 0

    await eventually(returned)
    await pay(cashier)

    async def due() -> bool:
        return bool((await api.get(f"/v1/payments/{payment_id}"))["state"] == "refund_due")

    await eventually(due, within_s=30)
    assert await state_of(api, order) == "expired"
    stock = (await host.stock())[0]
    assert (stock["held"], stock["sold"]) == (0, 0)


async def test_a_code_that_nobody_tells_is_asked_for_and_its_order_waits(
    fleet: Fleet, host: Host
) -> None:
    """The code is there, the order waits as long as it can be paid, and its late notice changes nothing."""
    api, order = await order_of(fleet, host, "buyer9")
    await fleet.dial("ecpay", silent_code=True)
    payment_id, cashier = await at_the_cashier(api, order, method="atm")
    await fleet.dial("ecpay")
    assert cashier["payment_info"]["vAccount"]

    async def shown() -> bool:
        return bool((await api.get(f"/v1/payments/{payment_id}"))["pay_code"])

    async def waits() -> bool:
        later = (await api.get(f"/v1/orders/{order['order_id']}"))["pay_deadline"]
        return bool(later > order["pay_deadline"])

    await eventually(shown, within_s=40)
    await eventually(waits)
    before = await api.get(f"/v1/orders/{order['order_id']}")
    told = await send_notice(fleet, cashier, kind="code", sign=True)
    assert told["answer"] == "1|OK"
    assert await api.get(f"/v1/orders/{order['order_id']}") == before
    awaited = "SELECT 1 FROM outbox WHERE topic = 'payment.awaited' AND key = $1"
    assert len(await fleet.rows("payment", awaited, order["order_id"])) == 1
    await pay(cashier)

    async def paid() -> bool:
        return await state_of(api, order) == "paid"

    await eventually(paid)
