"""Read models: what screens and other services ask for. No aggregate, no lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nightmarket_catalog.domain.deal import Deal
from nightmarket_catalog.domain.stock import Entry, EntryKind, Stock
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantView:
    id: str
    product_id: str
    shop_id: str
    sku: str
    title: str
    prices: tuple[Money, ...]
    stock: Stock
    product_title: str
    image_url: str

    def deals_at(self, at: datetime) -> list["DealView"]:
        """Those that can be bought at that moment."""
        shares = self.stock.allocations
        return [
            DealView(deal=deal, left=left)
            for deal in self.stock.deals.values()
            if deal.is_open(at) and (left := shares.get(deal.id, 0)) > 0
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealView:
    """`taken` counts what is held or bought at its price."""

    deal: Deal
    left: int
    taken: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductView:
    id: str
    shop_id: str
    title: str
    description: str
    image_urls: tuple[str, ...]
    variants: tuple[VariantView, ...]
    created_at: datetime
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    version: int
    entry: Entry
    created_at: datetime


class CatalogQueries(Protocol):
    async def products(self, product_ids: Sequence[str]) -> list[ProductView]: ...
    async def products_of_shop(self, shop_id: str, page: Page) -> list[ProductView]:
        """One more than the page's size when there is a next page; newest first."""

    async def variants(self, variant_ids: Sequence[str]) -> list[VariantView]: ...
    async def entries(
        self, variant_id: str, kinds: Sequence[EntryKind], page: Page
    ) -> list[EntryView]:
        """One more than the page's size when there is a next page; newest first; no kinds means all."""

    async def deal(self, deal_id: str) -> DealView | None: ...
    async def deals_of_show(self, show_id: str, *, limit: int) -> list[DealView]:
        """Newest first."""
