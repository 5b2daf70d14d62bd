"""The worked vectors T1 to T12 of the fact sheet; official SDKs give the same values."""

import pytest

from nightmarket_payment.adapters.ecpay_mac import Keys, check_mac_value, encoded, is_signed, signed

AIO = Keys(hash_key="pwFHCqoQZGmho4w6", hash_iv="EkRm7iFT261dpevs")
LOGISTICS = Keys(hash_key="5294y06JbISpM5x9", hash_iv="v77hoKGq4kWxNNIS", digest="md5")
INVOICE = Keys(hash_key="ejCk326UnaZWKisg", hash_iv="q9jcZX8Ib9LM8wYk", digest="md5")
EMPTY_CUSTOM = {f"CustomField{number}": "" for number in range(1, 5)}

T1 = {
    "ChoosePayment": "ALL",
    "EncryptType": "1",
    "ItemName": "Apple iphone 15",
    "MerchantID": "3002607",
    "MerchantTradeDate": "2023/03/12 15:30:23",
    "MerchantTradeNo": "ecpay20230312153023",
    "PaymentType": "aio",
    "ReturnURL": "https://www.ecpay.com.tw/receive.php",
    "TotalAmount": "30000",
    "TradeDesc": "促銷方案",
}
T2 = {
    "MerchantID": "3002607",
    "MerchantTradeNo": "WPLL4E341E122DB44D62",
    "PaymentDate": "2019/05/09 00:01:21",
    "PaymentType": "Credit_CreditCard",
    "PaymentTypeChargeFee": "1",
    "RtnCode": "1",
    "RtnMsg": "交易成功",
    "SimulatePaid": "0",
    "TradeAmt": "500",
    "TradeDate": "2019/05/09 00:00:18",
    "TradeNo": "1905090000188278",
}
T3 = {
    "MerchantID": "3002607",
    "MerchantTradeNo": "order20250304001",
    "MerchantTradeDate": "2025/03/04 00:00:00",
    "PaymentType": "aio",
    "TotalAmount": "100",
    "TradeDesc": "訂單測試",
    "ItemName": "範例商品",
    "ReturnURL": " https://5569-211-23-76-78.ngrok-free.app/returnurl.php",
    "ChoosePayment": "ALL",
    "EncryptType": "1",
}
T4 = {
    "MerchantID": "3002607",
    "MerchantTradeNo": "LIVE20260101A001",
    "MerchantTradeDate": "2026/01/01 09:08:07",
    "PaymentType": "aio",
    "TotalAmount": "1688",
    "TradeDesc": "主播's pick~",
    "ItemName": "A款(紅)*1 & B款+贈品 100%!#運費_60-元.",
    "ReturnURL": "https://pay.example.com/ecpay/return?x=1&y=~a",
    "ChoosePayment": "ALL",
    "NeedExtraPaidInfo": "Y",
    "EncryptType": "1",
}
T5 = {
    "MerchantID": "3002607",
    "MerchantTradeNo": "LIVE20260101A001",
    "TimeStamp": "1767229687",
}
T6 = {
    "MerchantID": "3002607",
    "MerchantTradeNo": "LIVE20260101A001",
    "TradeNo": "2601010908070001",
    "Action": "R",
    "TotalAmount": "688",
}
T7 = EMPTY_CUSTOM | {
    "MerchantID": "3002607",
    "MerchantTradeNo": "LIVE20260101A002",
    "StoreID": "",
    "RtnCode": "10100073",
    "RtnMsg": "Get CVS Code Succeeded.",
    "TradeNo": "2601010908070002",
    "TradeAmt": "350",
    "PaymentType": "CVS_CVS",
    "TradeDate": "2026/01/01 09:08:07",
    "PaymentNo": "LLL26001234567",
    "ExpireDate": "2026/01/08 09:08:07",
    "Barcode1": "",
    "Barcode2": "",
    "Barcode3": "",
}
T8 = EMPTY_CUSTOM | {
    "MerchantID": "3002607",
    "MerchantTradeNo": "LIVE20260101A001",
    "StoreID": "",
    "RtnCode": "1",
    "RtnMsg": "交易成功",
    "TradeNo": "2601010908070001",
    "TradeAmt": "1688",
    "PaymentDate": "2026/01/01 09:10:00",
    "PaymentType": "Credit_CreditCard",
    "PaymentTypeChargeFee": "47",
    "TradeDate": "2026/01/01 09:08:07",
    "SimulatePaid": "0",
}
T9 = T8 | {"RtnMsg": "paid"}
T10 = {
    "MerchantID": "2000132",
    "LogisticsType": "CVS",
    "LogisticsSubType": "UNIMART",
    "MerchantTradeDate": "2025/01/01 12:00:00",
}
T11 = {
    "RtnCode": "1",
    "RtnMsg": "",
    "IA_Allow_No": "1909181313013546",
    "IA_Invoice_No": "UV11100019",
    "IA_Date": "2019-09-18 13:13:23",
    "IIS_Remain_Allowance_Amt": "0",
}
T12 = {"MerchantID": "3002607", "ItemName": "My Test Product", "TotalAmount": "300"}

VECTORS = {
    "T1": (T1, AIO, "6C51C9E6888DE861FD62FB1DD17029FC742634498FD813DC43D4243B5685B840"),
    "T2": (T2, AIO, "6E7F053EF215FC851A050A2FF01D72CBE440EA138DC3E905647985DDF236FD25"),
    "T3": (T3, AIO, "B251AD005829A4072192E495BF484DCF3830D75382AB34DF46F8F3AA8F794940"),
    "T4": (T4, AIO, "3B477CACBAFA66A92AE7ED61F43A42E41FB24221CC71103864A0C05167A44EA3"),
    "T5": (T5, AIO, "29DE3A025FC33C1D924C4FEF6461B2A66FDF08442F25A1CBB83B9C789785B537"),
    "T6": (T6, AIO, "8050B45DC9483F1C93201F6E178516E74410C6816E7E78FF233C8DDB0833FAB4"),
    "T7": (T7, AIO, "0C54D54392B6C7CCFE61924DAD41D6354C57CB39306952D58E32A61D1F023791"),
    "T8": (T8, AIO, "7F657B522F641E2756A1D4329A4B963371DFB6ADE608768827F7A38E4DEB9543"),
    "T9": (T9, AIO, "91473DF899C7DDB3CA42A62C27ED3B5596EB52F0948C1E72367A405149F26C54"),
    "T10": (T10, LOGISTICS, "545E6146FD45BDA683C88454DB34CE8D"),
    "T11": (T11, INVOICE, "50A276E71DAE26343013958B405EEEA0"),
    "T12": (T12, AIO, "7712A5E6EDC3B57086063C88568084C66CE882A21D40E74DE5ACA3B478C6F316"),
}
T1_TEXT = (
    "hashkey%3dpwfhcqoqzgmho4w6%26choosepayment%3dall%26encrypttype%3d1%26itemname%3dapple+iphone"
    "+15%26merchantid%3d3002607%26merchanttradedate%3d2023%2f03%2f12+15%3a30%3a23"
    "%26merchanttradeno%3decpay20230312153023%26paymenttype%3daio%26returnurl%3dhttps%3a%2f%2f"
    "www.ecpay.com.tw%2freceive.php%26totalamount%3d30000%26tradedesc%3d%e4%bf%83%e9%8a%b7%e6%96"
    "%b9%e6%a1%88%26hashiv%3dekrm7ift261dpevs"
)
T4_TEXT = (
    "hashkey%3dpwfhcqoqzgmho4w6%26choosepayment%3dall%26encrypttype%3d1%26itemname%3da%e6%ac%be(%e7"
    "%b4%85)*1+%26+b%e6%ac%be%2b%e8%b4%88%e5%93%81+100%25!%23%e9%81%8b%e8%b2%bb_60-%e5%85%83."
    "%26merchantid%3d3002607%26merchanttradedate%3d2026%2f01%2f01+09%3a08%3a07%26merchanttradeno"
    "%3dlive20260101a001%26needextrapaidinfo%3dy%26paymenttype%3daio%26returnurl%3dhttps%3a%2f%2f"
    "pay.example.com%2fecpay%2freturn%3fx%3d1%26y%3d%7ea%26totalamount%3d1688%26tradedesc%3d%e4%b8"
    "%bb%e6%92%ad%27s+pick%7e%26hashiv%3dekrm7ift261dpevs"
)
# payments sheet 1.4: what each awkward character becomes
CHARACTERS = {
    " ": "+", "-": "-", "_": "_", ".": ".", "!": "!", "*": "*", "(": "(", ")": ")",
    "~": "%7e", "'": "%27", '"': "%22", "%": "%25", "+": "%2b", "&": "%26", "=": "%3d",
    "/": "%2f", ":": "%3a", "?": "%3f", "#": "%23", "@": "%40", "$": "%24", "^": "%5e",
    ";": "%3b", "\\": "%5c", "<": "%3c", ">": "%3e", "[": "%5b", "]": "%5d", "{": "%7b",
    "}": "%7d", "`": "%60", ",": "%2c", "|": "%7c", "中": "%e4%b8%ad", "🔥": "%f0%9f%94%a5",
    "\r\n": "%0d%0a", "É": "%c3%89", "Ａ": "%ef%bc%a1",
}  # fmt: skip


@pytest.mark.parametrize("name", VECTORS)
def test_worked_vector(name: str) -> None:
    fields, keys, value = VECTORS[name]
    assert check_mac_value(fields, keys) == value
    assert is_signed({**fields, "CheckMacValue": value}, keys)
    assert is_signed({**fields, "CheckMacValue": value.lower()}, keys)


def test_the_text_that_is_hashed() -> None:
    assert encoded(T1, AIO) == T1_TEXT
    assert encoded(T4, AIO) == T4_TEXT


@pytest.mark.parametrize(("character", "final"), CHARACTERS.items())
def test_what_an_awkward_character_becomes(character: str, final: str) -> None:
    assert f"%3da{final}z%26" in encoded({"ItemName": f"a{character}z"}, AIO)


def test_the_wrong_values_of_others_are_wrong_here() -> None:
    tilde_kept = "6C5865776D6250C1E956B09847A549B8E299312E4D1991B6DBE21F46E6451A55"
    empty_dropped = "2323E54EED3D422F40560F4BA2D3A45C2172ABABC9A8F5C4FDF2704AA4D9C932"
    assert not is_signed({**T4, "CheckMacValue": tilde_kept}, AIO)
    assert not is_signed({**T8, "CheckMacValue": empty_dropped}, AIO)
    space_as_percent = "13F7A6B69BF856B5203212AC5F3202B6140D8E2B4316A62851712BF2AF7812D0"
    assert not is_signed({**T12, "CheckMacValue": space_as_percent}, AIO)
    without_space = {**T3, "ReturnURL": T3["ReturnURL"].strip()}
    assert check_mac_value(without_space, AIO).startswith("F3631FC3")


@pytest.mark.parametrize("value", ["", "7F65", "Ü" * 64])
def test_anything_else_is_not_signed(value: str) -> None:
    assert not is_signed({**T8, "CheckMacValue": value}, AIO)
    assert not is_signed(T8, AIO)


def test_keys_are_not_printed() -> None:
    assert "pwFHCqoQZGmho4w6" not in repr(AIO)
    assert "EkRm7iFT261dpevs" not in repr(AIO)


def test_signing_adds_the_value() -> None:
    assert is_signed(signed(T12, AIO), AIO)
