import httpx
import pytest

from nightmarket_sandbox.ecpay.mac import FIELD, verifies
from sandbox.tests.driver import JSON, KEYS, Merchant, checkout, order_form, trade

pytestmark = pytest.mark.asyncio
CHECKOUT = "/ecpay/Cashier/AioCheckOut/V5"


async def refusal(http: httpx.AsyncClient, form: dict[str, str], **headers: str) -> str:
    response = await http.post(CHECKOUT, data=form, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "交易無法進行" in response.text
    return response.text


async def test_shopper_sees_the_cashier(http: httpx.AsyncClient) -> None:
    response = await http.post(CHECKOUT, data=order_form(ChoosePayment="ALL", IgnorePayment="CVS"))
    assert response.status_code == 200
    assert "NT$1,688" in response.text
    assert "A款(紅)*1 &amp; B款+贈品 100%!" in response.text
    assert 'value="ATM"' in response.text
    assert 'value="CVS"' not in response.text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"MerchantID": "2000132"}, "MerchantID"),
        ({"MerchantTradeNo": "with-dash"}, "MerchantTradeNo"),
        ({"MerchantTradeNo": "x" * 21}, "MerchantTradeNo"),
        ({"MerchantTradeDate": "2026-01-01 09:08:07"}, "MerchantTradeDate"),
        ({"MerchantTradeDate": "2026/13/01 09:08:07"}, "MerchantTradeDate"),
        ({"PaymentType": "AIO"}, "PaymentType"),
        ({"TotalAmount": "0"}, "TotalAmount"),
        ({"TotalAmount": "10.5"}, "TotalAmount"),
        ({"TotalAmount": None}, "TotalAmount Is NULL"),
        ({"TotalAmount": "200000"}, "10200050"),
        ({"TotalAmount": "2999", "ChoosePayment": "BNPL"}, "10200105"),
        ({"TradeDesc": ""}, "TradeDesc Is NULL"),
        ({"TradeDesc": "x" * 201}, "TradeDesc"),
        ({"ItemName": "<b>bold</b>"}, "ItemName"),
        ({"ItemName": "Python book"}, "10400011"),
        ({"EncryptType": "0"}, "EncryptType"),
        ({"ChoosePayment": "Cash"}, "ChoosePayment"),
        ({"ReturnURL": "ftp://shop.example/x"}, "ReturnURL"),
        ({"ReturnURL": "https://shop.example:8443/x"}, "ReturnURL"),
        ({"ReturnURL": "https://商店.example/x"}, "ReturnURL"),
        ({"ReturnURL": "https://shop.example/a|b"}, "ReturnURL"),
        ({"OrderResultURL": "http://127.0.0.1:7777/notify"}, "OrderResultURL equals"),
        ({"NeedExtraPaidInfo": "yes"}, "NeedExtraPaidInfo"),
        ({"CustomField1": "x" * 51}, "CustomField1"),
        ({"Language": "THA"}, "Language"),
    ],
)
async def test_bad_order_is_a_page_with_status_200(
    http: httpx.AsyncClient, changes: dict[str, str | None], text: str
) -> None:
    assert text in await refusal(http, order_form(**changes))


async def test_wrong_signature(http: httpx.AsyncClient) -> None:
    form = order_form() | {"TotalAmount": "1"}
    assert "10200073 CheckMacValue Error" in await refusal(http, form)
    form.pop(FIELD)
    assert "10200073 CheckMacValue Error" in await refusal(http, form)


async def test_empty_field_takes_part_in_the_signature(http: httpx.AsyncClient) -> None:
    await checkout(http, StoreID="")
    form = order_form("ANOTHER1") | {"StoreID": ""}
    assert "10200073" in await refusal(http, form)


async def test_number_is_unique_for_ever(http: httpx.AsyncClient) -> None:
    body = await checkout(http)
    await http.post(body["fail_url"], json={}, headers=JSON)
    assert "10200047" in await refusal(http, order_form(TotalAmount="99"))


async def test_refused_order_does_not_use_its_number(http: httpx.AsyncClient) -> None:
    await refusal(http, order_form() | {"TotalAmount": "1"})
    await checkout(http)


async def test_program_reads_refusals_as_json(http: httpx.AsyncClient) -> None:
    form = order_form() | {"TotalAmount": "1"}
    response = await http.post(CHECKOUT, data=form, headers=JSON)
    assert response.json() == {"code": "10200073", "message": "CheckMacValue Error"}


async def test_only_a_top_level_form_of_a_real_browser(http: httpx.AsyncClient) -> None:
    line = "Mozilla/5.0 (iPhone) Safari Line/14.2.0"
    assert "system browser" in await refusal(http, order_form(), **{"user-agent": line})
    framed = {"sec-fetch-dest": "iframe"}
    assert "top-level form" in await refusal(http, order_form(), **framed)
    response = await http.post(CHECKOUT, json=order_form())
    assert response.status_code == 200
    assert "交易無法進行" in response.text


async def test_long_item_name_is_cut(http: httpx.AsyncClient) -> None:
    body = await checkout(http, ItemName="紅" * 450)
    page = await http.get(body["page_url"])
    assert "紅" * 400 in page.text
    assert "紅" * 401 not in page.text


async def test_atm_code_is_told_at_once_and_paid_later(
    http: httpx.AsyncClient, merchant: Merchant
) -> None:
    body = await checkout(
        http,
        ChoosePayment="ATM",
        ChooseSubPayment="CATHAY",
        PaymentInfoURL="http://127.0.0.1:7777/info",
    )
    assert len(body["payment_info"]["vAccount"]) == 16
    (notice,) = await merchant.expect(1)
    assert notice["RtnCode"] == "2"
    assert notice["PaymentType"] == "ATM_CATHAY"
    assert notice["BankCode"]
    assert verifies(notice, KEYS)
    assert (await trade(http))["status"] == "unpaid"
    await http.post(body["pay_url"], json={}, headers=JSON)
    paid = (await merchant.expect(2))[1]
    assert paid["RtnCode"] == "1"
    assert merchant.paths == ["/info", "/notify"]


@pytest.mark.parametrize("method", ["CVS", "BARCODE"])
async def test_store_code(http: httpx.AsyncClient, merchant: Merchant, method: str) -> None:
    body = await checkout(http, ChoosePayment="ALL", PaymentInfoURL="http://127.0.0.1:7777/info")
    issued = await http.post(body["code_url"], json={"method": method}, headers=JSON)
    info = issued.json()["payment_info"]
    assert bool(info["PaymentNo"]) is (method == "CVS")
    assert bool(info["Barcode1"]) is (method == "BARCODE")
    (notice,) = await merchant.expect(1)
    assert notice["RtnCode"] == "10100073"
    assert notice["Barcode1"] == info["Barcode1"]
    assert verifies(notice, KEYS)


async def test_code_without_payment_info_url_tells_nobody(
    http: httpx.AsyncClient, merchant: Merchant
) -> None:
    await checkout(http, ChoosePayment="CVS")
    assert (await trade(http))["notices"] == []
    assert merchant.bodies == []


async def test_code_page_for_people(http: httpx.AsyncClient) -> None:
    form = order_form(ChoosePayment="ATM", ClientRedirectURL="http://127.0.0.1:7777/code")
    response = await http.post(CHECKOUT, data=form)
    assert 'action="http://127.0.0.1:7777/code"' in response.text
    assert 'name="vAccount"' in response.text
