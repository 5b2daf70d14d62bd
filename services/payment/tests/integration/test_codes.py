"""Codes to pay with at a bank or a counter: not money, kept for, and shown while they work."""

from datetime import timedelta
from typing import Any

import pytest

from nightmarket.payment.v1 import events_pb2
from nightmarket_kit.runtime.times import from_timestamp
from nightmarket_payment.adapters.ecpay_form import TAIPEI
from nightmarket_payment.domain.notice import CodeKind, PayCode

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


@pytest.mark.parametrize("code", ["2", "10100073"])
async def test_a_code_is_not_money(rig: Any, code: str) -> None:
    started = await rig.start(rig.order())
    await rig.record(rig.body(started, RtnCode=code, SimulatePaid=None))
    assert await rig.state(started) == ("pending", ["pending"])


async def test_a_code_is_shown_until_money_came(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    assert (await rig.core.queries.payment_of_order(order_id)).payable is None
    written = {"BankCode": "004", "vAccount": "0819000000000001", "ExpireDate": "2099/01/08"}
    await rig.record(rig.body(started, RtnCode="2", SimulatePaid=None, **written))
    seen = [
        (await rig.core.queries.payment_of_order(order_id)).payable,
        (await rig.core.queries.payment(started.payment.payment_id)).payable,
        (await rig.core.queries.order_money(order_id)).payable,
    ]
    assert seen == [seen[0]] * 3
    assert seen[0].code == PayCode(kind=CodeKind.ATM, bank="004", number="0819000000000001")
    assert seen[0].until.isoformat() == "2099-01-08T16:00:00+00:00"
    await rig.record(rig.body(started))
    assert (await rig.core.queries.payment_of_order(order_id)).payable is None
    assert (await rig.core.queries.order_money(order_id)).payable is None


async def test_an_order_is_told_once_until_when_its_code_can_be_paid(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    until = (rig.clock.now() + timedelta(days=3)).astimezone(TAIPEI)
    written = until.strftime("%Y/%m/%d %H:%M:%S")
    for _ in range(2):
        await rig.record(
            rig.body(started, RtnCode="10100073", SimulatePaid=None, ExpireDate=written)
        )
    assert await rig.told("payment.awaited", order_id) == 1
    payload = await rig.one("SELECT payload FROM outbox WHERE topic = 'payment.awaited'")
    told = events_pb2.PaymentAwaited.FromString(payload)
    assert from_timestamp(told.pay_until_time) == until
    await rig.record(rig.body(started))
    late = rig.body(started, RtnCode="2", SimulatePaid=None, ExpireDate="2099/01/01")
    await rig.record(late)  # overtaken by the money
    assert await rig.told("payment.awaited", order_id) == 1
