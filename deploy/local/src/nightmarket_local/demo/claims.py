"""A "+1" round in the demo: who wrote first has it, the rest wait, and everybody can check the order."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from nightmarket_room import Claims, Listing, entry_id

if TYPE_CHECKING:
    from nightmarket_local.demo.people import Buyer, Host
    from nightmarket_local.demo.story import Story
    from nightmarket_room import Entry, Seat

KEYWORD = "A2"
COMMENTS = ("A2+1", "A2 加一", "เอฟ A2", "A2ください", "cf a2", "Ａ２＋１", "A2 x1 please")
PRODUCT = 1
WITHIN_S = 30.0


async def claim_round(story: Story, host: Host, buyers: list[Buyer]) -> None:
    """The host opens it for half as many as there are buyers; the first in line pays."""
    units = max(1, len(buyers) // 2)
    product, watching = host.products[PRODUCT], buyers[0].room
    path = f"/v1/shows/{host.show_id}/claim-listings/{product['product_id']}"
    story.tell(f"the host opens claims: {units} for whoever writes {KEYWORD} +1 first")
    await host.api.put(path, {"keyword": KEYWORD, "limit_per_person": 1})
    lot = {"variant_id": product["variants"][0]["variant_id"], "units": units}
    await host.api.post(f"{path}/open", {"lots": [lot]})
    await watching.until(lambda entry: isinstance(entry, Listing) and entry.state == "open")
    begun = time.monotonic()
    said = await asyncio.gather(
        *(buyer.room.say(COMMENTS[number % len(COMMENTS)]) for number, buyer in enumerate(buyers))
    )
    outcomes = await answers_to(watching, said)
    story.latency("+1 → answered", (time.monotonic() - begun) * 1000, limit_ms=2000)
    in_order = [outcomes[one] for one in sorted(said, key=entry_id)]
    is_fair = in_order == ["yours"] * units + ["waiting"] * (len(said) - units)
    story.check(
        "claims: the first ones have it, the rest wait",
        is_fair,
        f"{in_order.count('yours')} yours, {in_order.count('waiting')} waiting",
    )
    first = min(zip(said, buyers, strict=True), key=lambda one: entry_id(one[0]))[1]
    await first.buy(host, product=product)
    story.check("who claimed first paid", first.state == "paid", first.state)
    await host.api.post(f"{path}/close")
    closed, _ = await watching.until(_has_root)
    await _check_receipts(story, host, path, said)
    if isinstance(closed, Listing):
        story.note("root over the claims", f"{closed.root[:16]}…")


async def answers_to(room: Seat, said: list[str]) -> dict[str, str]:
    """What became of each comment."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            found = {
                answer.message_id: answer.outcome
                for entry in reversed(room.seen.entries)
                if isinstance(entry, Claims)
                for answer in entry.answers
            }
            if set(said) <= set(found):
                return found
            await asyncio.sleep(0.02)


async def _check_receipts(story: Story, host: Host, path: str, said: list[str]) -> None:
    receipts = f"{path}/receipts?page_size=100"
    page = await host.api.get(receipts)
    texts = page["receipts"]
    while page["next_page_token"]:
        page = await host.api.get(f"{receipts}&page_token={page['next_page_token']}")
        texts += page["receipts"]
    entries = [text.split("|")[6] for text in texts]
    story.check(
        "receipts: the order is the room's",
        entries == sorted(said, key=entry_id),
        f"{len(entries)} places, signed",
    )


def _has_root(entry: Entry) -> bool:
    return isinstance(entry, Listing) and bool(entry.root)
