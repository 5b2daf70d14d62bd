"""A whole identity in this process, LINE's twin behind it, and a browser: what the tests drive."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import grpc
import httpx
from pydantic import SecretStr

from nightmarket.identity.v1 import (
    identity_pb2,
    identity_service_pb2,
    identity_service_pb2_grpc,
    shop_service_pb2_grpc,
)
from nightmarket_backends.ports import free_port
from nightmarket_identity.bootstrap import Core, build_core
from nightmarket_identity.settings import IdentitySettings
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.runtime.service import ServiceRunner
from nightmarket_sandbox.app import build_app
from nightmarket_sandbox.settings import SandboxSettings

CHANNEL = "1650000001"
LINE_SECRET = "0123456789abcdef0123456789abcdef"
SERVICE_TOKEN = "s" * 32
ISSUER = "http://127.0.0.1:7400"
CALLBACK = f"{ISSUER}/v1/auth/line/callback"
APP_CALLBACK = f"{ISSUER}/app/login/line"
SANDBOX = "http://sandbox.test"
NOBODY = "127.0.0.1:1"


class ShiftedClock:
    """Real time plus what the test adds."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def __call__(self) -> float:
        return self.now().timestamp()


def settings_of(
    dsn: str, *, http: str = NOBODY, grpc: str = NOBODY, **changes: Any
) -> IdentitySettings:
    values: dict[str, Any] = {
        "environment": "test",
        "kafka_bootstrap": NOBODY,
        "jwks_url": f"http://{http}/.well-known/jwks.json",
        "token_issuer": ISSUER,
        "token_audience": "nightmarket",
        "service_token": SecretStr(SERVICE_TOKEN),
        "grace_s": 1.0,
        "database_url": dsn,
        "grpc_listen": grpc,
        "http_listen": http,
        "pepper": SecretStr(secrets.token_hex(32)),
        "key_secret": SecretStr(secrets.token_hex(32)),
        "keys_every_s": 0.05,
        "public_url": ISSUER,
        "valkey_url": f"redis://{NOBODY}/0",
        "line_channel_id": CHANNEL,
        "line_channel_secret": SecretStr(LINE_SECRET),
        "line_authorize_url": f"{SANDBOX}/line/oauth2/v2.1/authorize",
        "line_api_url": f"{SANDBOX}/line",
    }
    return IdentitySettings(**(values | changes))


@dataclass(kw_only=True)
class World:
    settings: IdentitySettings
    clock: ShiftedClock
    line: httpx.AsyncClient
    core: Core
    channel: grpc.aio.Channel
    identity: Any = field(init=False)
    shops: Any = field(init=False)

    def __post_init__(self) -> None:
        self.identity = identity_service_pb2_grpc.IdentityServiceStub(self.channel)
        self.shops = shop_service_pb2_grpc.ShopServiceStub(self.channel)

    async def dial(self, **dials: Any) -> None:
        response = await self.line.put("/_dials/line", json=dials)
        assert response.status_code == 200, response.text

    async def start(self, **changes: Any) -> identity_service_pb2.StartLoginResponse:
        fields = {
            "provider": "line",
            "client_id": "h5",
            "redirect_uri": CALLBACK,
            "return_to": "/shows/1?tab=chat",
            "locale": "zh-TW",
        }
        return await self.identity.StartLogin(
            identity_service_pb2.StartLoginRequest(**(fields | changes))
        )

    async def consent(self, url: str, user: str = "buyer1", **query: str) -> dict[str, str]:
        """What LINE puts into the redirect once the person has decided."""
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        response = await self.line.get(parts.path, params=asked | {"sandbox_user": user} | query)
        assert response.status_code == 302, response.text
        assert response.headers["location"].startswith(CALLBACK)
        back = parse_qs(urlsplit(response.headers["location"]).query)
        return {name: values[0] for name, values in back.items()}

    async def finish(
        self, back: dict[str, str], binding: str, **changes: Any
    ) -> identity_service_pb2.FinishLoginResponse:
        fields = {
            "provider": "line",
            "state": back["state"],
            "code": back.get("code", ""),
            "error": back.get("error", ""),
            "binding": binding,
            "device_name": "Pixel 9",
        }
        return await self.identity.FinishLogin(
            identity_service_pb2.FinishLoginRequest(**(fields | changes))
        )

    async def login(self, user: str = "buyer1") -> identity_service_pb2.FinishLoginResponse:
        started = await self.start()
        return await self.finish(await self.consent(started.authorize_url, user), started.binding)

    async def refresh(self, refresh_token: str) -> identity_pb2.Tokens:
        request = identity_service_pb2.RefreshSessionRequest(refresh_token=refresh_token)
        return (await self.identity.RefreshSession(request)).tokens

    async def events(self, topic: str) -> list[Any]:
        return await self.core.database.pool.fetch(
            "SELECT key, type, sequence, payload FROM outbox WHERE topic = $1 ORDER BY id", topic
        )


def as_(token: str) -> dict[str, Any]:
    """Call options of a person."""
    return {"metadata": (("authorization", f"Bearer {token}"),)}


def request_id() -> str:
    return new_id()


async def reason_of(call: Any) -> str:
    """The reason why `call` is refused; fails when it is not."""
    try:
        await call
    except DomainError as error:
        return error.reason
    raise AssertionError("was not refused")


@asynccontextmanager
async def running(dsn: str, **changes: Any) -> AsyncIterator[World]:
    clock = ShiftedClock()
    twin = build_app(
        SandboxSettings(
            sandbox_public_url=SANDBOX,
            line_channel_id=CHANNEL,
            line_channel_secret=SecretStr(LINE_SECRET),
            ecpay_merchant_id="3002607",
            ecpay_hash_key=SecretStr("pwFHCqoQZGmho4w6"),
            ecpay_hash_iv=SecretStr("EkRm7iFT261dpevs"),
        ),
        clock=clock,
    )
    transport = httpx.ASGITransport(twin)
    settings = settings_of(
        dsn, http=f"127.0.0.1:{free_port()}", grpc=f"127.0.0.1:{free_port()}", **changes
    )
    core = build_core(settings, clock=clock, line_transport=transport)
    ready = asyncio.Event()

    async def set_ready(is_ready: bool) -> None:  # noqa: FBT001 - the protocol's shape
        if is_ready:
            ready.set()

    runner = ServiceRunner(
        core.components,
        grace_s=settings.grace_s,
        set_ready=set_ready,
        checks=[core.database.check],
    )
    running_task = asyncio.create_task(runner.run(signals=False))
    await asyncio.wait(
        {running_task, asyncio.create_task(ready.wait())}, return_when=asyncio.FIRST_COMPLETED
    )
    if running_task.done():
        running_task.result()
    channel = open_channel(settings.grpc_listen, service_token=SERVICE_TOKEN)
    try:
        async with httpx.AsyncClient(transport=transport, base_url=SANDBOX) as line:
            yield World(settings=settings, clock=clock, line=line, core=core, channel=channel)
    finally:
        await channel.close()
        runner.stopping.set()
        assert await running_task == 0
