"""One cart on two devices, one code for many: what may happen once happens once in the whole fleet."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest
from support.fleet import Fleet, eventually

from nightmarket_local.demo.api import Api, Refused, new_key
from nightmarket_local.demo.people import CONTACT, Host, twd

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(240)]


async def put_in(api: Api, host: Host) -> str:
    """One of the first product; answers its variant."""
    variant_id = str(host.products[0]["variants"][0]["variant_id"])
    await api.post(
        f"/v1/shops/{host.shop_id}/cart/lines", {"variant_id": variant_id, "quantity": 1}
    )
    return variant_id


def press(api: Api, host: Host, total: int, **chosen: Any) -> Awaitable[Any]:
    """With a key of its own."""
    body = {"contact": CONTACT, "expected_total": twd(total)} | chosen
    return api.post(f"/v1/shops/{host.shop_id}/orders", body, key=new_key())


async def all_of(*presses: Awaitable[Any]) -> tuple[list[dict[str, Any]], list[Refused]]:
    results = await asyncio.gather(*presses, return_exceptions=True)
    refused = [one for one in results if isinstance(one, Refused)]
    orders = [one for one in results if isinstance(one, dict)]
    assert len(orders) + len(refused) == len(results), results
    return orders, refused


async def is_empty(api: Api, host: Host) -> bool:
    return not (await api.get(f"/v1/shops/{host.shop_id}/cart"))["lines"]


async def test_one_cart_on_two_devices_is_one_order(fleet: Fleet, host: Host) -> None:
    phone, computer = await fleet.person("buyer7"), await fleet.person("buyer7")
    for _ in range(3):
        await put_in(phone, host)
        orders, refused = await all_of(
            *(press(device, host, 32000) for device in (phone, computer) * 4)
        )
        (order,) = orders
        for one in refused:
            assert one.reason in {"CART_ORDERED", "CART_EMPTY"}
            assert one.metadata.get("order_id", order["order_id"]) == order["order_id"]
        await eventually(lambda: is_empty(phone, host))
    assert len((await phone.get("/v1/me/orders"))["orders"]) >= 3
    rows = await fleet.rows("order", "SELECT id FROM orders WHERE shop_id = $1", host.shop_id)
    assert len(rows) == 3


async def test_one_code_with_one_use_for_many_devices(fleet: Fleet, host: Host) -> None:
    fee = {"kind": "home", "fee": twd(8000)}
    await host.api.put(f"/v1/shops/{host.shop_id}/shipping", {"methods": [fee]})
    code = {"code": "moon", "percent_off": 25, "minimum": twd(0), "max_uses": 1}
    await host.api.post(f"/v1/shops/{host.shop_id}/coupons", code)
    people = [await fleet.person(f"buyer{number}") for number in (1, 2, 3, 4)]
    devices = [*people, *[await fleet.person(f"buyer{number}") for number in (1, 2, 3, 4)]]
    for person in people:
        await put_in(person, host)
    quote = await people[0].get(f"/v1/shops/{host.shop_id}/quote?coupon_code=Moon")
    assert quote["price"]["total"] == twd(32000 + 8000 - 8000)
    orders, refused = await all_of(
        *(press(device, host, 32000, coupon_code="MOON") for device in devices)
    )
    (order,) = orders
    assert (order["discount"], order["total"]) == (twd(8000), twd(32000))
    reasons = {one.reason for one in refused}
    assert reasons <= {"COUPON_USED_UP", "CART_ORDERED", "CART_EMPTY"}
    assert "COUPON_USED_UP" in reasons

    async def codes() -> list[dict[str, Any]]:
        listed = await host.api.get(f"/v1/shops/{host.shop_id}/coupons")
        found: list[dict[str, Any]] = listed["coupons"]
        return found

    assert [one["used"] for one in await codes()] == [1]

    async def has_come_back() -> bool:
        return [one["used"] for one in await codes()] == [0]

    await eventually(has_come_back, within_s=60)  # nobody paid
    done = await asyncio.to_thread(fleet.command, "audit")
    assert done.returncode == 0, done.stdout + done.stderr
