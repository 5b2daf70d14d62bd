"""Any order of reserve, commit, release and adjust keeps I1, seen through a model of the ledger."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from nightmarket_catalog.adapters.postgres import PostgresCatalogUow
from nightmarket_catalog.application.adjust_stock import AdjustStock, adjust_stock
from nightmarket_catalog.application.create_product import (
    CreateProduct,
    NewVariant,
    create_product,
)
from nightmarket_catalog.application.reserve import Reserve, reserve
from nightmarket_catalog.application.settle_reservation import (
    SettleReservation,
    settle_reservation,
    sweep_expired,
)
from nightmarket_catalog.domain.stock import EntryKind, ReservationState, ReservedLine
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
VARIANTS = 2
START = 5


class StockMachine(RuleBasedStateMachine):
    runner: ClassVar[asyncio.Runner]
    database: ClassVar[Database]
    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.shop = new_id()
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
        product_id = self.run(create_product(command, uow=self.uow, clock=self.clock))
        rows = self.run(
            self.database.pool.fetch(
                "SELECT id FROM variants WHERE product_id = $1 ORDER BY position", product_id
            )
        )
        self.ids = [str(row["id"]) for row in rows]
        self.on_hand, self.held, self.sold = [START] * VARIANTS, [0] * VARIANTS, [0] * VARIANTS
        self.states: dict[str, tuple[ReservationState, list[int]]] = {}

    def uow(self) -> PostgresCatalogUow:
        return PostgresCatalogUow(self.database)

    def run(self, call: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(call)

    def reason_of(self, call: Coroutine[Any, Any, Any]) -> str:
        try:
            self.run(call)
        except DomainError as error:
            return error.reason
        return ""

    def move(self, amounts: list[int], source: list[int], target: list[int]) -> None:
        for number, amount in enumerate(amounts):
            source[number] -= amount
            target[number] += amount

    @rule(target=orders, amounts=st.lists(st.integers(0, 4), min_size=2, max_size=2).filter(any))
    def place(self, amounts: list[int]) -> str:
        order_id = new_id()
        self._reserve(order_id, amounts)
        return order_id

    @rule(order_id=orders, amounts=st.lists(st.integers(0, 4), min_size=2, max_size=2).filter(any))
    def place_again(self, order_id: str, amounts: list[int]) -> None:
        self._reserve(order_id, amounts)

    def _reserve(self, order_id: str, amounts: list[int]) -> None:
        lines = tuple(
            ReservedLine(variant_id=variant_id, quantity=amount)
            for variant_id, amount in zip(self.ids, amounts, strict=True)
            if amount
        )
        command = Reserve(
            order_id=order_id,
            shop_id=self.shop,
            lines=lines,
            expires_at=self.clock.now() + timedelta(minutes=15),
        )
        reason = self.reason_of(reserve(command, uow=self.uow, clock=self.clock))
        if order_id in self.states:
            assert reason == ("" if self.states[order_id][1] == amounts else "RESERVATION_DIFFERS")
        elif all(self.on_hand[n] >= amounts[n] for n in range(VARIANTS)):
            assert reason == ""
            self.move(amounts, self.on_hand, self.held)
            self.states[order_id] = (HELD, amounts)
        else:
            assert reason == "OUT_OF_STOCK"

    @rule(order_id=orders, to=st.sampled_from([COMMITTED, RELEASED, RETURNED]))
    def settle(self, order_id: str, to: ReservationState) -> None:
        command = SettleReservation(order_id=order_id, to=to)
        reason = self.reason_of(settle_reservation(command, uow=self.uow))
        state, amounts = self.states.get(order_id, (None, []))
        if state is None:
            assert reason == "RESERVATION_NOT_FOUND"
        elif state in {to, RETURNED}:  # a return is the end, whatever is told later
            assert reason == ""
        elif state is COMMITTED and to is RELEASED:
            assert reason == "RESERVATION_STATE"
        elif to is RETURNED:
            assert reason == ""
            if state is not RELEASED:
                self.move(amounts, self.sold if state is COMMITTED else self.held, self.on_hand)
            self.states[order_id] = (to, amounts)
        elif state is RELEASED and any(
            self.on_hand[n] < amounts[n] for n in range(VARIANTS)
        ):  # paid too late, and the units are gone
            assert reason == "OUT_OF_STOCK"
        else:
            assert reason == ""
            source = self.on_hand if state is RELEASED else self.held
            self.move(amounts, source, self.sold if to is COMMITTED else self.on_hand)
            self.states[order_id] = (to, amounts)

    @rule(number=st.integers(0, VARIANTS - 1), delta=st.integers(-6, 6))
    def adjust(self, number: int, delta: int) -> None:
        command = AdjustStock(
            request_id=new_id(), actor=self.actor, variant_id=self.ids[number], delta=delta
        )
        reason = self.reason_of(adjust_stock(command, uow=self.uow))
        if delta == 0:
            assert reason == "QUANTITY_INVALID"
        elif self.on_hand[number] + delta < 0:
            assert reason == "STOCK_NEGATIVE"
        else:
            assert reason == ""
            self.on_hand[number] += delta

    @rule(minutes=st.sampled_from([10, 50]))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))
        before = self.run(self._reservations())
        self.run(sweep_expired(uow=self.uow, clock=self.clock, grace=timedelta(minutes=30)))
        for order_id, state in self.run(self._reservations()).items():
            if state != before[order_id]:
                assert (before[order_id], state) == ("held", "released")
                amounts = self.states[order_id][1]
                self.move(amounts, self.held, self.on_hand)
                self.states[order_id] = (RELEASED, amounts)

    async def _reservations(self) -> dict[str, str]:
        rows = await self.database.pool.fetch(
            "SELECT order_id, state FROM reservations WHERE shop_id = $1", self.shop
        )
        return {str(row["order_id"]): row["state"] for row in rows}

    @invariant()
    def the_ledger_agrees_with_the_model(self) -> None:
        rows = self.run(
            self.database.pool.fetch("SELECT * FROM stocks WHERE shop_id = $1", self.shop)
        )
        by_id = {str(row["variant_id"]): row for row in rows}
        for number, variant_id in enumerate(self.ids):
            row = by_id[variant_id]
            figures = (row["on_hand"], row["held"], row["sold"])
            assert figures == (self.on_hand[number], self.held[number], self.sold[number])
            assert min(figures) >= 0
            assert sum(figures) == row["received"]
            assert self.run(self._added_up(variant_id)) == (*figures, row["version"])

    async def _added_up(self, variant_id: str) -> tuple[int, ...]:
        """On hand, held, sold and the number of entries, by the stored ledger."""
        rows = await self.database.pool.fetch(
            "SELECT kind, quantity FROM stock_entries WHERE variant_id = $1", variant_id
        )
        sums = dict.fromkeys(EntryKind, 0)
        for row in rows:
            sums[EntryKind(row["kind"])] += row["quantity"]
        held, sold = sums[EntryKind.HELD], sums[EntryKind.SOLD]
        back = sums[EntryKind.RELEASED]
        came = sums[EntryKind.RECEIVED] + sums[EntryKind.ADJUSTED]
        returned = sums[EntryKind.RETURNED]
        return came + back + returned - held, held - back - sold, sold - returned, len(rows)


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
                    max_examples=25,
                    stateful_step_count=25,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(StockMachine.database.stop(5.0))
