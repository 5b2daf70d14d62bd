"""Windows, extensions, stops, holds and releases in any order, with clients whose clocks lie.

A client presses when its own clock says that a deal runs, with any deal it ever heard of. The model knows the
server's time and the deals' rules, and nothing of how they are stored.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
)
from hypothesis.stateful import run_state_machine_as_test as run_machine

from nightmarket_catalog.adapters.postgres import PostgresCatalogUow
from nightmarket_catalog.adapters.postgres_queries import PostgresCatalogQueries
from nightmarket_catalog.application.create_product import (
    CreateProduct,
    NewVariant,
    create_product,
)
from nightmarket_catalog.application.deals import (
    ExtendDeal,
    StartDeal,
    StopDeal,
    end_due_deals,
    extend_deal,
    start_deal,
    stop_deal,
)
from nightmarket_catalog.application.reserve import Reserve, reserve
from nightmarket_catalog.application.settle_reservation import (
    SettleReservation,
    settle_reservation,
    sweep_expired,
)
from nightmarket_catalog.domain.deal import PICTURES_ARE_BEHIND
from nightmarket_catalog.domain.reservation import ReservationState, ReservedLine
from nightmarket_catalog.domain.stock import share_id_of
from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.testing.plugin import MakeDatabase
from nightmarket_local import audit

pytestmark = pytest.mark.pg
START = 30
SECOND = timedelta(seconds=1)
KEPT_FOR = timedelta(seconds=3)
PEOPLE = st.integers(0, 2)
# how far a client's clock is from the server's: right, or wrong by up to a day either way
LIES = st.one_of(st.just(0), st.integers(-86_400, 86_400))
AUDITS = (
    audit.BROKEN_STOCKS,
    audit.STOCK_BY_LEDGER,
    audit.STOCK_BY_RESERVATIONS,
    audit.STOCK_BY_ALLOCATIONS,
    audit.MISCOUNTED,
)


@dataclass(slots=True, kw_only=True)
class Window:
    """A deal as the model knows it."""

    id: str
    quantity: int
    per_person: int | None
    opens: datetime
    ends: datetime
    is_stopped: bool = False
    taken_again: int = 0

    def is_open(self, at: datetime) -> bool:
        return not self.is_stopped and self.opens <= at < self.ends + PICTURES_ARE_BEHIND


@dataclass(slots=True, kw_only=True)
class Hold:
    order_id: str
    deal_id: str
    person: str
    units: int
    expires_at: datetime
    state: str = "held"
    is_swept: bool = False


def _money(minor: int) -> Money:
    return Money(currency_code="TWD", amount_minor=minor)


class DealMachine(RuleBasedStateMachine):
    runner: ClassVar[asyncio.Runner]
    database: ClassVar[Database]
    seen: ClassVar[Counter[str]]
    deals = Bundle("deals")
    holds = Bundle("holds")

    def __init__(self) -> None:
        super().__init__()
        self.clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.shop, self.show = new_id(), new_id()
        self.persons = [new_id() for _ in range(3)]
        self.host = Principal(user_id=new_id(), session_id="s", roles={self.shop: "owner"})
        command = CreateProduct(
            request_id=new_id(),
            actor=self.host,
            shop_id=self.shop,
            title="Tea",
            description="",
            image_urls=(),
            variants=(NewVariant(sku=new_id(), title="", prices=(_money(500),), on_hand=START),),
        )
        product = self.run(create_product(command, uow=self.uow, clock=self.clock))
        (row,) = self.fetch("SELECT id FROM variants WHERE product_id = $1", product)
        self.variant = str(row["id"])
        self.windows: list[Window] = []
        self.kept: list[Hold] = []

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

    def taken(self, window: Window, person: str | None = None) -> int:
        return sum(
            one.units
            for one in self.kept
            if one.deal_id == window.id
            and one.state in {"held", "sold"}
            and person in {None, one.person}
        )

    def left(self, window: Window) -> int:
        """What is given up comes back; what was swept does not, because its money may come after all."""
        gone = sum(
            one.units
            for one in self.kept
            if one.deal_id == window.id and (one.is_swept or one.state != "released")
        )
        return window.quantity - gone - window.taken_again

    @rule(seconds=st.integers(0, 25))
    def time_goes_on(self, seconds: int) -> None:
        self.clock.advance(seconds * SECOND)

    @rule(
        target=deals,
        quantity=st.integers(1, 6),
        per_person=st.none() | st.integers(1, 3),
        seconds=st.integers(10, 60),
    )
    def host_starts(self, quantity: int, per_person: int | None, seconds: int) -> Any:
        at = self.clock.now()
        limit = min(per_person, quantity) if per_person else None
        window = Window(
            id=share_id_of(new_id()),
            quantity=quantity,
            per_person=limit,
            opens=at,
            ends=at + seconds * SECOND,
        )
        command = StartDeal(
            request_id=new_id(),
            actor=self.host,
            show_id=self.show,
            variant_id=self.variant,
            price=_money(300),
            quantity=quantity,
            per_person=limit,
            seconds=seconds,
        )
        reason = self.reason_of(
            start_deal(command, deal_id=window.id, uow=self.uow, clock=self.clock)
        )
        running = any(one.is_open(at) for one in self.windows)
        if running:
            assert reason == "DEAL_RUNNING"
        else:
            assert reason in {"", "OUT_OF_STOCK"}
        self.seen[f"start:{reason}"] += 1
        if reason == "":
            self.windows.append(window)
        return window  # one that was refused is a deal that clients must not get anything of

    @rule(window=deals, seconds=st.integers(10, 60))
    def host_extends(self, window: Window, seconds: int) -> None:
        if window not in self.windows:
            return
        command = ExtendDeal(
            request_id=new_id(), actor=self.host, deal_id=window.id, seconds=seconds
        )
        reason = self.reason_of(extend_deal(command, uow=self.uow, clock=self.clock))
        assert reason == ("" if window.is_open(self.clock.now()) else "DEAL_OVER")
        if reason == "":
            window.ends += seconds * SECOND

    @rule(window=deals)
    def host_stops(self, window: Window) -> None:
        if window not in self.windows:
            return
        command = StopDeal(request_id=new_id(), actor=self.host, deal_id=window.id)
        assert self.reason_of(stop_deal(command, uow=self.uow)) == ""
        window.is_stopped = True

    @rule()
    def the_server_looks_for_what_is_over(self) -> None:
        self.run(end_due_deals(uow=self.uow, clock=self.clock))

    @rule(target=holds, window=deals, person=PEOPLE, units=st.integers(1, 3), lie=LIES)
    def client_presses(self, window: Window, person: int, units: int, lie: int) -> Any:
        return self._press(window, person, units, lie)

    @precondition(lambda self: self.windows)
    @rule(target=holds, person=PEOPLE, units=st.integers(1, 2), lie=LIES)
    def client_presses_what_it_heard_of_last(self, person: int, units: int, lie: int) -> Any:
        return self._press(self.windows[-1], person, units, lie)

    def _press(self, window: Window, person: int, units: int, lie: int) -> Hold:
        """Its clock says whether it presses; the server is asked at its own time."""
        at = self.clock.now()
        own = at + lie * SECOND
        if not window.opens <= own < window.ends + PICTURES_ARE_BEHIND:
            self.seen["kept quiet"] += 1
            own = window.opens  # an impatient one, or a program: it presses all the same
        hold = Hold(
            order_id=new_id(),
            deal_id=window.id,
            person=self.persons[person],
            units=units,
            expires_at=at + KEPT_FOR,
        )
        reason = self.reason_of(self._reserve(hold))
        most = window.per_person or window.quantity
        if window not in self.windows or not window.is_open(at):
            assert reason == "DEAL_OVER"
        elif self.taken(window, hold.person) + units > most:
            assert reason == "PURCHASE_LIMIT_REACHED"
        elif units > self.left(window):
            assert reason == "DEAL_SOLD_OUT"
        else:
            assert reason == ""
        self.seen[f"press:{reason}"] += 1
        if reason == "":
            self.kept.append(hold)
        return hold

    async def _reserve(self, hold: Hold) -> ReservationState:
        command = Reserve(
            order_id=hold.order_id,
            shop_id=self.shop,
            person_id=hold.person,
            lines=(
                ReservedLine(
                    variant_id=self.variant,
                    quantity=hold.units,
                    show_id=hold.deal_id,
                    is_deal=True,
                ),
            ),
            expires_at=hold.expires_at,
        )
        return await reserve(command, uow=self.uow, clock=self.clock)

    @rule(hold=holds)
    def the_same_press_comes_again(self, hold: Hold) -> None:
        """Also long after the deal: what was held is answered as it stands."""
        if hold in self.kept:
            assert self.reason_of(self._reserve(hold)) == ""

    @rule(hold=consumes(holds))
    def the_order_is_given_up(self, hold: Hold) -> None:
        if hold in self.kept and hold.state == "held":
            self._settle(hold, ReservationState.RELEASED)
            hold.state = "released"

    @rule(hold=holds)
    def the_order_is_paid(self, hold: Hold) -> None:
        if hold in self.kept and (
            hold.state == "held" or (hold.is_swept and hold.state == "released")
        ):
            (window,) = (one for one in self.windows if one.id == hold.deal_id)
            if hold.is_swept and hold.state == "released" and window.is_open(self.clock.now()):
                # its units went on hand; it takes others of the deal, if there are any
                window.taken_again += min(hold.units, self.left(window))
            self._settle(hold, ReservationState.COMMITTED)
            hold.state = "sold"
            self.seen["paid late"] += hold.is_swept

    @rule(hold=consumes(holds))
    def the_parcel_comes_back(self, hold: Hold) -> None:
        if hold in self.kept and hold.state == "sold":
            self._settle(hold, ReservationState.RETURNED)
            hold.state = "returned"

    def _settle(self, hold: Hold, to: ReservationState) -> None:
        command = SettleReservation(order_id=hold.order_id, to=to)
        assert self.reason_of(settle_reservation(command, uow=self.uow)) == ""

    @precondition(lambda self: any(one.state == "held" for one in self.kept))
    @rule()
    def nobody_settles_what_is_held(self) -> None:
        """Times are short, so that it happens while a deal runs."""
        self.clock.advance(KEPT_FOR + SECOND)
        self.run(sweep_expired(uow=self.uow, clock=self.clock, grace=timedelta()))
        for hold in self.kept:
            if hold.state == "held":
                hold.state, hold.is_swept = "released", True

    @invariant()
    def nobody_has_more_than_there_is_at_the_price(self) -> None:
        queries = PostgresCatalogQueries(self.database)
        views = {one.deal.id: one for one in self.run(queries.deals_of_show(self.show, limit=100))}
        assert len(views) == len(self.windows)
        (variant,) = self.run(queries.variants([self.variant]))
        now = self.clock.now()
        offered = {one.deal.id: one.left for one in variant.deals_at(now)}
        for window in self.windows:
            view = views[window.id]
            assert view.taken == self.taken(window)
            assert view.taken + view.left <= window.quantity
            left = self.left(window) if window.is_open(now) else 0
            assert offered.get(window.id, 0) == left
            for person in self.persons:
                assert self.taken(window, person) <= (window.per_person or window.quantity)

    def teardown(self) -> None:
        for look in AUDITS:
            assert self.fetch(look) == []
        end = self.fetch("SELECT * FROM stocks WHERE variant_id = $1", self.variant)[0]
        assert end["received"] == START


@pytest.mark.timeout(600)
def test_no_clock_and_no_order_of_steps_gets_anybody_more(make_database: MakeDatabase) -> None:
    with asyncio.Runner() as runner:

        async def opened() -> Database:
            database = Database(await make_database("nightmarket_catalog"))
            await database.start()
            return database

        DealMachine.runner, DealMachine.database = runner, runner.run(opened())
        DealMachine.seen = Counter()
        try:
            run_machine(
                DealMachine,
                settings=settings(
                    max_examples=50,
                    stateful_step_count=50,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(DealMachine.database.stop(5.0))
    # it went everywhere: else it would show nothing
    wanted = {"press:", "press:DEAL_OVER", "press:DEAL_SOLD_OUT", "press:PURCHASE_LIMIT_REACHED"}
    wanted |= {"start:", "start:DEAL_RUNNING", "kept quiet", "paid late"}
    assert wanted <= set(+DealMachine.seen), DealMachine.seen
