"""The order service, asked with the caller's own token."""

import asyncio

import grpc

from nightmarket.order.v1 import order_pb2, order_service_pb2, order_service_pb2_grpc
from nightmarket_kit.core.errors import DomainError, Kind
from nightmarket_kit.core.money import read_money
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.runtime.times import from_timestamp
from nightmarket_payment.application.ports import OrderToPay

MAX_ITEMS = 50
STATES = {
    order_pb2.ORDER_STATE_PLACED: "placed",
    order_pb2.ORDER_STATE_PAID: "paid",
    order_pb2.ORDER_STATE_PACKED: "packed",
    order_pb2.ORDER_STATE_SHIPPED: "shipped",
    order_pb2.ORDER_STATE_DELIVERED: "delivered",
    order_pb2.ORDER_STATE_COMPLETED: "completed",
    order_pb2.ORDER_STATE_CANCELLED: "cancelled",
    order_pb2.ORDER_STATE_EXPIRED: "expired",
    order_pb2.ORDER_STATE_REFUNDED: "refunded",
}


class GrpcOrders:
    """A component: holds the channel."""

    name = "orders"

    def __init__(self, target: str, *, service_token: str) -> None:
        self._target = target
        self._service_token = service_token
        self._channel: grpc.aio.Channel | None = None

    async def start(self) -> None:
        self._channel = open_channel(self._target, service_token=self._service_token)

    async def stop(self, grace_s: float) -> None:
        if self._channel is not None:
            await self._channel.close(grace_s)

    async def wait(self) -> None:
        await asyncio.Event().wait()

    async def get(self, order_id: str) -> OrderToPay | None:
        try:
            answer = await self._stub().GetOrder(
                order_service_pb2.GetOrderRequest(order_id=order_id)
            )
        except DomainError as error:
            if error.kind in {Kind.NOT_FOUND, Kind.FORBIDDEN}:
                return None
            raise
        return to_order(answer.order)

    async def give_up(self, order_id: str, *, request_id: str) -> bool:
        request = order_service_pb2.CancelOrderRequest(
            request_id=request_id, order_id=order_id, reason="buyer_asked"
        )
        try:
            await self._stub().CancelOrder(request)
        except DomainError as error:
            if error.reason == "ORDER_STATE":
                return False
            raise
        return True

    def _stub(self) -> order_service_pb2_grpc.OrderServiceStub:
        if self._channel is None:
            raise RuntimeError("channel is not open")
        return order_service_pb2_grpc.OrderServiceStub(self._channel)


def to_order(order: order_pb2.Order) -> OrderToPay:
    return OrderToPay(
        id=order.order_id,
        order_no=order.order_no,
        shop_id=order.shop_id,
        user_id=order.user_id,
        state=STATES.get(order.state, "unknown"),
        total=read_money(order.total),
        pay_deadline=from_timestamp(order.pay_deadline),
        delivered_at=next(
            (from_timestamp(one.change_time) for one in order.history if one.cause == "deliver"),
            None,
        ),
        items=tuple(f"{line.title} x {line.quantity}" for line in order.lines[:MAX_ITEMS]),
    )
