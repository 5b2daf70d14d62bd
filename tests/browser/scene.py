"""What the tour shows: a live show with a pinned product, one to come, a person's cart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from browser.stage import Show, on_air
from support.fleet import Fleet

from nightmarket_local.demo.people import twd

SIZES = (("250 ml", "PLUM-250", 18000, 6), ("500 ml", "PLUM-500", 32000, 12))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    show: Show
    scheduled_id: str
    """A show of tomorrow."""
    several: dict[str, Any]
    """A product that one has to choose a variant of; on the shelf beside the rest."""

    @property
    def show_id(self) -> str:
        return self.show.show_id

    @property
    def shop_id(self) -> str:
        return self.show.host.shop_id

    async def hold_up(self, product: dict[str, Any]) -> None:
        await self.show.host.api.renew()  # many tours last longer than a token
        pin = {"product_id": product["product_id"]}
        await self.show.host.api.put(f"/v1/shows/{self.show_id}/pin", pin)

    @property
    def product(self) -> dict[str, Any]:
        return self.show.host.products[0]


@asynccontextmanager
async def set_up(fleet: Fleet, *, name: str = "encoder") -> AsyncIterator[Scene]:
    async with on_air(fleet, name=name) as show:
        host = show.host
        variants = [
            {"title": title, "sku": sku, "prices": [twd(price)], "on_hand": left}
            for title, sku, price, left in SIZES
        ]
        body = {"title": "信義鄉梅子醋", "variants": variants}
        several = await host.api.post(f"/v1/shops/{host.shop_id}/products", body)
        shelf = [*host.products, several]
        ids = {"product_ids": [product["product_id"] for product in shelf]}
        await host.api.put(f"/v1/shows/{show.show_id}/listings", ids)
        tomorrow = (datetime.now(UTC) + timedelta(hours=20)).isoformat()
        planned = {"title": "端午節前特賣", "schedule_time": tomorrow}
        scheduled = await host.api.post(f"/v1/shops/{host.shop_id}/shows", planned)
        yield Scene(show=show, scheduled_id=str(scheduled["show_id"]), several=several)
