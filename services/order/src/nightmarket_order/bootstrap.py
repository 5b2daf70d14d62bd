"""The composition root: the only file that sees all layers."""

from datetime import timedelta

import grpc

from nightmarket.order.v1 import (
    address_service_pb2_grpc,
    checkout_service_pb2_grpc,
    order_service_pb2_grpc,
)
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
from nightmarket_order.adapters.cart_grpc import GrpcCart
from nightmarket_order.adapters.catalog_grpc import GrpcCatalog
from nightmarket_order.adapters.payment_grpc import GrpcPayments
from nightmarket_order.adapters.postgres import PostgresOrderStatements, PostgresOrderUow
from nightmarket_order.adapters.postgres_queries import PostgresOrderQueries, PostgresTermQueries
from nightmarket_order.application.fulfil_order import Spans
from nightmarket_order.application.place_order import Checkouts
from nightmarket_order.application.sweep import forget_checkouts, sweep_overdue, sweep_parcels
from nightmarket_order.entrypoints.consumers import GROUP, subscriptions
from nightmarket_order.entrypoints.grpc_addresses import ACCESS as ADDRESS_ACCESS
from nightmarket_order.entrypoints.grpc_addresses import AddressServicer
from nightmarket_order.entrypoints.grpc_checkout import ACCESS as CHECKOUT_ACCESS
from nightmarket_order.entrypoints.grpc_checkout import CheckoutServicer
from nightmarket_order.entrypoints.grpc_server import ACCESS, OrderServicer
from nightmarket_order.settings import OrderSettings

FORGET_EVERY_S = 3600.0


def build(settings: OrderSettings) -> ServiceRunner:
    clock = SystemClock()
    database = Database(settings.database_url)
    producer = EventProducer(settings.kafka_bootstrap, client_id="order")
    service_token = settings.service_token.get_secret_value()
    cart_channel = open_channel(settings.cart_target, service_token=service_token)
    catalog_channel = open_channel(settings.catalog_target, service_token=service_token)
    claim_channel = open_channel(settings.claim_target, service_token=service_token)

    payment_channel = open_channel(settings.payment_target, service_token=service_token)
    payments = GrpcPayments(payment_channel)
    patience = timedelta(seconds=settings.expire_patience_s)

    def uow() -> PostgresOrderUow:
        return PostgresOrderUow(database)

    def statements() -> PostgresOrderStatements:
        return PostgresOrderStatements(database)

    catalog = GrpcCatalog(catalog_channel, claims=claim_channel)
    checkouts = Checkouts(
        uow=uow,
        statements=statements,
        cart=GrpcCart(cart_channel),
        catalog=catalog,
        clock=clock,
        pay_window=timedelta(seconds=settings.pay_window_s),
    )

    spans = Spans(
        delivered_after=timedelta(days=settings.delivered_after_d),
        completed_after=timedelta(days=settings.completed_after_d),
    )

    def register(server: grpc.aio.Server) -> None:
        order_service_pb2_grpc.add_OrderServiceServicer_to_server(
            OrderServicer(
                checkouts=checkouts,
                uow=uow,
                queries=PostgresOrderQueries(database),
                clock=clock,
                spans=spans,
            ),
            server,
        )
        terms = PostgresTermQueries(database)
        checkout_service_pb2_grpc.add_CheckoutServiceServicer_to_server(
            CheckoutServicer(checkouts=checkouts, queries=terms, clock=clock), server
        )
        address_service_pb2_grpc.add_AddressServiceServicer_to_server(
            AddressServicer(uow=uow, queries=terms), server
        )

    async def sweep() -> None:
        await sweep_overdue(uow=uow, payments=payments, patience=patience, clock=clock)
        await sweep_parcels(uow=uow, clock=clock, spans=spans)

    async def forget() -> None:
        await forget_checkouts(uow=uow, clock=clock)

    server = GrpcServer(
        listen=settings.grpc_listen,
        domain="order.nightmarket",
        guard=guard_of(settings, ACCESS | CHECKOUT_ACCESS | ADDRESS_ACCESS),
        register=register,
    )
    return ServiceRunner(
        [
            database,
            producer,
            Closing("cart", cart_channel.close),
            Closing("catalog", catalog_channel.close),
            Closing("claim", claim_channel.close),
            Closing("payment", payment_channel.close),
            OutboxRelay(database, producer, source="/nightmarket/order"),
            EventConsumer(
                bootstrap=settings.kafka_bootstrap,
                group=GROUP,
                subscriptions=subscriptions(uow, catalog, clock),
                producer=producer,
                instance=settings.instance,
            ),
            Loop("sweeper", sweep, every_s=settings.sweep_every_s),
            Loop("checkouts", forget, every_s=FORGET_EVERY_S),
            Janitor(database),
            server,
        ],
        grace_s=settings.grace_s,
        set_ready=server.set_ready,
        checks=[database.check],
    )
