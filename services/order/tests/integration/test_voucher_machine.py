"""Vouchers given, pressed from several devices, given up, expired and paid, in any order: each is spent at most
once, by its owner, within its time.
"""

import asyncio
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from nightmarket.order.v1 import order_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_local import audit_prices
from services.order.tests.conftest import twd

pytestmark = [pytest.mark.asyncio, pytest.mark.pg, pytest.mark.timeout(300)]
STEPS = 200
OFF = 500
REFUSED = {"COUPON_UNKNOWN", "COUPON_USED_BY_YOU", "COUPON_EXPIRED"}


class Walk:
    """What happened, by the answers alone."""

    def __init__(self, world: Any, seed: int) -> None:
        self.world, self.random = world, Random(seed)
        self.people = [new_id() for _ in range(3)]
        for person in self.people:
            world.cart.put(person, world.shop, price=1000, quantity=2)
        self.events: list[dict[str, Any]] = []
        self.owners: dict[str, set[str]] = {}
        self.ends: dict[str, Any] = {}
        self.open: dict[str, tuple[str, str]] = {}
        self.spent: Counter[tuple[str, str]] = Counter()
        self.seen: Counter[str] = Counter()

    async def give(self) -> None:
        """Sometimes an event that was told before."""
        if self.events and self.random.random() < 0.3:
            event = self.random.choice(self.events)
        else:
            takers = self.random.sample(self.people, self.random.randint(1, 2))
            until = self.world.clock.now() + timedelta(minutes=self.random.choice((5, 60)))
            event = {"event_id": new_id(), "voucher_id": new_id(), "until": until, "to": takers}
            self.events.append(event)
        told = {name: value for name, value in event.items() if name != "to"}
        await self.world.take_voucher(*event["to"], **told)
        code = f"V-{event['voucher_id'].replace('-', '')[-20:].upper()}"
        self.owners[code] = set(event["to"])
        self.ends[code] = event["until"]

    async def press(self) -> None:
        if not self.owners:
            return
        code, person = self.random.choice(sorted(self.owners)), self.random.choice(self.people)
        presses = (
            self.world.place(user=person, coupon=code, total=2000 - OFF)
            for _ in range(self.random.randint(1, 3))
        )
        results = await asyncio.gather(*presses, return_exceptions=True)
        orders = [one for one in results if isinstance(one, order_pb2.Order)]
        reasons = {one.reason for one in results if isinstance(one, DomainError)}
        assert reasons <= REFUSED, reasons
        is_hers = person in self.owners[code]
        is_free = self.spent[code, person] == 0
        is_on = self.world.clock.now() < self.ends[code]
        assert len(orders) == (1 if is_hers and is_free and is_on else 0)
        assert "COUPON_UNKNOWN" not in reasons if is_hers else not orders
        for order in orders:
            assert order.discount == twd(OFF)
            self.open[order.order_id] = (code, person)
            self.spent[code, person] += 1
        self.seen.update(reasons)
        self.seen["spent"] += len(orders)

    async def give_up(self) -> None:
        if self.open:
            order_id = self.random.choice(sorted(self.open))
            code, person = self.open.pop(order_id)
            await self.world.act("Cancel", order_id, user=person, role=None)
            self.spent[code, person] -= 1
            self.seen["given up"] += 1

    async def pay(self) -> None:
        if self.open:
            order_id = self.random.choice(sorted(self.open))
            self.open.pop(order_id)
            await self.world.settle(order_id, minor=2000 - OFF)
            self.seen["paid"] += 1

    async def time_goes_on(self) -> None:
        self.world.clock.advance(timedelta(minutes=self.random.choice((1, 4, 16))))
        await self.world.expire()
        for order_id, (code, person) in list(self.open.items()):
            order = await self.world.get(order_id, user=person)
            if order.state == order_pb2.ORDER_STATE_EXPIRED:
                del self.open[order_id]
                self.spent[code, person] -= 1
                self.seen["expired"] += 1

    async def check(self) -> None:
        rows = await self.world.rows(
            "SELECT c.code, u.user_id FROM coupon_uses u JOIN coupons c ON c.id = u.coupon_id"
            " WHERE u.given_back_at IS NULL"
        )
        found = Counter((row["code"], str(row["user_id"])) for row in rows)
        assert found == +self.spent
        assert max(found.values(), default=0) <= 1
        assert await audit_prices.findings(self.world.database.pool) == []


@pytest.mark.parametrize("seed", range(4))
async def test_in_any_order_it_is_spent_once_and_by_its_owner(world: Any, seed: int) -> None:
    walk = Walk(world, seed)
    steps = (
        walk.give,
        walk.press,
        walk.press,
        walk.press,
        walk.give_up,
        walk.pay,
        walk.time_goes_on,
    )
    for turn in range(STEPS):
        await walk.random.choice(steps)()
        if turn % 10 == 0:
            await walk.check()
    await walk.check()
    # it went everywhere: else it would show nothing
    assert {"spent", "given up", "paid", *REFUSED} <= set(+walk.seen), walk.seen
