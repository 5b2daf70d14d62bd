"""A buyer asks, the shop answers; the order says who was faster."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import grpc
import pytest

from nightmarket.order.v1 import order_pb2
from nightmarket.payment.v1 import payment_pb2, payment_service_pb2, refund_ask_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_payment.application.mark_refund_due import MarkRefundDue, mark_refund_due

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
PAID = 168_800
Reason = Callable[[grpc.aio.AioRpcError], str]
OPEN = refund_ask_pb2.REFUND_ASK_STATE_OPEN
ACCEPTED = refund_ask_pb2.REFUND_ASK_STATE_ACCEPTED


async def paid(rig: Any, minor: int = PAID, state: int = order_pb2.ORDER_STATE_SHIPPED) -> Any:
    """An order that was paid and is now where `state` says."""
    order_id = rig.order(minor=minor)
    started = await rig.start(order_id)
    await rig.record(rig.body(started, gwsr="10000001"))
    rig.orders.orders[order_id].state = state
    return started


def delivered(rig: Any, started: Any, *, days_ago: float) -> None:
    order = rig.orders.orders[started.payment.order_id]
    order.state = order_pb2.ORDER_STATE_DELIVERED
    at = rig.clock.now() - timedelta(days=days_ago)
    order.history.add(cause="deliver", change_time=to_timestamp(at))


async def ask(rig: Any, started: Any, minor: int = PAID, **changes: Any) -> Any:
    user_id = changes.pop("user_id", rig.buyer)
    values: dict[str, Any] = {
        "request_id": new_id(),
        "order_id": started.payment.order_id,
        "amount": money_pb2.Money(currency_code="TWD", amount_minor=minor),
        "reason": "damaged",
        "note": "one cup is broken",
    }
    request = payment_service_pb2.AskRefundRequest(**(values | changes))
    answer = await rig.stub.AskRefund(
        request, timeout=10, metadata=(("authorization", f"Bearer {rig.token(user_id)}"),)
    )
    return answer.ask


async def answer(rig: Any, asked: Any, *, role: str = "owner", **changes: Any) -> Any:
    values: dict[str, Any] = {"request_id": new_id(), "ask_id": asked.ask_id, "accept": True}
    request = payment_service_pb2.AnswerRefundAskRequest(**(values | changes))
    metadata = (("authorization", f"Bearer {rig.token('seller', role)}"),)
    return (await rig.stub.AnswerRefundAsk(request, timeout=10, metadata=metadata)).ask


async def money(rig: Any, started: Any, *, user_id: str = "", role: str = "") -> Any:
    request = payment_service_pb2.GetOrderMoneyRequest(order_id=started.payment.order_id)
    token = rig.token(user_id or rig.buyer, role)
    return await rig.stub.GetOrderMoney(
        request, timeout=10, metadata=(("authorization", f"Bearer {token}"),)
    )


async def refused(call: Any, reason_of: Reason) -> str:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return reason_of(caught.value)


async def give_up(rig: Any, started: Any) -> None:
    """The order's event that its money is due back."""
    command = MarkRefundDue(
        payment_id=started.payment.payment_id, consumer="payment", event_id=new_id()
    )
    await mark_refund_due(command, uow=rig.core.uow, clock=rig.clock)


async def test_a_part_is_asked_and_given(rig: Any) -> None:
    started = await paid(rig)
    before = await money(rig, started)
    assert (before.askable.amount_minor, before.unaskable) == (PAID, "")
    assert [one.kind for one in before.entries] == ["started", "paid"]
    asked = await ask(rig, started, 50_000)
    assert (asked.state, asked.reason, asked.note) == (OPEN, "damaged", "one cup is broken")
    assert asked.answer_by_time.seconds - asked.ask_time.seconds == 3 * 86_400
    accepted = await answer(rig, asked, note="so sorry")
    assert (accepted.state, accepted.answer_note) == (ACCEPTED, "so sorry")
    seen = await money(rig, started)
    assert [(one.refund_id, one.amount.amount_minor) for one in seen.refunds] == [
        (accepted.refund_id, 50_000)
    ]
    assert (seen.askable.amount_minor, seen.unaskable) == (PAID - 50_000, "")
    assert rig.orders.cancelled == []


async def test_twice_is_once(rig: Any, reason_of: Reason) -> None:
    started = await paid(rig)
    request_id = new_id()
    asked = await asyncio.gather(
        *(ask(rig, started, 50_000, request_id=request_id) for _ in range(8))
    )
    assert len({one.ask_id for one in asked}) == 1
    many = await asyncio.gather(*(ask(rig, started, 100) for _ in range(4)), return_exceptions=True)
    assert [reason_of(one) for one in many] == ["REFUND_NOT_ASKABLE"] * 4
    request_id = new_id()
    same = [answer(rig, asked[0], request_id=request_id) for _ in range(4)]
    others = [answer(rig, asked[0]) for _ in range(4)]
    results = await asyncio.gather(*same, *others, return_exceptions=True)
    reasons = {reason_of(one) for one in results if isinstance(one, grpc.aio.AioRpcError)}
    assert reasons <= {"REFUND_ASK_NOT_OPEN", "ORDER_CHANGED"}
    assert [minor for _, minor, _ in await rig.refunds(started.payment.payment_id)] == [50_000]


async def test_accepting_and_declining_at_once_is_one_answer(rig: Any) -> None:
    started = await paid(rig)
    asked = await ask(rig, started, 50_000)
    await asyncio.gather(
        *(answer(rig, asked) for _ in range(3)),
        *(answer(rig, asked, accept=False, decline_reason="used") for _ in range(3)),
        return_exceptions=True,
    )
    seen = (await money(rig, started)).asks[0]
    assert len(await rig.refunds(started.payment.payment_id)) == (seen.state == ACCEPTED)


async def test_the_whole_before_the_parcel_leaves_gives_the_order_up(rig: Any) -> None:
    started = await paid(rig, state=order_pb2.ORDER_STATE_PACKED)
    asked = await ask(rig, started)
    accepted = await answer(rig, asked)
    assert (accepted.state, accepted.refund_id) == (ACCEPTED, "")
    assert rig.orders.cancelled == [started.payment.order_id]
    assert await rig.refunds(started.payment.payment_id) == []
    await give_up(rig, started)
    seen = await money(rig, started)
    assert seen.asks[0].refund_id == seen.refunds[0].refund_id
    assert [one.amount.amount_minor for one in seen.refunds] == [PAID]
    assert seen.unaskable == "all_back"


async def test_the_orders_event_may_be_faster_than_the_answer(rig: Any) -> None:
    started = await paid(rig, state=order_pb2.ORDER_STATE_PAID)
    asked = await ask(rig, started)
    rig.orders.on_cancel = lambda: give_up(rig, started)
    accepted = await answer(rig, asked)
    assert accepted.state == ACCEPTED
    assert [minor for _, minor, _ in await rig.refunds(started.payment.payment_id)] == [PAID]


async def test_a_packer_who_ships_in_the_same_moment_wins(rig: Any, reason_of: Reason) -> None:
    """The order said paid, and refuses to be given up a moment later: nothing has gone back."""
    started = await paid(rig, state=order_pb2.ORDER_STATE_PACKED)
    order = rig.orders.orders[started.payment.order_id]
    asked = await ask(rig, started)

    def ship() -> None:
        order.state = order_pb2.ORDER_STATE_SHIPPED

    rig.orders.before_cancel = ship
    assert await refused(answer(rig, asked), reason_of) == "ORDER_CHANGED"
    assert await rig.refunds(started.payment.payment_id) == []
    assert (await money(rig, started)).asks[0].state == OPEN
    assert (await answer(rig, asked)).refund_id


async def test_a_shop_that_gives_the_order_up_answers_with_it(rig: Any, reason_of: Reason) -> None:
    started = await paid(rig, state=order_pb2.ORDER_STATE_PAID)
    asked = await ask(rig, started, 50_000)
    await asyncio.gather(*(give_up(rig, started) for _ in range(3)), return_exceptions=True)
    seen = await money(rig, started)
    assert (seen.asks[0].state, seen.asks[0].refund_id) == (ACCEPTED, seen.refunds[0].refund_id)
    assert [one.amount.amount_minor for one in seen.refunds] == [PAID]
    assert await refused(answer(rig, asked), reason_of) == "REFUND_TOO_LARGE"


async def test_a_refund_by_the_shop_overtakes_what_is_too_large_now(rig: Any) -> None:
    started = await paid(rig)
    await ask(rig, started, 100_000)
    await rig.refund(started.payment.payment_id, 50_000)
    assert (await money(rig, started)).asks[0].state == OPEN
    await rig.refund(started.payment.payment_id, 50_000)
    overtaken = refund_ask_pb2.REFUND_ASK_STATE_OVERTAKEN
    assert (await money(rig, started)).asks[0].state == overtaken


async def test_declined_with_a_reason_and_asked_again(rig: Any, reason_of: Reason) -> None:
    started = await paid(rig)
    for _ in range(5):
        asked = await ask(rig, started)
        for wrong in ({"decline_reason": ""}, {"decline_reason": "other", "note": " "}):
            call = answer(rig, asked, accept=False, **wrong)
            assert await refused(call, reason_of) == "REFUND_REASON_INVALID"
        no = await answer(rig, asked, accept=False, decline_reason="used", note="it was worn")
        assert (no.decline_reason, no.answer_note) == ("used", "it was worn")
    seen = await money(rig, started)
    assert (seen.unaskable, seen.askable.amount_minor) == ("too_often", 0)
    assert await refused(ask(rig, started), reason_of) == "REFUND_NOT_ASKABLE"


async def test_a_buyer_takes_it_back(rig: Any, reason_of: Reason) -> None:
    started = await paid(rig)
    asked = await ask(rig, started)

    async def withdraw(user_id: str) -> Any:
        request = payment_service_pb2.WithdrawRefundAskRequest(
            request_id=new_id(), ask_id=asked.ask_id
        )
        metadata = (("authorization", f"Bearer {rig.token(user_id)}"),)
        return await rig.stub.WithdrawRefundAsk(request, timeout=10, metadata=metadata)

    assert await refused(withdraw("somebody"), reason_of) == "REFUND_ASK_NOT_FOUND"
    withdrawn = refund_ask_pb2.REFUND_ASK_STATE_WITHDRAWN
    assert (await withdraw(rig.buyer)).ask.state == withdrawn
    assert await refused(answer(rig, asked), reason_of) == "REFUND_ASK_NOT_OPEN"


async def test_only_so_many_days_after_the_parcel_came(rig: Any, reason_of: Reason) -> None:
    started = await paid(rig)
    assert not (await money(rig, started)).HasField("ask_until_time")
    delivered(rig, started, days_ago=6.9)
    assert (await money(rig, started)).unaskable == ""
    await ask(rig, started, 100)
    late = await paid(rig)
    delivered(rig, late, days_ago=7.0)
    seen = await money(rig, late)
    assert seen.unaskable == "too_late"
    assert seen.ask_until_time.seconds == int(rig.clock.now().timestamp())
    assert await refused(ask(rig, late), reason_of) == "REFUND_NOT_ASKABLE"


async def test_who_may_answer_and_how_much(make_rig: Any, reason_of: Reason) -> None:
    rig = await make_rig(manager_refund_most_minor=100_000)
    started = await paid(rig)
    asked = await ask(rig, started, 100_100)
    assert asked.needs_owner
    for role, reason in (
        ("", "REFUND_ASK_NOT_FOUND"),
        ("packer", "REFUND_ASK_NOT_FOUND"),
        ("manager", "REFUND_OVER_ROLE"),
    ):
        assert await refused(answer(rig, asked, role=role), reason_of) == reason
    payment_id = started.payment.payment_id
    assert await refused(rig.refund(payment_id, 100_100), reason_of) == "REFUND_OVER_ROLE"
    assert (await answer(rig, asked)).state == ACCEPTED
    small = await ask(rig, started, 60_000)
    assert (await answer(rig, small, role="manager")).state == ACCEPTED


async def test_who_may_ask_and_for_what(rig: Any, reason_of: Reason) -> None:
    started = await paid(rig)
    for call, reason in (
        (ask(rig, started, user_id="somebody"), "PAYMENT_NOT_FOUND"),
        (ask(rig, started, PAID + 100), "REFUND_TOO_LARGE"),
        (ask(rig, started, 0), "REFUND_TOO_LARGE"),
        (ask(rig, started, 150), "AMOUNT_NOT_CHARGEABLE"),
        (ask(rig, started, reason="because"), "REFUND_REASON_INVALID"),
        (ask(rig, started, reason="other", note=""), "REFUND_REASON_INVALID"),
        (money(rig, started, user_id="somebody"), "PAYMENT_NOT_FOUND"),
        (money(rig, started, user_id="somebody", role="packer"), "PAYMENT_NOT_FOUND"),
    ):
        assert await refused(call, reason_of) == reason
    unpaid = await rig.start(rig.order())
    assert (await money(rig, unpaid)).unaskable == "not_paid"
    assert await refused(ask(rig, unpaid, 100), reason_of) == "REFUND_NOT_ASKABLE"
    assert (await money(rig, started, user_id="boss", role="owner")).payment.amount.amount_minor


async def test_the_shops_lists(rig: Any, reason_of: Reason) -> None:
    orders = [await paid(rig) for _ in range(3)]
    asks = [await ask(rig, one, 100) for one in orders]
    await answer(rig, asks[1], accept=False, decline_reason="sorted_out")
    metadata = (("authorization", f"Bearer {rig.token('seller', 'manager')}"),)
    shop_id = asks[0].shop_id

    async def listed(**changes: Any) -> Any:
        request = payment_service_pb2.ListRefundAsksRequest(shop_id=shop_id, **changes)
        return await rig.stub.ListRefundAsks(request, timeout=10, metadata=metadata)

    first = await listed(page_size=1)
    rest = await listed(page_size=1, page_token=first.next_page_token)
    assert [one.ask_id for one in (*first.asks, *rest.asks)] == [asks[0].ask_id, asks[2].ask_id]
    assert rest.next_page_token == ""
    assert [one.ask_id for one in (await listed(answered=True)).asks] == [asks[1].ask_id]

    request = payment_service_pb2.ListPaymentsRequest(shop_id=shop_id)
    found = await rig.stub.ListPayments(request, timeout=10, metadata=metadata)
    assert len(found.payments) == 3
    assert {one.order_no for one in found.payments} == {"NM0", "NM1", "NM2"}
    assert [(one.came.amount_minor, one.went_back.amount_minor) for one in found.days] == [
        (3 * PAID, 0)
    ]
    request.states.append(payment_pb2.PAYMENT_STATE_REFUND_DUE)
    assert not (await rig.stub.ListPayments(request, timeout=10, metadata=metadata)).payments
    stranger = (("authorization", f"Bearer {rig.token('seller', 'packer')}"),)
    call = rig.stub.ListPayments(request, timeout=10, metadata=stranger)
    assert await refused(call, reason_of) == "ROLE_MISSING"
