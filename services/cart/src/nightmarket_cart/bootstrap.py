"""The composition root: the only file that sees all layers."""

from datetime import timedelta

import grpc

from nightmarket.cart.v1 import cart_service_pb2_grpc
from nightmarket_cart.adapters.catalog_grpc import GrpcCatalog
from nightmarket_cart.adapters.postgres import PostgresCarts
from nightmarket_cart.adapters.valkey_store import ValkeyCarts
from nightmarket_cart.application.write_behind import write_changed
from nightmarket_cart.entrypoints.consumers import GROUP, subscriptions
from nightmarket_cart.entrypoints.grpc_server import ACCESS, CartServicer
from nightmarket_cart.settings import CartSettings
from nightmarket_kit.runtime.closing import Closing
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.runtime.grpc_server import GrpcServer, guard_of
from nightmarket_kit.runtime.inbox import EventConsumer
from nightmarket_kit.runtime.janitor import Janitor
from nightmarket_kit.runtime.kafka import EventProducer
from nightmarket_kit.runtime.loop import Loop
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.service import ServiceRunner
from nightmarket_kit.runtime.valkey import connect_valkey


def build(settings: CartSettings) -> ServiceRunner:
    valkey = connect_valkey(settings.valkey_url)
    database = Database(settings.database_url)
    archive = PostgresCarts(database)
    store = ValkeyCarts(valkey, archive, guest_days=settings.guest_days)
    producer = EventProducer(settings.kafka_bootstrap, client_id="cart")
    channel = open_channel(
        settings.catalog_target, service_token=settings.service_token.get_secret_value()
    )

    def register(server: grpc.aio.Server) -> None:
        cart_service_pb2_grpc.add_CartServiceServicer_to_server(
            CartServicer(store=store, guests=store, catalog=GrpcCatalog(channel)), server
        )

    async def write() -> None:
        await write_changed(store=store, archive=archive)

    async def purge() -> None:
        await archive.purge(older_than=timedelta(days=settings.keep_days))

    server = GrpcServer(
        listen=settings.grpc_listen,
        domain="cart.nightmarket",
        guard=guard_of(settings, ACCESS),
        register=register,
    )
    return ServiceRunner(
        [
            database,
            Closing("valkey", valkey.aclose),
            Closing("catalog", channel.close),
            producer,
            Loop("write behind", write, every_s=settings.write_every_s),
            Loop("purge", purge, every_s=3600),
            Janitor(database),
            EventConsumer(
                bootstrap=settings.kafka_bootstrap,
                group=GROUP,
                subscriptions=subscriptions(store, store, archive),
                producer=producer,
                instance=settings.instance,
            ),
            server,
        ],
        grace_s=settings.grace_s,
        set_ready=server.set_ready,
        # without Postgres the carts in Valkey are served; only one that Valkey lost has to wait
        checks=[store.check],
    )
