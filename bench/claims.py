"""Many claims on one listing at once: how soon each is answered, whether the order is the room's, and whether
anything is lost when parts of the fleet are killed meanwhile.

    python -m bench.claims [--sockets 2000] [--each 5] [--seconds 10] [--units 500]
    python -m bench.claims --kill claim|catalog|kafka [--seeds 20]

It starts a fleet of its own. The crowd (`bench/room/load/claim.go`) is one program with a socket for each
person, of whom everybody writes "A1+1" `each` times, at random within the seconds. A claim's time is from the
writing to the arrival of its answer at the same socket. `tests/claims_checker.py`, which imports nothing of
ours, proves the order. With `--kill` a round for each seed; the seed says when the part is killed.
"""

import argparse
import asyncio
import importlib.util
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import psutil

from bench.keys import Keys
from bench.room.crowd import build, crowd
from bench.room.sides import UNLIMITED, Side
from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import Host, twd
from nightmarket_local.state import read_json
from nightmarket_room import Listing, Seat

CHECKER: Final = Path(__file__).parents[1] / "tests" / "claims_checker.py"
NIGHTMARKET: Final = Path(sys.executable).with_name("nightmarket")
PARTS: Final = ("gateway", "valkey", "claim", "postgres", "kafka")
READY_WITHIN_S: Final = 120.0
ROOM_PER_S: Final = "10000"  # the most messages of a room in a second: 1,000 unless said otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    sockets: int
    each: int
    seconds: int
    units: int

    @property
    def total(self) -> int:
        return self.sockets * self.each


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A listing that is open for claims, in a show of its own."""

    show_id: str
    product_id: str
    path: str


class Fleet:
    """A fleet that believes our tokens."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._state = folder / "fleet"
        self._keys = Keys()
        stack.callback(self.command, "down")
        changed = {**UNLIMITED, "GATEWAY_ROOM_PER_S": ROOM_PER_S, "JWKS_URL": self._keys.url}
        self.command(
            "up", "--no-app", *(f"--env={name}={value}" for name, value in changed.items())
        )
        self._keys.beside = self.document["addresses"]["jwks"]
        self.gateway: str = self.document["addresses"]["gateway"]

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [NIGHTMARKET, "--state", self._state, *words],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout

    @property
    def document(self) -> dict[str, Any]:
        return read_json(self._state / "fleet.json")

    def pid(self, part: str) -> int:
        return int(self.document["parts"][part]["pid"])

    def side(self, show_id: str) -> Side:
        url = f"{self.gateway.replace('http', 'ws', 1)}/ws"
        pids = tuple(self.pid(part) for part in PARTS)
        return Side(name="fleet", dialect="nightmarket", url=url, room=show_id, pids=pids)

    def tokens(self, count: int) -> Path:
        file = self._folder / f"tokens-{count}"
        if not file.exists():
            known = psutil.Process(self.pid("gateway")).environ()
            issuer, audience = known["TOKEN_ISSUER"], known["TOKEN_AUDIENCE"]
            self._keys.write(file, count, issuer=issuer, audience=audience)
        return file

    def kill(self, part: str) -> None:
        os.kill(self.pid(part), signal.SIGKILL)

    def wait_ready(self) -> None:
        end = time.monotonic() + READY_WITHIN_S
        while not self.document["ready"]:
            if time.monotonic() > end:
                raise RuntimeError("the fleet did not come back")
            subprocess.run(["sleep", "0.1"], check=True)


def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("claims_checker", CHECKER)
    if spec is None or spec.loader is None:
        raise RuntimeError("there is no checker")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def opened(fleet: Fleet, load: Load) -> Round:
    """A new shop's show with one product, of which so many units can be claimed."""
    host = Host(Api(fleet.gateway))
    await host.prepare()
    made = await host.api.post(
        f"/v1/shops/{host.shop_id}/products",
        {
            "title": "Hot",
            "variants": [{"sku": "HOT", "prices": [twd(10_000)], "on_hand": load.units}],
        },
    )
    product_id = str(made["product_id"])
    await host.api.put(f"/v1/shows/{host.show_id}/listings", {"product_ids": [product_id]})
    path = f"/v1/shows/{host.show_id}/claim-listings/{product_id}"
    await host.api.put(path, {"keyword": "A1", "most_waiting": load.total})
    lot = {"variant_id": made["variants"][0]["variant_id"], "units": load.units}
    await host.api.post(f"{path}/open", {"lots": [lot]})
    watcher = Seat(f"{fleet.gateway.replace('http', 'ws', 1)}/ws", host.show_id)
    await watcher.open()  # what is said behind the opening's place in the log counts
    await watcher.until(lambda entry: isinstance(entry, Listing) and entry.state == "open")
    await watcher.close()
    await host.api.close()
    return Round(show_id=host.show_id, product_id=product_id, path=path)


async def closed(fleet: Fleet, here: Round) -> tuple[list[str], str]:
    """Its receipts and root, after the closing was read."""
    api, check = Api(fleet.gateway), checker()
    await api.log_in("host")
    await api.post(f"{here.path}/close")
    async with asyncio.timeout(READY_WITHIN_S):
        while not (await api.get(f"{here.path}/receipts?page_size=1"))["root"]:
            await asyncio.sleep(0.2)
    await api.close()
    found: tuple[list[str], str] = await asyncio.to_thread(
        check.fetch, fleet.gateway, here.show_id, here.product_id
    )
    return found


def wrongs(seen: dict[str, Any], texts: Sequence[str], root: str, load: Load) -> list[str]:
    """What the checker says, and what was said and is not there, or not in the room's order."""
    check = checker()
    epoch = texts[0].split("|")[5] if texts else ""
    found: list[str] = check.wrongs_of(texts, root=root, units=load.units)
    found += check.not_in_log(texts, [(epoch, one) for one in seen["seen"]])
    claimed = [text.split("|")[6] for text in texts]
    lost = set(seen["said"]) - set(claimed)
    found += [f"{len(lost)} comments were taken in and have no claim"] if lost else []
    found += (
        [] if claimed == seen["seen"] else ["the claims are not the room's comments in their order"]
    )
    unsaid = load.total - len(seen["said"])
    return found + ([f"{unsaid} comments were never taken in"] if unsaid else [])


def run(fleet: Fleet, program: Path, load: Load, *, kill: str = "", seed: int = 0) -> list[str]:
    """One round; what was wrong in it."""
    here = asyncio.run(opened(fleet, load))
    side = fleet.side(here.show_id)
    words: dict[str, Path | str | int] = {
        "do": "claim",
        "viewers": load.sockets,
        "each": load.each,
        "seconds": load.seconds,
        "text": "A1+1",
        "tokens": fleet.tokens(load.sockets),
    }
    with crowd(program, side, **words) as people:
        before = {part: cpu_s(fleet.pid(part)) for part in PARTS}
        people.start()
        if kill:
            moment = random.Random(seed).uniform(0.2, 0.8) * load.seconds
            subprocess.run(["sleep", f"{moment:.3f}"], check=True)
            fleet.kill(kill)
            print(f"seed {seed}: {kill} killed after {moment:.1f} s", flush=True)
        seen = people.result()
        spent = {} if kill else {part: cpu_s(fleet.pid(part)) - before[part] for part in PARTS}
    fleet.wait_ready()
    texts, root = asyncio.run(closed(fleet, here))
    found = wrongs(seen, texts, root, load)
    report(seen, texts, load, spent)
    print(*found or ["in the order of the room's log, nobody in front of anybody"], sep="\n")
    return found


def report(seen: dict[str, Any], texts: Sequence[str], load: Load, spent: dict[str, float]) -> None:
    yours = sum(int(text.split("|")[11]) for text in texts)
    print(
        f"{len(texts)} claims from {load.sockets} sockets, written within {seen['wrote_s']:.1f} s, all answered "
        f"after {seen['seconds']:.1f} s; {yours} of {load.units} units given, {len(texts) - yours} waiting\n"
        f"answers p50 {seen['p50_ms']:.0f} ms, p99 {seen['p99_ms']:.0f} ms, most {seen['most_ms']:.0f} ms; "
        f"{seen['answered']} came to their author, in {seen['answer_entries']} entries\n"
        f"crowd: {seen['bytes'] / 1e6:.0f} MB read, {seen['cpu_s']:.1f} CPU s; {seen['dropped']} times lines left "
        f"out, {seen['cut']} sockets cut, refused for now {seen['refused'] or 'nothing'}"
    )
    if spent:
        print("CPU s:", ", ".join(f"{part} {seconds:.1f}" for part, seconds in spent.items()))


def cpu_s(pid: int) -> float:
    """With the processes that it started."""
    process = psutil.Process(pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return float(sum(one.user + one.system for one in times))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=2000)
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--kill", choices=("claim", "catalog", "kafka"), default="")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    args = parser.parse_args()
    load = Load(sockets=args.sockets, each=args.each, seconds=args.seconds, units=args.units)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        program = build(folder, "load")
        fleet = Fleet(folder, stack)
        seeds = range(args.first, args.first + args.seeds)
        failed = [seed for seed in seeds if run(fleet, program, load, kill=args.kill, seed=seed)]
        print(fleet.command("audit").strip().splitlines()[-1])
    if failed:
        sys.exit(f"wrong in rounds {failed}")


if __name__ == "__main__":
    main()
