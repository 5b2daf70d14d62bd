"""The routes of money: what goes to the service, and what is shown."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.tests.driver import ALICE, SHOP, Gateway, Services, bearer, reason_of
from nightmarket.payment.v1 import (
    difference_pb2,
    payment_pb2,
    payment_service_pb2,
    refund_ask_pb2,
)
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_timestamp

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
AT = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
ORDER, ASK, PAYMENT, DIFFERENCE = (new_id() for _ in range(4))
MONEY = {"currency_code": "TWD", "amount_minor": 50000}


def twd(minor: int) -> money_pb2.Money:
    return money_pb2.Money(currency_code="TWD", amount_minor=minor)


def alice() -> dict[str, str]:
    return bearer(ALICE) | {"Idempotency-Key": new_id()}


def a_payment() -> payment_pb2.Payment:
    return payment_pb2.Payment(
        payment_id=PAYMENT,
        order_id=ORDER,
        provider="ecpay",
        state=payment_pb2.PAYMENT_STATE_SETTLED,
        amount=twd(168800),
        refunded=twd(0),
        create_time=to_timestamp(AT),
        settle_time=to_timestamp(AT),
    )


def an_ask(**fields: Any) -> refund_ask_pb2.RefundAsk:
    usual: dict[str, Any] = {
        "ask_id": ASK,
        "payment_id": PAYMENT,
        "order_id": ORDER,
        "order_no": "NM7K2Q9XW4",
        "state": refund_ask_pb2.REFUND_ASK_STATE_OPEN,
        "amount": twd(50000),
        "reason": "damaged",
        "ask_time": to_timestamp(AT),
        "answer_by_time": to_timestamp(AT),
    }
    return refund_ask_pb2.RefundAsk(**(usual | fields))


async def test_an_orders_money_is_told_whole(gateway: Gateway, services: Services) -> None:
    services.answers["GetOrderMoney"] = payment_service_pb2.GetOrderMoneyResponse(
        payment=a_payment(),
        entries=[
            refund_ask_pb2.MoneyEntry(
                kind="code_issued",
                entry_time=to_timestamp(AT),
                attempt=1,
                provider="ecpay",
                amount=twd(168800),
                pay_until_time=to_timestamp(AT),
            )
        ],
        asks=[an_ask()],
        askable=twd(118800),
    )
    answer = await gateway.client.get(f"/v1/orders/{ORDER}/money", headers=bearer(ALICE))
    body = answer.json()
    assert body["askable"] == {"currency_code": "TWD", "amount_minor": 118800}
    assert (body["unaskable"], body["ask_until_time"]) == ("", None)
    assert body["entries"][0]["pay_until_time"] == "2026-11-05T12:00:00Z"
    assert (body["asks"][0]["state"], body["asks"][0]["answer_time"]) == ("open", None)


@pytest.mark.parametrize(
    ("path", "method", "body", "asked"),
    [
        (
            f"/v1/orders/{ORDER}/refund-asks",
            "AskRefund",
            {"amount": MONEY, "reason": "damaged", "note": "x"},
            {"order_id": ORDER, "reason": "damaged", "note": "x"},
        ),
        (f"/v1/refund-asks/{ASK}/withdraw", "WithdrawRefundAsk", None, {"ask_id": ASK}),
        (
            f"/v1/refund-asks/{ASK}/answer",
            "AnswerRefundAsk",
            {"accept": True},
            {"ask_id": ASK, "accept": True, "decline_reason": ""},
        ),
        (
            f"/v1/refund-asks/{ASK}/answer",
            "AnswerRefundAsk",
            {"accept": False, "decline_reason": "used", "note": "worn"},
            {"accept": False, "decline_reason": "used", "note": "worn"},
        ),
    ],
    ids=["ask", "withdraw", "accept", "decline"],
)
async def test_asks_and_answers_go_with_their_key(
    gateway: Gateway, services: Services, path: str, method: str, body: Any, asked: dict[str, Any]
) -> None:
    services.answers[method] = getattr(payment_service_pb2, f"{method}Response")(ask=an_ask())
    answer = await gateway.client.post(path, json=body, headers=alice())
    assert (answer.status_code // 100, answer.json()["ask_id"]) == (2, ASK)
    request = services.of(method)[-1].request
    assert request.request_id
    assert {name: getattr(request, name) for name in asked} == asked
    without_key = await gateway.client.post(path, json=body, headers=bearer(ALICE))
    assert reason_of(without_key) == (400, "IDEMPOTENCY_KEY_MISSING")


async def test_what_makes_no_sense_is_refused_at_the_door(gateway: Gateway) -> None:
    for path, body in (
        (f"/v1/orders/{ORDER}/refund-asks", {"amount": MONEY, "reason": "because"}),
        (
            f"/v1/orders/{ORDER}/refund-asks",
            {"amount": MONEY, "reason": "other", "note": "x" * 301},
        ),
        (f"/v1/refund-asks/{ASK}/answer", {"accept": False, "decline_reason": "no"}),
        (f"/v1/differences/{DIFFERENCE}/settle", {"settlement": "forgotten"}),
    ):
        answer = await gateway.client.post(path, json=body, headers=alice())
        assert reason_of(answer) == (400, "BODY_INVALID"), (path, body)


async def test_a_shops_lists(gateway: Gateway, services: Services) -> None:
    services.answers["ListRefundAsks"] = payment_service_pb2.ListRefundAsksResponse(asks=[an_ask()])
    services.answers["ListPayments"] = payment_service_pb2.ListPaymentsResponse(
        payments=[
            payment_service_pb2.ShopPayment(
                payment=a_payment(), order_no="NM1", day="2026-11-05", by_hand=1
            )
        ],
        days=[payment_service_pb2.DaySum(day="2026-11-05", came=twd(168800), went_back=twd(0))],
        next_page_token="more",
    )
    path = f"/v1/shops/{SHOP}"
    asks = await gateway.client.get(f"{path}/refund-asks?state=answered", headers=bearer(ALICE))
    assert asks.json()["asks"][0]["order_no"] == "NM7K2Q9XW4"
    assert services.of("ListRefundAsks")[-1].request.answered
    found = await gateway.client.get(f"{path}/payments?state=refund_due", headers=bearer(ALICE))
    body = found.json()
    assert (body["payments"][0]["by_hand"], body["next_page_token"]) == (1, "more")
    assert body["days"][0]["came"]["amount_minor"] == 168800
    states = list(services.of("ListPayments")[-1].request.states)
    assert states == [payment_pb2.PAYMENT_STATE_REFUND_DUE]


async def test_differences_are_seen_and_settled(gateway: Gateway, services: Services) -> None:
    difference = difference_pb2.Difference(
        difference_id=DIFFERENCE,
        kind="missing_at_provider",
        state=difference_pb2.DIFFERENCE_STATE_OPEN,
        provider="ecpay",
        day="2026-11-05",
        reference="D1",
        order_id=ORDER,
        order_no="NM1",
        ours=twd(168800),
        history=[difference_pb2.DifferenceChange(act="opened", change_time=to_timestamp(AT))],
    )
    services.answers["ListDifferences"] = payment_service_pb2.ListDifferencesResponse(
        differences=[difference],
        days=[difference_pb2.ComparedDay(provider="ecpay", day="2026-11-05", code="unreachable")],
    )
    services.answers["SettleDifference"] = payment_service_pb2.SettleDifferenceResponse(
        difference=difference
    )
    path = f"/v1/shops/{SHOP}/differences"
    body = (await gateway.client.get(path, headers=bearer(ALICE))).json()
    (one,) = body["differences"]
    assert (one["ours"]["amount_minor"], one["theirs"]) == (168800, None)
    assert body["days"][0]["compare_time"] is None
    answer = await gateway.client.post(
        f"/v1/differences/{DIFFERENCE}/settle",
        json={"settlement": "other", "note": "x"},
        headers=alice(),
    )
    assert answer.json()["difference_id"] == DIFFERENCE
    request = services.of("SettleDifference")[-1].request
    assert (request.settlement, request.note) == ("other", "x")
