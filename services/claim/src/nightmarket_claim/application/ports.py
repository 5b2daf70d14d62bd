"""What the handlers need from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from nightmarket_claim.domain.claim import Claim
from nightmarket_claim.domain.events import ClaimEvent
from nightmarket_claim.domain.listing import Listing
from nightmarket_kit.core.pages import Page
from nightmarket_kit.core.ports import UnitOfWork


@dataclass(slots=True, kw_only=True)
class Room:
    """How far the room's log was read, and what is held up there since when."""

    show_id: str
    shop_id: str
    epoch: str = ""
    cursor: str = "0-0"
    pinned: str = ""
    pinned_before: str = ""
    pinned_ms: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a room's log that matters here. `ms` is its time in the log."""

    id: str
    ms: int
    kind: Literal["chat", "pin", "listing", "status", "sanction", "other"]
    text: str = ""
    user_id: str = ""
    user_name: str = ""
    product_id: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Entries after `after`, in order. `after` is "0-0" at the beginning of an epoch."""

    show_id: str
    epoch: str
    after: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareMove:
    """Units to set aside in catalog, or to give back; done once, whoever does it."""

    id: str
    show_id: str
    product_id: str
    shop_id: str
    moves: tuple[tuple[str, int], ...]
    actor: str


class RoomRepository(Protocol):
    async def add(self, room: Room) -> None:
        """One that is there stays."""

    async def lock(self, show_id: str) -> Room | None:
        """Whoever changes a show's claims holds this."""

    async def save(self, room: Room) -> None: ...


class ListingRepository(Protocol):
    async def of_show(self, show_id: str) -> list[Listing]: ...
    async def save(self, listing: Listing) -> None:
        """With its lots; KeywordTaken."""


class ClaimRepository(Protocol):
    async def add(self, claims: Sequence[Claim]) -> None: ...
    async def save(self, claims: Sequence[Claim]) -> None: ...
    async def of_users(self, show_id: str, user_ids: Sequence[str]) -> list[Claim]:
        """By the order in which they were made."""

    async def waiting(self, show_id: str, variant_id: str, *, limit: int) -> list[Claim]: ...
    async def get(self, claim_id: str) -> Claim | None: ...
    async def due(self, show_id: str, *, at: datetime) -> list[Claim]:
        """Held too long, or in an order that was never placed."""

    async def of_order(self, order_id: str) -> list[Claim]: ...
    async def receipts(self, show_id: str, product_id: str) -> list[tuple[str, int, str]]:
        """Variant, place and receipt, in that order."""


class MoveRepository(Protocol):
    async def add(self, move: ShareMove) -> None: ...
    async def is_open(self, move_id: str) -> bool:
        """Locks it; nobody else does it meanwhile."""

    async def close(self, move_id: str) -> None: ...
    async def left(self, *, older_s: float) -> list[ShareMove]: ...


class ParkingRepository(Protocol):
    async def park_s(self, shop_id: str) -> int:
        """0: what is claimed there is not parked."""

    async def set(self, shop_id: str, *, park_s: int) -> None: ...
    async def join(
        self, shop_id: str, user_ids: Sequence[str], *, at: datetime, until: datetime
    ) -> dict[str, datetime]:
        """Until when each person's parcel is open; one that is not, or not any more, opens `until`."""

    async def close(self, shop_id: str, user_ids: Sequence[str]) -> None:
        """Those of people who have nothing in it any more."""


class ClaimUow(UnitOfWork, Protocol):
    @property
    def rooms(self) -> RoomRepository: ...
    @property
    def listings(self) -> ListingRepository: ...
    @property
    def claims(self) -> ClaimRepository: ...
    @property
    def moves(self) -> MoveRepository: ...
    @property
    def parking(self) -> ParkingRepository: ...
    def publish(self, event: ClaimEvent) -> None: ...


UowFactory = Callable[[], ClaimUow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    id: str
    shop_id: str
    title: str
    variants: tuple[tuple[str, str], ...]


class CatalogClient(Protocol):
    async def product(self, product_id: str) -> Product | None: ...
    async def move_share(self, move: ShareMove, *, share_id: str) -> None:
        """OutOfStock when there is not enough; repeating it changes nothing."""


class ShowClient(Protocol):
    async def shop_of(self, show_id: str, product_id: str) -> str:
        """ShowNotFound, ListingNotFound when the product is not on its shelf."""

    async def live_shop_of(self, show_id: str) -> str:
        """ShowNotFound, ShowNotLive."""


class Signer(Protocol):
    @property
    def public_key(self) -> str: ...
    def sign(self, text: str) -> str: ...


class RoomLogs(Protocol):
    """Calls raise RoomLogsUnavailable."""

    async def read(self, room: Room) -> Batch | None:
        """What comes after the room's place; None when there is nothing."""

    async def wait(self, rooms: Sequence[Room]) -> None:
        """Until one of them has more, or about a second."""

    async def note_read(self) -> None:
        """Everything was read: logs need not be kept longer for us."""


class ClaimQueries(Protocol):
    async def rooms(self) -> list[Room]:
        """Those whose log matters."""

    async def due_shows(self, *, at: datetime) -> list[str]:
        """Where claims lapse, or a voucher's time is up."""

    async def listings(self, show_id: str) -> list[Listing]: ...
    async def park_s(self, shop_id: str) -> int: ...
    async def claims(self, show_id: str, product_id: str, page: Page) -> list[tuple[Claim, int]]:
        """With how many wait ahead; one more than the page's size when there is a next page."""

    async def claims_of(
        self, user_id: str, show_id: str, page: Page
    ) -> list[tuple[Claim, int]]: ...
    async def claim(self, claim_id: str) -> tuple[Claim, int] | None: ...
    async def receipts(
        self, show_id: str, product_id: str, page: Page
    ) -> list[tuple[str, int, str]]:
        """Variant, place and receipt, in that order."""
