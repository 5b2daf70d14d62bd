"""A shop's encoder, as the integration tests drive it."""

import pytest

from nightmarket.stream.v1 import media_service_pb2, stream_pb2, stream_service_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_timestamp
from services.stream.tests.driver import World

PUBLISH, READ = 1, 2
AVAILABLE, UNAVAILABLE, RECORDING = 1, 2, 3
SCHEDULED, LIVE, ENDED = 1, 2, 3


async def refused(call: object) -> str:
    with pytest.raises(DomainError) as caught:
        await call  # type: ignore[misc]
    return caught.value.reason


class Encoder:
    """A shop's channel, its key, and what the media server says about it."""

    def __init__(self, world: World, credentials: stream_pb2.IngestCredentials) -> None:
        self.world = world
        name, self.key = credentials.stream_key.split("?key=")
        self.path = f"live/{name}"

    async def ask(self, source: str = "", *, key: str | None = None, action: int = PUBLISH) -> str:
        request = media_service_pb2.AuthorizeMediaRequest(
            action=action,
            path=self.path,
            key=self.key if key is None else key,
            connection_id=source,
            protocol="rtmp",
        )
        return (await self.world.media_service.AuthorizeMedia(request, timeout=5)).show_id

    async def report(self, event: int, source: str, **fields: object) -> None:
        request = media_service_pb2.ReportMediaRequest(
            event=event,
            path=self.path,
            source_id=source,
            occur_time=to_timestamp(self.world.clock.now()),
            **fields,
        )
        await self.world.media_service.ReportMedia(request, timeout=5)

    async def live(self, source: str) -> None:
        await self.ask(source)
        self.world.media.put(self.path, source, self.world.clock.now())
        await self.report(AVAILABLE, source)

    async def gone(self, source: str) -> None:
        self.world.media.there.pop(self.path, None)
        await self.report(UNAVAILABLE, source)


async def encoder_of(world: World) -> tuple[stream_pb2.Show, Encoder]:
    show = await world.show()
    return show, Encoder(world, await world.rotate(show.show_id))


async def state(world: World, show: stream_pb2.Show) -> int:
    return (await world.get(show.show_id)).state


async def end(world: World, show: stream_pb2.Show) -> None:
    request = stream_service_pb2.EndShowRequest(request_id=new_id(), show_id=show.show_id)
    await world.stream.EndShow(request, **world.auth())


async def topics(world: World) -> list[str]:
    return [topic for topic, _ in await world.events()]
