"""A file is read whole or not at all."""

from datetime import date

import pytest

from nightmarket_payment.adapters.ecpay_files import (
    UnreadableFile,
    read_funding,
    read_orders,
)
from nightmarket_payment.domain.provider_file import RowKind

DAY = date(2026, 1, 2)
HEAD = '="訂單日期",="廠商訂單編號",="綠界訂單編號",="付款狀態",="交易金額",="買家備註"\r\n'
ROW = '="2026/01/02 09:08:07",="DABC",="2601020908070001",="已付款",="1,688",="a, b"\r\n'
FUNDING = "序號,授權單號,授權碼,訂單編號,交易日期,請款日期,交易金額,服務費(%數),撥款金額\r\n"


def test_an_order_is_read_with_its_commas() -> None:
    (row,) = read_orders((HEAD + ROW).encode(), day=DAY)
    assert (row.reference, row.provider_ref) == ("DABC", "2601020908070001")
    assert (row.amount.currency_code, row.amount.amount_minor) == ("TWD", 168_800)
    assert (row.kind, row.day) == (RowKind.PAID, DAY)


def test_a_day_without_orders_is_a_file() -> None:
    assert read_orders(("\ufeff" + HEAD).encode(), day=DAY) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "ends within"),
        ("\r\n", "empty"),
        ("0|CheckMacValue Error\n", "no column"),
        ("<html><body>系統維護中</body></html>\n", "no column"),
        (HEAD + ROW[:-2], "ends within"),
        (HEAD + ROW.replace(',="a, b"', ""), "another length"),
        (HEAD + ROW.replace("1,688", "16.88"), "an amount"),
        (HEAD + ROW.replace("1,688", "-1"), "an amount"),
        (HEAD + ROW.replace("1,688", ""), "an amount"),
        (HEAD + ROW.replace("已付款", "未付款"), "not paid"),
        (HEAD + ROW.replace("DABC", "D ABC"), "a number"),
        (HEAD.replace("交易金額", "金額") + ROW, "no column 交易金額"),
        (HEAD.replace("買家備註", "交易金額") + ROW, "no column 交易金額"),
    ],
)
def test_what_is_not_understood_is_not_taken(text: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        read_orders(text.encode(), day=DAY)


def test_another_encoding_is_not_guessed() -> None:
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read_orders((HEAD + ROW).encode("big5"), day=DAY)


@pytest.mark.parametrize("day", ["20260102", "2026/01/02 20:15:00"])
def test_what_goes_back_is_below_zero(day: str) -> None:
    text = FUNDING + f"1,1000,777,DABC,20260101,{day},1688,0,1688\n"
    text += f"2,1000,777,DABC,20260101,{day},-688,0,-688\n"
    taken, back = read_funding(text.encode(), first=date(2025, 12, 27), last=DAY)
    assert (taken.kind, taken.amount.amount_minor) == (RowKind.TAKEN, 168_800)
    assert (back.kind, back.amount.amount_minor) == (RowKind.BACK, 68_800)
    assert back.day == DAY


@pytest.mark.parametrize("row", ["20260103,1,0,1", "nonsense,1,0,1", "20260102,0,0,0"])
def test_a_row_that_does_not_belong_spoils_the_file(row: str) -> None:
    text = FUNDING + f"1,1000,777,DABC,20260101,{row}\n"
    with pytest.raises(UnreadableFile):
        read_funding(text.encode(), first=date(2025, 12, 27), last=DAY)
