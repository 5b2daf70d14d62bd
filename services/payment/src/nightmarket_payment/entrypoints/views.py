"""Views to messages."""

from collections.abc import Iterable
from datetime import datetime

from nightmarket.payment.v1 import difference_pb2, payment_pb2, payment_service_pb2, refund_ask_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_payment.application.access import needs_owner
from nightmarket_payment.application.queries import (
    ComparedDay,
    DaySum,
    DifferenceView,
    MoneyEntry,
    OrderMoney,
    Payable,
    PaymentView,
    ShopPayment,
)
from nightmarket_payment.domain.method import Offer
from nightmarket_payment.domain.payment import PaymentState
from nightmarket_payment.domain.reconciliation import DifferenceState
from nightmarket_payment.domain.refund import Refund, RefundState, left
from nightmarket_payment.domain.refund_ask import AskState, RefundAsk, RefundTerms, unaskable

STATES = {
    PaymentState.PENDING: payment_pb2.PAYMENT_STATE_PENDING,
    PaymentState.SETTLED: payment_pb2.PAYMENT_STATE_SETTLED,
    PaymentState.FAILED: payment_pb2.PAYMENT_STATE_FAILED,
    PaymentState.REFUND_DUE: payment_pb2.PAYMENT_STATE_REFUND_DUE,
    PaymentState.REFUNDED: payment_pb2.PAYMENT_STATE_REFUNDED,
}
REFUND_STATES = {
    RefundState.OPEN: payment_pb2.REFUND_STATE_OPEN,
    RefundState.BY_HAND: payment_pb2.REFUND_STATE_BY_HAND,
    RefundState.DONE: payment_pb2.REFUND_STATE_DONE,
    RefundState.FAILED: payment_pb2.REFUND_STATE_FAILED,
}
ASK_STATES = {
    AskState.OPEN: refund_ask_pb2.REFUND_ASK_STATE_OPEN,
    AskState.ACCEPTED: refund_ask_pb2.REFUND_ASK_STATE_ACCEPTED,
    AskState.DECLINED: refund_ask_pb2.REFUND_ASK_STATE_DECLINED,
    AskState.WITHDRAWN: refund_ask_pb2.REFUND_ASK_STATE_WITHDRAWN,
    AskState.OVERTAKEN: refund_ask_pb2.REFUND_ASK_STATE_OVERTAKEN,
}
DIFFERENCE_STATES = {
    DifferenceState.OPEN: difference_pb2.DIFFERENCE_STATE_OPEN,
    DifferenceState.EXPLAINED: difference_pb2.DIFFERENCE_STATE_EXPLAINED,
    DifferenceState.SETTLED: difference_pb2.DIFFERENCE_STATE_SETTLED,
}


def to_money(money: Money) -> money_pb2.Money:
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)


def to_refund(refund: Refund) -> payment_pb2.Refund:
    return payment_pb2.Refund(
        refund_id=refund.id,
        payment_id=refund.payment_id,
        state=REFUND_STATES[refund.state],
        amount=to_money(refund.amount),
        cause=refund.cause.value,
        reason=refund.reason,
        code=refund.code,
        create_time=to_timestamp(refund.created_at),
        refund_time=to_timestamp(refund.done_at),
        actor_id=refund.actor,
        note=refund.note,
    )


def to_payment(view: PaymentView) -> payment_pb2.Payment:
    return payment_pb2.Payment(
        payment_id=view.id,
        order_id=view.order_id,
        shop_id=view.shop_id,
        provider=view.provider,
        state=STATES[view.state],
        amount=to_money(view.amount),
        refunded=to_money(view.refunded),
        create_time=to_timestamp(view.created_at),
        settle_time=to_timestamp(view.settled_at),
        pay_code=to_pay_code(view.payable),
        method=view.method,
    )


def to_method(offer: Offer, *, provider: str) -> payment_pb2.PaymentMethod:
    return payment_pb2.PaymentMethod(
        provider=provider,
        method=offer.method.value,
        least=to_money(offer.least),
        most=to_money(offer.most),
    )


def to_pay_code(payable: Payable | None) -> payment_pb2.PayCode | None:
    if payable is None:
        return None
    code = payable.code
    return payment_pb2.PayCode(
        kind=code.kind.value,
        bank=code.bank,
        number=code.number,
        pay_until_time=to_timestamp(payable.until),
    )


def to_ask(ask: RefundAsk, *, terms: RefundTerms) -> refund_ask_pb2.RefundAsk:
    return refund_ask_pb2.RefundAsk(
        ask_id=ask.id,
        payment_id=ask.payment_id,
        order_id=ask.order_id,
        order_no=ask.order_no,
        shop_id=ask.shop_id,
        state=ASK_STATES[ask.state],
        amount=to_money(ask.amount),
        reason=ask.reason.value,
        note=ask.note,
        ask_time=to_timestamp(ask.asked_at),
        answer_by_time=to_timestamp(ask.answer_by),
        answer_time=to_timestamp(ask.answered_at),
        decline_reason=ask.decline_reason.value if ask.decline_reason else "",
        answer_note=ask.answer_note,
        refund_id=ask.refund_id or "",
        needs_owner=needs_owner(ask.amount, terms=terms),
    )


def to_order_money(
    found: OrderMoney, *, delivered_at: datetime | None, terms: RefundTerms, at: datetime
) -> payment_service_pb2.GetOrderMoneyResponse:
    payment, attempt = found.payment, found.attempt
    until = terms.ask_until(delivered_at)
    cause = unaskable(payment, attempt, found.refunds, found.asks, until=until, at=at)
    nothing = payment.amount * 0
    askable = nothing if attempt is None or cause else left(attempt, found.refunds)
    view = PaymentView(
        id=payment.id,
        order_id=payment.order_id,
        shop_id=payment.shop_id,
        user_id=payment.user_id,
        provider=payment.provider,
        state=payment.state,
        amount=payment.amount,
        created_at=payment.created_at,
        settled_at=payment.settled_at,
        refunded=payment.refunded,
        method=found.method,
        payable=found.payable,
    )
    return payment_service_pb2.GetOrderMoneyResponse(
        payment=to_payment(view),
        entries=[_to_entry(one) for one in found.entries],
        refunds=[to_refund(one) for one in found.refunds],
        asks=[to_ask(one, terms=terms) for one in found.asks],
        askable=to_money(askable),
        unaskable=cause.value if cause else "",
        ask_until_time=to_timestamp(until),
    )


def _to_entry(entry: MoneyEntry) -> refund_ask_pb2.MoneyEntry:
    return refund_ask_pb2.MoneyEntry(
        kind=entry.kind,
        entry_time=to_timestamp(entry.at),
        attempt=entry.attempt,
        provider=entry.provider,
        amount=to_money(entry.amount),
        pay_until_time=to_timestamp(entry.pay_until),
        method=entry.method,
    )


def to_shop_payment(found: ShopPayment) -> payment_service_pb2.ShopPayment:
    return payment_service_pb2.ShopPayment(
        payment=to_payment(found.payment),
        order_no=found.order_no,
        day=found.day.isoformat(),
        by_hand=found.by_hand,
    )


def to_day_sum(found: DaySum) -> payment_service_pb2.DaySum:
    return payment_service_pb2.DaySum(
        day=found.day.isoformat(), came=to_money(found.came), went_back=to_money(found.went_back)
    )


def to_difference(view: DifferenceView) -> difference_pb2.Difference:
    one = view.difference
    return difference_pb2.Difference(
        difference_id=one.id,
        kind=one.kind.value,
        state=DIFFERENCE_STATES[one.state],
        provider=one.provider,
        day=one.day.isoformat(),
        reference=one.reference,
        order_id=view.order_id,
        order_no=view.order_no,
        ours=to_money(one.ours) if one.ours else None,
        theirs=to_money(one.theirs) if one.theirs else None,
        history=[
            difference_pb2.DifferenceChange(
                act=entry.act.value,
                change_time=to_timestamp(entry.at),
                settlement=entry.settlement.value if entry.settlement else "",
                note=entry.note,
                actor_id=entry.actor,
            )
            for entry in view.history
        ],
    )


def to_compared_days(days: Iterable[ComparedDay]) -> list[difference_pb2.ComparedDay]:
    return [
        difference_pb2.ComparedDay(
            provider=one.provider,
            day=one.day.isoformat(),
            compare_time=to_timestamp(one.compared_at),
            code=one.code,
        )
        for one in days
    ]
