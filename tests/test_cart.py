"""Carts under fault: Valkey emptied, cart killed, a guest's cart merged however often it is asked for."""

import asyncio
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from support.fleet import Fleet, eventually

from nightmarket_local.demo.api import Api, new_key
from nightmarket_local.demo.people import Host

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(240)]
WAITING = "carts:changed"


def quantities(cart: dict[str, Any]) -> dict[str, int]:
    return {line["variant_id"]: line["quantity"] for line in cart["lines"]}


def variants_of(host: Host) -> list[str]:
    return [product["variants"][0]["variant_id"] for product in host.products]


async def read(api: Api, host: Host) -> dict[str, int]:
    return quantities(await api.get(f"/v1/shops/{host.shop_id}/cart"))


async def test_a_persons_cart_survives_the_loss_of_valkey_and_a_kill(
    fleet: Fleet, host: Host
) -> None:
    api, (first, second, *_) = await fleet.person("buyer5"), variants_of(host)
    lines = f"/v1/shops/{host.shop_id}/cart/lines"
    valkey = Redis.from_url(fleet.environment["VALKEY_URL"])

    async def is_written() -> bool:
        return int(await valkey.zcard(WAITING)) == 0

    await api.post(lines, {"variant_id": first, "quantity": 3})
    fleet.kill("cart")  # perhaps before the write: the note in Valkey is what the next one finds
    await eventually(is_written, within_s=40)
    await valkey.flushall()
    assert await read(api, host) == {first: 3}
    await api.post(lines, {"variant_id": second, "quantity": 1})
    await eventually(is_written)
    await valkey.flushall()
    fleet.kill("cart")
    assert await read(api, host) == {first: 3, second: 1}
    await valkey.aclose()


async def test_a_guests_cart_is_merged_once_under_doubled_calls(fleet: Fleet, host: Host) -> None:
    api, (first, *_) = await fleet.person("buyer6"), variants_of(host)
    cart = f"/v1/shops/{host.shop_id}/cart"
    await api.post(f"{cart}/lines", {"variant_id": first, "quantity": 2})
    async with httpx.AsyncClient(base_url=fleet.gateway, timeout=20) as guest:
        headers, body = {"Idempotency-Key": new_key()}, {"variant_id": first, "quantity": 3}
        put_in = await guest.post(f"{cart}/lines", json=body, headers=headers)
        shown = {"Guest-Token": put_in.headers["Guest-Token"]}
        assert quantities((await guest.get(cart, headers=shown)).json()) == {first: 3}
        signed = {**shown, "Authorization": f"Bearer {api.token}"}
        answers = await asyncio.gather(*(guest.get(cart, headers=signed) for _ in range(12)))
        assert {answer.headers["Guest-Token"] for answer in answers} == {""}
        # her press, whose answer was lost, comes again with the log-in
        again = await guest.post(f"{cart}/lines", json=body, headers={**headers, **signed})
        assert quantities(again.json()) == {first: 5}
        assert quantities((await guest.get(cart, headers=shown)).json()) == {}
    assert await read(api, host) == {first: 5}
