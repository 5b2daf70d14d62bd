"""What an order would cost, and what a shop decides about that."""

from typing import Any

import grpc

from nightmarket.order.v1 import checkout_service_pb2 as pb
from nightmarket.order.v1 import checkout_service_pb2_grpc, coupon_pb2
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id, new_id
from nightmarket_kit.core.pages import read_page, write_token
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_order.application.access import require_manager, require_member
from nightmarket_order.application.coupons import (
    CreateCoupon,
    StopCoupon,
    create_coupon,
    stop_coupon,
)
from nightmarket_order.application.place_order import Checkouts
from nightmarket_order.application.queries import TermQueries
from nightmarket_order.application.quote_order import QuoteOrder, quote_order
from nightmarket_order.application.set_shipping import SetShipping, set_shipping
from nightmarket_order.domain.errors import CouponNotFound
from nightmarket_order.entrypoints.delivery_views import (
    read_coupon,
    read_kind,
    read_method,
    to_coupon,
    to_method,
    to_quote,
)

Context = grpc.aio.ServicerContext[Any, Any]
_CHECKOUT = "/nightmarket.order.v1.CheckoutService/"
ACCESS = {
    _CHECKOUT + "QuoteOrder": Access.USER,
    _CHECKOUT + "GetShipping": Access.USER,
    _CHECKOUT + "SetShipping": Access.USER,
    _CHECKOUT + "CreateCoupon": Access.USER,
    _CHECKOUT + "StopCoupon": Access.USER,
    _CHECKOUT + "ListCoupons": Access.USER,
}


class CheckoutServicer(checkout_service_pb2_grpc.CheckoutServiceServicer):
    def __init__(self, *, checkouts: Checkouts, queries: TermQueries, clock: Clock) -> None:
        self._checkouts = checkouts
        self._uow = checkouts.uow
        self._queries = queries
        self._clock = clock

    async def QuoteOrder(
        self, request: pb.QuoteOrderRequest, context: Context
    ) -> pb.QuoteOrderResponse:
        question = QuoteOrder(
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            delivery=read_kind(request.delivery),
            coupon_code=request.coupon_code,
            best_voucher=request.best_voucher,
        )
        return to_quote(await quote_order(question, by=self._checkouts))

    async def GetShipping(
        self, request: pb.GetShippingRequest, context: Context
    ) -> pb.GetShippingResponse:
        shop_id = check_id(request.shop_id, "shop_id")
        require_member(require_principal(), shop_id)
        methods = await self._queries.shipping_of(shop_id)
        return pb.GetShippingResponse(methods=[to_method(one) for one in methods])

    async def SetShipping(
        self, request: pb.SetShippingRequest, context: Context
    ) -> pb.SetShippingResponse:
        command = SetShipping(
            request_id=request.request_id,
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            methods=tuple(read_method(one) for one in request.methods),
        )
        await set_shipping(command, uow=self._uow)
        methods = await self._queries.shipping_of(command.shop_id)
        return pb.SetShippingResponse(methods=[to_method(one) for one in methods])

    async def CreateCoupon(
        self, request: pb.CreateCouponRequest, context: Context
    ) -> pb.CreateCouponResponse:
        command = CreateCoupon(
            request_id=request.request_id,
            actor=require_principal(),
            coupon=read_coupon(request.coupon),
        )
        coupon_id = await create_coupon(command, coupon_id=new_id(), uow=self._uow)
        return pb.CreateCouponResponse(coupon=await self._coupon(coupon_id))

    async def StopCoupon(
        self, request: pb.StopCouponRequest, context: Context
    ) -> pb.StopCouponResponse:
        command = StopCoupon(
            request_id=request.request_id,
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            coupon_id=check_id(request.coupon_id, "coupon_id"),
        )
        await stop_coupon(command, uow=self._uow, clock=self._clock)
        return pb.StopCouponResponse(coupon=await self._coupon(command.coupon_id))

    async def ListCoupons(
        self, request: pb.ListCouponsRequest, context: Context
    ) -> pb.ListCouponsResponse:
        shop_id = check_id(request.shop_id, "shop_id")
        require_manager(require_principal(), shop_id)
        page = read_page(size=request.page_size, token=request.page_token, filter_=[shop_id])
        found = await self._queries.coupons_of(shop_id, page)
        shown = found[: page.size]
        more = len(found) > page.size
        return pb.ListCouponsResponse(
            coupons=[to_coupon(one) for one in shown],
            next_page_token=write_token(shown[-1].id, filter_=[shop_id]) if more else "",
        )

    async def _coupon(self, coupon_id: str) -> coupon_pb2.Coupon:
        found = await self._queries.coupon(coupon_id)
        if found is None:
            raise CouponNotFound(coupon_id=coupon_id)
        return to_coupon(found)
