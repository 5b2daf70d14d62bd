"""ECPay's files of a day, read strictly: a column that is missing, a row that is cut or an amount that
is no whole number of dollars, and none of the file is taken (payments sheet 1.12).

The order file says what was paid (asked for by the day of payment), each cell as `="…"`. The funding
file says what banks were asked for and gave back. Neither is signed: they are as true as TLS.
"""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from nightmarket_kit.core.money import Money
from nightmarket_payment.adapters.ecpay_notices import CHARGE_UNIT, CURRENCY
from nightmarket_payment.domain.provider_file import ProviderRow, RowKind

PAID: Final = "已付款"
# the page names its columns anew from time to time
REFERENCE: Final = ("廠商訂單編號", "特店訂單編號", "特店交易編號")
PROVIDER_REF: Final = ("綠界訂單編號", "綠界交易編號")
STATUS: Final = ("付款狀態",)
AMOUNT: Final = ("交易金額",)
ORDER_NO: Final = ("訂單編號",)
CLOSED_ON: Final = ("請款日期",)
_CELL: Final = re.compile(r'(^|,)="', re.MULTILINE)
_WHOLE: Final = re.compile(r"-?\d{1,9}\Z")
_REFERENCE: Final = re.compile(r"[A-Za-z0-9]{1,20}\Z")


class UnreadableFile(Exception):
    """The text says why; it quotes nothing of the file."""


def order_fields(day: date) -> dict[str, str]:
    return {
        "DateType": "2",
        "BeginDate": day.isoformat(),
        "EndDate": day.isoformat(),
        "PaymentStatus": "1",
        "MediaFormated": "1",
        "CharSet": "2",
    }


def funding_fields(first: date, last: date) -> dict[str, str]:
    return {
        "PayDateType": "close",
        "StartDate": first.isoformat(),
        "EndDate": last.isoformat(),
        "CharSet": "2",
    }


def read_orders(body: bytes, *, day: date) -> list[ProviderRow]:
    columns, rows = _table(body)
    reference, provider_ref, status, amount = (
        _column(columns, names) for names in (REFERENCE, PROVIDER_REF, STATUS, AMOUNT)
    )
    found = []
    for row in rows:
        if row[status] != PAID:
            raise UnreadableFile("an order that is not paid")
        found.append(
            ProviderRow(
                kind=RowKind.PAID,
                day=day,
                reference=_reference(row[reference]),
                provider_ref=row[provider_ref][:40],
                amount=_dollars(row[amount], least=1),
            )
        )
    return found


def read_funding(body: bytes, *, first: date, last: date) -> list[ProviderRow]:
    columns, rows = _table(body)
    reference, closed_on, amount = (
        _column(columns, names) for names in (ORDER_NO, CLOSED_ON, AMOUNT)
    )
    found = []
    for row in rows:
        day = _day(row[closed_on])
        if not first <= day <= last:
            raise UnreadableFile("a row of another day")
        money = _dollars(row[amount], least=None)
        found.append(
            ProviderRow(
                kind=RowKind.TAKEN if money.amount_minor > 0 else RowKind.BACK,
                day=day,
                reference=_reference(row[reference]),
                amount=money if money.amount_minor > 0 else money * -1,
            )
        )
    return found


def _table(body: bytes) -> tuple[list[str], list[list[str]]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile("not UTF-8") from error
    if not text.endswith("\n"):
        raise UnreadableFile("it ends within a line")
    try:
        lines = list(csv.reader(io.StringIO(_CELL.sub(r'\1"', text)), strict=True))
    except csv.Error as error:
        raise UnreadableFile("not a table") from error
    lines = [[cell.strip() for cell in line] for line in lines if line]
    if not lines:
        raise UnreadableFile("empty")
    columns, *rows = lines
    if any(len(row) != len(columns) for row in rows):
        raise UnreadableFile("a row of another length")
    return columns, rows


def _column(columns: Sequence[str], names: Sequence[str]) -> int:
    places = [at for at, column in enumerate(columns) if column in names]
    if len(places) != 1:
        raise UnreadableFile(f"no column {names[0]}")
    return places[0]


def _reference(text: str) -> str:
    if not _REFERENCE.match(text):
        raise UnreadableFile("a number that is none")
    return text


def _dollars(text: str, *, least: int | None) -> Money:
    plain = text.replace(",", "")
    if not _WHOLE.match(plain) or int(plain) == 0 or (least is not None and int(plain) < least):
        raise UnreadableFile("an amount that is none")
    return Money(currency_code=CURRENCY, amount_minor=int(plain) * CHARGE_UNIT)


def _day(text: str) -> date:
    """`yyyyMMdd` or `yyyy/MM/dd hh:mm:ss`: ECPay's two pages differ."""
    for form in ("%Y%m%d", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    raise UnreadableFile("a day that is none")
