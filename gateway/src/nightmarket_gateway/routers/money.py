"""What happened to money, what buyers ask back, and what a shop's books say."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from nightmarket.payment.v1 import payment_pb2, payment_service_pb2
from nightmarket_gateway.auth import Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.buying import PAYMENT_STATES, PaymentStateName
from nightmarket_gateway.schemas.common import Id, PageSize, PageToken
from nightmarket_gateway.schemas.money import (
    AnswerRefundAsk,
    AskRefund,
    ComparedDay,
    DaySum,
    Difference,
    Differences,
    OrderMoney,
    RefundAsk,
    RefundAsks,
    SettleDifference,
    ShopPayment,
    ShopPayments,
)
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["money"])
STATE_NUMBERS = {
    name: payment_pb2.PaymentState.Value(f"PAYMENT_STATE_{name.upper()}")
    for name in PAYMENT_STATES.values()
}


@router.get("/orders/{order_id}/money")
async def order_money(order_id: Id, _person: Person, services: Services) -> OrderMoney:
    """Read all that happened to an order's money: its buyer, or an owner or manager of the shop."""
    return OrderMoney.read(
        await services.payments.GetOrderMoney(
            payment_service_pb2.GetOrderMoneyRequest(order_id=order_id)
        )
    )


@router.post("/orders/{order_id}/refund-asks", status_code=201)
async def ask_refund(
    order_id: Id, body: AskRefund, _person: Person, request_id: RequestId, services: Services
) -> RefundAsk:
    """Ask for money of one's own paid order back, whole or in part."""
    asked = await services.payments.AskRefund(
        payment_service_pb2.AskRefundRequest(
            request_id=request_id,
            order_id=order_id,
            amount=body.amount.write(),
            reason=body.reason,
            note=body.note,
        )
    )
    return RefundAsk.read(asked.ask)


@router.post("/refund-asks/{ask_id}/withdraw")
async def withdraw_refund_ask(
    ask_id: Id, _person: Person, request_id: RequestId, services: Services
) -> RefundAsk:
    """Take one's request back before it is answered."""
    withdrawn = await services.payments.WithdrawRefundAsk(
        payment_service_pb2.WithdrawRefundAskRequest(request_id=request_id, ask_id=ask_id)
    )
    return RefundAsk.read(withdrawn.ask)


@router.post("/refund-asks/{ask_id}/answer")
async def answer_refund_ask(
    ask_id: Id, body: AnswerRefundAsk, _person: Person, request_id: RequestId, services: Services
) -> RefundAsk:
    """Give the money back, or say why not. Owner; manager up to an amount. All that is left before the
    parcel leaves gives the order up.
    """
    answered = await services.payments.AnswerRefundAsk(
        payment_service_pb2.AnswerRefundAskRequest(
            request_id=request_id,
            ask_id=ask_id,
            accept=body.accept,
            decline_reason=body.decline_reason or "",
            note=body.note,
        )
    )
    return RefundAsk.read(answered.ask)


@router.get("/shops/{shop_id}/refund-asks")
async def list_refund_asks(
    shop_id: Id,
    _person: Person,
    services: Services,
    state: Annotated[
        Literal["open", "answered"],
        Query(description="open ones come oldest first, answered ones newest first"),
    ] = "open",
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> RefundAsks:
    """List what buyers ask back. Owner, manager."""
    page = await services.payments.ListRefundAsks(
        payment_service_pb2.ListRefundAsksRequest(
            shop_id=shop_id,
            answered=state == "answered",
            page_size=page_size,
            page_token=page_token,
        )
    )
    return RefundAsks(
        asks=[RefundAsk.read(one) for one in page.asks], next_page_token=page.next_page_token
    )


@router.get("/shops/{shop_id}/payments")
async def list_payments(
    shop_id: Id,
    _person: Person,
    services: Services,
    state: Annotated[
        list[PaymentStateName] | None, Query(description="only payments in one of these states")
    ] = None,
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> ShopPayments:
    """List a shop's payments, newest first, with what their days brought and took. Owner, manager."""
    page = await services.payments.ListPayments(
        payment_service_pb2.ListPaymentsRequest(
            shop_id=shop_id,
            states=[STATE_NUMBERS[one] for one in state or ()],
            page_size=page_size,
            page_token=page_token,
        )
    )
    return ShopPayments(
        payments=[ShopPayment.read(one) for one in page.payments],
        days=[DaySum.read(one) for one in page.days],
        next_page_token=page.next_page_token,
    )


@router.get("/shops/{shop_id}/differences")
async def list_differences(
    shop_id: Id,
    _person: Person,
    services: Services,
    state: Annotated[
        Literal["open", "closed"], Query(description="closed: explained, or settled by a person")
    ] = "open",
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> Differences:
    """List what differs from the providers' files, newest first. Owner, manager."""
    page = await services.payments.ListDifferences(
        payment_service_pb2.ListDifferencesRequest(
            shop_id=shop_id, closed=state == "closed", page_size=page_size, page_token=page_token
        )
    )
    return Differences(
        differences=[Difference.read(one) for one in page.differences],
        days=[ComparedDay.read(one) for one in page.days],
        next_page_token=page.next_page_token,
    )


@router.post("/differences/{difference_id}/settle")
async def settle_difference(
    difference_id: Id,
    body: SettleDifference,
    _person: Person,
    request_id: RequestId,
    services: Services,
) -> Difference:
    """Say what became of a difference; it is kept for ever. Owner, manager."""
    settled = await services.payments.SettleDifference(
        payment_service_pb2.SettleDifferenceRequest(
            request_id=request_id,
            difference_id=difference_id,
            settlement=body.settlement,
            note=body.note,
        )
    )
    return Difference.read(settled.difference)
