"""A fleet with a shop that has one thing to sell, and the crowd that wants it."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psutil

from bench.keys import Keys
from nightmarket_backends import postgres
from nightmarket_kit.core.ids import new_id
from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import twd
from nightmarket_local.state import read_json

HERE: Final = Path(__file__).parent
PROGRAMS: Final = Path(sys.executable).parent
SERVICES: Final = ("gateway", "identity", "stream", "catalog", "cart", "order", "payment")
UNLIMITED: Final = {
    "GATEWAY_RATE_ADDRESS_PER_10S": "1000000",
    "GATEWAY_RATE_LOGIN_PER_MIN": "1000000",
}
PRICE: Final = 10_000
HOT_ROW: Final = "UPDATE hot SET held = held + 1 WHERE id = 1;\n"
CLIENTS: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """How a crowd fared: `refused` by reason, times in ms of those who were accepted (`p50`, `p99`)."""

    accepted: int
    refused: dict[str, int]
    seconds: float
    last_accepted_s: float
    p50_ms: float
    p99_ms: float
    refused_p99_ms: float

    @property
    def per_s(self) -> float:
        return self.accepted / self.last_accepted_s if self.accepted else 0.0


@dataclass(frozen=True, slots=True)
class Item:
    shop_id: str
    variant_id: str


class House:
    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._state = folder / "fleet"
        self._load = folder / "load"
        subprocess.run(["go", "build", "-o", self._load, "."], cwd=HERE / "load", check=True)
        keys = Keys()
        self._keys = keys
        stack.callback(self.command, "down")
        changed = {**UNLIMITED, "JWKS_URL": keys.url}
        extra = [word for pair in changed.items() for word in ("--env", "=".join(pair))]
        self.command("up", "--no-app", *extra)
        self.document: dict[str, Any] = read_json(self._state / "fleet.json")
        keys.beside = self.document["addresses"]["jwks"]
        self.gateway: str = self.document["addresses"]["gateway"]
        self._environment = psutil.Process(self.pid("gateway")).environ()
        self._dsn = urlsplit(psutil.Process(self.pid("order")).environ()["ORDER_DATABASE_URL"])

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [PROGRAMS / "nightmarket", "--state", self._state, *words],
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def pid(self, part: str) -> int:
        return int(self.document["parts"][part]["pid"])

    def dsn(self, database: str) -> str:
        return self._dsn._replace(path=f"/{database}").geturl()

    def cpu_s(self, parts: Iterable[str]) -> float:
        """User and system time of those parts, with the processes that they started."""
        return sum(_tree_cpu_s(psutil.Process(self.pid(part))) for part in parts)

    def item(self, units: int) -> Item:
        """In a shop of its own: everybody's cart there is empty."""
        return asyncio.run(self._make(units))

    async def _make(self, units: int) -> Item:
        api = Api(self.gateway)
        await api.log_in("host")
        shop = await api.post("/v1/shops", {"name": "Bench", "currency_code": "TWD"})
        await api.renew()
        variant = {"sku": new_id(), "prices": [twd(PRICE)], "on_hand": units}
        made = await api.post(
            f"/v1/shops/{shop['shop_id']}/products", {"title": "Hot", "variants": [variant]}
        )
        await api.close()
        return Item(shop["shop_id"], made["variants"][0]["variant_id"])

    def crowd(self, count: int) -> Path:
        file = self._folder / f"crowd-{new_id()}"
        self._keys.write(
            file,
            count,
            issuer=self._environment["TOKEN_ISSUER"],
            audience=self._environment["TOKEN_AUDIENCE"],
        )
        return file

    def fill(self, item: Item, crowd: Path) -> None:
        filled = self._press("fill", item, crowd, "-variant", item.variant_id)
        if filled.refused:
            raise RuntimeError(f"carts were not filled: {filled.refused}")

    def place(self, item: Item, crowd: Path, *, clients: int = 64, rate: float = 0) -> Sale:
        return self._press("place", item, crowd, "-clients", str(clients), "-rate", str(rate))

    def _press(self, what: str, item: Item, crowd: Path, *more: str) -> Sale:
        done = subprocess.run(
            [
                *(self._load, what, "-url", self.gateway, "-tokens", crowd),
                *("-shop", item.shop_id, "-price", str(PRICE), *more),
            ],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return Sale(**json.loads(done.stdout))

    def pgbench(self, seconds: int) -> float:
        """Transactions a second of one bare UPDATE of one row, by CLIENTS clients."""
        script = self._folder / "hot.sql"
        script.write_text(HOT_ROW)
        done = subprocess.run(
            [
                *(postgres.prepare(print) / "pgbench", "-n", "-M", "prepared", "-f", script),
                *("-c", str(CLIENTS), "-j", "2", "-T", str(seconds), self.dsn("bench")),
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        found = re.search(r"tps = ([\d.]+)", done.stdout)
        if found is None:
            raise RuntimeError(done.stdout)
        return float(found[1])

    def audit(self) -> str:
        """Fails when an order, a unit or a coin is not where it belongs."""
        return self.command("audit")


def _tree_cpu_s(process: psutil.Process) -> float:
    mine = process.cpu_times()
    ended = mine.children_user + mine.children_system  # backends that have gone
    live = sum(sum(child.cpu_times()[:2]) for child in process.children(recursive=True))
    return float(mine.user + mine.system + ended + live)
