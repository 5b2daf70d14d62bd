"""The composition root: the only file that sees all layers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import grpc
import httpx

from nightmarket.identity.v1 import identity_service_pb2_grpc, shop_service_pb2_grpc
from nightmarket_identity.adapters.confirmations_valkey import ValkeyConfirmations
from nightmarket_identity.adapters.line import PROVIDER, LineChannel, LineLogin
from nightmarket_identity.adapters.postgres import PostgresIdentityUow
from nightmarket_identity.adapters.postgres_queries import PostgresIdentityQueries
from nightmarket_identity.adapters.sealing import Sealer
from nightmarket_identity.adapters.signing import Es256Keys
from nightmarket_identity.application import signing_keys
from nightmarket_identity.application.sweep import sweep
from nightmarket_identity.application.tokens import TokenIssuer
from nightmarket_identity.domain.refresh_token import Peppers
from nightmarket_identity.domain.shop import Role
from nightmarket_identity.entrypoints import identity_servicer, shop_servicer
from nightmarket_identity.entrypoints.http_server import HttpServer, build_app
from nightmarket_identity.entrypoints.identity_servicer import Collaborators, IdentityServicer
from nightmarket_identity.entrypoints.shop_servicer import ShopServicer
from nightmarket_identity.settings import IdentitySettings, read_secrets
from nightmarket_kit.core.clock import Clock, SystemClock
from nightmarket_kit.runtime.grpc_server import GrpcServer, guard_of
from nightmarket_kit.runtime.janitor import Janitor
from nightmarket_kit.runtime.kafka import EventProducer
from nightmarket_kit.runtime.loop import Loop
from nightmarket_kit.runtime.outbox import OutboxRelay
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.service import Component, ServiceRunner
from nightmarket_kit.runtime.tokens import TokenVerifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """All of the service but what needs Kafka. `components` are in starting order."""

    database: Database
    components: list[Component]
    server: GrpcServer


class _FirstKeys(Loop):
    """Tends the keys once before it counts as started: nothing is served without a key."""

    async def start(self) -> None:
        await self._step()
        await super().start()


def build_core(
    settings: IdentitySettings,
    *,
    clock: Clock,
    line_transport: httpx.AsyncBaseTransport | None = None,
) -> Core:
    database = Database(settings.database_url)
    queries = PostgresIdentityQueries(database)
    keys = Es256Keys(_sealer(settings, purpose="signing keys"))
    confirmations = ValkeyConfirmations(settings.valkey_url)
    line = _line(settings, clock=clock, transport=line_transport)

    def uow() -> PostgresIdentityUow:
        return PostgresIdentityUow(database)

    async def tend() -> None:
        await signing_keys.tend_keys(
            uow=uow,
            clock=clock,
            maker=keys,
            holder=keys,
            retire_after=timedelta(seconds=settings.key_retire_s),
        )

    async def sweep_old() -> None:
        await sweep(uow=uow, clock=clock)

    async def roles_of(user_id: str) -> dict[str, Role]:
        async with uow() as tx:
            return await tx.shops.roles_of(user_id)

    collaborators = Collaborators(
        uow=uow,
        queries=queries,
        clock=clock,
        providers={} if line is None else {PROVIDER: line},
        issuer=TokenIssuer(
            signer=keys,
            peppers=Peppers.of(*read_secrets(settings.pepper), *read_secrets(settings.old_peppers)),
            issuer=settings.token_issuer,
            audience=settings.token_audience,
            life=timedelta(seconds=settings.access_life_s),
        ),
        confirmations=confirmations,
        redirect_uris=settings.callbacks,
        push_sealer=_sealer(settings, purpose="push tokens"),
    )

    def register(server: grpc.aio.Server) -> None:
        identity_service_pb2_grpc.add_IdentityServiceServicer_to_server(
            IdentityServicer(collaborators), server
        )
        shop_service_pb2_grpc.add_ShopServiceServicer_to_server(
            ShopServicer(uow=uow, queries=queries, clock=clock), server
        )

    server = GrpcServer(
        listen=settings.grpc_listen,
        domain="identity.nightmarket",
        guard=guard_of(settings, {**identity_servicer.ACCESS, **shop_servicer.ACCESS}),
        register=register,
    )
    components: list[Component] = [
        database,
        confirmations,
        *([] if line is None else [line]),
        _FirstKeys("keys", tend, every_s=settings.keys_every_s),
        Loop("sweeper", sweep_old, every_s=settings.sweep_every_s),
        HttpServer(
            build_app(jwks=keys.jwks, verifier=_own_verifier(settings, keys), roles_of=roles_of),
            listen=settings.http_listen,
        ),
        server,
    ]
    return Core(database=database, components=components, server=server)


def build(settings: IdentitySettings) -> ServiceRunner:
    core = build_core(settings, clock=SystemClock())
    producer = EventProducer(settings.kafka_bootstrap, client_id="identity")
    first, *others = core.components
    return ServiceRunner(
        [
            first,
            producer,
            OutboxRelay(core.database, producer, source="/nightmarket/identity"),
            Janitor(core.database),
            *others,
        ],
        grace_s=settings.grace_s,
        set_ready=core.server.set_ready,
        checks=[core.database.check],
    )


async def rotate_keys(settings: IdentitySettings) -> None:
    """RotationTooSoon while the key before the active one is still needed."""
    database = Database(settings.database_url)
    await database.start()
    try:
        await signing_keys.rotate_keys(
            uow=lambda: PostgresIdentityUow(database), clock=SystemClock()
        )
    finally:
        await database.stop(settings.grace_s)


def _own_verifier(settings: IdentitySettings, keys: Es256Keys) -> TokenVerifier:
    """Of whom a token is; what roles she has is ours to say."""

    async def published() -> dict[str, Any]:
        return keys.jwks()

    async def untold(_: str) -> dict[str, Any]:
        return {"roles": {}}

    return TokenVerifier(
        published, issuer=settings.token_issuer, audience=settings.token_audience, roles=untold
    )


def _sealer(settings: IdentitySettings, *, purpose: str) -> Sealer:
    (current, *_), before = (
        read_secrets(settings.key_secret),
        read_secrets(settings.old_key_secrets),
    )
    return Sealer(current, *before, purpose=purpose)


def _line(
    settings: IdentitySettings, *, clock: Clock, transport: httpx.AsyncBaseTransport | None
) -> LineLogin | None:
    if not settings.line_channel_id:
        return None
    channel = LineChannel(
        channel_id=settings.line_channel_id,
        channel_secret=settings.line_channel_secret.get_secret_value(),
        authorize_url=settings.line_authorize_url,
        api_url=settings.line_api_url,
        issuer=settings.line_issuer,
    )
    sealer = _sealer(settings, purpose="provider tokens")
    return LineLogin(channel, sealer=sealer, clock=clock, transport=transport)
