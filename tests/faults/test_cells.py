"""A short, seeded slice of the table of faults; `make faults` plays all of it."""

import os

import pytest
from support.fleet import Fleet

from faults.ills import FAULTS, Site
from faults.run import play
from faults.steps import STEPS

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(400)]
SEED = os.environ.get("FAULTS_SEED", "1")
BY_NAME = {fault.name: fault for fault in FAULTS}


@pytest.mark.parametrize("name", ["kill:order", "callback:doubled"])
async def test_a_fault_at_every_step_loses_and_doubles_nothing(fleet: Fleet, name: str) -> None:
    fleet.wait_ready()
    cells = await play(Site(fleet), BY_NAME[name], STEPS, seed=SEED, people=2)
    assert {cell.name: cell.broken for cell in cells if cell.broken} == {}, f"seed {SEED}"
