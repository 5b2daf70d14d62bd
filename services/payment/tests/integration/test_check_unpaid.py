"""An order is unpaid when the provider said so after its deadline; until then it is asked, not guessed."""

from datetime import timedelta
from typing import Any

import pytest

from nightmarket_kit.core.ids import new_id
from nightmarket_payment.application.check_unpaid import Checked, DueOrder, check_unpaid

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
SOON = timedelta(seconds=5)  # the attempt's turn comes by itself
UNKNOWN = Checked(unpaid=(), paid=())


async def check(rig: Any, *order_ids: str) -> Checked:
    due = [DueOrder(order_id=one, deadline=rig.clock.now()) for one in order_ids]
    return await check_unpaid(due, uow=rig.core.uow, clock=rig.clock)


async def test_nobody_began_to_pay(rig: Any) -> None:
    order_id = new_id()
    assert await check(rig, order_id) == Checked(unpaid=(order_id,), paid=())


async def test_the_provider_is_asked_at_once_and_its_answer_counts(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    await rig.checkout(started)
    rig.clock.advance(timedelta(minutes=90))  # the schedule has run out
    assert [await rig.core.poll(), await rig.core.poll()] == [1, 0]
    rig.clock.advance(timedelta(minutes=90))
    deadline = rig.clock.now()
    due = [DueOrder(order_id=order_id, deadline=deadline)]
    assert await check_unpaid(due, uow=rig.core.uow, clock=rig.clock) == UNKNOWN
    assert await rig.core.poll() == 1
    told = await check_unpaid(due, uow=rig.core.uow, clock=rig.clock)
    assert told == Checked(unpaid=(order_id,), paid=())
    assert await rig.core.poll() == 0  # nothing is asked twice


async def test_money_whose_notice_was_lost_is_found(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    page = await rig.checkout(started)
    number = started.redirect.fields["MerchantTradeNo"]
    await rig.twin.put("/_dials/ecpay", json={"merchant_trade_no": number, "silent": True})
    await rig.twin.post(page["pay_url"], json={}, headers={"accept": "application/json"})
    assert await check(rig, order_id) == UNKNOWN
    rig.clock.advance(SOON)
    assert await rig.core.poll() == 1
    assert await check(rig, order_id) == Checked(unpaid=(), paid=(order_id,))


async def test_a_provider_that_does_not_answer_is_left_its_pause(rig: Any) -> None:
    order_id = rig.order()
    await rig.checkout(await rig.start(order_id))
    await rig.twin.put("/_dials/ecpay", json={"query_403": True})
    rig.clock.advance(timedelta(seconds=5))
    assert await rig.core.poll() == 1
    before = await rig.one("SELECT next_check_at FROM attempts")
    assert await check(rig, order_id) == UNKNOWN
    assert await rig.one("SELECT next_check_at FROM attempts") == before


async def test_an_older_attempt_counts_like_the_newest(rig: Any) -> None:
    order_id = rig.order()
    await rig.checkout(await rig.start(order_id))
    await rig.checkout(await rig.start(order_id))
    assert await check(rig, order_id) == UNKNOWN
    rig.clock.advance(SOON)
    due = [DueOrder(order_id=order_id, deadline=rig.clock.now())]
    assert await rig.core.poll() == 2
    assert (await check_unpaid(due, uow=rig.core.uow, clock=rig.clock)).unpaid == (order_id,)
