"""The composition root: the only file that sees all layers."""

from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import grpc

from nightmarket.catalog.v1 import (
    catalog_service_pb2_grpc,
    deal_service_pb2_grpc,
    stock_service_pb2_grpc,
)
from nightmarket_catalog.adapters.postgres import PostgresCatalogUow
from nightmarket_catalog.adapters.postgres_queries import PostgresCatalogQueries
from nightmarket_catalog.application.deals import end_due_deals
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.application.reserve import Reserve, reserve_group
from nightmarket_catalog.application.settle_reservation import sweep_expired
from nightmarket_catalog.domain.reservation import ReservationState
from nightmarket_catalog.entrypoints.consumers import GROUP, subscriptions
from nightmarket_catalog.entrypoints.grpc_deals import DEAL_ACCESS, DealServicer
from nightmarket_catalog.entrypoints.grpc_server import ACCESS, CatalogServicer
from nightmarket_catalog.entrypoints.grpc_stock import STOCK_ACCESS, Reserving, StockServicer
from nightmarket_catalog.settings import CatalogSettings
from nightmarket_kit.core.clock import Clock, SystemClock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.runtime.groups import Groups
from nightmarket_kit.runtime.grpc_server import GrpcServer, guard_of
from nightmarket_kit.runtime.inbox import EventConsumer
from nightmarket_kit.runtime.janitor import Janitor
from nightmarket_kit.runtime.kafka import EventProducer
from nightmarket_kit.runtime.loop import Loop
from nightmarket_kit.runtime.outbox import OutboxRelay
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.service import ServiceRunner

DEALS_LOOK_S = 1.0


def reserving_of(uow: UowFactory, clock: Clock) -> Reserving:
    async def apply(commands: Sequence[Reserve]) -> Sequence[ReservationState | DomainError]:
        return await reserve_group(commands, uow=uow, clock=clock)

    # one order with two sets of lines at once: the second insert breaks the group
    return Groups(apply, breaks=(asyncpg.IntegrityConstraintViolationError,))


def build(settings: CatalogSettings) -> ServiceRunner:
    clock = SystemClock()
    database = Database(settings.database_url)
    producer = EventProducer(settings.kafka_bootstrap, client_id="catalog")
    queries = PostgresCatalogQueries(database)

    def uow() -> PostgresCatalogUow:
        return PostgresCatalogUow(database)

    reserving = reserving_of(uow, clock)

    def register(server: grpc.aio.Server) -> None:
        catalog_service_pb2_grpc.add_CatalogServiceServicer_to_server(
            CatalogServicer(uow=uow, queries=queries, clock=clock), server
        )
        deal_service_pb2_grpc.add_DealServiceServicer_to_server(
            DealServicer(uow=uow, queries=queries, clock=clock), server
        )
        stock_service_pb2_grpc.add_StockServiceServicer_to_server(
            StockServicer(uow=uow, queries=queries, reserving=reserving), server
        )

    async def sweep() -> None:
        grace = timedelta(seconds=settings.orphan_grace_s)
        await sweep_expired(uow=uow, clock=clock, grace=grace)

    async def end_deals() -> None:
        await end_due_deals(uow=uow, clock=clock)

    server = GrpcServer(
        listen=settings.grpc_listen,
        domain="catalog.nightmarket",
        guard=guard_of(settings, ACCESS | STOCK_ACCESS | DEAL_ACCESS),
        register=register,
    )
    return ServiceRunner(
        [
            database,
            producer,
            OutboxRelay(database, producer, source="/nightmarket/catalog"),
            EventConsumer(
                bootstrap=settings.kafka_bootstrap,
                group=GROUP,
                subscriptions=subscriptions(uow),
                producer=producer,
                instance=settings.instance,
            ),
            Loop("sweeper", sweep, every_s=settings.sweep_every_s),
            Loop("deals", end_deals, every_s=DEALS_LOOK_S),
            Janitor(database),
            server,
        ],
        grace_s=settings.grace_s,
        set_ready=server.set_ready,
        checks=[database.check],
    )
