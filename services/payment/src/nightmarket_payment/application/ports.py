"""What the handlers need from outside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Protocol

from nightmarket_kit.core.money import Money
from nightmarket_kit.core.ports import UnitOfWork
from nightmarket_payment.domain.events import Event
from nightmarket_payment.domain.ledger import Posting
from nightmarket_payment.domain.method import Offer
from nightmarket_payment.domain.notice import Kind, Notice, Verdict
from nightmarket_payment.domain.payment import Attempt, Payment
from nightmarket_payment.domain.provider_file import DayFile, NoFile, NoFileCode, ProviderRow
from nightmarket_payment.domain.reconciliation import Booked, Difference
from nightmarket_payment.domain.refund import Refund, Step
from nightmarket_payment.domain.refund_ask import RefundAsk


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """A form that the buyer's browser posts, top level; without fields a plain address to go to."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """`provider_ref` is what the provider calls the attempt, where it says so before it is paid."""

    redirect: Redirect
    provider_ref: str = ""


class PaymentProvider(Protocol):
    """One way to take money. Amounts cross this border as Money; units are its own business."""

    @property
    def name(self) -> str: ...
    @property
    def accepted(self) -> str:
        """What the provider wants to read when a notice is stored."""

    @property
    def refused(self) -> str:
        """What it reads when a notice was not believed, so that a true one comes again."""

    def charge_unit(self, currency_code: str) -> int | None:
        """Minor units of the smallest chargeable step; None for a currency it does not take."""

    def bounds(self, currency_code: str) -> tuple[Money, Money]:
        """Of a payment whose way is chosen at the provider's page."""

    def offers(self, currency_code: str) -> Sequence[Offer]:
        """What a buyer may choose from before she goes there, in the order in which it is shown."""

    def new_reference(self, at: datetime) -> str:
        """A number that no attempt had before, in any environment."""

    async def open(self, attempt: Attempt) -> Opened:
        """Make it payable and say where the buyer goes. However often it is called, there is one
        payment there: the same attempt gives the same way. ProviderNotAvailable when nobody answers;
        then the attempt stays, and the same request opens it again.
        """

    def read_notice(self, body: bytes, *, kind: Kind, content_type: str) -> Notice:
        """NoticeForged or NoticeInvalid unless the provider wrote every byte of it. A provider whose
        word must be asked for again gives it as a RESULT, whatever way it came.
        """

    def can_query(self) -> bool:
        """False while the provider has shut the door."""

    async def query(self, attempt: Attempt) -> Notice | None:
        """What the provider says now, also that it issued a code; None is unknown, never unpaid. Where
        money moves only on our word, that word is given here, once the buyer has agreed.
        """

    async def refund(self, attempt: Attempt, refund: Refund, *, given_back: Money) -> Step:
        """Give a part of a paid attempt back, once, however often it is asked.

        `given_back` is what by our books went back before, without this one. A provider without
        idempotency compares it with its own before it acts, or looks for the refund's id among those
        that it made. Never raises for the provider's faults.
        """

    @property
    def zone(self) -> tzinfo:
        """Where the provider's days begin and end."""

    def has_files(self) -> bool:
        """Whether it is set up to tell its days; one that is not is never compared with."""

    async def read_day(self, day: date, ours: Sequence[Attempt]) -> DayFile | NoFile:
        """What the provider says of a day that is over. `ours` is what we booked on it: a provider
        without files is asked about these one by one. Never raises for the provider's faults.
        """


Providers = Mapping[str, PaymentProvider]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderToPay:
    id: str
    order_no: str
    shop_id: str
    user_id: str
    state: str
    total: Money
    pay_deadline: datetime
    items: tuple[str, ...]
    delivered_at: datetime | None = None


class Orders(Protocol):
    async def get(self, order_id: str) -> OrderToPay | None:
        """As the caller sees it; None when there is none for the caller."""

    async def give_up(self, order_id: str, *, request_id: str) -> bool:
        """For the caller's shop, because the buyer asked. False when the order cannot be given up."""


class PaymentRepository(Protocol):
    async def open(self, payment: Payment) -> Payment:
        """The order's one payment, locked: this one, or the one that was there."""

    async def get_for_update(self, payment_id: str) -> Payment | None: ...
    async def of_order_for_update(self, order_id: str) -> Payment | None: ...
    async def of_orders(self, order_ids: Sequence[str]) -> list[Payment]:
        """Not locked."""

    async def save(self, payment: Payment) -> None: ...


class AttemptRepository(Protocol):
    async def add(self, attempt: Attempt) -> None: ...
    async def get(self, attempt_id: str) -> Attempt | None: ...
    async def settled(self, payment_id: str) -> Attempt | None:
        """The one that settled the payment."""

    async def lock(self, provider: str, reference: str) -> tuple[Payment, Attempt] | None:
        """Payment first, then attempt, the same order for everybody."""

    async def save(self, attempt: Attempt) -> None: ...
    async def of_payments(self, payment_ids: Sequence[str]) -> list[Attempt]:
        """Not locked."""

    async def bring_forward(
        self, attempt_ids: Sequence[str], *, at: datetime, from_: datetime
    ) -> None:
        """Check the open ones at `at` if their turn is after `from_`, or never."""

    async def lease_due(
        self, provider: str, *, at: datetime, until: datetime, limit: int
    ) -> list[Attempt]:
        """Open attempts whose check is due, each to one asker; given back at `until`."""


class RefundRepository(Protocol):
    """Whoever changes refunds holds the payment's lock."""

    async def add(self, refund: Refund) -> None: ...
    async def get(self, refund_id: str) -> Refund | None: ...
    async def of_payment(self, payment_id: str) -> list[Refund]: ...
    async def save(self, refund: Refund) -> None: ...
    async def lease_due(
        self, provider: str, *, at: datetime, until: datetime, limit: int
    ) -> list[Refund]:
        """The oldest open refund of each attempt if its turn has come; given back at `until`."""


class RefundAskRepository(Protocol):
    """Whoever changes requests holds the payment's lock."""

    async def add(self, ask: RefundAsk) -> None: ...
    async def get(self, ask_id: str) -> RefundAsk | None: ...
    async def lock(self, ask_id: str) -> tuple[Payment, RefundAsk] | None:
        """The payment's lock, and the request as it is under it."""

    async def of_payment(self, payment_id: str) -> list[RefundAsk]: ...
    async def save(self, ask: RefundAsk) -> None: ...


class Ledger(Protocol):
    async def post(self, postings: Sequence[Posting], *, at: datetime) -> None:
        """Write down; the same kind and source a second time is an error, not a second entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that both sides hold under one number, and the differences that were named before."""

    reference: str
    booked: Booked | None
    rows: tuple[ProviderRow, ...]
    differences: tuple[Difference, ...]


class Reconciliations(Protocol):
    """A provider's days. Whoever compares holds the provider's lock."""

    async def last_day(self, provider: str) -> date | None: ...
    async def add_days(self, provider: str, days: Sequence[date], *, at: datetime) -> None:
        """Days that are there stay as they are."""

    async def lease_due(self, provider: str, *, at: datetime, until: datetime) -> date | None:
        """The oldest day whose turn has come, to one asker; given back at `until`."""

    async def lock(self, provider: str) -> None: ...
    async def store(self, provider: str, file: DayFile) -> None:
        """Instead of what was stored of the same days before."""

    async def compared(self, provider: str, day: date, *, rows: int, at: datetime) -> None: ...
    async def put_off(
        self, provider: str, day: date, code: NoFileCode, *, at: datetime
    ) -> None: ...
    async def days_read(self, provider: str) -> frozenset[date]: ...
    async def booked(
        self, provider: str, *, since: datetime, before: datetime
    ) -> list[Attempt]: ...
    async def cases(
        self, provider: str, day: date, *, since: datetime, before: datetime, zone: tzinfo
    ) -> list[Case]:
        """Of the numbers in the files around `day`, booked or given back in that time, and of all
        open differences.
        """

    async def difference(self, difference_id: str) -> Difference | None:
        """Locked."""

    async def of_reference(self, provider: str, reference: str) -> list[Difference]:
        """Locked."""

    async def save(self, difference: Difference) -> None: ...


class NoticeRepository(Protocol):
    async def add(self, notice: Notice, *, at: datetime) -> str:
        """The id of the row that keeps it; a copy is counted on the row that is there."""

    async def lock_unprocessed(self, notice_id: str) -> Notice | None: ...
    async def finish(self, notice_id: str, verdict: Verdict, *, at: datetime) -> None: ...
    async def lease_unprocessed(self, *, at: datetime, limit: int) -> list[str]:
        """Ids of notices whose turn has come; each next turn is further away, up to an hour."""

    async def quarantine(
        self,
        *,
        provider: str,
        kind: Kind,
        reason: str,
        body: bytes,
        content_type: str,
        at: datetime,
    ) -> None:
        """Keep the beginning of what was not believed; copies are counted."""

    async def forget_quarantined(self, *, before: datetime) -> int: ...


class PaymentUow(UnitOfWork, Protocol):
    @property
    def payments(self) -> PaymentRepository: ...
    @property
    def attempts(self) -> AttemptRepository: ...
    @property
    def notices(self) -> NoticeRepository: ...
    @property
    def refunds(self) -> RefundRepository: ...
    @property
    def asks(self) -> RefundAskRepository: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def reconciliations(self) -> Reconciliations: ...
    def publish(self, events: Sequence[Event]) -> None: ...


UowFactory = Callable[[], PaymentUow]


class Watch(Protocol):
    """Tells people: logs and counters. Never bodies, never keys."""

    def refused(self, *, provider: str, kind: Kind, reason: str, size: int) -> None: ...
    def unowned(self, *, notice_id: str, notice: Notice) -> None:
        """A true notice of an attempt that we do not have (yet)."""

    def judged(self, *, notice_id: str, notice: Notice, verdict: Verdict) -> None: ...
    def unanswered(self, *, attempt: Attempt) -> None: ...
    def refund_needs_person(self, *, refund: Refund) -> None: ...
    def no_file(self, *, provider: str, day: date, file: NoFile) -> None: ...
    def compared(self, *, provider: str, day: date, rows: int, open_: Sequence[Difference]) -> None:
        """`open_` are those that were opened or reopened now."""
