from typing import Any

import httpx
import pytest
import pytest_asyncio

from nightmarket_sandbox.ecpay.mac import signed
from sandbox.tests.driver import JSON, KEYS, Clock, checkout, trade

pytestmark = pytest.mark.asyncio
NUMBER = "LIVE20260101A001"
CHECK_CODE = "59997889"


@pytest_asyncio.fixture
async def paid(http: httpx.AsyncClient) -> str:
    """ECPay's number of a paid card trade of 1,688."""
    body = await checkout(http, NeedExtraPaidInfo="Y")
    await http.post(body["pay_url"], json={}, headers=JSON)
    return str((await trade(http))["trade_no"])


async def act(http: httpx.AsyncClient, trade_no: str, action: str, amount: int) -> str:
    """RtnCode and RtnMsg."""
    form = {
        "MerchantID": "3002607",
        "MerchantTradeNo": NUMBER,
        "TradeNo": trade_no,
        "Action": action,
        "TotalAmount": str(amount),
    }
    answer = await http.post("/ecpay/CreditDetail/DoAction", data=signed(form, KEYS))
    fields = dict(pair.split("=", 1) for pair in answer.text.split("&") if "=" in pair)
    return f"{fields.get('RtnCode', answer.status_code)} {fields.get('RtnMsg', '')}".strip()


async def detail(http: httpx.AsyncClient, **changes: str) -> dict[str, Any]:
    form = {
        "MerchantID": "3002607",
        "CreditRefundId": "10000001",
        "CreditAmount": "1688",
        "CreditCheckCode": CHECK_CODE,
    }
    answer = await http.post("/ecpay/CreditDetail/QueryTrade/V2", data=signed(form | changes, KEYS))
    found: dict[str, Any] = answer.json()
    return found


async def dial(http: httpx.AsyncClient, **dials: object) -> None:
    (await http.put("/_dials/ecpay", json=dials)).raise_for_status()


async def test_before_the_close_only_the_whole_is_abandoned(
    http: httpx.AsyncClient, paid: str
) -> None:
    await dial(http, card_state="authorised")
    assert (await detail(http))["RtnValue"]["status"] == "已授權"
    assert await act(http, paid, "R", 1688) == "0 error_status"
    assert await act(http, paid, "N", 100) == "0 error_status"
    assert await act(http, paid, "N", 1688) == "1 Succeeded"
    assert await act(http, paid, "N", 1688) == "0 error_status"
    assert (await detail(http))["RtnValue"]["status"] == "已取消"
    assert (await trade(http))["abandoned"]


async def test_to_be_closed_takes_parts_or_is_undone_first(
    http: httpx.AsyncClient, paid: str
) -> None:
    await dial(http, card_state="closing")
    assert await act(http, paid, "R", 1688) == "0 error_status"
    assert await act(http, paid, "E", 1688) == "1 Succeeded"
    assert await act(http, paid, "N", 1688) == "1 Succeeded"


async def test_never_more_than_was_closed_goes_back(http: httpx.AsyncClient, paid: str) -> None:
    await dial(http, card_state="closed")
    assert await act(http, paid, "R", 700) == "1 Succeeded"
    assert await act(http, paid, "R", 1000) == "0 error_status"
    assert (
        await act(http, paid, "R", 700) == "1 Succeeded"
    )  # no key: the same again is a second one
    value = (await detail(http))["RtnValue"]
    assert [one["amount"] for one in value["close_data"]] == ["1688", "-700", "-700"]
    assert value["clsamt"] == "288"
    assert (await trade(http))["refunds"] == [700, 700]


async def test_an_answer_may_be_lost_and_a_refund_refused(
    http: httpx.AsyncClient, paid: str
) -> None:
    await dial(http, card_state="closed", action_lost=True)
    assert await act(http, paid, "R", 100) == "504"
    assert (await trade(http))["refunds"] == [100]
    await dial(http, card_state="closed", action_refused=True)
    assert await act(http, paid, "R", 100) == "0 error_balance"
    assert (await trade(http))["refunds"] == [100]


async def test_the_day_closes_at_a_quarter_past_eight(
    http: httpx.AsyncClient, paid: str, clock: Clock
) -> None:
    at = (await trade(http))["paid_at"]
    taipei = (at + 8 * 3600) % 86_400
    clock.ahead = (20 * 3600 + 15 * 60 - taipei) % 86_400 - 60
    assert (await detail(http))["RtnValue"]["status"] == "已授權"
    clock.ahead += 120
    assert (await detail(http))["RtnValue"]["status"] == "要關帳"
    assert await act(http, paid, "R", 100) == "0 error_closing"
    clock.ahead += 900
    assert await act(http, paid, "R", 100) == "1 Succeeded"
    clock.ahead += 86_400
    assert (await detail(http))["RtnValue"]["status"] == "已關帳"


async def test_who_may_not_is_told_nothing(http: httpx.AsyncClient, paid: str) -> None:
    assert (await detail(http, CreditCheckCode="0"))["RtnMsg"] == "error_Stop"
    assert (await detail(http, CreditRefundId="1"))["RtnMsg"] == "error_nopay"
    assert await act(http, "1", "R", 100) == "0 error_nopay"
    form = {"MerchantID": "3002607", "MerchantTradeNo": NUMBER, "TradeNo": paid, "Action": "N"}
    answer = await http.post(
        "/ecpay/CreditDetail/DoAction", data={**form, "TotalAmount": "1688", "CheckMacValue": "0"}
    )
    assert "RtnCode=0&RtnMsg=CheckMacValue Error" in answer.text
    assert not (await trade(http))["abandoned"]
