"""What a room costs: our gateway, the Centrifuge library, bare picows.

Same run, same rooms, sizes, rates and client (`load/`, which speaks each server's own words); rounds
interleaved, medians. CPU seconds are the system's own count for every process of a side: our gateway
and its Valkey, with tokens, limits, rules, deduplication, one order and presence; the peer's one process
with history, recovery and presence in memory, its frames unlimited, once sent as they come and once
collected for 10 ms a connection (of which the cheaper one at each point is the 1.00); picows with
nothing at all. Both sides merge messages that wait, so cost per message falls with the rate.
Compression is off everywhere.

`python -m bench.room [--rounds N] [--seconds S] [--only PART,…] [VIEWERSxRATE …]`
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from bench.room.crowd import build, crowd
from bench.room.sides import House, Side, server

POINTS: Final = (
    "50x20", "50x100", "50x500", "500x20", "500x100", "500x500",
    "2000x20", "2000x100", "2000x500", "5000x20", "5000x100",
)  # fmt: skip
SPEAKERS: Final = 40  # a socket may send 20 frames a second
IDLE: Final = 2000
STORM: Final = 5000
BESIDE: Final = {"viewers": 50, "rate": 20}  # who talk while the storm comes in
STALLED: Final = {"viewers": 500, "rate": 200}
CHURN: Final = 1000
Words = dict[str, Path | str | int]
GATEWAYS: Final = (1, 2, 4)
SPREAD: Final = {"viewers": 2000, "rate": 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    load: Path
    house: House
    mine: Side
    peers: tuple[Side, ...]
    floor: Side
    rounds: int
    seconds: int
    points: Sequence[str]

    @property
    def speakers(self) -> Path:
        return self.house.tokens(SPEAKERS)

    def talk(self, side: Side, **words: int) -> dict[str, Any]:
        """What a crowd saw, and `cpu` per million deliveries in seconds."""
        said: Words = {"seconds": self.seconds, "tokens": self.speakers, **words}
        with crowd(self.load, side, **said) as people:
            before = side.cpu_s()
            seen = people.go()
            return {**seen, "cpu": (side.cpu_s() - before) / seen["deliveries"] * 1e6}

    def rounds_of(self, measure: Callable[[Side], Any], sides: Sequence[Side]) -> list[list[Any]]:
        """Interleaved: by side, what each round found."""
        found = [[measure(side) for side in sides] for _ in range(self.rounds)]
        return [list(one) for one in zip(*found, strict=True)]


def median(results: list[dict[str, Any]], what: str) -> float:
    return statistics.median(float(one[what]) for one in results)


def fault(results: list[dict[str, Any]]) -> str:
    lost = sum(one["lost"] for one in results)
    is_mixed = max(one["orders"] for one in results) > 1
    return f"  LOST {lost}" if lost else "  ORDERS DIFFER" if is_mixed else ""


def deliveries(bench: Bench) -> None:
    print(f"\n{'viewers x msg/s':<29}{'CPU s/M':>8}{'ratio':>7}{'p50 ms':>9}{'p99 ms':>9}")
    sides = [bench.mine, *bench.peers, bench.floor]
    for point in bench.points:
        viewers, rate = (int(number) for number in point.split("x"))

        def measure(side: Side, viewers: int = viewers, rate: int = rate) -> dict[str, Any]:
            return bench.talk(side, viewers=viewers, rate=rate)

        found = bench.rounds_of(measure, sides)
        best = min(median(one, "cpu") for one in found[1:-1])
        for side, results in zip(sides, found, strict=True):
            cpu = median(results, "cpu")
            print(
                f"{point:>9}  {side.name:<18}{cpu:>8.2f}{cpu / best:>7.2f}"
                f"{median(results, 'p50_ms'):>9.1f}{median(results, 'p99_ms'):>9.1f}{fault(results)}",
                flush=True,
            )


def idle(bench: Bench) -> None:
    """Memory of a viewer in a room in which nothing is said."""

    def measure(side: Side) -> float:
        before = side.memory_kib()
        with crowd(bench.load, side, viewers=IDLE, rate=0, tokens=bench.speakers):
            return (side.memory_kib() - before) / IDLE

    # memory that was given back stays with a process: the first round is the one that counts
    for side in (bench.house.gateway(), *bench.peers[:1]):
        print(f"idle viewer, KiB of {IDLE}: {side.name:<18}{measure(side):>8.1f}", flush=True)


def storm(bench: Bench) -> None:
    """Everybody comes back at once, shows a token that this gateway has never seen and resumes, while the
    room talks; on the floor they only shake hands, and nobody talks.
    """
    words: Words = {"do": "storm", "viewers": STORM}
    talk: Words = {**BESIDE, "seconds": 2 * bench.seconds, "tokens": bench.speakers}

    def measure(side: Side) -> tuple[float, float, float]:
        words["tokens"] = bench.house.strangers(STORM)
        if side is bench.floor:
            with crowd(bench.load, side, **words) as people:
                before = side.cpu_s()
                took = float(people.go()["seconds"])
                return took, side.cpu_s() - before, 0.0
        with (
            crowd(bench.load, side, **talk) as talkers,
            crowd(bench.load, side, **words) as people,
        ):
            talkers.start()
            before = side.cpu_s()
            took = float(people.go()["seconds"])
            spent = side.cpu_s() - before
            seen = talkers.result()
        if seen["lost"]:
            raise RuntimeError(f"{side.name}: {seen['lost']} messages were lost meanwhile")
        return took, spent, float(seen["p99_ms"])

    rounds = bench.rounds_of(measure, (bench.mine, bench.floor))
    for what, index in (("until all are in", 0), ("CPU", 1)):
        mine, floor = (statistics.median(one[index] for one in found) for found in rounds)
        print(
            f"storm of {STORM}, {what}: {mine:.2f} s; bare handshakes {floor:.2f} s; {mine / floor:.2f}"
        )
    waited = statistics.median(one[2] for one in rounds[0])
    print(f"p99 of those who talked all the time, before, meanwhile and after: {waited:.0f} ms")


def stalled(bench: Bench) -> None:
    """Two viewers more in a hundred who do not read."""
    stalled = STALLED["viewers"] // 50

    def measure(side: Side, stalled: int) -> dict[str, Any]:
        before = side.memory_kib()
        seen = bench.talk(side, **STALLED, seconds=3 * bench.seconds, stalled=stalled)
        return {**seen, "kib": side.memory_kib() - before}

    measure(bench.mine, 0)  # what a room of this size takes for good
    rounds = [(measure(bench.mine, 0), measure(bench.mine, stalled)) for _ in range(bench.rounds)]
    without, with_them = ([one[index] for one in rounds] for index in (0, 1))
    p99s = median(without, "p99_ms"), median(with_them, "p99_ms")
    held = (median(with_them, "kib") - median(without, "kib")) / stalled
    print(
        f"\n{stalled} of {STALLED['viewers']} stalled at {STALLED['rate']} msg/s: p99 of the others "
        f"{p99s[1]:.1f} ms, without them {p99s[0]:.1f} ms, {p99s[1] / p99s[0]:.2f}; "
        f"{held:.0f} KiB more for each{fault(with_them)}"
    )


def gateways(bench: Bench) -> None:
    """One room spread over several: what all of them and Valkey cost for the same deliveries."""
    print()
    spoken = SPREAD["rate"] * bench.seconds
    for count in GATEWAYS:
        sides = [bench.house.gateway() for _ in range(count)]
        pids = {pid for side in sides for pid in side.pids}
        every = replace(bench.mine, pids=tuple(pids))
        with ExitStack() as stack:
            people = []
            for number, side in enumerate(sides):
                words: Words = {
                    "viewers": SPREAD["viewers"] // count,
                    "rate": 0 if number else SPREAD["rate"],
                    "seconds": bench.seconds,
                    "expect": spoken,
                    "tokens": bench.speakers,
                }
                people.append(stack.enter_context(crowd(bench.load, side, **words)))
            before = every.cpu_s()
            for one in people:
                one.start()
            seen = [one.result() for one in people]
            spent = (every.cpu_s() - before) / sum(one["deliveries"] for one in seen) * 1e6
        worst = max(one["p99_ms"] for one in seen)
        print(
            f"room of {SPREAD['viewers']} over {count}: {spent:.2f} CPU s/M, {spent / count:.2f} for each; "
            f"p99 {worst:.1f} ms{fault(seen)}",
            flush=True,
        )


def churn(bench: Bench) -> None:
    """A fifth of the viewers goes and comes every second: how wrong the count is."""

    def measure(side: Side) -> dict[str, Any]:
        words: Words = {"do": "churn", "viewers": CHURN, "seconds": bench.seconds}
        with crowd(bench.load, side, **words) as people:
            return people.go()

    (found,) = bench.rounds_of(measure, [bench.mine])
    print(
        f"\ncount of {CHURN} while a fifth goes and comes each second: wrong by up to "
        f"{100 * max(one['worst'] for one in found):.1f} %, exact "
        f"{median(found, 'seconds'):.2f} s after half of them left"
    )


PARTS: Final[dict[str, Callable[[Bench], None]]] = {
    "deliveries": deliveries,
    "idle": idle,
    "storm": storm,
    "stalled": stalled,
    "gateways": gateways,
    "churn": churn,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("points", nargs="*", help="VIEWERSxRATE")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nightmarket-bench-")))
        load, peer = build(folder, "load"), build(folder, "peer")
        house = House(folder, stack)
        bench = Bench(
            load=load,
            house=house,
            mine=house.gateway(),
            peers=(
                stack.enter_context(server("centrifuge", "centrifuge", peer)),
                stack.enter_context(server("centrifuge, 10 ms", "centrifuge", peer, "-delay=10ms")),
            ),
            floor=stack.enter_context(
                server("picows, bare", "plain", sys.executable, "-m", "bench.room.floor")
            ),
            rounds=asked.rounds,
            seconds=asked.seconds,
            points=asked.points or POINTS,
        )
        loads = " ".join(f"{one:.1f}" for one in os.getloadavg())
        print(f"{os.cpu_count()} cores, load {loads}; {asked.rounds} rounds of {asked.seconds} s")
        for part in asked.only.split(","):
            PARTS[part](bench)


if __name__ == "__main__":
    main()
