"""The routes of the checkout: what goes to the service, and what is shown."""

from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from gateway.tests.driver import ALICE, BOB, SHOP, SHOW, Gateway, Services, bearer, reason_of
from nightmarket.order.v1 import (
    address_service_pb2,
    coupon_pb2,
    delivery_pb2,
    order_pb2,
    order_service_pb2,
)
from nightmarket.order.v1 import checkout_service_pb2 as pb
from nightmarket.type.v1 import money_pb2, refusal_pb2
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
STORE_JSON = {"chain": "hi_life", "code": "1234", "name": "夜市店"}
STORE = delivery_pb2.Delivery(
    kind=delivery_pb2.DELIVERY_KIND_STORE,
    store=delivery_pb2.Store(chain=delivery_pb2.STORE_CHAIN_HI_LIFE, code="1234", name="夜市店"),
)


def alice() -> dict[str, str]:
    return bearer(ALICE) | {"Idempotency-Key": new_id()}


def twd(minor: int) -> money_pb2.Money:
    return money_pb2.Money(currency_code="TWD", amount_minor=minor)


def json_twd(minor: int) -> dict[str, Any]:
    return {"currency_code": "TWD", "amount_minor": minor}


async def test_a_quote_is_told_with_its_parts(gateway: Gateway, services: Services) -> None:
    method = delivery_pb2.ShippingMethod(
        kind=delivery_pb2.DELIVERY_KIND_STORE,
        fee=twd(6000),
        free_from=twd(90000),
        chains=[delivery_pb2.STORE_CHAIN_OK_MART],
    )
    services.answers["QuoteOrder"] = pb.QuoteOrderResponse(
        methods=[method],
        delivery=delivery_pb2.DELIVERY_KIND_STORE,
        price=pb.Price(subtotal=twd(100), shipping=twd(6000), discount=twd(0), total=twd(6100)),
        coupon_code="MOON",
        coupon_refusal=refusal_pb2.Refusal(reason="COUPON_UNKNOWN", metadata={"code": "MOON"}),
        vouchers=[
            pb.MyVoucher(
                code="V1",
                voucher_id=SHOW,
                percent_off=10,
                most_off=twd(5000),
                minimum=twd(90000),
                until_time=Timestamp(seconds=1_795_500_000),
                refusal=refusal_pb2.Refusal(reason="COUPON_MINIMUM", metadata={"code": "V1"}),
            )
        ],
    )
    path = f"/v1/shops/{SHOP}/quote"
    asked = {"delivery": "store", "coupon_code": "moon", "best_voucher": "true"}
    answer = await gateway.client.get(path, params=asked, headers=bearer(ALICE))
    assert answer.json() == {
        "methods": [
            {
                "kind": "store",
                "fee": json_twd(6000),
                "free_from": json_twd(90000),
                "chains": ["ok_mart"],
            }
        ],
        "delivery": "store",
        "price": {
            "subtotal": json_twd(100),
            "shipping": json_twd(6000),
            "discount": json_twd(0),
            "total": json_twd(6100),
        },
        "problem": None,
        "coupon_code": "MOON",
        "coupon_refusal": {"reason": "COUPON_UNKNOWN", "metadata": {"code": "MOON"}},
        "vouchers": [
            {
                "code": "V1",
                "voucher_id": SHOW,
                "amount_off": None,
                "percent_off": 10,
                "most_off": json_twd(5000),
                "minimum": json_twd(90000),
                "until_time": "2026-11-24T06:00:00Z",
                "discount": None,
                "refusal": {"reason": "COUPON_MINIMUM", "metadata": {"code": "V1"}},
            }
        ],
    }
    request = services.of("QuoteOrder")[-1].request
    assert (request.delivery, request.coupon_code) == (delivery_pb2.DELIVERY_KIND_STORE, "moon")
    assert request.best_voucher
    assert reason_of(await gateway.client.get(path)) == (401, "TOKEN_MISSING")


async def test_an_order_goes_out_with_store_and_code(gateway: Gateway, services: Services) -> None:
    services.answers["PlaceOrder"] = order_service_pb2.PlaceOrderResponse(
        order=order_pb2.Order(
            order_id=new_id(), shop_id=SHOP, state=order_pb2.ORDER_STATE_PLACED, total=twd(100)
        )
    )
    body = {
        "contact": {"name": "Mei", "phone": "0912345678", "address": ""},
        "expected_total": json_twd(100),
    }
    path = f"/v1/shops/{SHOP}/orders"
    chosen = {"delivery": {"kind": "store", "store": STORE_JSON}, "coupon_code": "moon"}
    answer = await gateway.client.post(path, json=body | chosen, headers=alice())
    assert answer.status_code == 201
    # a service that does not tell the parts yet
    assert (answer.json()["subtotal"], answer.json()["shipping"]) == (json_twd(100), json_twd(0))
    request = services.of("PlaceOrder")[-1].request
    assert (request.delivery, request.coupon_code) == (STORE, "moon")
    await gateway.client.post(path, json=body, headers=alice())
    request = services.of("PlaceOrder")[-1].request
    assert not request.HasField("delivery")


async def test_shipping_and_codes_reach_the_service(gateway: Gateway, services: Services) -> None:
    services.answers["SetShipping"] = pb.SetShippingResponse()
    methods = [{"kind": "store", "fee": json_twd(6000), "chains": ["seven_eleven"]}]
    path = f"/v1/shops/{SHOP}/shipping"
    answer = await gateway.client.put(path, json={"methods": methods}, headers=alice())
    assert (answer.status_code, answer.json()) == (200, {"methods": []})
    (method,) = services.of("SetShipping")[-1].request.methods
    assert (method.fee, list(method.chains)) == (
        twd(6000),
        [delivery_pb2.STORE_CHAIN_SEVEN_ELEVEN],
    )
    stored = coupon_pb2.Coupon(
        coupon_id=new_id(), shop_id=SHOP, code="MOON", percent_off=5, minimum=twd(0), used=3
    )
    services.answers["CreateCoupon"] = pb.CreateCouponResponse(coupon=stored)
    services.answers["StopCoupon"] = pb.StopCouponResponse(coupon=stored)
    services.answers["ListCoupons"] = pb.ListCouponsResponse(coupons=[stored])
    path = f"/v1/shops/{SHOP}/coupons"
    made = await gateway.client.post(
        path,
        json={"code": "moon", "percent_off": 5, "minimum": json_twd(0), "max_uses": 7},
        headers=alice(),
    )
    assert (made.status_code, made.json()["code"], made.json()["amount_off"]) == (201, "MOON", None)
    sent = services.of("CreateCoupon")[-1].request.coupon
    assert (sent.shop_id, sent.code, sent.percent_off, sent.max_uses) == (SHOP, "moon", 5, 7)
    assert not sent.HasField("amount_off")
    listed = await gateway.client.get(path, headers=bearer(ALICE))
    assert [one["used"] for one in listed.json()["coupons"]] == [3]
    stopped = await gateway.client.post(f"{path}/{stored.coupon_id}/stop", headers=alice())
    assert stopped.status_code == 200
    assert services.of("StopCoupon")[-1].request.coupon_id == stored.coupon_id


async def test_addresses_reach_the_service(gateway: Gateway, services: Services) -> None:
    stored = address_service_pb2.Address(
        address_id=new_id(),
        contact=order_pb2.Contact(name="Mei", phone="0912345678"),
        delivery=STORE,
        is_default=True,
    )
    services.answers["SaveAddress"] = address_service_pb2.SaveAddressResponse(address=stored)
    services.answers["ListAddresses"] = address_service_pb2.ListAddressesResponse(
        addresses=[stored]
    )
    services.answers["DeleteAddress"] = address_service_pb2.DeleteAddressResponse()
    path = "/v1/me/addresses"
    body = {
        "contact": {"name": "Mei", "phone": "0912345678", "address": ""},
        "delivery": {"kind": "store", "store": STORE_JSON},
        "is_default": True,
    }
    shown = body | {"address_id": stored.address_id}
    added = await gateway.client.post(path, json=body, headers=alice())
    assert (added.status_code, added.json()) == (201, shown)
    sent = services.of("SaveAddress")[-1].request.address
    assert (sent.address_id, sent.delivery, sent.contact.name) == ("", STORE, "Mei")
    one = f"{path}/{stored.address_id}"
    changed = await gateway.client.put(one, json=body, headers=alice())
    assert changed.json() == shown
    assert services.of("SaveAddress")[-1].request.address == stored
    listed = await gateway.client.get(path, headers=bearer(ALICE))
    assert listed.json() == {"addresses": [shown]}
    gone = await gateway.client.delete(one, headers=alice())
    assert gone.status_code == 204
    assert services.of("DeleteAddress")[-1].request.address_id == stored.address_id
    assert reason_of(await gateway.client.get(path)) == (401, "TOKEN_MISSING")


async def test_codes_are_not_tried_out(gateway: Gateway, services: Services) -> None:
    services.answers["QuoteOrder"] = pb.QuoteOrderResponse()
    path, headers = f"/v1/shops/{SHOP}/quote", bearer(BOB)
    most = gateway.settings.rate_coupon_per_min
    asked = [
        (await gateway.client.get(path, params={"coupon_code": f"code{n}"}, headers=headers))
        for n in range(most + 1)
    ]
    assert {one.status_code for one in asked[:most]} == {200}
    assert reason_of(asked[most]) == (429, "RATE_LIMITED")
    assert (await gateway.client.get(path, headers=headers)).status_code == 200  # none, no limit


async def test_what_makes_no_sense_is_refused_at_the_door(gateway: Gateway) -> None:
    for path, body in (
        ("coupons", {"code": "moon"}),
        ("coupons", {"code": "moon", "minimum": json_twd(0), "percent_off": 101}),
    ):
        answer = await gateway.client.post(f"/v1/shops/{SHOP}/{path}", json=body, headers=alice())
        assert reason_of(answer) == (400, "BODY_INVALID"), (path, body)
    for asked in ({"delivery": "drone"}, {"coupon_code": "x" * 61}):
        answer = await gateway.client.get(
            f"/v1/shops/{SHOP}/quote", params=asked, headers=bearer(ALICE)
        )
        assert answer.status_code == 400, asked
