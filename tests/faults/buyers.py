"""People who buy while things break: each press is remembered with every answer that it got."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx

from nightmarket_local.demo.api import Api, Refused, new_key
from nightmarket_local.demo.people import CONTACT

PRICE_MINOR = 10_000
PRICE = {"currency_code": "TWD", "amount_minor": PRICE_MINOR}
UNKNOWN = "UNKNOWN"  # nobody said what became of it, for as long as anybody asked
Call = Callable[..., Awaitable[Any]]
BROWSER = {"Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Answer:
    """`reason` is empty when it was done."""

    document: dict[str, Any]
    reason: str
    took_s: float


@dataclass(slots=True)
class Press:
    """One intention: one key, pressed once or on two devices at once."""

    what: str
    key: str
    answers: list[Answer] = field(default_factory=list)

    @property
    def done(self) -> dict[str, Any] | None:
        return next((one.document for one in self.answers if not one.reason), None)

    @property
    def reasons(self) -> set[str]:
        return {one.reason for one in self.answers if one.reason}


@dataclass(slots=True)
class Goods:
    shop_id: str
    product_id: str
    variant_id: str
    stock: int
    show_id: str = ""
    """Where it is bought; empty: in no show."""


@dataclass(slots=True)
class Person:
    """Whoever presses: a buyer, or the shop's owner."""

    api: Api
    random: Random
    presses: list[Press] = field(default_factory=list)

    async def press(
        self,
        what: str,
        path: str,
        body: dict[str, Any],
        *,
        twice: bool = False,
        call: Call | None = None,
    ) -> dict[str, Any] | None:
        """What was done; None when it was refused or nobody knows."""
        press = Press(what, new_key())
        self.presses.append(press)
        asked = (self._ask(call or self.api.post, path, body, press.key) for _ in range(1 + twice))
        press.answers += await asyncio.gather(*asked)
        return press.done

    async def _ask(self, call: Call, path: str, body: dict[str, Any], key: str) -> Answer:
        clock = asyncio.get_running_loop().time
        begun = clock()
        document, reason = {}, ""
        try:
            document = await call(path, body, key=key)
        except Refused as refused:
            final = 400 <= refused.status < 500 and refused.status != 429
            reason = refused.reason if final else UNKNOWN
        except httpx.TransportError:
            reason = UNKNOWN
        return Answer(document, reason, clock() - begun)

    def require_done(self) -> None:
        """Nothing was refused so far."""
        refused = {press.what: press.reasons for press in self.presses if not press.done}
        assert not refused, refused

    def pressed(self, what: str) -> list[Press]:
        return [press for press in self.presses if press.what == what]

    def coin(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance


@dataclass(slots=True)
class Buyer(Person):
    """One person who wants one unit."""

    goods: Goods = field(kw_only=True)
    order: dict[str, Any] | None = None
    cashier: dict[str, Any] | None = None
    has_paid: bool = False
    paid_at: datetime | None = None
    """When the provider had it at the latest."""
    is_walking_away: bool = False

    @property
    def user_id(self) -> str:
        return self.api.user_id

    async def add(self, *, twice: bool = False) -> None:
        body = {"variant_id": self.goods.variant_id, "show_id": self.goods.show_id}
        await self.press("add", f"/v1/shops/{self.goods.shop_id}/cart/lines", body, twice=twice)

    async def cart(self) -> int:
        """How many units are in it."""
        found = await self.api.get(f"/v1/shops/{self.goods.shop_id}/cart")
        return sum(line["quantity"] for line in found["lines"])

    async def place(self, *, twice: bool = False) -> None:
        body = {"contact": CONTACT, "expected_total": PRICE}
        path = f"/v1/shops/{self.goods.shop_id}/orders"
        self.order = await self.press("place", path, body, twice=twice)

    async def start(self, *, twice: bool = False, method: str | None = None) -> None:
        """To the cashier's page; with a method that it issues codes for, the code is there."""
        if self.order is None:
            return
        path = f"/v1/orders/{self.order['order_id']}/payments"
        body = {} if method is None else {"method": method}
        started = await self.press("start", path, body, twice=twice)
        if started is None:
            return
        redirect = started["redirect"]
        async with httpx.AsyncClient(headers=BROWSER, timeout=30) as browser:
            page = await browser.post(redirect["url"], data=redirect["fields"])
        self.cashier = page.json()

    async def pay(self) -> None:
        """At the provider, which is not broken."""
        if self.cashier is None:
            return
        self.has_paid = True
        async with httpx.AsyncClient(headers=BROWSER, timeout=30) as browser:
            answer = await browser.post(self.cashier["pay_url"], json={})
        answer.raise_for_status()
        self.paid_at = datetime.now(UTC)

    async def code(self) -> bool:
        """Whether the shop shows what to pay with at a bank or a counter."""
        (started,) = self.pressed("start")
        if started.done is None:
            return False
        path = f"/v1/payments/{started.done['payment']['payment_id']}"
        return (await self.api.get(path))["pay_code"] is not None

    async def cancel(self, *, twice: bool = False) -> None:
        if self.order is not None:
            path = f"/v1/orders/{self.order['order_id']}/cancel"
            await self.press("cancel", path, {}, twice=twice)

    async def finish(self) -> None:
        """Go on from where one is until the money is at the provider."""
        if self.is_walking_away:
            return
        if not self.pressed("place"):
            await self.place()
        if self.cashier is None:
            await self.start()
        if not self.has_paid:
            await self.pay()


async def settled_payment(buyer: Buyer) -> dict[str, Any]:
    """The payment of the order, once the money is in."""
    assert buyer.order is not None
    async with asyncio.timeout(60):
        while True:
            order = await buyer.api.get(f"/v1/orders/{buyer.order['order_id']}")
            if order["state"] == "paid":
                path = f"/v1/orders/{order['order_id']}/payment"
                payment: dict[str, Any] = await buyer.api.get(path)
                return payment
            await asyncio.sleep(0.1)
