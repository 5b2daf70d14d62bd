"""The composition root: the only file that sees all parts."""

from pathlib import Path

from nightmarket_gateway.app import create_app
from nightmarket_gateway.auth import Gatekeeper
from nightmarket_gateway.clients import Clients
from nightmarket_gateway.limits import Limits
from nightmarket_gateway.rooms.doors import Doors
from nightmarket_gateway.rooms.entrance import Entrance
from nightmarket_gateway.rooms.hub import Hub
from nightmarket_gateway.rooms.log import RoomLog
from nightmarket_gateway.rooms.moderation import Moderation
from nightmarket_gateway.rooms.projector import GROUP, Projector
from nightmarket_gateway.rooms.rules import Policy
from nightmarket_gateway.rooms.talk import Talk
from nightmarket_gateway.rooms.visit import House
from nightmarket_gateway.server import HttpServer
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_gateway.site import Site
from nightmarket_kit.runtime.inbox import EventConsumer
from nightmarket_kit.runtime.kafka import EventProducer
from nightmarket_kit.runtime.loop import Loop
from nightmarket_kit.runtime.service import ServiceRunner
from nightmarket_kit.runtime.tokens import TokenVerifier, http_keys, http_roles
from nightmarket_kit.runtime.valkey import connect_valkey

BLOCKING_TIMEOUT_S = 15.0
STOCK_LOOK_S = 0.1


def build(settings: GatewaySettings) -> ServiceRunner:
    app = create_app(origins=settings.origins, site=_site(settings), phone_apps=settings.phone_apps)
    text = connect_valkey(settings.valkey_url)
    raw = connect_valkey(settings.valkey_url, decode=False)
    reader = connect_valkey(settings.valkey_url, decode=False, timeout_s=BLOCKING_TIMEOUT_S)
    clients = Clients(settings)
    fetch_keys = http_keys(settings.jwks_url)
    keeper = Gatekeeper(
        settings=settings,
        verifier=TokenVerifier(
            fetch_keys,
            issuer=settings.token_issuer,
            audience=settings.token_audience,
            roles=http_roles(settings.jwks_url),
        ),
        valkey=text,
        limits=Limits(text),
    )
    room_log = RoomLog(raw)
    hub = Hub(log_=room_log, valkey=raw, reader=reader)
    producer = EventProducer(settings.kafka_bootstrap, client_id="gateway")
    policy = Policy(valkey=raw, clients=clients)
    projector = Projector(
        log_=room_log,
        valkey=raw,
        clients=clients,
        keeper=keeper,
        moderation=Moderation(log_=room_log, valkey=raw, policy=policy),
    )

    app.state.settings = settings
    app.state.clients = clients
    app.state.gatekeeper = keeper
    app.state.fetch_keys = fetch_keys
    app.state.room_log = room_log
    app.state.valkey = raw
    house = House(
        hub=hub,
        talk=Talk(
            valkey=raw,
            policy=policy,
            rooms=hub,
            per_person=settings.chat_per_10s,
            per_room=settings.room_per_s,
        ),
        keeper=keeper,
        doors=Doors(clients),
    )

    async def set_ready(ready: bool) -> None:  # noqa: FBT001 - the runner's protocol
        app.state.is_ready = ready

    async def valkey_answers() -> None:
        await text.ping()

    return ServiceRunner(
        [
            clients,
            producer,
            EventConsumer(
                bootstrap=settings.kafka_bootstrap,
                group=GROUP,
                subscriptions=projector.subscriptions(),
                producer=producer,
            ),
            Loop("stock", projector.stock.watch, every_s=STOCK_LOOK_S),
            hub,
            HttpServer(
                app,
                Entrance(house, trusted_proxies=settings.trusted_proxies),
                listen=settings.listen,
                trusted_proxies=settings.trusted_proxies,
                grace_s=settings.grace_s / 2,
            ),
        ],
        grace_s=settings.grace_s,
        set_ready=set_ready,
        checks=[valkey_answers],
    )


def _site(settings: GatewaySettings) -> Site | None:
    if not settings.app_dir:
        return None
    return Site(
        Path(settings.app_dir),
        origins=settings.origins,
        media_origins=settings.media,
        form_origins=settings.forms,
    )
