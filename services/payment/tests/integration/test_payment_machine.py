"""A bank that takes money, loses words and repeats itself, against payment and its ledger on real Postgres.

The model is the bank: what it took and gave back is the truth that payment must arrive at, whatever it
was told, how often and in what order.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.testing.plugin import MakeDatabase
from nightmarket_payment.adapters.watch import LoggedWatch
from nightmarket_payment.application.apply_notice import apply_notice
from nightmarket_payment.application.mark_refund_due import MarkRefundDue, mark_refund_due
from nightmarket_payment.application.poll_attempts import poll_attempts
from nightmarket_payment.application.ports import OrderToPay
from nightmarket_payment.application.request_refund import RequestRefund, request_refund
from nightmarket_payment.application.settle_refunds import settle_refunds
from nightmarket_payment.application.start_payment import StartPayment, start_payment
from nightmarket_payment.domain.notice import Kind, Notice, Outcome
from nightmarket_payment.domain.payment import Schedule
from nightmarket_payment.domain.refund_ask import RefundTerms
from services.payment.tests.bank import DOLLARS, NOON, TOTAL, Bank, CarrierDiedError, told
from services.payment.tests.machine import StoredMachine, run_on_postgres

pytestmark = pytest.mark.pg
MOST_ATTEMPTS = 3
LEASE = timedelta(minutes=2)  # as settle_refunds promises: longer than a provider's conversation
SCHEDULE = Schedule(after=tuple(timedelta(minutes=one) for one in (1, 5, 30)))
TERMS = RefundTerms(
    ask_for=timedelta(days=7), answer_within=timedelta(days=2), manager_most_minor=10**9
)


class PaymentMachine(StoredMachine):
    @initialize()
    def order(self) -> None:
        self.clock, self.bank = FixedClock(NOON), Bank()
        self.shop, self.order_id = new_id(), new_id()
        self.buyer = Principal(user_id=new_id(), session_id="s")
        self.manager = Principal(user_id=new_id(), session_id="s", roles={self.shop: "manager"})
        self.payment_id = ""
        self.said: list[Notice] = []
        self.is_refused = False
        self.start(1)

    # -- what happens -----------------------------------------------------------------------------

    @precondition(lambda self: len(self.bank.trades) < MOST_ATTEMPTS)
    @rule(devices=st.integers(1, 2))
    def start(self, devices: int) -> None:
        """Pressed on one device or on two at once, with one key."""
        command = StartPayment(
            request_id=new_id(),
            actor=self.buyer,
            order_id=self.order_id,
            provider="bank",
            return_to="/",
        )
        before = len(self.bank.trades)
        answers = self.at_once(*(self._start(command) for _ in range(devices)))
        started = [one for one in answers if not isinstance(one, DomainError)]
        if not started:
            assert {one.reason for one in answers} == {"ORDER_NOT_PAYABLE"}
            return
        assert len({one.redirect.fields["reference"] for one in started}) == 1
        self.payment_id = started[0].payment_id
        kept = started[0].redirect.fields["reference"]
        for reference in list(self.bank.trades)[before:]:  # the slower twin's was never handed out
            if reference != kept:
                del self.bank.trades[reference]

    def _start(self, command: StartPayment) -> Coroutine[Any, Any, Any]:
        return start_payment(
            command,
            uow=self.uow,
            orders=self,
            providers={"bank": self.bank},
            schedule=SCHEDULE,
            clock=self.clock,
        )

    async def get(self, order_id: str) -> OrderToPay | None:
        """The order service's answer."""
        return OrderToPay(
            id=order_id,
            order_no="1",
            shop_id=self.shop,
            user_id=self.buyer.user_id,
            state="placed",
            total=TOTAL,
            pay_deadline=self.clock.now() + timedelta(minutes=15),
            items=(),
        )

    @rule(data=st.data(), is_told=st.booleans())
    def shopper_pays(self, data: st.DataObject, *, is_told: bool) -> None:
        reference = data.draw(st.sampled_from(sorted(self.bank.trades)))
        self.bank.trades[reference].is_paid = True
        self.said.append(told(reference, Outcome.PAID))
        if is_told:
            self.at_once(self._deliver(self.said[-1]), refusals=set())

    @rule(data=st.data())
    def card_is_declined(self, data: st.DataObject) -> None:
        reference = data.draw(st.sampled_from(sorted(self.bank.trades)))
        self.said.append(told(reference, Outcome.FAILED))

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def notices_come(self, data: st.DataObject) -> None:
        """Any of those that were ever sent, in any order, some twice at once."""
        notices = data.draw(st.lists(st.sampled_from(self.said), min_size=1, max_size=4))
        self.at_once(*(self._deliver(notice) for notice in notices), refusals=set())

    @rule(data=st.data())
    def what_is_not_true_comes(self, data: st.DataObject) -> None:
        """Another amount, another merchant, a test: rightly signed, and no money."""
        notice = told(data.draw(st.sampled_from(sorted(self.bank.trades))), Outcome.PAID)
        wrong = data.draw(
            st.sampled_from(
                [
                    replace(notice, amount=TOTAL * 2, dedupe_key="amount " + new_id()),
                    replace(notice, is_ours=False, dedupe_key="foreign " + new_id()),
                    replace(notice, simulated=True, dedupe_key="simulated " + new_id()),
                    replace(notice, kind=Kind.RESULT, dedupe_key="browser " + new_id()),
                ]
            )
        )
        before = self.stored()
        self.at_once(self._deliver(wrong), refusals=set())
        assert self.stored() == before

    async def _deliver(self, notice: Notice) -> None:
        async with self.uow() as tx:
            notice_id = await tx.notices.add(notice, at=self.clock.now())
            await tx.commit()
        await apply_notice(
            notice_id,
            uow=self.uow,
            watch=LoggedWatch(),
            clock=self.clock,
            accept_simulated=False,
            providers={"bank": self.bank},
        )

    @rule(amounts=st.lists(st.sampled_from([1, 300, 700, 1_000]), min_size=1, max_size=3))
    def refunds_are_asked_for(self, amounts: list[int]) -> None:
        """By several people of the shop at once."""
        asked = (self._ask(amount) for amount in amounts)
        self.at_once(*asked, refusals={"REFUND_TOO_LARGE"})

    async def _ask(self, amount: int) -> str:
        command = RequestRefund(
            request_id=new_id(),
            actor=self.manager,
            payment_id=self.payment_id,
            amount=Money(currency_code="TWD", amount_minor=amount * 100),
            reason="broken",
        )
        providers = {"bank": self.bank}
        first, again = await asyncio.gather(
            *(
                request_refund(
                    command, uow=self.uow, providers=providers, terms=TERMS, clock=self.clock
                )
                for _ in range(2)
            )
        )
        assert first == again
        return first

    @rule(copies=st.integers(1, 2))
    def the_order_cannot_take_it(self, copies: int) -> None:
        if not self.settled():
            return
        command = MarkRefundDue(payment_id=self.payment_id, consumer="payment", event_id=new_id())
        calls = (mark_refund_due(command, uow=self.uow, clock=self.clock) for _ in range(copies))
        self.at_once(*calls, refusals=set())
        self.is_refused = True

    @rule(lost=st.integers(0, 3), minutes=st.sampled_from([1, 3, 40]))
    def time_passes(self, lost: int, minutes: int) -> None:
        """Two copies of the service look for work; some of the bank's words get lost."""
        self.bank.words_lost = lost
        self.clock.advance(timedelta(minutes=minutes))
        self.at_once(self._poll(), self._poll(), self._carry(), self._carry(), refusals=set())

    @rule(dies=st.sampled_from(["before", "after"]))
    def a_carrier_dies(self, dies: str) -> None:
        """In the middle of its talk with the bank: nobody talks to it again before the lease ends."""
        self.bank.dies = dies
        (died,) = self.runner.run(self._gathered(self._carry()))
        self.bank.dies = ""
        if not isinstance(died, CarrierDiedError):
            return
        talked_about = self.leased()
        assert talked_about
        self.clock.advance(LEASE - timedelta(seconds=1))
        self.at_once(self._carry(), self._carry(), refusals=set())
        assert talked_about <= self.leased(), "somebody else talked about it meanwhile"

    async def _gathered(self, *calls: Coroutine[Any, Any, Any]) -> list[Any]:
        return await asyncio.gather(*calls, return_exceptions=True)

    def leased(self) -> set[Any]:
        """Open refunds that are in somebody's hands."""
        sql = "SELECT id, next_try_at FROM refunds WHERE state = 'open' AND next_try_at > $1"
        rows = self.runner.run(self.database.pool.fetch(sql, self.clock.now()))
        return {(row["id"], row["next_try_at"]) for row in rows}

    def _poll(self) -> Coroutine[Any, Any, int]:
        return poll_attempts(
            uow=self.uow,
            providers={"bank": self.bank},
            schedule=SCHEDULE,
            watch=LoggedWatch(),
            clock=self.clock,
            accept_simulated=False,
        )

    def _carry(self) -> Coroutine[Any, Any, int]:
        return settle_refunds(
            uow=self.uow, providers={"bank": self.bank}, watch=LoggedWatch(), clock=self.clock
        )

    # -- what must be true ------------------------------------------------------------------------

    @invariant()
    def it_settles_once_and_only_by_money(self) -> None:
        now = self.stored()
        assert now["told"].count("payment.settled") == (1 if self.settled() else 0)
        assert list(now["attempts"].values()).count("settled") <= 1
        for reference, state in now["attempts"].items():
            if state in {"settled", "refund_due"}:
                assert self.bank.trades[reference].is_paid
        others = [state for state in now["attempts"].values() if state == "refund_due"]
        assert not others or self.settled(), "paid twice, and not once"

    @invariant()
    def never_more_goes_back_than_came(self) -> None:
        asked: dict[str, int] = {}
        done: dict[str, int] = {}
        for refund in self.stored()["refunds"]:
            dollars = refund["amount_minor"] // 100
            reference = refund["merchant_trade_no"]
            if refund["state"] != "failed":
                asked[reference] = asked.get(reference, 0) + dollars
            if refund["state"] == "done":
                done[reference] = done.get(reference, 0) + dollars
        assert all(dollars <= DOLLARS for dollars in asked.values())
        for reference, trade in self.bank.trades.items():
            assert done.get(reference, 0) <= trade.given_back <= asked.get(reference, 0)

    @invariant()
    def the_books_say_what_happened(self) -> None:
        now = self.stored()
        came = 100 * DOLLARS * sum(s in {"settled", "refund_due"} for s in now["attempts"].values())
        back = {"shop": 0, "order": 0, "paid_twice": 0}
        open_ = dict(back)
        for refund in now["refunds"]:
            if refund["state"] == "done":
                back[refund["cause"]] += refund["amount_minor"]
            elif refund["state"] != "failed":
                open_[refund["cause"]] += refund["amount_minor"]
        owed_back = open_["order"] + open_["paid_twice"]
        books = {
            "provider:bank": came - sum(back.values()),
            "due_back": -owed_back,
        }
        books[f"shop:{self.shop}"] = -sum(books.values())
        assert now["books"] == {account: minor for account, minor in books.items() if minor}
        assert now["refunded"] == back["shop"] + back["order"]

    def teardown(self) -> None:
        """The bank's words arrive again: everything comes to rest, and both sides agree."""
        if not hasattr(self, "bank"):
            return
        self.bank.words_lost = 0
        self.at_once(*map(self._deliver, self.said), refusals=set())
        for _ in range(12):
            self.clock.advance(timedelta(hours=9))
            self.at_once(self._poll(), self._carry(), refusals=set())
        now = self.stored()
        for reference, trade in self.bank.trades.items():
            is_in = now["attempts"].get(reference) in {"settled", "refund_due"}
            assert is_in is trade.is_paid
        assert {refund["state"] for refund in now["refunds"]} <= {"done"}
        kept = 100 * sum(
            DOLLARS - trade.given_back
            for reference, trade in self.bank.trades.items()
            if now["attempts"].get(reference) in {"settled", "refund_due"}
        )
        assert now["books"].get("provider:bank", 0) == kept
        if self.is_refused:
            assert kept == 0


@pytest.mark.timeout(300)
def test_whatever_the_bank_says_its_books_and_ours_agree(make_database: MakeDatabase) -> None:
    run_on_postgres(PaymentMachine, make_database)
