"""CreditDetail: refund, close, undo and abandon of card payments, and one payment's detail (1.11).

Guarantees: an action does what the state of the card payment allows or does nothing; the sum given
back is never over what was closed; there is no idempotency key, so the same R twice gives back
twice. Shapes that no page shows: a refund is an entry of `close_data` with a negative amount, and
what cannot be done reads `error_…` with RtnCode 0.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from nightmarket_sandbox.dials import EcpayBoard
from nightmarket_sandbox.ecpay.fields import gwsr
from nightmarket_sandbox.ecpay.mac import MacKeys, verifies
from nightmarket_sandbox.ecpay.trades import Clock, Refund, Status, Trade, Trades
from nightmarket_sandbox.ids import TAIPEI, taipei_time
from nightmarket_sandbox.web import MalformedBodyError, read_form

DONE: Final = "1"
NOT_DONE: Final = "0"
CLOSING_TIME: Final = timedelta(hours=20, minutes=15)
PAUSE: Final = timedelta(minutes=15)  # no actions 20:15–20:30


class CardState(Enum):
    AUTHORISED = "已授權"
    CLOSING = "要關帳"
    CLOSED = "已關帳"
    ABANDONED = "已取消"


class CreditDesk:
    def __init__(
        self,
        *,
        trades: Trades,
        board: EcpayBoard,
        keys: MacKeys,
        merchant_id: str,
        check_code: str,
        clock: Clock,
    ) -> None:
        self._trades = trades
        self._board = board
        self._keys = keys
        self._merchant_id = merchant_id
        self._check_code = check_code
        self._clock = clock

    async def act(self, request: Request) -> Response:
        """DoAction. The answer carries no CheckMacValue."""
        form = await self._read(request)
        code, message = self._act(form)
        number = form.get("MerchantTradeNo", "")
        if self._board.peek(number).action_lost:
            return PlainTextResponse("", status_code=504)
        fields = {
            "MerchantID": form.get("MerchantID", ""),
            "MerchantTradeNo": number,
            "TradeNo": form.get("TradeNo", ""),
            "RtnCode": code,
            "RtnMsg": message,
        }
        return PlainTextResponse("&".join(f"{name}={value}" for name, value in fields.items()))

    async def detail(self, request: Request) -> Response:
        """QueryTrade/V2: the state of one card payment and what was closed and given back."""
        form = await self._read(request)
        if not self._is_ours(form) or form.get("CreditCheckCode") != self._check_code:
            return JSONResponse({"RtnMsg": "error_Stop", "RtnValue": None})
        found = [
            trade
            for trade in self._trades.all()
            if is_card(trade) and gwsr(trade) == form.get("CreditRefundId")
        ]
        if not found or str(found[0].amount) != form.get("CreditAmount"):
            return JSONResponse({"RtnMsg": "error_nopay", "RtnValue": None})
        trade = found[0]
        if self._board.peek(trade.merchant_trade_no).query_403:
            return PlainTextResponse("403 Forbidden", status_code=403)
        return JSONResponse({"RtnMsg": "", "RtnValue": self._value(trade)})

    async def _read(self, request: Request) -> dict[str, str]:
        try:
            return await read_form(request)
        except MalformedBodyError:
            return {}

    def _is_ours(self, form: Mapping[str, str]) -> bool:
        return form.get("MerchantID") == self._merchant_id and verifies(form, self._keys)

    def _act(self, form: Mapping[str, str]) -> tuple[str, str]:
        if not self._is_ours(form):
            return NOT_DONE, "CheckMacValue Error"
        trade = self._trades.numbered(form.get("MerchantTradeNo", ""))
        amount = form.get("TotalAmount", "")
        if trade is None or trade.trade_no != form.get("TradeNo") or not amount.isdecimal():
            return NOT_DONE, "error_nopay"
        if not is_card(trade):
            return NOT_DONE, "error_notcredit"
        dials = self._board.peek(trade.merchant_trade_no)
        if dials.action_refused:
            return NOT_DONE, "error_balance"
        if dials.card_state is None and self._is_pause():
            return NOT_DONE, "error_closing"
        if self._apply(trade, form.get("Action", ""), int(amount)):
            return DONE, "Succeeded"
        return NOT_DONE, "error_status"

    def _apply(self, trade: Trade, action: str, amount: int) -> bool:
        """Do it if the table of 1.11 allows it."""
        card, state = trade.card, self._state(trade)
        match action, state:
            case "C", CardState.AUTHORISED if amount == trade.amount:
                card.closed_by_hand, card.undone = True, False
            case "N", CardState.AUTHORISED if amount == trade.amount:
                card.abandoned = True
            case "E", CardState.CLOSING if not card.refunds and amount == trade.amount:
                card.undone, card.closed_by_hand = True, False
            case "R", CardState.CLOSING | CardState.CLOSED:
                left = trade.amount - card.given_back
                is_partial = amount < trade.amount
                if not 0 < amount <= left or (state is CardState.CLOSING and not is_partial):
                    return False
                card.refunds.append(Refund(amount=amount, at=self._clock()))
            case _:
                return False
        return True

    def _state(self, trade: Trade) -> CardState:
        return _state(trade, board=self._board, clock=self._clock)

    def _is_pause(self) -> bool:
        now = datetime.fromtimestamp(self._clock(), TAIPEI)
        since = timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
        return CLOSING_TIME <= since < CLOSING_TIME + PAUSE

    def _value(self, trade: Trade) -> dict[str, object]:
        state = self._state(trade)
        closed = trade.amount if state in {CardState.CLOSING, CardState.CLOSED} else 0
        entries = [_entry(trade, state, closed, trade.paid_at or 0.0)] if closed else []
        entries += [
            _entry(trade, state, -refund.amount, refund.at) for refund in trade.card.refunds
        ]
        return {
            "TradeID": gwsr(trade),
            "amount": str(trade.amount),
            "clsamt": str(closed - trade.card.given_back),
            "authtime": taipei_time(trade.paid_at or 0.0),
            "status": state.value,
            "close_data": entries,
        }


def _entry(trade: Trade, state: CardState, amount: int, at: float) -> dict[str, str]:
    return {
        "status": state.value,
        "amount": str(amount),
        "sno": f"{trade.serial:010d}",
        "datetime": taipei_time(at),
    }


def is_card(trade: Trade) -> bool:
    return (
        trade.status is Status.PAID and trade.method is not None and trade.method.name == "Credit"
    )


def card_is_closed(trade: Trade, *, board: EcpayBoard, clock: Clock) -> bool:
    """Whether a daily close has taken it: the bank is or was asked for the money."""
    state = _state(trade, board=board, clock=clock)
    return state in {CardState.CLOSING, CardState.CLOSED}


def _state(trade: Trade, *, board: EcpayBoard, clock: Clock) -> CardState:
    """Authorised until the next 20:15, then to be closed until the one after, then closed."""
    card = trade.card
    if card.abandoned:
        return CardState.ABANDONED
    if card.undone:
        return CardState.AUTHORISED
    asked = board.peek(trade.merchant_trade_no).card_state
    if asked is not None:
        return CardState[asked.upper()]
    if card.closed_by_hand:
        return CardState.CLOSING
    paid = datetime.fromtimestamp(trade.paid_at or trade.created_at, TAIPEI)
    midnight = paid.replace(hour=0, minute=0, second=0, microsecond=0)
    closing = midnight + CLOSING_TIME
    if closing <= paid:
        closing += timedelta(days=1)
    now = datetime.fromtimestamp(clock(), TAIPEI)
    if now < closing:
        return CardState.AUTHORISED
    return CardState.CLOSING if now < closing + timedelta(days=1) else CardState.CLOSED
