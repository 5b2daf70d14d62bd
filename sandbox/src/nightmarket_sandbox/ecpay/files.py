"""The day's files: orders of all methods (EC-doc 16599) and what banks took and gave (2898).

Guarantees: a file is served only to who signs the request, only for days that are over in Taipei
(`files_early` serves today's, too), in the column order of the pages, each cell of the order file
as `="…"`. A request that is not right gets a line of text with status 200, as everywhere at ECPay.
What no page shows: an abandoned card payment stays in the order file, given back whole; the other
file has it in no row, because nothing of it was closed.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from nightmarket_sandbox.dials import EcpayBoard
from nightmarket_sandbox.ecpay.credit import CLOSING_TIME, card_is_closed, is_card
from nightmarket_sandbox.ecpay.fields import fee, gwsr
from nightmarket_sandbox.ecpay.mac import MacKeys, verifies
from nightmarket_sandbox.ecpay.trades import Clock, Status, Trade, Trades
from nightmarket_sandbox.ids import TAIPEI, taipei_time
from nightmarket_sandbox.web import MalformedBodyError, read_form

PAID: Final = "2"  # DateType: the day it was paid
CHARSETS: Final = {"": "big5", "1": "big5", "2": "utf-8"}
MAX_DAYS: Final = 31
ORDER_COLUMNS: Final = (
    "訂單日期", "廠商訂單編號", "綠界訂單編號", "平台名稱", "付款方式", "費率(每筆)", "信用卡授權單號",
    "信用卡卡號末4碼", "超商資訊/ATM繳款帳號", "付款狀態", "交易金額", "退款日期", "退款金額", "交易手續費",
    "平台手續費", "應收款項(淨額)", "撥款狀態", "買家備註", "廠商備註",
)  # fmt: skip
FUNDING_COLUMNS: Final = (
    "序號", "授權單號", "授權碼", "訂單編號", "交易日期", "請款日期", "交易金額", "服務費(%數)", "撥款金額",
)  # fmt: skip
PAGE: Final = "<html><body><h1>系統維護中</h1></body></html>"


class FileDesk:
    def __init__(
        self, *, trades: Trades, board: EcpayBoard, keys: MacKeys, merchant_id: str, clock: Clock
    ) -> None:
        self._trades = trades
        self._board = board
        self._keys = keys
        self._merchant_id = merchant_id
        self._clock = clock

    async def orders(self, request: Request) -> Response:
        """TradeNoAio: a row for each order that was paid in the days asked for."""
        form = await self._read(request)
        days = self._days(form, "BeginDate", "EndDate")
        if days is None or form.get("DateType") != PAID or form.get("MediaFormated") != "1":
            return PlainTextResponse("0|CheckMacValue Error")
        rows: list[list[str]] = []
        for trade in self._trades.all():
            if trade.status is Status.PAID and _day(trade.paid_at or 0.0) in days:
                rows += self._order_rows(trade)
        if self._board.general.file_fault == "extra_row" and days:
            rows.append(_stranger(max(days)))
        text = "\r\n".join(",".join(f'="{cell}"' for cell in row) for row in (ORDER_COLUMNS, *rows))
        return self._answer(text + "\r\n", form)

    async def funding(self, request: Request) -> Response:
        """FundingReconDetail: what was closed, and what was given back, by the day of the close."""
        form = await self._read(request)
        days = self._days(form, "StartDate", "EndDate")
        if days is None or form.get("PayDateType") != "close":
            return PlainTextResponse("0|CheckMacValue Error")
        rows: list[list[str]] = []
        for trade in self._trades.all():
            if is_card(trade):
                rows += self._funding_rows(trade, days)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        numbered = [[str(at), *row] for at, row in enumerate(rows, start=1)]
        writer.writerows([FUNDING_COLUMNS, *numbered])
        return self._answer(out.getvalue(), form)

    async def _read(self, request: Request) -> dict[str, str]:
        try:
            return await read_form(request)
        except MalformedBodyError:
            return {}

    def _days(self, form: Mapping[str, str], first: str, last: str) -> set[date] | None:
        """The days asked for that have a file; None for a request that is not right."""
        if form.get("MerchantID") != self._merchant_id or not verifies(form, self._keys):
            return None
        try:
            begin, end = (date.fromisoformat(form.get(name, "")) for name in (first, last))
        except ValueError:
            return None
        if not begin <= end < begin + timedelta(days=MAX_DAYS):
            return None
        early = timedelta(days=1 if self._board.general.files_early else 0)
        over = datetime.fromtimestamp(self._clock(), UTC).astimezone(TAIPEI).date() + early
        count = (end - begin).days + 1
        return {day for day in (begin + timedelta(days=n) for n in range(count)) if day < over}

    def _answer(self, text: str, form: Mapping[str, str]) -> Response:
        fault = self._board.general.file_fault
        if fault == "unreachable":
            return PlainTextResponse("", status_code=503)
        if fault == "error_page":
            return PlainTextResponse(PAGE, media_type="text/html")
        if fault == "cut":
            text = text[: max(0, len(text) - 30)]
        charset = "big5" if fault == "big5" else CHARSETS.get(form.get("CharSet", ""), "big5")
        return Response(text.encode(charset, errors="replace"), media_type="text/csv")

    def _order_rows(self, trade: Trade) -> list[list[str]]:
        fault = self._board.peek(trade.merchant_trade_no).file_fault
        if fault == "missing_row":
            return []
        amount = trade.amount + (100 if fault == "other_amount" else 0)
        back = trade.amount if trade.card.abandoned else trade.card.given_back
        last = max((refund.at for refund in trade.card.refunds), default=None)
        card = is_card(trade)
        row = [
            taipei_time(trade.created_at),
            trade.merchant_trade_no,
            trade.trade_no,
            "",
            trade.method.title if trade.method else "",
            "2.75%",
            gwsr(trade) if card else "",
            "2222" if card else "",
            "",
            "已付款",
            str(amount),
            taipei_time(last) if last else "",
            str(back) if back else "",
            str(fee(trade.amount)),
            "0",
            str(amount - fee(trade.amount) - back),
            "未撥款",
            "",
            "",
        ]
        return [row, list(row)] if fault == "doubled_row" else [row]

    def _funding_rows(self, trade: Trade, days: set[date]) -> list[list[str]]:
        fault = self._board.peek(trade.merchant_trade_no).file_fault
        moves: list[tuple[float, int]] = []
        if card_is_closed(trade, board=self._board, clock=self._clock):
            moves.append((_closed_at(trade, self._clock()), trade.amount))
        if fault != "missing_refund":
            moves += [(refund.at, -refund.amount) for refund in trade.card.refunds]
        return [
            [
                gwsr(trade),
                "777777",
                trade.merchant_trade_no,
                f"{_day(trade.paid_at or 0.0):%Y%m%d}",
                f"{_day(at):%Y%m%d}",
                str(amount),
                "0",
                str(amount),
            ]
            for at, amount in moves
            if _day(at) in days
        ]


def _closed_at(trade: Trade, now: float) -> float:
    """The daily close at 20:15 that took it; what a dial or a hand closed is told as of its day."""
    paid = datetime.fromtimestamp(trade.paid_at or 0.0, UTC).astimezone(TAIPEI)
    closing = paid.replace(hour=0, minute=0, second=0, microsecond=0) + CLOSING_TIME
    if closing <= paid:
        closing += timedelta(days=1)
    return closing.timestamp() if closing.timestamp() <= now else paid.timestamp()


def _stranger(day: date) -> list[str]:
    """An order that the merchant never made."""
    row: Sequence[str] = (
        f"{day:%Y/%m/%d} 12:00:00", f"STRANGER{day:%Y%m%d}", "9912310000000001", "", "信用卡", "2.75%",
        "99999999", "1111", "", "已付款", "4321", "", "", "118", "0", "4203", "未撥款", "", "",
    )  # fmt: skip
    return list(row)


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).astimezone(TAIPEI).date()
