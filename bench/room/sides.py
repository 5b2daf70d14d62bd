"""The servers that are compared, each with all of its processes."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

import httpx
import psutil

from bench.keys import Keys
from nightmarket_backends.ports import free_port
from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import Host
from nightmarket_local.state import read_json

PROGRAMS: Final = Path(sys.executable).parent
UNLIMITED: Final = {
    "GATEWAY_CHAT_PER_10S": "1000000",
    "GATEWAY_RATE_ADDRESS_PER_10S": "1000000",
    "GATEWAY_RATE_LOGIN_PER_MIN": "1000000",
}
READY_WITHIN_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    name: str
    dialect: str
    url: str
    room: str
    pids: tuple[int, ...]

    def cpu_s(self) -> float:
        """User and system time of all its processes, threads that ended included."""
        return sum(sum(psutil.Process(pid).cpu_times()[:2]) for pid in self.pids)

    def memory_kib(self) -> float:
        """Resident memory of the process that holds the sockets."""
        return float(psutil.Process(self.pids[0]).memory_info().rss) / 1024


@contextmanager
def server(name: str, dialect: str, *command: Path | str) -> Iterator[Side]:
    """A program that prints its port and serves until it is ended."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = int(cast("IO[str]", process.stdout).readline())
            url = f"ws://127.0.0.1:{port}/ws"
            yield Side(name=name, dialect=dialect, url=url, room="room", pids=(process.pid,))
        finally:
            process.terminate()


class House:
    """A fleet with one show, and as many gateways as a measurement needs."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._state = folder / "fleet"
        self._keys = Keys()
        stack.callback(self._run, "down")
        changed = [word for pair in UNLIMITED.items() for word in ("--env", "=".join(pair))]
        self._run("up", "--no-app", *changed)
        document = read_json(self._state / "fleet.json")
        self._pids = {name: int(document["parts"][name]["pid"]) for name in ("gateway", "valkey")}
        self._environment = psutil.Process(self._pids["gateway"]).environ()
        self.room = asyncio.run(_prepare(document["addresses"]["gateway"]))

    def _run(self, *words: str) -> None:
        command: list[Path | str] = [PROGRAMS / "nightmarket", "--state", self._state, *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def tokens(self, count: int) -> Path:
        file = self._folder / f"tokens-{count}"
        if not file.exists():
            self._write(file, count)
        return file

    def strangers(self, count: int) -> Path:
        """Tokens that no gateway has seen before."""
        file = self._folder / "tokens-strangers"
        self._write(file, count)
        return file

    def _write(self, file: Path, count: int) -> None:
        self._keys.write(
            file,
            count,
            issuer=self._environment["TOKEN_ISSUER"],
            audience=self._environment["TOKEN_AUDIENCE"],
        )

    def gateway(self, name: str = "nightmarket") -> Side:
        """One more gateway of the fleet, that believes these tokens; it counts Valkey as its own."""
        port = free_port()
        environment = {
            **self._environment,
            "GATEWAY_LISTEN": f"127.0.0.1:{port}",
            "JWKS_URL": self._keys.url,
        }
        log = self._stack.enter_context((self._folder / f"gateway-{port}.log").open("w"))
        process = subprocess.Popen(
            [PROGRAMS / "nightmarket-gateway", "serve"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)
        asyncio.run(_wait_ready(f"http://127.0.0.1:{port}/readyz"))
        return Side(
            name=name,
            dialect="nightmarket",
            url=f"ws://127.0.0.1:{port}/ws",
            room=self.room,
            pids=(process.pid, self._pids["valkey"]),
        )


async def _wait_ready(url: str) -> None:
    async with asyncio.timeout(READY_WITHIN_S), httpx.AsyncClient(trust_env=False) as client:
        while True:
            try:
                if (await client.get(url)).is_success:
                    return
            except httpx.TransportError:
                pass  # it does not listen yet
            await asyncio.sleep(0.1)


async def _prepare(gateway: str) -> str:
    """A show; returns its room."""
    host = Host(api=Api(gateway))
    await host.prepare()
    await host.api.close()
    return host.show_id
