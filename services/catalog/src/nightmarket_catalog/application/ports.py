"""What the handlers need from outside."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from nightmarket_catalog.domain.deal import Deal
from nightmarket_catalog.domain.events import Event
from nightmarket_catalog.domain.limits import Count, Limits
from nightmarket_catalog.domain.product import Product
from nightmarket_catalog.domain.reservation import Reservation, ReservationState
from nightmarket_catalog.domain.stock import Stock
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.ports import UnitOfWork


class ProductRepository(Protocol):
    async def add(self, product: Product) -> None:
        """Store a new product; ProductInvalid when the shop has the number already."""

    async def get_for_update(self, product_id: str) -> Product | None: ...
    async def product_id_of(self, variant_id: str) -> str | None: ...
    async def price_of(self, variant_id: str, currency_code: str) -> Money | None: ...
    async def save_prices(self, product: Product) -> None: ...


class StockRepository(Protocol):
    async def add(self, stock: Stock) -> None: ...
    async def lock(self, variant_ids: Sequence[str]) -> dict[str, Stock]:
        """Lock in the given order; unknown ids are left out."""

    async def lock_product(self, product_id: str) -> dict[str, Stock]:
        """All variants of the product; none when there is no such product."""

    async def lock_show(self, show_id: str) -> dict[str, Stock]:
        """Those that have something set aside for the show, or a deal in it."""

    async def save(self, stocks: Sequence[Stock]) -> None:
        """Balances, their allocations and their new ledger entries."""

    async def set_limits(self, product_id: str, limits: Limits) -> None: ...


class DealRepository(Protocol):
    """Read and changed only under the lock of the variant's stock."""

    async def add(self, deal: Deal) -> None: ...
    async def save(self, deal: Deal) -> None:
        """Its end, state and version: nothing else of a deal changes."""

    async def next_version(self, variant_id: str) -> int: ...
    async def variant_of(self, deal_id: str) -> str | None: ...
    async def due(self, *, at: datetime, limit: int) -> list[str]:
        """Those that were not ended although their time is up."""


class PurchaseRepository(Protocol):
    """Counts of what persons have of limited products. Changed only under their stock's lock."""

    async def lock(self, counts: Iterable[Count]) -> dict[Count, int]:
        """Each of them, locked in one order; one that was not there is 0."""

    async def save(self, counts: Mapping[Count, int]) -> None: ...
    async def recount(self, product_id: str) -> None:
        """From the reservations: the product was not limited before, so nobody counted."""

    async def forget(self, product_id: str) -> None: ...


class ShowRepository(Protocol):
    async def is_over(self, show_id: str) -> bool:
        """Its row stays locked: the show does not end meanwhile."""

    async def end(self, show_id: str) -> None: ...


class ReservationRepository(Protocol):
    async def add(self, reservations: Sequence[Reservation], *, at: datetime) -> None:
        """Store new ones; raises when one of the orders has a reservation already.

        Their lines are the held entries that are saved with the stock.
        """

    async def find(self, order_ids: Sequence[str]) -> dict[str, Reservation]:
        """By order. Without a lock: settling locks the reservation before the stock."""

    async def get_for_update(self, order_id: str) -> Reservation | None: ...
    async def set_state(self, order_id: str, state: ReservationState) -> None: ...
    async def set_expiry(self, order_id: str, at: datetime) -> None: ...
    async def expired(self, *, before: datetime, limit: int) -> list[str]: ...


class CatalogUow(UnitOfWork, Protocol):
    @property
    def products(self) -> ProductRepository: ...
    @property
    def stocks(self) -> StockRepository: ...
    @property
    def reservations(self) -> ReservationRepository: ...
    @property
    def purchases(self) -> PurchaseRepository: ...
    @property
    def shows(self) -> ShowRepository: ...
    @property
    def deals(self) -> DealRepository: ...
    def publish(self, event: Event) -> None: ...


UowFactory = Callable[[], CatalogUow]
