"""The composition root: the only file that sees all layers."""

import grpc

from nightmarket.claim.v1 import claim_service_pb2_grpc
from nightmarket_claim.adapters.catalog_grpc import GrpcCatalog
from nightmarket_claim.adapters.postgres import PostgresClaimUow
from nightmarket_claim.adapters.postgres_queries import PostgresClaimQueries
from nightmarket_claim.adapters.signing import Ed25519Signer
from nightmarket_claim.adapters.stream_grpc import GrpcShows
from nightmarket_claim.adapters.valkey_logs import ValkeyRoomLogs
from nightmarket_claim.application.holds import sweep
from nightmarket_claim.application.listings import Keeping, finish_moves
from nightmarket_claim.entrypoints.consumers import GROUP, subscriptions
from nightmarket_claim.entrypoints.grpc_server import ACCESS, ClaimServicer
from nightmarket_claim.entrypoints.reader import ClaimReader
from nightmarket_claim.settings import ClaimSettings
from nightmarket_kit.core.clock import SystemClock
from nightmarket_kit.runtime.closing import Closing
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.runtime.grpc_server import GrpcServer, guard_of
from nightmarket_kit.runtime.inbox import EventConsumer
from nightmarket_kit.runtime.janitor import Janitor
from nightmarket_kit.runtime.kafka import EventProducer
from nightmarket_kit.runtime.loop import Loop
from nightmarket_kit.runtime.outbox import OutboxRelay
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.service import ServiceRunner
from nightmarket_kit.runtime.valkey import connect_valkey

BLOCKING_TIMEOUT_S = 15.0


def build(settings: ClaimSettings) -> ServiceRunner:
    clock = SystemClock()
    database = Database(settings.database_url)
    producer = EventProducer(settings.kafka_bootstrap, client_id="claim")
    queries = PostgresClaimQueries(database)
    service_token = settings.service_token.get_secret_value()
    catalog_channel = open_channel(settings.catalog_target, service_token=service_token)
    stream_channel = open_channel(settings.stream_target, service_token=service_token)
    valkey = connect_valkey(settings.valkey_url, decode=False)
    reader = connect_valkey(settings.valkey_url, decode=False, timeout_s=BLOCKING_TIMEOUT_S)

    def uow() -> PostgresClaimUow:
        return PostgresClaimUow(database)

    by = Keeping(
        uow=uow,
        catalog=GrpcCatalog(catalog_channel),
        shows=GrpcShows(stream_channel),
        signer=Ed25519Signer(settings.key_secret.get_secret_value()),
        clock=clock,
    )

    def register(server: grpc.aio.Server) -> None:
        claim_service_pb2_grpc.add_ClaimServiceServicer_to_server(
            ClaimServicer(by=by, queries=queries), server
        )

    async def lapse() -> None:
        await sweep(by=by, queries=queries)

    async def finish() -> None:
        await finish_moves(by=by)

    server = GrpcServer(
        listen=settings.grpc_listen,
        domain="claim.nightmarket",
        guard=guard_of(settings, ACCESS),
        register=register,
    )
    return ServiceRunner(
        [
            database,
            producer,
            Closing("valkey", valkey.aclose),
            Closing("valkey reader", reader.aclose),
            Closing("catalog", catalog_channel.close),
            Closing("stream", stream_channel.close),
            OutboxRelay(database, producer, source="/nightmarket/claim"),
            EventConsumer(
                bootstrap=settings.kafka_bootstrap,
                group=GROUP,
                subscriptions=subscriptions(by),
                producer=producer,
                instance=settings.instance,
            ),
            ClaimReader(
                logs=ValkeyRoomLogs(valkey, reader),
                queries=queries,
                uow=uow,
                signer=by.signer,
                clock=clock,
            ),
            Loop("lapsed claims", lapse, every_s=settings.sweep_every_s),
            Loop("shares", finish, every_s=settings.sweep_every_s),
            Janitor(database),
            server,
        ],
        grace_s=settings.grace_s,
        set_ready=server.set_ready,
        checks=[database.check],
    )
