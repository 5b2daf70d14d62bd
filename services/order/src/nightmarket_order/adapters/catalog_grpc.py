"""Catalog's stock over gRPC; its refusals become ours. What the buyer has claimed is hers already: claim hands
it over, and names the share that catalog keeps it in.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeAlias

import grpc

from nightmarket.catalog.v1 import catalog_pb2, stock_service_pb2, stock_service_pb2_grpc
from nightmarket.claim.v1 import claim_service_pb2, claim_service_pb2_grpc
from nightmarket_kit.core.errors import DomainError, TimedOut, Unavailable
from nightmarket_kit.runtime.batches import Batches
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_order.adapters.refusals import read_refusal
from nightmarket_order.domain.errors import (
    DealOver,
    DealSoldOut,
    OutOfStock,
    PurchaseLimitReached,
    WrongState,
)
from nightmarket_order.domain.machine import OrderState
from nightmarket_order.domain.order import OrderLine

HOLDS_TIMEOUT_S: Final = 1.0
_Request: TypeAlias = stock_service_pb2.ReserveRequest
_State: TypeAlias = catalog_pb2.ReservationState.ValueType


class GrpcCatalog:
    """Orders that are placed while a call is under way are reserved together by the next one."""

    def __init__(
        self, channel: grpc.aio.Channel, *, claims: grpc.aio.Channel | None = None
    ) -> None:
        """Without `claims` nobody has any."""
        self._stub = stock_service_pb2_grpc.StockServiceStub(channel)
        self._claims = None if claims is None else claim_service_pb2_grpc.ClaimServiceStub(claims)
        self._reserving = Batches[_Request, _State](self._reserve)  # catalog keeps them in order

    async def reserve(
        self,
        *,
        order_id: str,
        shop_id: str,
        user_id: str,
        lines: Sequence[OrderLine],
        expires_at: datetime,
    ) -> bool:
        """While claim is away, people buy what is free; OUT_OF_STOCK is only said when it is known that
        nothing is set aside for the buyer.
        """
        holds, outage = dict[str, claim_service_pb2.TakenHold](), None
        try:
            holds = await self._holds(order_id, user_id, lines, expires_at)
        except (Unavailable, TimedOut) as error:
            outage = error
        request = stock_service_pb2.ReserveRequest(
            order_id=order_id,
            shop_id=shop_id,
            user_id=user_id,
            lines=[_to_line(line, holds.get(line.variant_id)) for line in lines],
            expire_time=to_timestamp(expires_at),
        )
        try:
            state = await self._reserving.ask(request)
        except DomainError as error:
            if outage is not None and error.reason == OutOfStock.reason:
                raise outage from error
            raise _ours(error, order_id=order_id, lines=lines) from error
        return state == catalog_pb2.RESERVATION_STATE_HELD

    async def _reserve(self, requests: Sequence[_Request]) -> list[_State | DomainError]:
        response = await self._stub.BatchReserve(
            stock_service_pb2.BatchReserveRequest(requests=requests)
        )
        return [_answer(result) for result in response.results]

    async def _holds(
        self, order_id: str, user_id: str, lines: Sequence[OrderLine], until: datetime
    ) -> dict[str, claim_service_pb2.TakenHold]:
        of_shows = [
            claim_service_pb2.HoldLine(
                variant_id=line.variant_id, quantity=line.quantity, show_id=line.show_id
            )
            for line in lines
            if line.show_id and not line.deal_id
        ]
        if self._claims is None or not of_shows:
            return {}
        taken = await self._claims.TakeHolds(
            claim_service_pb2.TakeHoldsRequest(
                order_id=order_id,
                user_id=user_id,
                lines=of_shows,
                until_time=to_timestamp(until),
            ),
            timeout=HOLDS_TIMEOUT_S,
        )
        return {hold.variant_id: hold for hold in taken.holds}

    async def extend(self, order_id: str, *, expires_at: datetime) -> bool:
        request = stock_service_pb2.ExtendRequest(
            order_id=order_id, expire_time=to_timestamp(expires_at)
        )
        try:
            await self._stub.Extend(request)
        except DomainError as error:
            if error.reason in {"RESERVATION_STATE", "RESERVATION_NOT_FOUND"}:
                return False
            raise
        return True

    async def release(self, order_id: str) -> None:
        await self._stub.Release(stock_service_pb2.ReleaseRequest(order_id=order_id))


def _answer(result: stock_service_pb2.ReserveResult) -> _State | DomainError:
    return read_refusal(result.refusal) if result.HasField("refusal") else result.state


def _to_line(
    line: OrderLine, hold: claim_service_pb2.TakenHold | None
) -> stock_service_pb2.ReserveLine:
    return stock_service_pb2.ReserveLine(
        variant_id=line.variant_id,
        quantity=line.quantity,
        show_id=line.show_id,
        share_id=hold.share_id if hold else "",
        share_quantity=hold.quantity if hold else 0,
        deal_id=line.deal_id,
    )


def _ours(error: DomainError, *, order_id: str, lines: Sequence[OrderLine]) -> DomainError:
    """Catalog's reason in order's words; what is no answer to the buyer stays as it is."""
    variant_id = error.metadata.get("variant_id", "")
    match error.reason:
        case "OUT_OF_STOCK":
            return OutOfStock(**error.metadata)
        case "PURCHASE_LIMIT_REACHED":
            return PurchaseLimitReached(**error.metadata)
        case "DEAL_OVER":
            return DealOver(**error.metadata)
        case "DEAL_SOLD_OUT":
            return DealSoldOut(**error.metadata)
        case "VARIANT_NOT_FOUND":
            asked = sum(line.quantity for line in lines if line.variant_id == variant_id)
            return OutOfStock(variant_id=variant_id, available=0, asked=asked)
        case "RESERVATION_DIFFERS":  # the cart changed between two tries of one request id
            return WrongState(order_id=order_id, state=OrderState.CANCELLED)
        case _:
            return error
