"""What ECPay says: server notices, browser results, query answers. Read only after the signature.

Every field that came takes part in the signature, so none is dropped before it is checked; fields
that we do not know are expected, ECPay adds some over time.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, unquote

from nightmarket_kit.core.money import Money
from nightmarket_payment.adapters.ecpay_form import TAIPEI
from nightmarket_payment.adapters.ecpay_mac import FIELD, Keys, is_signed
from nightmarket_payment.domain.errors import NoticeForged, NoticeInvalid
from nightmarket_payment.domain.notice import CodeKind, Kind, Notice, Outcome, PayCode

NAME: Final = "ecpay"
CURRENCY: Final = "TWD"
CHARGE_UNIT: Final = 100  # minor units: ECPay counts whole dollars
MAX_BODY: Final = 64 * 1024
MAX_FIELDS: Final = 200

_REFERENCE: Final = re.compile(r"[A-Za-z0-9]{1,20}\Z")
_PROVIDER_REF: Final = re.compile(r"[A-Za-z0-9]{0,20}\Z")
_MERCHANT: Final = re.compile(r"[A-Za-z0-9]{1,10}\Z")
_HANDLE: Final = re.compile(r"[0-9]{0,20}\Z")  # empty: no card
_CODE: Final = re.compile(r"-?[0-9]{1,12}\Z")
_AMOUNT: Final = re.compile(r"[0-9]{1,10}\Z")
_PAID: Final = "1"
_BANK: Final = re.compile(r"[0-9]{0,3}\Z")
_PAY_NUMBER: Final = re.compile(r"[A-Za-z0-9]{0,20}\Z")
_CODE_ISSUED: Final = frozenset({"2", "10100073"})
_MISUNDERSTOOD: Final = "10200073"  # our signature or clock
NO_SUCH_ORDER: Final = "10200047"  # the browser never got there
_CODE_FIELDS: Final = ("vAccount", "PaymentNo", "Barcode1")
_QUERY_OUTCOMES: Final = {
    "0": Outcome.UNPAID,
    "1": Outcome.PAID,
    "10200095": Outcome.UNPAID,  # the shopper never finished; may still change
    NO_SUCH_ORDER: Outcome.UNPAID,
    "10200163": Outcome.FAILED,  # BNPL application refused
}


def read_form(body: bytes) -> dict[str, str]:
    """The fields exactly as sent, empty ones too. NoticeInvalid when it is not one form."""
    if len(body) > MAX_BODY:
        raise NoticeInvalid("too long")
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except ValueError as error:
        raise NoticeInvalid("not a form") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise NoticeInvalid("a field came twice")
    return fields


def read_notice(
    body: bytes, *, kind: Kind, content_type: str, merchant_id: str, keys: Keys
) -> Notice:
    """A ReturnURL or OrderResultURL post. NoticeForged, NoticeInvalid."""
    fields = read_form(body)
    if not fields.get(FIELD):
        raise NoticeInvalid("no CheckMacValue")
    if not is_signed(fields, keys):
        raise NoticeForged
    code = _field(fields, "RtnCode", _CODE)
    if code == _PAID:
        outcome = Outcome.PAID
    elif code in _CODE_ISSUED:
        outcome = Outcome.PENDING
    else:
        outcome = Outcome.FAILED
    # A payment that does not say that it is real is not taken for real; the query will tell.
    unsaid = "1" if outcome is Outcome.PAID else "0"
    return _notice(
        fields,
        kind=kind,
        outcome=outcome,
        code=code,
        simulated=fields.get("SimulatePaid", unsaid) != "0",
        merchant_id=merchant_id,
        body=body,
        content_type=content_type,
    )


def read_answer(
    body: bytes, *, content_type: str, reference: str, merchant_id: str, keys: Keys
) -> Notice | None:
    """QueryTradeInfo's answer; None unless it verifies and speaks of what was asked.

    The body is not reliably form-encoded: a plus is a plus or a space, whichever verifies.
    """
    fields = _signed_reading(body, keys)
    if fields is None or fields.get("MerchantTradeNo") != reference:
        return None
    status = fields.get("TradeStatus", "")
    outcome = _QUERY_OUTCOMES.get(status)
    if outcome is None:
        return None
    try:
        return _notice(
            fields,
            kind=Kind.QUERY,
            outcome=outcome,
            code=status,
            simulated=False,
            merchant_id=merchant_id,
            body=body,
            content_type=content_type,
        )
    except NoticeInvalid:
        return None


def read_code_answer(
    body: bytes, *, content_type: str, reference: str, merchant_id: str, keys: Keys
) -> Notice | None:
    """QueryPaymentInfo's answer: the code that was issued, None when there is none. NoticeForged or
    NoticeInvalid for what cannot be believed; then nothing is known.
    """
    fields = _signed_reading(body, keys)
    if fields is None:
        raise NoticeForged
    if fields.get("MerchantTradeNo") != reference:
        raise NoticeInvalid("of another trade")
    code = fields.get("RtnCode", "")
    if code == _MISUNDERSTOOD:
        raise NoticeInvalid("the question was not believed")
    # the page speaks of 1 where notices and samples have the notice's own numbers
    if code not in _CODE_ISSUED | {"1"} or not any(map(fields.get, _CODE_FIELDS)):
        return None
    return _notice(
        fields,
        kind=Kind.QUERY,
        outcome=Outcome.PENDING,
        code=code,
        simulated=False,
        merchant_id=merchant_id,
        body=body,
        content_type=content_type,
    )


def _signed_reading(body: bytes, keys: Keys) -> dict[str, str] | None:
    if len(body) > MAX_BODY:
        return None
    try:
        text = body.decode("utf-8").strip()
        for reading in (text, text.replace("+", " ")):
            pairs = [part.partition("=") for part in reading.split("&")]
            fields = {
                unquote(name, errors="strict"): unquote(value, errors="strict")
                for name, _, value in pairs
            }
            if len(fields) == len(pairs) and fields.get(FIELD) and is_signed(fields, keys):
                return fields
    except ValueError:
        return None
    return None


def _notice(
    fields: Mapping[str, str],
    *,
    kind: Kind,
    outcome: Outcome,
    code: str,
    simulated: bool,
    merchant_id: str,
    body: bytes,
    content_type: str,
) -> Notice:
    merchant = _field(fields, "MerchantID", _MERCHANT)
    reference = _field(fields, "MerchantTradeNo", _REFERENCE)
    provider_ref = _field(fields, "TradeNo", _PROVIDER_REF)
    dollars = _field(fields, "TradeAmt", _AMOUNT)
    refund_handle = _field(fields, "gwsr", _HANDLE)
    is_code = outcome is Outcome.PENDING
    pay_until = _pay_until(fields) if is_code else None
    pay_code = _pay_code(fields) if is_code else None
    return Notice(
        provider=NAME,
        kind=kind,
        reference=reference,
        provider_ref=provider_ref,
        outcome=outcome,
        code=code,
        amount=Money(currency_code=CURRENCY, amount_minor=int(dollars) * CHARGE_UNIT),
        simulated=simulated,
        is_ours=merchant == merchant_id,
        dedupe_key=":".join(
            (
                *(
                    NAME,
                    merchant,
                    reference,
                    kind,
                    code,
                    provider_ref,
                    str(int(simulated)),
                    dollars,
                ),
                refund_handle,
                *([fields["ExpireDate"]] if pay_until is not None else []),
                *((pay_code.bank, pay_code.number) if pay_code is not None else ()),
            )
        ),
        body=body,
        content_type=content_type,
        refund_handle=refund_handle,
        pay_code=pay_code,
        pay_until=pay_until,
    )


def _pay_code(fields: Mapping[str, str]) -> PayCode | None:
    """None for what has none to type: barcodes, an instalment that was applied for."""
    if account := _field(fields, "vAccount", _PAY_NUMBER):
        return PayCode(kind=CodeKind.ATM, bank=_field(fields, "BankCode", _BANK), number=account)
    number = _field(fields, "PaymentNo", _PAY_NUMBER)
    return PayCode(kind=CodeKind.CVS, number=number) if number else None


def _pay_until(fields: Mapping[str, str]) -> datetime | None:
    """ATM names a day, to its end; CVS and barcode a second. None for what has no such field."""
    text = fields.get("ExpireDate", "")
    if not text:
        return None
    try:
        if len(text) == len("yyyy/MM/dd"):
            day = datetime.strptime(text, "%Y/%m/%d").replace(tzinfo=TAIPEI)
            return day + timedelta(days=1)
        return datetime.strptime(text, "%Y/%m/%d %H:%M:%S").replace(tzinfo=TAIPEI)
    except ValueError as error:
        raise NoticeInvalid("ExpireDate is not in its shape") from error


def _field(fields: Mapping[str, str], name: str, pattern: re.Pattern[str]) -> str:
    value = fields.get(name, "")
    if not pattern.match(value):
        raise NoticeInvalid(f"{name} is not in its shape")
    return value
