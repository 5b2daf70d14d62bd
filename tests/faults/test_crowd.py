"""More people than units, everybody pressing twice; `make faults CELL=crowd` brings 5,000 for 500."""

import os

import pytest
from support.fleet import Fleet

from faults.crowd import sell_out
from faults.ills import Site

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(300)]
SEED = os.environ.get("FAULTS_SEED", "1")


async def test_every_unit_is_sold_once_and_the_others_are_told(fleet: Fleet) -> None:
    fleet.wait_ready()
    sale = await sell_out(Site(fleet), seed=SEED, people=200, units=20, at_once=100)
    assert sale.broken == [], f"seed {SEED}: {sale}"
    assert sale.late_s(100) < 20, sale
