"""An identity service of the tests' own, beside the fleet's and over its database: its tokens end soon."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_backends.process import spawn
from nightmarket_local.fleet import console_script, inherited
from nightmarket_local.health import is_serving
from support.fleet import Fleet
from support.gateways import START_S, Gateway


@asynccontextmanager
async def short_lived(fleet: Fleet, *, life_s: int) -> AsyncIterator[Gateway]:
    """A gateway at which people log in for access tokens that are good so long."""
    port = free_port()
    names = {
        **inherited(),
        **fleet.environment,
        "IDENTITY_ACCESS_LIFE_S": str(life_s),
        "IDENTITY_GRPC_LISTEN": f"{LOOPBACK}:{port}",
        "IDENTITY_HTTP_LISTEN": f"{LOOPBACK}:{free_port()}",
    }
    argv = [str(console_script("nightmarket-identity")), "serve"]
    log = fleet.state / "logs" / "identity-short.log"
    identity = spawn(argv, name="identity-short", env=names, log=log)
    gateway = Gateway(fleet, "gateway-short", {"IDENTITY_TARGET": f"{LOOPBACK}:{port}"})
    try:
        async with asyncio.timeout(START_S):
            while not await asyncio.to_thread(is_serving, port):
                assert identity.exit_code() is None, identity.log_tail()
                await asyncio.sleep(0.1)
        gateway.launch()
        await gateway.ready()
        yield gateway
    finally:
        gateway.stop()
        identity.stop(grace=10, number=signal.SIGTERM)
