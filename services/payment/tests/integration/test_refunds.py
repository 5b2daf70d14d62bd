"""Refunds against ECPay's twin, which counts what really went back."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import grpc
import pytest

from nightmarket.payment.v1 import payment_pb2, payment_service_pb2
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
PAID = 168_800
Reason = Callable[[grpc.aio.AioRpcError], str]


async def paid(rig: Any, **changes: Any) -> Any:
    """A payment of 1,688 dollars by card, settled."""
    order_id = changes.pop("order_id", "") or rig.order(minor=PAID)
    started = await rig.start(order_id)
    page = await rig.checkout(started)
    body = {"method": changes["method"]} if "method" in changes else {}
    (await rig.twin.post(page["pay_url"], json=body, headers={"accept": "application/json"}))
    async with asyncio.timeout(10):
        while not rig.gateway_answers or (await rig.twin_trade(started))["acknowledged"] == 0:
            await asyncio.sleep(0.01)
    return started


async def refused(call: Any, reason_of: Reason) -> str:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return reason_of(caught.value)


async def test_whole_before_the_close_is_abandoned(rig: Any) -> None:
    started = await paid(rig)
    payment_id = started.payment.payment_id
    await rig.dial(card_state="authorised")
    asked = await rig.refund(payment_id, PAID)
    assert asked.state == payment_pb2.REFUND_STATE_OPEN
    assert await rig.core.settle_refunds() == 1
    assert (await rig.twin_trade(started))["abandoned"]
    seen = await rig.get(payment_id)
    assert seen.state == payment_pb2.PAYMENT_STATE_REFUNDED
    assert seen.refunded.amount_minor == PAID
    assert await rig.balances() == {}
    assert await rig.told("payment.refunded", started.payment.order_id) == 1
    assert await rig.core.settle_refunds() == 0


async def test_parts_go_back_one_after_the_other_and_never_too_much(
    rig: Any, reason_of: Reason
) -> None:
    started = await paid(rig)
    payment_id = started.payment.payment_id
    await rig.dial(card_state="closed")
    await rig.refund(payment_id, 70_000)
    await rig.refund(payment_id, 60_000)
    call = rig.refund(payment_id, 38_900)
    assert await refused(call, reason_of) == "REFUND_TOO_LARGE"
    while await rig.core.settle_refunds():
        pass
    assert (await rig.twin_trade(started))["refunds"] == [700, 600]
    assert [state for state, _, _ in await rig.refunds(payment_id)] == ["done", "done"]
    seen = await rig.get(payment_id)
    assert (seen.state, seen.refunded.amount_minor) == (payment_pb2.PAYMENT_STATE_SETTLED, 130_000)
    provider, shop = 38_800, -38_800
    assert sorted((await rig.balances()).values()) == [shop, provider]


async def test_twenty_presses_at_once_are_one_refund(rig: Any) -> None:
    started = await paid(rig)
    payment_id, request_id = started.payment.payment_id, new_id()
    await rig.dial(card_state="closed")
    answers = await asyncio.gather(
        *(rig.refund(payment_id, 50_000, request_id=request_id) for _ in range(20))
    )
    assert len({answer.refund_id for answer in answers}) == 1
    await asyncio.gather(*(rig.core.settle_refunds() for _ in range(5)))
    assert (await rig.twin_trade(started))["refunds"] == [500]


async def test_many_people_at_once_cannot_ask_for_more_than_came(rig: Any) -> None:
    started = await paid(rig)
    payment_id = started.payment.payment_id
    results = await asyncio.gather(
        *(rig.refund(payment_id, 100_000) for _ in range(8)), return_exceptions=True
    )
    assert sum(not isinstance(one, BaseException) for one in results) == 1


async def test_a_lost_answer_is_asked_about_and_not_done_again(rig: Any) -> None:
    started = await paid(rig)
    payment_id = started.payment.payment_id
    await rig.dial(card_state="closed", action_lost=True)
    await rig.refund(payment_id, 50_000)
    await rig.core.settle_refunds()
    assert await rig.refunds(payment_id) == [("open", 50_000, "no_answer")]
    assert (await rig.twin_trade(started))["refunds"] == [500]
    rig.clock.advance(timedelta(minutes=2))
    await rig.core.settle_refunds()
    assert await rig.refunds(payment_id) == [("done", 50_000, "")]
    assert (await rig.twin_trade(started))["refunds"] == [500]


async def test_a_worker_that_died_after_the_call_is_made_good(rig: Any) -> None:
    """The provider did it and nobody wrote it down: the lease ends and the next one asks first."""
    started = await paid(rig)
    payment_id = started.payment.payment_id
    await rig.dial(card_state="closed")
    await rig.refund(payment_id, 50_000)
    carried = asyncio.create_task(rig.core.settle_refunds())
    async with asyncio.timeout(10):
        while not (await rig.twin_trade(started))["refunds"]:
            await asyncio.sleep(0)
    carried.cancel()
    await asyncio.gather(carried, return_exceptions=True)
    state = (await rig.refunds(payment_id))[0][0]
    assert state in {"open", "done"}
    rig.clock.advance(timedelta(minutes=5))
    await rig.core.settle_refunds()
    assert await rig.refunds(payment_id) == [("done", 50_000, "")]
    assert (await rig.twin_trade(started))["refunds"] == [500]


async def test_a_refusal_is_told_and_frees_the_money(rig: Any) -> None:
    started = await paid(rig)
    payment_id = started.payment.payment_id
    await rig.dial(card_state="closed", action_refused=True)
    await rig.refund(payment_id, PAID)
    await rig.core.settle_refunds()
    assert await rig.refunds(payment_id) == [("failed", PAID, "error_balance")]
    await rig.dial(card_state="closed")
    await rig.refund(payment_id, PAID)
    await rig.core.settle_refunds()
    assert (await rig.twin_trade(started))["refunds"] == [1688]


async def test_money_that_came_twice_goes_back_by_itself(rig: Any) -> None:
    order_id = rig.order(minor=PAID)
    first, second = await rig.start(order_id), await rig.start(order_id)
    await rig.record(rig.body(first, gwsr="10000001"))
    for started in (first, second):
        page = await rig.checkout(started)
        await rig.twin.post(page["pay_url"], json={}, headers={"accept": "application/json"})
    async with asyncio.timeout(10):
        while (await rig.twin_trade(second))["acknowledged"] == 0:
            await asyncio.sleep(0.01)
    assert await rig.state(first) == ("settled", ["settled", "refund_due"])
    await rig.dial(card_state="authorised")
    await rig.core.settle_refunds()
    assert (await rig.twin_trade(second))["abandoned"]
    assert not (await rig.twin_trade(first))["abandoned"]
    assert await rig.state(first) == ("settled", ["settled", "refund_due"])
    assert await rig.told("payment.refunded", order_id) == 0
    assert sorted((await rig.balances()).values()) == [-PAID, PAID]


async def test_a_way_to_pay_without_a_refund_call_waits_for_a_person(
    rig: Any, reason_of: Reason
) -> None:
    started = await rig.start(rig.order(minor=PAID))
    await rig.record(rig.body(started, PaymentType="ATM_BOT", gwsr=""))
    payment_id = started.payment.payment_id
    asked = await rig.refund(payment_id, 50_000)
    await rig.core.settle_refunds()
    assert await rig.refunds(payment_id) == [("by_hand", 50_000, "no_refund_call")]
    request = payment_service_pb2.FinishRefundRequest(
        request_id=new_id(), refund_id=asked.refund_id, note="bank 004, 1 January"
    )

    async def finish(role: str) -> Any:
        metadata = (("authorization", f"Bearer {rig.token('seller', role)}"),)
        return await rig.stub.FinishRefund(request, timeout=10, metadata=metadata)

    assert await refused(finish("packer"), reason_of) == "ROLE_MISSING"
    for _ in range(2):
        assert (await finish("owner")).refund.state == payment_pb2.REFUND_STATE_DONE
    assert (await rig.balances())["bank"] == -50_000
    assert (await rig.get(payment_id)).refunded.amount_minor == 50_000


async def test_who_may_ask_and_for_what(rig: Any, reason_of: Reason) -> None:
    started = await paid(rig)
    payment_id = started.payment.payment_id
    for call, reason in (
        (rig.refund(payment_id, 100, role=""), "ROLE_MISSING"),
        (rig.refund(payment_id, 100, role="packer"), "ROLE_MISSING"),
        (rig.refund(new_id(), 100), "PAYMENT_NOT_FOUND"),
        (rig.refund(payment_id, 0), "REFUND_TOO_LARGE"),
        (rig.refund(payment_id, 150), "AMOUNT_NOT_CHARGEABLE"),
        (rig.refund(payment_id, -100), "REFUND_TOO_LARGE"),
        (rig.refund(payment_id, PAID + 100), "REFUND_TOO_LARGE"),
        (rig.get(payment_id, user_id="somebody"), "PAYMENT_NOT_FOUND"),
    ):
        assert await refused(call, reason_of) == reason
    unpaid = await rig.start(rig.order())
    call = rig.refund(unpaid.payment.payment_id, 100)
    assert await refused(call, reason_of) == "REFUND_TOO_LARGE"
