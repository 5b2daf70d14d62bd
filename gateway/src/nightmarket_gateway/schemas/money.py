"""What happened to money, what is asked back, what differs from a provider's files."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from nightmarket.payment.v1 import difference_pb2, payment_service_pb2, refund_ask_pb2
from nightmarket_gateway.schemas.buying import METHODS, MethodName, Payment, Refund
from nightmarket_gateway.schemas.common import Id, Model, Money, optional_time, time_of

AskStateName = Literal["open", "accepted", "declined", "withdrawn", "overtaken"]
ASK_STATES: dict[int, AskStateName] = {
    refund_ask_pb2.REFUND_ASK_STATE_OPEN: "open",
    refund_ask_pb2.REFUND_ASK_STATE_ACCEPTED: "accepted",
    refund_ask_pb2.REFUND_ASK_STATE_DECLINED: "declined",
    refund_ask_pb2.REFUND_ASK_STATE_WITHDRAWN: "withdrawn",
    refund_ask_pb2.REFUND_ASK_STATE_OVERTAKEN: "overtaken",
}
DifferenceStateName = Literal["open", "explained", "settled"]
DIFFERENCE_STATES: dict[int, DifferenceStateName] = {
    difference_pb2.DIFFERENCE_STATE_OPEN: "open",
    difference_pb2.DIFFERENCE_STATE_EXPLAINED: "explained",
    difference_pb2.DIFFERENCE_STATE_SETTLED: "settled",
}
AskReason = Literal[
    "damaged", "wrong_item", "not_as_described", "not_arrived", "changed_mind", "other"
]
DeclineReason = Literal["outside_terms", "used", "not_sent_back", "sorted_out", "other"]
Settlement = Literal["provider_wrong", "ours_wrong", "accepted", "other"]


class RefundAsk(Model):
    ask_id: Id
    payment_id: Id
    order_id: Id
    order_no: str
    state: AskStateName
    amount: Money
    reason: str = Field(description="damaged, wrong_item, not_as_described, … or other")
    note: str
    ask_time: datetime
    answer_by_time: datetime = Field(description="until when the shop should answer")
    answer_time: datetime | None
    decline_reason: str = Field(description="outside_terms, used, …; empty unless declined")
    answer_note: str
    refund_id: str = Field(description="that carries the money; empty before")
    needs_owner: bool = Field(description="over what a manager may give back")

    @classmethod
    def read(cls, message: refund_ask_pb2.RefundAsk) -> Self:
        return cls(
            ask_id=message.ask_id,
            payment_id=message.payment_id,
            order_id=message.order_id,
            order_no=message.order_no,
            state=ASK_STATES[message.state],
            amount=Money.read(message.amount),
            reason=message.reason,
            note=message.note,
            ask_time=time_of(message.ask_time),
            answer_by_time=time_of(message.answer_by_time),
            answer_time=optional_time(message.answer_time, present=message.HasField("answer_time")),
            decline_reason=message.decline_reason,
            answer_note=message.answer_note,
            refund_id=message.refund_id,
            needs_owner=message.needs_owner,
        )


class RefundAsks(Model):
    asks: list[RefundAsk]
    next_page_token: str


class MoneyEntry(Model):
    kind: str = Field(description="started, code_issued, failed, paid, paid_twice, held")
    entry_time: datetime
    attempt: int
    provider: str
    amount: Money
    pay_until_time: datetime | None
    method: MethodName | None = Field(description="that was chosen; null: at the provider's page")

    @classmethod
    def read(cls, message: refund_ask_pb2.MoneyEntry) -> Self:
        return cls(
            kind=message.kind,
            entry_time=time_of(message.entry_time),
            attempt=message.attempt,
            provider=message.provider,
            amount=Money.read(message.amount),
            pay_until_time=optional_time(
                message.pay_until_time, present=message.HasField("pay_until_time")
            ),
            method=METHODS.get(message.method),
        )


class OrderMoney(Model):
    payment: Payment
    entries: list[MoneyEntry] = Field(description="of the tries to pay, oldest first")
    refunds: list[Refund]
    asks: list[RefundAsk]
    askable: Money = Field(description="so much may the buyer ask back now")
    unaskable: str = Field(
        description="why it is nothing: not_paid, all_back, asked_already, too_often, too_late"
    )
    ask_until_time: datetime | None = Field(description="null before the parcel came")

    @classmethod
    def read(cls, message: payment_service_pb2.GetOrderMoneyResponse) -> Self:
        return cls(
            payment=Payment.read(message.payment),
            entries=[MoneyEntry.read(one) for one in message.entries],
            refunds=[Refund.read(one) for one in message.refunds],
            asks=[RefundAsk.read(one) for one in message.asks],
            askable=Money.read(message.askable),
            unaskable=message.unaskable,
            ask_until_time=optional_time(
                message.ask_until_time, present=message.HasField("ask_until_time")
            ),
        )


class AskRefund(Model):
    amount: Money = Field(description="at most what is askable")
    reason: AskReason
    note: str = Field(default="", max_length=300, description="other takes one")


class AnswerRefundAsk(Model):
    accept: bool
    decline_reason: DeclineReason | None = Field(default=None, description="when it is declined")
    note: str = Field(default="", max_length=300, description="to the buyer; other takes one")


class ShopPayment(Model):
    payment: Payment
    order_no: str
    create_time: datetime
    day: str = Field(examples=["2026-11-23"], description="where the provider's days are")
    by_hand: int = Field(description="so many of its refunds wait for a person")

    @classmethod
    def read(cls, message: payment_service_pb2.ShopPayment) -> Self:
        return cls(
            payment=Payment.read(message.payment),
            order_no=message.order_no,
            create_time=time_of(message.payment.create_time),
            day=message.day,
            by_hand=message.by_hand,
        )


class DaySum(Model):
    day: str
    came: Money
    went_back: Money

    @classmethod
    def read(cls, message: payment_service_pb2.DaySum) -> Self:
        return cls(
            day=message.day, came=Money.read(message.came), went_back=Money.read(message.went_back)
        )


class ShopPayments(Model):
    payments: list[ShopPayment]
    days: list[DaySum] = Field(description="of the days of these payments, newest first")
    next_page_token: str


class DifferenceChange(Model):
    act: str = Field(description="opened, changed, explained, reopened, settled")
    change_time: datetime
    settlement: str
    note: str
    actor_id: str

    @classmethod
    def read(cls, message: difference_pb2.DifferenceChange) -> Self:
        return cls(
            act=message.act,
            change_time=time_of(message.change_time),
            settlement=message.settlement,
            note=message.note,
            actor_id=message.actor_id,
        )


class Difference(Model):
    difference_id: Id
    kind: str = Field(description="missing_at_provider, state_differs, amount_differs, doubled, …")
    state: DifferenceStateName
    provider: str
    day: str = Field(description="of the provider's calendar, when it was first seen")
    reference: str = Field(description="the number that the provider knows it by")
    order_id: Id
    order_no: str
    ours: Money | None
    theirs: Money | None
    history: list[DifferenceChange]

    @classmethod
    def read(cls, message: difference_pb2.Difference) -> Self:
        return cls(
            difference_id=message.difference_id,
            kind=message.kind,
            state=DIFFERENCE_STATES[message.state],
            provider=message.provider,
            day=message.day,
            reference=message.reference,
            order_id=message.order_id,
            order_no=message.order_no,
            ours=Money.read(message.ours) if message.HasField("ours") else None,
            theirs=Money.read(message.theirs) if message.HasField("theirs") else None,
            history=[DifferenceChange.read(one) for one in message.history],
        )


class ComparedDay(Model):
    provider: str
    day: str
    compare_time: datetime | None = Field(description="null while its file is awaited")
    code: str = Field(description="why there is no file: unreachable, refused, unreadable")

    @classmethod
    def read(cls, message: difference_pb2.ComparedDay) -> Self:
        return cls(
            provider=message.provider,
            day=message.day,
            compare_time=optional_time(
                message.compare_time, present=message.HasField("compare_time")
            ),
            code=message.code,
        )


class Differences(Model):
    differences: list[Difference]
    days: list[ComparedDay] = Field(description="compared last, one of each provider")
    next_page_token: str


class SettleDifference(Model):
    settlement: Settlement
    note: str = Field(default="", max_length=200, description="other takes one")
