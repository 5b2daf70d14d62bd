"""Requests to commands and back; shape is checked here, meaning in the domain."""

from typing import Any

import grpc

from nightmarket.order.v1 import order_pb2, order_service_pb2, order_service_pb2_grpc
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.money import read_money
from nightmarket_kit.core.pages import read_page, write_token
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_order.application.access import (
    require_member,
    require_sales,
    seen_by,
    sees_contacts,
    sees_people,
)
from nightmarket_order.application.cancel_order import CancelOrder, cancel_order
from nightmarket_order.application.fulfil_order import (
    DeliverOrder,
    PackOrder,
    ShipOrder,
    Spans,
    deliver_order,
    pack_order,
    ship_order,
)
from nightmarket_order.application.place_order import Checkouts, PlaceOrder, place_order
from nightmarket_order.application.ports import UowFactory
from nightmarket_order.application.queries import OrderQueries
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.errors import OrderNotFound
from nightmarket_order.domain.parcel import Parcel
from nightmarket_order.entrypoints.delivery_views import read_delivery
from nightmarket_order.entrypoints.order_filter import read_filter, read_token_filter
from nightmarket_order.entrypoints.order_views import to_change, to_order, to_sales

Context = grpc.aio.ServicerContext[Any, Any]
_ORDER = "/nightmarket.order.v1.OrderService/"
ACCESS = {
    _ORDER + "PlaceOrder": Access.USER,
    _ORDER + "GetOrder": Access.USER,
    _ORDER + "ListOrders": Access.USER,
    _ORDER + "PackOrder": Access.USER,
    _ORDER + "ShipOrder": Access.USER,
    _ORDER + "DeliverOrder": Access.USER,
    _ORDER + "CancelOrder": Access.USER,
    _ORDER + "GetShowSales": Access.USER,
}


class OrderServicer(order_service_pb2_grpc.OrderServiceServicer):
    def __init__(
        self,
        *,
        checkouts: Checkouts,
        uow: UowFactory,
        queries: OrderQueries,
        clock: Clock,
        spans: Spans,
    ) -> None:
        self._checkouts = checkouts
        self._uow = uow
        self._queries = queries
        self._clock = clock
        self._spans = spans

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
            delivery=read_delivery(request.delivery),
            coupon_code=request.coupon_code,
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
        if not request.shop_id:
            token_of = ["", actor.user_id]
            page = read_page(size=request.page_size, token=request.page_token, filter_=token_of)
            found = await self._queries.orders_of_user(actor.user_id, page)
        else:
            shop_id = check_id(request.shop_id, "shop_id")
            require_member(actor, shop_id)
            token_of = read_token_filter(request)
            page = read_page(size=request.page_size, token=request.page_token, filter_=token_of)
            found = await self._queries.orders_of_shop(
                shop_id,
                read_filter(request, with_contacts=sees_contacts(actor, shop_id)),
                page,
            )
        shown = found[: page.size]
        more = len(found) > page.size
        return order_service_pb2.ListOrdersResponse(
            orders=[to_order(seen_by(actor, order)) for order in shown],
            next_page_token=write_token(shown[-1].id, filter_=token_of) if more else "",
        )

    async def GetShowSales(
        self, request: order_service_pb2.GetShowSalesRequest, context: Context
    ) -> order_service_pb2.GetShowSalesResponse:
        shop_id = check_id(request.shop_id, "shop_id")
        require_sales(require_principal(), shop_id)
        sales = await self._queries.sales_of_show(shop_id, check_id(request.show_id, "show_id"))
        return order_service_pb2.GetShowSalesResponse(sales=to_sales(sales))

    async def PackOrder(
        self, request: order_service_pb2.PackOrderRequest, context: Context
    ) -> order_service_pb2.PackOrderResponse:
        actor = require_principal()
        order_id = check_id(request.order_id, "order_id")
        command = PackOrder(request_id=request.request_id, actor=actor, order_id=order_id)
        await pack_order(command, uow=self._uow, clock=self._clock)
        return order_service_pb2.PackOrderResponse(order=await self._order(order_id, actor))

    async def ShipOrder(
        self, request: order_service_pb2.ShipOrderRequest, context: Context
    ) -> order_service_pb2.ShipOrderResponse:
        actor = require_principal()
        command = ShipOrder(
            request_id=request.request_id,
            actor=actor,
            order_id=check_id(request.order_id, "order_id"),
            parcel=Parcel(carrier=request.carrier, tracking_no=request.tracking_no),
        )
        await ship_order(command, uow=self._uow, clock=self._clock, spans=self._spans)
        return order_service_pb2.ShipOrderResponse(order=await self._order(command.order_id, actor))

    async def DeliverOrder(
        self, request: order_service_pb2.DeliverOrderRequest, context: Context
    ) -> order_service_pb2.DeliverOrderResponse:
        actor = require_principal()
        order_id = check_id(request.order_id, "order_id")
        command = DeliverOrder(request_id=request.request_id, actor=actor, order_id=order_id)
        await deliver_order(command, uow=self._uow, clock=self._clock, spans=self._spans)
        return order_service_pb2.DeliverOrderResponse(order=await self._order(order_id, actor))

    async def CancelOrder(
        self, request: order_service_pb2.CancelOrderRequest, context: Context
    ) -> order_service_pb2.CancelOrderResponse:
        actor = require_principal()
        command = CancelOrder(
            request_id=request.request_id,
            actor=actor,
            order_id=check_id(request.order_id, "order_id"),
            reason=request.reason,
            note=request.note,
        )
        await cancel_order(command, uow=self._uow, clock=self._clock)
        return order_service_pb2.CancelOrderResponse(
            order=await self._order(command.order_id, actor)
        )

    async def _order(self, order_id: str, actor: Principal) -> order_pb2.Order:
        found = await self._queries.order(order_id)
        if found is None:
            raise OrderNotFound(order_id=order_id)
        order, changes = found
        seen, people = seen_by(actor, order), sees_people(actor, order)
        return to_order(seen, [to_change(one, with_people=people) for one in changes])
