"""QueryTradeInfo/V5 (EC-doc 2890) and QueryPaymentInfo (EC-doc 5615): 3-minute TimeStamp, 403 after a
burst of both, signed text.

The answer is `k=v&k=v` that is not quite form data: in the `literal` way a plus stays a plus and a
space is %20, so a form parser breaks the signature; in the `form` way it is the other way round.
"""

from collections import deque
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, quote_plus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from nightmarket_sandbox.dials import EcpayBoard, EcpayDials
from nightmarket_sandbox.ecpay.fields import (
    code_fields,
    no_code_fields,
    query_fields,
    unknown_query_fields,
)
from nightmarket_sandbox.ecpay.mac import MacKeys, signed, verifies
from nightmarket_sandbox.ecpay.trades import Clock, Status, Trade, Trades
from nightmarket_sandbox.web import MalformedBodyError, read_form

TIMESTAMP_LIFE_S: Final = 180
SIGNATURE_ERROR: Final = "10200073"
NO_SUCH_ORDER: Final = "10200047"
NO_CODE: Final = "0"  # its number could not be verified; the page says: other than 1


class QueryDesk:
    def __init__(
        self,
        *,
        trades: Trades,
        board: EcpayBoard,
        keys: MacKeys,
        merchant_id: str,
        clock: Clock,
    ) -> None:
        self._trades = trades
        self._board = board
        self._keys = keys
        self._merchant_id = merchant_id
        self._clock = clock
        self._recent: deque[float] = deque(maxlen=10_000)
        self._blocked_until = 0.0

    def unblock(self) -> None:
        self._recent.clear()
        self._blocked_until = 0.0

    async def query(self, request: Request) -> Response:
        return await self._answered(request, query_fields, unknown_query_fields)

    async def code(self, request: Request) -> Response:
        """The code that was issued; of a paid order nothing is told (EC-doc 5615)."""
        return await self._answered(request, _code, no_code_fields)

    async def _answered(
        self,
        request: Request,
        known: Callable[[Trade], dict[str, str]],
        unknown: Callable[[dict[str, str], str], dict[str, str]],
    ) -> Response:
        try:
            form = await read_form(request)
        except MalformedBodyError:
            form = {}
        dials = self._board.peek(form.get("MerchantTradeNo", ""))
        if dials.query_403 or self._too_fast():
            return PlainTextResponse("403 Forbidden", status_code=403)
        found = self._asked(form)
        fields = unknown(form, found) if isinstance(found, str) else known(found)
        if not isinstance(found, str):
            found.queries += 1
        return Response(
            _write(signed(fields, self._keys), dials), media_type="text/html; charset=utf-8"
        )

    def _asked(self, form: dict[str, str]) -> Trade | str:
        """The trade, or the number of what is wrong with the question."""
        if form.get("MerchantID") != self._merchant_id or not verifies(form, self._keys):
            return SIGNATURE_ERROR
        stamp = form.get("TimeStamp", "")
        if not stamp.isdecimal() or abs(self._clock() - int(stamp)) > TIMESTAMP_LIFE_S:
            # the page says "this call is then invalid" and gives no number of its own
            return SIGNATURE_ERROR
        return self._trades.numbered(form.get("MerchantTradeNo", "")) or NO_SUCH_ORDER

    def _too_fast(self) -> bool:
        """Count this query; past the burst every query is refused until the block is over. By the time
        that passes: a clock that was set ahead for a while would leave queries of tomorrow behind.
        """
        dials = self._board.general
        now = self._clock() - dials.clock_ahead_s
        if now < self._blocked_until:
            return True
        self._recent.append(now)
        while self._recent and self._recent[0] <= now - dials.query_window_s:
            self._recent.popleft()
        if len(self._recent) > dials.query_burst:
            self._blocked_until = now + dials.query_block_s
            return True
        return False


def _code(trade: Trade) -> dict[str, str]:
    if trade.code_info is None or trade.method is None or trade.status is Status.PAID:
        return no_code_fields(trade.form, NO_CODE)
    return code_fields(trade, method=trade.method)


def _write(fields: dict[str, str], dials: EcpayDials) -> str:
    if dials.query_plus == "form":
        return "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items())
    return "&".join(f"{name}={quote(value, safe='+/:()!*')}" for name, value in fields.items())
