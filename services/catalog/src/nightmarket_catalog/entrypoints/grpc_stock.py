"""Stock's requests to commands and back; shape is checked here, meaning in the domain."""

import asyncio
from typing import Any

import grpc

from nightmarket.catalog.v1 import catalog_pb2, stock_service_pb2, stock_service_pb2_grpc
from nightmarket_catalog.application.access import require_manager
from nightmarket_catalog.application.adjust_stock import (
    AdjustStock,
    ReceiveStock,
    ReturnStock,
    adjust_stock,
    receive_stock,
    return_stock,
)
from nightmarket_catalog.application.allocate import AllocateStock, allocate_stock
from nightmarket_catalog.application.extend_reservation import (
    ExtendReservation,
    extend_reservation,
)
from nightmarket_catalog.application.move_share import MoveShare, move_share
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.application.queries import CatalogQueries, VariantView
from nightmarket_catalog.application.reserve import Reserve
from nightmarket_catalog.application.set_limits import SetLimits, set_limits
from nightmarket_catalog.application.settle_reservation import (
    SettleReservation,
    settle_reservation,
)
from nightmarket_catalog.domain.errors import VariantNotFound
from nightmarket_catalog.domain.limits import Limits
from nightmarket_catalog.domain.reservation import ReservationState, ReservedLine
from nightmarket_catalog.domain.stock import EntryKind, is_share_id
from nightmarket_catalog.entrypoints.views import to_entry, to_limits, to_refusal, to_stock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import BatchTooLarge, IdInvalid, check_id
from nightmarket_kit.core.pages import read_page, write_token
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.groups import Groups
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_kit.runtime.times import from_timestamp, to_timestamp

Reserving = Groups[Reserve, ReservationState]
MAX_BATCH = 200
Context = grpc.aio.ServicerContext[Any, Any]
_STOCK = "/nightmarket.catalog.v1.StockService/"
STOCK_ACCESS = {
    _STOCK + "ReceiveStock": Access.USER,
    _STOCK + "AdjustStock": Access.USER,
    _STOCK + "ReturnStock": Access.USER,
    _STOCK + "AllocateStock": Access.USER,
    _STOCK + "SetLimits": Access.USER,
    _STOCK + "ListEntries": Access.USER,
    _STOCK + "MoveShare": Access.SERVICE,
    _STOCK + "Reserve": Access.SERVICE,
    _STOCK + "BatchReserve": Access.SERVICE,
    _STOCK + "Commit": Access.SERVICE,
    _STOCK + "Extend": Access.SERVICE,
    _STOCK + "Release": Access.SERVICE,
}
STATES = {
    ReservationState.HELD: catalog_pb2.RESERVATION_STATE_HELD,
    ReservationState.COMMITTED: catalog_pb2.RESERVATION_STATE_COMMITTED,
    ReservationState.RELEASED: catalog_pb2.RESERVATION_STATE_RELEASED,
    ReservationState.RETURNED: catalog_pb2.RESERVATION_STATE_RETURNED,
}
KINDS = {catalog_pb2.EntryKind.Value(f"ENTRY_KIND_{kind.name}"): kind for kind in EntryKind}


class StockServicer(stock_service_pb2_grpc.StockServiceServicer):
    def __init__(self, *, uow: UowFactory, queries: CatalogQueries, reserving: Reserving) -> None:
        self._uow = uow
        self._queries = queries
        self._reserving = reserving

    async def ReceiveStock(
        self, request: stock_service_pb2.ReceiveStockRequest, context: Context
    ) -> stock_service_pb2.ReceiveStockResponse:
        command = ReceiveStock(
            request_id=request.request_id,
            actor=require_principal(),
            variant_id=check_id(request.variant_id, "variant_id"),
            quantity=request.quantity,
            reason=request.reason,
        )
        await receive_stock(command, uow=self._uow)
        return stock_service_pb2.ReceiveStockResponse(stock=await self._stock(command.variant_id))

    async def AdjustStock(
        self, request: stock_service_pb2.AdjustStockRequest, context: Context
    ) -> stock_service_pb2.AdjustStockResponse:
        command = AdjustStock(
            request_id=request.request_id,
            actor=require_principal(),
            variant_id=check_id(request.variant_id, "variant_id"),
            delta=request.delta,
            reason=request.reason,
        )
        await adjust_stock(command, uow=self._uow)
        return stock_service_pb2.AdjustStockResponse(stock=await self._stock(command.variant_id))

    async def ReturnStock(
        self, request: stock_service_pb2.ReturnStockRequest, context: Context
    ) -> stock_service_pb2.ReturnStockResponse:
        command = ReturnStock(
            request_id=request.request_id,
            actor=require_principal(),
            order_id=check_id(request.order_id, "order_id"),
            variant_id=check_id(request.variant_id, "variant_id"),
            quantity=request.quantity,
            reason=request.reason,
        )
        await return_stock(command, uow=self._uow)
        return stock_service_pb2.ReturnStockResponse(stock=await self._stock(command.variant_id))

    async def AllocateStock(
        self, request: stock_service_pb2.AllocateStockRequest, context: Context
    ) -> stock_service_pb2.AllocateStockResponse:
        command = AllocateStock(
            request_id=request.request_id,
            actor=require_principal(),
            variant_id=check_id(request.variant_id, "variant_id"),
            show_id=_check_show(request.show_id),
            quantity=request.quantity,
            reason=request.reason,
        )
        await allocate_stock(command, uow=self._uow)
        return stock_service_pb2.AllocateStockResponse(stock=await self._stock(command.variant_id))

    async def MoveShare(
        self, request: stock_service_pb2.MoveShareRequest, context: Context
    ) -> stock_service_pb2.MoveShareResponse:
        command = MoveShare(
            request_id=request.request_id,
            shop_id=check_id(request.shop_id, "shop_id"),
            share_id=check_id(request.share_id, "share_id"),
            moves=tuple(
                (check_id(one.variant_id, "variant_id"), one.delta) for one in request.moves
            ),
            actor=request.actor,
        )
        await move_share(command, uow=self._uow)
        return stock_service_pb2.MoveShareResponse()

    async def SetLimits(
        self, request: stock_service_pb2.SetLimitsRequest, context: Context
    ) -> stock_service_pb2.SetLimitsResponse:
        limits = Limits(request.limits.per_person or None, request.limits.per_show or None)
        command = SetLimits(
            request_id=request.request_id,
            actor=require_principal(),
            product_id=check_id(request.product_id, "product_id"),
            limits=limits,
        )
        await set_limits(command, uow=self._uow)
        return stock_service_pb2.SetLimitsResponse(limits=to_limits(limits))

    async def ListEntries(
        self, request: stock_service_pb2.ListEntriesRequest, context: Context
    ) -> stock_service_pb2.ListEntriesResponse:
        variant = await self._variant(check_id(request.variant_id, "variant_id"))
        require_manager(require_principal(), variant.shop_id)
        kinds = sorted({KINDS[kind] for kind in request.kinds if kind in KINDS})
        token_of = [variant.id, *kinds]
        page = read_page(size=request.page_size, token=request.page_token, filter_=token_of)
        found = await self._queries.entries(variant.id, kinds, page)
        shown, more = found[: page.size], len(found) > page.size
        return stock_service_pb2.ListEntriesResponse(
            entries=[to_entry(view) for view in shown],
            next_page_token=write_token(str(shown[-1].version), filter_=token_of) if more else "",
        )

    async def Reserve(
        self, request: stock_service_pb2.ReserveRequest, context: Context
    ) -> stock_service_pb2.ReserveResponse:
        return stock_service_pb2.ReserveResponse(state=STATES[await self._reserved(request)])

    async def BatchReserve(
        self, request: stock_service_pb2.BatchReserveRequest, context: Context
    ) -> stock_service_pb2.BatchReserveResponse:
        if len(request.requests) > MAX_BATCH:
            raise BatchTooLarge(limit=MAX_BATCH)
        results = await asyncio.gather(*(self._result(one) for one in request.requests))
        return stock_service_pb2.BatchReserveResponse(results=results)

    async def _result(
        self, request: stock_service_pb2.ReserveRequest
    ) -> stock_service_pb2.ReserveResult:
        try:
            state = await self._reserved(request)
        except DomainError as error:
            return stock_service_pb2.ReserveResult(refusal=to_refusal(error))
        return stock_service_pb2.ReserveResult(state=STATES[state])

    async def _reserved(self, request: stock_service_pb2.ReserveRequest) -> ReservationState:
        command = Reserve(
            order_id=check_id(request.order_id, "order_id"),
            shop_id=check_id(request.shop_id, "shop_id"),
            person_id=check_id(request.user_id, "user_id"),
            lines=tuple(_to_line(line) for line in request.lines),
            expires_at=from_timestamp(request.expire_time),
        )
        # by item: a hot one has one queue
        return await self._reserving.submit(command.lines[0].variant_id, command)

    async def Commit(
        self, request: stock_service_pb2.CommitRequest, context: Context
    ) -> stock_service_pb2.CommitResponse:
        state = await self._settle(request.order_id, ReservationState.COMMITTED)
        return stock_service_pb2.CommitResponse(state=STATES[state])

    async def Extend(
        self, request: stock_service_pb2.ExtendRequest, context: Context
    ) -> stock_service_pb2.ExtendResponse:
        command = ExtendReservation(
            order_id=check_id(request.order_id, "order_id"),
            expires_at=from_timestamp(request.expire_time),
        )
        at = await extend_reservation(command, uow=self._uow)
        return stock_service_pb2.ExtendResponse(expire_time=to_timestamp(at))

    async def Release(
        self, request: stock_service_pb2.ReleaseRequest, context: Context
    ) -> stock_service_pb2.ReleaseResponse:
        state = await self._settle(request.order_id, ReservationState.RELEASED)
        return stock_service_pb2.ReleaseResponse(state=STATES[state])

    async def _settle(self, order_id: str, to: ReservationState) -> ReservationState:
        command = SettleReservation(order_id=check_id(order_id, "order_id"), to=to)
        return await settle_reservation(command, uow=self._uow)

    async def _variant(self, variant_id: str) -> VariantView:
        found = await self._queries.variants([variant_id])
        if not found:
            raise VariantNotFound(variant_id=variant_id)
        return found[0]

    async def _stock(self, variant_id: str) -> catalog_pb2.Stock:
        return to_stock((await self._variant(variant_id)).stock)


def _check_show(show_id: str) -> str:
    if is_share_id(show_id):
        raise IdInvalid("show_id is not a show", field="show_id")
    return check_id(show_id, "show_id")


def _to_line(line: stock_service_pb2.ReserveLine) -> ReservedLine:
    """A deal's units go before what was set aside for the buyer, and that before the show's share. The
    show is what the buyer says: it opens no share but its own.
    """
    from_deal = check_id(line.deal_id, "deal_id") if line.deal_id else ""
    from_show = check_id(line.show_id, "show_id") if line.show_id else ""
    from_share = check_id(line.share_id, "share_id") if line.share_id and not from_deal else ""
    return ReservedLine(
        variant_id=check_id(line.variant_id, "variant_id"),
        quantity=line.quantity,
        show_id=from_deal or from_share or ("" if is_share_id(from_show) else from_show),
        share_most=line.share_quantity if from_share else None,
        is_deal=bool(from_deal),
    )
