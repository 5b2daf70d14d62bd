"""The people of the demo: a host who sells, buyers who talk and buy, guests who watch."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx

from nightmarket_local.demo.api import Api, Refused, new_key
from nightmarket_room import Seat

PRODUCTS = (
    ("手工蔥油餅 10 片", "SCALLION-10", 32000, 40),
    ("ส้มโอทับทิมสยาม 2 kg", "POMELO-2", 45000, 25),
    ("玉山烏龍茶 150 g", "OOLONG-150", 88000, 3),
)
LINES = (
    "晚安!從台中看的 👋",
    "這個還有貨嗎?",
    "สวัสดีค่ะ ราคาเท่าไหร่คะ",
    "買了買了!",
    "美味しそう",
    "can you show the back?",
    "+1",
    "主播今天好漂亮",
)
FINAL = frozenset({"paid", "cancelled", "expired"})


@dataclass(slots=True)
class Host:
    api: Api
    shop_id: str = ""
    show_id: str = ""
    products: list[dict[str, Any]] = field(default_factory=list)
    credentials: dict[str, str] = field(default_factory=dict)

    async def prepare(self) -> None:
        """Log in, open a shop, stock it, announce a show and get its key."""
        await self.api.log_in("host")
        shop = await self.api.post("/v1/shops", {"name": "阿嬤的灶腳", "currency_code": "TWD"})
        self.shop_id = shop["shop_id"]
        await self.api.renew()  # the new role is in the new token
        for title, sku, price, stock in PRODUCTS:
            variant = {"sku": sku, "prices": [twd(price)], "on_hand": stock}
            body = {"title": title, "variants": [variant]}
            made = await self.api.post(f"/v1/shops/{self.shop_id}/products", body)
            self.products.append(made)
        show = await self.api.post(f"/v1/shops/{self.shop_id}/shows", {"title": "週五夜市"})
        self.show_id = show["show_id"]
        shelf = {"product_ids": [product["product_id"] for product in self.products]}
        await self.api.put(f"/v1/shows/{self.show_id}/listings", shelf)
        self.credentials = await self.api.post(f"/v1/shows/{self.show_id}/stream-key")

    async def pin(self, index: int) -> str:
        product_id = str(self.products[index]["product_id"])
        await self.api.put(f"/v1/shows/{self.show_id}/pin", {"product_id": product_id})
        return product_id

    async def end(self) -> None:
        await self.api.post(f"/v1/shows/{self.show_id}/end")

    async def stock(self) -> list[dict[str, int]]:
        found = [
            await self.api.get(f"/v1/products/{product['product_id']}") for product in self.products
        ]
        return [product["variants"][0]["stock"] for product in found]


@dataclass(slots=True)
class Buyer:
    api: Api
    room: Seat
    order_id: str = ""
    state: str = ""
    refused: str = ""

    async def buy(self, host: Host, *, product: dict[str, Any], quantity: int = 1) -> None:
        """Cart, order, pay at the twin; `state` tells how it ended."""
        variant_id = product["variants"][0]["variant_id"]
        line = {"variant_id": variant_id, "quantity": quantity, "show_id": host.show_id}
        try:
            cart = await self.api.post(f"/v1/shops/{host.shop_id}/cart/lines", line)
            order = await self.api.post(
                f"/v1/shops/{host.shop_id}/orders",
                {
                    "contact": CONTACT,
                    "expected_total": cart["total"] or cart["lines"][0]["unit_price"],
                },
                key=new_key(),
            )
        except Refused as refused:
            if refused.reason != "OUT_OF_STOCK":
                raise
            self.state, self.refused = "refused", refused.reason
            return
        self.order_id = order["order_id"]
        await self.pay()
        await self.until_settled()

    async def pay(self) -> None:
        """At the twin, for the order that is placed."""
        started = await self.api.post(f"/v1/orders/{self.order_id}/payments", {})
        redirect = started["redirect"]
        headers = {"Accept": "application/json"}
        async with httpx.AsyncClient(timeout=20.0, headers=headers) as browser:
            cashier = (await browser.post(redirect["url"], data=redirect["fields"])).json()
            (await browser.post(cashier["pay_url"], json={})).raise_for_status()

    async def until_settled(self, *, within_s: float = 90.0) -> None:
        """Wait for paid, cancelled or expired: the screen that survives closing the app."""
        async with asyncio.timeout(within_s):
            while self.state not in FINAL:
                order = await self.api.get(f"/v1/orders/{self.order_id}")
                self.state = order["state"]
                if self.state not in FINAL:
                    await asyncio.sleep(0.2)


CONTACT = {"name": "王小美", "phone": "0912345678", "address": "台中市西區民生路 1 號"}


def twd(amount_minor: int) -> dict[str, Any]:
    return {"currency_code": "TWD", "amount_minor": amount_minor}
