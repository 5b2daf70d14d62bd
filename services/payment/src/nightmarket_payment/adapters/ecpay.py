"""ECPay All-In-One V5 as a payment provider.

The query is slow by nature: at most five a second, and after a 403 none for half an hour (ECPay asks
for that). Whatever is not a verified answer is unknown.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

import httpx

from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.calls import in_transaction
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_payment.adapters.ecpay_form import checkout_fields, new_trade_no
from nightmarket_payment.adapters.ecpay_mac import Keys, signed
from nightmarket_payment.adapters.ecpay_notices import (
    CHARGE_UNIT,
    CURRENCY,
    NAME,
    read_answer,
    read_notice,
)
from nightmarket_payment.application.ports import Redirect
from nightmarket_payment.domain.notice import Kind, Notice
from nightmarket_payment.domain.payment import Attempt

log = get_logger(__name__)
QUERY_TIMEOUT_S: Final = 10.0
QUERY_GAP_S: Final = 0.2


class EcpayProvider:
    """A component: holds the connection to ECPay."""

    name = NAME
    accepted = "1|OK"
    refused = "0|CheckMacValue Error"

    def __init__(
        self,
        *,
        url: str,
        merchant_id: str,
        keys: Keys,
        callback_url: str,
        environment: str,
        choose_payment: str = "Credit",
        dollars: tuple[int, int] = (5, 199_999),
        break_s: float = 1800.0,
        clock: Callable[[], float] = time.time,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._checkout_url = f"{url}/Cashier/AioCheckOut/V5"
        self._query_url = f"{url}/Cashier/QueryTradeInfo/V5"
        self._merchant_id = merchant_id
        self._keys = keys
        self._callback_url = callback_url
        self._environment = environment
        self._choose_payment = choose_payment
        self._dollars = dollars
        self._break_s = break_s
        self._clock = clock
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._one_at_a_time = asyncio.Lock()
        self._next_query = 0.0
        self._closed_until = float("-inf")

    async def start(self) -> None:
        self._client = httpx.AsyncClient(
            timeout=QUERY_TIMEOUT_S,
            follow_redirects=False,
            trust_env=False,
            transport=self._transport,
        )

    async def stop(self, grace_s: float) -> None:  # noqa: ARG002 - nothing to finish
        if self._client is not None:
            await self._client.aclose()

    async def wait(self) -> None:
        await asyncio.Event().wait()

    def charge_unit(self, currency_code: str) -> int | None:
        return CHARGE_UNIT if currency_code == CURRENCY else None

    def bounds(self, currency_code: str) -> tuple[Money, Money]:
        least, most = (
            Money(currency_code=currency_code, amount_minor=dollars * CHARGE_UNIT)
            for dollars in self._dollars
        )
        return least, most

    def new_reference(self, at: datetime) -> str:
        return new_trade_no(self._environment, at)

    def checkout(self, attempt: Attempt) -> Redirect:
        fields = checkout_fields(
            attempt,
            merchant_id=self._merchant_id,
            dollars=attempt.amount.whole_units(CHARGE_UNIT),
            callback_url=self._callback_url,
            choose_payment=self._choose_payment,
        )
        return Redirect(url=self._checkout_url, fields=signed(fields, self._keys))

    def read_notice(self, body: bytes, *, kind: Kind, content_type: str) -> Notice:
        return read_notice(
            body,
            kind=kind,
            content_type=content_type,
            merchant_id=self._merchant_id,
            keys=self._keys,
        )

    def can_query(self) -> bool:
        return time.monotonic() >= self._closed_until

    async def query(self, attempt: Attempt) -> Notice | None:
        if in_transaction.get():
            raise RuntimeError("remote call inside a transaction")
        async with self._one_at_a_time:
            await asyncio.sleep(max(0.0, self._next_query - time.monotonic()))
            self._next_query = time.monotonic() + QUERY_GAP_S
            response = await self._ask(attempt.reference) if self.can_query() else None
        if response is None:
            return None
        if response.status_code == httpx.codes.FORBIDDEN:
            self._closed_until = time.monotonic() + self._break_s
            log.error("provider refuses queries", provider=NAME, break_s=self._break_s)
            return None
        if response.status_code != httpx.codes.OK:
            log.warning("query failed", provider=NAME, status=response.status_code)
            return None
        return read_answer(
            response.content,
            content_type=response.headers.get("content-type", ""),
            reference=attempt.reference,
            merchant_id=self._merchant_id,
            keys=self._keys,
        )

    async def _ask(self, reference: str) -> httpx.Response | None:
        if self._client is None:
            raise RuntimeError("provider is not started")
        fields = {
            "MerchantID": self._merchant_id,
            "MerchantTradeNo": reference,
            "TimeStamp": str(int(self._clock())),
        }
        try:
            return await self._client.post(self._query_url, data=signed(fields, self._keys))
        except httpx.HTTPError as error:
            log.warning("query failed", provider=NAME, error=type(error).__name__)
            return None
