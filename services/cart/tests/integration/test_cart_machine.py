"""Any order of changes, writes, losses, merges and late writers: nothing comes back, nothing twice."""

import random
from collections import Counter
from typing import Any

import pytest

from nightmarket_cart.application import merge_guest as merging
from nightmarket_cart.application.ports import CartKey, Saved
from nightmarket_cart.application.take_out_ordered import TakeOutOrdered, take_out_ordered
from nightmarket_cart.domain.cart import MAX_CAUSES, Cart, Cause, Line
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money

pytestmark = [pytest.mark.valkey, pytest.mark.pg, pytest.mark.asyncio, pytest.mark.timeout(300)]
TEA, RICE = new_id(), new_id()
PRICE = Money(currency_code="TWD", amount_minor=500)
STEPS = {
    **dict.fromkeys(["add", "order", "write", "late", "lose", "again"], 3),
    **dict.fromkeys(["guest", "merge", "torn seal", "torn drop"], 2),
}


class Torn(Exception):
    """The process died here."""


class Model:
    """One person's cart beside what it should hold; `kept` is what the archive must have."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.key = CartKey(owner_id=new_id(), shop_id=new_id())
        self.guest = CartKey(owner_id=new_id(), shop_id=self.key.shop_id, is_guest=True)
        self.mine: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self.guests: Counter[str] = Counter()
        self.sealed: Counter[str] | None = None
        self.is_taken = False
        self.held: list[tuple[list[Saved], int, int, Counter[str]]] = []
        self.changes = self.kept_at = self.losses = 0
        self.last_order = (new_id(), Counter[str]())
        self.order_at = 0

    async def change(self, key: CartKey, variant_id: str) -> None:
        line = Line(variant_id=variant_id, quantity=1, seen_price=PRICE, show_id="")
        cause = Cause(kind="AddLine", id=new_id(), digest="d")

        async def prepare() -> Any:
            return lambda cart: cart.merged(Cart(lines=(line,)))

        await merging.change_cart(key, cause, prepare, store=self.world.store)

    async def take_out(self, event_id: str, units: Counter[str]) -> None:
        command = TakeOutOrdered(
            event_id=event_id,
            user_id=self.key.owner_id,
            shop_id=self.key.shop_id,
            quantities=dict(units),
        )
        store = self.world.store
        await take_out_ordered(command, store=store, changed=store, archive=self.world.archive)

    def keep(self) -> None:
        self.kept, self.kept_at = +self.mine, self.changes

    async def do(self, what: str, variant_id: str) -> None:
        step = {
            "add": self.add,
            "guest": self.add_as_guest,
            "merge": self.merge,
            "torn seal": self.merge,
            "torn drop": self.merge,
        }
        if what in step:
            await step[what](variant_id or what)
        else:
            await getattr(self, what)()

    async def add(self, variant_id: str) -> None:
        await self.change(self.key, variant_id)
        self.mine[variant_id] += 1
        self.changes += 1
        await self.hold()

    async def add_as_guest(self, variant_id: str) -> None:
        await self.change(self.guest, variant_id)
        self.guests[variant_id] += 1

    async def order(self) -> None:
        units = Counter({TEA: 1})
        self.last_order = (new_id(), units)
        await self.take_out(*self.last_order)
        self.mine = self.mine - units
        self.changes += 1
        self.order_at = self.changes
        self.keep()

    async def again(self) -> None:
        """The order's event once more; the cart remembers its last causes, not all of them."""
        if self.last_order[1] and self.changes - self.order_at < MAX_CAUSES - 1:
            await self.take_out(*self.last_order)
            self.keep()

    async def write(self) -> None:
        for _ in range(2):  # the second for a cart that has to overtake
            await self.world.write()
        self.keep()

    async def hold(self) -> None:
        found = await self.world.store.read(self.key)
        self.held.append(([found], self.losses, self.changes, +self.mine))

    async def late(self) -> None:
        """Paused processes write what they had read, the newest first."""
        for saved, losses, changes, content in reversed(self.held):
            await self.world.archive.save(saved)
            if losses == self.losses and changes > self.kept_at:
                self.kept, self.kept_at = content, changes

    async def lose(self) -> None:
        await self.world.lose_valkey()
        self.mine, self.losses = +self.kept, self.losses + 1
        self.kept_at = self.changes
        self.guests, self.sealed, self.is_taken = Counter(), None, False
        await self.world.store.get(self.key)

    async def merge(self, what: str) -> None:
        store = self.world.store
        command = merging.MergeGuest(user_id=self.key.owner_id, guest_id=self.guest.owner_id)
        there = bool(self.guests or self.sealed is not None)

        async def torn(*_arguments: object, **_named: object) -> None:
            raise Torn

        with pytest.MonkeyPatch.context() as patch:
            if what == "torn seal":
                patch.setattr(merging, "_take_over", torn)
            elif what == "torn drop":
                patch.setattr(store, "drop_sealed", torn)
            try:
                await merging.merge_guest(command, store=store, guests=store)
            except Torn:
                assert there
        if self.sealed is None and self.guests:
            self.sealed, self.guests, self.is_taken = self.guests, Counter(), False
        if what == "torn seal" or self.sealed is None:
            return
        self.take()
        if what == "merge":
            self.sealed, self.guests = self.guests, Counter()
            self.is_taken = False
            self.take()
            self.sealed = None

    def take(self) -> None:
        if self.sealed and not self.is_taken:
            self.mine += self.sealed
            self.changes += 1
        self.is_taken = True

    async def check(self) -> None:
        cart = await self.world.store.get(self.key)
        assert {line.variant_id: line.quantity for line in cart.lines} == dict(+self.mine)


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_happens_the_cart_is_right(world: Any, seed: int) -> None:
    chance = random.Random(seed)
    model = Model(world)
    await model.do("add", RICE)
    await model.do("write", "")
    for what in chance.choices(list(STEPS), list(STEPS.values()), k=120):
        variant_id = chance.choice([TEA, TEA, RICE]) if what in {"add", "guest"} else ""
        await model.do(what, variant_id)
        await model.check()
    for what in ("merge", "write", "lose"):
        await model.do(what, "")
    await model.check()
