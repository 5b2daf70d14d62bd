"""Requests to commands and back; shape is checked here, meaning in the domain."""

from typing import Any

import grpc

from nightmarket.payment.v1 import (
    payment_pb2,
    payment_service_pb2,
    payment_service_pb2_grpc,
)
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.money import Money, read_money
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_payment.application.access import is_manager
from nightmarket_payment.application.ports import Orders, Providers, UowFactory, Watch
from nightmarket_payment.application.queries import PaymentQueries, PaymentView, WayBack
from nightmarket_payment.application.record_notice import RecordNotice, record_notice
from nightmarket_payment.application.request_refund import RequestRefund, request_refund
from nightmarket_payment.application.settle_refunds import FinishRefund, finish_refund
from nightmarket_payment.application.start_payment import StartPayment, start_payment
from nightmarket_payment.domain.errors import NoticeInvalid, PaymentNotFound, RefundNotFound
from nightmarket_payment.domain.notice import Kind
from nightmarket_payment.domain.payment import PaymentState, Schedule
from nightmarket_payment.domain.refund import Refund, RefundState

Context = grpc.aio.ServicerContext[Any, Any]
_PAYMENT = "/nightmarket.payment.v1.PaymentService/"
ACCESS = {
    _PAYMENT + "StartPayment": Access.USER,
    _PAYMENT + "GetPayment": Access.USER,
    _PAYMENT + "GetPaymentOfOrder": Access.USER,
    _PAYMENT + "RequestRefund": Access.USER,
    _PAYMENT + "ListRefunds": Access.USER,
    _PAYMENT + "FinishRefund": Access.USER,
    _PAYMENT + "RecordNotice": Access.SERVICE,
}
STATES = {
    PaymentState.PENDING: payment_pb2.PAYMENT_STATE_PENDING,
    PaymentState.SETTLED: payment_pb2.PAYMENT_STATE_SETTLED,
    PaymentState.FAILED: payment_pb2.PAYMENT_STATE_FAILED,
    PaymentState.REFUND_DUE: payment_pb2.PAYMENT_STATE_REFUND_DUE,
    PaymentState.REFUNDED: payment_pb2.PAYMENT_STATE_REFUNDED,
}
REFUND_STATES = {
    RefundState.OPEN: payment_pb2.REFUND_STATE_OPEN,
    RefundState.BY_HAND: payment_pb2.REFUND_STATE_BY_HAND,
    RefundState.DONE: payment_pb2.REFUND_STATE_DONE,
    RefundState.FAILED: payment_pb2.REFUND_STATE_FAILED,
}
KINDS = {"notice": Kind.NOTICE, "result": Kind.RESULT}


class PaymentServicer(payment_service_pb2_grpc.PaymentServiceServicer):
    def __init__(
        self,
        *,
        uow: UowFactory,
        queries: PaymentQueries,
        orders: Orders,
        providers: Providers,
        schedule: Schedule,
        watch: Watch,
        clock: Clock,
        accept_simulated: bool,
    ) -> None:
        self._uow = uow
        self._queries = queries
        self._orders = orders
        self._providers = providers
        self._schedule = schedule
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
            command, uow=self._uow, providers=self._providers, clock=self._clock
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


def _seen(view: PaymentView | None, **asked: str) -> PaymentView:
    """The caller's own, or her shop's; anybody else's is not there."""
    caller = require_principal()
    if view is None or not (view.user_id == caller.user_id or is_manager(caller, view.shop_id)):
        raise PaymentNotFound(**asked)
    return view


def to_refund(refund: Refund) -> payment_pb2.Refund:
    return payment_pb2.Refund(
        refund_id=refund.id,
        payment_id=refund.payment_id,
        state=REFUND_STATES[refund.state],
        amount=to_money(refund.amount),
        cause=refund.cause.value,
        reason=refund.reason,
        code=refund.code,
        create_time=to_timestamp(refund.created_at),
        refund_time=to_timestamp(refund.done_at),
        actor_id=refund.actor,
        note=refund.note,
    )


def to_money(money: Money) -> money_pb2.Money:
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)


def to_payment(view: PaymentView) -> payment_pb2.Payment:
    return payment_pb2.Payment(
        payment_id=view.id,
        order_id=view.order_id,
        shop_id=view.shop_id,
        provider=view.provider,
        state=STATES[view.state],
        amount=to_money(view.amount),
        refunded=to_money(view.refunded),
        create_time=to_timestamp(view.created_at),
        settle_time=to_timestamp(view.settled_at),
    )
