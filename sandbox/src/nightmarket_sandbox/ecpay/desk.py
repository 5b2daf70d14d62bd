"""What can happen to a trade: code issued, paid, failed, cancelled; and who is told.

The dials are read here, once per event, so that one payment misbehaves in one consistent way.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nightmarket_sandbox.dials import EcpayBoard, EcpayDials
from nightmarket_sandbox.ecpay.fields import code_fields, failed_fields, issue_code, paid_fields
from nightmarket_sandbox.ecpay.mac import MacKeys, forged, signed
from nightmarket_sandbox.ecpay.methods import METHODS, Method
from nightmarket_sandbox.ecpay.post import PostOffice
from nightmarket_sandbox.ecpay.trades import Clock, Notice, Status, Trade

DEFAULT_METHOD: Final = METHODS["Credit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserResult:
    """A form the shopper's browser posts to the shop, once, in any order with the notice (1.6)."""

    url: str
    fields: Mapping[str, str]


class Desk:
    def __init__(self, *, board: EcpayBoard, post: PostOffice, keys: MacKeys, clock: Clock) -> None:
        self._board = board
        self._post = post
        self._keys = keys
        self._clock = clock

    def issue_code(self, trade: Trade, method: Method) -> BrowserResult | None:
        """Issue the ATM/store code and tell PaymentInfoURL at once; without one nobody is told."""
        trade.method = method
        trade.code_info = trade.code_info or issue_code(trade, method=method)
        fields = code_fields(trade, method=method)
        dials = self._board.peek(trade.merchant_trade_no)
        dials = dials.model_copy(update={"silent": dials.silent or dials.silent_code})
        self._notify(trade, "code", trade.form.get("PaymentInfoURL"), fields, dials)
        return self._browser_result(trade.form.get("ClientRedirectURL"), fields, dials)

    def pay(self, trade: Trade, method: Method) -> BrowserResult | None:
        """Pay. The caller has made sure that the trade is not paid yet."""
        dials = self._board.take(trade.merchant_trade_no)
        if dials.fail_then_succeed:
            trade.fail(method)
            fields = failed_fields(trade, method=method, at=self._clock())
            self._notify(trade, "failed", trade.form["ReturnURL"], fields, dials)
            self._post.start(self._pay_later(trade, method, dials))
            return self._order_result(trade, method, fields, dials)
        return self._settle(trade, method, dials)

    def fail(self, trade: Trade, method: Method) -> BrowserResult | None:
        """Decline the card; the shopper may try again on the same page."""
        dials = self._board.take(trade.merchant_trade_no)
        trade.fail(method)
        fields = failed_fields(trade, method=method, at=self._clock())
        self._notify(trade, "failed", trade.form["ReturnURL"], fields, dials)
        return self._order_result(trade, method, fields, dials)

    def cancel(self, trade: Trade) -> None:
        """Walk away: nobody is told; with `late_after_cancel` the money comes all the same."""
        trade.cancelled = True
        if not self._board.peek(trade.merchant_trade_no).late_after_cancel:
            return
        dials = self._board.take(trade.merchant_trade_no)
        self._post.start(self._pay_later(trade, trade.method or DEFAULT_METHOD, dials))

    async def _pay_later(self, trade: Trade, method: Method, dials: EcpayDials) -> None:
        await asyncio.sleep(dials.delay_s)
        if trade.status is not Status.PAID:
            self._settle(trade, method, dials.model_copy(update={"delay_s": 0.0}))

    def _settle(self, trade: Trade, method: Method, dials: EcpayDials) -> BrowserResult | None:
        now = self._clock()
        if dials.simulate_paid:  # the back-office button: a notice, and no money (EC-doc 2878)
            trade.method = method
        else:
            trade.pay(method, at=now)
        fields = paid_fields(trade, method=method, at=now, simulated=dials.simulate_paid)
        fields["TradeAmt"] = str(trade.amount + dials.wrong_amount)
        self._notify(trade, "paid", trade.form["ReturnURL"], fields, dials)
        return self._order_result(trade, method, fields, dials)

    def _notify(
        self,
        trade: Trade,
        kind: str,
        url: str | None,
        fields: Mapping[str, str],
        dials: EcpayDials,
    ) -> None:
        if not url:
            return
        notice = Notice(kind=kind, url=url.strip(), silent=dials.silent)
        trade.notices.append(notice)
        if not dials.silent:
            self._post.start(self._post.send(notice, fields, dials))

    def _order_result(
        self, trade: Trade, method: Method, fields: Mapping[str, str], dials: EcpayDials
    ) -> BrowserResult | None:
        """OrderResultURL is not used for ATM, CVS, BARCODE (1.3)."""
        url = None if method.offline else trade.form.get("OrderResultURL")
        return self._browser_result(url, fields, dials)

    def _browser_result(
        self, url: str | None, fields: Mapping[str, str], dials: EcpayDials
    ) -> BrowserResult | None:
        if not url or dials.silent:
            return None
        sign = forged if dials.forge else signed
        return BrowserResult(url=url.strip(), fields=sign(fields, self._keys))
