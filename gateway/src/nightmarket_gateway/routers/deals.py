"""Flash deals: hosts start, extend and stop them; everyone may read them."""

from fastapi import APIRouter

from nightmarket.catalog.v1 import deal_service_pb2 as pb
from nightmarket_gateway.auth import Anyone, Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.common import Id
from nightmarket_gateway.schemas.deals import Deal, Deals, MoreTime, NewDeal
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["deals"])


@router.get("/shows/{show_id}/deals")
async def list_deals(show_id: Id, _anyone: Anyone, services: Services) -> Deals:
    found = await services.deals.ListDeals(pb.ListDealsRequest(show_id=show_id))
    return Deals(deals=[Deal.read(one) for one in found.deals])


@router.post("/shows/{show_id}/deals", status_code=201)
async def start_deal(
    show_id: Id, body: NewDeal, _person: Person, request_id: RequestId, services: Services
) -> Deal:
    """Set units aside and sell them at the price from now on. For owner, manager and host."""
    started = await services.deals.StartDeal(
        pb.StartDealRequest(
            request_id=request_id,
            show_id=show_id,
            variant_id=body.variant_id,
            price=body.price.write(),
            quantity=body.quantity,
            per_person=body.per_person,
            seconds=body.seconds,
        )
    )
    return Deal.read(started.deal)


@router.post("/deals/{deal_id}/extend")
async def extend_deal(
    deal_id: Id, body: MoreTime, _person: Person, request_id: RequestId, services: Services
) -> Deal:
    """Give a deal that runs more time."""
    extended = await services.deals.ExtendDeal(
        pb.ExtendDealRequest(request_id=request_id, deal_id=deal_id, seconds=body.seconds)
    )
    return Deal.read(extended.deal)


@router.post("/deals/{deal_id}/stop")
async def stop_deal(
    deal_id: Id, _person: Person, request_id: RequestId, services: Services
) -> Deal:
    """End it at once. What was held at its price keeps it."""
    stopped = await services.deals.StopDeal(
        pb.StopDealRequest(request_id=request_id, deal_id=deal_id)
    )
    return Deal.read(stopped.deal)
