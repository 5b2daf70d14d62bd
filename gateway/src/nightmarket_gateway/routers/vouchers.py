"""Vouchers: hosts drop them in a live room; who has one is among its claims, and everyone may check the order."""

from fastapi import APIRouter

from nightmarket.claim.v1 import claim_service_pb2 as pb
from nightmarket_gateway.auth import Anyone, Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.common import Id
from nightmarket_gateway.schemas.vouchers import NewVoucher, Voucher, Vouchers
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1/shows/{show_id}/vouchers", tags=["vouchers"])


@router.get("")
async def list_vouchers(show_id: Id, _anyone: Anyone, services: Services) -> Vouchers:
    """List the vouchers of a show, in the order in which they were dropped."""
    found = await services.claims.ListListings(pb.ListListingsRequest(show_id=show_id))
    dropped = [one for one in found.listings if one.HasField("voucher")]
    return Vouchers(
        vouchers=[Voucher.read(one) for one in sorted(dropped, key=lambda one: one.product_id)]
    )


@router.post("", status_code=201)
async def drop_voucher(
    show_id: Id, body: NewVoucher, _person: Person, request_id: RequestId, services: Services
) -> Voucher:
    """Drop a voucher for the first who take it. It ends before its time as claims are closed, by its id.
    Owner, manager, host of a live show.
    """
    dropped = await services.claims.DropVoucher(body.write(request_id, show_id))
    return Voucher.read(dropped.listing)
