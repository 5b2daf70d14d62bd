"""Many claims on one listing at once: how soon each is answered, and whether the order is the log's.

    .venv/bin/nightmarket up --no-app --env GATEWAY_CHAT_PER_10S=100000 --env GATEWAY_RATE_ADDRESS_PER_10S=100000
    .venv/bin/python -m bench.claims http://127.0.0.1:7400 [--sockets 180] [--each 10] [--seconds 10] [--units 40]

The sandbox's nine people, each at many sockets, write "A1+1". A claim's time is from the moment that the
room told its writer's socket the comment's id to the moment that the answer was there. `tests/claims_checker.py`
proves the order, without a line of ours.
"""

import argparse
import asyncio
import importlib.util
import random
import statistics
import time
from pathlib import Path
from types import ModuleType

from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import Host
from nightmarket_room import Claims, Listing, Seat

CHECKER = Path(__file__).parents[1] / "tests" / "claims_checker.py"
PATIENCE_S = 120
TALKERS = 9


def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("claims_checker", CHECKER)
    if spec is None or spec.loader is None:
        raise RuntimeError("there is no checker")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def people(gateway: str) -> list[Api]:
    found = [Api(gateway) for _ in range(TALKERS)]
    for number, api in enumerate(found, 1):
        await api.log_in(f"buyer{number}")
    return found


async def opened(gateway: str, units: int) -> tuple[Host, str, str]:
    """The host, the path of the listing and its product."""
    host = Host(Api(gateway))
    await host.prepare()
    product = host.products[0]
    path = f"/v1/shows/{host.show_id}/claim-listings/{product['product_id']}"
    await host.api.put(path, {"keyword": "A1", "most_waiting": 100_000})
    lot = {"variant_id": product["variants"][0]["variant_id"], "units": units}
    await host.api.post(f"{path}/open", {"lots": [lot]})
    return host, path, str(product["product_id"])


async def claim(seat: Seat, each: int, seconds: float, said: dict[str, float]) -> None:
    for _ in range(each):
        await asyncio.sleep(random.uniform(0, 2 * seconds / each))
        said[await seat.say("A1+1")] = time.monotonic()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("gateway")
    parser.add_argument("--sockets", type=int, default=180)
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--units", type=int, default=40)
    args = parser.parse_args()
    host, path, product_id = await opened(args.gateway, args.units)
    talkers = await people(args.gateway)
    url = f"{args.gateway.replace('http', 'ws', 1)}/ws"
    seats = [Seat(url, host.show_id, token=talkers[n % len(talkers)]) for n in range(args.sockets)]
    await asyncio.gather(*(seat.open() for seat in seats))
    await seats[0].until(lambda one: isinstance(one, Listing) and one.state == "open")
    told: dict[str, float] = {}
    said: dict[str, float] = {}

    async def watch() -> None:
        seen = 0
        while len(told) < args.sockets * args.each:
            entries = seats[0].seen.entries
            for entry in entries[seen:]:
                if isinstance(entry, Claims):
                    told.update({one.message_id: time.monotonic() for one in entry.answers})
            seen = len(entries)
            await asyncio.sleep(0.005)

    watching = asyncio.create_task(watch())
    start = time.monotonic()
    await asyncio.gather(*(claim(seat, args.each, args.seconds, said) for seat in seats))
    took = time.monotonic() - start
    async with asyncio.timeout(PATIENCE_S):
        await watching
    await host.api.post(f"{path}/close")
    await seats[0].until(lambda one: isinstance(one, Listing) and bool(one.root))
    waits = sorted(max(0.0, told[one] - said[one]) for one in said)
    check = checker()
    texts, root = await asyncio.to_thread(check.fetch, args.gateway, host.show_id, product_id)
    wrongs = check.wrongs_of(texts, root=root, units=args.units)
    wrongs += check.not_in_log(texts, [(texts[0].split("|")[5], one) for one in said])
    yours = sum(text.split("|")[11] == "1" for text in texts)
    print(
        f"{len(texts)} claims of {len(said)} comments from {args.sockets} sockets in {took:.1f} s"
    )
    print(f"{yours} of {args.units} units given, {len(texts) - yours} waiting")
    print(
        f"answered after p50 {statistics.median(waits) * 1000:.0f} ms, "
        f"p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms, most {waits[-1] * 1000:.0f} ms"
    )
    print(*wrongs or ["in the order of the log, nobody in front of anybody"], sep="\n")
    await asyncio.gather(*(seat.close() for seat in seats))
    for api in (*talkers, host.api):
        await api.close()


if __name__ == "__main__":
    asyncio.run(main())
