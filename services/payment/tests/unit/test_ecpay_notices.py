from datetime import datetime
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket_payment.adapters.ecpay_mac import Keys, signed
from nightmarket_payment.adapters.ecpay_notices import read_answer, read_notice
from nightmarket_payment.domain.errors import NoticeForged, NoticeInvalid
from nightmarket_payment.domain.notice import CodeKind, Kind, Notice, Outcome, PayCode

KEYS = Keys(hash_key="pwFHCqoQZGmho4w6", hash_iv="EkRm7iFT261dpevs")
FORM = "application/x-www-form-urlencoded"
WIRE = (  # as it may look on the wire, from the fact sheet (T8)
    b"CustomField1=&CustomField2=&CustomField3=&CustomField4=&MerchantID=3002607"
    b"&MerchantTradeNo=LIVE20260101A001&PaymentDate=2026%2F01%2F01+09%3A10%3A00"
    b"&PaymentType=Credit_CreditCard&PaymentTypeChargeFee=47&RtnCode=1"
    b"&RtnMsg=%E4%BA%A4%E6%98%93%E6%88%90%E5%8A%9F&SimulatePaid=0&StoreID=&TradeAmt=1688"
    b"&TradeDate=2026%2F01%2F01+09%3A08%3A07&TradeNo=2601010908070001"
    b"&CheckMacValue=7F657B522F641E2756A1D4329A4B963371DFB6ADE608768827F7A38E4DEB9543"
)
PAID = {
    "MerchantID": "3002607",
    "MerchantTradeNo": "T00000000000000001",
    "RtnCode": "1",
    "RtnMsg": "交易成功",
    "TradeNo": "2601010908070001",
    "TradeAmt": "1688",
    "SimulatePaid": "0",
    "card4no": "2222",
}
ANSWER = {
    "MerchantID": "3002607",
    "MerchantTradeNo": "T00000000000000001",
    "TradeNo": "2601010908070001",
    "TradeAmt": "1688",
    "TradeStatus": "1",
    "PaymentDate": "2026/01/01 09:10:00",
    "ItemName": "A+B c~d #e",
}


def read(body: bytes, kind: Kind = Kind.NOTICE) -> Notice:
    return read_notice(body, kind=kind, content_type=FORM, merchant_id="3002607", keys=KEYS)


def notice(**changes: str | None) -> Notice:
    fields: dict[str, Any] = {**PAID, **changes}
    kept = {name: value for name, value in fields.items() if value is not None}
    return read(urlencode(signed(kept, KEYS)).encode())


def answer(body: str) -> Notice | None:
    return read_answer(
        body.encode(),
        content_type="text/html",
        reference=ANSWER["MerchantTradeNo"],
        merchant_id="3002607",
        keys=KEYS,
    )


def test_the_sheets_wire_body() -> None:
    read_one = read(WIRE)
    assert (read_one.outcome, read_one.is_ours, read_one.simulated) == (Outcome.PAID, True, False)
    assert read_one.amount.amount_minor == 168_800
    assert read_one.reference == "LIVE20260101A001"
    assert read_one.provider_ref == "2601010908070001"


def test_a_resend_has_the_same_key_though_its_bytes_differ() -> None:
    assert notice().dedupe_key == notice(RtnMsg="paid").dedupe_key
    for change in ({"RtnCode": "2"}, {"SimulatePaid": "1"}, {"TradeAmt": "1"}, {"TradeNo": "9"}):
        assert notice(**change).dedupe_key != notice().dedupe_key


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("1", Outcome.PAID),
        ("2", Outcome.PENDING),
        ("10100073", Outcome.PENDING),
        ("10200058", Outcome.FAILED),
        ("0", Outcome.FAILED),
        ("99999999", Outcome.FAILED),
    ],
)
def test_codes(code: str, outcome: Outcome) -> None:
    assert notice(RtnCode=code).outcome is outcome


def test_payment_that_does_not_say_it_is_real_is_not_real() -> None:
    assert notice(SimulatePaid=None).simulated
    assert notice(SimulatePaid="").simulated
    assert not notice(SimulatePaid=None, RtnCode="2").simulated


def test_somebody_elses_merchant_number_is_seen() -> None:
    assert not notice(MerchantID="2000132").is_ours


@given(st.integers(min_value=0, max_value=len(WIRE) - 1), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_is_never_believed(place: int, by: int) -> None:
    body = bytearray(WIRE)
    body[place] = (body[place] + by) % 256
    try:
        believed = read(bytes(body))
    except (NoticeForged, NoticeInvalid):
        return
    # Another spelling of the same fields (%2F as %2f, a mac in lower case) is the same notice.
    assert believed.dedupe_key == read(WIRE).dedupe_key


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"RtnCode=1",
        b"\xff\xfe",
        b"a=%ff&CheckMacValue=00",
        WIRE + b"&RtnCode=1",
        b"a=1&" * 300,
        b"x" * 70_000,
        b'{"RtnCode": "1"}',
    ],
)
def test_what_is_no_form_is_invalid(body: bytes) -> None:
    with pytest.raises(NoticeInvalid):
        read(body)


@pytest.mark.parametrize(
    "change",
    [
        {"TradeAmt": "16.88"},
        {"TradeAmt": "-1688"},
        {"TradeAmt": None},
        {"TradeAmt": "１６８８"},
        {"MerchantTradeNo": "a\x00b"},
        {"RtnCode": "one"},
        {"TradeNo": "x" * 21},
    ],
)
def test_signed_nonsense_is_invalid(change: dict[str, str | None]) -> None:
    with pytest.raises(NoticeInvalid):
        notice(**change)


def test_answers_are_read_whichever_way_the_plus_was_meant() -> None:
    fields = signed(ANSWER, KEYS)
    literal = "&".join(f"{name}={quote(value, safe='+/:()!*')}" for name, value in fields.items())
    form = "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items())
    raw = "&".join(f"{name}={value}" for name, value in fields.items())
    for body in (literal, form, raw):
        read_one = answer(body)
        assert read_one is not None
        assert (read_one.outcome, read_one.kind) == (Outcome.PAID, Kind.QUERY)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("0", Outcome.UNPAID), ("10200095", Outcome.UNPAID), ("10200163", Outcome.FAILED)],
)
def test_answers_that_are_not_money(status: str, outcome: Outcome) -> None:
    read_one = answer(str(httpx.QueryParams(signed({**ANSWER, "TradeStatus": status}, KEYS))))
    assert read_one is not None
    assert read_one.outcome is outcome


@pytest.mark.parametrize(
    "body",
    [
        "",
        "10200073|error",
        "<html>busy</html>",
        urlencode(ANSWER),
        urlencode(signed({**ANSWER, "MerchantTradeNo": "OTHER"}, KEYS)),
        urlencode(signed({**ANSWER, "TradeStatus": "10200073"}, KEYS)),
        urlencode(signed({**ANSWER, "TradeStatus": "777"}, KEYS)),
        urlencode(signed({**ANSWER, "TradeAmt": ""}, KEYS)),
    ],
)
def test_anything_else_is_unknown(body: str) -> None:
    assert answer(body) is None


@pytest.mark.parametrize(
    ("code", "written", "until"),
    [
        ("2", "2026/01/08", "2026-01-08T16:00:00+00:00"),  # to the end of the day in Taipei
        ("10100073", "2026/01/08 09:08:07", "2026-01-08T01:08:07+00:00"),
    ],
)
def test_until_when_a_code_can_be_paid(code: str, written: str, until: str) -> None:
    told = notice(RtnCode=code, ExpireDate=written)
    assert told.pay_until == datetime.fromisoformat(until)
    assert told.dedupe_key != notice(RtnCode=code, ExpireDate="2026/02/08").dedupe_key


def test_a_code_may_come_without_its_end_but_not_with_nonsense() -> None:
    assert notice(RtnCode="2").pay_until is None
    assert notice(ExpireDate="2026/01/08").pay_until is None  # paid: nothing ends
    with pytest.raises(NoticeInvalid):
        notice(RtnCode="2", ExpireDate="2026/13/08")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (
            {"BankCode": "004", "vAccount": "0819000000000001"},
            PayCode(kind=CodeKind.ATM, bank="004", number="0819000000000001"),
        ),
        (
            {"PaymentNo": "LLL00000000001", "Barcode1": "", "Barcode2": "", "Barcode3": ""},
            PayCode(kind=CodeKind.CVS, number="LLL00000000001"),
        ),
        ({"PaymentNo": "", "Barcode1": "15", "Barcode2": "02", "Barcode3": "00"}, None),
        ({"BNPLTradeNo": "1"}, None),
    ],
)
def test_the_code_that_was_issued(fields: dict[str, str], code: PayCode | None) -> None:
    told = notice(RtnCode="2", **fields)
    assert told.pay_code == code
    assert notice(**fields).pay_code is None  # paid: nothing to take anywhere


def test_another_code_is_another_notice_and_nonsense_is_none() -> None:
    keys = {notice(RtnCode="2", vAccount=one).dedupe_key for one in ("081", "082")}
    assert len(keys) == 2
    with pytest.raises(NoticeInvalid):
        notice(RtnCode="2", vAccount="<b>081</b>")
