"""Bad input: each with its documented reason, and nothing changed."""

import asyncio
import base64
import json
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from support.fleet import Fleet

from nightmarket_local.demo.api import Api, Refused, new_key
from nightmarket_local.demo.people import CONTACT, Host, twd

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(90)]
UNKNOWN = "01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d"


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def claims_of(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=="))
    return claims


def forged(token: str, *, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """The token's claims, changed, signed with a key of our own under the real key's id."""
    original = json.loads(base64.urlsafe_b64decode(token.split(".", maxsplit=1)[0] + "=="))
    key = ECKey.generate_key("P-256")
    return str(jwt.encode({**original, **(header or {})}, {**claims_of(token), **changes}, key))


async def reason_with(fleet: Fleet, token: str) -> tuple[int, str]:
    async with httpx.AsyncClient(base_url=fleet.gateway) as client:
        answer = await client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json()["reason"]


async def test_tokens_that_are_not_ours_are_refused(fleet: Fleet, host: Host) -> None:
    good = host.api.token
    tampered = good.split(".")
    tampered[1] = part({**claims_of(good), "sub": UNKNOWN})
    none = f"{part({'alg': 'none', 'typ': 'at+jwt'})}.{part(claims_of(good))}."
    cases = {
        "tampered": ".".join(tampered),
        "other key": forged(good),
        "alg none": none,
        "garbage": "not-a-token",
        "other audience": forged(good, aud=["other"]),
    }
    for name, token in cases.items():
        assert await reason_with(fleet, token) == (401, "TOKEN_INVALID"), name
    async with httpx.AsyncClient(base_url=fleet.gateway) as client:
        assert (await client.get("/v1/me")).json()["reason"] == "TOKEN_MISSING"


async def test_a_session_that_logged_out_is_refused_at_once(fleet: Fleet, host: Host) -> None:
    api = await fleet.person("buyer2")
    await api.post("/v1/auth/logout")
    assert await reason_with(fleet, api.token) == (401, "SESSION_REVOKED")


async def test_another_shops_product_cannot_be_listed_or_put_in_the_cart(
    fleet: Fleet, host: Host
) -> None:
    other = await fleet.host()
    foreign = other.products[0]
    shelf = {"product_ids": [foreign["product_id"]]}
    with pytest.raises(Refused) as refused:
        await host.api.put(f"/v1/shows/{host.show_id}/listings", shelf)
    assert refused.value.reason == "PRODUCT_NOT_IN_SHOP"
    line = {"variant_id": foreign["variants"][0]["variant_id"], "quantity": 1}
    with pytest.raises(Refused) as refused:
        await host.api.post(f"/v1/shops/{host.shop_id}/cart/lines", line)
    assert refused.value.reason == "VARIANT_NOT_IN_SHOP"
    body = {"title": "x", "variants": [{"sku": "x", "prices": [twd(100)], "on_hand": 1}]}
    with pytest.raises(Refused) as refused:
        await host.api.post(f"/v1/shops/{other.shop_id}/products", body)
    assert (refused.value.status, refused.value.reason) == (403, "ROLE_MISSING")


@pytest.mark.parametrize("quantity", [0, -1, 10**9])
async def test_impossible_quantities_are_refused(fleet: Fleet, host: Host, quantity: int) -> None:
    variant = host.products[0]["variants"][0]["variant_id"]
    with pytest.raises(Refused) as refused:
        await host.api.post(
            f"/v1/shops/{host.shop_id}/cart/lines", {"variant_id": variant, "quantity": quantity}
        )
    assert (refused.value.status, refused.value.reason) == (400, "QUANTITY_INVALID")
    assert (await host.api.get(f"/v1/shops/{host.shop_id}/cart"))["lines"] == []


async def test_unknown_things_are_not_found(fleet: Fleet, host: Host) -> None:
    for path, reason in (
        (f"/v1/shows/{UNKNOWN}", "SHOW_NOT_FOUND"),
        (f"/v1/products/{UNKNOWN}", "PRODUCT_NOT_FOUND"),
        (f"/v1/orders/{UNKNOWN}", "ORDER_NOT_FOUND"),
        ("/v1/nothing", "ROUTE_NOT_FOUND"),
    ):
        with pytest.raises(Refused) as refused:
            await host.api.get(path)
        assert (refused.value.status, refused.value.reason) == (404, reason)
    with pytest.raises(Refused) as refused:
        await host.api.get("/v1/shows/not-an-id")
    assert refused.value.reason == "ID_INVALID"


async def filled_cart(fleet: Fleet, host: Host, user: str, *, product: int = 0) -> tuple[Api, Any]:
    api = await fleet.person(user)
    variant = host.products[product]["variants"][0]["variant_id"]
    cart = await api.post(f"/v1/shops/{host.shop_id}/cart/lines", {"variant_id": variant})
    return api, cart


async def test_a_stale_price_is_told_and_nothing_is_ordered(fleet: Fleet, host: Host) -> None:
    api, cart = await filled_cart(fleet, host, "buyer3")
    variant = host.products[0]["variants"][0]["variant_id"]
    await host.api.put(f"/v1/variants/{variant}/price", {"price": twd(99900)})
    order = {"contact": CONTACT, "expected_total": cart["total"]}
    with pytest.raises(Refused) as refused:
        await api.post(f"/v1/shops/{host.shop_id}/orders", order)
    assert (refused.value.status, refused.value.reason) == (409, "PRICE_CHANGED")
    assert (await api.get("/v1/me/orders"))["orders"] == []
    assert (await host.stock())[0]["held"] == 0


async def test_checkout_pressed_twenty_times_at_once_is_one_order(fleet: Fleet, host: Host) -> None:
    api, cart = await filled_cart(fleet, host, "buyer4")
    order, key = {"contact": CONTACT, "expected_total": cart["total"]}, new_key()
    path = f"/v1/shops/{host.shop_id}/orders"
    placed = await asyncio.gather(*(api.post(path, order, key=key) for _ in range(20)))
    assert len({one["order_id"] for one in placed}) == 1
    mine = (await api.get("/v1/me/orders"))["orders"]
    assert [one["shop_id"] for one in mine].count(host.shop_id) == 1
    assert (await host.stock())[0]["held"] == 1
    other = {**order, "contact": {**CONTACT, "name": "別人"}}
    with pytest.raises(Refused) as refused:
        await api.post(path, other, key=key)
    assert refused.value.reason == "REQUEST_ID_REUSED"
    with pytest.raises(Refused) as refused:
        await api._call("POST", path, order, "")
    assert refused.value.reason == "IDEMPOTENCY_KEY_MISSING"


async def test_a_browser_call_with_a_cookie_from_another_site_is_refused(
    fleet: Fleet, host: Host
) -> None:
    cookies = {"nm_at": host.api.token}
    body = {"name": "x", "currency_code": "TWD"}
    headers = {"Idempotency-Key": new_key()}
    async with httpx.AsyncClient(base_url=fleet.gateway, cookies=cookies) as browser:
        evil = {**headers, "Origin": "https://evil.example"}
        refused = await browser.post("/v1/shops", json=body, headers=evil)
        assert (refused.status_code, refused.json()["reason"]) == (403, "ORIGIN_REFUSED")
        silent = await browser.post("/v1/shops", json=body, headers=headers)
        assert silent.json()["reason"] == "ORIGIN_REFUSED"
        own = {**headers, "Origin": fleet.gateway}
        assert (await browser.post("/v1/shops", json=body, headers=own)).status_code == 201


async def test_oversized_and_malformed_bodies_are_problems(fleet: Fleet, host: Host) -> None:
    headers = {"Authorization": f"Bearer {host.api.token}", "Content-Type": "application/json"}
    async with httpx.AsyncClient(base_url=fleet.gateway, headers=headers) as client:
        large = await client.post("/v1/shops", content=b"x" * 70_000)
        assert (large.status_code, large.json()["reason"]) == (413, "BODY_TOO_LARGE")
        broken = await client.post("/v1/shops", content=b"{")
        assert (broken.status_code, broken.json()["reason"]) == (400, "BODY_INVALID")
        unknown = await client.post(
            "/v1/shops",
            json={"name": "x", "currency_code": "TWD", "owner": "me"},
            headers={"Idempotency-Key": new_key()},
        )
        assert unknown.json()["reason"] == "BODY_INVALID"
