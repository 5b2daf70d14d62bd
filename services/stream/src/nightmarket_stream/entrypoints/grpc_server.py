"""Requests to commands and back; shape is checked here, meaning in the domain."""

from datetime import datetime
from typing import Any

import grpc

from nightmarket.stream.v1 import stream_pb2, stream_service_pb2, stream_service_pb2_grpc
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import IdInvalid, check_id, is_id
from nightmarket_kit.core.pages import Page, PageTokenInvalid, read_page, write_token
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_kit.runtime.times import from_timestamp
from nightmarket_stream.application.create_show import CreateShow, create_show
from nightmarket_stream.application.create_ticket import CreateTicket, create_ticket
from nightmarket_stream.application.end_show import EndShow, end_show
from nightmarket_stream.application.ingest import IngestDesk
from nightmarket_stream.application.pin_product import PinProduct, pin_product
from nightmarket_stream.application.ports import (
    LiveProvider,
    ObjectStore,
    ProductDirectory,
    UowFactory,
)
from nightmarket_stream.application.queries import ShowCursor, ShowFilter, ShowView, StreamQueries
from nightmarket_stream.application.rotate_key import RotateKey, rotate_key
from nightmarket_stream.application.set_listings import SetListings, set_listings
from nightmarket_stream.application.start_show import StartShow, start_show
from nightmarket_stream.application.update_show import UpdateShow, update_show
from nightmarket_stream.domain.errors import ShowNotFound
from nightmarket_stream.domain.pin import spans_of
from nightmarket_stream.domain.show import ShowState, Starts, check_listings
from nightmarket_stream.entrypoints.show_views import (
    STARTS_OF,
    STATE_OF,
    USE_OF,
    to_credentials,
    to_ingest,
    to_pin,
    to_show,
    to_ticket,
)

Context = grpc.aio.ServicerContext[Any, Any]
_STREAM = "/nightmarket.stream.v1.StreamService/"
_MEDIA = "/nightmarket.stream.v1.MediaService/"
ACCESS = {
    _STREAM + "CreateShow": Access.USER,
    _STREAM + "GetShow": Access.PUBLIC,
    _STREAM + "ListShows": Access.PUBLIC,
    _STREAM + "RotateStreamKey": Access.USER,
    _STREAM + "SetListings": Access.USER,
    _STREAM + "PinProduct": Access.USER,
    _STREAM + "EndShow": Access.USER,
    _STREAM + "UpdateShow": Access.USER,
    _STREAM + "StartShow": Access.USER,
    _STREAM + "CreateMediaTicket": Access.USER,
    _STREAM + "ListPins": Access.PUBLIC,
    _STREAM + "GetIngest": Access.USER,
    _MEDIA + "AuthorizeMedia": Access.SERVICE,
    _MEDIA + "ReportMedia": Access.SERVICE,
}


class StreamServicer(stream_service_pb2_grpc.StreamServiceServicer):
    def __init__(
        self,
        *,
        uow: UowFactory,
        queries: StreamQueries,
        media: LiveProvider,
        store: ObjectStore,
        products: ProductDirectory,
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._queries = queries
        self._media = media
        self._store = store
        self._products = products
        self._clock = clock
        self._ingest = IngestDesk(queries=queries, media=media, clock=clock)

    async def CreateShow(
        self, request: stream_service_pb2.CreateShowRequest, context: Context
    ) -> stream_service_pb2.CreateShowResponse:
        command = CreateShow(
            request_id=request.request_id,
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            title=request.title,
            schedule_at=(
                from_timestamp(request.schedule_time) if request.HasField("schedule_time") else None
            ),
            starts=_read_starts(request.starts) or Starts.SIGNAL,
        )
        show_id = await create_show(command, uow=self._uow, clock=self._clock)
        return stream_service_pb2.CreateShowResponse(show=await self._show(show_id))

    async def GetShow(
        self, request: stream_service_pb2.GetShowRequest, context: Context
    ) -> stream_service_pb2.GetShowResponse:
        show_id = check_id(request.show_id, "show_id")
        return stream_service_pb2.GetShowResponse(show=await self._show(show_id))

    async def ListShows(
        self, request: stream_service_pb2.ListShowsRequest, context: Context
    ) -> stream_service_pb2.ListShowsResponse:
        filter_ = _read_filter(request)
        digest = [filter_.shop_id, [state.value for state in filter_.states]]
        page = read_page(size=request.page_size, token=request.page_token, filter_=digest)
        found = await self._queries.shows(filter_, page, _read_cursor(page))
        shown = found[: page.size]
        token = ""
        if len(found) > page.size:
            last = shown[-1]
            is_live = "live" if last.state is ShowState.LIVE else ""
            token = write_token(is_live, last.sort_at.isoformat(), last.id, filter_=digest)
        return stream_service_pb2.ListShowsResponse(
            shows=[await self._to_show(view) for view in shown],
            next_page_token=token,
        )

    async def RotateStreamKey(
        self, request: stream_service_pb2.RotateStreamKeyRequest, context: Context
    ) -> stream_service_pb2.RotateStreamKeyResponse:
        command = RotateKey(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
        )
        ingest = await rotate_key(command, uow=self._uow, media=self._media, clock=self._clock)
        return stream_service_pb2.RotateStreamKeyResponse(credentials=to_credentials(ingest))

    async def SetListings(
        self, request: stream_service_pb2.SetListingsRequest, context: Context
    ) -> stream_service_pb2.SetListingsResponse:
        check_listings(request.product_ids)
        command = SetListings(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
            product_ids=tuple(check_id(one, "product_ids") for one in request.product_ids),
        )
        await set_listings(command, uow=self._uow, products=self._products, clock=self._clock)
        return stream_service_pb2.SetListingsResponse(show=await self._show(command.show_id))

    async def PinProduct(
        self, request: stream_service_pb2.PinProductRequest, context: Context
    ) -> stream_service_pb2.PinProductResponse:
        command = PinProduct(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
            product_id=request.product_id and check_id(request.product_id, "product_id"),
        )
        await pin_product(command, uow=self._uow, clock=self._clock)
        return stream_service_pb2.PinProductResponse(show=await self._show(command.show_id))

    async def EndShow(
        self, request: stream_service_pb2.EndShowRequest, context: Context
    ) -> stream_service_pb2.EndShowResponse:
        command = EndShow(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
        )
        await end_show(command, uow=self._uow, media=self._media, clock=self._clock)
        return stream_service_pb2.EndShowResponse(show=await self._show(command.show_id))

    async def UpdateShow(
        self, request: stream_service_pb2.UpdateShowRequest, context: Context
    ) -> stream_service_pb2.UpdateShowResponse:
        command = UpdateShow(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
            title=request.title if request.HasField("title") else None,
            schedule_at=(
                from_timestamp(request.schedule_time) if request.HasField("schedule_time") else None
            ),
            starts=_read_starts(request.starts),
        )
        await update_show(command, uow=self._uow)
        return stream_service_pb2.UpdateShowResponse(show=await self._show(command.show_id))

    async def StartShow(
        self, request: stream_service_pb2.StartShowRequest, context: Context
    ) -> stream_service_pb2.StartShowResponse:
        command = StartShow(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
        )
        await start_show(command, uow=self._uow, clock=self._clock)
        return stream_service_pb2.StartShowResponse(show=await self._show(command.show_id))

    async def CreateMediaTicket(
        self, request: stream_service_pb2.CreateMediaTicketRequest, context: Context
    ) -> stream_service_pb2.CreateMediaTicketResponse:
        use = USE_OF.get(request.use)
        if use is None:
            raise IdInvalid("use is not a known one", field="use")
        command = CreateTicket(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
            use=use,
        )
        made = await create_ticket(command, uow=self._uow, media=self._media, clock=self._clock)
        return stream_service_pb2.CreateMediaTicketResponse(ticket=to_ticket(made, use))

    async def GetIngest(
        self, request: stream_service_pb2.GetIngestRequest, context: Context
    ) -> stream_service_pb2.GetIngestResponse:
        view = await self._ingest.look(
            check_id(request.show_id, "show_id"), actor=require_principal()
        )
        return stream_service_pb2.GetIngestResponse(ingest=to_ingest(view))

    async def ListPins(
        self, request: stream_service_pb2.ListPinsRequest, context: Context
    ) -> stream_service_pb2.ListPinsResponse:
        show_id = check_id(request.show_id, "show_id")
        changes = await self._queries.pins(show_id)
        if not changes and await self._queries.show(show_id) is None:
            raise ShowNotFound(show_id=show_id)
        return stream_service_pb2.ListPinsResponse(pins=[to_pin(one) for one in spans_of(changes)])

    async def _show(self, show_id: str) -> stream_pb2.Show:
        view = await self._queries.show(show_id)
        if view is None:
            raise ShowNotFound(show_id=show_id)
        return await self._to_show(view)

    async def _to_show(self, view: ShowView) -> stream_pb2.Show:
        return await to_show(view, media=self._media, store=self._store, at=self._clock.now())


def _read_starts(number: stream_pb2.ShowStarts.ValueType) -> Starts | None:
    """None when it is not said."""
    if number == stream_pb2.SHOW_STARTS_UNSPECIFIED:
        return None
    starts = STARTS_OF.get(number)
    if starts is None:
        raise IdInvalid("starts is not a known one", field="starts")
    return starts


def _read_filter(request: stream_service_pb2.ListShowsRequest) -> ShowFilter:
    states: set[ShowState] = set()
    for number in request.states:
        state = STATE_OF.get(number)
        if state is None:
            raise IdInvalid("states holds an unknown one", field="states")
        states.add(state)
    shop_id = check_id(request.shop_id, "shop_id") if request.shop_id else None
    return ShowFilter(shop_id=shop_id, states=tuple(sorted(states)))


def _read_cursor(page: Page) -> ShowCursor | None:
    if page.after is None:
        return None
    try:
        is_live, at, show_id = page.after
        sort_at = datetime.fromisoformat(at)
    except ValueError as error:
        raise PageTokenInvalid from error
    if not is_id(show_id) or sort_at.tzinfo is None:
        raise PageTokenInvalid
    return ShowCursor(on_air=bool(is_live), sort_at=sort_at, id=show_id)
