"""What buyers ask back and what shops answer: requests to commands and back."""

from typing import Any

import grpc

from nightmarket.payment.v1 import payment_service_pb2, refund_ask_pb2
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.money import read_money
from nightmarket_kit.core.pages import read_page, write_token
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_payment.application.access import is_manager, require_manager
from nightmarket_payment.application.answer_refund_ask import AnswerRefundAsk, answer_refund_ask
from nightmarket_payment.application.ask_refund import (
    AskRefund,
    WithdrawRefundAsk,
    ask_refund,
    withdraw_refund_ask,
)
from nightmarket_payment.application.ports import Orders, Providers, UowFactory
from nightmarket_payment.application.queries import PaymentQueries
from nightmarket_payment.domain.errors import PaymentNotFound, RefundAskNotFound
from nightmarket_payment.domain.refund_ask import RefundTerms
from nightmarket_payment.entrypoints.views import to_ask, to_order_money

Context = grpc.aio.ServicerContext[Any, Any]


class RefundAskCalls:
    """A part of the servicer; what it needs is set there."""

    _uow: UowFactory
    _queries: PaymentQueries
    _orders: Orders
    _providers: Providers
    _terms: RefundTerms
    _clock: Clock

    async def GetOrderMoney(
        self, request: payment_service_pb2.GetOrderMoneyRequest, context: Context
    ) -> payment_service_pb2.GetOrderMoneyResponse:
        order_id, caller = check_id(request.order_id, "order_id"), require_principal()
        found = await self._queries.order_money(order_id)
        if found is None or not (
            found.payment.user_id == caller.user_id or is_manager(caller, found.payment.shop_id)
        ):
            raise PaymentNotFound(order_id=order_id)
        order = await self._orders.get(order_id)
        return to_order_money(
            found,
            delivered_at=order.delivered_at if order else None,
            terms=self._terms,
            at=self._clock.now(),
        )

    async def AskRefund(
        self, request: payment_service_pb2.AskRefundRequest, context: Context
    ) -> payment_service_pb2.AskRefundResponse:
        command = AskRefund(
            request_id=request.request_id,
            actor=require_principal(),
            order_id=check_id(request.order_id, "order_id"),
            amount=read_money(request.amount),
            reason=request.reason,
            note=request.note,
        )
        ask_id = await ask_refund(
            command,
            uow=self._uow,
            orders=self._orders,
            providers=self._providers,
            terms=self._terms,
            clock=self._clock,
        )
        return payment_service_pb2.AskRefundResponse(ask=await self._ask(ask_id))

    async def WithdrawRefundAsk(
        self, request: payment_service_pb2.WithdrawRefundAskRequest, context: Context
    ) -> payment_service_pb2.WithdrawRefundAskResponse:
        command = WithdrawRefundAsk(
            request_id=request.request_id,
            actor=require_principal(),
            ask_id=check_id(request.ask_id, "ask_id"),
        )
        ask_id = await withdraw_refund_ask(command, uow=self._uow, clock=self._clock)
        return payment_service_pb2.WithdrawRefundAskResponse(ask=await self._ask(ask_id))

    async def AnswerRefundAsk(
        self, request: payment_service_pb2.AnswerRefundAskRequest, context: Context
    ) -> payment_service_pb2.AnswerRefundAskResponse:
        command = AnswerRefundAsk(
            request_id=request.request_id,
            actor=require_principal(),
            ask_id=check_id(request.ask_id, "ask_id"),
            accept=request.accept,
            decline_reason=request.decline_reason,
            note=request.note,
        )
        ask_id = await answer_refund_ask(
            command, uow=self._uow, orders=self._orders, terms=self._terms, clock=self._clock
        )
        return payment_service_pb2.AnswerRefundAskResponse(ask=await self._ask(ask_id))

    async def ListRefundAsks(
        self, request: payment_service_pb2.ListRefundAsksRequest, context: Context
    ) -> payment_service_pb2.ListRefundAsksResponse:
        shop_id = check_id(request.shop_id, "shop_id")
        require_manager(require_principal(), shop_id)
        token_of = {"shop": shop_id, "answered": request.answered}
        page = read_page(size=request.page_size, token=request.page_token, filter_=token_of)
        found = await self._queries.asks_of_shop(shop_id, answered=request.answered, page=page)
        shown = found[: page.size]
        return payment_service_pb2.ListRefundAsksResponse(
            asks=[to_ask(one, terms=self._terms) for one in shown],
            next_page_token=write_token(shown[-1].id, filter_=token_of)
            if len(found) > page.size
            else "",
        )

    async def _ask(self, ask_id: str) -> refund_ask_pb2.RefundAsk:
        ask = await self._queries.ask(ask_id)
        if ask is None:
            raise RefundAskNotFound(ask_id=ask_id)
        return to_ask(ask, terms=self._terms)
