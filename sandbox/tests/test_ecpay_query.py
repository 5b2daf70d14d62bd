import time
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from nightmarket_sandbox.ecpay.mac import signed, verifies
from sandbox.tests.driver import JSON, KEYS, Clock, Merchant, checkout, trade

INFO = "http://127.0.0.1:8000/callbacks/ecpay"
pytestmark = pytest.mark.asyncio


async def query(
    http: httpx.AsyncClient,
    number: str = "LIVE20260101A001",
    *,
    at: float | None = None,
    path: str = "QueryTradeInfo/V5",
) -> httpx.Response:
    stamp = str(int(time.time() if at is None else at))
    form = {"MerchantID": "3002607", "MerchantTradeNo": number, "TimeStamp": stamp}
    return await http.post(f"/ecpay/Cashier/{path}", data=signed(form, KEYS))


def literal(text: str) -> dict[str, str]:
    """Read as ECPay's PHP SDK does: a plus is a plus."""
    pairs = (pair.partition("=") for pair in text.split("&"))
    return {name: unquote(value) for name, _, value in pairs}


def spaced(text: str) -> dict[str, str]:
    """Read as ECPay's Python SDK does: a plus is a space."""
    return literal(text.replace("+", " "))


async def test_unpaid_then_paid(http: httpx.AsyncClient) -> None:
    body = await checkout(http, NeedExtraPaidInfo="Y")
    unpaid = literal((await query(http)).text)
    assert verifies(unpaid, KEYS)
    assert unpaid["TradeStatus"] == "0"
    assert unpaid["PaymentDate"] == ""
    await http.post(body["pay_url"], json={}, headers=JSON)
    paid = literal((await query(http)).text)
    assert verifies(paid, KEYS)
    assert paid["TradeStatus"] == "1"
    assert paid["HandlingCharge"] == "47"
    assert paid["gwsr"]
    assert (await trade(http))["queries"] == 2


async def test_the_code_that_was_issued_until_it_is_paid(http: httpx.AsyncClient) -> None:
    async def code(number: str = "LIVE20260101A001") -> dict[str, str]:
        answer = literal((await query(http, number, path="QueryPaymentInfo")).text)
        assert verifies(answer, KEYS)
        return answer

    assert (await code("NOBODY"))["RtnCode"] == "10200047"
    await http.put("/_dials/ecpay", json={"silent_code": True})
    body = await checkout(http, ChoosePayment="CVS", TotalAmount="350", PaymentInfoURL=INFO)
    told = await code()
    assert told["RtnCode"] == "10100073"
    assert told["PaymentNo"] == body["payment_info"]["PaymentNo"]
    assert (await trade(http))["deliveries"] == 0
    await http.post(body["pay_url"], json={}, headers=JSON)
    assert (await code())["RtnCode"] == "0"


async def test_a_burst_is_of_both_questions(http: httpx.AsyncClient) -> None:
    await checkout(http)
    await http.put("/_dials/ecpay", json={"query_burst": 1})
    assert (await query(http)).status_code == 200
    assert (await query(http, path="QueryPaymentInfo")).status_code == 403


async def test_plus_trap(http: httpx.AsyncClient) -> None:
    await checkout(http)
    text = (await query(http)).text
    assert verifies(literal(text), KEYS)
    assert not verifies(spaced(text), KEYS)
    await http.put("/_dials/ecpay", json={"query_plus": "form"})
    text = (await query(http)).text
    assert verifies(spaced(text), KEYS)
    assert not verifies(literal(text), KEYS)


@pytest.mark.parametrize("skew", [-181, 185])
async def test_stale_timestamp(http: httpx.AsyncClient, skew: int) -> None:
    await checkout(http)
    answer = literal((await query(http, at=time.time() + skew)).text)
    assert answer["TradeStatus"] == "10200073"


async def test_unknown_order_and_bad_signature(http: httpx.AsyncClient) -> None:
    unknown = literal((await query(http, "NOBODY")).text)
    assert verifies(unknown, KEYS)
    assert unknown["TradeStatus"] == "10200047"
    form = {"MerchantID": "3002607", "MerchantTradeNo": "X", "CheckMacValue": "00"}
    response = await http.post("/ecpay/Cashier/QueryTradeInfo/V5", data=form)
    assert literal(response.text)["TradeStatus"] == "10200073"


async def test_burst_is_blocked_for_half_an_hour(http: httpx.AsyncClient, clock: Clock) -> None:
    await checkout(http)
    await http.put("/_dials/ecpay", json={"query_burst": 3})
    codes = [(await query(http)).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 403]
    clock.ahead = 1790
    assert (await query(http, at=clock())).status_code == 403
    clock.ahead = 1810
    assert (await query(http, at=clock())).status_code == 200


async def test_queries_are_counted_by_time_that_passes(
    http: httpx.AsyncClient, clock: Clock
) -> None:
    await checkout(http)
    day_s = 86_400
    await http.put("/_dials/ecpay", json={"query_burst": 3, "clock_ahead_s": day_s})
    for _ in range(2):
        assert (await query(http, at=clock() + day_s)).status_code == 200
    await http.put("/_dials/ecpay", json={"query_burst": 3})
    clock.ahead = 60
    codes = [(await query(http, at=clock())).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 403]


async def test_dial_query_403(http: httpx.AsyncClient) -> None:
    await checkout(http)
    await http.put("/_dials/ecpay", json={"query_403": True})
    assert (await query(http)).status_code == 403
    await http.delete("/_dials/ecpay")
    assert (await query(http)).status_code == 200


async def send(http: httpx.AsyncClient, **order: Any) -> httpx.Response:
    return await http.post(
        "/_ecpay/send-notice", json={"MerchantTradeNo": "LIVE20260101A001"} | order
    )


async def test_send_notice_at_will(http: httpx.AsyncClient, merchant: Merchant) -> None:
    await checkout(http)
    sent = (await send(http, overrides={"TradeAmt": "1", "StoreID": None, "New": "x"})).json()
    assert sent["acknowledged"] is True
    notice = merchant.bodies[0]
    assert notice == sent["fields"]
    assert verifies(notice, KEYS)
    assert (notice["TradeAmt"], notice["New"]) == ("1", "x")
    assert "StoreID" not in notice
    await send(http, sign=False)
    assert not verifies(merchant.bodies[1], KEYS)
    assert (await send(http, kind="code")).json()["fields"]["RtnCode"] == "2"
    assert (await send(http, kind="failed")).json()["fields"]["RtnCode"] == "10200058"
    found = await trade(http)
    assert (found["status"], found["deliveries"]) == ("unpaid", 4)


async def test_send_notice_for_a_trade_nobody_made(
    http: httpx.AsyncClient, merchant: Merchant
) -> None:
    assert (await send(http)).status_code == 404
    url = "http://127.0.0.1:7777/other"
    sent = await send(http, url=url, overrides={"RtnCode": "1"})
    assert sent.json()["status_code"] == 200
    assert verifies(merchant.bodies[0], KEYS)
    assert (await send(http, colour="red")).status_code == 422


async def test_dial_clock_ahead(http: httpx.AsyncClient) -> None:
    """A question asked at the right time is stale for a clock that is wrong, and is answered again after."""
    await checkout(http)
    await http.put("/_dials/ecpay", json={"clock_ahead_s": 3600})
    assert literal((await query(http)).text)["TradeStatus"] == "10200073"
    assert literal((await query(http, at=time.time() + 3600)).text)["TradeStatus"] == "0"
    await http.delete("/_dials/ecpay")
    assert literal((await query(http)).text)["TradeStatus"] == "0"
