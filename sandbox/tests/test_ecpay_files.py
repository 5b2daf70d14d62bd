import csv
from datetime import datetime

import httpx
import pytest

from nightmarket_sandbox.ecpay.mac import signed
from nightmarket_sandbox.ids import TAIPEI
from sandbox.tests.driver import JSON, KEYS, Clock, checkout, trade

pytestmark = pytest.mark.asyncio
NUMBER = "LIVE20260101A001"


async def pay(http: httpx.AsyncClient) -> str:
    """Pay a card trade of 1,688; the day it was paid."""
    body = await checkout(http, NeedExtraPaidInfo="Y")
    await http.post(body["pay_url"], json={}, headers=JSON)
    paid = datetime.fromtimestamp((await trade(http))["paid_at"], TAIPEI)
    return f"{paid:%Y-%m-%d}"


async def orders(http: httpx.AsyncClient, day: str, **changes: str) -> httpx.Response:
    form = {
        "MerchantID": "3002607",
        "DateType": "2",
        "BeginDate": day,
        "EndDate": day,
        "PaymentStatus": "1",
        "MediaFormated": "1",
        "CharSet": "2",
    }
    return await http.post("/ecpay/PaymentMedia/TradeNoAio", data=signed(form | changes, KEYS))


async def funding(http: httpx.AsyncClient, day: str) -> list[dict[str, str]]:
    form = {
        "MerchantID": "3002607",
        "PayDateType": "close",
        "StartDate": day,
        "EndDate": day,
        "CharSet": "2",
    }
    answer = await http.post("/ecpay/CreditDetail/FundingReconDetail", data=signed(form, KEYS))
    return list(csv.DictReader(answer.text.splitlines()))


async def dial(http: httpx.AsyncClient, **dials: object) -> None:
    (await http.put("/_dials/ecpay", json=dials)).raise_for_status()


async def test_a_day_that_is_over_has_its_orders(http: httpx.AsyncClient, clock: Clock) -> None:
    day = await pay(http)
    assert len((await orders(http, day)).text.splitlines()) == 1
    await dial(http, files_early=True)
    lines = (await orders(http, day)).text.splitlines()
    assert lines[0].startswith('="訂單日期",="廠商訂單編號",="綠界訂單編號"')
    assert f'="{NUMBER}"' in lines[1]
    assert '="1688"' in lines[1]
    await dial(http)
    clock.ahead += 86_400
    assert len((await orders(http, day)).text.splitlines()) == 2


async def test_a_request_that_is_not_signed_gets_no_file(http: httpx.AsyncClient) -> None:
    day = await pay(http)
    await dial(http, files_early=True)
    form = {"MerchantID": "3002607", "DateType": "2", "BeginDate": day, "EndDate": day}
    answer = await http.post("/ecpay/PaymentMedia/TradeNoAio", data=form)
    assert answer.text == "0|CheckMacValue Error"
    assert (await orders(http, day, MediaFormated="0")).text == "0|CheckMacValue Error"


async def test_big5_unless_asked_otherwise(http: httpx.AsyncClient) -> None:
    day = await pay(http)
    await dial(http, files_early=True)
    assert "已付款" in (await orders(http, day, CharSet="1")).content.decode("big5")
    await dial(http, files_early=True, file_fault="big5")
    assert "已付款" in (await orders(http, day)).content.decode("big5")


@pytest.mark.parametrize(
    ("fault", "rows"),
    [("missing_row", 0), ("doubled_row", 2), ("extra_row", 2), ("other_amount", 1)],
)
async def test_faults_of_rows(http: httpx.AsyncClient, fault: str, rows: int) -> None:
    day = await pay(http)
    await dial(http, files_early=True, file_fault=fault)
    assert len((await orders(http, day)).text.splitlines()) == 1 + rows


async def test_closes_and_refunds_are_in_the_other_file(http: httpx.AsyncClient) -> None:
    day = await pay(http)
    await dial(http, files_early=True, card_state="authorised")
    assert await funding(http, day) == []
    await dial(http, files_early=True, card_state="closed")
    form = {
        "MerchantID": "3002607",
        "MerchantTradeNo": NUMBER,
        "TradeNo": str((await trade(http))["trade_no"]),
        "Action": "R",
        "TotalAmount": "688",
    }
    await http.post("/ecpay/CreditDetail/DoAction", data=signed(form, KEYS))
    rows = await funding(http, day)
    assert "-688" in [row["交易金額"] for row in rows]
    assert {row["訂單編號"] for row in rows} == {NUMBER}
    await dial(http, files_early=True, card_state="closed", file_fault="missing_refund")
    assert "-688" not in [row["交易金額"] for row in await funding(http, day)]
