"""Money that goes back: asked for by the shop, seen by the buyer."""

from fastapi import APIRouter

from nightmarket.payment.v1 import payment_service_pb2
from nightmarket_gateway.auth import Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.buying import (
    FinishedRefund,
    NewRefund,
    Payment,
    Refund,
    Refunds,
)
from nightmarket_gateway.schemas.common import Id
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["refunds"])


@router.get("/orders/{order_id}/payment")
async def payment_of_order(order_id: Id, _person: Person, services: Services) -> Payment:
    """Read the order's payment: its buyer, or an owner or manager of the shop."""
    found = await services.payments.GetPaymentOfOrder(
        payment_service_pb2.GetPaymentOfOrderRequest(order_id=order_id)
    )
    return Payment.read(found.payment)


@router.get("/payments/{payment_id}/refunds")
async def list_refunds(payment_id: Id, _person: Person, services: Services) -> Refunds:
    found = await services.payments.ListRefunds(
        payment_service_pb2.ListRefundsRequest(payment_id=payment_id)
    )
    return Refunds(refunds=[Refund.read(one) for one in found.refunds])


@router.post("/payments/{payment_id}/refunds", status_code=201)
async def request_refund(
    payment_id: Id, body: NewRefund, _person: Person, request_id: RequestId, services: Services
) -> Refund:
    """Ask for a part or all of a settled payment to go back. Owner, manager."""
    asked = await services.payments.RequestRefund(
        payment_service_pb2.RequestRefundRequest(
            request_id=request_id,
            payment_id=payment_id,
            amount=body.amount.write(),
            reason=body.reason,
        )
    )
    return Refund.read(asked.refund)


@router.post("/refunds/{refund_id}/finish")
async def finish_refund(
    refund_id: Id, body: FinishedRefund, _person: Person, request_id: RequestId, services: Services
) -> Refund:
    """Say that one which the provider cannot do was paid out by hand. Owner, manager."""
    finished = await services.payments.FinishRefund(
        payment_service_pb2.FinishRefundRequest(
            request_id=request_id, refund_id=refund_id, note=body.note
        )
    )
    return Refund.read(finished.refund)
