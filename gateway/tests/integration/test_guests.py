import asyncio

import pytest

from gateway.tests.driver import ALICE, ORIGIN, SHOP, Gateway, Services, bearer
from nightmarket.cart.v1 import cart_pb2, cart_service_pb2
from nightmarket_gateway.guests import HEADER, read, sign
from nightmarket_kit.core.errors import Unauthenticated
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
SECRET = "a secret that signs the ids of guests"
LINES = f"/v1/shops/{SHOP}/cart/lines"
CART = f"/v1/shops/{SHOP}/cart"
COOKIE = "__Host-nm_guest"


def key() -> dict[str, str]:
    return {"Idempotency-Key": new_id()}


@pytest.fixture(autouse=True)
def answers(services: Services) -> None:
    cart = cart_pb2.Cart(shop_id=SHOP)
    services.answers["AddLine"] = cart_service_pb2.AddLineResponse(cart=cart)
    services.answers["GetCart"] = cart_service_pb2.GetCartResponse(cart=cart)
    services.answers["MergeGuest"] = cart_service_pb2.MergeGuestResponse(done=True)


async def test_a_browsers_guest_is_in_a_cookie(gateway: Gateway, services: Services) -> None:
    body, headers = {"variant_id": SHOP}, {"Origin": ORIGIN, **key()}
    answer = await gateway.client.post(LINES, json=body, headers=headers)
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=2592000"):
        assert part in cookie
    assert HEADER not in answer.headers
    (call,) = services.of("AddLine")
    value = cookie.split("=", 1)[1].split(";")[0]
    assert read(value, secret=SECRET) == call.request.guest_id
    await gateway.client.get(CART, headers={"Cookie": f"{COOKIE}={value}"})
    assert services.of("GetCart")[0].request.guest_id == call.request.guest_id


async def test_an_apps_guest_is_in_a_header(gateway: Gateway, services: Services) -> None:
    first = await gateway.client.post(LINES, json={"variant_id": SHOP}, headers=key())
    token = first.headers[HEADER]
    assert "set-cookie" not in first.headers
    again = await gateway.client.post(
        LINES, json={"variant_id": SHOP}, headers={HEADER: token, **key()}
    )
    assert again.headers[HEADER] == token
    assert len({call.request.guest_id for call in services.of("AddLine")}) == 1


@pytest.mark.parametrize("forged", ["", "x", f"{SHOP}.", f"{SHOP}.{'0' * 64}", "é.ü"])
async def test_a_forged_guest_is_nobody(gateway: Gateway, services: Services, forged: str) -> None:
    assert read(forged, secret=SECRET) == ""
    other = sign(SHOP, secret="another secret that signs ids of guests")
    answer = await gateway.client.get(CART, headers={HEADER: other})
    assert answer.json() == {"shop_id": SHOP, "lines": [], "total": None}
    assert not services.calls


async def test_a_strange_page_changes_no_guests_cart(gateway: Gateway, services: Services) -> None:
    cookie = f"{COOKIE}={sign(new_id(), secret=SECRET)}"
    for headers in ({"Origin": "https://evil.test"}, {"Cookie": cookie}):
        answer = await gateway.client.post(
            LINES, json={"variant_id": SHOP}, headers={**headers, **key()}
        )
        assert answer.json()["reason"] == "ORIGIN_REFUSED"
    assert not services.calls


async def test_a_signed_in_call_merges_and_ends_the_guest(
    gateway: Gateway, services: Services
) -> None:
    guest = new_id()
    token = sign(guest, secret=SECRET)
    answers = await asyncio.gather(
        gateway.client.get(CART, headers={**bearer(), "Cookie": f"{COOKIE}={token}"}),
        gateway.client.get(CART, headers={**bearer(), HEADER: token}),
    )
    assert f'{COOKIE}=""' in answers[0].headers["set-cookie"]
    assert answers[1].headers[HEADER] == ""
    assert [call.request.guest_id for call in services.of("MergeGuest")] == [guest, guest]
    assert all(call.metadata["authorization"] for call in services.of("MergeGuest"))
    assert {call.request.guest_id for call in services.of("GetCart")} == {""}


async def test_the_guest_stays_while_carts_are_left(gateway: Gateway, services: Services) -> None:
    services.answers["MergeGuest"] = cart_service_pb2.MergeGuestResponse(done=False)
    token = sign(new_id(), secret=SECRET)
    answer = await gateway.client.get(CART, headers={**bearer(), "Cookie": f"{COOKIE}={token}"})
    assert "set-cookie" not in answer.headers


async def test_one_press_has_one_id_before_and_after_the_log_in(
    gateway: Gateway, services: Services
) -> None:
    press, body = key(), {"variant_id": SHOP}
    await gateway.client.post(LINES, json=body, headers=press)
    await gateway.client.post(LINES, json=body, headers={**bearer(ALICE), **press})
    assert len({call.request.request_id for call in services.of("AddLine")}) == 1


async def test_whose_access_ran_out_is_no_guest(gateway: Gateway, services: Services) -> None:
    headers = {"Origin": ORIGIN, "Cookie": "__Host-nm_rt=old", **key()}
    answer = await gateway.client.post(LINES, json={"variant_id": SHOP}, headers=headers)
    assert answer.json()["reason"] == "TOKEN_MISSING"
    services.answers["RefreshSession"] = Unauthenticated(reason="SESSION_ENDED")
    over = await gateway.client.post("/v1/auth/refresh", json={}, headers=headers)
    assert over.status_code == 401
    assert '__Host-nm_rt=""' in over.headers["set-cookie"]
    services.answers["RefreshSession"] = Unauthenticated(reason="REFRESH_IN_PROGRESS")
    wait = await gateway.client.post("/v1/auth/refresh", json={}, headers=headers)
    assert "set-cookie" not in wait.headers


async def test_an_order_needs_a_person(gateway: Gateway, services: Services) -> None:
    headers = {HEADER: sign(new_id(), secret=SECRET), **key()}
    order = {
        "contact": {"name": "A", "phone": "0912345678", "address": "Here 1"},
        "expected_total": {"currency": "TWD", "amount_minor": 100},
    }
    answer = await gateway.client.post(f"/v1/shops/{SHOP}/orders", json=order, headers=headers)
    assert answer.json()["reason"] == "TOKEN_MISSING"
    assert not services.of("PlaceOrder")
