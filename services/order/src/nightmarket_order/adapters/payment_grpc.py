"""Payment over gRPC, asked by ourselves: nobody's token goes along."""

from collections.abc import Sequence

import grpc

from nightmarket.payment.v1 import payment_service_pb2, payment_service_pb2_grpc
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_order.application.ports import Due, MoneyNews


class GrpcPayments:
    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = payment_service_pb2_grpc.PaymentServiceStub(channel)

    async def news(self, due: Sequence[Due]) -> MoneyNews:
        request = payment_service_pb2.CheckUnpaidRequest(
            orders=[
                payment_service_pb2.DueOrder(
                    order_id=one.order_id, pay_deadline=to_timestamp(one.deadline)
                )
                for one in due
            ]
        )
        answer = await self._stub.CheckUnpaid(request)
        return MoneyNews(
            unpaid=frozenset(answer.unpaid_order_ids), paid=frozenset(answer.paid_order_ids)
        )
