"""Requests to commands and back; shape is checked here, meaning in the domain."""

from typing import Any

import grpc

from nightmarket.payment.v1 import (
    payment_pb2,
    payment_service_pb2,
    payment_service_pb2_grpc,
)
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.money import read_money
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_kit.runtime.times import from_timestamp
from nightmarket_payment.application.access import is_manager
from nightmarket_payment.application.check_unpaid import DueOrder, check_unpaid
from nightmarket_payment.application.ports import Orders, Providers, UowFactory, Watch
from nightmarket_payment.application.queries import PaymentQueries, PaymentView, WayBack
from nightmarket_payment.application.record_notice import RecordNotice, record_notice
from nightmarket_payment.application.request_refund import RequestRefund, request_refund
from nightmarket_payment.application.settle_refunds import FinishRefund, finish_refund
from nightmarket_payment.application.start_payment import StartPayment, start_payment
from nightmarket_payment.domain.errors import (
    NoticeInvalid,
    PaymentMethodNotOffered,
    PaymentNotFound,
    RefundNotFound,
)
from nightmarket_payment.domain.method import Method
from nightmarket_payment.domain.notice import Kind
from nightmarket_payment.domain.payment import Schedule
from nightmarket_payment.domain.refund_ask import RefundTerms
from nightmarket_payment.entrypoints.grpc_books import BookCalls
from nightmarket_payment.entrypoints.grpc_refund_asks import RefundAskCalls
from nightmarket_payment.entrypoints.views import to_method, to_payment, to_refund

Context = grpc.aio.ServicerContext[Any, Any]
_PAYMENT = "/nightmarket.payment.v1.PaymentService/"
ACCESS = {
    _PAYMENT + "StartPayment": Access.USER,
    _PAYMENT + "GetPayment": Access.USER,
    _PAYMENT + "GetPaymentOfOrder": Access.USER,
    _PAYMENT + "ListPaymentMethods": Access.PUBLIC,
    _PAYMENT + "RequestRefund": Access.USER,
    _PAYMENT + "ListRefunds": Access.USER,
    _PAYMENT + "FinishRefund": Access.USER,
    _PAYMENT + "GetOrderMoney": Access.USER,
    _PAYMENT + "AskRefund": Access.USER,
    _PAYMENT + "WithdrawRefundAsk": Access.USER,
    _PAYMENT + "AnswerRefundAsk": Access.USER,
    _PAYMENT + "ListRefundAsks": Access.USER,
    _PAYMENT + "ListPayments": Access.USER,
    _PAYMENT + "ListDifferences": Access.USER,
    _PAYMENT + "SettleDifference": Access.USER,
    _PAYMENT + "RecordNotice": Access.SERVICE,
    _PAYMENT + "CheckUnpaid": Access.SERVICE,
}
KINDS = {"notice": Kind.NOTICE, "result": Kind.RESULT}


class PaymentServicer(RefundAskCalls, BookCalls, payment_service_pb2_grpc.PaymentServiceServicer):
    def __init__(
        self,
        *,
        uow: UowFactory,
        queries: PaymentQueries,
        orders: Orders,
        providers: Providers,
        schedule: Schedule,
        terms: RefundTerms,
        watch: Watch,
        clock: Clock,
        accept_simulated: bool,
    ) -> None:
        self._uow = uow
        self._queries = queries
        self._orders = orders
        self._providers = providers
        self._schedule = schedule
        self._terms = terms
        self._watch = watch
        self._clock = clock
        self._accept_simulated = accept_simulated

    async def StartPayment(
        self, request: payment_service_pb2.StartPaymentRequest, context: Context
    ) -> payment_service_pb2.StartPaymentResponse:
        command = StartPayment(
            request_id=request.request_id,
            actor=require_principal(),
            order_id=check_id(request.order_id, "order_id"),
            provider=request.provider,
            method=_method(request),
            return_to=request.return_to,
        )
        started = await start_payment(
            command,
            uow=self._uow,
            orders=self._orders,
            providers=self._providers,
            schedule=self._schedule,
            clock=self._clock,
        )
        return payment_service_pb2.StartPaymentResponse(
            payment=await self._payment(started.payment_id),
            redirect=payment_pb2.Redirect(url=started.redirect.url, fields=started.redirect.fields),
        )

    async def ListPaymentMethods(
        self, request: payment_service_pb2.ListPaymentMethodsRequest, context: Context
    ) -> payment_service_pb2.ListPaymentMethodsResponse:
        return payment_service_pb2.ListPaymentMethodsResponse(
            methods=[
                to_method(offer, provider=provider.name)
                for provider in self._providers.values()
                for offer in provider.offers(request.currency_code)
            ]
        )

    async def GetPayment(
        self, request: payment_service_pb2.GetPaymentRequest, context: Context
    ) -> payment_service_pb2.GetPaymentResponse:
        payment_id = check_id(request.payment_id, "payment_id")
        return payment_service_pb2.GetPaymentResponse(payment=await self._payment(payment_id))

    async def RecordNotice(
        self, request: payment_service_pb2.RecordNoticeRequest, context: Context
    ) -> payment_service_pb2.RecordNoticeResponse:
        kind = KINDS.get(request.kind)
        if kind is None:
            raise NoticeInvalid("kind is notice or result", kind=request.kind)
        command = RecordNotice(
            provider=request.provider,
            kind=kind,
            body=request.body,
            content_type=request.content_type,
        )
        recorded = await record_notice(
            command,
            uow=self._uow,
            providers=self._providers,
            watch=self._watch,
            clock=self._clock,
            accept_simulated=self._accept_simulated,
        )
        back = WayBack()
        if recorded.reference:
            back = await self._queries.way_back(command.provider, recorded.reference)
        return payment_service_pb2.RecordNoticeResponse(
            reply=recorded.reply, payment_id=back.payment_id, return_to=back.return_to
        )

    async def CheckUnpaid(
        self, request: payment_service_pb2.CheckUnpaidRequest, context: Context
    ) -> payment_service_pb2.CheckUnpaidResponse:
        due = [
            DueOrder(
                order_id=check_id(one.order_id, "order_id"),
                deadline=from_timestamp(one.pay_deadline),
            )
            for one in request.orders
        ]
        checked = await check_unpaid(due, uow=self._uow, clock=self._clock)
        return payment_service_pb2.CheckUnpaidResponse(
            unpaid_order_ids=checked.unpaid, paid_order_ids=checked.paid
        )

    async def GetPaymentOfOrder(
        self, request: payment_service_pb2.GetPaymentOfOrderRequest, context: Context
    ) -> payment_service_pb2.GetPaymentOfOrderResponse:
        order_id = check_id(request.order_id, "order_id")
        view = _seen(await self._queries.payment_of_order(order_id), order_id=order_id)
        return payment_service_pb2.GetPaymentOfOrderResponse(payment=to_payment(view))

    async def RequestRefund(
        self, request: payment_service_pb2.RequestRefundRequest, context: Context
    ) -> payment_service_pb2.RequestRefundResponse:
        command = RequestRefund(
            request_id=request.request_id,
            actor=require_principal(),
            payment_id=check_id(request.payment_id, "payment_id"),
            amount=read_money(request.amount),
            reason=request.reason,
        )
        refund_id = await request_refund(
            command,
            uow=self._uow,
            providers=self._providers,
            terms=self._terms,
            clock=self._clock,
        )
        refund = await self._refund(command.payment_id, refund_id)
        return payment_service_pb2.RequestRefundResponse(refund=refund)

    async def ListRefunds(
        self, request: payment_service_pb2.ListRefundsRequest, context: Context
    ) -> payment_service_pb2.ListRefundsResponse:
        payment_id = check_id(request.payment_id, "payment_id")
        await self._payment(payment_id)
        refunds = await self._queries.refunds(payment_id)
        return payment_service_pb2.ListRefundsResponse(refunds=[to_refund(one) for one in refunds])

    async def FinishRefund(
        self, request: payment_service_pb2.FinishRefundRequest, context: Context
    ) -> payment_service_pb2.FinishRefundResponse:
        command = FinishRefund(
            request_id=request.request_id,
            actor=require_principal(),
            refund_id=check_id(request.refund_id, "refund_id"),
            note=request.note,
        )
        payment_id = await finish_refund(command, uow=self._uow, clock=self._clock)
        refund = await self._refund(payment_id, command.refund_id)
        return payment_service_pb2.FinishRefundResponse(refund=refund)

    async def _refund(self, payment_id: str, refund_id: str) -> payment_pb2.Refund:
        for refund in await self._queries.refunds(payment_id):
            if refund.id == refund_id:
                return to_refund(refund)
        raise RefundNotFound(refund_id=refund_id)

    async def _payment(self, payment_id: str) -> payment_pb2.Payment:
        return to_payment(_seen(await self._queries.payment(payment_id), payment_id=payment_id))


def _method(request: payment_service_pb2.StartPaymentRequest) -> Method | None:
    try:
        return Method(request.method) if request.method else None
    except ValueError:
        raise PaymentMethodNotOffered(
            provider=request.provider, method=request.method[:20]
        ) from None


def _seen(view: PaymentView | None, **asked: str) -> PaymentView:
    """The caller's own, or her shop's; anybody else's is not there."""
    caller = require_principal()
    if view is None or not (view.user_id == caller.user_id or is_manager(caller, view.shop_id)):
        raise PaymentNotFound(**asked)
    return view
