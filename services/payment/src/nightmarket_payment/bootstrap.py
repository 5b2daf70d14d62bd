"""The composition root: the only file that sees all layers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date

import grpc
import httpx

from nightmarket.payment.v1 import payment_service_pb2_grpc
from nightmarket_kit.core.clock import Clock, SystemClock
from nightmarket_kit.runtime.grpc_server import GrpcServer, Guard, guard_of
from nightmarket_kit.runtime.inbox import EventConsumer
from nightmarket_kit.runtime.janitor import Janitor
from nightmarket_kit.runtime.kafka import EventProducer
from nightmarket_kit.runtime.loop import Loop
from nightmarket_kit.runtime.outbox import OutboxRelay
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.service import ServiceRunner
from nightmarket_payment.adapters.ecpay import EcpayProvider
from nightmarket_payment.adapters.ecpay_form import TAIPEI
from nightmarket_payment.adapters.ecpay_mac import Keys
from nightmarket_payment.adapters.order_grpc import GrpcOrders
from nightmarket_payment.adapters.postgres import PostgresPaymentUow
from nightmarket_payment.adapters.postgres_queries import PostgresPaymentQueries
from nightmarket_payment.adapters.watch import LoggedWatch
from nightmarket_payment.application import (
    apply_notice,
    poll_attempts,
    reconcile,
    settle_refunds,
)
from nightmarket_payment.entrypoints.consumers import GROUP, subscriptions
from nightmarket_payment.entrypoints.grpc_server import ACCESS, PaymentServicer
from nightmarket_payment.settings import PaymentSettings

FORGET_EVERY_S = 3600.0
RECONCILE_EVERY_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """Everything but Kafka: what a test drives step by step and the service runs in loops."""

    settings: PaymentSettings
    clock: Clock
    database: Database
    queries: PostgresPaymentQueries
    ecpay: EcpayProvider
    orders: GrpcOrders
    server: GrpcServer
    watch: LoggedWatch

    def uow(self) -> PostgresPaymentUow:
        return PostgresPaymentUow(self.database)

    @property
    def _providers(self) -> Mapping[str, EcpayProvider]:
        return {self.ecpay.name: self.ecpay}

    async def apply_stored(self) -> int:
        return await apply_notice.apply_stored(
            uow=self.uow,
            providers=self._providers,
            watch=self.watch,
            clock=self.clock,
            accept_simulated=self.settings.accept_simulated,
        )

    async def poll(self) -> int:
        return await poll_attempts.poll_attempts(
            uow=self.uow,
            providers=self._providers,
            schedule=self.settings.schedule,
            watch=self.watch,
            clock=self.clock,
            accept_simulated=self.settings.accept_simulated,
        )

    async def settle_refunds(self) -> int:
        return await settle_refunds.settle_refunds(
            uow=self.uow,
            providers=self._providers,
            watch=self.watch,
            clock=self.clock,
        )

    async def reconcile_due(self) -> int:
        return await reconcile.reconcile_due(
            at=self.settings.reconcile_at,
            uow=self.uow,
            providers=self._providers,
            watch=self.watch,
            clock=self.clock,
        )

    async def reconcile(self, day: date) -> reconcile.Compared:
        return await reconcile.reconcile_day(
            self.ecpay, day, uow=self.uow, watch=self.watch, clock=self.clock
        )

    async def forget(self) -> int:
        return await apply_notice.forget_quarantined(uow=self.uow, clock=self.clock)


def build_core(
    settings: PaymentSettings,
    *,
    clock: Clock,
    guard: Guard,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Core:
    database = Database(settings.database_url)
    queries = PostgresPaymentQueries(database, zone=str(TAIPEI))
    watch = LoggedWatch()
    orders = GrpcOrders(
        settings.order_target, service_token=settings.service_token.get_secret_value()
    )
    ecpay = EcpayProvider(
        url=settings.ecpay_url,
        merchant_id=settings.ecpay_merchant_id,
        keys=Keys(
            hash_key=settings.ecpay_hash_key.get_secret_value(),
            hash_iv=settings.ecpay_hash_iv.get_secret_value(),
        ),
        callback_url=settings.callback_url,
        check_code=settings.ecpay_check_code.get_secret_value(),
        environment=settings.environment,
        choose_payment=settings.ecpay_choose_payment,
        dollars=(settings.ecpay_min_dollars, settings.ecpay_max_dollars),
        offers=settings.ecpay_offers,
        break_s=settings.query_break_s,
        files_url=settings.ecpay_files_url,
        file_gap_s=settings.file_gap_s,
        transport=transport,
    )

    def register(server: grpc.aio.Server) -> None:
        servicer = PaymentServicer(
            uow=lambda: PostgresPaymentUow(database),
            queries=queries,
            orders=orders,
            providers={ecpay.name: ecpay},
            schedule=settings.schedule,
            terms=settings.terms,
            watch=watch,
            clock=clock,
            accept_simulated=settings.accept_simulated,
        )
        payment_service_pb2_grpc.add_PaymentServiceServicer_to_server(servicer, server)

    return Core(
        settings=settings,
        clock=clock,
        database=database,
        queries=queries,
        ecpay=ecpay,
        orders=orders,
        server=GrpcServer(
            listen=settings.grpc_listen,
            domain="payment.nightmarket",
            guard=guard,
            register=register,
        ),
        watch=watch,
    )


@asynccontextmanager
async def by_hand(settings: PaymentSettings) -> AsyncIterator[Core]:
    """Enough of the service for a command: its database and the provider."""
    core = build_core(settings, clock=SystemClock(), guard=guard_of(settings, ACCESS))
    async with AsyncExitStack() as stack:
        for component in (core.database, core.ecpay):
            await component.start()
            stack.push_async_callback(component.stop, settings.grace_s)
        yield core


def build(settings: PaymentSettings) -> ServiceRunner:
    core = build_core(settings, clock=SystemClock(), guard=guard_of(settings, ACCESS))
    producer = EventProducer(settings.kafka_bootstrap, client_id="payment")
    return ServiceRunner(
        [
            core.database,
            producer,
            core.ecpay,
            core.orders,
            OutboxRelay(core.database, producer, source="/nightmarket/payment"),
            EventConsumer(
                bootstrap=settings.kafka_bootstrap,
                group=GROUP,
                subscriptions=subscriptions(core.uow, core.clock),
                producer=producer,
                instance=settings.instance,
            ),
            Loop("notices", core.apply_stored, every_s=settings.poll_every_s),
            Loop("poll", core.poll, every_s=settings.poll_every_s),
            Loop("refunds", core.settle_refunds, every_s=settings.poll_every_s),
            Loop("reconcile", core.reconcile_due, every_s=RECONCILE_EVERY_S),
            Loop("quarantine", core.forget, every_s=FORGET_EVERY_S),
            Janitor(core.database),
            core.server,
        ],
        grace_s=settings.grace_s,
        set_ready=core.server.set_ready,
        checks=[core.database.check],
    )
