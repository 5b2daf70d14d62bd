"""Orders after they were placed: what the shop's people find, pack, ship and give up."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from nightmarket.order.v1 import order_service_pb2
from nightmarket_gateway.auth import Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.order_csv import csv_head, csv_rows
from nightmarket_gateway.schemas.common import Id, PageSize, PageToken, Time
from nightmarket_gateway.schemas.orders import (
    STATE_NUMBERS,
    CancelOrder,
    Order,
    Orders,
    OrderStateName,
    ShipOrder,
)
from nightmarket_gateway.state import Services
from nightmarket_kit.runtime.times import to_timestamp

router = APIRouter(prefix="/v1", tags=["orders"])
EXPORT_PAGE = 100


async def asked_for(
    show_id: Annotated[
        str, Query(max_length=36, description="only orders that hold a line of this show")
    ] = "",
    state: Annotated[
        list[OrderStateName] | None, Query(description="only orders in one of these states")
    ] = None,
    text: Annotated[
        str,
        Query(
            max_length=80,
            description="start of the order number; for who sees contacts also a part of the name, "
            "or the phone's last 3 digits or more",
        ),
    ] = "",
    placed_from: Annotated[Time | None, Query(description="placed then or later")] = None,
    placed_before: Annotated[Time | None, Query(description="placed earlier")] = None,
) -> order_service_pb2.ListOrdersRequest:
    return order_service_pb2.ListOrdersRequest(
        show_id=show_id,
        states=[STATE_NUMBERS[one] for one in state or ()],
        text=text,
        placed_from=to_timestamp(placed_from),
        placed_before=to_timestamp(placed_before),
    )


Asked = Annotated[order_service_pb2.ListOrdersRequest, Depends(asked_for)]


@router.get("/shops/{shop_id}/orders")
async def shop_orders(
    shop_id: Id,
    asked: Asked,
    _person: Person,
    services: Services,
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> Orders:
    """List a shop's orders, newest first, for the people who work for it."""
    asked.shop_id, asked.page_size, asked.page_token = shop_id, page_size, page_token
    page = await services.orders.ListOrders(asked)
    return Orders(
        orders=[Order.read(order) for order in page.orders], next_page_token=page.next_page_token
    )


@router.get(
    "/shops/{shop_id}/orders.csv",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "the table"}
    },
)
async def export_orders(
    shop_id: Id, asked: Asked, _person: Person, services: Services
) -> StreamingResponse:
    """Download all orders that fit, a row for each line, as a table for Excel (UTF-8)."""
    asked.shop_id, asked.page_size = shop_id, EXPORT_PAGE
    first = await services.orders.ListOrders(asked)  # a refusal is told before the table begins
    return StreamingResponse(
        _table(services, asked, first),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="orders.csv"',
            "Cache-Control": "no-store",
        },
    )


async def _table(
    services: Services,
    asked: order_service_pb2.ListOrdersRequest,
    page: order_service_pb2.ListOrdersResponse,
) -> AsyncIterator[bytes]:
    yield csv_head()
    while True:
        yield csv_rows(page.orders)
        if not page.next_page_token:
            return
        asked.page_token = page.next_page_token
        page = await services.orders.ListOrders(asked)


@router.post("/orders/{order_id}/pack")
async def pack_order(
    order_id: Id, _person: Person, request_id: RequestId, services: Services
) -> Order:
    """Say that a paid order is in its parcel. Owner, manager, packer."""
    packed = await services.orders.PackOrder(
        order_service_pb2.PackOrderRequest(request_id=request_id, order_id=order_id)
    )
    return Order.read(packed.order)


@router.post("/orders/{order_id}/ship")
async def ship_order(
    order_id: Id, body: ShipOrder, _person: Person, request_id: RequestId, services: Services
) -> Order:
    """Say that the carrier has it. Owner, manager, packer."""
    shipped = await services.orders.ShipOrder(
        order_service_pb2.ShipOrderRequest(
            request_id=request_id,
            order_id=order_id,
            carrier=body.carrier,
            tracking_no=body.tracking_no,
        )
    )
    return Order.read(shipped.order)


@router.post("/orders/{order_id}/deliver")
async def deliver_order(
    order_id: Id, _person: Person, request_id: RequestId, services: Services
) -> Order:
    """Say that the buyer has it; it happens by itself after some days. Owner, manager, packer."""
    delivered = await services.orders.DeliverOrder(
        order_service_pb2.DeliverOrderRequest(request_id=request_id, order_id=order_id)
    )
    return Order.read(delivered.order)


@router.post("/orders/{order_id}/cancel")
async def cancel_order(
    order_id: Id,
    _person: Person,
    request_id: RequestId,
    services: Services,
    body: CancelOrder | None = None,
) -> Order:
    """Give an order up: its buyer before it is paid; owner and manager, with a reason, until it is
    shipped. What was paid goes back.
    """
    said = body or CancelOrder()
    cancelled = await services.orders.CancelOrder(
        order_service_pb2.CancelOrderRequest(
            request_id=request_id, order_id=order_id, reason=said.reason or "", note=said.note
        )
    )
    return Order.read(cancelled.order)
