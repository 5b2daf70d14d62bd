"""The host's studio: tickets for the browser, the signal, the sum of a show."""

from fastapi import APIRouter

from nightmarket.order.v1 import order_service_pb2
from nightmarket.stream.v1 import stream_service_pb2 as pb
from nightmarket_gateway.auth import Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.rooms.minutes import read_minutes
from nightmarket_gateway.schemas.common import Id
from nightmarket_gateway.schemas.studio import USES, Ingest, MediaTicket, NewMediaTicket
from nightmarket_gateway.schemas.summary import Summary
from nightmarket_gateway.state import Services, Valkey
from nightmarket_kit.runtime.status import ServiceUnavailable
from nightmarket_kit.runtime.valkey import ValkeyError

router = APIRouter(prefix="/v1", tags=["studio"])


@router.post("/shows/{show_id}/media-tickets", status_code=201)
async def create_media_ticket(
    show_id: Id, body: NewMediaTicket, _person: Person, request_id: RequestId, services: Services
) -> MediaTicket:
    """Let a browser or a phone broadcast (host), or preview (any member), without the stream key. Whose
    network dropped asks for a new one.
    """
    made = await services.streams.CreateMediaTicket(
        pb.CreateMediaTicketRequest(request_id=request_id, show_id=show_id, use=USES[body.use])
    )
    return MediaTicket.read(made.ticket)


@router.get("/shows/{show_id}/ingest")
async def get_ingest(show_id: Id, _person: Person, services: Services) -> Ingest:
    """Tell what signal there is of the show; made to be asked every 2 s."""
    found = await services.streams.GetIngest(pb.GetIngestRequest(show_id=show_id))
    return Ingest.read(found.ingest)


@router.get("/shows/{show_id}/summary")
async def get_summary(show_id: Id, _person: Person, services: Services, valkey: Valkey) -> Summary:
    """Tell how a show went; also while it runs. For its shop's owner, managers and hosts."""
    show = (await services.streams.GetShow(pb.GetShowRequest(show_id=show_id))).show
    sold = await services.orders.GetShowSales(
        order_service_pb2.GetShowSalesRequest(shop_id=show.shop_id, show_id=show.show_id)
    )
    try:
        minutes = await read_minutes(valkey, show.show_id)
    except ValkeyError as error:
        raise ServiceUnavailable from error
    return Summary.read(show, sales=sold.sales, minutes=minutes)
