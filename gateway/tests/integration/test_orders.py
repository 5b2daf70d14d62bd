"""The routes of orders: what goes to the service, what is shown, and the table for Excel."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.tests.driver import ALICE, SHOP, SHOW, Gateway, Services, bearer, reason_of
from nightmarket.order.v1 import delivery_pb2, order_pb2, order_service_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.errors import Forbidden, PreconditionFailed
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_timestamp

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
AT = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
ORDER = new_id()
LIST = f"/v1/shops/{SHOP}/orders"
CSV = f"/v1/shops/{SHOP}/orders.csv"


def alice() -> dict[str, str]:
    return bearer(ALICE) | {"Idempotency-Key": new_id()}


def twd(minor: int) -> money_pb2.Money:
    return money_pb2.Money(currency_code="TWD", amount_minor=minor)


def an_order(**fields: Any) -> order_pb2.Order:
    usual: dict[str, Any] = {
        "order_id": ORDER,
        "order_no": "NM7K2Q9XW4",
        "shop_id": SHOP,
        "state": order_pb2.ORDER_STATE_SHIPPED,
        "lines": [order_pb2.OrderLine(title="Tea", quantity=2, unit_price=twd(39000))],
        "subtotal": twd(78000),
        "shipping": twd(6000),
        "discount": twd(5000),
        "coupon_code": "MOON",
        "total": twd(79000),
        "delivery": delivery_pb2.Delivery(
            kind=delivery_pb2.DELIVERY_KIND_STORE,
            store=delivery_pb2.Store(
                chain=delivery_pb2.STORE_CHAIN_FAMILY_MART, code="012345", name="=夜市"
            ),
        ),
        "contact": order_pb2.Contact(name="林美", phone="+886912345678", address="1 Road\nTaipei"),
        "place_time": to_timestamp(AT),
        "pay_deadline": to_timestamp(AT),
        "carrier": "黑貓宅急便",
        "tracking_no": "9054",
        "refunded": twd(100),
        "due_time": to_timestamp(AT),
        "history": [
            order_pb2.OrderChange(
                version=4,
                state=order_pb2.ORDER_STATE_SHIPPED,
                cause="ship",
                change_time=to_timestamp(AT),
                actor="shop",
            )
        ],
    }
    return order_pb2.Order(**(usual | fields))


async def test_an_order_is_shown_with_its_history(gateway: Gateway, services: Services) -> None:
    services.answers["GetOrder"] = order_service_pb2.GetOrderResponse(order=an_order())
    answer = await gateway.client.get(f"/v1/orders/{ORDER}", headers=bearer(ALICE))
    body = answer.json()
    assert (body["state"], body["carrier"], body["tracking_no"]) == (
        "shipped",
        "黑貓宅急便",
        "9054",
    )
    assert body["delivery"]["store"] == {
        "chain": "family_mart",
        "code": "012345",
        "name": "=夜市",
    }
    assert (body["discount"]["amount_minor"], body["coupon_code"]) == (5000, "MOON")
    assert body["refunded"] == {"currency_code": "TWD", "amount_minor": 100}
    assert body["due_time"] == "2026-11-05T12:00:00Z"
    assert body["history"] == [
        {
            "version": 4,
            "state": "shipped",
            "cause": "ship",
            "time": "2026-11-05T12:00:00Z",
            "actor": "shop",
            "actor_id": "",
            "note": "",
        }
    ]


@pytest.mark.parametrize(
    ("verb", "body", "asked"),
    [
        ("pack", None, {}),
        ("ship", {"carrier": "Post"}, {"carrier": "Post", "tracking_no": ""}),
        ("ship", {"carrier": "Post", "tracking_no": "1"}, {"carrier": "Post", "tracking_no": "1"}),
        ("deliver", None, {}),
        ("cancel", None, {"reason": "", "note": ""}),
        ("cancel", {"reason": "other", "note": "x"}, {"reason": "other", "note": "x"}),
    ],
)
async def test_verbs_go_to_the_service_with_their_key(
    gateway: Gateway, services: Services, verb: str, body: Any, asked: dict[str, str]
) -> None:
    method = f"{verb.title()}Order"
    services.answers[method] = getattr(order_service_pb2, f"{method}Response")(order=an_order())
    path, headers = f"/v1/orders/{ORDER}/{verb}", alice()
    answer = await gateway.client.post(path, json=body, headers=headers)
    assert (answer.status_code, answer.json()["order_id"]) == (200, ORDER)
    request = services.of(method)[-1].request
    assert request.order_id == ORDER
    assert request.request_id
    assert {name: getattr(request, name) for name in asked} == asked
    without_key = await gateway.client.post(path, json=body, headers=bearer(ALICE))
    assert reason_of(without_key) == (400, "IDEMPOTENCY_KEY_MISSING")
    assert reason_of(await gateway.client.post(path, json=body)) == (401, "TOKEN_MISSING")


async def test_what_makes_no_sense_is_refused_at_the_door(gateway: Gateway) -> None:
    for verb, body in (
        ("ship", {}),
        ("ship", {"carrier": ""}),
        ("ship", {"carrier": "x" * 41}),
        ("cancel", {"reason": "because"}),
        ("cancel", {"note": "x" * 201}),
    ):
        answer = await gateway.client.post(f"/v1/orders/{ORDER}/{verb}", json=body, headers=alice())
        assert reason_of(answer) == (400, "BODY_INVALID"), (verb, body)


async def test_a_refusal_keeps_its_reason(gateway: Gateway, services: Services) -> None:
    class WrongState(PreconditionFailed):
        reason = "ORDER_STATE"

    services.answers["PackOrder"] = WrongState(order_id=ORDER, state="refunded")
    answer = await gateway.client.post(f"/v1/orders/{ORDER}/pack", headers=alice())
    assert reason_of(answer) == (409, "ORDER_STATE")
    assert answer.json()["metadata"]["state"] == "refunded"


async def test_filters_reach_the_service(gateway: Gateway, services: Services) -> None:
    services.answers["ListOrders"] = order_service_pb2.ListOrdersResponse(
        orders=[an_order(history=[])], next_page_token="more"
    )
    query = {
        "state": ["paid", "packed"],
        "text": " 678 ",
        "show_id": SHOW,
        "placed_from": "2026-11-05T12:00:00+00:00",
        "page_size": "20",
        "page_token": "t",
    }
    answer = await gateway.client.get(LIST, params=query, headers=bearer(ALICE))
    assert (answer.status_code, answer.json()["next_page_token"]) == (200, "more")
    asked = services.of("ListOrders")[-1].request
    assert asked == order_service_pb2.ListOrdersRequest(
        shop_id=SHOP,
        show_id=SHOW,
        states=[order_pb2.ORDER_STATE_PAID, order_pb2.ORDER_STATE_PACKED],
        text=" 678 ",
        placed_from=to_timestamp(AT),
        page_size=20,
        page_token="t",
    )
    wrong = await gateway.client.get(LIST, params={"state": "lost"}, headers=bearer(ALICE))
    assert wrong.status_code == 400


async def test_the_table_has_every_page_and_no_formula(
    gateway: Gateway, services: Services
) -> None:
    nasty = an_order(
        contact=order_pb2.Contact(
            name='=HYPERLINK("http://evil.example","x")', phone="+886912", address=" @SUM(1)"
        ),
        lines=[
            order_pb2.OrderLine(title="-1+1", quantity=3, unit_price=twd(100)),
            order_pb2.OrderLine(title='茶, "好"\n二', quantity=1, unit_price=twd(39000)),
        ],
    )
    pages = {
        "": order_service_pb2.ListOrdersResponse(orders=[an_order()] * 2, next_page_token="2"),
        "2": order_service_pb2.ListOrdersResponse(orders=[nasty], next_page_token="3"),
        "3": order_service_pb2.ListOrdersResponse(),
    }

    async def page(request: Any) -> order_service_pb2.ListOrdersResponse:
        return pages[request.page_token]

    services.answers["ListOrders"] = page
    answer = await gateway.client.get(CSV, params={"state": "shipped"}, headers=bearer(ALICE))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="orders.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\xef\xbb\xbforder_no,")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["product"] for row in rows] == ["Tea", "Tea", "'-1+1", '茶, "好"\n二']
    assert (rows[0]["unit_price"], rows[0]["line_amount"], rows[0]["subtotal"]) == (
        "390.00",
        "780.00",
        "780.00",
    )
    assert [
        rows[0][name] for name in ("shipping_fee", "discount", "coupon_code", "order_total")
    ] == [
        "60.00",
        "50.00",
        "MOON",
        "790.00",
    ]
    assert [rows[0][name] for name in ("delivery", "store_chain", "store_code", "store_name")] == [
        "store",
        "family_mart",
        "'012345",
        "'=夜市",
    ]
    assert (rows[0]["placed"], rows[0]["paid"]) == ("2026-11-05T12:00:00+00:00", "")
    assert rows[2]["name"] == '\'=HYPERLINK("http://evil.example","x")'
    assert (rows[2]["phone"], rows[2]["address"]) == ("'+886912", "' @SUM(1)")
    asked = services.of("ListOrders")[-1].request
    assert list(asked.states) == [order_pb2.ORDER_STATE_SHIPPED]


async def test_a_refused_table_is_a_refusal_and_no_file(
    gateway: Gateway, services: Services
) -> None:
    class RoleMissing(Forbidden):
        reason = "ROLE_MISSING"

    services.answers["ListOrders"] = RoleMissing(shop_id=SHOP, needed="member")
    answer = await gateway.client.get(CSV, headers=bearer(ALICE))
    assert reason_of(answer) == (403, "ROLE_MISSING")
    assert answer.headers["content-type"].startswith("application/problem+json")
