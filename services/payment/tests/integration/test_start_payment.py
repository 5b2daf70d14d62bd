import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import grpc
import pytest

from nightmarket.order.v1 import order_pb2
from nightmarket.payment.v1 import payment_pb2, payment_service_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_payment.application.ports import Opened, Redirect
from nightmarket_payment.domain.payment import Attempt

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
ReasonOf = Callable[[grpc.aio.AioRpcError], str]


async def test_the_buyer_is_sent_to_the_provider(rig: Any) -> None:
    started = await rig.start(rig.order())
    fields = started.redirect.fields
    assert started.redirect.url == "http://twin.test/ecpay/Cashier/AioCheckOut/V5"
    assert fields["TotalAmount"] == "1688"
    assert started.payment.state == payment_pb2.PAYMENT_STATE_PENDING
    assert started.payment.amount.amount_minor == 168_800
    page = await rig.checkout(started)  # the twin checks every field and the signature
    assert page["amount"] == 1688
    seen = await rig.get(started.payment.payment_id)
    assert seen == started.payment


async def test_the_order_is_asked_for_with_the_callers_token(rig: Any) -> None:
    await rig.start(rig.order())
    (asked,) = rig.orders.asked
    assert asked["authorization"].startswith("Bearer ey")
    assert asked["x-service-token"]


async def test_one_request_one_attempt_one_redirect(rig: Any) -> None:
    order_id, request_id = rig.order(), new_id()
    first = await rig.start(order_id, request_id=request_id)
    rig.orders.orders.clear()  # not even asked for again
    assert await rig.start(order_id, request_id=request_id) == first
    assert await rig.state(first) == ("pending", ["created"])


async def test_twin_requests_make_one_attempt(rig: Any) -> None:
    order_id, request_id = rig.order(), new_id()
    twins = await asyncio.gather(*(rig.start(order_id, request_id=request_id) for _ in range(8)))
    assert all(twin == twins[0] for twin in twins)
    assert await rig.state(twins[0]) == ("pending", ["created"])


async def test_other_requests_at_once_make_attempts_of_one_payment(rig: Any) -> None:
    order_id = rig.order()
    tries = await asyncio.gather(*(rig.start(order_id) for _ in range(6)))
    assert len({one.payment.payment_id for one in tries}) == 1
    assert len({one.redirect.fields["MerchantTradeNo"] for one in tries}) == 6
    assert await rig.state(tries[0]) == ("pending", ["created"] * 6)


async def test_a_reused_request_id_is_refused(rig: Any, reason_of: ReasonOf) -> None:
    request_id = new_id()
    await rig.start(rig.order(), request_id=request_id)
    with pytest.raises(grpc.aio.AioRpcError) as other:
        await rig.start(rig.order(), request_id=request_id)
    assert reason_of(other.value) == "REQUEST_ID_REUSED"


async def test_orders_that_cannot_be_paid(rig: Any, reason_of: ReasonOf) -> None:
    past = to_timestamp(rig.clock.now())
    cases = [
        rig.order(state=order_pb2.ORDER_STATE_PAID),
        rig.order(state=order_pb2.ORDER_STATE_CANCELLED),
        rig.order(pay_deadline=past),
        rig.order(user_id=new_id()),
        new_id(),
    ]
    for order_id in cases:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await rig.start(order_id)
        assert reason_of(refused.value) == "ORDER_NOT_PAYABLE"
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert await rig.one("SELECT count(*) FROM payments") == 0


async def test_a_settled_payment_takes_no_more_attempts(rig: Any, reason_of: ReasonOf) -> None:
    order_id = rig.order()
    await rig.record(rig.body(await rig.start(order_id)))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await rig.start(order_id)
    assert reason_of(refused.value) == "ORDER_NOT_PAYABLE"


async def test_attempts_of_one_payment_are_bounded(rig: Any, reason_of: ReasonOf) -> None:
    order_id = rig.order()
    for _ in range(20):
        await rig.start(order_id)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await rig.start(order_id)
    assert reason_of(refused.value) == "ORDER_NOT_PAYABLE"


@pytest.mark.parametrize("minor", [168_850, 400, 20_000_000])
async def test_amounts_that_ecpay_does_not_charge(
    rig: Any, reason_of: ReasonOf, minor: int
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await rig.start(rig.order(minor=minor))
    assert reason_of(refused.value) == "AMOUNT_NOT_CHARGEABLE"


async def test_providers_and_currencies_that_are_not_there(rig: Any, reason_of: ReasonOf) -> None:
    baht = money_pb2.Money(currency_code="THB", amount_minor=10_000)
    for order_id, provider in ((rig.order(), "omise"), (rig.order(total=baht), "ecpay")):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await rig.start(order_id, provider=provider)
        assert reason_of(refused.value) == "PROVIDER_NOT_AVAILABLE"


@pytest.mark.parametrize("path", ["", "//evil.example/", "https://evil.example/", "/\\evil"])
async def test_the_way_back_stays_on_our_site(rig: Any, reason_of: ReasonOf, path: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await rig.start(rig.order(), return_to=path)
    assert reason_of(refused.value) == "RETURN_TO_INVALID"


async def test_the_order_service_is_away(rig: Any, make_rig: Any, reason_of: ReasonOf) -> None:
    alone = await make_rig()
    await alone.core.orders.stop(0.1)
    alone.core.orders._target = "127.0.0.1:1"
    await alone.core.orders.start()
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await alone.start(alone.order())
    assert reason_of(refused.value) == "SERVICE_UNAVAILABLE"
    assert await alone.one("SELECT count(*) FROM requests") == 0


async def test_a_payment_is_its_buyers_only(rig: Any, reason_of: ReasonOf) -> None:
    started = await rig.start(rig.order())
    for payment_id, user_id in ((started.payment.payment_id, new_id()), (new_id(), rig.buyer)):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await rig.get(payment_id, user_id=user_id)
        assert reason_of(refused.value) == "PAYMENT_NOT_FOUND"


async def test_who_may_call_what(rig: Any, reason_of: ReasonOf) -> None:
    request = payment_service_pb2.StartPaymentRequest(request_id=new_id(), order_id=rig.order())
    with pytest.raises(grpc.aio.AioRpcError) as nobody:
        await rig.stub.StartPayment(request, timeout=5)
    assert reason_of(nobody.value) == "TOKEN_MISSING"
    notice = payment_service_pb2.RecordNoticeRequest(provider="ecpay", kind="notice")
    with pytest.raises(grpc.aio.AioRpcError) as person:
        await rig.stub.RecordNotice(notice, timeout=5, metadata=rig._user(rig.buyer))
    assert reason_of(person.value) == "SERVICE_ONLY"


async def test_a_failed_payment_is_pending_again_with_the_next_attempt(rig: Any) -> None:
    order_id = rig.order()
    first = await rig.start(order_id)
    await rig.record(rig.body(first, RtnCode="10200058"))
    assert await rig.state(first) == ("failed", ["failed"])
    rig.clock.advance(timedelta(minutes=1))
    second = await rig.start(order_id)
    assert await rig.state(second) == ("pending", ["failed", "created"])


async def test_a_provider_that_names_the_attempt_before_it_is_paid(
    rig: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Omise and LINE Pay do: the number is kept, and the same request asks the provider again."""
    asked: list[str] = []

    async def opened(attempt: Attempt) -> Opened:
        asked.append(attempt.provider_ref)
        return Opened(
            redirect=Redirect(url="https://pay.test/1", fields={}), provider_ref="2026010"
        )

    monkeypatch.setattr(rig.core.ecpay, "open", opened)
    order_id, request_id = rig.order(), new_id()
    for _ in range(2):
        started = await rig.start(order_id, request_id=request_id)
        assert (started.redirect.url, dict(started.redirect.fields)) == ("https://pay.test/1", {})
    assert asked == ["", "2026010"]
    assert await rig.one("SELECT provider_ref FROM attempts") == "2026010"
