"""Any order of acts, several at once on one order, on real Postgres: the row's lock picks one winner at
a time, and the stored history is a walk along the machine.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.testing.plugin import MakeDatabase
from nightmarket_order.adapters.postgres import PostgresOrderUow
from nightmarket_order.application.cancel_order import CancelOrder, cancel_order
from nightmarket_order.application.fulfil_order import (
    DeliverOrder,
    PackOrder,
    ShipOrder,
    Spans,
    deliver_order,
    pack_order,
    ship_order,
)
from nightmarket_order.application.note_refund import NoteRefund, note_refund
from nightmarket_order.application.ports import Due, MoneyNews
from nightmarket_order.application.settle_payment import SettlePayment, settle_payment
from nightmarket_order.application.sweep import sweep_overdue, sweep_parcels
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.machine import TRANSITIONS, Act, OrderState
from nightmarket_order.domain.order import SYSTEM, Order, OrderLine
from nightmarket_order.domain.order_no import new_order_no
from nightmarket_order.domain.parcel import Parcel

pytestmark = pytest.mark.pg
TOTAL = Money(currency_code="TWD", amount_minor=1000)
SPANS = Spans(delivered_after=timedelta(days=7), completed_after=timedelta(days=3))
ACTS = ("pay", "pack", "ship", "deliver", "give_up", "buyer_cancels", "refund", "part", "sweep")


class NobodyPaid:
    async def news(self, due: Sequence[Due]) -> MoneyNews:
        return MoneyNews(unpaid=frozenset(one.order_id for one in due))


class OrderMachine(RuleBasedStateMachine):
    runner: ClassVar[asyncio.Runner]
    database: ClassVar[Database]

    def uow(self) -> PostgresOrderUow:
        return PostgresOrderUow(self.database)

    @initialize()
    def place(self) -> None:
        self.clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.shop, self.user, self.payment = new_id(), new_id(), new_id()
        self.seller = Principal(user_id=new_id(), session_id="s", roles={self.shop: "owner"})
        self.buyer = Principal(user_id=self.user, session_id="s")
        line = OrderLine(
            variant_id=new_id(),
            product_id=new_id(),
            title="Tea",
            quantity=1,
            unit_price=TOTAL,
            show_id="",
        )
        order = Order(
            id=new_id(),
            order_no=new_order_no(),
            shop_id=self.shop,
            user_id=self.user,
            lines=(line,),
            total=TOTAL,
            contact=Contact(),
            placed_at=self.clock.now(),
            pay_deadline=self.clock.now() + timedelta(minutes=15),
            refunded=TOTAL * 0,
        )
        self.order_id = order.id
        self.runner.run(self._add(order))

    async def _add(self, order: Order) -> None:
        async with self.uow() as tx:
            await tx.orders.add(order.begun(by=SYSTEM))
            await tx.commit()

    def _call(self, act: str) -> Coroutine[Any, Any, Any]:
        uow, clock = self.uow, self.clock
        ids = {"request_id": new_id(), "order_id": self.order_id}
        staff = ids | {"actor": self.seller}
        event = {"consumer": "order", "event_id": new_id(), "payment_id": self.payment}
        match act:
            case "pay":
                pay = SettlePayment(**event, order_id=self.order_id, amount=TOTAL)
                return settle_payment(pay, uow=uow, clock=clock)
            case "pack":
                return pack_order(PackOrder(**staff), uow=uow, clock=clock)
            case "ship":
                ship = ShipOrder(**staff, parcel=Parcel(carrier="Post"))
                return ship_order(ship, uow=uow, clock=clock, spans=SPANS)
            case "deliver":
                return deliver_order(DeliverOrder(**staff), uow=uow, clock=clock, spans=SPANS)
            case "give_up":
                return cancel_order(CancelOrder(**staff, reason="other"), uow=uow, clock=clock)
            case "buyer_cancels":
                return cancel_order(CancelOrder(**ids, actor=self.buyer), uow=uow, clock=clock)
            case "refund" | "part":
                back = TOTAL if act == "refund" else Money(currency_code="TWD", amount_minor=400)
                note = NoteRefund(**event, order_id=self.order_id, refunded=back)
                return note_refund(note, uow=uow, clock=clock)
            case _:
                return self._sweep()

    async def _sweep(self) -> None:
        await sweep_overdue(
            uow=self.uow, payments=NobodyPaid(), patience=timedelta(0), clock=self.clock
        )
        await sweep_parcels(uow=self.uow, clock=self.clock, spans=SPANS)

    @rule(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=4))
    def at_once(self, acts: list[str]) -> None:
        async def all_of_them() -> list[Any]:
            return await asyncio.gather(*map(self._call, acts), return_exceptions=True)

        for result in self.runner.run(all_of_them()):
            if isinstance(result, DomainError):
                assert result.reason == "ORDER_STATE"
            else:
                assert not isinstance(result, BaseException), result

    @rule(days=st.sampled_from([0.005, 0.02, 4, 8]))
    def time_passes(self, days: float) -> None:
        self.clock.advance(timedelta(days=days))

    @invariant()
    def the_history_is_a_walk(self) -> None:
        if not hasattr(self, "order_id"):
            return
        order, walk, topics = self.runner.run(self._stored())
        assert [row["version"] for row in walk] == list(range(1, order["version"] + 1))
        assert walk[-1]["state"] == order["state"]
        for one, other in pairwise(walk):
            step = (OrderState(one["state"]), Act(other["cause"]))
            stays = other["cause"] == Act.REFUND and other["state"] == one["state"]
            assert stays or TRANSITIONS.get(step) == other["state"]
        # one event for each state that was reached, none for money that went back in part
        reached = [two["state"] for one, two in pairwise(walk) if one["state"] != two["state"]]
        told = ["cancelled" if state == "expired" else state for state in reached]
        is_due = order["state"] == "cancelled" and order["payment_id"] is not None
        late = topics.count("order.refund_due")
        assert sorted(topics) == sorted(
            [f"order.{one}" for one in told] + ["order.refund_due"] * late
        )
        assert late <= 1
        if is_due:
            assert late == 1

    async def _stored(self) -> tuple[Any, list[Any], list[str]]:
        pool = self.database.pool
        order = await pool.fetchrow("SELECT * FROM orders WHERE id = $1", self.order_id)
        walk = await pool.fetch(
            "SELECT * FROM order_history WHERE order_id = $1 ORDER BY version", self.order_id
        )
        told = await pool.fetch("SELECT topic FROM outbox WHERE key = $1", self.order_id)
        return order, walk, [row["topic"] for row in told]


@pytest.mark.timeout(300)
def test_any_acts_at_once_walk_along_the_machine(make_database: MakeDatabase) -> None:
    with asyncio.Runner() as runner:

        async def opened() -> Database:
            database = Database(await make_database("nightmarket_order"))
            await database.start()
            return database

        OrderMachine.runner, OrderMachine.database = runner, runner.run(opened())
        try:
            run_machine(
                OrderMachine,
                settings=settings(
                    max_examples=30,
                    stateful_step_count=15,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(OrderMachine.database.stop(5.0))
