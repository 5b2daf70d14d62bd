"""The machine: drawn as it is, and never left, whatever is tried in whatever order."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.machine import TRANSITIONS, Act, OrderState
from nightmarket_order.domain.order import (
    ActorKind,
    By,
    CancelCause,
    CancelReason,
    Order,
    OrderLine,
)
from nightmarket_order.domain.order_no import new_order_no
from nightmarket_order.domain.parcel import Parcel

JOURNEYS = Path(__file__).parents[4] / "docs" / "architecture" / "journeys.md"
NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
TOTAL = 1000
SHOP = By(kind=ActorKind.SHOP, actor_id=new_id(), source="request")
BEFORE_PAYING = {OrderState.PLACED, OrderState.EXPIRED}
SENT = {OrderState.SHIPPED, OrderState.DELIVERED, OrderState.COMPLETED}
# Said here once more, not read from the table: who changes one thinks of the other.
REFUSED = {
    "pay": {s for s in OrderState if s is not OrderState.PLACED},
    "pack": {s for s in OrderState if s is not OrderState.PAID},
    "ship": {s for s in OrderState if s is not OrderState.PACKED},
    "deliver": {s for s in OrderState if s is not OrderState.SHIPPED},
    "complete": {s for s in OrderState if s is not OrderState.DELIVERED},
    "expire": {s for s in OrderState if s is not OrderState.PLACED},
    "cancel": set(OrderState) - {OrderState.PLACED, OrderState.PAID, OrderState.PACKED},
}


def twd(minor: int) -> Money:
    return Money(currency_code="TWD", amount_minor=minor)


def test_the_drawing_is_the_table() -> None:
    page = JOURNEYS.read_text(encoding="utf-8")
    drawing = page.split("stateDiagram-v2")[1].split("```")[0]
    drawn = set(re.findall(r"(\w+) --> (\w+): (\w+)", drawing))
    assert drawn == {(one.value, to.value, act.value) for (one, act), to in TRANSITIONS.items()}
    ends = set(re.findall(r"(\w+) --> \[\*\]", drawing))
    assert ends == {state.value for state in OrderState} - {one.value for one, _ in TRANSITIONS}


def test_every_state_can_be_reached() -> None:
    assert {OrderState.PLACED, *TRANSITIONS.values()} == set(OrderState)
    assert {act for _, act in TRANSITIONS} == set(Act) - {Act.PLACE, Act.EXTEND}


class OrderMachine(RuleBasedStateMachine):
    """Every act at every moment; the model is only what the rules above say."""

    def __init__(self) -> None:
        super().__init__()
        line = OrderLine(
            variant_id=new_id(),
            product_id=new_id(),
            title="Tea",
            quantity=1,
            unit_price=twd(TOTAL),
            show_id="",
        )
        self.order = Order(
            id=new_id(),
            order_no=new_order_no(),
            shop_id=new_id(),
            user_id=new_id(),
            lines=(line,),
            total=twd(TOTAL),
            contact=Contact(),
            placed_at=NOW,
            pay_deadline=NOW + timedelta(minutes=15),
            refunded=twd(0),
        ).begun(by=SHOP)
        self.back = 0

    @rule(verb=st.sampled_from(sorted(REFUSED)), as_buyer=st.booleans())
    def act(self, verb: str, as_buyer: bool) -> None:  # noqa: FBT001 - hypothesis gives it by name
        before = self.order
        cause = CancelCause.BUYER if as_buyer else CancelCause.SHOP
        acts: dict[str, Any] = {
            "pay": lambda: before.paid(new_id(), at=NOW),
            "pack": lambda: before.packed(at=NOW, by=SHOP),
            "ship": lambda: before.shipped(Parcel(carrier="Post"), due_at=NOW, at=NOW, by=SHOP),
            "deliver": lambda: before.delivered(due_at=NOW, at=NOW, by=SHOP),
            "complete": lambda: before.completed(at=NOW),
            "expire": lambda: before.expired(at=NOW),
            "cancel": lambda: before.cancelled(
                cause, at=NOW, by=SHOP, reason=None if as_buyer else CancelReason.OTHER
            ),
        }
        refused = before.state in REFUSED[verb] or (
            verb == "cancel" and as_buyer and before.state is not OrderState.PLACED
        )
        reason = ""
        try:
            self.order = acts[verb]()
        except DomainError as error:
            reason = error.reason
        assert reason == ("ORDER_STATE" if refused else "")
        assert (self.order.state is before.state) == refused

    @rule(in_all=st.integers(0, TOTAL))
    def money_goes_back(self, in_all: int) -> None:
        if self.order.payment_id is None:
            return
        before = self.order
        self.order = before.given_back(twd(in_all), at=NOW)
        self.back = max(self.back, in_all)
        ends = before.state in {OrderState.PAID, OrderState.PACKED} and self.back == TOTAL
        assert self.order.state is (OrderState.REFUNDED if ends else before.state)

    @invariant()
    def holds_together(self) -> None:
        order = self.order
        assert order.refunded == twd(self.back)
        assert [one.version for one in order.changes] == list(range(1, order.version + 1))
        assert order.changes[-1].state is order.state
        assert (order.payment_id is None) == (order.paid_at is None)
        if order.state in BEFORE_PAYING:
            assert order.payment_id is None
        elif order.state is not OrderState.CANCELLED:
            assert order.payment_id is not None
        assert (order.parcel is not None) == (order.state in SENT)
        assert (order.due_at is not None) == (
            order.state in {OrderState.SHIPPED, OrderState.DELIVERED}
        )
        if order.state is OrderState.REFUNDED:
            assert self.back == TOTAL


TestOrderMachine = OrderMachine.TestCase
