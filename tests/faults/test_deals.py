"""Two of the deals under faults that `make faults CELL=deals` plays."""

import os

import pytest
from support.fleet import Fleet

from faults.deals import sell_at_a_deal
from faults.ills import FAULTS, Site

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(300)]
SEED = os.environ.get("FAULTS_SEED", "1")
BY_NAME = {fault.name: fault for fault in FAULTS}


@pytest.mark.parametrize("name", ["kill:catalog", "kill:kafka"])
async def test_a_deal_sells_what_it_has_in_its_time_and_no_more(fleet: Fleet, name: str) -> None:
    fleet.wait_ready()
    sale = await sell_at_a_deal(Site(fleet), BY_NAME[name], seed=SEED)
    assert sale.broken == [], f"{sale}"
    assert sale.placed, f"nobody bought: {sale}"
