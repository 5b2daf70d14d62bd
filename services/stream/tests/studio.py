"""What a host's studio asks of stream, as the integration tests ask it."""

from datetime import timedelta
from typing import Any

from nightmarket.stream.v1 import stream_pb2, stream_service_pb2
from nightmarket_kit.core.ids import new_id
from services.stream.tests.driver import World
from services.stream.tests.encoder import Encoder

SIGNAL, HOST = stream_pb2.SHOW_STARTS_SIGNAL, stream_pb2.SHOW_STARTS_HOST
PUBLISHING, PREVIEWING = stream_pb2.TICKET_USE_PUBLISH, stream_pb2.TICKET_USE_PREVIEW
SECOND = timedelta(seconds=1)


async def by_hand(world: World, title: str = "Night") -> tuple[stream_pb2.Show, Encoder]:
    show = await world.show(title, starts=HOST)
    return show, Encoder(world, await world.rotate(show.show_id))


async def start(world: World, show: stream_pb2.Show, request_id: str = "") -> stream_pb2.Show:
    request = stream_service_pb2.StartShowRequest(
        request_id=request_id or new_id(), show_id=show.show_id
    )
    return (await world.stream.StartShow(request, **world.auth())).show


async def ticket(
    world: World, show: stream_pb2.Show, use: Any = PUBLISHING, *, user: str = "", **more: str
) -> stream_pb2.MediaTicket:
    request = stream_service_pb2.CreateMediaTicketRequest(
        **{"request_id": new_id(), "show_id": show.show_id, "use": use, **more}
    )
    return (await world.stream.CreateMediaTicket(request, **world.auth(user or None))).ticket


async def update(world: World, show: stream_pb2.Show, **fields: Any) -> stream_pb2.Show:
    request = stream_service_pb2.UpdateShowRequest(
        **{"request_id": new_id(), "show_id": show.show_id, **fields}
    )
    return (await world.stream.UpdateShow(request, **world.auth())).show


async def ingest(world: World, show: stream_pb2.Show, *, user: str = "") -> stream_pb2.Ingest:
    request = stream_service_pb2.GetIngestRequest(show_id=show.show_id)
    return (await world.stream.GetIngest(request, **world.auth(user or None))).ingest
