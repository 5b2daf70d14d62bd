"""The gateway on a real port, between a real Valkey and services that say what a test tells them."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
import httpx
from fastapi import FastAPI
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from grpc_status import rpc_status
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from websockets.asyncio.client import ClientConnection, connect

from nightmarket.cart.v1 import cart_service_pb2
from nightmarket.catalog.v1 import catalog_service_pb2, stock_service_pb2
from nightmarket.identity.v1 import identity_pb2, identity_service_pb2, shop_service_pb2
from nightmarket.order.v1 import address_service_pb2, checkout_service_pb2, order_service_pb2
from nightmarket.payment.v1 import payment_service_pb2
from nightmarket.stream.v1 import (
    chat_service_pb2,
    media_service_pb2,
    stream_pb2,
    stream_service_pb2,
)
from nightmarket_gateway.app import create_app
from nightmarket_gateway.auth import Gatekeeper
from nightmarket_gateway.clients import Clients
from nightmarket_gateway.limits import Limits
from nightmarket_gateway.rooms import entries
from nightmarket_gateway.rooms.doors import Doors
from nightmarket_gateway.rooms.entrance import Entrance
from nightmarket_gateway.rooms.frames import SERVER
from nightmarket_gateway.rooms.hub import Hub
from nightmarket_gateway.rooms.log import RoomLog
from nightmarket_gateway.rooms.rules import Policy
from nightmarket_gateway.rooms.talk import Talk
from nightmarket_gateway.rooms.visit import House
from nightmarket_gateway.server import HttpServer
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.status import to_status
from nightmarket_kit.runtime.tokens import TokenVerifier
from nightmarket_kit.runtime.valkey import RawValkey, Redis, connect_valkey

SECRET = "the secret that our services show each other"
HOOK_SECRET = "the secret of the media server"
REPUBLISH_SECRET = "the secret of its republisher"
ORIGIN = "https://shop.test"
FOREIGN = "https://evil.example"
NOWHERE = "127.0.0.1:1"  # nothing listens there
# Fixed: they are in the names of tests, which every worker must call the same.
ALICE, BOB, SHOW, SHOP = (f"01995e2a-7c1e-7b9a-8c1d-{number:012d}" for number in range(4))
NAMES = {ALICE: "小美", BOB: "阿明"}
KEY = ECKey.generate_key("P-256", {"kid": "k1"})
PROTOS = (
    address_service_pb2,
    cart_service_pb2,
    catalog_service_pb2,
    chat_service_pb2,
    checkout_service_pb2,
    identity_service_pb2,
    media_service_pb2,
    order_service_pb2,
    payment_service_pb2,
    shop_service_pb2,
    stock_service_pb2,
    stream_service_pb2,
)
Answer = Message | DomainError | Callable[[Any], Awaitable[Message]]


def token(
    user_id: str = ALICE,
    *,
    session_id: str = "",
    lives_s: int = 600,
    rgen: int = 0,
    roles: dict[str, str] | None = None,
) -> str:
    claims = {
        "iss": "test",
        "aud": "nightmarket",
        "sub": user_id,
        "sid": session_id or new_id(),
        "exp": int(time.time()) + lives_s,
        "rgen": rgen,
        "name": NAMES.get(user_id, ""),
        "roles": roles or {},
    }
    return jwt.encode({"alg": "ES256", "kid": "k1", "typ": "at+jwt"}, claims, KEY)


def bearer(user_id: str = ALICE, **claims: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(user_id, **claims)}"}


async def fetch_keys() -> dict[str, Any]:
    return dict(KeySet([KEY]).as_dict(private=False))


def tokens_message() -> identity_pb2.Tokens:
    message = identity_pb2.Tokens(
        access_token="new-access", refresh_token="new-refresh", session_id=new_id()
    )
    message.access_expire_time.FromSeconds(int(time.time()) + 600)
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    method: str
    request: Any
    metadata: dict[str, str]
    left_s: float


@dataclass(kw_only=True)
class Services:
    """Every service of the schema on one port. `answers` go by method; without one: empty."""

    answers: dict[str, Answer] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    target: str = ""

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def _handler(self, method: MethodDescriptor) -> Any:
        answer_class = GetMessageClass(method.output_type)

        async def serve(request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> Any:
            metadata = {key: str(value) for key, value in context.invocation_metadata() or ()}
            left_s = context.time_remaining()
            self.calls.append(
                Call(method=method.name, request=request, metadata=metadata, left_s=left_s)
            )
            answer = self.answers.get(method.name, answer_class())
            if isinstance(answer, DomainError):
                status: Any = rpc_status.to_status(to_status(answer, domain="test"))
                await context.abort_with_status(status)
            return answer if isinstance(answer, Message) else await answer(request)

        return grpc.unary_unary_rpc_method_handler(
            serve,
            request_deserializer=GetMessageClass(method.input_type).FromString,
            response_serializer=answer_class.SerializeToString,
        )

    async def start(self) -> grpc.aio.Server:
        server = grpc.aio.server()
        for proto in PROTOS:
            for service in proto.DESCRIPTOR.services_by_name.values():
                handlers = {method.name: self._handler(method) for method in service.methods}
                generic = grpc.method_handlers_generic_handler(service.full_name, handlers)
                server.add_generic_rpc_handlers((generic,))
        self.target = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
        await server.start()
        return server


def usual_answers() -> dict[str, Answer]:
    show = stream_pb2.Show(
        show_id=SHOW, shop_id=SHOP, title="週五夜市", state=stream_pb2.SHOW_STATE_LIVE
    )
    return {
        "GetUser": identity_service_pb2.GetUserResponse(
            user=identity_pb2.User(user_id=ALICE, display_name="小美")
        ),
        "GetShow": stream_service_pb2.GetShowResponse(show=show),
        "FinishLogin": identity_service_pb2.FinishLoginResponse(
            tokens=tokens_message(),
            user=identity_pb2.User(user_id=ALICE, display_name="小美"),
            return_to="/shows/1",
        ),
        "StartLogin": identity_service_pb2.StartLoginResponse(
            authorize_url="https://line.test/authorize", state="s1", binding="b1"
        ),
        "RefreshSession": identity_service_pb2.RefreshSessionResponse(tokens=tokens_message()),
    }


@asynccontextmanager
async def running_services() -> AsyncIterator[Services]:
    services = Services(answers=usual_answers())
    server = await services.start()
    try:
        yield services
    finally:
        await server.stop(0)


def settings_of(valkey_url: str, target: str, **changes: Any) -> GatewaySettings:
    values: dict[str, Any] = {
        "environment": "test",
        "kafka_bootstrap": NOWHERE,
        "jwks_url": f"http://{NOWHERE}/keys",
        "token_issuer": "test",
        "token_audience": "nightmarket",
        "service_token": SECRET,
        "listen": "127.0.0.1:0",
        "public_url": ORIGIN,
        "allowed_origins": f"{ORIGIN}, https://m.shop.test",
        "valkey_url": valkey_url,
        "guest_secret": "a secret that signs the ids of guests",
        "media_hook_secret": HOOK_SECRET,
        "media_republish_secret": REPUBLISH_SECRET,
        **{
            f"{name}_target": target
            for name in ("identity", "stream", "catalog", "cart", "order", "payment", "claim")
        },
    }
    return GatewaySettings(**{**values, **changes})


@dataclass(kw_only=True)
class Gateway:
    settings: GatewaySettings
    app: FastAPI
    keeper: Gatekeeper
    clients: Clients
    hub: Hub
    house: House
    log: RoomLog
    policy: Policy
    http: HttpServer
    text: Redis
    raw: RawValkey
    client: httpx.AsyncClient

    @property
    def port(self) -> int:
        return port_of(self.http)

    def socket(self, **options: Any) -> connect:
        return connect(f"ws://127.0.0.1:{self.port}/ws", proxy=None, compression=None, **options)

    async def post_entry(self, text: str, room: str = SHOW) -> str:
        return await self.log.append(room, chat_body(text), dedupe=new_id())


def port_of(http: HttpServer) -> int:
    return int(http._server.servers[0].sockets[0].getsockname()[1])


@asynccontextmanager
async def running(valkey_url: str, services: Services, **changes: Any) -> AsyncIterator[Gateway]:
    """The parts as the composition root puts them together, without Kafka."""
    settings = settings_of(valkey_url, services.target, **changes)
    async with AsyncExitStack() as stack:
        text, raw = connect_valkey(valkey_url), connect_valkey(valkey_url, decode=False)
        reader = connect_valkey(valkey_url, decode=False, timeout_s=15)
        for one in (text, raw, reader):
            stack.push_async_callback(one.aclose)
        verifier = TokenVerifier(fetch_keys, issuer="test", audience="nightmarket")
        keeper = Gatekeeper(settings=settings, verifier=verifier, valkey=text, limits=Limits(text))
        log = RoomLog(raw)
        hub, clients = Hub(log_=log, valkey=raw, reader=reader), Clients(settings)
        policy = Policy(valkey=raw, clients=clients)
        app = create_app(origins=settings.origins)
        for name, part in {
            "settings": settings,
            "clients": clients,
            "gatekeeper": keeper,
            "fetch_keys": fetch_keys,
            "room_log": log,
            "valkey": raw,
        }.items():
            setattr(app.state, name, part)
        talk = Talk(
            valkey=raw,
            policy=policy,
            rooms=hub,
            per_person=settings.chat_per_10s,
            per_room=settings.room_per_s,
        )
        house = House(hub=hub, talk=talk, keeper=keeper, doors=Doors(clients))
        http = HttpServer(
            app,
            Entrance(house, trusted_proxies=settings.trusted_proxies),
            listen=settings.listen,
            trusted_proxies=settings.trusted_proxies,
            grace_s=1,
        )
        for part in (clients, hub, http):
            await part.start()
            stack.push_async_callback(part.stop, 1)
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port_of(http)}", trust_env=False)
        )
        yield Gateway(
            settings=settings,
            app=app,
            keeper=keeper,
            clients=clients,
            hub=hub,
            house=house,
            log=log,
            policy=policy,
            http=http,
            text=text,
            raw=raw,
            client=client,
        )


def reason_of(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, str(answer.json()["reason"])


def cookies_of(answer: httpx.Response) -> dict[str, tuple[str, dict[str, str]]]:
    """Set-Cookie lines by name: value and attributes in lower case; the last one of a name stands."""
    found = {}
    for line in answer.headers.get_list("set-cookie"):
        pair, *attributes = line.split("; ")
        name, _, value = pair.partition("=")
        split = [attribute.partition("=") for attribute in attributes]
        found[name] = (value.strip('"'), {key.lower(): text.lower() for key, _, text in split})
    return found


def read_frame(text: str | bytes) -> dict[str, Any]:
    """A frame of the gateway, which must be what its schema says."""
    SERVER.validate_json(text, strict=True)
    frame: dict[str, Any] = json.loads(text)
    return frame


async def receive(socket: ClientConnection) -> dict[str, Any]:
    return read_frame(await socket.recv())


def chat_body(text: str) -> bytes:
    speaker = entries.Speaker(id=ALICE, name="小美")
    return entries.encoded(entries.Chat(ts=1, user=speaker, text=text, client_id=new_id()))


async def until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while True:
            frame = await receive(socket)
            if frame["type"] == kind:
                return frame


async def ask(socket: ClientConnection, answer: str, **frame: Any) -> dict[str, Any]:
    await socket.send(json.dumps(frame))
    return await until(socket, answer)
