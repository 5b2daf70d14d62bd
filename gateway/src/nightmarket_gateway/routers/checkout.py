"""What an order would cost, and what a shop decides about that."""

from typing import Annotated

from fastapi import APIRouter, Query

from nightmarket.order.v1 import checkout_service_pb2 as pb
from nightmarket.order.v1 import delivery_pb2
from nightmarket_gateway.auth import Person
from nightmarket_gateway.codes import Codes
from nightmarket_gateway.guests import PersonBuyer
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.checkout import (
    KIND_NUMBERS,
    Coupon,
    Coupons,
    DeliveryKindName,
    NewCoupon,
    Quote,
    Shipping,
    ShippingMethod,
)
from nightmarket_gateway.schemas.common import Id, PageSize, PageToken
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["checkout"])


@router.get("/shops/{shop_id}/quote")
async def quote_order(
    shop_id: Id,
    _buyer: PersonBuyer,
    services: Services,
    codes: Codes,
    delivery: Annotated[
        DeliveryKindName | None, Query(description="without it the first that the shop offers")
    ] = None,
    coupon_code: Annotated[str, Query(max_length=60, description="as typed, or a voucher's")] = "",
    best_voucher: Annotated[  # noqa: FBT002 - a query parameter
        bool, Query(description="without a code the buyer's voucher that takes off most")
    ] = False,
) -> Quote:
    """Price the cart, with a way of delivery and a discount code or voucher. Takes nothing, promises nothing."""
    await codes.check(coupon_code)
    quote = await services.checkout.QuoteOrder(
        pb.QuoteOrderRequest(
            shop_id=shop_id,
            delivery=(
                KIND_NUMBERS[delivery] if delivery else delivery_pb2.DELIVERY_KIND_UNSPECIFIED
            ),
            coupon_code=coupon_code,
            best_voucher=best_voucher,
        )
    )
    return Quote.read(quote)


@router.get("/shops/{shop_id}/shipping")
async def get_shipping(shop_id: Id, _person: Person, services: Services) -> Shipping:
    """Read how a shop sends its goods. For the people who work for it."""
    found = await services.checkout.GetShipping(pb.GetShippingRequest(shop_id=shop_id))
    return Shipping(methods=[ShippingMethod.read(one) for one in found.methods])


@router.put("/shops/{shop_id}/shipping")
async def set_shipping(
    shop_id: Id, body: Shipping, _person: Person, request_id: RequestId, services: Services
) -> Shipping:
    """Replace all ways of delivery of a shop. Owner, manager."""
    stored = await services.checkout.SetShipping(
        pb.SetShippingRequest(
            request_id=request_id,
            shop_id=shop_id,
            methods=[one.write() for one in body.methods],
        )
    )
    return Shipping(methods=[ShippingMethod.read(one) for one in stored.methods])


@router.get("/shops/{shop_id}/coupons")
async def list_coupons(
    shop_id: Id,
    _person: Person,
    services: Services,
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> Coupons:
    """List a shop's discount codes, newest first. Owner, manager."""
    page = await services.checkout.ListCoupons(
        pb.ListCouponsRequest(shop_id=shop_id, page_size=page_size, page_token=page_token)
    )
    return Coupons(
        coupons=[Coupon.read(one) for one in page.coupons], next_page_token=page.next_page_token
    )


@router.post("/shops/{shop_id}/coupons", status_code=201)
async def create_coupon(
    shop_id: Id, body: NewCoupon, _person: Person, request_id: RequestId, services: Services
) -> Coupon:
    """Make a discount code. It is never altered, only stopped. Owner, manager."""
    made = await services.checkout.CreateCoupon(
        pb.CreateCouponRequest(request_id=request_id, coupon=body.write(shop_id))
    )
    return Coupon.read(made.coupon)


@router.post("/shops/{shop_id}/coupons/{coupon_id}/stop")
async def stop_coupon(
    shop_id: Id, coupon_id: Id, _person: Person, request_id: RequestId, services: Services
) -> Coupon:
    """End a discount code; orders that used it keep their discount. Owner, manager."""
    stopped = await services.checkout.StopCoupon(
        pb.StopCouponRequest(request_id=request_id, shop_id=shop_id, coupon_id=coupon_id)
    )
    return Coupon.read(stopped.coupon)
