"""Requests to commands and back; shape is checked here, meaning in the domain."""

from typing import Any

import grpc

from nightmarket.order.v1 import order_pb2, order_service_pb2, order_service_pb2_grpc
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.money import Money, read_money
from nightmarket_kit.core.pages import read_page, write_token
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_order.application.access import require_member, seen_by
from nightmarket_order.application.cancel_order import CancelOrder, cancel_order
from nightmarket_order.application.place_order import Checkouts, PlaceOrder, place_order
from nightmarket_order.application.ports import UowFactory
from nightmarket_order.application.queries import OrderQueries
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.errors import OrderNotFound
from nightmarket_order.domain.order import Order, OrderLine, OrderState

Context = grpc.aio.ServicerContext[Any, Any]
_ORDER = "/nightmarket.order.v1.OrderService/"
ACCESS = {
    _ORDER + "PlaceOrder": Access.USER,
    _ORDER + "GetOrder": Access.USER,
    _ORDER + "ListOrders": Access.USER,
    _ORDER + "CancelOrder": Access.USER,
}
STATES = {
    OrderState.PLACED: order_pb2.ORDER_STATE_PLACED,
    OrderState.PAID: order_pb2.ORDER_STATE_PAID,
    OrderState.CANCELLED: order_pb2.ORDER_STATE_CANCELLED,
}


class OrderServicer(order_service_pb2_grpc.OrderServiceServicer):
    def __init__(
        self, *, checkouts: Checkouts, uow: UowFactory, queries: OrderQueries, clock: Clock
    ) -> None:
        self._checkouts = checkouts
        self._uow = uow
        self._queries = queries
        self._clock = clock

    async def PlaceOrder(
        self, request: order_service_pb2.PlaceOrderRequest, context: Context
    ) -> order_service_pb2.PlaceOrderResponse:
        actor = require_principal()
        command = PlaceOrder(
            request_id=request.request_id,
            actor=actor,
            shop_id=check_id(request.shop_id, "shop_id"),
            contact=Contact(
                name=request.contact.name,
                phone=request.contact.phone,
                address=request.contact.address,
            ),
            expected_total=read_money(request.expected_total),
        )
        order_id = await place_order(command, by=self._checkouts)
        return order_service_pb2.PlaceOrderResponse(order=await self._order(order_id, actor))

    async def GetOrder(
        self, request: order_service_pb2.GetOrderRequest, context: Context
    ) -> order_service_pb2.GetOrderResponse:
        order_id = check_id(request.order_id, "order_id")
        return order_service_pb2.GetOrderResponse(
            order=await self._order(order_id, require_principal())
        )

    async def ListOrders(
        self, request: order_service_pb2.ListOrdersRequest, context: Context
    ) -> order_service_pb2.ListOrdersResponse:
        actor = require_principal()
        filter_ = [request.shop_id, "" if request.shop_id else actor.user_id]
        page = read_page(size=request.page_size, token=request.page_token, filter_=filter_)
        if request.shop_id:
            shop_id = check_id(request.shop_id, "shop_id")
            require_member(actor, shop_id)
            found = await self._queries.orders_of_shop(shop_id, page)
        else:
            found = await self._queries.orders_of_user(actor.user_id, page)
        shown = found[: page.size]
        more = len(found) > page.size
        return order_service_pb2.ListOrdersResponse(
            orders=[to_order(seen_by(actor, order)) for order in shown],
            next_page_token=write_token(shown[-1].id, filter_=filter_) if more else "",
        )

    async def CancelOrder(
        self, request: order_service_pb2.CancelOrderRequest, context: Context
    ) -> order_service_pb2.CancelOrderResponse:
        actor = require_principal()
        command = CancelOrder(
            request_id=request.request_id,
            actor=actor,
            order_id=check_id(request.order_id, "order_id"),
        )
        await cancel_order(command, uow=self._uow, clock=self._clock)
        return order_service_pb2.CancelOrderResponse(
            order=await self._order(command.order_id, actor)
        )

    async def _order(self, order_id: str, actor: Principal) -> order_pb2.Order:
        found = await self._queries.order(order_id)
        if found is None:
            raise OrderNotFound(order_id=order_id)
        return to_order(seen_by(actor, found))


def to_order(order: Order) -> order_pb2.Order:
    return order_pb2.Order(
        order_id=order.id,
        order_no=order.order_no,
        shop_id=order.shop_id,
        user_id=order.user_id,
        state=STATES[order.state],
        lines=[_to_line(line) for line in order.lines],
        total=_to_money(order.total),
        contact=order_pb2.Contact(
            name=order.contact.name, phone=order.contact.phone, address=order.contact.address
        ),
        place_time=to_timestamp(order.placed_at),
        pay_deadline=to_timestamp(order.pay_deadline),
        pay_time=to_timestamp(order.paid_at),
        cancel_time=to_timestamp(order.cancelled_at),
        cancel_cause=order.cancel_cause or "",
        version=order.version,
    )


def _to_line(line: OrderLine) -> order_pb2.OrderLine:
    return order_pb2.OrderLine(
        variant_id=line.variant_id,
        product_id=line.product_id,
        title=line.title,
        quantity=line.quantity,
        unit_price=_to_money(line.unit_price),
        show_id=line.show_id,
    )


def _to_money(money: Money) -> money_pb2.Money:
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)
