"""What the handlers need from outside."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from nightmarket_catalog.domain.events import StockChanged
from nightmarket_catalog.domain.product import Product
from nightmarket_catalog.domain.stock import Reservation, ReservationState, Stock
from nightmarket_kit.core.ports import UnitOfWork


class ProductRepository(Protocol):
    async def add(self, product: Product) -> None:
        """Store a new product; ProductInvalid when the shop has the number already."""

    async def get_for_update(self, product_id: str) -> Product | None: ...
    async def product_id_of(self, variant_id: str) -> str | None: ...
    async def save_prices(self, product: Product) -> None: ...


class StockRepository(Protocol):
    async def add(self, stock: Stock) -> None: ...
    async def lock(self, variant_ids: Sequence[str]) -> dict[str, Stock]:
        """Lock in the given order; unknown ids are left out."""

    async def save(self, stocks: Sequence[Stock]) -> None:
        """Balances and their new ledger entries."""


class ReservationRepository(Protocol):
    async def add(self, reservations: Sequence[Reservation], *, at: datetime) -> None:
        """Store new ones; raises when one of the orders has a reservation already.

        Their lines are the held entries that are saved with the stock.
        """

    async def find(self, order_ids: Sequence[str]) -> dict[str, Reservation]:
        """By order. Without a lock: settling locks the reservation before the stock."""

    async def get_for_update(self, order_id: str) -> Reservation | None: ...
    async def set_state(self, order_id: str, state: ReservationState) -> None: ...
    async def expired(self, *, before: datetime, limit: int) -> list[str]: ...


class CatalogUow(UnitOfWork, Protocol):
    @property
    def products(self) -> ProductRepository: ...
    @property
    def stocks(self) -> StockRepository: ...
    @property
    def reservations(self) -> ReservationRepository: ...
    def publish(self, event: StockChanged) -> None: ...


UowFactory = Callable[[], CatalogUow]
