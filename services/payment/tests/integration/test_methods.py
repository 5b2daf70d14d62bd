"""The buyer chooses how to pay with us; the provider's page does not ask again."""

from typing import Any

import grpc
import pytest

from nightmarket.payment.v1 import payment_service_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
CHOICES = {"card": "Credit", "atm": "ATM", "cvs": "CVS"}
RTN_CODE = {"atm": "2", "cvs": "10100073"}
OF_ATM = {"BankCode": "004", "vAccount": "0819000000000001", "ExpireDate": "2099/01/08"}


async def refusal(rig: Any, reason_of: Any, order_id: str, **changes: str) -> str:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await rig.start(order_id, **changes)
    return str(reason_of(caught.value))


async def listed(rig: Any, currency: str) -> list[tuple[str, int, int]]:
    """Without a token: a guest at the checkout sees them, too."""
    request = payment_service_pb2.ListPaymentMethodsRequest(currency_code=currency)
    answer = await rig.stub.ListPaymentMethods(request, timeout=10)
    assert {one.provider for one in answer.methods} <= {"ecpay"}
    return [(one.method, one.least.amount_minor, one.most.amount_minor) for one in answer.methods]


async def test_what_is_offered_is_what_the_contract_says(make_rig: Any) -> None:
    rig = await make_rig(ecpay_methods="cvs=33-6000, card=5-199999")
    assert await listed(rig, "TWD") == [("cvs", 3_300, 600_000), ("card", 500, 19_999_900)]
    assert await listed(rig, "THB") == []


@pytest.mark.parametrize("method", ["card", "atm", "cvs"])
async def test_the_providers_page_offers_what_was_chosen_and_nothing_else(
    rig: Any, method: str
) -> None:
    started = await rig.start(rig.order(), method=method)
    assert started.redirect.fields["ChoosePayment"] == CHOICES[method]
    assert "IgnorePayment" not in started.redirect.fields
    assert started.payment.method == method
    page = await rig.checkout(started)
    assert bool(page["payment_info"]) == (method != "card")


async def test_without_a_choice_the_page_asks_as_before(make_rig: Any) -> None:
    rig = await make_rig(ecpay_choose_payment="ALL")
    started = await rig.start(rig.order())
    assert started.redirect.fields["ChoosePayment"] == "ALL"
    assert started.payment.method == ""


@pytest.mark.parametrize(
    ("method", "minor", "fits"),
    [
        ("cvs", 600_000, True),
        ("cvs", 600_100, False),
        ("cvs", 3_200, False),
        ("atm", 4_999_900, True),
        ("atm", 5_000_000, False),
        ("card", 5_000_000, True),
    ],
)
async def test_an_amount_outside_of_the_bounds_is_refused_before_anything_is_opened(
    rig: Any, reason_of: Any, method: str, minor: int, *, fits: bool
) -> None:
    order_id = rig.order(
        minor=minor, total=money_pb2.Money(currency_code="TWD", amount_minor=minor)
    )
    if fits:
        assert (await rig.start(order_id, method=method)).payment.method == method
    else:
        assert await refusal(rig, reason_of, order_id, method=method) == "AMOUNT_NOT_CHARGEABLE"
        assert await rig.one("SELECT count(*) FROM payments") == 0


@pytest.mark.parametrize("method", ["cvs", "cowries"])
async def test_what_is_not_offered_is_refused(make_rig: Any, reason_of: Any, method: str) -> None:
    rig = await make_rig(ecpay_methods="card=5-199999")
    order_id = rig.order()
    refused = await refusal(rig, reason_of, order_id, method=method)
    assert refused == "PAYMENT_METHOD_NOT_OFFERED"
    assert await rig.one("SELECT count(*) FROM payments") == 0


async def test_another_way_is_another_attempt_and_the_same_press_is_the_same(
    rig: Any, reason_of: Any
) -> None:
    order_id, press = rig.order(), new_id()
    first = await rig.start(order_id, method="atm", request_id=press)
    assert (await rig.start(order_id, method="atm", request_id=press)) == first
    changed = await refusal(rig, reason_of, order_id, method="cvs", request_id=press)
    assert changed == "REQUEST_ID_REUSED"
    second = await rig.start(order_id, method="card")
    assert second.payment.payment_id == first.payment.payment_id
    assert second.payment.method == "card"
    money = await rig.core.queries.order_money(order_id)
    assert [(one.kind, one.method) for one in money.entries] == [
        ("started", "atm"),
        ("started", "card"),
    ]


async def test_a_code_and_then_a_card_are_paid_once(rig: Any) -> None:
    """The code goes on working at the bank: money that comes by it, too, goes back."""
    order_id = rig.order()
    by_code = await rig.start(order_id, method="atm")
    await rig.record(rig.body(by_code, RtnCode="2", SimulatePaid=None, **OF_ATM))
    by_card = await rig.start(order_id, method="card")
    assert (await rig.get(by_card.payment.payment_id)).pay_code.number == OF_ATM["vAccount"]
    await rig.record(rig.body(by_card))
    seen = await rig.get(by_card.payment.payment_id)
    assert (seen.method, seen.HasField("pay_code")) == ("card", False)
    await rig.record(rig.body(by_code, PaymentType="ATM_BOT", TradeNo="2601010908070002"))
    assert await rig.state(by_card) == ("settled", ["refund_due", "settled"])
    assert await rig.refunds(by_card.payment.payment_id) == [("open", 168_800, "")]
    assert await rig.told("payment.settled", order_id) == 1


async def test_of_two_codes_the_newest_is_shown_and_the_older_one_still_pays(rig: Any) -> None:
    order_id = rig.order()
    by_bank = await rig.start(order_id, method="atm")
    await rig.record(rig.body(by_bank, RtnCode="2", SimulatePaid=None, **OF_ATM))
    at_store = await rig.start(order_id, method="cvs")
    code = {"PaymentNo": "LLL26001234567", "ExpireDate": "2099/01/08 09:08:07"}
    await rig.record(rig.body(at_store, RtnCode="10100073", SimulatePaid=None, **code))
    assert (await rig.get(at_store.payment.payment_id)).pay_code.number == code["PaymentNo"]
    await rig.record(rig.body(by_bank, PaymentType="ATM_BOT"))
    assert await rig.state(at_store) == ("settled", ["settled", "pending"])
    assert (await rig.get(at_store.payment.payment_id)).method == "atm"
