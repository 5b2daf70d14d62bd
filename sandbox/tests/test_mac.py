import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket_sandbox.ecpay.mac import (
    MacKeys,
    check_mac_value,
    encoded_text,
    forged,
    signed,
    verifies,
)

AIO = MacKeys(key="pwFHCqoQZGmho4w6", iv="EkRm7iFT261dpevs")
LOGISTICS = MacKeys(key="5294y06JbISpM5x9", iv="v77hoKGq4kWxNNIS", digest="md5")
INVOICE = MacKeys(key="ejCk326UnaZWKisg", iv="q9jcZX8Ib9LM8wYk", digest="md5")
CUSTOM = {f"CustomField{place}": "" for place in range(1, 5)}

T1 = {
    "ChoosePayment": "ALL", "EncryptType": "1", "ItemName": "Apple iphone 15",
    "MerchantID": "3002607", "MerchantTradeDate": "2023/03/12 15:30:23",
    "MerchantTradeNo": "ecpay20230312153023", "PaymentType": "aio",
    "ReturnURL": "https://www.ecpay.com.tw/receive.php", "TotalAmount": "30000",
    "TradeDesc": "促銷方案",
}  # fmt: skip
T2 = {
    "MerchantID": "3002607", "MerchantTradeNo": "WPLL4E341E122DB44D62",
    "PaymentDate": "2019/05/09 00:01:21", "PaymentType": "Credit_CreditCard",
    "PaymentTypeChargeFee": "1", "RtnCode": "1", "RtnMsg": "交易成功", "SimulatePaid": "0",
    "TradeAmt": "500", "TradeDate": "2019/05/09 00:00:18", "TradeNo": "1905090000188278",
}  # fmt: skip
T3 = {
    "MerchantID": "3002607", "MerchantTradeNo": "order20250304001",
    "MerchantTradeDate": "2025/03/04 00:00:00", "PaymentType": "aio", "TotalAmount": "100",
    "TradeDesc": "訂單測試", "ItemName": "範例商品",
    "ReturnURL": " https://5569-211-23-76-78.ngrok-free.app/returnurl.php",
    "ChoosePayment": "ALL", "EncryptType": "1",
}  # fmt: skip
T4 = {
    "MerchantID": "3002607", "MerchantTradeNo": "LIVE20260101A001",
    "MerchantTradeDate": "2026/01/01 09:08:07", "PaymentType": "aio", "TotalAmount": "1688",
    "TradeDesc": "主播's pick~", "ItemName": "A款(紅)*1 & B款+贈品 100%!#運費_60-元.",
    "ReturnURL": "https://pay.example.com/ecpay/return?x=1&y=~a", "ChoosePayment": "ALL",
    "NeedExtraPaidInfo": "Y", "EncryptType": "1",
}  # fmt: skip
T5 = {
    "MerchantID": "3002607", "MerchantTradeNo": "LIVE20260101A001", "TimeStamp": "1767229687",
}  # fmt: skip
T6 = {
    "MerchantID": "3002607", "MerchantTradeNo": "LIVE20260101A001",
    "TradeNo": "2601010908070001", "Action": "R", "TotalAmount": "688",
}  # fmt: skip
T7 = {
    "MerchantID": "3002607", "MerchantTradeNo": "LIVE20260101A002", "StoreID": "",
    "RtnCode": "10100073", "RtnMsg": "Get CVS Code Succeeded.", "TradeNo": "2601010908070002",
    "TradeAmt": "350", "PaymentType": "CVS_CVS", "TradeDate": "2026/01/01 09:08:07",
    "PaymentNo": "LLL26001234567", "ExpireDate": "2026/01/08 09:08:07", "Barcode1": "",
    "Barcode2": "", "Barcode3": "", **CUSTOM,
}  # fmt: skip
T8 = {
    "MerchantID": "3002607", "MerchantTradeNo": "LIVE20260101A001", "StoreID": "",
    "RtnCode": "1", "RtnMsg": "交易成功", "TradeNo": "2601010908070001", "TradeAmt": "1688",
    "PaymentDate": "2026/01/01 09:10:00", "PaymentType": "Credit_CreditCard",
    "PaymentTypeChargeFee": "47", "TradeDate": "2026/01/01 09:08:07", "SimulatePaid": "0",
    **CUSTOM,
}  # fmt: skip
T10 = {
    "MerchantID": "2000132", "LogisticsType": "CVS", "LogisticsSubType": "UNIMART",
    "MerchantTradeDate": "2025/01/01 12:00:00",
}  # fmt: skip
T11 = {
    "RtnCode": "1", "RtnMsg": "", "IA_Allow_No": "1909181313013546",
    "IA_Invoice_No": "UV11100019", "IA_Date": "2019-09-18 13:13:23",
    "IIS_Remain_Allowance_Amt": "0",
}  # fmt: skip
T12 = {"MerchantID": "3002607", "ItemName": "My Test Product", "TotalAmount": "300"}

VECTORS = {
    "T1": (T1, AIO, "6C51C9E6888DE861FD62FB1DD17029FC742634498FD813DC43D4243B5685B840"),
    "T2": (T2, AIO, "6E7F053EF215FC851A050A2FF01D72CBE440EA138DC3E905647985DDF236FD25"),
    "T3": (T3, AIO, "B251AD005829A4072192E495BF484DCF3830D75382AB34DF46F8F3AA8F794940"),
    "T3 stripped": (
        T3 | {"ReturnURL": T3["ReturnURL"].strip()},
        AIO,
        "F3631FC32292F8C12EBE7840D3EB6C729F34552A47D13D8F9A86975883B2C4F9",
    ),
    "T4": (T4, AIO, "3B477CACBAFA66A92AE7ED61F43A42E41FB24221CC71103864A0C05167A44EA3"),
    "T5": (T5, AIO, "29DE3A025FC33C1D924C4FEF6461B2A66FDF08442F25A1CBB83B9C789785B537"),
    "T6": (T6, AIO, "8050B45DC9483F1C93201F6E178516E74410C6816E7E78FF233C8DDB0833FAB4"),
    "T7": (T7, AIO, "0C54D54392B6C7CCFE61924DAD41D6354C57CB39306952D58E32A61D1F023791"),
    "T8": (T8, AIO, "7F657B522F641E2756A1D4329A4B963371DFB6ADE608768827F7A38E4DEB9543"),
    "T8 without empty fields": (
        {name: value for name, value in T8.items() if value},
        AIO,
        "2323E54EED3D422F40560F4BA2D3A45C2172ABABC9A8F5C4FDF2704AA4D9C932",
    ),
    "T9": (
        T8 | {"RtnMsg": "paid"},
        AIO,
        "91473DF899C7DDB3CA42A62C27ED3B5596EB52F0948C1E72367A405149F26C54",
    ),
    "T10": (T10, LOGISTICS, "545E6146FD45BDA683C88454DB34CE8D"),
    "T11": (T11, INVOICE, "50A276E71DAE26343013958B405EEEA0"),
    "T12": (T12, AIO, "7712A5E6EDC3B57086063C88568084C66CE882A21D40E74DE5ACA3B478C6F316"),
}


@pytest.mark.parametrize("name", VECTORS)
def test_worked_vector(name: str) -> None:
    fields, keys, expected = VECTORS[name]
    assert check_mac_value(fields, keys) == expected


@pytest.mark.parametrize(
    ("character", "final"),
    list(
        {
            " ": "+", ".": ".", "(": "(", "'": "%27", "+": "%2b", "/": "%2f", "#": "%23",
            "^": "%5e", "<": "%3c", "`": "%60", "中": "%e4%b8%ad", "-": "-", "!": "!", ")": ")",
            '"': "%22", "&": "%26", ":": "%3a", "@": "%40", ";": "%3b", "[": "%5b", ",": "%2c",
            "🔥": "%f0%9f%94%a5", "_": "_", "*": "*", "~": "%7e", "%": "%25", "=": "%3d",
            "?": "%3f", "$": "%24", "\\": "%5c", "{": "%7b", "|": "%7c", "\r\n": "%0d%0a",
        }.items()
    ),
)  # fmt: skip
def test_awkward_character(character: str, final: str) -> None:
    assert f"%26a%3d{final}%26hashiv" in encoded_text({"a": character}, AIO)


def test_keys_are_sorted_without_regard_to_case() -> None:
    fields = {"MerchantID": "1", "amount": "2", "auth_code": "3", "ATMAccBank": "4"}
    order = [part.split("%3d")[0] for part in encoded_text(fields, AIO).split("%26")]
    assert order[1:-1] == ["amount", "atmaccbank", "auth_code", "merchantid"]


@given(
    st.dictionaries(
        st.text(st.characters(codec="ascii", categories=["L"]), min_size=1),
        st.text(st.characters(codec="utf-8")),
    )
)
def test_signed_verifies_and_forged_does_not(fields: dict[str, str]) -> None:
    assert verifies(signed(fields, AIO), AIO)
    assert not verifies(forged(fields, AIO), AIO)


def test_missing_value_is_refused() -> None:
    assert not verifies(T8, AIO)
