"""Server notices: sent, judged, resent (EC-doc 2878, 29983; counted in the wild as 1 + 4).

Guarantees: only status 200 with exactly the body `1|OK` within 10 s acknowledges; otherwise the
notice comes up to 4 more times at the set gap, freshly signed, `交易成功` having become `paid`.
Redirects are not followed. Order between notices is not kept.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

import httpx

from nightmarket_sandbox.dials import EcpayDials
from nightmarket_sandbox.ecpay.fields import RESENT_TEXT, SUCCESS
from nightmarket_sandbox.ecpay.mac import MacKeys, forged, signed
from nightmarket_sandbox.ecpay.trades import Clock, Delivery, Notice

ACKNOWLEDGEMENT: Final = b"1|OK"
MAX_RESENDS: Final = 4
ANSWER_WITHIN_S: Final = 10.0
KEPT_ANSWER: Final = 200

ClientFactory = Callable[[], httpx.AsyncClient]


class PostOffice:
    """Sends from background tasks; `close` ends them with the process."""

    def __init__(
        self,
        *,
        keys: MacKeys,
        clock: Clock,
        gap_s: float,
        client: ClientFactory,
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._gap_s = gap_s
        self._make_client = client
        self._client: httpx.AsyncClient | None = None
        self._answer_within_s = answer_within_s
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    async def send(self, notice: Notice, fields: Mapping[str, str], dials: EcpayDials) -> None:
        """Deliver one notice and its copies, misbehaving as the dials say."""
        if dials.delay_s:
            await asyncio.sleep(dials.delay_s)
        copies = (self._deliver(notice, fields, dials) for _ in range(dials.duplicate))
        await asyncio.gather(self._until_acknowledged(notice, fields, dials), *copies)

    async def deliver(self, notice: Notice, body: Mapping[str, str]) -> Delivery:
        """POST once and write down the answer."""
        at, status, answer, error = self._clock(), None, b"", None
        try:
            async with asyncio.timeout(self._answer_within_s):
                response = await self._http().post(notice.url, data=dict(body))
            status, answer = response.status_code, response.content
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL) as failure:
            error = type(failure).__name__
        delivery = Delivery(
            at=at,
            status_code=status,
            answer=answer[:KEPT_ANSWER].decode("utf-8", "replace"),
            acknowledged=status == httpx.codes.OK and answer == ACKNOWLEDGEMENT,
            error=error,
        )
        notice.deliveries.append(delivery)
        return delivery

    async def _until_acknowledged(
        self, notice: Notice, fields: Mapping[str, str], dials: EcpayDials
    ) -> None:
        for _ in range(1 + MAX_RESENDS):
            delivery = await self._deliver(notice, fields, dials)
            if delivery.acknowledged:
                return
            if fields.get("RtnCode") == SUCCESS:
                fields = {**fields, "RtnMsg": RESENT_TEXT}
            await asyncio.sleep(self._gap_s)

    async def _deliver(
        self, notice: Notice, fields: Mapping[str, str], dials: EcpayDials
    ) -> Delivery:
        forge = dials.forge is True or len(notice.deliveries) < int(dials.forge)
        body = forged(fields, self._keys) if forge else signed(fields, self._keys)
        return await self.deliver(notice, body)

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = self._make_client()
        return self._client


def notice_client() -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=10)
    return httpx.AsyncClient(
        follow_redirects=False, trust_env=False, limits=limits, timeout=ANSWER_WITHIN_S
    )
