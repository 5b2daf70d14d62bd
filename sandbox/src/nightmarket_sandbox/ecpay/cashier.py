"""Checkout and the cashier page. People get pages; `Accept: application/json` gets JSON.

Errors of the checkout are pages with status 200 and a text such as `10200073 CheckMacValue Error`:
the merchant's server never sees them (1.3).
"""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from nightmarket_sandbox.ecpay.desk import DEFAULT_METHOD, BrowserResult, Desk
from nightmarket_sandbox.ecpay.mac import MacKeys
from nightmarket_sandbox.ecpay.methods import METHODS, Method, offered
from nightmarket_sandbox.ecpay.order_form import (
    BAD_FIELD,
    MAX_ITEM_NAME,
    OrderRefusedError,
    check_order,
    refuse_wrong_browser,
)
from nightmarket_sandbox.ecpay.trades import Status, Trade, Trades
from nightmarket_sandbox.web import (
    MalformedBodyError,
    is_form,
    page,
    read_form,
    read_json,
    wants_json,
)

CASHIER: Final = "/ecpay/Cashier"


class Cashier:
    def __init__(
        self, *, trades: Trades, desk: Desk, keys: MacKeys, merchant_id: str, public_url: str
    ) -> None:
        self._trades = trades
        self._desk = desk
        self._keys = keys
        self._merchant_id = merchant_id
        self._base = f"{public_url}{CASHIER}"

    async def checkout(self, request: Request) -> Response:
        try:
            trade = await self._open(request)
        except OrderRefusedError as error:
            if wants_json(request):
                return JSONResponse({"code": error.code, "message": error.text})
            return page("ecpay_error.html", message=str(error), back=None)
        result = None
        if trade.method is not None and trade.method.offline:
            result = self._desk.issue_code(trade, trade.method)
        if wants_json(request):
            return JSONResponse(self._trade_json(trade))
        return self._code_page(trade, result) if trade.code_info else self._page(trade)

    async def show(self, request: Request) -> Response:
        trade = self._behind(request)
        if trade is None:
            return page("ecpay_error.html", message="10200047 Trade Not Found", back=None)
        if trade.status is Status.PAID:
            return self._done(trade, "paid")
        return self._code_page(trade, None) if trade.code_info else self._page(trade)

    async def confirm(self, request: Request) -> Response:
        """The page's main button: an offline method gets its code, any other is paid."""
        return await self._act(request, "confirm")

    async def pay(self, request: Request) -> Response:
        return await self._act(request, "paid")

    async def fail(self, request: Request) -> Response:
        return await self._act(request, "failed")

    async def cancel(self, request: Request) -> Response:
        return await self._act(request, "cancelled")

    async def code(self, request: Request) -> Response:
        return await self._act(request, "code")

    async def _open(self, request: Request) -> Trade:
        headers = request.headers
        refuse_wrong_browser(headers.get("user-agent", ""), headers.get("sec-fetch-dest", ""))
        try:
            form = await read_form(request)
        except MalformedBodyError as error:
            raise OrderRefusedError(BAD_FIELD, f"Parameter Error. {error}") from error
        amount = check_order(form, merchant_id=self._merchant_id, keys=self._keys)
        trade = self._trades.open(form | {"ItemName": form["ItemName"][:MAX_ITEM_NAME]}, amount)
        if trade is None:
            raise OrderRefusedError("10200047", "MerchantTradeNo Is Duplicated")
        return trade

    async def _act(self, request: Request, act: str) -> Response:
        trade = self._behind(request)
        if trade is None:
            return _no(request, 404, "10200047 Trade Not Found")
        if trade.status is Status.PAID:
            return _no(request, 409, "Trade Is Already Paid")
        try:
            body = await read_form(request) if is_form(request) else await read_json(request)
            method = self._method(trade, str(body.get("method", "")))
        except (MalformedBodyError, OrderRefusedError) as error:
            return _no(request, 400, str(error))
        if act == "confirm":
            act = "code" if method.offline else "paid"
        return self._carry_out(request, trade, method, act)

    def _carry_out(self, request: Request, trade: Trade, method: Method, act: str) -> Response:
        result: BrowserResult | None = None
        if act == "code":
            if not method.offline:
                return _no(request, 400, "Only ATM, CVS and BARCODE have codes")
            result = self._desk.issue_code(trade, method)
        elif act == "paid":
            result = self._desk.pay(trade, method)
        elif act == "failed":
            result = self._desk.fail(trade, method)
        else:
            self._desk.cancel(trade)
        if wants_json(request):
            return JSONResponse(self._trade_json(trade) | _result_json(trade, result))
        if act == "code":
            return self._code_page(trade, result)
        if result is not None and act == "paid":
            return page("form_post.html", url=result.url, fields=result.fields, title="ECPay")
        return self._done(trade, act, result)

    def _behind(self, request: Request) -> Trade | None:
        return self._trades.behind(request.path_params["token"])

    def _method(self, trade: Trade, wanted: str) -> Method:
        """Return the method asked for if the page offers it; by default the one chosen before."""
        if not wanted:
            return trade.method or DEFAULT_METHOD
        offer = {method.name for method in self._offer(trade)}
        if wanted not in offer:
            raise OrderRefusedError(BAD_FIELD, "Parameter Error. method is not offered")
        return METHODS[wanted]

    def _offer(self, trade: Trade) -> tuple[Method, ...]:
        return offered(
            choose=trade.form["ChoosePayment"],
            ignored=trade.form.get("IgnorePayment", ""),
            amount=trade.amount,
        )

    def _url(self, trade: Trade, act: str = "") -> str:
        return f"{self._base}/{trade.token}{'/' if act else ''}{act}"

    def _page(self, trade: Trade) -> Response:
        return page(
            "ecpay_cashier.html",
            trade=trade,
            methods=self._offer(trade),
            url=self._url(trade),
            english=trade.form.get("Language") == "ENG",
        )

    def _code_page(self, trade: Trade, result: BrowserResult | None) -> Response:
        return page(
            "ecpay_code.html",
            trade=trade,
            url=self._url(trade),
            result=result,
            back=_back_url(trade),
            english=trade.form.get("Language") == "ENG",
        )

    def _done(self, trade: Trade, act: str, result: BrowserResult | None = None) -> Response:
        back = _back_url(trade)
        if act == "cancelled" and back is not None:
            return RedirectResponse(back, status_code=303)
        return page(
            "ecpay_done.html",
            trade=trade,
            act=act,
            result=result,
            back=back,
            url=self._url(trade),
            english=trade.form.get("Language") == "ENG",
        )

    def _trade_json(self, trade: Trade) -> dict[str, Any]:
        return {
            "merchant_trade_no": trade.merchant_trade_no,
            "trade_no": trade.trade_no,
            "amount": trade.amount,
            "status": trade.status.value,
            "page_url": self._url(trade),
            "pay_url": self._url(trade, "pay"),
            "fail_url": self._url(trade, "fail"),
            "cancel_url": self._url(trade, "cancel"),
            "code_url": self._url(trade, "code"),
            "payment_info": trade.code_info,
        }


def _back_url(trade: Trade) -> str | None:
    """ClientBackURL is a plain link without data; with OrderResultURL set it is ignored (1.3)."""
    if trade.form.get("OrderResultURL"):
        return None
    return trade.form.get("ClientBackURL") or None


def _result_json(trade: Trade, result: BrowserResult | None) -> dict[str, Any]:
    posted = None if result is None else {"url": result.url, "fields": dict(result.fields)}
    return {"browser_result": posted, "client_back_url": _back_url(trade)}


def _no(request: Request, status: int, message: str) -> Response:
    if wants_json(request):
        return JSONResponse({"message": message}, status_code=status)
    return page("ecpay_error.html", message=message, back=None)
