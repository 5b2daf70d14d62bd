"""The console script as it is deployed: migrate, serve, rotate while serving, stop on SIGTERM."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import httpx
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from nightmarket_backends.ports import free_port
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.testing.plugin import MakeDatabase, poll_until
from services.identity.tests.driver import ISSUER, NOBODY, SERVICE_TOKEN

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]
PROGRAM = str(Path(sys.executable).with_name("nightmarket-identity"))


async def test_serves_rotates_and_stops(make_database: MakeDatabase) -> None:
    grpc, http = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    env = {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT": "test",
        "KAFKA_BOOTSTRAP": NOBODY,
        "JWKS_URL": f"http://{http}/.well-known/jwks.json",
        "TOKEN_ISSUER": ISSUER,
        "TOKEN_AUDIENCE": "nightmarket",
        "SERVICE_TOKEN": SERVICE_TOKEN,
        "PUBLIC_URL": ISSUER,
        "VALKEY_URL": f"redis://{NOBODY}/0",
        "GRACE_S": "2",
        "IDENTITY_DATABASE_URL": await make_database("nightmarket_identity"),
        "IDENTITY_GRPC_LISTEN": grpc,
        "IDENTITY_HTTP_LISTEN": http,
        "IDENTITY_PEPPER": "01" * 32,
        "IDENTITY_KEY_SECRET": "02" * 32,
        "IDENTITY_KEYS_EVERY_S": "0.1",
    }

    async def run(verb: str) -> int:
        process = await asyncio.create_subprocess_exec(PROGRAM, verb, env=env)
        return await process.wait()

    assert await run("migrate") == 0
    assert await run("rotate-keys") == 1  # there are none yet
    server = await asyncio.create_subprocess_exec(PROGRAM, "serve", env=env)
    try:
        async with (
            open_channel(grpc, service_token=SERVICE_TOKEN, timeout_s=1) as channel,
            httpx.AsyncClient(base_url=f"http://{http}") as client,
        ):
            health = health_pb2_grpc.HealthStub(channel)

            async def is_serving() -> bool:
                try:
                    answer = await health.Check(health_pb2.HealthCheckRequest())
                except DomainError:
                    return False
                return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

            await poll_until(is_serving, within_s=30)
            before = (await client.get("/.well-known/jwks.json")).json()
            assert await run("rotate-keys") == 0
            assert await run("rotate-keys") == 1  # too soon
            assert (await client.get("/.well-known/jwks.json")).json() == before
        started = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(server.wait(), 15) == 0
        assert time.monotonic() - started < 6
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()
