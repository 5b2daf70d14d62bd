"""What one delivery of a chat message costs: our gateway, the Centrifuge library, bare picows.

Same run, same rooms, sizes, rates and client (`load/`, which speaks each server's own words);
rounds interleaved, medians. CPU seconds are the system's own count for every process of a side: our
gateway and its Valkey, with tokens, limits, deduplication, one order and presence; the peer's one
process with history, recovery and presence in memory, its frames unlimited, once sent as they come
and once collected for 10 ms a connection; picows with nothing at all. Both sides merge messages
that wait, so cost per message falls with the rate. Compression is off everywhere.

`python -m bench.room [--rounds N] [--seconds S] [VIEWERSxRATE …]`
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

import psutil

from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import Host
from nightmarket_local.state import read_json

HERE: Final = Path(__file__).parent
NIGHTMARKET: Final = Path(sys.executable).with_name("nightmarket")
POINTS: Final = ("50x20", "50x100", "50x500", "500x20", "500x100", "2000x20", "5000x20")
SPEAKERS: Final = 40  # a socket may send 20 frames a second
UNLIMITED: Final = {
    "GATEWAY_CHAT_PER_10S": "1000000",
    "GATEWAY_RATE_ADDRESS_PER_10S": "1000000",
    "GATEWAY_RATE_LOGIN_PER_MIN": "1000000",
}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    cpu_per_million_s: float
    p50_ms: float
    p99_ms: float
    lost: int
    orders: int


def crowd(load: Path, side: Side, tokens: Path, *, viewers: int, rate: int, seconds: int) -> Result:
    words = {
        "url": side.url,
        "dialect": side.dialect,
        "room": side.room,
        "tokens": tokens,
        "viewers": viewers,
        "rate": rate,
        "seconds": seconds,
    }
    with subprocess.Popen(
        [load, *(f"-{key}={value}" for key, value in words.items())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        told, tell = cast("IO[str]", process.stdout), cast("IO[str]", process.stdin)
        if told.readline().strip() != "ready":
            raise RuntimeError(f"{side.name}: the crowd did not get in")
        before = side.cpu_s()
        tell.write("go\n")
        tell.flush()
        seen = json.loads(told.readline())
        spent = side.cpu_s() - before
    return Result(
        cpu_per_million_s=spent / seen["deliveries"] * 1e6,
        p50_ms=seen["p50_ms"],
        p99_ms=seen["p99_ms"],
        lost=seen["lost"],
        orders=seen["orders"],
    )


@contextmanager
def server(name: str, dialect: str, *command: Path | str) -> Iterator[Side]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = int(cast("IO[str]", process.stdout).readline())
            url = f"ws://127.0.0.1:{port}/ws"
            yield Side(name=name, dialect=dialect, url=url, room="room", pids=(process.pid,))
        finally:
            process.terminate()


def nightmarket(state: Path, *words: str) -> None:
    subprocess.run([NIGHTMARKET, "--state", state, *words], check=True, stdout=subprocess.DEVNULL)


async def prepare(document: dict[str, dict[str, str]], tokens: Path) -> str:
    """A show, and a token for every speaker; returns the room."""
    gateway = document["addresses"]["gateway"]
    host = Host(api=Api(gateway))
    await host.prepare()
    found = []
    for number in range(SPEAKERS):
        person = Api(gateway)
        await person.log_in(f"speaker-{number}")
        found.append(person.token)
        await person.close()
    await host.api.close()
    tokens.write_text("\n".join(found))
    return host.show_id


@contextmanager
def ours(folder: Path, tokens: Path) -> Iterator[Side]:
    state = folder / "fleet"
    try:
        changed = [word for pair in UNLIMITED.items() for word in ("--env", "=".join(pair))]
        nightmarket(state, "up", "--no-app", *changed)
        document = read_json(state / "fleet.json")
        room = asyncio.run(prepare(document, tokens))
        pids = tuple(int(document["parts"][part]["pid"]) for part in ("gateway", "valkey"))
        url = document["addresses"]["gateway"].replace("http", "ws", 1) + "/ws"
        yield Side(name="nightmarket", dialect="nightmarket", url=url, room=room, pids=pids)
    finally:
        nightmarket(state, "down")


def build(folder: Path, name: str) -> Path:
    program = folder / name
    subprocess.run(["go", "build", "-o", program, "."], cwd=HERE / name, check=True)
    return program


def line(point: str, side: Side, results: list[Result], peer_s: float) -> str:
    cpu = statistics.median(one.cpu_per_million_s for one in results)
    p50 = statistics.median(one.p50_ms for one in results)
    p99 = statistics.median(one.p99_ms for one in results)
    lost, orders = sum(one.lost for one in results), max(one.orders for one in results)
    ratio = f"{cpu / peer_s:>7.2f}" if peer_s else f"{'':>7}"
    fault = f"  LOST {lost}" if lost else "  ORDERS DIFFER" if orders > 1 else ""
    return f"{point:>9}  {side.name:<18}{cpu:>8.2f}{ratio}{p50:>9.1f}{p99:>9.1f}{fault}"


def measure(load: Path, sides: list[Side], tokens: Path, asked: argparse.Namespace) -> None:
    loads = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {loads}; {asked.rounds} rounds of {asked.seconds} s")
    print(f"{'viewers x msg/s':<29}{'CPU s/M':>8}{'ratio':>7}{'p50 ms':>9}{'p99 ms':>9}")
    for point in asked.points or POINTS:
        viewers, rate = (int(number) for number in point.split("x"))
        found: dict[str, list[Result]] = {side.name: [] for side in sides}
        for _ in range(asked.rounds):
            for side in sides:
                result = crowd(
                    load, side, tokens, viewers=viewers, rate=rate, seconds=asked.seconds
                )
                found[side.name].append(result)
        best = min(
            statistics.median(one.cpu_per_million_s for one in found[side.name])
            for side in sides
            if side.dialect == "centrifuge"
        )
        for side in sides:
            print(line(point, side, found[side.name], best), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("points", nargs="*", help="VIEWERSxRATE")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nightmarket-bench-") as name:
        folder = Path(name)
        load, peer = build(folder, "load"), build(folder, "peer")
        tokens = folder / "tokens"
        with (
            ours(folder, tokens) as mine,
            server("centrifuge", "centrifuge", peer) as plain,
            server("centrifuge, 10 ms", "centrifuge", peer, "-delay=10ms") as collected,
            server("picows, bare", "plain", sys.executable, "-m", "bench.room.floor") as floor,
        ):
            measure(load, [mine, plain, collected, floor], tokens, asked)


if __name__ == "__main__":
    main()
