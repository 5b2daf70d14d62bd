"""QueryPaymentInfo's answers: the page and the samples do not agree about the number of success."""

from urllib.parse import quote

import pytest

from nightmarket_payment.adapters.ecpay_mac import Keys, signed
from nightmarket_payment.adapters.ecpay_notices import read_code_answer
from nightmarket_payment.domain.errors import NoticeForged, NoticeInvalid
from nightmarket_payment.domain.notice import CodeKind, Kind, Notice, Outcome, PayCode

KEYS = Keys(hash_key="pwFHCqoQZGmho4w6", hash_iv="EkRm7iFT261dpevs")
REFERENCE = "T00000000000000001"
ATM = {
    "MerchantID": "3002607",
    "MerchantTradeNo": REFERENCE,
    "RtnCode": "2",
    "RtnMsg": "Get VirtualAccount Succeeded",
    "TradeNo": "2601010908070002",
    "TradeAmt": "350",
    "PaymentType": "ATM_BOT",
    "BankCode": "004",
    "vAccount": "0819000000000001",
    "ExpireDate": "2026/01/08",
}


def read(fields: dict[str, str], *, keys: Keys = KEYS) -> Notice | None:
    written = signed(fields, keys).items()
    return read_code_answer(
        "&".join(f"{name}={quote(value)}" for name, value in written).encode(),
        content_type="text/html",
        reference=REFERENCE,
        merchant_id="3002607",
        keys=KEYS,
    )


@pytest.mark.parametrize("number", ["2", "1"])
def test_a_code_is_one_whichever_number_says_so(number: str) -> None:
    found = read(ATM | {"RtnCode": number})
    assert found is not None
    assert (found.kind, found.outcome) == (Kind.QUERY, Outcome.PENDING)
    assert found.pay_code == PayCode(kind=CodeKind.ATM, bank="004", number="0819000000000001")
    assert found.pay_until is not None
    assert found.pay_until.isoformat() == "2026-01-09T00:00:00+08:00"


@pytest.mark.parametrize(
    "changes", [{"RtnCode": "0"}, {"RtnCode": "10200047", "TradeAmt": ""}, {"vAccount": ""}]
)
def test_none_was_issued(changes: dict[str, str]) -> None:
    assert read(ATM | changes) is None


def test_what_is_not_of_this_trade_or_not_signed_tells_nothing() -> None:
    with pytest.raises(NoticeInvalid):
        read(ATM | {"MerchantTradeNo": "T00000000000000002"})
    with pytest.raises(NoticeForged):
        read(ATM, keys=Keys(hash_key="x" * 16, hash_iv="y" * 16))
    with pytest.raises(NoticeInvalid):
        read(ATM | {"ExpireDate": "soon"})
    with pytest.raises(NoticeInvalid):
        read(ATM | {"RtnCode": "10200073"})
