"""A flash deal and a voucher in the demo: nobody pays less than the host meant, and the first have it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from nightmarket_local.demo.api import Refused, new_key
from nightmarket_local.demo.claims import answers_to
from nightmarket_local.demo.people import CONTACT, twd
from nightmarket_room import Deal, Voucher, entry_id

if TYPE_CHECKING:
    from nightmarket_local.demo.people import Buyer, Host
    from nightmarket_local.demo.story import Story

PRODUCT = 0
DEAL_PRICE = 19900
DEAL_UNITS = 2
DEAL_BUYERS = 3
KEYWORD = "紅包"
VOUCHER_OFF = 5000
WITHIN_S = 15.0


async def deal_round(story: Story, host: Host, buyers: list[Buyer]) -> None:
    """More want it than there are units: those who get one pay the deal's price, the rest are told."""
    product = host.products[PRODUCT]
    story.tell(f"a flash deal: {DEAL_UNITS} of {product['title']} for NT${DEAL_PRICE // 100}")
    deal = await host.api.post(
        f"/v1/shows/{host.show_id}/deals",
        {
            "variant_id": product["variants"][0]["variant_id"],
            "price": twd(DEAL_PRICE),
            "quantity": DEAL_UNITS,
            "per_person": 1,
            "seconds": 120,
        },
    )
    await buyers[0].room.until(lambda entry: isinstance(entry, Deal) and entry.state == "running")
    racing = _free(buyers)[:DEAL_BUYERS]
    for buyer in racing:
        await _put_in(buyer, host)
    ends = await asyncio.gather(*(_order(buyer, host, DEAL_PRICE) for buyer in racing))
    units = min(DEAL_UNITS, len(racing))
    expected = sorted([""] * units + ["DEAL_SOLD_OUT"] * (len(racing) - units))
    story.check(
        "deal: as many as there were, at its price",
        sorted(ends) == expected,
        f"{ends.count('')} bought, {len(ends) - ends.count('')} were told that it is gone",
    )
    winners = [buyer for buyer, end in zip(racing, ends, strict=True) if end == ""]
    await asyncio.gather(*(_paid(buyer) for buyer in winners))
    story.check(
        "who got the deal paid",
        bool(winners) and all(buyer.state == "paid" for buyer in winners),
        ", ".join(buyer.state for buyer in winners),
    )
    await host.api.post(f"/v1/deals/{deal['deal_id']}/stop")


async def voucher_round(story: Story, host: Host, buyers: list[Buyer]) -> None:
    """The first half has one; the very first spends it."""
    racing = _free(buyers)
    units, watching = max(1, len(racing) // 2), buyers[0].room
    story.tell(f"the host drops {units} vouchers of NT${VOUCHER_OFF // 100}: write {KEYWORD}")
    dropped = {"keyword": KEYWORD, "amount_off": twd(VOUCHER_OFF), "minimum": twd(0)}
    await host.api.post(
        f"/v1/shows/{host.show_id}/vouchers",
        dropped | {"units": units, "window_s": 120, "valid_s": 3600},
    )
    await watching.until(lambda entry: isinstance(entry, Voucher) and entry.state == "open")
    begun = time.monotonic()
    said = await asyncio.gather(*(buyer.room.say(KEYWORD) for buyer in racing))
    outcomes = await answers_to(watching, said)
    story.latency("voucher → answered", (time.monotonic() - begun) * 1000, limit_ms=2000)
    in_order = [outcomes[one] for one in sorted(said, key=entry_id)]
    story.check(
        "vouchers: the first ones have one, the others hear that they are gone",
        in_order == ["yours"] * units + ["sold_out"] * (len(said) - units),
        f"{in_order.count('yours')} of {units} taken",
    )
    first = min(zip(said, racing, strict=True), key=lambda one: entry_id(one[0]))[1]
    await _put_in(first, host)
    quote = await _with_voucher(first, host)
    total = quote["price"]["total"]["amount_minor"]
    refused = await _order(first, host, total, coupon=quote["coupon_code"])
    if not refused:
        await _paid(first)
    story.check(
        "who took a voucher paid less with it",
        not refused and first.state == "paid",
        refused or f"NT${quote['price']['discount']['amount_minor'] // 100} off",
    )


def _free(buyers: list[Buyer]) -> list[Buyer]:
    """Nothing is left in their carts."""
    return [buyer for buyer in buyers if not buyer.refused]


async def _put_in(buyer: Buyer, host: Host) -> None:
    line = {
        "variant_id": host.products[PRODUCT]["variants"][0]["variant_id"],
        "quantity": 1,
        "show_id": host.show_id,
    }
    await buyer.api.post(f"/v1/shops/{host.shop_id}/cart/lines", line)


async def _order(buyer: Buyer, host: Host, total: int, *, coupon: str = "") -> str:
    """The reason why not, if there is one."""
    body = {"contact": CONTACT, "expected_total": twd(total), "coupon_code": coupon}
    try:
        order = await buyer.api.post(f"/v1/shops/{host.shop_id}/orders", body, key=new_key())
    except Refused as refused:
        buyer.refused = refused.reason
        return buyer.refused
    buyer.order_id, buyer.state = order["order_id"], ""
    return ""


async def _paid(buyer: Buyer) -> None:
    await buyer.pay()
    await buyer.until_settled()


async def _with_voucher(buyer: Buyer, host: Host) -> dict[str, Any]:
    """The price as soon as order knows of it."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            path = f"/v1/shops/{host.shop_id}/quote?best_voucher=true"
            quote: dict[str, Any] = await buyer.api.get(path)
            if quote["coupon_code"]:
                return quote
            await asyncio.sleep(0.05)
