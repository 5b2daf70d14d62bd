"""Whatever people, lines, logs and gateways do: one order, nothing missing untold, nothing twice.

ROOM_SEED repeats one run; ROOM_RUNS and ROOM_STEPS make it longer.
"""

import os

import pytest
from support.fleet import Fleet
from support.gateways import Gateway
from support.world import World

from nightmarket_kit.runtime.valkey import RawValkey, connect_valkey
from nightmarket_local.demo.people import Host

STEPS = int(os.environ.get("ROOM_STEPS", "80"))
RUNS = int(os.environ.get("ROOM_RUNS", "1"))
ONE = os.environ.get("ROOM_SEED", "")
PEOPLE = ("buyer4", "buyer5", "buyer6")
pytestmark = [
    pytest.mark.fleet,
    pytest.mark.asyncio,
    pytest.mark.timeout(120 + STEPS),
]


@pytest.mark.parametrize("seed", [int(ONE)] if ONE else range(RUNS))
async def test_a_room_in_which_anything_may_happen(
    fleet: Fleet, host: Host, pair: list[Gateway], seed: int
) -> None:
    print(f"ROOM_SEED={seed} ROOM_STEPS={STEPS}")  # noqa: T201 - how to repeat it
    second = await host.api.post(f"/v1/shops/{host.shop_id}/shows", {"title": "週六夜市"})
    valkey: RawValkey = connect_valkey(fleet.document["addresses"]["valkey"], decode=False)
    world = World(
        seed=seed,
        gateways=pair,
        rooms=[host.show_id, second["show_id"]],
        people=[await fleet.person(name) for name in PEOPLE],
        valkey=valkey,
    )
    try:
        for _ in range(STEPS):
            await world.step()
        await world.settle()
    finally:
        await world.close()
        await valkey.aclose()
        print(dict(world.done))  # noqa: T201 - what it was that happened
