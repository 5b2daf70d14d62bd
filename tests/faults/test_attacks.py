"""Generated attacks: what people do at the same time to one thing, from a seed."""

import asyncio
import os
from random import Random

import pytest
from support.fleet import Fleet, eventually

from faults.attacks import Attacker, at_rest, attack, explain, open_with
from faults.buyers import Person
from faults.check import Books
from faults.codes import NO_USE_LEFT, codes_of
from faults.ills import CLOSED, Site
from faults.run import goods_of, people_of
from nightmarket_local import audit
from nightmarket_local.state import State

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(300)]
SEED = os.environ.get("FAULTS_SEED", "1")
ATTACKS = int(os.environ.get("FAULTS_ATTACKS", "2"))
ATTACKERS, UNITS, MUST_DO = 8, 12, 2


@pytest.mark.parametrize("seed", [f"{SEED}-{number}" for number in range(ATTACKS)])
async def test_whatever_is_done_at_once_is_explainable(fleet: Fleet, seed: str) -> None:
    """Cart edits at checkout, twin orders, cancel and ship against pay, refunds against each other, a
    code's last use pressed by all.
    """
    fleet.wait_ready()
    site = Site(fleet, Random(seed))
    await fleet.dial("ecpay", **CLOSED)
    async with people_of(site) as person, Books.opened(fleet) as books:
        shop = await person(f"shop {seed}")
        goods = await goods_of(shop, UNITS)
        codes = await codes_of(shop, goods.shop_id)
        attackers = []
        for number in range(ATTACKERS):
            one = await person(f"attacker {number} {seed}")
            made = Attacker(one.api, one.random, goods=goods, fleet=fleet, shop=shop, codes=codes)
            attackers.append(made)
        await asyncio.gather(*map(open_with, attackers))
        await attack(attackers)
        await at_rest(attackers, books)
        found: list[str] = []

        async def explained() -> bool:
            found[:] = await explain(attackers, goods, books)
            return not found

        try:
            await eventually(explained, within_s=60)
        except AssertionError:
            pytest.fail(f"seed {seed}: {found}")
        ours = {goods.variant_id, *(order for one in attackers for order in one.orders)}
        heard = await audit.findings(State(fleet.state), patience_s=20)
        assert [line for line in heard if any(id_ in line for id_ in ours)] == []
        _something_happened(attackers, shop)


def _something_happened(attackers: list[Attacker], shop: Person) -> None:
    presses = [press for who in (*attackers, shop) for press in who.presses]
    done = {press.what for press in presses if press.done}
    refused = {reason for press in presses for reason in press.reasons}
    assert {"add", "place", "start"} <= done
    assert len({"cancel", "pack", "ship", "refund"} & done) >= MUST_DO, done
    assert {"ORDER_STATE", "TOTAL_CHANGED"} <= refused, refused
    assert NO_USE_LEFT & refused, refused
