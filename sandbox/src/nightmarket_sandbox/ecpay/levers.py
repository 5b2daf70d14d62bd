"""What tests pull by hand: any notice at will, and the list of trades with every delivery."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nightmarket_sandbox.dials import EcpayBoard, EcpayDials
from nightmarket_sandbox.ecpay.desk import DEFAULT_METHOD
from nightmarket_sandbox.ecpay.fields import code_fields, failed_fields, paid_fields
from nightmarket_sandbox.ecpay.mac import FIELD, MacKeys, forged, signed
from nightmarket_sandbox.ecpay.methods import METHODS
from nightmarket_sandbox.ecpay.post import PostOffice
from nightmarket_sandbox.ecpay.query import QueryDesk
from nightmarket_sandbox.ecpay.trades import Clock, Notice, Trade, Trades
from nightmarket_sandbox.web import read_body


class SendNotice(BaseModel):
    """One notice, sent once, now. The trade itself is not changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    merchant_trade_no: str = Field(alias="MerchantTradeNo")
    kind: Literal["paid", "failed", "code"] = "paid"
    sign: bool = True
    url: str | None = None
    overrides: dict[str, str | None] = Field(default_factory=dict)


class Levers:
    def __init__(
        self,
        *,
        trades: Trades,
        board: EcpayBoard,
        query: QueryDesk,
        post: PostOffice,
        keys: MacKeys,
        clock: Clock,
    ) -> None:
        self._trades = trades
        self._board = board
        self._query = query
        self._post = post
        self._keys = keys
        self._clock = clock

    async def send_notice(self, request: Request) -> Response:
        """Deliver the notice once and answer with what the merchant's server said."""
        try:
            order = SendNotice.model_validate_json(await read_body(request))
        except ValidationError as error:
            return Response(error.json(), status_code=422, media_type="application/json")
        trade = self._trades.numbered(order.merchant_trade_no)
        if trade is None and order.url is None:
            return JSONResponse({"message": "no such trade, and no url"}, status_code=404)
        fields = self._fields(trade, order)
        url = order.url or (trade.form["ReturnURL"] if trade is not None else "")
        notice = Notice(kind=f"manual-{order.kind}", url=url.strip())
        if trade is not None:
            trade.notices.append(notice)
        delivery = await self._post.deliver(notice, fields)
        return JSONResponse(
            {
                "url": notice.url,
                "fields": fields,
                "status_code": delivery.status_code,
                "answer": delivery.answer,
                "acknowledged": delivery.acknowledged,
                "error": delivery.error,
            }
        )

    async def list_trades(self, request: Request) -> Response:
        wanted = request.query_params.get("merchant_trade_no")
        if wanted is None:
            found = self._trades.all()
        else:
            trade = self._trades.numbered(wanted)
            found = [] if trade is None else [trade]
        return JSONResponse({"trades": [_trade_json(trade) for trade in found]})

    async def show_dials(self, _: Request) -> Response:
        return self._dials()

    async def set_dials(self, request: Request) -> Response:
        try:
            dials = EcpayDials.model_validate_json(await read_body(request))
        except ValidationError as error:
            return Response(error.json(), status_code=422, media_type="application/json")
        self._board.set(dials)
        return self._dials()

    async def reset_dials(self, request: Request) -> Response:
        """Put everything back, the 403 block too; `?merchant_trade_no=` only that trade's set."""
        merchant_trade_no = request.query_params.get("merchant_trade_no")
        self._board.reset(merchant_trade_no)
        if merchant_trade_no is None:
            self._query.unblock()
        return self._dials()

    def _dials(self) -> JSONResponse:
        by_trade = {
            number: dials.model_dump(mode="json") for number, dials in self._board.by_trade.items()
        }
        return JSONResponse(
            {"general": self._board.general.model_dump(mode="json"), "by_trade": by_trade}
        )

    def _fields(self, trade: Trade | None, order: SendNotice) -> dict[str, str]:
        fields = {"MerchantTradeNo": order.merchant_trade_no}
        if trade is not None:
            method, now = trade.method or DEFAULT_METHOD, self._clock()
            if order.kind == "paid":
                fields = paid_fields(trade, method=method, at=now, simulated=False)
            elif order.kind == "failed":
                fields = failed_fields(trade, method=method, at=now)
            else:
                fields = code_fields(trade, method=method if method.offline else METHODS["ATM"])
        for name, value in order.overrides.items():
            if value is None:
                fields.pop(name, None)
            else:
                fields[name] = value
        if FIELD in order.overrides:
            return fields
        return signed(fields, self._keys) if order.sign else forged(fields, self._keys)


def _trade_json(trade: Trade) -> dict[str, Any]:
    deliveries = [delivery for notice in trade.notices for delivery in notice.deliveries]
    return {
        "merchant_trade_no": trade.merchant_trade_no,
        "trade_no": trade.trade_no,
        "amount": trade.amount,
        "status": trade.status.value,
        "cancelled": trade.cancelled,
        "method": None if trade.method is None else trade.method.name,
        "created_at": trade.created_at,
        "paid_at": trade.paid_at,
        "abandoned": trade.card.abandoned,
        "refunds": [refund.amount for refund in trade.card.refunds],
        "token": trade.token,
        "payment_info": trade.code_info,
        "queries": trade.queries,
        "deliveries": len(deliveries),
        "acknowledged": sum(delivery.acknowledged for delivery in deliveries),
        "notices": [
            {
                "kind": notice.kind,
                "url": notice.url,
                "silent": notice.silent,
                "deliveries": [
                    {
                        "at": delivery.at,
                        "status_code": delivery.status_code,
                        "answer": delivery.answer,
                        "acknowledged": delivery.acknowledged,
                        "error": delivery.error,
                    }
                    for delivery in notice.deliveries
                ],
            }
            for notice in trade.notices
        ],
    }
