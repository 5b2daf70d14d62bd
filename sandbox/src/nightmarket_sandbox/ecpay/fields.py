"""The fields ECPay sends: paid, failed and code notices, query answers (EC-doc 2878, 2881, 2890).

Guarantees that what is documented is present even when empty, and that with NeedExtraPaidInfo=Y
every extra field is there, most of them empty (1.6). Nothing here signs.
"""

from collections.abc import Mapping
from typing import Final

from nightmarket_sandbox.ecpay.methods import Method, payment_type
from nightmarket_sandbox.ecpay.trades import Status, Trade
from nightmarket_sandbox.ids import taipei_time

SUCCESS: Final = "1"
SUCCESS_TEXT: Final = "交易成功"
RESENT_TEXT: Final = "paid"
CARD_DECLINED: Final = "10200058"
CARD_DECLINED_TEXT: Final = "授權失敗"
ATM_CODE: Final = "2"
STORE_CODE: Final = "10100073"
DAY_S: Final = 86_400

_EXTRA: Final[tuple[str, ...]] = (
    "gwsr", "process_date", "auth_code", "amount", "card4no", "card6no", "eci", "stage", "stast",
    "staed", "red_dan", "red_de_amt", "red_ok_amt", "red_yet", "PeriodType", "Frequency",
    "ExecTimes", "PeriodAmount", "TotalSuccessTimes", "TotalSuccessAmount", "ATMAccBank",
    "ATMAccNo", "WebATMAccBank", "WebATMAccNo", "WebATMBankName", "PaymentNo", "PayFrom",
    "TWQRTradeNo", "AlipayID", "AlipayTradeNo",
)  # fmt: skip


def paid_fields(trade: Trade, *, method: Method, at: float, simulated: bool) -> dict[str, str]:
    return {
        **_common(trade),
        "RtnCode": SUCCESS,
        "RtnMsg": SUCCESS_TEXT,
        "PaymentDate": taipei_time(at),
        "PaymentType": _payment_type(trade, method),
        "PaymentTypeChargeFee": str(fee(trade.amount)),
        "SimulatePaid": "1" if simulated else "0",
        **_platform(trade),
        **extra_fields(trade, method=method, at=at),
    }


def failed_fields(trade: Trade, *, method: Method, at: float) -> dict[str, str]:
    """Tell a declined card. The trade stays open on ECPay's page (1.6)."""
    paid = paid_fields(trade, method=method, at=at, simulated=False)
    blank = {name: "" for name in _EXTRA if name in paid}
    failure = {"RtnCode": CARD_DECLINED, "RtnMsg": CARD_DECLINED_TEXT, "PaymentTypeChargeFee": "0"}
    return {**paid, **blank, **failure}


def code_fields(trade: Trade, *, method: Method) -> dict[str, str]:
    """Tell the code to pay with: RtnCode 2 for ATM, 10100073 for stores; not money yet (1.7)."""
    is_atm = method.name == "ATM"
    return {
        **_common(trade),
        "RtnCode": ATM_CODE if is_atm else STORE_CODE,
        "RtnMsg": "Get VirtualAccount Succeeded" if is_atm else "Get CVS Code Succeeded.",
        "PaymentType": _payment_type(trade, method),
        **(trade.code_info or issue_code(trade, method=method)),
    }


def issue_code(trade: Trade, *, method: Method) -> dict[str, str]:
    """Make the bank account, store code or barcodes. Store codes count minutes, barcodes days."""
    form, serial = trade.form, trade.serial
    if method.name == "ATM":
        days = _whole(form.get("ExpireDate"), default=3)
        expires = taipei_time(trade.created_at + days * DAY_S)[:10]
        return {"BankCode": "004", "vAccount": f"0819{serial:012d}", "ExpireDate": expires}
    if method.name == "CVS":
        minutes = _whole(form.get("StoreExpireDate"), default=10_080)
        number, bars = f"LLL{serial:011d}", ("", "", "")
        expires = taipei_time(trade.created_at + minutes * 60)
    else:
        days = _whole(form.get("StoreExpireDate"), default=7)
        number = ""
        bars = (f"1501{serial:05d}", f"{serial:016d}", f"{trade.amount:015d}")
        expires = taipei_time(trade.created_at + days * DAY_S)
    barcodes = {f"Barcode{place}": bar for place, bar in enumerate(bars, start=1)}
    return {"PaymentNo": number, "ExpireDate": expires, **barcodes}


def query_fields(trade: Trade) -> dict[str, str]:
    """Answer of QueryTradeInfo; a trade whose card failed reads 10200095 (1.8)."""
    status = {Status.UNPAID: "0", Status.PAID: "1", Status.FAILED: "10200095"}[trade.status]
    paid_at, method = trade.paid_at, trade.method
    charge = str(fee(trade.amount)) if paid_at is not None else "0"
    fields = {
        **_common(trade),
        "PaymentDate": "" if paid_at is None else taipei_time(paid_at),
        "PaymentType": "" if method is None else _payment_type(trade, method),
        "HandlingCharge": charge,
        "PaymentTypeChargeFee": charge,
        "TradeStatus": status,
        "ItemName": trade.form["ItemName"],
    }
    if paid_at is not None and method is not None:
        fields |= extra_fields(trade, method=method, at=paid_at)
    return fields


def unknown_query_fields(form: dict[str, str], status: str) -> dict[str, str]:
    """Answer for a trade ECPay cannot or will not show: the asked number and a status."""
    names = ("StoreID", "TradeNo", "PaymentDate", "PaymentType", "TradeDate", "ItemName")
    blank = dict.fromkeys((*names, *(f"CustomField{n}" for n in range(1, 5))), "")
    return {
        **blank,
        "MerchantID": form.get("MerchantID", ""),
        "MerchantTradeNo": form.get("MerchantTradeNo", ""),
        "TradeAmt": "0",
        "HandlingCharge": "0",
        "PaymentTypeChargeFee": "0",
        "TradeStatus": status,
    }


def no_code_fields(form: Mapping[str, str], code: str) -> dict[str, str]:
    """Answer of QueryPaymentInfo without a code: the asked number and why."""
    blank = dict.fromkeys(("StoreID", "TradeNo", "PaymentType", "TradeDate"), "")
    return {
        **blank,
        **dict.fromkeys((f"CustomField{n}" for n in range(1, 5)), ""),
        "MerchantID": form.get("MerchantID", ""),
        "MerchantTradeNo": form.get("MerchantTradeNo", ""),
        "RtnCode": code,
        "RtnMsg": "No Payment Info",
        "TradeAmt": "0",
    }


def extra_fields(trade: Trade, *, method: Method, at: float) -> dict[str, str]:
    if trade.form.get("NeedExtraPaidInfo") != "Y":
        return {}
    fields = dict.fromkeys(_EXTRA, "")
    fields |= {"process_date": taipei_time(at), "amount": str(trade.amount)}
    if method.name == "Credit":
        fields |= {
            "gwsr": gwsr(trade),
            "auth_code": "777777",
            "card6no": "431195",
            "card4no": "2222",
            "eci": "5",
            **dict.fromkeys(("stage", "stast", "staed", "red_dan", "red_de_amt"), "0"),
            **dict.fromkeys(("red_ok_amt", "red_yet"), "0"),
        }
    elif method.name == "ATM":
        fields |= {"ATMAccBank": "004", "ATMAccNo": "12345"}
    elif method.name == "CVS":
        fields |= {"PaymentNo": (trade.code_info or {}).get("PaymentNo", ""), "PayFrom": "family"}
    return fields


def gwsr(trade: Trade) -> str:
    """Number of the card authorisation."""
    return str(10_000_000 + trade.serial)


def fee(amount: int) -> int:
    """2.75 % rounded up, as in the sample notices (NT$1688 → 47)."""
    return -(-amount * 275 // 10_000)


def _common(trade: Trade) -> dict[str, str]:
    custom = {name: trade.form.get(name, "") for name in (f"CustomField{n}" for n in range(1, 5))}
    return {
        "MerchantID": trade.form["MerchantID"],
        "MerchantTradeNo": trade.merchant_trade_no,
        "StoreID": trade.form.get("StoreID", ""),
        "TradeNo": trade.trade_no,
        "TradeAmt": str(trade.amount),
        "TradeDate": taipei_time(trade.created_at),
        **custom,
    }


def _platform(trade: Trade) -> dict[str, str]:
    platform = trade.form.get("PlatformID")
    return {} if platform is None else {"PlatformID": platform}


def _payment_type(trade: Trade, method: Method) -> str:
    return payment_type(method, trade.form.get("ChooseSubPayment", ""))


def _whole(text: str | None, *, default: int) -> int:
    return int(text) if text and text.isdecimal() else default
