"""Requests about flash deals to commands and back; shape is checked here, meaning in the domain."""

from typing import Any, Final

import grpc

from nightmarket.catalog.v1 import catalog_pb2, deal_service_pb2, deal_service_pb2_grpc
from nightmarket_catalog.application.deals import (
    ExtendDeal,
    StartDeal,
    StopDeal,
    extend_deal,
    start_deal,
    stop_deal,
)
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.application.queries import CatalogQueries
from nightmarket_catalog.domain.errors import DealNotFound
from nightmarket_catalog.domain.stock import share_id_of
from nightmarket_catalog.entrypoints.views import to_deal
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id, new_id
from nightmarket_kit.core.money import read_money
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access

Context = grpc.aio.ServicerContext[Any, Any]
MOST_SHOWN: Final = 100
_DEALS = "/nightmarket.catalog.v1.DealService/"
DEAL_ACCESS = {
    _DEALS + "StartDeal": Access.USER,
    _DEALS + "ExtendDeal": Access.USER,
    _DEALS + "StopDeal": Access.USER,
    _DEALS + "ListDeals": Access.PUBLIC,
}


class DealServicer(deal_service_pb2_grpc.DealServiceServicer):
    def __init__(self, *, uow: UowFactory, queries: CatalogQueries, clock: Clock) -> None:
        self._uow = uow
        self._queries = queries
        self._clock = clock

    async def StartDeal(
        self, request: deal_service_pb2.StartDealRequest, context: Context
    ) -> deal_service_pb2.StartDealResponse:
        command = StartDeal(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
            variant_id=check_id(request.variant_id, "variant_id"),
            price=read_money(request.price),
            quantity=request.quantity,
            per_person=request.per_person or None,
            seconds=request.seconds,
        )
        deal_id = await start_deal(
            command, deal_id=share_id_of(new_id()), uow=self._uow, clock=self._clock
        )
        return deal_service_pb2.StartDealResponse(deal=await self._deal(deal_id))

    async def ExtendDeal(
        self, request: deal_service_pb2.ExtendDealRequest, context: Context
    ) -> deal_service_pb2.ExtendDealResponse:
        command = ExtendDeal(
            request_id=request.request_id,
            actor=require_principal(),
            deal_id=check_id(request.deal_id, "deal_id"),
            seconds=request.seconds,
        )
        await extend_deal(command, uow=self._uow, clock=self._clock)
        return deal_service_pb2.ExtendDealResponse(deal=await self._deal(command.deal_id))

    async def StopDeal(
        self, request: deal_service_pb2.StopDealRequest, context: Context
    ) -> deal_service_pb2.StopDealResponse:
        command = StopDeal(
            request_id=request.request_id,
            actor=require_principal(),
            deal_id=check_id(request.deal_id, "deal_id"),
        )
        await stop_deal(command, uow=self._uow)
        return deal_service_pb2.StopDealResponse(deal=await self._deal(command.deal_id))

    async def ListDeals(
        self, request: deal_service_pb2.ListDealsRequest, context: Context
    ) -> deal_service_pb2.ListDealsResponse:
        show_id = check_id(request.show_id, "show_id")
        views = await self._queries.deals_of_show(show_id, limit=MOST_SHOWN)
        return deal_service_pb2.ListDealsResponse(deals=[to_deal(view) for view in views])

    async def _deal(self, deal_id: str) -> catalog_pb2.Deal:
        view = await self._queries.deal(deal_id)
        if view is None:
            raise DealNotFound(deal_id=deal_id)
        return to_deal(view)
