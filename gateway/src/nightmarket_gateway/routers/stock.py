"""Stock by hand: what came in, what a count found, what came back, what is set aside, and its ledger."""

from typing import Annotated

from fastapi import APIRouter, Query

from nightmarket.catalog.v1 import stock_service_pb2 as pb
from nightmarket_gateway.auth import Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.common import Id, PageSize, PageToken
from nightmarket_gateway.schemas.goods import PurchaseLimits, Stock
from nightmarket_gateway.schemas.stock import (
    KIND_NUMBERS,
    AdjustStock,
    AllocateStock,
    EntryKindName,
    ReceiveStock,
    ReturnStock,
    StockEntries,
    StockEntry,
)
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["stock"])


@router.post("/variants/{variant_id}/receipts", status_code=201)
async def receive_stock(
    variant_id: Id, body: ReceiveStock, _person: Person, request_id: RequestId, services: Services
) -> Stock:
    changed = await services.stock.ReceiveStock(
        pb.ReceiveStockRequest(
            request_id=request_id,
            variant_id=variant_id,
            quantity=body.quantity,
            reason=body.reason,
        )
    )
    return Stock.read(changed.stock)


@router.post("/variants/{variant_id}/adjustments", status_code=201)
async def adjust_stock(
    variant_id: Id, body: AdjustStock, _person: Person, request_id: RequestId, services: Services
) -> Stock:
    changed = await services.stock.AdjustStock(
        pb.AdjustStockRequest(
            request_id=request_id, variant_id=variant_id, delta=body.delta, reason=body.reason
        )
    )
    return Stock.read(changed.stock)


@router.post("/orders/{order_id}/returns", status_code=201)
async def return_stock(
    order_id: Id, body: ReturnStock, _person: Person, request_id: RequestId, services: Services
) -> Stock:
    """Put sold units of an order on hand again; never more than were sold. Money is another matter."""
    changed = await services.stock.ReturnStock(
        pb.ReturnStockRequest(
            request_id=request_id,
            order_id=order_id,
            variant_id=body.variant_id,
            quantity=body.quantity,
            reason=body.reason,
        )
    )
    return Stock.read(changed.stock)


@router.put("/variants/{variant_id}/allocations/{show_id}")
async def allocate_stock(
    variant_id: Id,
    show_id: Id,
    body: AllocateStock,
    _person: Person,
    request_id: RequestId,
    services: Services,
) -> Stock:
    """Set units aside for a show. What it does not sell comes back when it ends."""
    changed = await services.stock.AllocateStock(
        pb.AllocateStockRequest(
            request_id=request_id,
            variant_id=variant_id,
            show_id=show_id,
            quantity=body.quantity,
            reason=body.reason,
        )
    )
    return Stock.read(changed.stock)


@router.put("/products/{product_id}/limits")
async def set_limits(
    product_id: Id,
    body: PurchaseLimits,
    _person: Person,
    request_id: RequestId,
    services: Services,
) -> PurchaseLimits:
    """Say how much one person may have of a product; what was bought before counts."""
    changed = await services.stock.SetLimits(
        pb.SetLimitsRequest(request_id=request_id, product_id=product_id, limits=body.write())
    )
    return PurchaseLimits.read(changed.limits)


@router.get("/variants/{variant_id}/entries")
async def list_entries(
    variant_id: Id,
    _person: Person,
    services: Services,
    kind: Annotated[
        list[EntryKindName] | None, Query(description="only entries of one of these kinds")
    ] = None,
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> StockEntries:
    """Read a variant's ledger, newest first. For owner and manager."""
    page = await services.stock.ListEntries(
        pb.ListEntriesRequest(
            variant_id=variant_id,
            kinds=[KIND_NUMBERS[name] for name in kind or []],
            page_size=page_size,
            page_token=page_token,
        )
    )
    return StockEntries(
        entries=[StockEntry.read(entry) for entry in page.entries],
        next_page_token=page.next_page_token,
    )
