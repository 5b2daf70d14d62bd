"""A fleet of the tests' own, in a state folder of its own; driven from outside like any other."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import Host
from nightmarket_room import Seat

NIGHTMARKET = Path(sys.executable).with_name("nightmarket")


@dataclass(slots=True)
class Fleet:
    state: Path
    opened: list[Api] = field(default_factory=list)

    def command(self, *words: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [NIGHTMARKET, "--state", self.state, *words],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def up(self, *, app: bool = False, **environment: str) -> None:
        extra = [word for pair in environment.items() for word in ("--env", "=".join(pair))]
        done = self.command("up", *([] if app else ["--no-app"]), *extra, timeout=900)
        assert done.returncode == 0, done.stdout + done.stderr + self.tails()

    def tails(self) -> str:
        logs = sorted((self.state / "logs").glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text()[-1500:]}" for log in logs)

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.state / "fleet.json").read_text())
        return document

    @property
    def gateway(self) -> str:
        return str(self.document["addresses"]["gateway"])

    @property
    def sandbox(self) -> str:
        return str(self.document["addresses"]["sandbox"])

    @property
    def socket_url(self) -> str:
        return self.gateway.replace("http", "ws", 1) + "/ws"

    @property
    def environment(self) -> dict[str, str]:
        environment: dict[str, str] = self.document["environment"]
        return environment

    def kill(self, part: str) -> None:
        self.send(part, signal.SIGKILL)

    def send(self, part: str, number: signal.Signals) -> None:
        os.kill(int(self.document["parts"][part]["pid"]), number)

    def wait_ready(self, *, within_s: float = 60) -> None:
        end = time.monotonic() + within_s
        while not self.document["ready"]:
            assert time.monotonic() < end, self.tails()
            subprocess.run(["sleep", "0.1"], check=True)

    async def rows(self, service: str, sql: str, *arguments: object) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.environment[f"{service.upper()}_DATABASE_URL"])
        try:
            return list(await connection.fetch(sql, *arguments))
        finally:
            await connection.close()

    async def dial(self, twin: str, **dials: object) -> None:
        """Set the twin's misbehaviour; nothing means: behave."""
        async with httpx.AsyncClient() as client:
            url = f"{self.sandbox}/_dials/{twin}"
            answer = await (client.put(url, json=dials) if dials else client.delete(url))
            answer.raise_for_status()

    async def person(self, user: str) -> Api:
        api = self._app()
        await api.log_in(user)
        return api

    def _app(self) -> Api:
        api = Api(self.gateway)
        self.opened.append(api)
        return api

    async def close_apps(self) -> None:
        while self.opened:
            await self.opened.pop().close()

    async def host(self) -> Host:
        host = Host(api=self._app())
        await host.prepare()
        return host

    def room(self, show_id: str, api: Api | None = None) -> Seat:
        return Seat(self.socket_url, show_id, token=api or "")


async def eventually(condition: Any, *, within_s: float = 15.0) -> None:
    """Poll an async condition until it holds."""
    end = asyncio.get_running_loop().time() + within_s
    while not await condition():
        assert asyncio.get_running_loop().time() < end, f"not true within {within_s} s"
        await asyncio.sleep(0.05)
