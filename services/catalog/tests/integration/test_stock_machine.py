"""Any order of steps keeps I1, limits and allocations, seen through a model and the stored ledger."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from nightmarket_catalog.adapters.postgres import PostgresCatalogUow
from nightmarket_catalog.application.adjust_stock import (
    AdjustStock,
    ReceiveStock,
    ReturnStock,
    adjust_stock,
    receive_stock,
    return_stock,
)
from nightmarket_catalog.application.allocate import (
    AllocateStock,
    EndShow,
    allocate_stock,
    end_show,
)
from nightmarket_catalog.application.create_product import (
    CreateProduct,
    NewVariant,
    create_product,
)
from nightmarket_catalog.application.extend_reservation import (
    ExtendReservation,
    extend_reservation,
)
from nightmarket_catalog.application.reserve import Reserve, reserve
from nightmarket_catalog.application.set_limits import SetLimits, set_limits
from nightmarket_catalog.application.settle_reservation import (
    SettleReservation,
    settle_reservation,
    sweep_expired,
)
from nightmarket_catalog.domain.limits import ALL_SHOWS, Limits
from nightmarket_catalog.domain.reservation import ReservationState, ReservedLine
from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.testing.plugin import MakeDatabase

pytestmark = pytest.mark.pg
HELD, COMMITTED, RELEASED, RETURNED = (
    ReservationState.HELD,
    ReservationState.COMMITTED,
    ReservationState.RELEASED,
    ReservationState.RETURNED,
)
VARIANTS, START = 2, 5
GRACE = timedelta(minutes=30)
AMOUNTS = st.lists(st.integers(0, 4), min_size=VARIANTS, max_size=VARIANTS).filter(any)
NUMBERS, SHOWS = st.integers(0, VARIANTS - 1), st.integers(0, 1)
LEDGER = """
SELECT kind, sum(quantity)::int AS quantity, sum(allocated)::int AS allocated, count(*) AS entries
FROM stock_entries WHERE variant_id = $1 GROUP BY kind
"""


@dataclass(slots=True, kw_only=True)
class Kept:
    """An order as the model knows it."""

    person: str
    show: str
    amounts: list[int]
    taken: list[int]
    expires_at: datetime
    state: ReservationState = HELD
    returned: list[int] = field(default_factory=lambda: [0] * VARIANTS)


class StockMachine(RuleBasedStateMachine):
    runner: ClassVar[asyncio.Runner]
    database: ClassVar[Database]
    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.shop, self.persons = new_id(), [new_id(), new_id()]
        self.actor = Principal(user_id=new_id(), session_id="s", roles={self.shop: "owner"})
        price = Money(currency_code="TWD", amount_minor=1)
        command = CreateProduct(
            request_id=new_id(),
            actor=self.actor,
            shop_id=self.shop,
            title="Tea",
            description="",
            image_urls=(),
            variants=tuple(
                NewVariant(sku=new_id(), title=str(n), prices=(price,), on_hand=START)
                for n in range(VARIANTS)
            ),
        )
        self.product = self.run(create_product(command, uow=self.uow, clock=self.clock))
        rows = self.fetch(
            "SELECT id FROM variants WHERE product_id = $1 ORDER BY position", self.product
        )
        self.ids = [str(row["id"]) for row in rows]
        self.on_hand, self.held, self.sold = [START] * VARIANTS, [0] * VARIANTS, [0] * VARIANTS
        self.shares: list[dict[str, int]] = [{} for _ in range(VARIANTS)]  # of shows that may take
        self.shows, self.over = [new_id(), new_id()], set[str]()
        self.limits = Limits()
        self.kept: dict[str, Kept] = {}

    def uow(self) -> PostgresCatalogUow:
        return PostgresCatalogUow(self.database)

    def run(self, call: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(call)

    def fetch(self, sql: str, *arguments: object) -> Any:
        return self.run(self.database.pool.fetch(sql, *arguments))

    def reason_of(self, call: Coroutine[Any, Any, Any]) -> str:
        try:
            self.run(call)
        except DomainError as error:
            return error.reason
        return ""

    def has(self, person: str, show: str = "") -> int:
        """Units of the product that count for the person, in all or of one show."""
        return sum(
            sum(one.amounts) - sum(one.returned)
            for one in self.kept.values()
            if one.person == person and one.state in {HELD, COMMITTED} and show in {"", one.show}
        )

    def is_over_limit(self, person: str, show: str, asked: int) -> bool:
        all_of, of_show = self.limits.per_person, self.limits.per_show
        return (all_of is not None and self.has(person) + asked > all_of) or (
            of_show is not None and show != "" and self.has(person, show) + asked > of_show
        )

    def is_there(self, show: str, amounts: list[int]) -> bool:
        return all(
            amount <= self.on_hand[n] + self.shares[n].get(show, 0)
            for n, amount in enumerate(amounts)
        )

    def take(self, show: str, amounts: list[int]) -> list[int]:
        """From the show's share first; what of it was taken."""
        taken = [min(amount, self.shares[n].get(show, 0)) for n, amount in enumerate(amounts)]
        for n, amount in enumerate(amounts):
            if taken[n]:
                self.shares[n][show] -= taken[n]
            self.on_hand[n] -= amount - taken[n]
            self.held[n] += amount
        return taken

    def give_back(self, kept: Kept) -> None:
        for n, amount in enumerate(kept.amounts):
            back = kept.taken[n] if kept.show in self.shares[n] else 0
            if back:
                self.shares[n][kept.show] += back
            self.on_hand[n] += amount - back
            self.held[n] -= amount

    @rule(
        target=orders, amounts=AMOUNTS, person=st.integers(0, 1), show=st.sampled_from([None, 0, 1])
    )
    def place(self, amounts: list[int], person: int, show: int | None) -> str:
        order_id = new_id()
        where = "" if show is None else self.shows[show]
        self._reserve(order_id, amounts, self.persons[person], where)
        return order_id

    @rule(order_id=orders, amounts=AMOUNTS)
    def place_again(self, order_id: str, amounts: list[int]) -> None:
        self._reserve(order_id, amounts, self.persons[0], "")

    def _reserve(self, order_id: str, amounts: list[int], person: str, show: str) -> None:
        command = Reserve(
            order_id=order_id,
            shop_id=self.shop,
            person_id=person,
            lines=tuple(
                ReservedLine(variant_id=variant_id, quantity=amount, show_id=show)
                for variant_id, amount in zip(self.ids, amounts, strict=True)
                if amount
            ),
            expires_at=self.clock.now() + timedelta(minutes=15),
        )
        reason = self.reason_of(reserve(command, uow=self.uow, clock=self.clock))
        if order_id in self.kept:
            same = self.kept[order_id].amounts == amounts
            assert reason == ("" if same else "RESERVATION_DIFFERS")
        elif self.is_over_limit(person, show, sum(amounts)):
            assert reason == "PURCHASE_LIMIT_REACHED"
        elif not self.is_there(show, amounts):
            assert reason == "OUT_OF_STOCK"
        else:
            assert reason == ""
            self.kept[order_id] = Kept(
                person=person,
                show=show,
                amounts=amounts,
                taken=self.take(show, amounts),
                expires_at=command.expires_at,
            )

    @rule(order_id=orders, minutes=st.integers(0, 90))
    def extend(self, order_id: str, minutes: int) -> None:
        at = self.clock.now() + timedelta(minutes=minutes)
        command = ExtendReservation(order_id=order_id, expires_at=at)
        reason = self.reason_of(extend_reservation(command, uow=self.uow))
        kept = self.kept.get(order_id)
        if kept is None:
            assert reason == "RESERVATION_NOT_FOUND"
        elif kept.state is not HELD:
            assert reason == "RESERVATION_STATE"
        else:
            assert reason == ""
            kept.expires_at = max(kept.expires_at, at)

    @rule(order_id=orders, to=st.sampled_from([COMMITTED, RELEASED, RETURNED]))
    def settle(self, order_id: str, to: ReservationState) -> None:
        command = SettleReservation(order_id=order_id, to=to)
        reason = self.reason_of(settle_reservation(command, uow=self.uow))
        kept = self.kept.get(order_id)
        if kept is None:
            assert reason == "RESERVATION_NOT_FOUND"
        elif kept.state in {to, RETURNED}:  # a return is the end, whatever is told later
            assert reason == ""
        elif kept.state is COMMITTED and to is RELEASED:
            assert reason == "RESERVATION_STATE"
        elif (
            to is COMMITTED
            and kept.state is RELEASED
            and not self.is_there(kept.show, kept.amounts)
        ):  # paid too late, and the units are gone
            assert reason == "OUT_OF_STOCK"
        else:
            assert reason == ""
            self._settled(kept, to)

    def _settled(self, kept: Kept, to: ReservationState) -> None:
        if to is COMMITTED:
            if kept.state is RELEASED:
                kept.taken = self.take(kept.show, kept.amounts)
            for n, amount in enumerate(kept.amounts):
                self.held[n] -= amount
                self.sold[n] += amount
        elif kept.state is HELD:
            self.give_back(kept)
        elif kept.state is COMMITTED:
            for n, amount in enumerate(kept.amounts):
                self.sold[n] -= amount - kept.returned[n]
                self.on_hand[n] += amount - kept.returned[n]
        kept.state = to

    @rule(order_id=orders, number=NUMBERS, quantity=st.integers(1, 3))
    def bring_back(self, order_id: str, number: int, quantity: int) -> None:
        command = ReturnStock(
            request_id=new_id(),
            actor=self.actor,
            order_id=order_id,
            variant_id=self.ids[number],
            quantity=quantity,
            reason="parcel came back",
        )
        reason = self.reason_of(return_stock(command, uow=self.uow))
        kept = self.kept.get(order_id)
        if kept is None:
            assert reason == "RESERVATION_NOT_FOUND"
        elif kept.state is not COMMITTED:
            assert reason == "RESERVATION_STATE"
        elif kept.amounts[number] == 0:
            assert reason == "VARIANT_NOT_FOUND"
        elif quantity > kept.amounts[number] - kept.returned[number]:
            assert reason == "RETURN_EXCEEDS_SALE"
        else:
            assert reason == ""
            kept.returned[number] += quantity
            self.sold[number] -= quantity
            self.on_hand[number] += quantity

    @rule(number=NUMBERS, delta=st.integers(-6, 6), comes_in=st.booleans())
    def change(self, number: int, delta: int, *, comes_in: bool) -> None:
        who: dict[str, Any] = {"request_id": new_id(), "actor": self.actor, "reason": "count"}
        variant_id = self.ids[number]
        call = (
            receive_stock(ReceiveStock(variant_id=variant_id, quantity=delta, **who), uow=self.uow)
            if comes_in
            else adjust_stock(AdjustStock(variant_id=variant_id, delta=delta, **who), uow=self.uow)
        )
        reason = self.reason_of(call)
        if delta == 0 or (comes_in and delta < 0):
            assert reason == "QUANTITY_INVALID"
        elif self.on_hand[number] + delta < 0:
            assert reason == "STOCK_NEGATIVE"
        else:
            assert reason == ""
            self.on_hand[number] += delta

    @rule(number=NUMBERS, show=SHOWS, quantity=st.integers(0, 6), late=st.booleans())
    def allocate(self, number: int, show: int, quantity: int, *, late: bool) -> None:
        show_id = next(iter(self.over)) if late and self.over else self.shows[show]
        command = AllocateStock(
            request_id=new_id(),
            actor=self.actor,
            variant_id=self.ids[number],
            show_id=show_id,
            quantity=quantity,
            reason="",
        )
        reason = self.reason_of(allocate_stock(command, uow=self.uow))
        more = quantity - self.shares[number].get(show_id, 0)
        if show_id in self.over:
            assert reason == ("SHOW_ENDED" if quantity else "")
        elif more > self.on_hand[number]:
            assert reason == "STOCK_NEGATIVE"
        else:
            assert reason == ""
            self.on_hand[number] -= more
            if quantity:
                self.shares[number][show_id] = quantity
            else:
                self.shares[number].pop(show_id, None)

    @rule(show=SHOWS)
    def show_ends(self, show: int) -> None:
        show_id, self.shows[show] = self.shows[show], new_id()
        self.run(end_show(EndShow(show_id=show_id, consumer="c", event_id=new_id()), uow=self.uow))
        self.over.add(show_id)
        for number in range(VARIANTS):
            self.on_hand[number] += self.shares[number].pop(show_id, 0)

    @rule(per_person=st.sampled_from([None, 2, 5]), per_show=st.sampled_from([None, 1, 3]))
    def limit(self, per_person: int | None, per_show: int | None) -> None:
        self.limits = Limits(per_person, per_show)
        command = SetLimits(
            request_id=new_id(), actor=self.actor, product_id=self.product, limits=self.limits
        )
        assert self.reason_of(set_limits(command, uow=self.uow)) == ""

    @rule(minutes=st.sampled_from([10, 50]))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))
        self.run(sweep_expired(uow=self.uow, clock=self.clock, grace=GRACE))
        for kept in self.kept.values():
            if kept.state is HELD and kept.expires_at < self.clock.now() - GRACE:
                self._settled(kept, RELEASED)

    @invariant()
    def the_ledger_agrees_with_the_model(self) -> None:
        rows = self.fetch("SELECT * FROM stocks WHERE shop_id = $1", self.shop)
        by_id = {str(row["variant_id"]): row for row in rows}
        for number, variant_id in enumerate(self.ids):
            row = by_id[variant_id]
            figures = (row["on_hand"], row["allocated"], row["held"], row["sold"])
            assert figures == (
                self.on_hand[number],
                sum(self.shares[number].values()),
                self.held[number],
                self.sold[number],
            )
            assert min(figures) >= 0
            assert sum(figures) == row["received"]
            assert self._added_up(variant_id) == (*figures, row["version"])
            shares = self.fetch("SELECT * FROM allocations WHERE variant_id = $1", variant_id)
            found = {str(one["show_id"]): one["quantity"] for one in shares}
            assert found == self.shares[number]

    def _added_up(self, variant_id: str) -> tuple[int, ...]:
        """On hand, allocated, held, sold and the number of entries, by the stored ledger."""
        rows = {row["kind"]: row for row in self.fetch(LEDGER, variant_id)}

        def sums(name: str) -> tuple[int, int]:
            return (rows[name]["quantity"], rows[name]["allocated"]) if name in rows else (0, 0)

        held, held_share = sums("held")
        back, back_share = sums("released")
        sold, returned = sums("sold")[0], sums("returned")[0]
        set_aside = sums("allocated")[0] - sums("deallocated")[0]
        allocated = set_aside - held_share + back_share
        came = sums("received")[0] + sums("adjusted")[0]
        free = came - set_aside - (held - held_share) + (back - back_share) + returned
        entries = sum(row["entries"] for row in rows.values())
        return free, allocated, held - back - sold, sold - returned, entries

    @invariant()
    def what_persons_have_is_counted(self) -> None:
        rows = self.fetch("SELECT * FROM purchases WHERE product_id = $1", self.product)
        counted = {
            (str(row["person_id"]), str(row["show_id"])): row["units"]
            for row in rows
            if row["units"]
        }
        expected = {}
        if self.limits:
            shows = {one.show for one in self.kept.values()} - {""}
            for person in self.persons:
                expected[person, ALL_SHOWS] = self.has(person)
                expected |= {(person, show): self.has(person, show) for show in shows}
        assert counted == {count: units for count, units in expected.items() if units}


@pytest.mark.timeout(300)
def test_any_order_of_steps_conserves_stock(make_database: MakeDatabase) -> None:
    with asyncio.Runner() as runner:

        async def opened() -> Database:
            database = Database(await make_database("nightmarket_catalog"))
            await database.start()
            return database

        StockMachine.runner, StockMachine.database = runner, runner.run(opened())
        try:
            run_machine(
                StockMachine,
                settings=settings(
                    max_examples=40,
                    stateful_step_count=40,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(StockMachine.database.stop(5.0))
