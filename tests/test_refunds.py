"""Money back between services: an answer, a packer and a cancel in the same moment."""

import asyncio
from typing import Any

import pytest
from support.fleet import Fleet, eventually

from nightmarket_local.demo.api import Api, Refused
from nightmarket_local.demo.people import Buyer, Host

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(180)]


async def asked(fleet: Fleet, host: Host, user: str) -> tuple[Buyer, dict[str, Any]]:
    """A packed order all of whose money its buyer asks back."""
    api = await fleet.person(user)
    buyer = Buyer(api=api, room=fleet.room(host.show_id, api))
    await buyer.buy(host, product=host.products[0])
    assert buyer.state == "paid"
    await host.api.post(f"/v1/orders/{buyer.order_id}/pack")
    total = host.products[0]["variants"][0]["prices"][0]
    ask = await api.post(
        f"/v1/orders/{buyer.order_id}/refund-asks", {"amount": total, "reason": "changed_mind"}
    )
    return buyer, ask


async def tried(call: Any) -> str:
    try:
        await call
    except Refused as refused:
        return str(refused.reason)
    return ""


async def money_of(api: Api, buyer: Buyer) -> dict[str, Any]:
    found: dict[str, Any] = await api.get(f"/v1/orders/{buyer.order_id}/money")
    return found


async def test_an_answer_against_a_packer_and_a_cancel(fleet: Fleet, host: Host) -> None:
    await fleet.dial("ecpay", card_state="closed")
    pairs = [await asked(fleet, host, f"buyer{n}") for n in range(1, 7)]

    async def race(number: int, buyer: Buyer, ask: dict[str, Any]) -> tuple[str, str]:
        path = f"/v1/orders/{buyer.order_id}"
        other = (
            host.api.post(f"{path}/ship", {"carrier": "Post"})
            if number % 2
            else host.api.post(f"{path}/cancel", {"reason": "out_of_stock"})
        )
        answers = [
            host.api.post(f"/v1/refund-asks/{ask['ask_id']}/answer", {"accept": True})
            for _ in range(2)
        ]
        first, second, third = await asyncio.gather(*map(tried, (*answers, other)))
        return (first if first != "" else second), third

    results = await asyncio.gather(
        *(race(number, buyer, ask) for number, (buyer, ask) in enumerate(pairs))
    )
    for (buyer, _), (answered, _) in zip(pairs, results, strict=True):
        allowed = {"", "ORDER_CHANGED", "REFUND_ASK_NOT_OPEN", "REFUND_TOO_LARGE"}
        assert answered in allowed
        order = await buyer.api.get(f"/v1/orders/{buyer.order_id}")

        async def settled(buyer: Buyer = buyer, state: str = order["state"]) -> bool:
            """Given up: all of it goes back, once. Shipped: nothing, or all by a word that came after."""
            seen = await money_of(buyer.api, buyer)
            back = sum(one["amount"]["amount_minor"] for one in seen["refunds"])
            (ask,) = seen["asks"]
            total = seen["payment"]["amount"]["amount_minor"]
            if state == "cancelled":
                return bool(back == total and ask["state"] == "accepted" and ask["refund_id"])
            return bool(back == (total if ask["state"] == "accepted" else 0))

        assert order["state"] in {"cancelled", "shipped"}
        await eventually(settled, within_s=30)
    audit = await asyncio.to_thread(fleet.command, "audit")
    assert audit.returncode == 0, audit.stdout
