"""Gateways of the tests' own, beside the fleet's: they share its servers, and may be killed at will."""

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field

from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_backends.process import Child, answers_http, spawn
from nightmarket_local.fleet import console_script, inherited
from support.fleet import Fleet

START_S = 40.0
WITHOUT_LIMITS = {"GATEWAY_CHAT_PER_10S": "1000000", "GATEWAY_RATE_USER_PER_10S": "1000000"}


@dataclass(slots=True)
class Gateway:
    fleet: Fleet
    name: str
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    child: Child | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://{LOOPBACK}:{self.port}/ws"

    @property
    def is_up(self) -> bool:
        return self.child is not None and self.child.exit_code() is None

    def launch(self) -> None:
        names = {
            **inherited(),
            **self.fleet.environment,
            **WITHOUT_LIMITS,
            **self.settings,
            "GATEWAY_LISTEN": f"{LOOPBACK}:{self.port}",
        }
        argv = [str(console_script("nightmarket-gateway")), "serve"]
        log = self.fleet.state / "logs" / f"{self.name}.log"
        self.child = spawn(argv, name=self.name, env=names, log=log)

    async def ready(self) -> None:
        assert self.child is not None
        async with asyncio.timeout(START_S):
            while not await asyncio.to_thread(answers_http, self.port, "/readyz"):
                assert self.child.exit_code() is None, self.child.log_tail()
                await asyncio.sleep(0.1)

    def kill(self) -> None:
        """As a power cut would."""
        assert self.child is not None
        self.child.kill()

    def stop(self) -> None:
        """As a release would."""
        if self.child is not None:
            self.child.stop(grace=10, number=signal.SIGTERM)


async def raise_all(gateways: Sequence[Gateway]) -> None:
    """All are up, whatever was done to them."""
    for gateway in gateways:
        if not gateway.is_up:
            gateway.launch()
    for gateway in gateways:
        await gateway.ready()
