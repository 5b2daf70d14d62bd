"""What stream's tests drive: fakes of the world outside, and the service itself on a real port."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from nightmarket.catalog.v1 import catalog_pb2, catalog_service_pb2, catalog_service_pb2_grpc
from nightmarket.identity.v1 import identity_pb2, shop_service_pb2, shop_service_pb2_grpc
from nightmarket.stream.v1 import (
    chat_service_pb2_grpc,
    media_service_pb2_grpc,
    stream_pb2,
    stream_service_pb2,
    stream_service_pb2_grpc,
)
from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.runtime.grpc_server import Access, GrpcServer, Guard
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.tokens import TokenVerifier
from nightmarket_stream.adapters.catalog_grpc import CatalogProducts
from nightmarket_stream.adapters.identity_grpc import IdentityMembers
from nightmarket_stream.adapters.mediamtx import MediaMtx
from nightmarket_stream.adapters.postgres import PostgresStreamUow
from nightmarket_stream.adapters.postgres_archive import PostgresArchiveQueries
from nightmarket_stream.adapters.postgres_chat import PostgresChatQueries
from nightmarket_stream.adapters.postgres_queries import PostgresStreamQueries
from nightmarket_stream.adapters.s3 import S3Store
from nightmarket_stream.application.poll_media import MediaPoll
from nightmarket_stream.application.ports import MediaPath, StoredObject
from nightmarket_stream.domain.errors import MediaServerUnavailable
from nightmarket_stream.domain.signal import Signal, Track, TrackKind
from nightmarket_stream.entrypoints.chat_history import ChatHistory
from nightmarket_stream.entrypoints.grpc_chat import ACCESS as CHAT_ACCESS
from nightmarket_stream.entrypoints.grpc_chat import ChatServicer
from nightmarket_stream.entrypoints.grpc_media import MediaServicer
from nightmarket_stream.entrypoints.grpc_server import ACCESS, StreamServicer

START = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
RESUME_FOR = timedelta(seconds=120)
SERVICE_TOKEN = "s" * 32
SHOP, OTHER_SHOP = new_id(), new_id()
KEY = ECKey.generate_key("P-256", {"kid": "k1"})
ADDRESSES = {
    "api_url": "http://media.test:9997",
    "rtmp_url": "rtmp://media.test:1935/live",
    "hls_url": "http://media.test:8888",
    "webrtc_url": "http://media.test:8889",
}


def _nowhere(_: httpx.Request) -> httpx.Response:
    return httpx.Response(500)


class FakeMedia(MediaMtx):
    """A media server that has one publisher per path, as the tests say."""

    def __init__(self) -> None:
        super().__init__(**ADDRESSES, transport=httpx.MockTransport(_nowhere))
        self.there: dict[str, MediaPath] = {}
        self.tracks = (
            Track(kind=TrackKind.VIDEO, codec="H264"),
            Track(kind=TrackKind.AUDIO, codec="Opus"),
        )
        self.bytes_received = 0
        self.is_down = False
        self.kicked: list[str] = []

    def put(self, path: str, source_id: str, since: datetime) -> None:
        self.there[path] = MediaPath(path=path, source_id=source_id, since=since)

    async def paths(self) -> list[MediaPath]:
        self._check()
        return list(self.there.values())

    async def publisher_of(self, media_path: str) -> str | None:
        self._check()
        one = self.there.get(media_path)
        return one.source_id if one else None

    async def signal_of(self, media_path: str) -> Signal | None:
        self._check()
        one = self.there.get(media_path)
        if one is None:
            return None
        return Signal(
            source_id=one.source_id,
            protocol="webrtc",
            since=one.since,
            tracks=self.tracks,
            bytes_received=self.bytes_received,
            readers=0,
        )

    async def kick(self, media_path: str, *, source_id: str | None = None) -> None:
        self._check()
        one = self.there.get(media_path)
        if one is not None and source_id in (None, one.source_id):
            self.kicked.append(one.source_id)
            del self.there[media_path]

    def _check(self) -> None:
        if self.is_down:
            raise MediaServerUnavailable


class FakeBucket(S3Store):
    """Real signatures, invented objects."""

    def __init__(self) -> None:
        super().__init__(
            endpoint="http://s3.test",
            bucket="recordings",
            access_key="access",
            secret_key="secret",
            region="us-east-1",
        )
        self.objects: list[StoredObject] = []
        self.lists: list[str] = []

    async def list(self, prefix: str) -> Sequence[StoredObject]:
        self.lists.append(prefix)
        return [one for one in self.objects if one.key.startswith(prefix)]


class FakeCatalog(catalog_service_pb2_grpc.CatalogServiceServicer):
    def __init__(self) -> None:
        self.shop_of: dict[str, str] = {}
        self.calls = 0
        self.is_down = False

    def product(self, shop_id: str = SHOP) -> str:
        product_id = new_id()
        self.shop_of[product_id] = shop_id
        return product_id

    async def BatchGetProducts(  # noqa: N802
        self, request: catalog_service_pb2.BatchGetProductsRequest, context: Any
    ) -> catalog_service_pb2.BatchGetProductsResponse:
        self.calls += 1
        if self.is_down:
            await context.abort(grpc.StatusCode.DEADLINE_EXCEEDED, "slow")
        return catalog_service_pb2.BatchGetProductsResponse(
            products=[
                catalog_pb2.Product(product_id=one, shop_id=self.shop_of[one])
                for one in request.product_ids
                if one in self.shop_of
            ]
        )


class FakeShops(shop_service_pb2_grpc.ShopServiceServicer):
    """Identity's list of who works there: one owner."""

    async def ListMembers(  # noqa: N802
        self, request: shop_service_pb2.ListMembersRequest, context: Any
    ) -> shop_service_pb2.ListMembersResponse:
        owner = identity_pb2.Member(user_id=OWNER, role=identity_pb2.ROLE_OWNER)
        host = identity_pb2.Member(user_id=HOST, role=identity_pb2.ROLE_HOST)
        return shop_service_pb2.ListMembersResponse(members=[owner, host])


def token(*, user_id: str | None = None, role: str = "host", shop_id: str = SHOP) -> str:
    now = int(time.time())
    claims = {
        "iss": "test",
        "aud": "nightmarket",
        "sub": user_id or HOST,
        "sid": new_id(),
        "roles": {shop_id: role},
        "exp": now + 600,
    }
    return jwt.encode({"alg": "ES256", "kid": "k1", "typ": "at+jwt"}, claims, KEY)


HOST, OWNER = new_id(), new_id()


async def _keys() -> dict[str, Any]:
    return dict(KeySet([KEY]).as_dict(private=False))


def guard(access: dict[str, Access]) -> Guard:
    return Guard(
        verifier=TokenVerifier(_keys, issuer="test", audience="nightmarket"),
        service_token=SERVICE_TOKEN,
        access=access,
    )


@dataclass(kw_only=True)
class World:
    """The service on a port, its database, and everything around it."""

    database: Database
    channel: grpc.aio.Channel
    outside: grpc.aio.Channel
    media: FakeMedia
    bucket: FakeBucket
    catalog: FakeCatalog
    clock: FixedClock
    poll: MediaPoll
    queries: PostgresStreamQueries
    user: str = field(default_factory=token)

    def uow(self) -> PostgresStreamUow:
        return PostgresStreamUow(self.database)

    @property
    def stream(self) -> stream_service_pb2_grpc.StreamServiceStub:
        return stream_service_pb2_grpc.StreamServiceStub(self.channel)

    @property
    def chat(self) -> chat_service_pb2_grpc.ChatServiceStub:
        return chat_service_pb2_grpc.ChatServiceStub(self.channel)

    @property
    def media_service(self) -> media_service_pb2_grpc.MediaServiceStub:
        return media_service_pb2_grpc.MediaServiceStub(self.channel)

    def auth(self, user: str | None = None) -> dict[str, Any]:
        return {"metadata": (("authorization", f"Bearer {user or self.user}"),), "timeout": 10}

    async def show(self, title: str = "Night", **fields: Any) -> stream_pb2.Show:
        request = stream_service_pb2.CreateShowRequest(
            **{"request_id": new_id(), "shop_id": SHOP, "title": title, **fields}
        )
        return (await self.stream.CreateShow(request, **self.auth())).show

    async def get(self, show_id: str) -> stream_pb2.Show:
        request = stream_service_pb2.GetShowRequest(show_id=show_id)
        return (await self.stream.GetShow(request, timeout=10)).show

    async def rotate(self, show_id: str, request_id: str = "") -> stream_pb2.IngestCredentials:
        request = stream_service_pb2.RotateStreamKeyRequest(
            request_id=request_id or new_id(), show_id=show_id
        )
        return (await self.stream.RotateStreamKey(request, **self.auth())).credentials

    async def events(self) -> list[tuple[str, int]]:
        rows = await self.database.pool.fetch("SELECT topic, sequence FROM outbox ORDER BY id")
        return [(row["topic"], row["sequence"]) for row in rows]


@asynccontextmanager
async def running(dsn: str) -> AsyncIterator[World]:
    catalog = FakeCatalog()

    def neighbours(server: grpc.aio.Server) -> None:
        catalog_service_pb2_grpc.add_CatalogServiceServicer_to_server(catalog, server)
        shop_service_pb2_grpc.add_ShopServiceServicer_to_server(FakeShops(), server)

    neighbour = GrpcServer(
        listen="127.0.0.1:0",
        domain="catalog.nightmarket",
        guard=guard(
            {
                "/nightmarket.catalog.v1.CatalogService/BatchGetProducts": Access.PUBLIC,
                "/nightmarket.identity.v1.ShopService/ListMembers": Access.USER,
            }
        ),
        register=neighbours,
    )
    await neighbour.start()
    database, media, bucket = Database(dsn), FakeMedia(), FakeBucket()
    clock = FixedClock(START)
    products = CatalogProducts(f"127.0.0.1:{neighbour.port}", service_token=SERVICE_TOKEN)
    members = IdentityMembers(f"127.0.0.1:{neighbour.port}", service_token=SERVICE_TOKEN)
    await database.start()
    await products.start()
    await members.start()
    queries = PostgresStreamQueries(database)

    def uow() -> PostgresStreamUow:
        return PostgresStreamUow(database)

    def register(server: grpc.aio.Server) -> None:
        stream_service_pb2_grpc.add_StreamServiceServicer_to_server(
            StreamServicer(
                uow=uow, queries=queries, media=media, store=bucket, products=products, clock=clock
            ),
            server,
        )
        media_service_pb2_grpc.add_MediaServiceServicer_to_server(
            MediaServicer(
                uow=uow, queries=queries, media=media, clock=clock, resume_for=RESUME_FOR
            ),
            server,
        )
        chat_service_pb2_grpc.add_ChatServiceServicer_to_server(
            ChatServicer(
                uow=uow,
                queries=PostgresChatQueries(database),
                members=members,
                history=ChatHistory(shows=queries, archive=PostgresArchiveQueries(database)),
                clock=clock,
            ),
            server,
        )

    server = GrpcServer(
        listen="127.0.0.1:0",
        domain="stream.nightmarket",
        guard=guard({**ACCESS, **CHAT_ACCESS}),
        register=register,
    )
    await server.start()
    target = f"127.0.0.1:{server.port}"
    channel = open_channel(target, service_token=SERVICE_TOKEN)
    outside = open_channel(target, service_token="")
    try:
        yield World(
            database=database,
            channel=channel,
            outside=outside,
            media=media,
            bucket=bucket,
            catalog=catalog,
            clock=clock,
            poll=MediaPoll(
                uow=uow, queries=queries, media=media, clock=clock, resume_for=RESUME_FOR
            ),
            queries=queries,
        )
    finally:
        await channel.close()
        await outside.close()
        await server.stop(1)
        await products.stop(1)
        await members.stop(1)
        await neighbour.stop(1)
        await database.stop(5)
        await media.stop(1)
