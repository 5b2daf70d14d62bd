"""ECPay All-In-One V5 as a payment provider.

The query is slow by nature: at most five a second, and after a 403 none for half an hour (ECPay asks
for that). Whatever is not a verified answer is unknown.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final

import httpx

from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.calls import in_transaction
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_payment.adapters.ecpay_files import (
    UnreadableFile,
    funding_fields,
    order_fields,
    read_funding,
    read_orders,
)
from nightmarket_payment.adapters.ecpay_form import (
    CHOICES,
    CODE_METHODS,
    TAIPEI,
    checkout_fields,
    new_trade_no,
)
from nightmarket_payment.adapters.ecpay_mac import Keys, signed
from nightmarket_payment.adapters.ecpay_notices import (
    CHARGE_UNIT,
    CURRENCY,
    NAME,
    NO_SUCH_ORDER,
    read_answer,
    read_code_answer,
    read_notice,
)
from nightmarket_payment.adapters.ecpay_refund import (
    Action,
    Detail,
    decide,
    read_action,
    read_detail,
)
from nightmarket_payment.application.ports import Opened, Redirect
from nightmarket_payment.domain.errors import NoticeForged, NoticeInvalid
from nightmarket_payment.domain.method import Method, Offer
from nightmarket_payment.domain.notice import Kind, Notice, Outcome
from nightmarket_payment.domain.payment import Attempt, AttemptState
from nightmarket_payment.domain.provider_file import DayFile, NoFile, NoFileCode
from nightmarket_payment.domain.reconciliation import MOVED_DAYS
from nightmarket_payment.domain.refund import Refund, Step, StepKind

log = get_logger(__name__)
QUERY_TIMEOUT_S: Final = 10.0
QUERY_GAP_S: Final = 0.2
MAX_ACTIONS: Final = 3
FILE_TIMEOUT_S: Final = 60.0


class EcpayProvider:
    """A component: holds the connection to ECPay."""

    name = NAME
    accepted = "1|OK"
    refused = "0|CheckMacValue Error"
    zone = TAIPEI

    def __init__(
        self,
        *,
        url: str,
        merchant_id: str,
        keys: Keys,
        callback_url: str,
        check_code: str,
        environment: str,
        choose_payment: str = "Credit",
        dollars: tuple[int, int] = (5, 199_999),
        offers: Mapping[Method, tuple[int, int]] | None = None,
        break_s: float = 1800.0,
        files_url: str = "",
        file_gap_s: float = 61.0,
        clock: Callable[[], float] = time.time,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._checkout_url = f"{url}/Cashier/AioCheckOut/V5"
        self._query_url = f"{url}/Cashier/QueryTradeInfo/V5"
        self._code_url = f"{url}/Cashier/QueryPaymentInfo"
        self._merchant_id = merchant_id
        self._keys = keys
        self._callback_url = callback_url
        self._detail_url = f"{url}/CreditDetail/QueryTrade/V2"
        self._action_url = f"{url}/CreditDetail/DoAction"
        self._check_code = check_code
        self._environment = environment
        self._choose_payment = choose_payment
        self._dollars = dollars
        self._offers = dict(offers or {})
        self._break_s = break_s
        self._files_url = files_url
        self._funding_url = f"{url}/CreditDetail/FundingReconDetail"
        self._file_gap_s = file_gap_s
        self._next_file: dict[str, float] = {}
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
        return _bounds(self._dollars, currency_code)

    def offers(self, currency_code: str) -> list[Offer]:
        if currency_code != CURRENCY:
            return []
        bounds = [(one, _bounds(dollars, currency_code)) for one, dollars in self._offers.items()]
        return [Offer(method=one, least=least, most=most) for one, (least, most) in bounds]

    def new_reference(self, at: datetime) -> str:
        return new_trade_no(self._environment, at)

    async def open(self, attempt: Attempt) -> Opened:
        """ECPay is told by the buyer's browser: nothing to ask before."""
        fields = checkout_fields(
            attempt,
            merchant_id=self._merchant_id,
            dollars=attempt.amount.whole_units(CHARGE_UNIT),
            callback_url=self._callback_url,
            choose_payment=self._choice(attempt),
        )
        form = Redirect(url=self._checkout_url, fields=signed(fields, self._keys))
        return Opened(redirect=form)

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
        """Whether it was paid, and if not, whether it has a code whose notice did not come."""
        response = await self._ask(self._query_url, attempt)
        if response is None:
            return None
        paid = read_answer(
            response.content,
            content_type=response.headers.get("content-type", ""),
            reference=attempt.reference,
            merchant_id=self._merchant_id,
            keys=self._keys,
        )
        if paid is None or not self._may_have_code(attempt, paid):
            return paid
        response = await self._ask(self._code_url, attempt)
        if response is None:
            return None
        try:
            code = read_code_answer(
                response.content,
                content_type=response.headers.get("content-type", ""),
                reference=attempt.reference,
                merchant_id=self._merchant_id,
                keys=self._keys,
            )
        except (NoticeForged, NoticeInvalid) as error:
            log.warning("answer about a code not believed", provider=NAME, reason=error.reason)
            return None
        return code or paid

    def _may_have_code(self, attempt: Attempt, paid: Notice) -> bool:
        return (
            attempt.state is AttemptState.CREATED
            and paid.outcome is Outcome.UNPAID
            and paid.code != NO_SUCH_ORDER
            and self._choice(attempt) in CODE_METHODS | {"ALL"}
        )

    def _choice(self, attempt: Attempt) -> str:
        return CHOICES[attempt.method] if attempt.method else self._choose_payment

    async def _ask(self, url: str, attempt: Attempt) -> httpx.Response | None:
        stamp = str(int(self._clock()))
        return await self._call(url, {"MerchantTradeNo": attempt.reference, "TimeStamp": stamp})

    def has_files(self) -> bool:
        return bool(self._files_url)

    async def read_day(self, day: date, ours: Sequence[Attempt]) -> DayFile | NoFile:  # noqa: ARG002
        first = day - MOVED_DAYS
        try:
            orders = await self._file(
                f"{self._files_url}/PaymentMedia/TradeNoAio", order_fields(day)
            )
            funding = await self._file(self._funding_url, funding_fields(first, day))
            rows = [
                *read_orders(orders, day=day),
                *read_funding(funding, first=first, last=day),
            ]
        except httpx.HTTPStatusError as error:
            return NoFile(code=NoFileCode.REFUSED, detail=str(error.response.status_code))
        except httpx.HTTPError as error:
            return NoFile(code=NoFileCode.UNREACHABLE, detail=type(error).__name__)
        except UnreadableFile as error:
            return NoFile(code=NoFileCode.UNREADABLE, detail=str(error))
        return DayFile(day=day, moved_from=first, rows=tuple(rows))

    async def _file(self, url: str, fields: dict[str, str]) -> bytes:
        """One file a minute of each kind is all that ECPay gives."""
        client = self._open()
        await asyncio.sleep(max(0.0, self._next_file.get(url, 0.0) - time.monotonic()))
        self._next_file[url] = time.monotonic() + self._file_gap_s
        form = signed({"MerchantID": self._merchant_id, **fields}, self._keys)
        response = await client.post(url, data=form, timeout=FILE_TIMEOUT_S)
        response.raise_for_status()
        return response.content

    async def refund(self, attempt: Attempt, refund: Refund, *, given_back: Money) -> Step:
        if not attempt.refund_handle:
            return Step(kind=StepKind.BY_HAND, code="no_refund_call")
        if not self._check_code:
            return Step(kind=StepKind.BY_HAND, code="not_configured")
        paid, wanted, before = (
            one.whole_units(CHARGE_UNIT) for one in (attempt.amount, refund.amount, given_back)
        )
        for _ in range(MAX_ACTIONS):
            detail = await self._detail(attempt, paid)
            if detail is None:
                return Step(kind=StepKind.UNKNOWN, code="no_answer")
            now = datetime.fromtimestamp(self._clock(), UTC)
            step = decide(detail, paid=paid, amount=wanted, given_back=before, at=now)
            if isinstance(step, Action):
                action = step
                step = await self._act(attempt, action, wanted)
                if action is Action.UNDO_CLOSE and step.kind is StepKind.DONE:
                    continue  # it is only authorised again: now it can be abandoned
            return step
        return Step(kind=StepKind.UNKNOWN, code="state_did_not_change")

    async def _detail(self, attempt: Attempt, paid: int) -> Detail | None:
        fields = {
            "CreditRefundId": attempt.refund_handle,
            "CreditAmount": str(paid),
            "CreditCheckCode": self._check_code,
        }
        response = await self._call(self._detail_url, fields)
        return None if response is None else read_detail(response.content, amount=paid)

    async def _act(self, attempt: Attempt, action: Action, dollars: int) -> Step:
        fields = {
            "MerchantTradeNo": attempt.reference,
            "TradeNo": attempt.provider_ref,
            "Action": action.value,
            "TotalAmount": str(dollars),
        }
        response = await self._call(self._action_url, fields)
        if response is None:
            return Step(kind=StepKind.UNKNOWN, code="no_answer")
        return read_action(response.content)

    async def _call(self, url: str, fields: dict[str, str]) -> httpx.Response | None:
        """One signed call at a time; None is no answer, whatever happened at the other end."""
        client = self._open()
        async with self._one_at_a_time:
            await asyncio.sleep(max(0.0, self._next_query - time.monotonic()))
            self._next_query = time.monotonic() + QUERY_GAP_S
            if not self.can_query():
                return None
            form = signed({"MerchantID": self._merchant_id, **fields}, self._keys)
            try:
                response = await client.post(url, data=form)
            except httpx.HTTPError as error:
                log.warning("query failed", provider=NAME, error=type(error).__name__)
                return None
        if response.status_code == httpx.codes.FORBIDDEN:
            self._closed_until = time.monotonic() + self._break_s
            log.error("provider refuses queries", provider=NAME, break_s=self._break_s)
            return None
        if response.status_code != httpx.codes.OK:
            log.warning("query failed", provider=NAME, status=response.status_code)
            return None
        return response

    def _open(self) -> httpx.AsyncClient:
        if in_transaction.get():
            raise RuntimeError("remote call inside a transaction")
        if self._client is None:
            raise RuntimeError("provider is not started")
        return self._client


def _bounds(dollars: tuple[int, int], currency_code: str) -> tuple[Money, Money]:
    least, most = (
        Money(currency_code=currency_code, amount_minor=one * CHARGE_UNIT) for one in dollars
    )
    return least, most
