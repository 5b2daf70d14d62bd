"""Shows: the lists that viewers see, and what hosts do."""

from typing import Annotated

from fastapi import APIRouter, Query

from nightmarket.stream.v1 import stream_pb2
from nightmarket.stream.v1 import stream_service_pb2 as pb
from nightmarket_gateway.auth import Anyone, Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.common import Id, PageSize
from nightmarket_gateway.schemas.pins import HeldUp, Pins
from nightmarket_gateway.schemas.shows import (
    STARTS,
    STATES,
    IngestCredentials,
    Listings,
    NewShow,
    Pin,
    Show,
    ShowChange,
    Shows,
    StateName,
)
from nightmarket_gateway.state import Services
from nightmarket_kit.runtime.times import to_timestamp

UNSAID = stream_pb2.SHOW_STARTS_UNSPECIFIED
router = APIRouter(prefix="/v1", tags=["shows"])


@router.post("/shops/{shop_id}/shows", status_code=201)
async def create_show(
    shop_id: Id, body: NewShow, _person: Person, request_id: RequestId, services: Services
) -> Show:
    made = await services.streams.CreateShow(
        pb.CreateShowRequest(
            request_id=request_id,
            shop_id=shop_id,
            title=body.title,
            schedule_time=to_timestamp(body.schedule_time),
            starts=STARTS[body.starts],
        )
    )
    return Show.read(made.show)


@router.get("/shows")
async def list_shows(
    _anyone: Anyone,
    services: Services,
    shop_id: Annotated[str, Query(max_length=36)] = "",
    state: Annotated[list[StateName] | None, Query()] = None,
    page_size: PageSize = 0,
    page_token: Annotated[str, Query(max_length=500)] = "",
) -> Shows:
    """Live first, then by time, newest first."""
    page = await services.streams.ListShows(
        pb.ListShowsRequest(
            shop_id=shop_id,
            states=[STATES[one] for one in state or []],
            page_size=page_size,
            page_token=page_token,
        )
    )
    return Shows(
        shows=[Show.read(show) for show in page.shows], next_page_token=page.next_page_token
    )


@router.get("/shows/{show_id}")
async def get_show(show_id: Id, _anyone: Anyone, services: Services) -> Show:
    return Show.read((await services.streams.GetShow(pb.GetShowRequest(show_id=show_id))).show)


@router.get("/shows/{show_id}/pins")
async def list_pins(show_id: Id, _anyone: Anyone, services: Services) -> Pins:
    """Tell what was held up when: the marks of a replay."""
    found = await services.streams.ListPins(pb.ListPinsRequest(show_id=show_id))
    return Pins(pins=[HeldUp.read(pin) for pin in found.pins])


@router.patch("/shows/{show_id}")
async def update_show(
    show_id: Id, body: ShowChange, _person: Person, request_id: RequestId, services: Services
) -> Show:
    """Change what was announced, while the show is scheduled."""
    changed = await services.streams.UpdateShow(
        pb.UpdateShowRequest(
            request_id=request_id,
            show_id=show_id,
            title=body.title,
            schedule_time=to_timestamp(body.schedule_time),
            starts=STARTS[body.starts] if body.starts is not None else UNSAID,
        )
    )
    return Show.read(changed.show)


@router.post("/shows/{show_id}/start")
async def start_show(
    show_id: Id, _person: Person, request_id: RequestId, services: Services
) -> Show:
    """Bring a show on air whose picture is previewed; `SIGNAL_MISSING` when no encoder sends."""
    started = await services.streams.StartShow(
        pb.StartShowRequest(request_id=request_id, show_id=show_id)
    )
    return Show.read(started.show)


@router.post("/shows/{show_id}/stream-key")
async def rotate_stream_key(
    show_id: Id, _person: Person, request_id: RequestId, services: Services
) -> IngestCredentials:
    """Make a new key; the old one stops and its broadcast is cut. The key is shown this once."""
    made = await services.streams.RotateStreamKey(
        pb.RotateStreamKeyRequest(request_id=request_id, show_id=show_id)
    )
    return IngestCredentials.read(made.credentials)


@router.put("/shows/{show_id}/listings")
async def set_listings(
    show_id: Id, body: Listings, _person: Person, request_id: RequestId, services: Services
) -> Show:
    changed = await services.streams.SetListings(
        pb.SetListingsRequest(request_id=request_id, show_id=show_id, product_ids=body.product_ids)
    )
    return Show.read(changed.show)


@router.put("/shows/{show_id}/pin")
async def pin(
    show_id: Id, body: Pin, _person: Person, request_id: RequestId, services: Services
) -> Show:
    changed = await services.streams.PinProduct(
        pb.PinProductRequest(request_id=request_id, show_id=show_id, product_id=body.product_id)
    )
    return Show.read(changed.show)


@router.delete("/shows/{show_id}/pin")
async def unpin(show_id: Id, _person: Person, request_id: RequestId, services: Services) -> Show:
    changed = await services.streams.PinProduct(
        pb.PinProductRequest(request_id=request_id, show_id=show_id)
    )
    return Show.read(changed.show)


@router.post("/shows/{show_id}/end")
async def end_show(show_id: Id, _person: Person, request_id: RequestId, services: Services) -> Show:
    ended = await services.streams.EndShow(
        pb.EndShowRequest(request_id=request_id, show_id=show_id)
    )
    return Show.read(ended.show)
