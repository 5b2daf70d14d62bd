"""The composition root: the only file that sees all layers."""

from contextlib import suppress
from datetime import timedelta

import grpc

from nightmarket.stream.v1 import (
    chat_service_pb2_grpc,
    media_service_pb2_grpc,
    stream_service_pb2_grpc,
)
from nightmarket_kit.core.clock import SystemClock
from nightmarket_kit.runtime.closing import Closing
from nightmarket_kit.runtime.grpc_server import GrpcServer, guard_of
from nightmarket_kit.runtime.janitor import Janitor
from nightmarket_kit.runtime.kafka import EventProducer
from nightmarket_kit.runtime.loop import Loop
from nightmarket_kit.runtime.outbox import OutboxRelay
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.service import ServiceRunner
from nightmarket_kit.runtime.valkey import connect_valkey
from nightmarket_stream.adapters.catalog_grpc import CatalogProducts
from nightmarket_stream.adapters.identity_grpc import IdentityMembers
from nightmarket_stream.adapters.mediamtx import MediaMtx
from nightmarket_stream.adapters.postgres import PostgresStreamUow
from nightmarket_stream.adapters.postgres_archive import PostgresArchiveQueries, PostgresMonths
from nightmarket_stream.adapters.postgres_chat import PostgresChatQueries
from nightmarket_stream.adapters.postgres_queries import PostgresStreamQueries
from nightmarket_stream.adapters.s3 import S3Store
from nightmarket_stream.adapters.valkey_logs import ValkeyRoomLogs
from nightmarket_stream.application.poll_media import MediaPoll
from nightmarket_stream.application.record import recover_recordings
from nightmarket_stream.domain.errors import MediaServerUnavailable, ObjectStoreUnavailable
from nightmarket_stream.entrypoints.chat_archiver import ChatArchiver
from nightmarket_stream.entrypoints.chat_history import ChatHistory
from nightmarket_stream.entrypoints.grpc_chat import ACCESS as CHAT_ACCESS
from nightmarket_stream.entrypoints.grpc_chat import ChatServicer
from nightmarket_stream.entrypoints.grpc_media import MediaServicer
from nightmarket_stream.entrypoints.grpc_server import ACCESS, StreamServicer
from nightmarket_stream.settings import StreamSettings

BLOCKING_TIMEOUT_S = 15.0


def build(settings: StreamSettings) -> ServiceRunner:
    clock = SystemClock()
    resume_for = timedelta(seconds=settings.resume_window_s)
    database = Database(settings.database_url)
    producer = EventProducer(settings.kafka_bootstrap, client_id="stream")
    queries = PostgresStreamQueries(database)
    products = CatalogProducts(
        settings.catalog_target, service_token=settings.service_token.get_secret_value()
    )
    members = IdentityMembers(
        settings.identity_target, service_token=settings.service_token.get_secret_value()
    )
    media = MediaMtx(
        api_url=settings.media_api_url,
        rtmp_url=settings.rtmp_url,
        hls_url=settings.hls_url,
        webrtc_url=settings.webrtc_url,
        offers_whep=settings.offer_whep,
    )
    store = S3Store(
        endpoint=settings.s3_endpoint,
        bucket=settings.recordings_bucket,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key.get_secret_value(),
        region=settings.s3_region,
    )

    def uow() -> PostgresStreamUow:
        return PostgresStreamUow(database)

    def register(server: grpc.aio.Server) -> None:
        stream_service_pb2_grpc.add_StreamServiceServicer_to_server(
            StreamServicer(
                uow=uow,
                queries=queries,
                media=media,
                store=store,
                products=products,
                clock=clock,
            ),
            server,
        )
        media_service_pb2_grpc.add_MediaServiceServicer_to_server(
            MediaServicer(
                uow=uow, queries=queries, media=media, clock=clock, resume_for=resume_for
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

    valkey = connect_valkey(settings.valkey_url, decode=False)
    reader = connect_valkey(settings.valkey_url, decode=False, timeout_s=BLOCKING_TIMEOUT_S)
    archiver = ChatArchiver(logs=ValkeyRoomLogs(valkey, reader), uow=uow, clock=clock)
    months = PostgresMonths(database)

    async def tend() -> None:
        await months.tend(at=clock.now(), kept=timedelta(days=settings.chat_kept_days))

    poll = MediaPoll(uow=uow, queries=queries, media=media, clock=clock, resume_for=resume_for)

    async def look() -> None:
        with suppress(MediaServerUnavailable):  # the adapter has logged it
            await poll.step()

    async def recover() -> None:
        with suppress(ObjectStoreUnavailable):
            await recover_recordings(uow=uow, queries=queries, store=store, clock=clock)

    server = GrpcServer(
        listen=settings.grpc_listen,
        domain="stream.nightmarket",
        guard=guard_of(settings, {**ACCESS, **CHAT_ACCESS}),
        register=register,
    )
    return ServiceRunner(
        [
            database,
            producer,
            Closing("valkey", valkey.aclose),
            Closing("valkey reader", reader.aclose),
            OutboxRelay(database, producer, source="/nightmarket/stream"),
            products,
            members,
            media,
            Loop("media poll", look, every_s=settings.poll_every_s),
            Loop("recordings", recover, every_s=settings.recover_every_s),
            Loop("chat months", tend, every_s=settings.tend_chat_every_s),
            archiver,
            Janitor(database),
            server,
        ],
        grace_s=settings.grace_s,
        set_ready=server.set_ready,
        checks=[database.check],
    )
