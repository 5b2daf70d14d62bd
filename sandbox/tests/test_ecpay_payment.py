import asyncio
import time
from typing import Any

import httpx
import pytest

from nightmarket_sandbox.ecpay.mac import signed, verifies
from sandbox.tests.driver import GAP_S, JSON, KEYS, Merchant, checkout, trade

pytestmark = pytest.mark.asyncio
RESULT = "http://127.0.0.1:7777/result"


async def pay(http: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    response = await http.post(body["pay_url"], json={}, headers=JSON)
    assert response.status_code == 200, response.text
    paid: dict[str, Any] = response.json()
    return paid


async def put(http: httpx.AsyncClient, **dials: Any) -> None:
    response = await http.put("/_dials/ecpay", json=dials)
    assert response.status_code == 200, response.text


async def query(
    http: httpx.AsyncClient, number: str = "LIVE20260101A001", at: float | None = None
) -> httpx.Response:
    stamp = str(int(time.time() if at is None else at))
    form = {"MerchantID": "3002607", "MerchantTradeNo": number, "TimeStamp": stamp}
    return await http.post("/ecpay/Cashier/QueryTradeInfo/V5", data=signed(form, KEYS))


async def acknowledged(http: httpx.AsyncClient, count: int) -> None:
    async with asyncio.timeout(5):
        while (await trade(http))["acknowledged"] < count:
            continue


async def test_payment_is_told_signed_over_every_field(
    http: httpx.AsyncClient, merchant: Merchant
) -> None:
    body = await checkout(http, NeedExtraPaidInfo="Y", CustomField1="order-1", StoreID="S1")
    await pay(http, body)
    (notice,) = await merchant.expect(1)
    assert verifies(notice, KEYS)
    assert notice["RtnMsg"] == "交易成功"
    assert (notice["RtnCode"], notice["SimulatePaid"], notice["TradeAmt"]) == ("1", "0", "1688")
    assert notice["TradeNo"] == body["trade_no"]
    assert notice["CustomField1"] == "order-1"
    assert notice["PaymentTypeChargeFee"] == "47"
    assert notice["ATMAccBank"] == ""
    assert notice["card4no"] == "2222"
    assert "PlatformID" not in notice
    await acknowledged(http, 1)


async def test_without_extra_info_the_extra_fields_are_absent(
    http: httpx.AsyncClient, merchant: Merchant
) -> None:
    await pay(http, await checkout(http))
    (notice,) = await merchant.expect(1)
    assert "gwsr" not in notice
    assert notice["CustomField4"] == ""


BAD_ANSWERS = {
    "quotes": httpx.Response(200, text='"1|OK"'),
    "newline": httpx.Response(200, text="1|OK\n"),
    "lower": httpx.Response(200, text="1|ok"),
    "created": httpx.Response(201, text="1|OK"),
    "no content": httpx.Response(204),
    "redirect": httpx.Response(302, headers={"location": "http://127.0.0.1:7777/n"}),
    "refused": httpx.Response(200, text="0|CheckMacValue Error"),
    "down": httpx.Response(503),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
async def test_anything_but_the_exact_answer_is_resent_as_paid(
    http: httpx.AsyncClient, merchant: Merchant, name: str
) -> None:
    merchant.answers = [BAD_ANSWERS[name]]
    await pay(http, await checkout(http))
    first, second = await merchant.expect(2)
    assert (first["RtnMsg"], second["RtnMsg"]) == ("交易成功", "paid")
    assert first["CheckMacValue"] != second["CheckMacValue"]
    assert verifies(second, KEYS)


async def test_gives_up_after_five(http: httpx.AsyncClient, merchant: Merchant) -> None:
    merchant.answers = [httpx.Response(500) for _ in range(20)]
    await pay(http, await checkout(http))
    await merchant.expect(5)
    await put(http, delay_s=10 * GAP_S)
    await pay(http, await checkout(http, "LATER1"))
    assert (await merchant.expect(6))[5]["MerchantTradeNo"] == "LATER1"
    found = await trade(http)
    assert (found["deliveries"], found["acknowledged"]) == (5, 0)


async def test_slow_answer_counts_as_none(http: httpx.AsyncClient, merchant: Merchant) -> None:
    merchant.delay_s = 0.4
    await pay(http, await checkout(http))
    await merchant.expect(2)
    first = (await trade(http))["notices"][0]["deliveries"][0]
    assert first["error"] == "TimeoutError"


async def test_paid_twice_is_refused(http: httpx.AsyncClient, merchant: Merchant) -> None:
    body = await checkout(http)
    await pay(http, body)
    for act in ("pay_url", "fail_url", "cancel_url"):
        assert (await http.post(body[act], json={}, headers=JSON)).status_code == 409
    await merchant.expect(1)


async def test_browser_result_is_a_form_to_the_shop(http: httpx.AsyncClient) -> None:
    body = await checkout(http, OrderResultURL=RESULT, ClientBackURL="http://127.0.0.1/back")
    page = await http.post(body["pay_url"])
    assert f'action="{RESULT}"' in page.text
    assert ".submit()" in page.text
    other = await checkout(http, "OTHER1", OrderResultURL=RESULT)
    result = (await pay(http, other))["browser_result"]
    assert result["url"] == RESULT
    assert verifies(result["fields"], KEYS)


async def test_back_link_without_result_url(http: httpx.AsyncClient) -> None:
    body = await checkout(http, ClientBackURL="http://127.0.0.1/back")
    page = await http.post(body["page_url"] + "/confirm", data={"method": "Credit"})
    assert 'href="http://127.0.0.1/back"' in page.text
    other = await checkout(http, "OTHER1", ClientBackURL="http://127.0.0.1/back")
    left = await http.post(other["cancel_url"])
    assert (left.status_code, left.headers["location"]) == (303, "http://127.0.0.1/back")


async def test_failure_then_success_on_the_same_page(
    http: httpx.AsyncClient, merchant: Merchant
) -> None:
    body = await checkout(http)
    await http.post(body["fail_url"], json={}, headers=JSON)
    (failure,) = await merchant.expect(1)
    assert failure["RtnCode"] == "10200058"
    assert "TradeStatus=10200095" in (await query(http)).text
    await pay(http, body)
    assert (await merchant.expect(2))[1]["RtnCode"] == "1"


async def test_unknown_page(http: httpx.AsyncClient) -> None:
    assert (await http.post("/ecpay/Cashier/nobody/pay", headers=JSON)).status_code == 404


async def test_dial_duplicate(http: httpx.AsyncClient, merchant: Merchant) -> None:
    await put(http, duplicate=3, times=1)
    await pay(http, await checkout(http))
    bodies = await merchant.expect(4)
    assert len({body["CheckMacValue"] for body in bodies}) == 1
    await pay(http, await checkout(http, "SECOND1"))
    await merchant.expect(5)
    assert (await trade(http, "SECOND1"))["deliveries"] <= 1


async def test_dial_silent_leaves_only_the_query(
    http: httpx.AsyncClient, merchant: Merchant
) -> None:
    await put(http, silent=True)
    assert (await pay(http, await checkout(http, OrderResultURL=RESULT)))["browser_result"] is None
    assert "TradeStatus=1&" in (await query(http)).text
    assert merchant.bodies == []
    assert (await trade(http))["notices"][0]["silent"] is True


async def test_dial_forge_first_delivery_only(http: httpx.AsyncClient, merchant: Merchant) -> None:
    merchant.answers = [httpx.Response(200, text="0|CheckMacValue Error")]
    await put(http, forge=1)
    await pay(http, await checkout(http))
    first, second = await merchant.expect(2)
    assert not verifies(first, KEYS)
    assert verifies(second, KEYS)


async def test_dial_forge_all(http: httpx.AsyncClient, merchant: Merchant) -> None:
    merchant.answers = [httpx.Response(200, text="0|") for _ in range(5)]
    await put(http, forge=True)
    await pay(http, await checkout(http))
    assert not any(verifies(body, KEYS) for body in await merchant.expect(5))


async def test_dial_wrong_amount_is_rightly_signed(
    http: httpx.AsyncClient, merchant: Merchant
) -> None:
    await put(http, wrong_amount=-688)
    await pay(http, await checkout(http))
    (notice,) = await merchant.expect(1)
    assert notice["TradeAmt"] == "1000"
    assert verifies(notice, KEYS)
    assert "TradeAmt=1688" in (await query(http)).text


async def test_dial_simulate_paid_moves_no_money(
    http: httpx.AsyncClient, merchant: Merchant
) -> None:
    await put(http, simulate_paid=True)
    await pay(http, await checkout(http))
    (notice,) = await merchant.expect(1)
    assert (notice["RtnCode"], notice["SimulatePaid"]) == ("1", "1")
    assert "TradeStatus=0&" in (await query(http)).text


async def test_dial_delay(http: httpx.AsyncClient, merchant: Merchant) -> None:
    await put(http, delay_s=0.15)
    started = time.monotonic()
    await pay(http, await checkout(http))
    await merchant.expect(1)
    assert time.monotonic() - started >= 0.15


async def test_dial_late_after_cancel(http: httpx.AsyncClient, merchant: Merchant) -> None:
    await put(http, late_after_cancel=True, delay_s=0.05)
    body = await checkout(http)
    left = await http.post(body["cancel_url"], json={}, headers=JSON)
    assert left.json()["status"] == "unpaid"
    (notice,) = await merchant.expect(1)
    assert notice["RtnCode"] == "1"
    found = await trade(http)
    assert (found["status"], found["cancelled"]) == ("paid", True)


async def test_cancel_tells_nobody(http: httpx.AsyncClient, merchant: Merchant) -> None:
    body = await checkout(http)
    await http.post(body["cancel_url"], json={}, headers=JSON)
    assert (await trade(http))["notices"] == []
    assert merchant.bodies == []


async def test_dial_fail_then_succeed(http: httpx.AsyncClient, merchant: Merchant) -> None:
    await put(http, fail_then_succeed=True)
    assert (await pay(http, await checkout(http)))["status"] == "failed"
    codes = {body["RtnCode"] for body in await merchant.expect(2)}
    assert codes == {"10200058", "1"}
    assert (await trade(http))["status"] == "paid"


async def test_dial_for_one_trade(http: httpx.AsyncClient, merchant: Merchant) -> None:
    await put(http, merchant_trade_no="OTHER1", silent=True)
    await pay(http, await checkout(http))
    await merchant.expect(1)
    await pay(http, await checkout(http, "OTHER1"))
    assert (await trade(http, "OTHER1"))["notices"][0]["silent"] is True
    shown = (await http.get("/_dials/ecpay")).json()
    assert shown["by_trade"]["OTHER1"]["silent"] is True
    cleared = await http.delete("/_dials/ecpay", params={"merchant_trade_no": "OTHER1"})
    assert cleared.json()["by_trade"] == {}


async def test_unknown_dial_is_refused(http: httpx.AsyncClient) -> None:
    assert (await http.put("/_dials/ecpay", json={"forged": True})).status_code == 422
