"""A code whose notice never comes is asked for, and applied once, as its notice would be."""

from datetime import timedelta
from typing import Any

import pytest

from nightmarket.payment.v1 import events_pb2
from nightmarket_kit.runtime.times import from_timestamp
from nightmarket_payment.application.check_unpaid import Checked, DueOrder, check_unpaid

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
SOON = timedelta(seconds=5)  # the attempt's turn comes by itself
UNKNOWN = Checked(unpaid=(), paid=())


async def at_the_page(rig: Any, order_id: str, **dials: Any) -> tuple[Any, dict[str, Any]]:
    """The form is posted: ECPay issues the code at once. Answers the attempt and the page."""
    method = dials.pop("method", "atm")
    await rig.dial(**({"silent_code": True} | dials))
    started = await rig.start(order_id, method=method)
    return started, await rig.checkout(started)


async def late_notice(rig: Any, page: dict[str, Any]) -> None:
    told = {"MerchantTradeNo": page["merchant_trade_no"], "kind": "code"}
    answer = await rig.twin.post("/_ecpay/send-notice", json=told)
    assert answer.json()["acknowledged"], answer.text


async def check(rig: Any, order_id: str) -> Checked:
    due = [DueOrder(order_id=order_id, deadline=rig.clock.now())]
    return await check_unpaid(due, uow=rig.core.uow, clock=rig.clock)


@pytest.mark.parametrize("method", ["atm", "cvs"])
async def test_it_is_found_and_a_late_notice_changes_nothing(rig: Any, method: str) -> None:
    order_id = rig.order()
    started, page = await at_the_page(rig, order_id, method=method)
    payment_id = started.payment.payment_id
    assert not (await rig.get(payment_id)).HasField("pay_code")
    rig.clock.advance(SOON)
    assert await rig.core.poll() == 1
    seen = (await rig.get(payment_id)).pay_code
    issued = page["payment_info"]
    assert seen.number == issued["vAccount" if method == "atm" else "PaymentNo"]
    assert seen.kind == method
    assert await rig.state(started) == ("pending", ["pending"])
    assert await rig.told("payment.awaited", order_id) == 1
    payload = await rig.one("SELECT payload FROM outbox WHERE topic = 'payment.awaited'")
    until = events_pb2.PaymentAwaited.FromString(payload).pay_until_time
    assert until == seen.pay_until_time
    assert from_timestamp(until) > rig.clock.now() + timedelta(days=1)

    await late_notice(rig, page)
    assert await rig.told("payment.awaited", order_id) == 1
    assert (await rig.get(payment_id)).pay_code == seen
    money = await rig.core.queries.order_money(order_id)
    assert [one.kind for one in money.entries] == ["started", "code_issued"]
    queries = (await rig.twin_trade(started))["queries"]
    rig.clock.advance(SOON)
    assert await rig.core.poll() == 1
    assert (await rig.twin_trade(started))["queries"] == queries + 1  # about money only


async def test_a_notice_that_came_is_not_asked_for(rig: Any) -> None:
    order_id = rig.order()
    started, page = await at_the_page(rig, order_id)
    await late_notice(rig, page)
    rig.clock.advance(SOON)
    assert await rig.core.poll() == 1
    assert (await rig.twin_trade(started))["queries"] == 1
    assert await rig.told("payment.awaited", order_id) == 1


async def test_who_never_got_to_the_page_has_no_code(rig: Any) -> None:
    started = await rig.start(rig.order(), method="cvs")
    rig.clock.advance(SOON)
    assert await rig.core.poll() == 1
    assert await rig.state(started) == ("pending", ["created"])


async def test_a_card_is_not_asked_for_a_code(rig: Any) -> None:
    started, _ = await at_the_page(rig, rig.order(), method="card")
    rig.clock.advance(SOON)
    assert await rig.core.poll() == 1
    assert (await rig.twin_trade(started))["queries"] == 1


async def test_one_that_was_chosen_at_the_page_is_found_too(make_rig: Any) -> None:
    rig = await make_rig(ecpay_choose_payment="ALL")
    await rig.dial(silent_code=True)
    order_id = rig.order()
    started = await rig.start(order_id)
    page = await rig.checkout(started)
    await rig.twin.post(
        page["code_url"], json={"method": "CVS"}, headers={"accept": "application/json"}
    )
    rig.clock.advance(SOON)
    assert await rig.core.poll() == 1
    assert (await rig.get(started.payment.payment_id)).pay_code.kind == "cvs"


async def test_the_deadline_passes_while_the_code_is_not_known(rig: Any) -> None:
    """Asked before the order ends, and the order then hears of more time: it is not called unpaid."""
    order_id = rig.order()
    started, _ = await at_the_page(rig, order_id)
    assert await check(rig, order_id) == UNKNOWN
    rig.clock.advance(SOON)
    due = [DueOrder(order_id=order_id, deadline=rig.clock.now() - timedelta(seconds=1))]
    assert await rig.core.poll() == 1
    assert await check_unpaid(due, uow=rig.core.uow, clock=rig.clock) == UNKNOWN
    assert await rig.told("payment.awaited", order_id) == 1
    until = from_timestamp((await rig.get(started.payment.payment_id)).pay_code.pay_until_time)
    rig.clock.advance(until - rig.clock.now() + timedelta(seconds=1))
    assert await check(rig, order_id) == UNKNOWN
    await rig.core.poll()
    told = await check_unpaid(due, uow=rig.core.uow, clock=rig.clock)
    assert told == Checked(unpaid=(order_id,), paid=())


async def test_no_answer_about_the_code_is_unknown_and_asked_again_later(rig: Any) -> None:
    """The first question is answered, the second one is refused: nothing is known of the order."""
    order_id = rig.order()
    started, _ = await at_the_page(rig, order_id, query_burst=1)
    rig.clock.advance(SOON)
    assert await rig.core.poll() == 1
    assert await rig.one("SELECT misses FROM attempts") == 1
    assert await rig.one("SELECT checked_at FROM attempts") is None
    assert await check(rig, order_id) == UNKNOWN
    assert await rig.core.poll() == 0
    assert not (await rig.get(started.payment.payment_id)).HasField("pay_code")


async def test_money_is_found_although_neither_notice_came(rig: Any) -> None:
    order_id = rig.order()
    started, page = await at_the_page(rig, order_id, silent=True)
    await rig.twin.post(page["pay_url"], json={}, headers={"accept": "application/json"})
    rig.clock.advance(SOON)
    assert await rig.core.poll() == 1
    assert await rig.state(started) == ("settled", ["settled"])
    assert await rig.told("payment.awaited", order_id) == 0
